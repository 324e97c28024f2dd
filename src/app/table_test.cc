#include "app/table.h"

#include <gtest/gtest.h>

namespace tl::app {
namespace {

TEST(Table, columns_are_as_wide_as_what_is_in_them) {
  Table table({{"KEY"}, {"n", Table::Align::kRight}, {"SUMMARY", Table::Align::kLeft, 6}});
  table.add({"ACME-1", "7", "Größe und mehr"});
  table.add({"A-2", "12", "kurz"});
  EXPECT_EQ(table.render(),
            "  KEY      n  SUMMARY\n"
            "  ACME-1   7  Größe…\n"
            "  A-2     12  kurz\n");
}

TEST(Table, without_rows_is_nothing) { EXPECT_EQ(Table({{"KEY"}}).render(), ""); }

TEST(Table, what_moves_a_cursor_is_a_blank) {
  EXPECT_EQ(fit("a\tb\x1b[2Jc\n", 0), "a b [2Jc ");
  EXPECT_EQ(fit("abcdef", 6), "abcdef");
  EXPECT_EQ(fit("abcdefg", 6), "abcde…");
}

TEST(Table, durations_in_calendar_and_working_time) {
  EXPECT_EQ(duration_text(59, false, 28'800), "59 s");
  EXPECT_EQ(duration_text(3599, false, 28'800), "59 min");
  EXPECT_EQ(duration_text(19'200, false, 28'800), "5 h 20 min");
  EXPECT_EQ(duration_text(86'400 * 31 / 10, false, 28'800), "3.1 d");
  EXPECT_EQ(duration_text(28'800 * 24 / 10, true, 28'800), "2.4 wd");
  EXPECT_EQ(duration_text(28'799, true, 28'800), "7 h 59 min");
  EXPECT_EQ(duration_text(90'000, true, 0), "1.0 wd");
}

TEST(Table, a_bar_shows_what_is_not_zero) {
  EXPECT_EQ(bar(0, 10, 4), "");
  EXPECT_EQ(bar(1, 1000, 4), "█");
  EXPECT_EQ(bar(5, 10, 4), "██");
  EXPECT_EQ(bar(20, 10, 4), "████");
}

}  // namespace
}  // namespace tl::app
