// An issue: Jira's numeric id and its attributes.
//
// Attribute names are the vendor's field ids: "key" (text), "project" (ref: id, key), "summary",
// "issuetype", "status", "priority", "resolution", "assignee", "reporter", "creator" (refs),
// "created", "updated", "resolutiondate" (instants), "duedate" (date), "labels", "components",
// "fixVersions", "versions", "issuelinks" (refs), "parent" (ref: issue id, key), "security" (ref),
// "timespent", "timeoriginalestimate" (seconds), "customfield_N" (typed by its schema).
// Ours begin with "$": see below. An issue that was never seen in full has only thin attributes.
#pragma once

#include <string_view>

#include "base/ids.h"
#include "domain/attributes.h"

namespace tl::domain {

// bool. True with the instant of the deletion; every full reading says false with its own instant.
inline constexpr std::string_view kDeleted = "$deleted";
// number: how many histories the vendor has, set only by a reading that brought all of them.
// An issue without it is incomplete and is fetched again.
inline constexpr std::string_view kHistoryTotal = "$history_total";

struct Issue {
  IssueId id;
  Attributes attributes;
};

}  // namespace tl::domain
