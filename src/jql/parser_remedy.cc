// What to do about a text that is no query, guessed from what stands around the offence.
#include <fmt/format.h>

#include <string>

#include "base/text.h"
#include "jql/lexer.h"
#include "jql/parser_problem.h"

namespace tl::jql {
namespace {

constexpr size_t kMaxSuggested = 60;  // bytes of a value repeated in a remedy
constexpr int kMaxWords = 5;

std::string_view written(std::string_view text, Span span) {
  return text.substr(span.begin, span.end - span.begin);
}

// In capitals, as people write keywords.
std::string capitals(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool is_word(TokenKind kind) { return kind == TokenKind::kWord || kind == TokenKind::kNumber; }

// Letters only: a word that would be a name if it meant nothing.
bool is_keyword(TokenKind kind, std::string_view word) {
  const bool keyword = kind >= TokenKind::kIn && kind <= TokenKind::kCustomField;
  return (keyword || kind == TokenKind::kReservedWord) && !word.empty() && word[0] != '&' &&
         word[0] != '|';
}

bool links_clauses(TokenKind kind) { return kind == TokenKind::kAnd || kind == TokenKind::kOr; }

// The bytes around `at` up to white space, quotes, parentheses and signs.
Span run_around(std::string_view text, Span at) {
  constexpr std::string_view kEnds = " \t\r\n\"'()[],=<>~!";
  Span out = at;
  while (out.begin > 0 && kEnds.find(text[out.begin - 1]) == std::string_view::npos) --out.begin;
  while (out.end < text.size() && kEnds.find(text[out.end]) == std::string_view::npos) ++out.end;
  return out;
}

// Words that are parts of names often enough ("Ready to Test", "On Hold").
bool is_small_word(TokenKind kind) {
  return kind == TokenKind::kIn || kind == TokenKind::kTo || kind == TokenKind::kOn ||
         kind == TokenKind::kNot || kind == TokenKind::kFrom || kind == TokenKind::kReservedWord;
}

// What follows a field or a function's name.
bool makes_a_name(TokenKind kind) {
  return kind == TokenKind::kLeftParen || kind == TokenKind::kLeftBracket ||
         (kind >= TokenKind::kLess && kind <= TokenKind::kNotLike) || kind == TokenKind::kIs ||
         kind == TokenKind::kWas || kind == TokenKind::kChanged;
}

// From `first` on, what a person who forgot the quotes may have meant as one value.
std::string meant_as_one(std::string_view text, const Token& first) {
  std::string out(written(text, first.span));
  Lexer lexer(text, first.span.end);
  Token token = lexer.next();
  for (int words = 1; words < kMaxWords; ++words) {
    if (!is_word(token.kind) && !is_small_word(token.kind)) break;
    const Token after = lexer.next();
    if (makes_a_name(after.kind)) break;
    out += ' ';
    out += written(text, token.span);
    token = after;
  }
  return shortened(out, kMaxSuggested);
}

std::string quotes_around(std::string_view value) {
  return fmt::format("Put quotes around the value: \"{0}\".", value);
}

std::string before_got(std::string_view what, const Offence& o) {
  if (o.got.kind == TokenKind::kEnd) return fmt::format("Add {0} at the end.", what);
  return fmt::format("Add {0} before '{1}'.", what, shortened(shown(o.text, o.got), kMaxSuggested));
}

std::string remedy_for_field(const Offence& o) {
  const std::string got = shortened(shown(o.text, o.got), kMaxSuggested);
  const std::string previous = shortened(shown(o.text, o.previous), kMaxSuggested);
  const TokenKind kind = o.got.kind;
  if (kind == TokenKind::kEnd || kind == TokenKind::kRightParen || kind == TokenKind::kOrder) {
    if (o.previous.kind == TokenKind::kComma) return "Remove the last ',' or add a field after it.";
    if (links_clauses(o.previous.kind)) {
      return fmt::format("Remove '{0}' or add a clause after it.", previous);
    }
    if (o.previous.kind == TokenKind::kBy) return "Add the field to sort by.";
    return before_got("a clause such as status = Done", o);
  }
  if (kind == TokenKind::kLeftBracket) return "Write 'cf' before '[', as in cf[10021].";
  if (links_clauses(kind)) {
    return fmt::format("Remove '{0}' or write a clause before it.", got);
  }
  if (is_keyword(kind, got)) {
    return fmt::format("Put quotes around the name of the field: \"{0}\".", got);
  }
  return before_got("the name of a field", o);
}

std::string remedy_for_operator(const Offence& o) {
  const std::string got = shortened(shown(o.text, o.got), kMaxSuggested);
  const std::string previous = shortened(shown(o.text, o.previous), kMaxSuggested);
  if (o.previous.kind == TokenKind::kNot) {
    if (o.got.kind == TokenKind::kIs) return "Write IS NOT instead of NOT IS.";
    if (o.got.kind == TokenKind::kWas) return "Write WAS NOT instead of NOT WAS.";
    return "Write NOT before the whole clause, or use != or NOT IN.";
  }
  if (o.got.kind == TokenKind::kEnd) {
    return fmt::format("Add an operator and a value after '{0}', such as = Done.", previous);
  }
  if (o.got.kind == TokenKind::kBang) {
    if (o.next.kind == TokenKind::kIn) return "Write NOT IN instead of '! IN'.";
    if (o.next.kind == TokenKind::kEquals) return "Write != without a blank.";
    if (o.next.kind == TokenKind::kLike) return "Write !~ without a blank.";
    return "Write '!' before the whole clause.";
  }
  if (o.got.kind == TokenKind::kLeftParen) {
    return "Use the function as a value: write a field and an operator before it.";
  }
  if (equals_no_case(got, "isnot")) return "Write IS NOT as two words.";
  if (is_word(o.previous.kind) && (is_word(o.got.kind) || is_keyword(o.got.kind, got))) {
    return fmt::format("Put quotes around a name with blanks: \"{0} {1}\".", previous, got);
  }
  return before_got("an operator such as =", o);
}

std::string remedy_for_sign(const Offence& o) {
  const TokenKind before = o.previous.kind;
  const TokenKind got = o.got.kind;
  if (before == TokenKind::kLess && got == TokenKind::kGreater) return "Write != for 'not equal'.";
  if (before == TokenKind::kLess && got == TokenKind::kEquals) return "Write <= without a blank.";
  if (before == TokenKind::kGreater && got == TokenKind::kEquals) {
    return "Write >= without a blank.";
  }
  if (before == TokenKind::kEquals && got == TokenKind::kEquals) return "Write a single =.";
  if (before == TokenKind::kEquals && got == TokenKind::kLike) return "Write ~ alone.";
  return {};
}

std::string remedy_for_list_here(const Offence& o) {
  switch (o.op.value_or(Operator::kEquals)) {
    case Operator::kEquals:
      return "Use IN with a list, or remove the parentheses.";
    case Operator::kNotEquals:
      return "Use NOT IN with a list, or remove the parentheses.";
    case Operator::kWas:
      return "Use WAS IN with a list, or remove the parentheses.";
    case Operator::kWasNot:
      return "Use WAS NOT IN with a list, or remove the parentheses.";
    default:
      return "Remove the parentheses and give one value.";
  }
}

// A value, alone or in a list, is missing or has a meaning of its own.
std::string remedy_for_value(const Offence& o) {
  const std::string got = shortened(shown(o.text, o.got), kMaxSuggested);
  if (const std::string sign = remedy_for_sign(o); !sign.empty()) return sign;
  if (o.got.kind == TokenKind::kLeftParen && o.expecting == Expecting::kValueOrFunction) {
    return remedy_for_list_here(o);
  }
  if (o.got.kind == TokenKind::kEmpty) return "Use IS EMPTY or IS NOT EMPTY.";
  const bool linked = links_clauses(o.got.kind) || o.got.kind == TokenKind::kOrder;
  if (is_keyword(o.got.kind, got) && !linked) return quotes_around(meant_as_one(o.text, o.got));
  if (o.previous.kind == TokenKind::kComma && o.got.kind == TokenKind::kRightParen) {
    return "Remove the ',' before ')'.";
  }
  if (o.previous.kind == TokenKind::kLeftParen && o.got.kind == TokenKind::kRightParen) {
    return "Add a value between the parentheses.";
  }
  return before_got("a value", o);
}

std::string remedy_for_list(const Offence& o) {
  if (o.got.kind == TokenKind::kEmpty) return "Use IS EMPTY, or put EMPTY in parentheses.";
  if (o.got.kind == TokenKind::kIn) return "Remove the second IN.";
  if (o.expecting == Expecting::kFunction) {
    if (o.got.kind == TokenKind::kQuoted) return before_got("'('", o);
    if (written(o.text, o.before.span) == "In") {  // "WAS In Progress": IN, or a part of a name?
      return fmt::format("Put quotes around \"{0}\" if it is one value, or write a list behind IN.",
                         meant_as_one(o.text, o.before));
    }
    const std::string name = shortened(shown(o.text, o.previous), kMaxSuggested);
    if (o.got.kind == TokenKind::kRightParen) {
      return fmt::format("Add '(' before '{0}' for a list, or behind it for a function.", name);
    }
    if (o.got.kind == TokenKind::kComma) return fmt::format("Add '(' before '{0}'.", name);
    return fmt::format("Put the values of the list in parentheses: ({0}).", name);
  }
  return before_got("a list in parentheses, such as (A, B),", o);
}

// EMPTY alone was left as possible: behind IS, or behind a predicate, where Jira's editor names
// only EMPTY although values may stand there.
std::string remedy_for_empty(const Offence& o) {
  if (o.in_predicate) return remedy_for_value(o);
  const bool negated = o.op == Operator::kIsNot;
  if (o.got.kind == TokenKind::kEnd) return "Add EMPTY at the end.";
  if (o.got.kind == TokenKind::kBang || o.got.kind == TokenKind::kNot) {
    return "Write IS NOT EMPTY.";
  }
  if (o.got.kind == TokenKind::kLeftParen || o.got.kind == TokenKind::kIn) {
    return fmt::format("Write {0} instead of {1} to compare with a list.",
                       negated ? "NOT IN" : "IN", negated ? "IS NOT" : "IS");
  }
  return fmt::format("Write {0} instead of {1} to compare with a value.", negated ? "!=" : "=",
                     negated ? "IS NOT" : "IS");
}

std::string remedy_for_parenthesis(const Offence& o) {
  const bool in_list = o.tokens.size() > 1;
  const bool value_before = is_word(o.previous.kind) || o.previous.kind == TokenKind::kQuoted;
  if (o.got.kind == TokenKind::kLeftParen) {
    return "Use a value here: a function cannot stand inside of another one.";
  }
  const std::string value = meant_as_one(o.text, o.previous);
  if (is_word(o.previous.kind) && value.find(' ') != std::string::npos) {
    return quotes_around(value);
  }
  if (in_list && value_before && o.got.kind == TokenKind::kQuoted) {
    return "Put ',' between the values.";
  }
  if (o.got.kind == TokenKind::kComma) return "Remove the ',' or write an argument before it.";
  return before_got("')'", o);
}

std::string remedy_for_by(const Offence& o) {
  if (o.got.kind == TokenKind::kEnd) return "Add BY and the field to sort by at the end.";
  if (is_word(o.got.kind) || o.got.kind == TokenKind::kQuoted) return "Write ORDER BY.";
  return "Put quotes around a field with this name: \"order\".";
}

std::string remedy_for_direction(const Offence& o) {
  const std::string got = shortened(shown(o.text, o.got), kMaxSuggested);
  if (starts_with_no_case(got, "desc")) return fmt::format("Write DESC instead of {0}.", got);
  if (starts_with_no_case(got, "asc")) return fmt::format("Write ASC instead of {0}.", got);
  if (o.got.kind == TokenKind::kRightParen) return "Remove the ')' or open it before ORDER BY.";
  if (links_clauses(o.got.kind)) return "Move ORDER BY behind the last clause.";
  return fmt::format("Write ',' between two fields to sort by, or remove '{0}'.", got);
}

bool is_predicate(TokenKind kind) {
  return kind == TokenKind::kBy || (kind >= TokenKind::kBefore && kind <= TokenKind::kDuring);
}

// AFTER, BY, FROM, ... behind a clause that takes none of them.
std::string remedy_for_predicate(const Offence& o) {
  const bool of_changed = o.got.kind == TokenKind::kFrom || o.got.kind == TokenKind::kTo;
  const std::string use = fmt::format("se {0} with {1}.", capitals(shown(o.text, o.got)),
                                      of_changed ? "CHANGED" : "WAS or CHANGED");
  const bool may_be_name = o.previous.kind == TokenKind::kWord && is_word(o.next.kind);
  if (!may_be_name || !is_small_word(o.got.kind)) return "U" + use;
  return fmt::format("Put quotes around \"{0}\" if it is one value, or u{1}",
                     meant_as_one(o.text, o.previous), use);
}

// Signs that never stand behind a clause.
std::string remedy_for_stray_sign(const Offence& o) {
  switch (o.got.kind) {
    case TokenKind::kEnd:
      return "Add ')' at the end.";
    case TokenKind::kOrder:
      return before_got("')'", o);
    case TokenKind::kRightParen:
      return "Remove this ')' or add '(' before its clause.";
    case TokenKind::kComma:
      return "Remove the ',' or put the values of a list in parentheses after IN.";
    default:
      break;
  }
  const bool sign = o.got.kind == TokenKind::kLeftBracket ||
                    o.got.kind == TokenKind::kRightBracket ||
                    (o.got.kind >= TokenKind::kLess && o.got.kind <= TokenKind::kNotLike);
  return sign ? fmt::format("Remove '{0}'.", shown(o.text, o.got)) : std::string();
}

// Behind a whole clause.
std::string remedy_for_tail(const Offence& o) {
  const std::string got = shortened(shown(o.text, o.got), kMaxSuggested);
  const TokenKind kind = o.got.kind;
  if (const std::string stray = remedy_for_stray_sign(o); !stray.empty()) return stray;
  if (is_predicate(kind)) return remedy_for_predicate(o);
  if (o.previous.kind == TokenKind::kChanged && !is_keyword(kind, got)) {
    return fmt::format("Write FROM, TO or BY before '{0}'.", got);
  }
  const bool adjacent = o.previous.span.end == o.got.span.begin;
  if (adjacent && (o.previous.kind == TokenKind::kQuoted || kind == TokenKind::kQuoted)) {
    return "Write \\\" for a quotation mark inside of a quoted value.";
  }
  if (is_word(o.previous.kind) && is_word(kind) && !makes_a_name(o.next.kind)) {
    const std::string value = meant_as_one(o.text, o.previous);
    if (value.find(' ') != std::string::npos) return quotes_around(value);
  }
  return fmt::format("Write AND or OR before '{0}'.", got);
}

std::string remedy_for_tokens(const Offence& o) {
  const std::string_view first = o.tokens.empty() ? "" : o.tokens.front();
  if (first == "EMPTY") return remedy_for_empty(o);
  if (first == "BY") return remedy_for_by(o);
  if (first == "ASC" || first == ",") return remedy_for_direction(o);
  if (first == ")") return remedy_for_parenthesis(o);
  if (first == "]") return before_got("']'", o);
  return remedy_for_tail(o);
}

struct Replacement {
  std::string_view word;
  std::string_view remedy;
};

// Words of SQL and the like, with what JQL has for them.
constexpr Replacement kReplacements[] = {
    {"between", "Use >= and <= in two clauses."},
    {"limit", "Remove LIMIT: a query cannot say how many issues it finds."},
    {"like", "Use ~ to search in text."},
    {"isempty", "Write IS EMPTY as two words."},
    {"isnull", "Write IS EMPTY."},
    {"notin", "Write NOT IN as two words."},
    {"where", "Remove WHERE: a query begins with its first clause."},
    {"select", "Remove SELECT: a query begins with its first clause."},
};

std::string remedy_for_reserved_word(const Offence& o) {
  const std::string got = shown(o.text, o.got);
  const bool value_wanted =
      o.expecting != Expecting::kField || o.next.kind == TokenKind::kEnd || is_word(o.next.kind);
  for (const Replacement& replacement : kReplacements) {
    const bool as_name = o.expecting == Expecting::kValueOrFunction ||
                         o.expecting == Expecting::kOperand || !value_wanted;
    if (!as_name && equals_no_case(got, replacement.word)) return std::string(replacement.remedy);
  }
  if (o.expecting == Expecting::kOperator && is_word(o.previous.kind)) {
    return fmt::format("Put quotes around a name with blanks: \"{0} {1}\".",
                       shortened(shown(o.text, o.previous), kMaxSuggested), got);
  }
  const std::string_view run = written(o.text, run_around(o.text, o.got.span));
  if (run.size() > got.size()) {
    return fmt::format("Put quotes around it: \"{0}\".", shortened(run, kMaxSuggested));
  }
  return fmt::format("Put quotes around it: \"{0}\".", meant_as_one(o.text, o.got));
}

std::string remedy_for_reserved_char(const Offence& o) {
  const std::string_view c = written(o.text, o.got.span);
  if (c == ";" && trim(o.text.substr(o.got.span.end)).empty()) return "Remove the ';' at the end.";
  const std::string_view run = written(o.text, run_around(o.text, o.got.span));
  if (c == ";" && run.ends_with(';')) return "Write AND or OR instead of ';'.";
  if (run.size() == c.size()) return fmt::format("Remove '{0}' or put quotes around it.", c);
  return fmt::format("Put quotes around the whole value: \"{0}\".", shortened(run, kMaxSuggested));
}

}  // namespace

std::string find_lexical_remedy(const Offence& o) {
  switch (o.got.kind) {
    case TokenKind::kReservedWord:
      return remedy_for_reserved_word(o);
    case TokenKind::kReservedChar:
      return remedy_for_reserved_char(o);
    case TokenKind::kIllegalChar:
      return "Remove the character or write its escape.";
    case TokenKind::kIllegalEscape:
      return "Write \\\\ for a backslash.";
    case TokenKind::kUnfinished: {
      const std::string_view quote = o.text.substr(o.got.span.begin, 1);
      const bool in_word = is_word(o.previous.kind) && o.previous.span.end == o.got.span.begin;
      if (in_word && quote == "'") return "Put double quotes around a name with an apostrophe.";
      return fmt::format("Add the closing {0} of the text.", quote);
    }
    default:
      return "Send the query as UTF-8.";
  }
}

std::string find_remedy(const Offence& o) {
  switch (o.expecting) {
    case Expecting::kField:
      return remedy_for_field(o);
    case Expecting::kOperator:
      return remedy_for_operator(o);
    case Expecting::kValueOrFunction:
    case Expecting::kOperand:
      return remedy_for_value(o);
    case Expecting::kListOrFunction:
    case Expecting::kFunction:
      return remedy_for_list(o);
    case Expecting::kFunctionArgument:
      return before_got("an argument of the function", o);
    case Expecting::kPropertyId:
      return "Write the key of the property between '[' and ']'.";
    case Expecting::kCustomFieldId:
      return "Write the number of the field in brackets behind cf, as in cf[10021].";
    case Expecting::kTokens:
      break;
  }
  return remedy_for_tokens(o);
}

}  // namespace tl::jql
