// Finding issues in the lens by filter, in an order, a page at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lens/version.h"
#include "measure/facts.h"
#include "measure/question.h"

namespace tl::api {

// kAge: those begun and not ended, by their start; kCycle: finished ones, by their cycle time. What
// has no such value comes last, whatever the direction. kPriority by the vendor's order.
enum class IssueSort : uint8_t { kUpdated, kCreated, kKey, kAge, kCycle, kPriority };

struct AccountRef {
  InstanceId instance;  // none: nobody
  std::string id;
};

// Alternatives within a member, all members together; an empty one lets everything through.
struct IssueFilter {
  std::string text;                            // part of key or summary, ASCII case ignored; "" any
  measure::Filter measured;                    // what numbers know too
  std::vector<std::string> status_categories;  // "new", "indeterminate", "done", "undefined"
  std::vector<std::string> statuses;           // names, ASCII case ignored
  std::vector<mapping::Stage> stages;
  std::vector<AccountRef> assignees;
};

// Where an issue stands in an order. Keys sort by project part and number ("AB-9" before "AB-10").
struct IssuePlace {
  std::string project;  // kKey only
  int64_t number = 0;   // instant or number of the key
  IssueRef ref;
  auto operator<=>(const IssuePlace&) const = default;
};

struct IssuesFound {
  std::vector<lens::IssueRow> rows;
  std::optional<IssuePlace> next;  // place of the last row, when more follow
  int64_t total = 0;               // of the whole filter
};

// Issues that are not deleted. `after`: the place of the last row of the former page.
// REQUIRES: limit > 0.
[[nodiscard]] IssuesFound find_issues(const measure::Facts& facts, const IssueFilter& filter,
                                      IssueSort sort, bool descending,
                                      const std::optional<IssuePlace>& after, size_t limit);

// Issues that are not deleted, by code of their project.
[[nodiscard]] std::vector<int64_t> count_by_project(const lens::LensVersion& version);

[[nodiscard]] bool contains_no_case(std::string_view text, std::string_view lower_needle);

}  // namespace tl::api
