// Which saved files to import, and in which order: what others refer to comes first. Pure but for
// the listing of folders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tl::app {

// What is in a file, by the order in which it is imported: field ids mean nothing before the
// fields are known, a changelog needs its issue.
enum class ImportRank : uint8_t {
  kCatalogue = 0,  // fields, statuses, projects, types
  kIssues,         // issues, search pages, our own export
  kHistories,
  kWorklogs,   // and comments
  kDeletions,  // lists of what was deleted
};

// By content; by the name of the file where that says nothing.
[[nodiscard]] ImportRank rank_saved(std::string_view file_name, std::string_view text);

// More than one line, each a JSON object by itself: our own export. By the first two lines.
[[nodiscard]] bool is_ndjson(std::string_view text);

// Pieces of whole lines, of at most `max_bytes` each; a longer line is a piece of its own.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text, size_t max_bytes);

// The sites that the lines of an export name, sorted; lines without one name "".
[[nodiscard]] std::vector<std::string> sites_of_export(std::string_view text);

// The paths as given, with each folder replaced by its *.json, *.jsonl and *.ndjson files, sorted.
// kInvalidArgument: a folder has none or cannot be read.
[[nodiscard]] Result<std::vector<std::string>> expand_folders(
    const std::vector<std::string>& paths);

}  // namespace tl::app
