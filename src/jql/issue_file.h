// A file of issues in Jira's REST shape: {"context": {now, timeZone, weekStart, currentUser, ...},
// "instances": [{id, deployment, users, groups, statuses, ..., issues}]}. Every field that the file
// has is evaluated; a field that no issue and no "fields" entry names is unknown.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jql/binder.h"
#include "jql/catalogue.h"
#include "jql/issue_view.h"

namespace tl::jql {

struct FileInstance {
  std::string name;  // "alpha"
  std::unique_ptr<Catalogue> catalogue;
  std::vector<std::unique_ptr<IssueView>> issues;
};

struct IssueFile {
  Asker asker;  // of the file's context
  std::vector<FileInstance> instances;
  [[nodiscard]] const FileInstance* find(std::string_view name) const;
};

// Of any size: it is read issue by issue. kUnreadable: not JSON, or not of this shape; the detail
// names the place ("instances[0].issues[17]"). The text may go afterwards.
[[nodiscard]] Result<IssueFile> parse_issue_file(std::string_view json);

// The account a person means by account id, login, e-mail or full name (the first that fits).
[[nodiscard]] std::optional<std::string> find_account(const Catalogue& catalogue,
                                                      std::string_view who);

}  // namespace tl::jql
