// CSV for spreadsheets (RFC 4180, UTF-8, CRLF). A text that a spreadsheet would run as a formula is
// written with an apostrophe before it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tl::api {

class CsvWriter {
 public:
  // A line "# text"; line ends in it become blanks.
  CsvWriter& comment(std::string_view text);
  CsvWriter& text(std::string_view cell);
  CsvWriter& number(int64_t cell);
  CsvWriter& number(double cell, int decimals);
  // REQUIRES: what needs no quotes and is no formula, such as a number.
  CsvWriter& plain(std::string_view cell);
  CsvWriter& end_row();
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void separate();
  std::string out_;
  bool row_begun_ = false;
};

}  // namespace tl::api
