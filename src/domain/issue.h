// An issue: Jira's numeric id and its attributes.
//
// Attribute names are the vendor's field ids: "key" (text), "project" (ref: id, key), "summary",
// "issuetype", "status", "priority", "resolution", "assignee", "reporter", "creator" (refs),
// "created", "updated", "resolutiondate" (instants), "duedate" (date), "labels", "components",
// "fixVersions", "versions", "issuelinks" (refs), "parent" (ref: issue id, key), "security" (ref),
// "timespent", "timeoriginalestimate", "timeestimate" (seconds), "customfield_N" (typed by its
// schema; what it is for: field_role.h). Of the agile API: "sprint" (refs, open and closed), "epic"
// (ref: issue id, key), "flagged" (bool).
// "issuelinks" refs: id "out:TYPE:ISSUE" or "in:TYPE:ISSUE" by numeric ids, name "blocks ABC-7".
// "description" (plain text of at most kMaxDescription bytes) only where the connection opted in.
// Ours begin with "$": see below. An issue that was never seen in full has only thin attributes.
#pragma once

#include <string_view>

#include "base/ids.h"
#include "domain/attributes.h"

namespace tl::domain {

// bool. True with the instant of the deletion; every full reading says false with its own instant.
inline constexpr std::string_view kDeleted = "$deleted";
// bool. True since the instant at which the vendor, asked for the issue by id, did not give it:
// moved out of sight, archived, or deleted without word of it. Never a deletion. A later full
// reading says false; absent when it was always seen. Set by store, see ApplyContext::lost_sight.
inline constexpr std::string_view kInvisible = "$invisible";
// number: how many histories the vendor has, set only by a reading that brought all of them.
// An issue without it is incomplete and is fetched again.
inline constexpr std::string_view kHistoryTotal = "$history_total";

// numbers: how many comments and worklogs the vendor counts. Can be more than it lets us see.
inline constexpr std::string_view kCommentTotal = "$comment_total";
inline constexpr std::string_view kWorklogTotal = "$worklog_total";

// text, stored only with ConnectionOptions::descriptions; also the id of the field in histories.
inline constexpr std::string_view kDescription = "description";
inline constexpr size_t kMaxDescription = size_t{32} << 10;  // bytes; what is longer is cut, marked

struct Issue {
  IssueId id;
  Attributes attributes;
};

}  // namespace tl::domain
