// What stands behind `~` to a TextQuery: tokens, a tree, and the tree multiplied out.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "jql/fold.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

struct TextNode {
  enum class Kind : uint8_t { kTerm, kAnd, kOr } kind = Kind::kAnd;
  bool negated = false;
  Term term;
  std::vector<TextNode> children;  // kAnd without children: nothing was asked
};

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

using Alternatives = std::vector<std::vector<Term>>;

// The tree multiplied out to alternatives. False: they would be too many.
bool multiply_out(const TextNode& node, bool negated, Alternatives& out);

bool add_each(const TextNode& node, bool negated, Alternatives& out) {
  size_t terms = 0;
  for (const TextNode& child : node.children) {
    Alternatives part;
    if (!multiply_out(child, negated, part)) return false;
    for (std::vector<Term>& one : part) {
      terms += one.size();
      out.push_back(std::move(one));
    }
    if (terms > kMaxAlternativeTerms) return false;
  }
  return true;
}

bool join_all(const TextNode& node, bool negated, Alternatives& out) {
  out.emplace_back();
  for (const TextNode& child : node.children) {
    Alternatives part, joined;
    if (!multiply_out(child, negated, part)) return false;
    size_t terms = 0;
    for (const std::vector<Term>& left : out) {
      for (const std::vector<Term>& right : part) {
        terms += left.size() + right.size();
        if (terms > kMaxAlternativeTerms) return false;
        std::vector<Term>& both = joined.emplace_back(left);
        both.insert(both.end(), right.begin(), right.end());
      }
    }
    out = std::move(joined);
  }
  return true;
}

bool multiply_out(const TextNode& node, bool negated, Alternatives& out) {
  const bool flipped = negated != node.negated;
  if (node.kind == TextNode::Kind::kTerm) {
    Term term = node.term;
    term.must_not = flipped;
    out.push_back({std::move(term)});
    return true;
  }
  const bool any = (node.kind == TextNode::Kind::kOr) != flipped;
  return any ? add_each(node, flipped, out) : join_all(node, flipped, out);
}

class TextParser {
 public:
  explicit TextParser(std::string_view text) : text_(text) {}

  TextQueryResult parse() {
    TextQueryResult result;
    std::optional<TextNode> tree = parse_or(0);
    if (tree && at_ < text_.size()) {
      fail("The text search has a ')' too many.", "Take it away, or escape it as '\\\\)'.");
      tree.reset();
    }
    if (tree && terms_ == 0) {
      fail("The text search names no word.", "Write at least one letter or digit to look for.");
      tree.reset();
    }
    if (tree && !multiply_out(*tree, false, result.query.any)) {
      result.query.any.clear();
      fail("The text search has too many alternatives.", "Split it into several clauses.");
    }
    result.problem = std::move(problem_);
    result.remedy = std::move(remedy_);
    return result;
  }

 private:
  enum class Sign : uint8_t { kNone, kAnd, kOr };

  bool fail(std::string problem, std::string remedy) {
    if (!problem_.empty()) return false;
    problem_ = std::move(problem);
    remedy_ = std::move(remedy);
    return false;
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  // AND, OR, && or || at this place; consumed when `take`.
  Sign sign(bool take) {
    skip_blanks();
    const std::string_view rest = text_.substr(at_);
    const auto is_word = [&](std::string_view word) {
      return rest.starts_with(word) &&
             (rest.size() == word.size() || is_blank(rest[word.size()]) ||
              rest[word.size()] == '(' || rest[word.size()] == ')' || rest[word.size()] == '"');
    };
    size_t size = 0;
    Sign found = Sign::kNone;
    if (is_word("AND")) found = Sign::kAnd, size = 3;
    if (is_word("OR")) found = Sign::kOr, size = 2;
    if (rest.starts_with("&&")) found = Sign::kAnd, size = 2;
    if (rest.starts_with("||")) found = Sign::kOr, size = 2;
    if (take) at_ += size;
    return found;
  }

  std::optional<TextNode> parse_or(size_t depth) {
    if (depth > kMaxTextDepth) {
      fail("The text search is nested too deeply.", "Write it with fewer parentheses.");
      return std::nullopt;
    }
    TextNode any{TextNode::Kind::kOr, false, {}, {}};
    do {
      std::optional<TextNode> part = parse_and(depth);
      if (!part) return std::nullopt;
      // An alternative without a word asks nothing: it is as if it were not there.
      if (part->kind == TextNode::Kind::kTerm || !part->children.empty())
        any.children.push_back(std::move(*part));
    } while (sign(false) == Sign::kOr && sign(true) == Sign::kOr);
    if (any.children.size() == 1) return std::move(any.children.front());
    if (any.children.empty()) any.kind = TextNode::Kind::kAnd;
    return any;
  }

  std::optional<TextNode> parse_and(size_t depth) {
    TextNode all;
    while (true) {
      const Sign next = sign(false);
      if (next == Sign::kOr) break;
      if (next == Sign::kAnd) sign(true);
      skip_blanks();
      if (at_ >= text_.size() || text_[at_] == ')') break;
      if (!parse_one(depth, false, all)) return std::nullopt;
    }
    if (all.children.size() == 1) return std::move(all.children.front());
    return all;
  }

  bool takes_not() {
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with("NOT") || rest.size() == 3) return false;
    if (!is_blank(rest[3]) && rest[3] != '(' && rest[3] != '"') return false;
    at_ += 3;
    return true;
  }

  // One of NOT, !, - and +. A sign that stands alone means nothing.
  bool take_mark(bool& negated) {
    skip_blanks();
    if (at_ >= text_.size()) return false;
    if (takes_not()) {
      negated = !negated;
      return true;
    }
    const char c = text_[at_];
    if (c != '!' && c != '-' && c != '+') return false;
    ++at_;
    const bool alone = at_ >= text_.size() || is_blank(text_[at_]);
    if (c == '!' || (c == '-' && !alone)) negated = !negated;
    return true;
  }

