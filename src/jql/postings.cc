#include "jql/postings.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "jql/words.h"

namespace tl::jql {
namespace {

using lens::RowSet;

constexpr uint32_t kNoRow = std::numeric_limits<uint32_t>::max();

struct Gathered {
  std::vector<uint8_t> rows;
  uint32_t last = kNoRow;
  void add(uint32_t row) {
    if (row == last) return;
    uint32_t distance = last == kNoRow ? row : row - last;
    for (; distance >= 128; distance >>= 7) rows.push_back(static_cast<uint8_t>(distance | 128));
    rows.push_back(static_cast<uint8_t>(distance));
    last = row;
  }
};

struct Hash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
using Words = std::unordered_map<std::string, Gathered, Hash, std::equal_to<>>;

void set(RowSet& rows, uint32_t row) { rows[row >> 6] |= uint64_t{1} << (row & 63); }

Words gather(const lens::Chunk& chunk, RowSet& has_words) {
  Words words;
  for (uint32_t row = 0; row < chunk.rows(); ++row) {
    WordReader reader(chunk.summary.at(row));
    while (reader.next()) {
      auto found = words.find(reader.folded());
      if (found == words.end()) found = words.try_emplace(std::string(reader.folded())).first;
      found->second.add(row);
      set(has_words, row);
    }
  }
  return words;
}

}  // namespace

Postings::Postings(const lens::Chunk& chunk) : set_words_((chunk.rows() + 63) / 64) {
  has_words_ = nothing();
  const Words words = gather(chunk, has_words_);
  std::vector<const Words::value_type*> sorted;
  sorted.reserve(words.size());
  for (const auto& one : words) sorted.push_back(&one);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  for (const auto* one : sorted) {
    text_ += one->first;
    begin_.push_back(static_cast<uint32_t>(text_.size()));
    rows_.insert(rows_.end(), one->second.rows.begin(), one->second.rows.end());
    places_.push_back(static_cast<uint32_t>(rows_.size()));
    const std::string_view stem = stem_of(one->first);
    const bool begins = one->first.starts_with(stem);
    stem_begin_.push_back(begins ? kNoRow : static_cast<uint32_t>(stems_.size()));
    stem_size_.push_back(static_cast<uint8_t>(std::min<size_t>(stem.size(), 255)));
    if (!begins) stems_ += stem.substr(0, 255);
  }
  by_stem_.resize(sorted.size());
  std::iota(by_stem_.begin(), by_stem_.end(), 0u);
  std::sort(by_stem_.begin(), by_stem_.end(),
            [&](uint32_t a, uint32_t b) { return stem(a) < stem(b); });
  text_.shrink_to_fit(), rows_.shrink_to_fit(), begin_.shrink_to_fit(), places_.shrink_to_fit();
}

size_t Postings::memory_bytes() const {
  return sizeof(*this) + text_.capacity() + stems_.capacity() + rows_.capacity() +
         stem_size_.capacity() +
         sizeof(uint32_t) * (begin_.capacity() + places_.capacity() + by_stem_.capacity() +
                             stem_begin_.capacity()) +
         has_words_.capacity() * sizeof(uint64_t);
}

// A stem of more than 255 bytes is of no word that a query can ask for (kMaxTermBytes).
std::string_view Postings::stem(uint32_t i) const {
  if (stem_begin_[i] == kNoRow) {
    const std::string_view whole = word(i);
    return stem_size_[i] == 255 ? whole : whole.substr(0, stem_size_[i]);
  }
  return std::string_view(stems_).substr(stem_begin_[i], stem_size_[i]);
}

uint32_t Postings::first_from(std::string_view text) const {
  uint32_t low = 0;
  uint32_t high = words();
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (word(middle) < text)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

void Postings::add_rows(uint32_t of, RowSet& rows) const {
  uint32_t row = 0;
  for (uint32_t at = places_[of]; at < places_[of + 1];) {
    uint32_t distance = 0;
    uint32_t shift = 0;
    for (; (rows_[at] & 128) != 0; shift += 7) distance |= (rows_[at++] & 127u) << shift;
    distance |= static_cast<uint32_t>(rows_[at++]) << shift;
    row += distance;
    set(rows, row);
  }
}

void Postings::add_stem(std::string_view wanted, RowSet& rows) const {
  auto it = std::lower_bound(by_stem_.begin(), by_stem_.end(), wanted,
                             [&](uint32_t i, std::string_view text) { return stem(i) < text; });
  for (; it != by_stem_.end() && stem(*it) == wanted; ++it) add_rows(*it, rows);
}

RowSet Postings::rows_of_phrase(const Term& term, const lens::Chunk& chunk) const {
  RowSet rows = has_words_;
  for (const std::string& one : term.words) {
    RowSet with = nothing();
    add_stem(one, with);
    for (size_t i = 0; i < rows.size(); ++i) rows[i] &= with[i];
  }
  Term plain = term;
  plain.must_not = false;
  const TextQuery phrase{{{plain}}};
  for (size_t i = 0; i < rows.size(); ++i) {
    for (uint64_t left = rows[i]; left != 0; left &= left - 1) {
      const auto row =
          static_cast<uint32_t>(i * 64) + static_cast<uint32_t>(std::countr_zero(left));
      if (!matches(phrase, chunk.summary.at(row))) rows[i] &= ~(left & (~left + 1));
    }
  }
  return rows;
}

RowSet Postings::rows_of(const Term& term, const lens::Chunk& chunk) const {
  if (term.kind == TermKind::kPhrase && term.words.size() > 1) return rows_of_phrase(term, chunk);
  RowSet rows = nothing();
  if (term.words.empty()) return rows;
  const std::string& wanted = term.words.front();
  if (term.kind == TermKind::kPrefix) {
    for (uint32_t i = first_from(wanted); i < words() && word(i).starts_with(wanted); ++i)
      add_rows(i, rows);
  } else if (term.kind == TermKind::kWildcard) {
    for (uint32_t i = 0; i < words(); ++i) {
      if (matches_wildcard(wanted, word(i))) add_rows(i, rows);
    }
  } else {
    add_stem(wanted, rows);
  }
  return rows;
}

RowSet Postings::find(const TextQuery& query, const lens::Chunk& chunk) const {
  RowSet found = nothing();
  for (const std::vector<Term>& terms : query.any) {
    RowSet all = has_words_;
    for (const Term& term : terms) {
      const RowSet rows = rows_of(term, chunk);
      for (size_t i = 0; i < all.size(); ++i) all[i] &= term.must_not ? ~rows[i] : rows[i];
    }
    for (size_t i = 0; i < found.size(); ++i) found[i] |= all[i];
  }
  return found;
}

std::shared_ptr<const Postings> postings_of(const lens::Chunk& chunk) {
  const auto any = [](const Postings&) { return true; };
  if (auto known = chunk.kept.find<Postings>(any)) return known;
  return chunk.kept.keep<Postings>(std::make_shared<const Postings>(chunk), any, 1);
}

}  // namespace tl::jql
