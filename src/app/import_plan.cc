#include "app/import_plan.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace tl::app {
namespace {

bool has(JsonElement object, std::string_view key) { return json_get(object, key).has_value(); }

bool has_any(JsonElement object, std::initializer_list<std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(), [&](auto key) { return has(object, key); });
}

ImportRank rank_of_name(std::string_view file_name) {
  static constexpr std::array<std::pair<std::string_view, ImportRank>, 8> kParts = {{
      {"delet", ImportRank::kDeletions},
      {"worklog", ImportRank::kWorklogs},
      {"comment", ImportRank::kWorklogs},
      {"changelog", ImportRank::kHistories},
      {"histor", ImportRank::kHistories},
      {"field", ImportRank::kCatalogue},
      {"status", ImportRank::kCatalogue},
      {"project", ImportRank::kCatalogue},
  }};
  const std::string name = to_lower(file_name);
  for (const auto& [part, rank] : kParts) {
    if (name.find(part) != std::string::npos) return rank;
  }
  return ImportRank::kIssues;
}

// One thing of a list; a list of nouns that nobody refers back to is a catalogue.
ImportRank rank_of_item(JsonElement item, ImportRank otherwise) {
  if (has(item, "worklogId")) return ImportRank::kDeletions;
  if (has(item, "timeSpentSeconds")) return ImportRank::kWorklogs;
  if (has(item, "items") && has(item, "created")) return ImportRank::kHistories;
  if (has(item, "fields") && has(item, "key")) return ImportRank::kIssues;
  return otherwise;
}

ImportRank rank_of_list(JsonElement list, ImportRank otherwise) {
  simdjson::dom::array items;
  if (list.get(items) != simdjson::SUCCESS || items.size() == 0) return otherwise;
  return rank_of_item(*items.begin(), otherwise);
}

ImportRank rank_of_object(JsonElement root, ImportRank otherwise) {
  if (has_any(root, {"histories", "issueChangeLogs"})) return ImportRank::kHistories;
  if (has_any(root, {"issues", "fields"})) return ImportRank::kIssues;
  if (has_any(root, {"worklogs", "comments"})) return ImportRank::kWorklogs;
  if (has_any(root, {"statusCategory", "projectTypeKey"})) return ImportRank::kCatalogue;
  for (const std::string_view list : {"values", "results"}) {
    if (const auto items = json_get(root, list)) {
      return rank_of_list(*items, ImportRank::kCatalogue);
    }
  }
  return rank_of_item(root, otherwise);
}

bool is_import_file(const std::filesystem::path& path) {
  const std::string extension = to_lower(path.extension().string());
  return extension == ".json" || extension == ".jsonl" || extension == ".ndjson";
}

Result<std::vector<std::string>> files_of(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    std::error_code ignored;
    if (entry.is_regular_file(ignored) && is_import_file(entry.path())) {
      files.push_back(entry.path().string());
    }
  }
  if (failed) {
    return make_error(ErrorCode::kInvalidArgument,
                      "cannot read " + folder + ": " + failed.message());
  }
  if (files.empty()) {
    return make_error(ErrorCode::kInvalidArgument,
                      folder + " holds no .json, .jsonl or .ndjson files");
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

ImportRank rank_saved(std::string_view file_name, std::string_view text) {
  if (is_ndjson(text)) return ImportRank::kIssues;
  const ImportRank by_name = rank_of_name(file_name);
  const auto document = JsonDocument::parse(text);
  if (!document.ok()) return by_name;
  const JsonElement root = document->root();
  if (root.is_array()) return rank_of_list(root, ImportRank::kCatalogue);
  return root.is_object() ? rank_of_object(root, by_name) : by_name;
}

bool is_ndjson(std::string_view text) {
  text = trim(text);
  const size_t end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with('{')) return false;
  if (!trim(text.substr(end + 1)).starts_with('{')) return false;
  return JsonDocument::parse(text.substr(0, end)).ok();
}

std::vector<std::string_view> split_lines(std::string_view text, size_t max_bytes) {
  std::vector<std::string_view> pieces;
  while (text.size() > max_bytes) {
    size_t end = text.rfind('\n', max_bytes - 1);
    if (end == std::string_view::npos) end = text.find('\n');
    if (end == std::string_view::npos) break;
    pieces.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) pieces.push_back(text);
  return pieces;
}

std::vector<std::string> sites_of_export(std::string_view text) {
  std::set<std::string> sites;
  for (const std::string_view line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    const auto document = JsonDocument::parse(line);
    sites.emplace(document.ok() ? json_text(document->root(), "instance").value_or("") : "");
  }
  return {sites.begin(), sites.end()};
}

Result<std::vector<std::string>> expand_folders(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (path == "-" || !std::filesystem::is_directory(path, ignored)) {
      files.push_back(path);
      continue;
    }
    TL_TRY(auto inside, files_of(path));
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

}  // namespace tl::app
