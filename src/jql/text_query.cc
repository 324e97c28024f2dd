#include "jql/text_query.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "jql/fold.h"

namespace tl::jql {
namespace {

// Where each term of an alternative stands while a text is read.
struct Progress {
  const Term* term = nullptr;
  bool found = false;
  uint64_t phrase = 0;  // bit i: words 0..i were the last ones read
};

bool is_hit(const Term& term, std::string_view folded, std::string_view stem) {
  switch (term.kind) {
    case TermKind::kPrefix:
      return folded.starts_with(term.words[0]);
    case TermKind::kWildcard:
      return matches_wildcard(term.words[0], folded);
    default:
      return stem == term.words[0];
  }
}

void read_phrase(Progress& one, std::string_view stem) {
  const std::vector<std::string>& words = one.term->words;
  uint64_t may = one.phrase << 1 | 1;
  uint64_t now = 0;
  while (may != 0) {
    const auto place = static_cast<size_t>(std::countr_zero(may));
    if (place >= words.size()) break;
    if (words[place] == stem) now |= uint64_t{1} << place;
    may &= may - 1;
  }
  one.phrase = now;
  if ((now >> (words.size() - 1) & 1) != 0) one.found = true;
}

// Kept between texts, so that nothing is allocated.
std::vector<Progress>& open_terms(const TextQuery& query) {
  thread_local std::vector<Progress> all;
  all.clear();
  for (const std::vector<Term>& terms : query.any) {
    for (const Term& term : terms) all.push_back({&term});
  }
  return all;
}

bool is_answered(const TextQuery& query, const std::vector<Progress>& all) {
  size_t at = 0;
  for (const std::vector<Term>& terms : query.any) {
    bool holds = true;
    for (const Term& term : terms) {
      holds = holds && all[at].found != term.must_not;
      ++at;
    }
    if (holds) return true;
  }
  return false;
}

}  // namespace

bool matches(const TextQuery& query, std::string_view text) {
  if (query.any.empty()) return false;
  std::vector<Progress>& all = open_terms(query);
  size_t open = all.size();
  bool words = false;
  WordReader reader(text);
  while (open > 0 && reader.next()) {
    words = true;
    const std::string_view stem = reader.stem();
    for (Progress& one : all) {
      if (one.found) continue;
      if (one.term->kind == TermKind::kPhrase)
        read_phrase(one, stem);
      else
        one.found = is_hit(*one.term, reader.folded(), stem);
      if (one.found) --open;
    }
  }
  return words && is_answered(query, all);
}

bool matches_wildcard(std::string_view pattern, std::string_view word) {
  size_t p = 0, w = 0;
  size_t star = std::string_view::npos, resume = 0;
  while (w < word.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      resume = w;
    } else if (p < pattern.size() && pattern[p] == '?') {
      w += character_at(word, w).size;
      ++p;
    } else if (p < pattern.size() && pattern[p] == word[w]) {
      ++p, ++w;
    } else if (star != std::string_view::npos) {
      resume += character_at(word, resume).size;
      w = resume;
      p = star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace tl::jql
