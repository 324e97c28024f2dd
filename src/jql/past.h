// The past of a field as periods and changes. How time is compared was settled by the evaluation
// rows: a period is [from, to). BEFORE d: it began before d. AFTER d: it still held after d. ON and
// DURING: it overlaps the span. A change: it happened then. All predicates hold for one and the
// same.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "jql/bound.h"
#include "jql/issue_view.h"
#include "jql/truth.h"

namespace tl::jql {

// A value that was held. The first one begins with the issue and is set by the creator.
struct Period {
  Step::Side value;  // empty: the field had none
  int64_t from = INT64_MIN;
  int64_t to = INT64_MAX;  // INT64_MAX: it lasts
  std::string_view by, by_text;
};

// Kept by the caller between questions.
struct PastScratch {
  std::vector<Step> steps;
  std::vector<Period> periods;
  Values values;
};

// False: not known. Periods of a field of many values overlap; those of its emptiness are among
// them. A present value that no change tells of is a period from the last change on.
bool find_periods(const IssueView& issue, HistoryField field, PastScratch& scratch);

[[nodiscard]] bool fits(const PastValues& values, const Step::Side& side);
[[nodiscard]] bool fits(const PastRules& rules, const Period& period);
[[nodiscard]] bool fits(const PastRules& rules, const Step& step);

// REQUIRES: kWas or kChanged.
[[nodiscard]] Truth decide_past(const Test& test, const IssueView& issue);

// The field of JQL whose past it is.
[[nodiscard]] FieldId field_of(HistoryField field);

}  // namespace tl::jql
