// What `~` asks of a text, taken apart once. Words are folded (Unicode case) and stemmed (English);
// text is cut at everything that is neither letter nor digit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jql/words.h"

namespace tl::jql {

enum class TermKind : uint8_t {
  kWord,      // words[0], stemmed
  kPhrase,    // words, stemmed, one after the other
  kPrefix,    // words[0] begins a folded word ("pay*")
  kWildcard,  // words[0] with ? and * matches a folded word
};

struct Term {
  TermKind kind = TermKind::kWord;
  std::vector<std::string> words;
  bool must_not = false;
  bool operator==(const Term&) const = default;
};

// All terms of one of the alternatives hold. No alternative: nothing is found.
struct TextQuery {
  std::vector<std::vector<Term>> any;
  bool operator==(const TextQuery&) const = default;
};

inline constexpr size_t kMaxTerms = 100;      // as written
inline constexpr size_t kMaxTermBytes = 200;  // of one word
inline constexpr size_t kMaxPhraseWords = 64;
inline constexpr size_t kMaxAlternativeTerms = 2'000;  // of all alternatives together
inline constexpr size_t kMaxTextDepth = 50;            // of parentheses and NOTs

// What is wrong, for people; `query` is then empty.
struct TextQueryResult {
  TextQuery query;
  std::string problem;
  std::string remedy;
};
// Words stand side by side or with AND: all of them, in any order; OR, NOT, && || !, +must,
// -mustnot and parentheses as people know them. "in quotes": a phrase. ? is one character of a word
// and * any number; anywhere in a word, not in a phrase. A backslash takes away the meaning of what
// follows it. All other punctuation parts words. Refused: word~ (fuzzy), "a b"~3 (proximity),
// word^2 (boost).
[[nodiscard]] TextQueryResult parse_text_query(std::string_view operand);

// The words of a text in order, as they are compared: visit(folded, stem), views for the call only.
template <typename Visit>
void each_word(std::string_view text, Visit visit) {
  WordReader reader(text);
  while (reader.next()) visit(reader.folded(), reader.stem());
}

// An empty text matches nothing.
[[nodiscard]] bool matches(const TextQuery& query, std::string_view text);

// Never more than pattern times word steps, and patterns end at kMaxTermBytes.
[[nodiscard]] bool matches_wildcard(std::string_view pattern, std::string_view word);

// Unicode case fold of UTF-8 (simple), what names and words are compared by.
[[nodiscard]] std::string fold(std::string_view text);
[[nodiscard]] bool equals_folded(std::string_view a, std::string_view folded_b);

}  // namespace tl::jql
