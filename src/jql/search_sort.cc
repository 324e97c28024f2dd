// One page of the rows of a selection in the order of a query: the best `limit` behind the cursor
// are kept in a heap, all others are refused by their first sort value mostly.
#include <algorithm>
#include <bit>
#include <cmath>
#include <deque>

#include "jql/evaluate.h"
#include "jql/key_order.h"
#include "jql/lens_place.h"
#include "jql/lens_row.h"
#include "jql/scan.h"
#include "jql/search.h"
#include "jql/sort_cursor.h"

namespace tl::jql {
namespace {

using lens::Chunk;
using lens::Code;
using lens::RowAddress;

// Reads the sort values of the rows of one instance.
class SortReader {
 public:
  SortReader(const lens::LensVersion& version, const BoundQuery& query)
      : order_(query.order), row_(version), version_(version) {
    for (const BoundSort& sort : order_) columns_.push_back(column_of(sort, query.instance));
    scratch_.resize(order_.size());
  }
  void move(RowAddress address) {
    address_ = address;
    row_.move(address);
  }
  // Valid until the next move or reading of the same key.
  const SortValue& read(size_t key) {
    const Column& column = columns_[key];
    const Chunk& chunk = *version_.parts()[address_.part].chunk;
    if (column.place.place == Place::kCode)
      return column.by_code[(chunk.*column.place.codes)[address_.row]];
    if (column.place.place == Place::kInstant || column.place.place == Place::kDay)
      return read_instant(key, column.place.place == Place::kDay
                                   ? chunk.due[address_.row]
                                   : (chunk.*column.place.instants)[address_.row]);
    return scratch_[key] = find_sort_value(order_[key], row_);
  }
  [[nodiscard]] const LensRow& row() const { return row_; }

 private:
  struct Column {
    LensPlace place;                 // kNotHere: row by row
    std::vector<SortValue> by_code;  // kCode
  };

  Column column_of(const BoundSort& sort, InstanceId instance) {
    Column column;
    const lens::Dictionary& dictionary = version_.dictionary();
    const auto places = find_places(sort.field, dictionary, instance);
    if (places.size() != 1) return column;
    const Place place = places.front().place;
    if (place != Place::kCode && place != Place::kInstant && place != Place::kDay) return column;
    column.place = places.front();
    if (place != Place::kCode) return column;
    const lens::FieldDictionary& values = dictionary.field(column.place.dictionary);
    column.by_code.resize(std::max<size_t>(values.size(), 1));
    for (Code code = 1; code < values.size(); ++code) {
      const lens::DictionaryEntry& entry = values.at(code);
      if (entry.instance != instance) continue;
      const bool keyed = sort.field.id == FieldId::kProject && !entry.key.empty();
      column.by_code[code] =
          sort_value(sort, Value{entry.id, keyed ? entry.key : entry.name, 0, 0});
    }
    return column;
  }

  const SortValue& read_instant(size_t key, int64_t at) {
    SortValue& value = scratch_[key];
    value.absent = at == lens::kNoInstant;
    value.at = value.absent ? 0 : at;
    return value;
  }

  const std::vector<BoundSort>& order_;
  LensRow row_;
  const lens::LensVersion& version_;
  RowAddress address_;
  std::vector<Column> columns_;
  std::vector<SortValue> scratch_;
};

// A row with all it is sorted by.
struct Candidate {
  std::vector<SortValue> values;
  std::string key;
  IssueRef ref;
  RowAddress address;
};

int three_way(const auto& a, const auto& b) { return a < b ? -1 : (b < a ? 1 : 0); }

int compare_ends(std::string_view key_a, IssueRef a, std::string_view key_b, IssueRef b) {
  if (const int by = three_way(parts_of_key(key_a), parts_of_key(key_b)); by != 0) return by;
  if (const int by = three_way(a.issue, b.issue); by != 0) return by;
  return three_way(a.instance, b.instance);
}

class TopRows {
 private:
  struct Less {
    const std::vector<BoundSort>& order;
    bool operator()(const Candidate& a, const Candidate& b) const {
      for (size_t i = 0; i < order.size(); ++i) {
        if (const int by = compare_by(order[i], a.values[i], b.values[i]); by != 0) return by < 0;
      }
      return compare_ends(a.key, a.ref, b.key, b.ref) < 0;
    }
  };
  [[nodiscard]] Less less() const { return {order_}; }

