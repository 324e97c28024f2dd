// Texts as words: folded (Unicode case) and stemmed (English, Snowball's "english"). A text is cut
// at everything that is neither letter nor digit; scripts without blanks are cut at every
// character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tl::jql {

// REQUIRES: folded. Valid until the next call on this thread.
[[nodiscard]] std::string_view stem_of(std::string_view folded);

class WordReader {
 public:
  // `text` must outlive the reader.
  explicit WordReader(std::string_view text) : text_(text) {}

  // False at the end.
  bool next();
  // Of the word that next() found. Both valid until the next call of next() on this thread.
  [[nodiscard]] std::string_view folded() const { return word_; }
  [[nodiscard]] std::string_view stem() const { return stem_of(word_); }
  // Where it lies in the text, in bytes.
  [[nodiscard]] size_t begin() const { return begin_; }
  [[nodiscard]] size_t end() const { return at_; }

 private:
  std::string_view text_;
  std::string word_;
  size_t begin_ = 0;
  size_t at_ = 0;
};

}  // namespace tl::jql
