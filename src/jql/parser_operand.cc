#include <utility>

#include "base/text.h"
#include "jql/parser_state.h"

namespace tl::jql {

bool Parser::single_operand(Operand& out, bool with_empty) {
  if (with_empty && token_.kind == TokenKind::kEmpty) {
    out.span = token_.span;
    advance();
    return true;
  }
  return is_value(token_.kind) ? value(out) : fail(Expecting::kValueOrFunction);
}

bool Parser::list_or_function(Operand& out) {
  if (token_.kind == TokenKind::kLeftParen) return list(out);
  if (!is_value(token_.kind)) return fail(Expecting::kListOrFunction);
  return value(out) && (out.kind == OperandKind::kFunction || fail(Expecting::kFunction));
}

bool Parser::predicate_operand(Operand& out) {
  if (token_.kind == TokenKind::kLeftParen) return list(out);
  if (token_.kind != TokenKind::kEmpty && !is_value(token_.kind)) {
    return fail(Expecting::kTokens, kEmpty);
  }
  return single_operand(out, true);
}

bool Parser::value(Operand& out) {
  const Token first = token_;
  advance();
  const bool is_number = first.kind == TokenKind::kNumber;
  out.kind = is_number ? OperandKind::kNumber : OperandKind::kText;
  out.quoted = first.kind == TokenKind::kQuoted;
  out.text = token_value(text_, first);
  if (token_.kind == TokenKind::kLeftParen) {
    out.kind = OperandKind::kFunction;
    if (trim(out.text).empty()) refuse(Refusal::kEmptyFunction, first);
    if (!arguments(out)) return false;
  } else if (is_number) {
    const auto number = parse_int(out.text);
    if (!number) refuse(Refusal::kLargeNumber, first);
    out.number = number.value_or(0);
  }
  out.span = {first.span.begin, end()};
  return true;
}

bool Parser::arguments(Operand& out) {
  advance();
  if (take(TokenKind::kRightParen)) return true;
  if (!is_value(token_.kind)) {
    return in_predicate_ ? fail(Expecting::kFunctionArgument) : fail(Expecting::kTokens, kParen);
  }
  do {
    if (!is_value(token_.kind)) return fail(Expecting::kFunctionArgument);
    if (out.items.size() == kMaxListItems) {
      return fail_large("A function has more than " + std::to_string(kMaxListItems) + " arguments.",
                        "Use fewer arguments.");
    }
    if (!argument(out.items.emplace_back())) return false;
  } while (take(TokenKind::kComma));
  if (take(TokenKind::kRightParen)) return true;
  const bool mends = second() == TokenKind::kRightParen || may_follow_operand();
  return fail(Expecting::kTokens, mends ? Names(kParen) : Names(kParenOrComma));
}

bool Parser::argument(Operand& out) {
  const bool is_number = token_.kind == TokenKind::kNumber;
  out.kind = is_number ? OperandKind::kNumber : OperandKind::kText;
  out.quoted = token_.kind == TokenKind::kQuoted;
  out.span = token_.span;
  out.text = token_value(text_, token_);
  if (is_number) {
    const auto number = parse_int(out.text);
    if (!number) out.kind = OperandKind::kText;  // an argument is a text to Jira, of any length
    out.number = number.value_or(0);
  }
  advance();
  return true;
}

bool Parser::list(Operand& out) {
  const uint32_t begin = token_.span.begin;
  out.kind = OperandKind::kList;
  if (!list_items(out)) return false;
  out.span = {begin, end()};
  return true;
}

// The items of a list in a list go to the outer one.
bool Parser::list_items(Operand& out) {
  if (!enter()) return false;
  ++lists_;
  do {
    advance();  // '(' or ','
    if (!list_item(out)) return false;
  } while (token_.kind == TokenKind::kComma);
  if (token_.kind != TokenKind::kRightParen) return fail(Expecting::kTokens, kParenOrComma);
  --lists_;
  --depth_;
  advance();
  return true;
}

bool Parser::inner_list(Operand& out) {
  const size_t place = out.inner.size();
  out.inner.push_back({static_cast<uint32_t>(out.items.size()), 0});
  if (!list_items(out)) return false;
  out.inner[place].end = static_cast<uint32_t>(out.items.size());
  return true;
}

bool Parser::list_item(Operand& out) {
  if (token_.kind == TokenKind::kLeftParen) return inner_list(out);
  if (token_.kind != TokenKind::kEmpty && !is_value(token_.kind)) {
    return in_predicate_ ? fail(Expecting::kTokens, kEmpty) : fail(Expecting::kOperand);
  }
  if (out.items.size() == kMaxListItems) {
    return fail_large("A list has more than " + std::to_string(kMaxListItems) + " values.",
                      "Use a shorter list, or a function that gives the values.");
  }
  return single_operand(out.items.emplace_back(), true);
}

// Whether the current token may stand behind a whole operand of the clause at hand.
bool Parser::may_follow_operand() const {
  if (lists_ > 0) return false;
  switch (token_.kind) {
    case TokenKind::kAnd:
    case TokenKind::kOr:
      return true;
    case TokenKind::kOrder:
    case TokenKind::kEnd:
      return parens_ == 0;
    default:
      return predicate_of(token_.kind, tail_).has_value();
  }
}

}  // namespace tl::jql
