#include "api/csv.h"

#include <fmt/format.h>

#include <algorithm>

namespace tl::api {
namespace {

bool is_formula(std::string_view cell) {
  return !cell.empty() &&
         std::string_view("=+-@\t\r\n").find(cell.front()) != std::string_view::npos;
}

}  // namespace

void CsvWriter::separate() {
  if (row_begun_) out_ += ',';
  row_begun_ = true;
}

CsvWriter& CsvWriter::comment(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
  out_ += "# " + line + "\r\n";
  return *this;
}

CsvWriter& CsvWriter::text(std::string_view cell) {
  separate();
  const bool guard = is_formula(cell);
  const bool quote = cell.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quote) out_ += '"';
  if (guard) out_ += '\'';
  for (char c : cell) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  if (quote) out_ += '"';
  return *this;
}

CsvWriter& CsvWriter::number(int64_t cell) {
  separate();
  out_ += std::to_string(cell);
  return *this;
}

CsvWriter& CsvWriter::number(double cell, int decimals) {
  separate();
  out_ += fmt::format("{:.{}f}", cell, decimals);
  return *this;
}

CsvWriter& CsvWriter::plain(std::string_view cell) {
  separate();
  out_ += cell;
  return *this;
}

CsvWriter& CsvWriter::end_row() {
  out_ += "\r\n";
  row_begun_ = false;
  return *this;
}

}  // namespace tl::api
