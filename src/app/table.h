// Tables for a terminal: columns as wide as what is in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tl::app {

class Table {
 public:
  enum class Align : uint8_t { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
    size_t most = 0;  // characters; longer cells end in an ellipsis. 0: any
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // REQUIRES: one cell a column.
  void add(std::vector<std::string> cells);
  // Every line begins with two blanks and ends without any; nothing when there is no row.
  [[nodiscard]] std::string render() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Characters (code points), control characters as blanks.
[[nodiscard]] std::string fit(std::string_view utf8, size_t most);
[[nodiscard]] size_t width_of(std::string_view utf8);

// "42 min", "5 h 20 min", "3.1 d"; in working time "2.4 wd" by the length of a working day.
[[nodiscard]] std::string duration_text(int64_t seconds, bool working, int64_t working_day_seconds);
// A bar of at most `most` blocks for `value` of `greatest`; at least one for what is not zero.
[[nodiscard]] std::string bar(double value, double greatest, size_t most);

}  // namespace tl::app
