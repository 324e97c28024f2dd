#include "sync/filter_view.h"

#include <algorithm>

namespace tl::sync {
namespace {

using jql::FieldId;

// The attribute that holds the field; "" of those that are made of several or of none.
std::string_view attribute_of(FieldId field) {
  switch (field) {
    case FieldId::kProject:
      return "project";
    case FieldId::kType:
      return "issuetype";
    case FieldId::kStatus:
      return "status";
    case FieldId::kPriority:
      return "priority";
    case FieldId::kResolution:
      return "resolution";
    case FieldId::kAssignee:
      return "assignee";
    case FieldId::kReporter:
      return "reporter";
    case FieldId::kCreator:
      return "creator";
    case FieldId::kComponent:
      return "components";
    case FieldId::kFixVersion:
      return "fixVersions";
    case FieldId::kAffectedVersion:
      return "versions";
    case FieldId::kLabels:
      return "labels";
    case FieldId::kLevel:
      return "security";
    case FieldId::kSummary:
      return "summary";
    case FieldId::kResolved:
      return "resolutiondate";
    case FieldId::kDue:
      return "duedate";
    case FieldId::kParent:
      return "parent";
    case FieldId::kOriginalEstimate:
      return "timeoriginalestimate";
    case FieldId::kRemainingEstimate:
      return "timeestimate";
    case FieldId::kTimeSpent:
      return "timespent";
    default:
      return "";
  }
}

bool said(const domain::Issue& issue, const jql::BoundField& field) {
  if (field.id == FieldId::kCustom) {
    return !field.custom.empty() &&
           std::all_of(field.custom.begin(), field.custom.end(),
                       [&](const std::string& id) { return issue.attributes.contains(id); });
  }
  const std::string_view name = attribute_of(field.id);
  return !name.empty() && issue.attributes.contains(name);
}

}  // namespace

PartialView::PartialView(const jql::IssueView& whole, const domain::Issue& issue)
    : whole_(whole),
      issue_(issue),
      complete_(domain::find_value(issue.attributes, domain::kHistoryTotal) != nullptr) {}

bool PartialView::links(std::vector<LinkSeen>& out, jql::Values& scratch) const {
  return whole_.links(out, scratch) && (complete_ || issue_.attributes.contains("issuelinks"));
}

bool PartialView::values(const jql::BoundField& field, jql::Values& out) const {
  if (!whole_.values(field, out)) return false;
  return complete_ || !out.all.empty() || said(issue_, field);
}

}  // namespace tl::sync
