#include "api/numbers_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "api/numbers_about.h"
#include "base/text.h"

namespace tl::api {
namespace {

using measure::Item;

// An item with what it is sorted by. `index` is its place in the list given.
struct Ranked {
  bool absent = false;
  std::string_view project;
  int64_t number = 0;
  IssueRef ref;
  size_t index = 0;
};

class Ranking {
 public:
  Ranking(const lens::LensVersion& version, const ItemOrder& order)
      : version_(version), order_(order) {}

  [[nodiscard]] Ranked rank(const Item& item, size_t index) const {
    const lens::Chunk& chunk = *version_.parts()[item.address.part].chunk;
    Ranked ranked{false, {}, 0, chunk.ref(item.address.row), index};
    switch (order_.sort) {
      case ItemSort::kSeconds:
        ranked.absent = !item.seconds;
        ranked.number = item.seconds.value_or(0);
        break;
      case ItemSort::kAt:
        ranked.absent = item.at == lens::kNoInstant;
        ranked.number = ranked.absent ? 0 : item.at;
        break;
      case ItemSort::kKey:
        split_key(chunk.key.at(item.address.row), ranked);
        break;
    }
    return ranked;
  }

  [[nodiscard]] bool before(const Ranked& a, const Ranked& b) const {
    if (a.absent != b.absent) return b.absent;
    const auto left = std::tie(a.project, a.number);
    const auto right = std::tie(b.project, b.number);
    if (left != right) return order_.descending ? right < left : left < right;
    return a.ref < b.ref;
  }

 private:
  static void split_key(std::string_view key, Ranked& ranked) {
    const size_t dash = key.rfind('-');
    ranked.project = key.substr(0, dash);
    if (dash != std::string_view::npos) ranked.number = parse_int(key.substr(dash + 1)).value_or(0);
  }

  const lens::LensVersion& version_;
  ItemOrder order_;
};

Ranked ranked_of(const ItemPlace& place) {
  return {place.absent, place.project, place.number, place.ref, 0};
}

// The first `limit` + 1 in order.
std::vector<Ranked> first_of(const lens::LensVersion& version, const std::vector<Item>& items,
                             const ItemOrder& order, const std::optional<ItemPlace>& after,
                             size_t limit) {
  const Ranking ranking(version, order);
  std::vector<Ranked> ranked;
  ranked.reserve(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    const Ranked one = ranking.rank(items[i], i);
    if (!after || ranking.before(ranked_of(*after), one)) ranked.push_back(one);
  }
  const size_t kept = std::min(limit + 1, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept),
                    ranked.end(),
                    [&](const Ranked& a, const Ranked& b) { return ranking.before(a, b); });
  ranked.resize(kept);
  return ranked;
}

void instant_cell(CsvWriter& csv, int64_t ms) {
  const auto instant = known_instant(ms);
  csv.text(instant ? format_instant(*instant) : "");
}

}  // namespace

std::optional<ItemOrder> parse_item_order(std::string_view text) {
  ItemOrder order;
  order.descending = text.starts_with('-');
  if (order.descending) text.remove_prefix(1);
  if (text == "seconds") {
    order.sort = ItemSort::kSeconds;
  } else if (text == "at") {
    order.sort = ItemSort::kAt;
  } else if (text == "key" && !order.descending) {
    order.sort = ItemSort::kKey;
  } else {
    return std::nullopt;
  }
  return order;
}

ItemOrder default_order(const measure::ItemList& list) {
  return {list.seconds_title.empty() ? ItemSort::kAt : ItemSort::kSeconds, true};
}

ItemPage decide_item_page(const lens::LensVersion& version, const std::vector<Item>& items,
                          const ItemOrder& order, const std::optional<ItemPlace>& after,
                          size_t limit) {
  const std::vector<Ranked> ranked = first_of(version, items, order, after, limit);
  ItemPage page;
  for (size_t i = 0; i < std::min(limit, ranked.size()); ++i)
    page.items.push_back(items[ranked[i].index]);
  if (ranked.size() > limit) {
    const Ranked& last = ranked[limit - 1];
    page.next = ItemPlace{last.absent, std::string(last.project), last.number, last.ref};
  }
  return page;
}

void rows_of_items(CsvWriter& csv, const LensView& view, const measure::ItemList& list,
                   const ItemOrder& order) {
  const ItemPage page =
      decide_item_page(*view.version, list.items, order, std::nullopt, kMaxCsvRows);
  csv.comment(fmt::format("items: {}; rows: {}", list.title, page.items.size()));
  if (page.next)
    csv.comment(fmt::format("only the first {} of {}: ask a narrower question for the rest",
                            page.items.size(), list.items.size()));
  title_brief(csv);
  if (!list.from_title.empty()) csv.text(list.from_title);
  if (!list.at_title.empty()) csv.text(list.at_title);
  if (!list.seconds_title.empty()) csv.text(list.seconds_title + " (s)");
  csv.text("note").end_row();
  for (const Item& item : page.items) {
    row_brief(csv, view, item.address);
    if (!list.from_title.empty()) instant_cell(csv, item.from);
    if (!list.at_title.empty()) instant_cell(csv, item.at);
    if (!list.seconds_title.empty() && item.seconds) csv.number(*item.seconds);
    if (!list.seconds_title.empty() && !item.seconds) csv.text("");
    csv.text(item.note).end_row();
  }
}

}  // namespace tl::api
