// Items behind a number: in an order, a page at a time, or all of them as CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/csv.h"
#include "api/lens_view.h"
#include "measure/item.h"

namespace tl::api {

inline constexpr size_t kMaxItemsPerPage = 200;
inline constexpr size_t kMaxCsvRows = 200'000;  // a comment says what is left out

enum class ItemSort : uint8_t { kSeconds, kAt, kKey };

struct ItemOrder {
  ItemSort sort = ItemSort::kAt;
  bool descending = true;  // items without the value come last all the same
};

// "-seconds", "seconds", "-at", "at", "key".
[[nodiscard]] std::optional<ItemOrder> parse_item_order(std::string_view text);
// What is read first where no order is asked for: the longest, else the latest.
[[nodiscard]] ItemOrder default_order(const measure::ItemList& list);

// Where an item stands in an order. Keys go by project part, then number.
struct ItemPlace {
  bool absent = false;  // has no such value
  std::string project;  // kKey only
  int64_t number = 0;
  IssueRef ref;
};

struct ItemPage {
  std::vector<measure::Item> items;  // in order
  std::optional<ItemPlace> next;     // place of the last one, when more follow
};

// REQUIRES: limit > 0.
[[nodiscard]] ItemPage decide_item_page(const lens::LensVersion& version,
                                        const std::vector<measure::Item>& items,
                                        const ItemOrder& order,
                                        const std::optional<ItemPlace>& after, size_t limit);

// The list as rows: the columns of an issue, then those that the list has.
void rows_of_items(CsvWriter& csv, const LensView& view, const measure::ItemList& list,
                   const ItemOrder& order);

}  // namespace tl::api
