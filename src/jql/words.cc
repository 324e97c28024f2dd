#include "jql/words.h"

#include <libstemmer.h>

#include <memory>
#include <stdexcept>

#include "jql/fold.h"

namespace tl::jql {
namespace {

constexpr size_t kMaxStemmed = 100;  // bytes; what is longer is no word of a language

struct Free {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

// A stemmer keeps state while it works: each thread has its own.
sb_stemmer* stemmer() {
  thread_local const std::unique_ptr<sb_stemmer, Free> own(sb_stemmer_new("english", "UTF_8"));
  if (own == nullptr) throw std::runtime_error("libstemmer has no English");
  return own.get();
}

}  // namespace

std::string_view stem_of(std::string_view folded) {
  if (folded.size() > kMaxStemmed || folded.size() < 3) return folded;
  sb_stemmer* own = stemmer();
  const sb_symbol* stem = sb_stemmer_stem(own, reinterpret_cast<const sb_symbol*>(folded.data()),
                                          static_cast<int>(folded.size()));
  if (stem == nullptr) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(stem), static_cast<size_t>(sb_stemmer_length(own))};
}

bool WordReader::next() {
  word_.clear();
  while (at_ < text_.size()) {
    const Character next = character_at(text_, at_);
    const bool word = is_word_character(next.point);
    const bool alone = word && is_word_alone(next.point);
    if (!word_.empty() && (!word || alone)) return true;
    if (word) {
      if (word_.empty()) begin_ = at_;
      append_character(fold_character(next.point), word_);
    }
    at_ += next.size;
    if (alone) return true;
  }
  return !word_.empty();
}

}  // namespace tl::jql
