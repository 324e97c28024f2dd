// Whether one issue matches, in which order issues come, and why.
#pragma once

#include <string>
#include <vector>

#include "jql/bound.h"
#include "jql/issue_view.h"
#include "jql/truth.h"

namespace tl::jql {

[[nodiscard]] Truth evaluate(const BoundQuery& query, const IssueView& issue);
[[nodiscard]] Truth decide_test(const Test& test, const IssueView& issue);

// Why the clause is undecided where it is, for people.
[[nodiscard]] std::string why_undecided(const Test& test);

// < 0: a comes before b. Values that are absent come last whatever the direction; what is equal in
// all is ordered by key: project part, then number.
// Of several values the least counts, descending the greatest.
[[nodiscard]] int compare(const std::vector<BoundSort>& order, const IssueView& a,
                          const IssueView& b);
// The same for many: each issue is asked once. What is equal in all stays in its order by key.
void sort_issues(const std::vector<BoundSort>& order, std::vector<const IssueView*>& issues);

// The query as a tree with what was seen of the issue.
struct Explained {
  enum class Kind : uint8_t { kAll, kAnd, kOr, kTest } kind = Kind::kAll;
  Truth truth = Truth::kNo;
  // One of the parts that carry the answer of the whole.
  bool decides = false;
  Span span;
  std::string text;  // the clause in words of the query, with NOT pushed down
  std::string
      seen;  // "To Do", "empty", "In Review from 2026-05-03 10:12 to 2026-05-04 09:00 by ..."
  std::string why;  // kUndecided: the reason
  std::vector<Explained> children;
};
[[nodiscard]] Explained explain(const BoundQuery& query, const Query& source,
                                const IssueView& issue, std::string_view zone);

}  // namespace tl::jql
