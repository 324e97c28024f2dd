#include "connectors/jira/projects.h"

#include <algorithm>

#include "base/text.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::ProjectInfo;
using connector::ProjectPage;

constexpr int kMaxPage = 100;  // Jira's cap

ProjectInfo read_info(JsonElement project) {
  ProjectInfo info;
  info.id = json_id(project, "id");
  info.key = text_member(project, "key").value_or("");
  info.name = text_member(project, "name").value_or("");
  info.type = text_member(project, "projectTypeKey").value_or("");
  if (const auto lead = json_get(project, "lead")) {
    info.lead = text_member(*lead, "displayName").value_or("");
  }
  if (const auto insight = json_get(project, "insight")) {
    info.issues = json_int(*insight, "totalIssueCount");
    info.last_change = instant_member(*insight, "lastIssueUpdateTime");
  }
  return info;
}

}  // namespace

Result<ProjectPage> fetch_project_page(Client& client, const connector::ProjectQuery& query) {
  const int64_t start = parse_int(query.cursor).value_or(0);
  Query parameters = {{"startAt", std::to_string(std::max<int64_t>(start, 0))},
                      {"maxResults", std::to_string(std::clamp(query.limit, 1, kMaxPage))},
                      {"expand", "lead,insight"},
                      {"orderBy", "key"}};
  if (const auto text = trim(query.text); !text.empty()) {
    parameters.emplace_back("query", std::string(text));
  }
  TL_TRY(const Answer answer,
         client.get("project/search", "/rest/api/3/project/search", parameters));
  ProjectPage page;
  simdjson::dom::array values;
  const auto list = json_get(answer.root(), "values");
  if (list && !list->get(values)) {
    for (const JsonElement project : values) page.projects.push_back(read_info(project));
  }
  page.total = json_int(answer.root(), "total");
  const int64_t next = start + static_cast<int64_t>(page.projects.size());
  const bool last = page.projects.empty() ||
                    json_bool(answer.root(), "isLast").value_or(next >= page.total.value_or(next));
  if (!last) page.next_cursor = std::to_string(next);
  return page;
}

}  // namespace tl::connectors::jira
