// The pieces a query's text consists of.
#pragma once

#include <cstdint>

#include "jql/problem.h"

namespace tl::jql {

enum class TokenKind : uint8_t {
  kEnd,
  kLeftParen,
  kRightParen,
  kComma,
  kLeftBracket,
  kRightBracket,
  kBang,
  kLess,
  kGreater,
  kGreaterEquals,
  kLessEquals,
  kEquals,
  kNotEquals,
  kLike,
  kNotLike,
  kIn,
  kIs,
  kAnd,  // also & and &&
  kOr,   // also | and ||
  kNot,
  kEmpty,  // also NULL
  kWas,
  kChanged,
  kBefore,
  kAfter,
  kFrom,
  kTo,
  kOn,
  kDuring,
  kOrder,
  kBy,
  kAsc,
  kDesc,
  kCustomField,  // cf
  kNumber,       // -?[0-9]+
  kWord,
  kQuoted,
  kReservedWord,
  // No part of any query:
  kReservedChar,
  kIllegalChar,    // the last character of the span; the span may begin with a quote before it
  kIllegalEscape,  // likewise; the span ends with the backslash
  kUnfinished,     // a quoted string up to the end of the text
  kNotUtf8,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  bool escaped = false;  // kWord, kQuoted, kUnfinished: holds an escape
  Span span;
};

}  // namespace tl::jql
