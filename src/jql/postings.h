// The words of all summaries of a chunk, each with the rows it is in. Made when it is first asked
// and kept beside the chunk.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jql/text_query.h"
#include "lens/version.h"

namespace tl::jql {

class Postings final : public lens::Kept::Thing {
 public:
  explicit Postings(const lens::Chunk& chunk);

  // Rows whose summary matches(): a bit a row.
  [[nodiscard]] lens::RowSet find(const TextQuery& query, const lens::Chunk& chunk) const;
  [[nodiscard]] size_t memory_bytes() const override;

 private:
  [[nodiscard]] std::string_view word(uint32_t i) const {
    return std::string_view(text_).substr(begin_[i], begin_[i + 1] - begin_[i]);
  }
  [[nodiscard]] uint32_t words() const { return static_cast<uint32_t>(begin_.size()) - 1; }
  [[nodiscard]] uint32_t first_from(std::string_view text) const;  // the first word >= text
  void add_rows(uint32_t word, lens::RowSet& rows) const;
  void add_stem(std::string_view stem, lens::RowSet& rows) const;
  [[nodiscard]] lens::RowSet rows_of(const Term& term, const lens::Chunk& chunk) const;
  [[nodiscard]] lens::RowSet rows_of_phrase(const Term& term, const lens::Chunk& chunk) const;
  [[nodiscard]] lens::RowSet nothing() const { return lens::RowSet(set_words_); }

  size_t set_words_ = 0;
  std::string text_;                  // the words one after the other, sorted
  std::vector<uint32_t> begin_{0};    // of each word in text_
  std::vector<uint32_t> places_{0};   // of each word's rows in rows_
  std::vector<uint8_t> rows_;         // distances, seven bits a byte
  std::vector<uint32_t> by_stem_;     // words sorted by their stems
  std::vector<uint32_t> stem_begin_;  // of each word's stem in stems_; a stem that begins the word
  std::string stems_;                 // is not stored again: see stem()
  std::vector<uint8_t> stem_size_;
  lens::RowSet has_words_;
  [[nodiscard]] std::string_view stem(uint32_t word) const;
};

// The postings of a chunk.
[[nodiscard]] std::shared_ptr<const Postings> postings_of(const lens::Chunk& chunk);

}  // namespace tl::jql
