// For tests: many issues that went random ways through their statuses.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "metrics/flow/test_issue.h"

namespace tl::metrics::flow::test {

class RandomWork {
 public:
  explicit RandomWork(unsigned seed) : random_(seed) {}
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  // Of three types in two projects; some deleted, cancelled, reopened, not read in full, or with a
  // present status elsewhere than where their changes lead. Within about ten weeks of kStart.
  TestIssue issue(int64_t id) {
    TestIssue issue(id);
    int64_t at = kStart + below(40 * 24) * kHour;
    int now = 1;
    issue.set("created", Instant(at));
    issue.set("updated", Instant(at));
    const std::string type = std::to_string(1 + below(3));
    issue.set("issuetype", domain::Ref{type, type == "1" ? "Story" : type == "2" ? "Bug" : "Task"});
    issue.set("project", domain::Ref{std::to_string(10 + below(2)), below(2) == 0 ? "T" : "U"});
    for (int i = below(8); i > 0; --i) {
      at += below(9 * 24) * kHour + below(3'600'000);
      const int next = below(3) == 0 ? 4 : 1 + below(7);
      issue.change("status", Instant(at), status(now), status(next));
      now = next;
    }
    if (below(12) == 0) issue.set("resolution", domain::Ref{"2", "Duplicate"});
    issue.set("status", status(below(20) == 0 ? 4 : now));
    if (below(15) == 0) issue.set(domain::kDeleted, true, Instant(at + kHour));
    if (below(15) == 0) issue.forget(domain::kHistoryTotal);
    return issue;
  }
  std::vector<TestIssue> issues(int64_t count) {
    std::vector<TestIssue> all;
    for (int64_t id = 1; id <= count; ++id) all.push_back(issue(id));
    return all;
  }

 private:
  std::mt19937 random_;
};

// Twelve weeks from kStart, looked at from their end.
inline Question twelve_weeks() {
  Question question;
  question.from = Instant(kStart);
  question.to = Instant(kStart) + days(84);
  question.now = question.to;
  return question;
}

}  // namespace tl::metrics::flow::test
