// Queries over a file of issues (jql/issue_file.h), without a server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jql/issue_file.h"
#include "jql/problem.h"

namespace tl::app {

// Exactly one of: a problem; the keys, in order.
struct FileAnswer {
  std::vector<jql::Problem> problems;  // the first one is the one to show
  std::vector<std::string> keys;
  std::vector<std::string> undecided;  // issues that are neither in nor out, in order
  std::vector<std::string> reasons;    // of the clauses that cannot be decided, each once
};

// `user`: who asks (account, login, e-mail or name); "" whom the file names.
// kNotFound: the file has no such instance.
[[nodiscard]] Result<FileAnswer> search_file(const jql::IssueFile& file, std::string_view instance,
                                             std::string_view user, std::string_view query);

}  // namespace tl::app
