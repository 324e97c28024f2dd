// Reads the tables of testdata/: cells between bars, "#" begins a comment line.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/text.h"

namespace tl::mapping::test {

inline std::vector<std::vector<std::string>> read_table(const std::string& name) {
  std::ifstream in(std::filesystem::path(TL_SOURCE_DIR) / "src/mapping/testdata" / name);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (trim(line).empty() || trim(line).front() == '#') continue;
    auto& cells = rows.emplace_back();
    for (const std::string_view cell : split(line, '|')) cells.emplace_back(trim(cell));
  }
  return rows;
}

}  // namespace tl::mapping::test
