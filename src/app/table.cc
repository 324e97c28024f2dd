#include "app/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tl::app {
namespace {

constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 86'400;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::string padded(const std::string& cell, size_t width, Table::Align align) {
  const std::string blanks(width - std::min(width, width_of(cell)), ' ');
  return align == Table::Align::kRight ? blanks + cell : cell + blanks;
}

std::string line_of(const std::vector<std::string>& cells,
                    const std::vector<Table::Column>& columns, const std::vector<size_t>& widths) {
  std::string line = "  ";
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    line += padded(cells[i], widths[i], columns[i].align);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

size_t width_of(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), begins_character));
}

std::string fit(std::string_view utf8, size_t most) {
  const bool cut = most > 0 && width_of(utf8) > most;
  std::string text;
  size_t characters = 0;
  for (const char c : utf8) {
    if (begins_character(c) && cut && ++characters == most) break;
    text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  return cut ? text + "…" : text;
}

void Table::add(std::vector<std::string> cells) {
  for (size_t i = 0; i < cells.size(); ++i) cells[i] = fit(cells[i], columns_[i].most);
  rows_.push_back(std::move(cells));
}

std::string Table::render() const {
  if (rows_.empty()) return "";
  std::vector<std::string> titles;
  std::vector<size_t> widths;
  for (const Column& column : columns_) {
    titles.push_back(column.title);
    widths.push_back(width_of(column.title));
  }
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text = line_of(titles, columns_, widths);
  for (const auto& row : rows_) text += line_of(row, columns_, widths);
  return text;
}

std::string duration_text(int64_t seconds, bool working, int64_t working_day_seconds) {
  if (seconds < kMinute) return fmt::format("{} s", seconds);
  if (seconds < kHour) return fmt::format("{} min", seconds / kMinute);
  const int64_t day = working && working_day_seconds > 0 ? working_day_seconds : kDay;
  if (seconds < day) return fmt::format("{} h {} min", seconds / kHour, seconds / kMinute % 60);
  return fmt::format("{:.1f} {}", static_cast<double>(seconds) / static_cast<double>(day),
                     working ? "wd" : "d");
}

std::string bar(double value, double greatest, size_t most) {
  if (value <= 0 || greatest <= 0) return "";
  const double share = std::min(1.0, value / greatest) * static_cast<double>(most);
  const auto blocks = std::max<size_t>(1, static_cast<size_t>(std::lround(share)));
  std::string text;
  for (size_t i = 0; i < blocks; ++i) text += "█";
  return text;
}

}  // namespace tl::app
