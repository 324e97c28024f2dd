// The functions of JQL. One table (function_table.cc) says which there are, what they take and
// which fields they go with; bind_function.cc says what they give.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "jql/field.h"

namespace tl::jql {

enum class FunctionId : uint8_t {
  kCurrentUser,
  kMembersOf,
  kNow,
  kStartOf,  // with `period`
  kEndOf,
  kReleasedVersions,
  kUnreleasedVersions,
  kLatestReleasedVersion,
  kEarliestUnreleasedVersion,
  kOpenSprints,
  kClosedSprints,
  kFutureSprints,
  kLinkedIssues,
  kVotedIssues,
  kWatchedIssues,
  kUpdatedBy,
  kProjectsLeadByUser,
  kComponentsLeadByUser,
  kStandardIssueTypes,
  kSubtaskIssueTypes,
  kCascadeOption,
  kElsewhere,  // Jira, or an app in it, knows it; it cannot be answered here
};

// How many values a function gives: that decides between = and IN.
enum class Yield : uint8_t { kOne, kMany, kEither };

struct FunctionSpec {
  FunctionId id;
  std::string_view name;  // "startOfMonth"
  Yield yield;
  Noun noun;                   // what it names; kNone for dates and what goes with any field
  bool dates;                  // goes with instants and days
  uint8_t least, most;         // arguments
  std::string_view arguments;  // "([increment])"
  std::string_view about;      // one sentence; of kElsewhere why it cannot be answered
};

[[nodiscard]] std::span<const FunctionSpec> all_functions();
[[nodiscard]] const FunctionSpec* find_function(
    std::string_view name);  // any case; nullptr unknown
// Whether it can stand behind the field: its noun, or dates.
[[nodiscard]] bool goes_with(const FunctionSpec& function, ValueKind kind, Noun noun);

}  // namespace tl::jql
