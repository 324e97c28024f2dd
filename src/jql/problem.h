// What is wrong with a query, so that a person can mend it: where, what, and what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tl::jql {

// A part of a query's text, in bytes: [begin, end).
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

enum class ProblemKind : uint8_t {
  kParse,            // "parse": the text is no query
  kTooLarge,         // "too-large": above a limit of parser.h
  kUnknownField,     // "unknown-field"
  kUnknownFunction,  // "unknown-function"
  kUnknownValue,     // "unknown-value": of a closed list
  kUnknownGroup,     // "unknown-group"
  kOperator,         // "operator": the field does not support it
  kBadDate,          // "bad-date"
  kBadNumber,        // "bad-number"
  kBadDuration,      // "bad-duration"
  kBadFunction,      // "bad-function": wrong arguments, or not for this field
  kBadText,    // "bad-text": a text search we do not have (fuzzy, proximity, boost), or broken
  kBadOrder,   // "bad-order": a field that cannot be sorted by
  kUndecided,  // "undecided": cannot be decided here, where only decided queries are taken
};
[[nodiscard]] std::string_view to_text(ProblemKind kind);

// Members that do not apply are empty. `line` and `column` are 1-based; a column counts characters
// (UTF-16 units, as Jira does) and is that of the first offending character, or one past the end.
struct Problem {
  ProblemKind kind = ProblemKind::kParse;
  std::string message;  // "Expecting 'EMPTY' but got 'acc-alice'."
  std::string remedy;   // one sentence, an imperative
  Span span;
  uint32_t line = 1;
  uint32_t column = 1;
  std::string field;    // as written, or the field's name
  std::string value;    // as written
  std::string name;     // of a function or operator, as the language writes it ("!=", "was not in")
  std::string nearest;  // what was probably meant; "" nothing is near
};

// Sets line and column from span.begin.
void locate(Problem& problem, std::string_view text);

}  // namespace tl::jql
