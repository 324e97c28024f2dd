// Reading back what TenantStore::export_facts wrote: the inverse of export.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/change_set.h"

namespace tl::store {

// One line of an export, as facts. Versions are not exported, so these get the instant that the
// fact itself names (an issue's "updated"), with the rank of a webhook: what the vendor says by
// REST of the same moment wins, and importing the same file again changes nothing. An export holds
// effective histories only, so an import gives them back and no others.
struct ImportedLine {
  std::string instance;  // "jira:SITE", of the site that was exported
  domain::ChangeSet facts;
};

// kUnreadable: not a line of an export.
[[nodiscard]] Result<ImportedLine> parse_export_line(std::string_view line);

// True when the text looks like an export: its first line is one.
[[nodiscard]] bool is_export(std::string_view text);

}  // namespace tl::store