  // What NOT and signs may precede: a word, a phrase or a group.
  bool parse_one(size_t depth, bool negated, TextNode& into) {
    while (take_mark(negated)) {
    }
    if (at_ >= text_.size()) return true;
    if (text_[at_] == ')') return true;  // the caller's
    if (text_[at_] == '(') return parse_group(depth, negated, into);
    if (text_[at_] == '"') return parse_phrase(negated, into);
    return parse_chunk(negated, into);
  }

  bool parse_group(size_t depth, bool negated, TextNode& into) {
    ++at_;
    std::optional<TextNode> group = parse_or(depth + 1);
    if (!group) return false;
    if (at_ >= text_.size()) return fail("The text search lacks a ')'.", "Close the parenthesis.");
    ++at_;
    if (at_ < text_.size() && text_[at_] == '^') return refuse_boost();
    if (group->kind != TextNode::Kind::kTerm && group->children.empty()) return true;
    group->negated = group->negated != negated;
    into.children.push_back(std::move(*group));
    return true;
  }

  bool refuse_boost() {
    return fail("Boosting a word with '^' is not supported here.",
                "Take '^' and the number away; order the answer with ORDER BY.");
  }

  bool parse_phrase(bool negated, TextNode& into) {
    std::string inner;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      inner += text_[at_];
    }
    if (at_ >= text_.size()) {
      return fail("The phrase in the text search is not closed.",
                  "Write '\\\"' behind its last word.");
    }
    ++at_;
    if (at_ < text_.size() && text_[at_] == '~') {
      return fail("Searching words near each other with '~' is not supported here.",
                  "Take '~' and the number away, or ask for each word by itself.");
    }
    if (at_ < text_.size() && text_[at_] == '^') return refuse_boost();
    return add_words(inner, negated, into);
  }

  // The words of a text as one term: a word, or a phrase when they are several.
  bool add_words(std::string_view inner, bool negated, TextNode& into) {
    Term term;
    WordReader reader(inner);
    while (reader.next()) {
      if (reader.folded().size() > kMaxTermBytes) return refuse_long();
      term.words.emplace_back(reader.stem());
    }
    if (term.words.empty()) return true;
    if (term.words.size() > kMaxPhraseWords) {
      return fail(fmt::format("A phrase has at most {} words.", kMaxPhraseWords),
                  "Look for a part of it.");
    }
    term.kind = term.words.size() == 1 ? TermKind::kWord : TermKind::kPhrase;
    return add_term(std::move(term), negated, into);
  }

  bool refuse_long() {
    return fail(fmt::format("A word of a text search has at most {} bytes.", kMaxTermBytes),
                "Look for the beginning of the word with '*' behind it.");
  }

  bool add_term(Term term, bool negated, TextNode& into) {
    if (++terms_ > kMaxTerms) {
      return fail(fmt::format("A text search has at most {} words.", kMaxTerms),
                  "Look for fewer words.");
    }
    into.children.push_back({TextNode::Kind::kTerm, negated, std::move(term), {}});
    return true;
  }

  [[nodiscard]] bool at_sign() const {
    const std::string_view rest = text_.substr(at_);
    return rest.starts_with("&&") || rest.starts_with("||");
  }

  // Characters up to a blank, quote or parenthesis: one word or, parted by punctuation, several.
  bool parse_chunk(bool negated, TextNode& into) {
    TextNode all;
    all.negated = negated;
    std::string piece;
    bool wild = false;
    const auto end_piece = [&] {
      const bool fine = piece.empty() || add_piece(piece, wild, all);
      piece.clear();
      wild = false;
      return fine;
    };
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_blank(c) || c == '"' || c == '(' || c == ')' || at_sign()) break;
      if (!check_sign(c, !piece.empty())) return false;
      const bool escaped = c == '\\' && at_ + 1 < text_.size();
      if (escaped) ++at_;
      const Character next = character_at(text_, at_);
      if (!escaped && (c == '*' || c == '?')) {
        wild = true;
        if (c == '?' || !piece.ends_with('*')) piece += c;
      } else if (is_word_character(next.point)) {
        append_character(fold_character(next.point), piece);
      } else if (!end_piece()) {
        return false;
      }
      at_ += next.size;
    }
    if (!end_piece()) return false;
    if (all.children.size() == 1) {
      all.children.front().negated = negated;
      into.children.push_back(std::move(all.children.front()));
    } else if (!all.children.empty()) {
      into.children.push_back(std::move(all));
    }
    return true;
  }

  bool check_sign(char c, bool behind_word) {
    if (c == '^' && behind_word) return refuse_boost();
    if (c == '~' && behind_word) {
      return fail("Fuzzy search with '~' behind a word is not supported here.",
                  "Take '~' away, or write the beginning of the word with '*' behind it.");
    }
    return true;
  }

  bool add_piece(std::string_view piece, bool wild, TextNode& into) {
    if (!wild) return add_words(piece, false, into);
    if (piece.size() > kMaxTermBytes) return refuse_long();
    const size_t first = piece.find_first_of("*?");
    Term term;
    const bool prefix = first > 0 && first + 1 == piece.size() && piece.back() == '*';
    term.kind = prefix ? TermKind::kPrefix : TermKind::kWildcard;
    term.words.emplace_back(prefix ? piece.substr(0, first) : piece);
    return add_term(std::move(term), false, into);
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t terms_ = 0;
  std::string problem_, remedy_;
};

}  // namespace

TextQueryResult parse_text_query(std::string_view operand) { return TextParser(operand).parse(); }

}  // namespace tl::jql
