// Files of payloads for tests: reading them, and what `inspect` prints of them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/jira/inspect.h"
#include "connectors/jira/pages.h"

namespace tl::connectors::jira {

inline std::filesystem::path shared_fixtures() {
  return std::filesystem::path(TL_SHARED_DIR) / "fixtures";
}

#define SKIP_WITHOUT_FIXTURES()                    \
  if (!std::filesystem::exists(shared_fixtures())) \
  GTEST_SKIP() << "../shared is absent: no recorded payloads"

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Printed {
  std::string lines;
  int status = 0;
};

inline Printed print(std::string_view kind, std::string_view text, std::string_view fields) {
  Printed printed;
  printed.status =
      inspect(kind, text, fields, [&](std::string_view line) { (printed.lines += line) += '\n'; });
  return printed;
}

inline std::vector<std::string> lines_of(std::string_view kind, const std::string& text) {
  std::vector<std::string> lines;
  (void)inspect(kind, text, "", [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

// Of a saved answer of GET /field; empty of "".
inline domain::FieldCatalogue catalogue_of(std::string_view fields) {
  domain::FieldCatalogue catalogue;
  const auto document = JsonDocument::parse(fields);
  if (!document.ok()) return catalogue;
  Facts facts(nullptr, domain::SourceRank::kRest, Instant());
  read_field_page(document->root(), facts);
  for (const domain::Record& field : facts.changes.records) catalogue.add(field);
  return catalogue;
}

// Files of `folder` and below with this extension, sorted.
inline std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder,
                                                   std::string_view extension) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::exists(folder)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace tl::connectors::jira
