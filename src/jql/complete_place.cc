#include "jql/complete_place.h"

#include "jql/lexer.h"
#include "jql/parser.h"

namespace tl::jql {
namespace {

using E = Expected;
using T = TokenKind;

bool is_name(T kind) {
  return kind == T::kWord || kind == T::kQuoted || kind == T::kNumber || kind == T::kReservedWord ||
         kind == T::kUnfinished;
}

// A token that a person may be in the midst of: words and what words begin with.
bool is_wordlike(T kind) {
  switch (kind) {
    case T::kIn:
    case T::kIs:
    case T::kNot:
    case T::kAnd:
    case T::kOr:
    case T::kEmpty:
    case T::kWas:
    case T::kChanged:
    case T::kBefore:
    case T::kAfter:
    case T::kFrom:
    case T::kTo:
    case T::kOn:
    case T::kDuring:
    case T::kOrder:
    case T::kBy:
    case T::kAsc:
    case T::kDesc:
    case T::kCustomField:
      return true;
    default:
      return is_name(kind);
  }
}

class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}
  Place place;

  void step(const Token& token) {
    switch (place.expected) {
      case E::kField:
        return at_field(token);
      case E::kFieldArgument:
        return at_field_argument(token);
      case E::kOperator:
        return at_operator(token);
      case E::kIn:
        if (token.kind == T::kIn) start_list(Operator::kNotIn);
        return;
      case E::kNotOrEmpty:
      case E::kEmptyOnly:
        place.expected = token.kind == T::kNot ? E::kEmptyOnly : E::kNext;
        if (token.kind == T::kNot) place.op = Operator::kIsNot;
        return;
      case E::kWasValue:
        if (token.kind == T::kNot) return set_op(Operator::kWasNot, E::kWasValue);
        if (token.kind == T::kIn) {
          return start_list(place.op == Operator::kWasNot ? Operator::kWasNotIn : Operator::kWasIn);
        }
        return at_value(token);
      case E::kValue:
      case E::kPredicateValue:
      case E::kListOrCall:
        return at_value(token);
      case E::kListItem:
      case E::kListNext:
        return at_list(token);
      case E::kArgument:
      case E::kArgumentNext:
        return at_argument(token);
      case E::kNext:
        return at_next(token);
      case E::kBy:
        if (token.kind == T::kBy) place.expected = E::kSortField;
        return;
      case E::kSortField:
      case E::kSortNext:
        return at_sort(token);
    }
  }

 private:
  void set_op(Operator op, E expected) {
    place.op = op;
    place.expected = expected;
  }
  void start_list(Operator op) { set_op(op, E::kListOrCall); }

  void at_field(const Token& token) {
    if (token.kind == T::kLeftParen) ++place.open;
    if (token.kind == T::kOrder) place.expected = E::kBy;
    if (!is_name(token.kind) && token.kind != T::kCustomField) return;
    place.field = FieldName{};
    place.in_predicate = false;
    place.field.name = token.kind == T::kCustomField ? "cf" : token_value(text_, token);
    place.field.span = token.span;
    place.expected = E::kOperator;
  }

  void at_field_argument(const Token& token) {
    if (token.kind == T::kRightBracket || token.kind == T::kRightParen) {
      place.expected = E::kOperator;
      return;
    }
    const std::string value = token_value(text_, token);
    if (place.field.name == "cf") {
      place.field.name = "cf[" + value + "]";
      place.field.properties.clear();
    } else if (!place.field.properties.empty()) {
      place.field.properties.back().key = value;
    }
  }

  void at_operator(const Token& token) {
    switch (token.kind) {
      case T::kLeftBracket:
      case T::kLeftParen:
        if (token.kind == T::kLeftParen && !is_field_with_argument(place.field.name)) return;
        if (place.field.name != "cf") place.field.properties.emplace_back();
        place.expected = E::kFieldArgument;
        return;
      case T::kWord:
        if (!place.field.properties.empty()) {
          place.field.properties.back().path = token_value(text_, token);
        }
        return;
      case T::kEquals:
        return set_op(Operator::kEquals, E::kValue);
      case T::kNotEquals:
        return set_op(Operator::kNotEquals, E::kValue);
      case T::kLess:
        return set_op(Operator::kLess, E::kValue);
      case T::kLessEquals:
        return set_op(Operator::kLessEquals, E::kValue);
      case T::kGreater:
        return set_op(Operator::kGreater, E::kValue);
      case T::kGreaterEquals:
        return set_op(Operator::kGreaterEquals, E::kValue);
      case T::kLike:
        return set_op(Operator::kLike, E::kValue);
      case T::kNotLike:
        return set_op(Operator::kNotLike, E::kValue);
      case T::kIn:
        return start_list(Operator::kIn);
      case T::kNot:
        place.expected = E::kIn;
        return;
      case T::kIs:
        return set_op(Operator::kIs, E::kNotOrEmpty);
      case T::kWas:
        return set_op(Operator::kWas, E::kWasValue);
      case T::kChanged:
        return set_op(Operator::kChanged, E::kNext);
      default:
        return;
    }
  }

