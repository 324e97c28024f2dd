#include "jql/parser_problem.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/text.h"
#include "jql/lexer.h"

namespace tl::jql {
namespace {

constexpr size_t kMaxShown = 1000;  // bytes of a token in a message
constexpr std::string_view kOperators =
    "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'";
constexpr std::string_view kEscapes = R"(\', \", \t, \n, \r, \\, '\ ' and \uXXXX)";

// "a value or function", as in "Expecting a value or function but got ...".
std::string_view name_of(Expecting expecting) {
  switch (expecting) {
    case Expecting::kValueOrFunction:
      return "a value or function";
    case Expecting::kListOrFunction:
      return "a list or function";
    case Expecting::kFunction:
      return "a function";
    case Expecting::kOperand:
      return "either a value, list or function";
    case Expecting::kFunctionArgument:
      return "a function argument";
    case Expecting::kPropertyId:
      return "a property id";
    default:
      return "a field name";
  }
}

// "'A', 'B' or 'C'"
std::string either_of(std::span<const std::string_view> tokens) {
  std::string out;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (i > 0) out += i + 1 == tokens.size() ? " or " : ", ";
    out += fmt::format("'{0}'", tokens[i]);
  }
  return out;
}

// The character at the end of an illegal token, without the quoted text before it.
char32_t last_character(std::string_view text, const Token& token) {
  size_t at = token.span.end - 1;
  while (at > token.span.begin && (static_cast<uint8_t>(text[at]) & 0xC0U) == 0x80) --at;
  const auto character = utf8_at(text, at);
  return character ? character->character : 0xFFFD;
}

// Four digits at least, in capitals or not.
std::string hex_of(char32_t character, bool capitals) {
  const std::string_view digits = capitals ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  for (uint32_t shift = 16; shift > 0;) {
    shift -= 4;
    out += digits[(character >> shift) & 0xFU];
  }
  return out;
}

std::string describe_escape(const Offence& o) {
  const bool blank = o.next.kind == TokenKind::kEnd || o.next.span.begin != o.got.span.end;
  if (blank) {
    return fmt::format(
        "The escape sequence has not been completed. The valid escape sequences are {0}.",
        kEscapes);
  }
  return fmt::format(
      "'\\{0}' is an illegal JQL escape sequence. The valid escape sequences are {1}.",
      shown(o.text, o.next), kEscapes);
}

std::string describe_character(const Offence& o) {
  if (o.got.kind == TokenKind::kIllegalChar) {
    const char32_t c = last_character(o.text, o.got);
    return fmt::format("The character 'U+{0}' must be escaped. Use the escape '\\u{1}' instead.",
                       hex_of(c, true), hex_of(c, false));
  }
  const std::string_view c = o.text.substr(o.got.span.begin, 1);
  return fmt::format(
      "The character '{0}' is a reserved JQL character. You must enclose it in a string or use "
      "the escape '\\u{1}' instead.",
      c, hex_of(static_cast<uint8_t>(c[0]), false));
}

// Nothing for a token that is a part of other queries.
std::string describe_lexical(const Offence& o) {
  switch (o.got.kind) {
    case TokenKind::kReservedWord:
      return fmt::format(
          "'{0}' is a reserved JQL word. You must surround it in quotation marks to use it in a "
          "query.",
          shown(o.text, o.got));
    case TokenKind::kReservedChar:
    case TokenKind::kIllegalChar:
      return describe_character(o);
    case TokenKind::kIllegalEscape:
      return describe_escape(o);
    case TokenKind::kUnfinished: {
      const std::string value = token_value(o.text, o.got);
      if (value.empty()) return "The quoted string has not been completed.";
      return fmt::format("The quoted string '{0}' has not been completed.",
                         shortened(value, kMaxShown));
    }
    case TokenKind::kNotUtf8:
      return "The query is not valid UTF-8.";
    default:
      return {};
  }
}

std::string describe_field(const Offence& o) {
  if (o.got.kind == TokenKind::kLeftBracket) {
    return "Expecting a field name but got '['. Did you mean 'cf['?";
  }
  if (o.got.kind == TokenKind::kEnd) return "Expecting a field name before the end of the query.";
  return fmt::format(
      "Expecting a field name but got '{0}'. You must surround '{0}' in quotation marks to use it "
      "as a field name.",
      shown(o.text, o.got));
}

// What follows "Expecting ...": where it was expected.
std::string describe_place(const Offence& o) {
  if (o.got.kind == TokenKind::kEnd) return "before the end of the query.";
  return fmt::format("but got '{0}'.", shown(o.text, o.got));
}

std::string describe_expected(const Offence& o) {
  switch (o.expecting) {
    case Expecting::kField:
      return describe_field(o);
    case Expecting::kCustomFieldId:
      return "Expecting a custom field id enclosed by '[ ]' after 'cf'. Example: 'cf[10021]'.";
    case Expecting::kOperator:
      return fmt::format("Expecting an operator {0} The valid operators are {1}.",
                         describe_place(o), kOperators);
    case Expecting::kTokens:
      return fmt::format("Expecting {0} {1}", either_of(o.tokens), describe_place(o));
    default:
      break;
  }
  std::string out = fmt::format("Expecting {0} {1}", name_of(o.expecting), describe_place(o));
  if (o.got.kind != TokenKind::kEnd) {
    out += fmt::format(" You must surround '{0}' in quotation marks to use it as a value.",
                       shown(o.text, o.got));
  }
  return out;
}

}  // namespace

std::string shown(std::string_view text, const Token& token) {
  const Span span = token.span;
  return shortened(text.substr(span.begin, span.end - span.begin), kMaxShown);
}

Problem describe(const Offence& offence) {
  Problem problem;
  problem.message = describe_lexical(offence);
  const bool lexical = !problem.message.empty();
  if (!lexical) problem.message = describe_expected(offence);
  problem.remedy = lexical ? find_lexical_remedy(offence) : find_remedy(offence);
  problem.span = offence.got.span;
  locate(problem, offence.text);
  return problem;
}

Problem describe(Refusal refusal, std::string_view text, const Token& token) {
  Problem problem;
  problem.span = token.span;
  problem.value = shown(text, token);
  switch (refusal) {
    case Refusal::kLargeNumber:
      problem.message = fmt::format("The number {0} is too large.", problem.value);
      problem.remedy = "Put quotes around the number to use it as text.";
      break;
    case Refusal::kLargeFieldId:
      problem.message = fmt::format("There is no custom field {0}.", problem.value);
      problem.remedy = "Write the number of a custom field, as in cf[10021].";
      break;
    case Refusal::kEmptyField:
      problem.message = "The name of the field is empty.";
      problem.remedy = "Write the name of a field.";
      break;
    case Refusal::kEmptyFunction:
      problem.message = "The name of the function is empty.";
      problem.remedy = "Write the name of a function before '('.";
      break;
    case Refusal::kPropertyPath:
      problem.message = fmt::format("The path '{0}' of a property must begin with exactly one '.'.",
                                    problem.value);
      problem.remedy = "Write the path behind the bracket, as in issue.property[key].path.";
      break;
  }
  locate(problem, text);
  return problem;
}

Problem too_large(std::string message, std::string remedy, std::string_view text, Span span) {
  Problem problem;
  problem.kind = ProblemKind::kTooLarge;
  problem.message = std::move(message);
  problem.remedy = std::move(remedy);
  problem.span = span;
  locate(problem, text);
  return problem;
}

}  // namespace tl::jql
