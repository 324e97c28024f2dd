// For tests: whoever makes a number can list what it is made of, and the list is as long as the
// number says. A table of (name, number, mark) rows is held to that.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "metrics/flow/names.h"

namespace tl::metrics::flow::test {

struct MarkRow {
  std::string what;      // "throughput of 2026-10-05, bugs"
  size_t number = 0;     // what the answer said
  Mark mark;             // what a click on it asks for
  bool repeats = false;  // an issue may stand in the list more than once
};

using ListItems = std::function<Result<ItemList>(const Mark&)>;

// Every list has the length of its number, a title, columns where it has values, and no issue
// twice.
inline void expect_lists(const std::vector<MarkRow>& rows, const ListItems& list) {
  for (const MarkRow& row : rows) {
    SCOPED_TRACE(row.what);
    const auto items = list(row.mark);
    ASSERT_TRUE(items.ok()) << items.error().detail;
    EXPECT_EQ(items->items.size(), row.number);
    EXPECT_FALSE(items->title.empty());
    std::set<std::pair<uint32_t, uint32_t>> seen;
    for (const Item& item : items->items) {
      const bool fresh = seen.insert({item.address.part, item.address.row}).second;
      EXPECT_TRUE(fresh || row.repeats) << "twice in the list";
      if (item.from != lens::kNoInstant) EXPECT_FALSE(items->from_title.empty());
      if (item.at != lens::kNoInstant) EXPECT_FALSE(items->at_title.empty());
      if (item.seconds) EXPECT_FALSE(items->seconds_title.empty());
    }
  }
}

// A row for each exclusion of an answer, and one for everything that was counted.
inline std::vector<MarkRow> rows_of_about(const About& about) {
  std::vector<MarkRow> rows = {{"counted", about.n, {}}};
  size_t excluded = 0;
  for (const Exclusion& one : about.exclusions) {
    Mark mark;
    mark.exclusion = one.code;
    rows.push_back({"left out: " + one.code, one.count, mark});
    excluded += one.count;
  }
  EXPECT_EQ(about.considered, about.n + excluded);
  return rows;
}

inline Mark mark_of(const Period& period, PeriodLength length) {
  Mark mark;
  mark.on = period.first;
  mark.period = length;
  return mark;
}

}  // namespace tl::metrics::flow::test