 public:
  TopRows(const std::vector<BoundSort>& order, size_t limit, const std::optional<SortCursor>& after)
      : order_(order), limit_(limit), after_(after) {}

  void offer(SortReader& reader, RowAddress address, InstanceId instance) {
    reader.move(address);
    const IssueRef ref{instance, IssueId(reader.row().id())};
    if (after_ && compare_to(reader, ref, after_->values, after_->key, after_->ref) <= 0) return;
    ++behind_;
    const bool full = best_.size() == limit_;
    if (full) {
      const Candidate& worst = best_.front();
      if (compare_to(reader, ref, worst.values, worst.key, worst.ref) >= 0) return;
      std::pop_heap(best_.begin(), best_.end(), less());
      best_.pop_back();
    }
    Candidate candidate{{}, std::string(reader.row().key()), ref, address};
    for (size_t i = 0; i < order_.size(); ++i) candidate.values.push_back(reader.read(i));
    best_.push_back(std::move(candidate));
    std::push_heap(best_.begin(), best_.end(), less());
  }

  Page page(uint64_t order) {
    std::sort(best_.begin(), best_.end(), less());
    Page page;
    for (const Candidate& one : best_) page.rows.push_back(one.address);
    if (behind_ > best_.size() && !best_.empty()) {
      Candidate& last = best_.back();
      page.next = render_cursor({std::move(last.values), std::move(last.key), last.ref}, order);
    }
    return page;
  }

 private:
  int compare_to(SortReader& reader, IssueRef ref, const std::vector<SortValue>& values,
                 std::string_view key, IssueRef other) const {
    for (size_t i = 0; i < order_.size(); ++i) {
      if (const int by = compare_by(order_[i], reader.read(i), values[i]); by != 0) return by;
    }
    return compare_ends(reader.row().key(), ref, key, other);
  }
  const std::vector<BoundSort>& order_;
  size_t limit_;
  const std::optional<SortCursor>& after_;
  size_t behind_ = 0;            // rows behind the cursor
  std::vector<Candidate> best_;  // a heap, the last of them in front
};

template <typename Visit>
void each_row(const lens::RowSet& rows, uint32_t first, uint32_t end, Visit visit) {
  for (uint32_t word = first / 64; word * 64 < end; ++word) {
    for (uint64_t left = rows[word]; left != 0; left &= left - 1) {
      const uint32_t row = word * 64 + static_cast<uint32_t>(std::countr_zero(left));
      if (row >= first && row < end) visit(row);
    }
  }
}

}  // namespace

std::optional<Page> sort_page(const lens::LensVersion& version, std::span<const BoundQuery> queries,
                              const RowsOfParts& rows, std::string_view after, size_t limit) {
  if (queries.empty()) return after.empty() ? std::optional(Page()) : std::nullopt;
  const std::vector<BoundSort>& order = queries.front().order;
  const uint64_t hash = hash_of(order);
  std::optional<SortCursor> cursor;
  if (!after.empty()) {
    cursor = parse_cursor(after, hash, order.size());
    if (!cursor) return std::nullopt;
  }
  TopRows top(order, limit, cursor);
  for (const BoundQuery& query : queries) {
    SortReader reader(version, query);
    for (const InstanceRows& range : rows_of_instance(version, query.instance)) {
      each_row(rows.parts[range.part], range.first, range.end,
               [&](uint32_t row) { top.offer(reader, {range.part, row}, query.instance); });
    }
  }
  return top.page(hash);
}

}  // namespace tl::jql