  // A value is there: what follows may be the parenthesis of a call.
  void at_value(const Token& token) {
    if (token.kind == T::kLeftParen) {
      place.expected = E::kListItem;
      return;
    }
    place.function = is_name(token.kind) ? token_value(text_, token) : "";
    place.in_list = false;
    place.expected = E::kNext;
  }

  void open_call(bool in_list) {
    place.in_list = in_list;
    place.argument = 0;
    place.expected = E::kArgument;
  }

  void at_list(const Token& token) {
    if (token.kind == T::kRightParen) {
      place.expected = E::kNext;
      place.function.clear();
    } else if (token.kind == T::kComma) {
      place.expected = E::kListItem;
    } else if (token.kind == T::kLeftParen && place.expected == E::kListNext) {
      open_call(true);
    } else if (token.kind != T::kLeftParen) {
      place.function = is_name(token.kind) ? token_value(text_, token) : "";
      place.expected = E::kListNext;
    }
  }

  void at_argument(const Token& token) {
    if (token.kind == T::kRightParen) {
      place.expected = place.in_list ? E::kListNext : E::kNext;
      place.function.clear();
    } else if (token.kind == T::kComma) {
      ++place.argument;
      place.expected = E::kArgument;
    } else {
      place.expected = E::kArgumentNext;
    }
  }

  bool start_predicate(T kind) {
    static constexpr std::pair<T, PredicateKind> kKinds[] = {
        {T::kAfter, PredicateKind::kAfter}, {T::kBefore, PredicateKind::kBefore},
        {T::kOn, PredicateKind::kOn},       {T::kDuring, PredicateKind::kDuring},
        {T::kBy, PredicateKind::kBy},       {T::kFrom, PredicateKind::kFrom},
        {T::kTo, PredicateKind::kTo}};
    for (const auto& [token, predicate] : kKinds) {
      if (token != kind) continue;
      place.predicate = predicate;
      place.in_predicate = true;
      place.expected = E::kPredicateValue;
      return true;
    }
    return false;
  }

  void at_next(const Token& token) {
    if (token.kind == T::kLeftParen && !place.function.empty()) return open_call(false);
    place.function.clear();
    if (token.kind == T::kAnd || token.kind == T::kOr) {
      place.expected = E::kField;
    } else if (token.kind == T::kOrder) {
      place.expected = E::kBy;
    } else if (token.kind == T::kRightParen) {
      if (place.open > 0) --place.open;
    } else {
      (void)start_predicate(token.kind);
    }
  }

  void at_sort(const Token& token) {
    if (token.kind == T::kComma) {
      place.expected = E::kSortField;
    } else if (is_name(token.kind) || token.kind == T::kCustomField) {
      place.expected = E::kSortNext;
    }
  }

  std::string_view text_;
};

// The half-written sign of an operator is completed too: `status !`.
bool is_begun(const Walk& walk, const Token& token) {
  if (is_wordlike(token.kind)) return true;
  if (walk.place.expected != E::kOperator) return false;
  return token.kind == T::kBang;
}

}  // namespace

Place find_place(std::string_view text, uint32_t position) {
  Walk walk(text);
  Lexer lexer(text);
  walk.place.word = Span{position, position};
  for (Token token = lexer.next(); token.kind != T::kEnd; token = lexer.next()) {
    if (token.span.begin >= position) break;
    const bool closed = token.kind == T::kQuoted && token.span.end == position;
    if (token.span.end >= position && !closed && is_begun(walk, token)) {
      walk.place.word = token.span;
      Token part = token;
      part.span.end = position;
      if (token.span.end != position) part.escaped = false;  // it may be cut within an escape
      if (token.kind == T::kQuoted) part.kind = T::kUnfinished;
      if (token.kind == T::kUnfinished) walk.place.word.end = position;
      walk.place.prefix = token_value(text, part);
      if (!is_name(token.kind)) {
        walk.place.prefix = text.substr(token.span.begin, position - token.span.begin);
      }
      break;
    }
    if (token.span.end > position) break;
    walk.step(token);
    if (token.span.begin == token.span.end) break;
  }
  return walk.place;
}

}  // namespace tl::jql
