#include "sim/field_selection.h"

#include "base/text.h"
#include "sim/catalog.h"

namespace tl::sim {

namespace {

constexpr const char* kNames[] = {"statuscategorychangedate",
                                  "issuetype",
                                  "parent",
                                  "timespent",
                                  "project",
                                  "fixVersions",
                                  "aggregatetimespent",
                                  "resolution",
                                  "resolutiondate",
                                  "created",
                                  "priority",
                                  "labels",
                                  "timeestimate",
                                  "timeoriginalestimate",
                                  "issuelinks",
                                  "assignee",
                                  "updated",
                                  "status",
                                  "components",
                                  "description",
                                  "summary",
                                  "creator",
                                  "subtasks",
                                  "reporter",
                                  "duedate",
                                  "timetracking",
                                  "customfield_10001",
                                  "customfield_10011",
                                  kEpicLinkField,
                                  "customfield_10015",
                                  kPointsTeamField,
                                  kRankField,
                                  kSprintField,
                                  kFlaggedField,
                                  kPointsField,
                                  "comment",
                                  "worklog"};
static_assert(std::size(kNames) == static_cast<size_t>(Out::kCount));

void choose(FieldSelection& selection, std::string_view name) {
  const bool add = name[0] != '-';
  if (!add || name[0] == '+') name.remove_prefix(1);
  if (name == "*all" || name == "*navigable") {
    if (add)
      selection.wanted.set();
    else
      selection.wanted.reset();
    if (name == "*navigable") {
      selection.wanted.reset(static_cast<size_t>(Out::kComment));
      selection.wanted.reset(static_cast<size_t>(Out::kWorklog));
    }
    return;
  }
  for (size_t i = 0; i < std::size(kNames); ++i)
    if (equals_no_case(kNames[i], name)) selection.wanted.set(i, add);
}

}  // namespace

const char* out_name(Out field) { return kNames[static_cast<size_t>(field)]; }

FieldSelection select_fields(const std::vector<std::string>& asked, bool all_by_default) {
  FieldSelection selection;
  bool any = false;
  for (const auto& entry : asked) {
    for (auto part : split(entry, ',')) {
      part = trim(part);
      if (part.empty()) continue;
      if (!any && part[0] == '-') selection.wanted.set();  // "all but"
      any = true;
      choose(selection, part);
    }
  }
  if (!any && all_by_default) selection.wanted.set();
  return selection;
}

}  // namespace tl::sim
