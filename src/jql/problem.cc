#include "jql/problem.h"

#include <algorithm>

namespace tl::jql {

std::string_view to_text(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::kParse:
      return "parse";
    case ProblemKind::kTooLarge:
      return "too-large";
    case ProblemKind::kUnknownField:
      return "unknown-field";
    case ProblemKind::kUnknownFunction:
      return "unknown-function";
    case ProblemKind::kUnknownValue:
      return "unknown-value";
    case ProblemKind::kUnknownGroup:
      return "unknown-group";
    case ProblemKind::kOperator:
      return "operator";
    case ProblemKind::kBadDate:
      return "bad-date";
    case ProblemKind::kBadNumber:
      return "bad-number";
    case ProblemKind::kBadDuration:
      return "bad-duration";
    case ProblemKind::kBadFunction:
      return "bad-function";
    case ProblemKind::kBadText:
      return "bad-text";
    case ProblemKind::kBadOrder:
      return "bad-order";
    case ProblemKind::kUndecided:
      return "undecided";
  }
  return "parse";
}

void locate(Problem& problem, std::string_view text) {
  problem.line = 1;
  problem.column = 1;
  const size_t end = std::min<size_t>(problem.span.begin, text.size());
  for (size_t i = 0; i < end; ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte == '\n') {
      ++problem.line;
      problem.column = 1;
    } else if (byte >= 0xF0) {
      problem.column += 2;  // beyond the BMP: two UTF-16 units
    } else if (byte < 0x80 || byte >= 0xC0) {
      ++problem.column;
    }
  }
}

}  // namespace tl::jql
