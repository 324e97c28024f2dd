// Asks a file of issues, as `throughline jql search --issues` does. For tests.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "jql/binder.h"
#include "jql/evaluate.h"
#include "jql/issue_file.h"
#include "jql/parser.h"

namespace tl::jql {

struct FileAnswer {
  std::vector<std::string> keys;  // in order
  std::vector<std::string> undecided;
  std::optional<Problem> problem;
};

inline FileAnswer ask_file(const IssueFile& file, const FileInstance& instance,
                           std::string_view user, std::string_view jql) {
  FileAnswer answer;
  const ParseResult parsed = parse_query(jql);
  if (!parsed.ok()) {
    answer.problem = parsed.problem;
    return answer;
  }
  Asker asker = file.asker;
  if (!user.empty()) {
    asker.accounts[instance.catalogue->instance()] =
        find_account(*instance.catalogue, user).value_or(std::string(user));
  }
  const BindResult bound = bind(*parsed.query, *instance.catalogue, asker);
  if (!bound.bound) {
    if (!bound.problems.empty()) answer.problem = bound.problems.front();
    return answer;
  }
  std::vector<const IssueView*> found;
  for (const auto& issue : instance.issues) {
    const Truth truth = evaluate(*bound.bound, *issue);
    if (truth == Truth::kYes) found.push_back(issue.get());
    if (truth == Truth::kUndecided) answer.undecided.emplace_back(issue->key());
  }
  sort_issues(bound.bound->order, found);
  for (const IssueView* issue : found) answer.keys.emplace_back(issue->key());
  return answer;
}

}  // namespace tl::jql
