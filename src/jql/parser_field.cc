#include <utility>

#include "base/text.h"
#include "jql/parser_state.h"

namespace tl::jql {
namespace {

constexpr auto kFieldsWithArgument = std::to_array<std::string_view>({"timeinstatus"});

}  // namespace

bool Parser::field(FieldName& out, bool sorting) {
  const Token first = token_;
  if (!is_value(first.kind) && first.kind != TokenKind::kCustomField) {
    return fail(Expecting::kField);
  }
  if (first.kind == TokenKind::kCustomField) {
    if (!custom_field(out, sorting)) return false;
  } else {
    out.name = token_value(text_, first);
    if (first.kind != TokenKind::kNumber && trim(out.name).empty()) {
      refuse(Refusal::kEmptyField, first);
    }
    advance();
  }
  if (dialect_ == Dialect::kThroughline && token_.kind == TokenKind::kLeftParen &&
      is_field_with_argument(out.name)) {
    if (!field_arguments(out)) return false;
  } else if (first.kind != TokenKind::kNumber && !properties(out)) {
    return false;
  }
  out.span = {first.span.begin, end()};
  return true;
}

bool Parser::custom_field(FieldName& out, bool sorting) {
  advance();
  if (!take(TokenKind::kLeftBracket)) return fail(Expecting::kCustomFieldId);
  if (token_.kind != TokenKind::kNumber || text_[token_.span.begin] == '-') {
    return fail(Expecting::kCustomFieldId);
  }
  out.custom = parse_int(text_.substr(token_.span.begin, token_.span.end - token_.span.begin));
  if (!out.custom) refuse(Refusal::kLargeFieldId, token_);
  out.name = "cf[" + std::to_string(out.custom.value_or(0)) + "]";
  advance();
  if (token_.kind == TokenKind::kRightBracket) {
    advance();
    return true;
  }
  const bool goes_on = sorting
                           ? token_.kind == TokenKind::kAsc || token_.kind == TokenKind::kDesc ||
                                 token_.kind == TokenKind::kComma || token_.kind == TokenKind::kEnd
                           : begins_operator(token_.kind);
  const bool mends =
      (goes_on || token_.kind == TokenKind::kLeftBracket) && second() != TokenKind::kRightBracket;
  return mends ? fail(Expecting::kTokens, kBracket) : fail(Expecting::kCustomFieldId);
}

bool Parser::field_arguments(FieldName& out) {
  Operand call;
  const uint32_t begin = token_.span.begin;
  if (!arguments(call)) return false;
  for (Operand& item : call.items) {
    if (out.properties.size() == kMaxProperties) break;
    out.properties.push_back({std::move(item.text), {}, {}, {begin, end()}});
  }
  return true;
}

bool Parser::properties(FieldName& out) {
  while (token_.kind == TokenKind::kLeftBracket) {
    if (out.properties.size() == kMaxProperties) {
      return fail_large("A field has more than " + std::to_string(kMaxProperties) + " properties.",
                        "Name one property of one field.");
    }
    const uint32_t begin = token_.span.begin;
    advance();
    if (!is_value(token_.kind)) return fail(Expecting::kPropertyId);
    Property& property = out.properties.emplace_back();
    property.key = token_value(text_, token_);
    advance();
    if (!take(TokenKind::kRightBracket)) return fail(Expecting::kTokens, kBracket);
    if (!property_path(out)) return false;
    property.span = {begin, end()};
  }
  return true;
}

bool Parser::property_path(FieldName& out) {
  Property& property = out.properties.back();
  for (; is_value(token_.kind); advance()) {
    if (property.parts.size() == kMaxProperties) {
      return fail_large("A property has more than " + std::to_string(kMaxProperties) + " paths.",
                        "Write the path as one word.");
    }
    std::string part = token_value(text_, token_);
    if (part.size() < 2 || part[0] != '.' || part[1] == '.') {
      refuse(Refusal::kPropertyPath, token_);
    }
    property.path += part;
    property.parts.push_back(std::move(part));
  }
  return true;
}

bool is_field_with_argument(std::string_view name) {
  for (const std::string_view known : kFieldsWithArgument) {
    if (equals_no_case(name, known)) return true;
  }
  return false;
}

}  // namespace tl::jql
