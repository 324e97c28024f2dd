// The parser's state, and what its files share. Nobody else's business: see parser.h.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "jql/lexer.h"
#include "jql/parser.h"
#include "jql/parser_problem.h"

namespace tl::jql {

// Which predicates may stand behind a clause.
enum class Tail : uint8_t { kNone, kWas, kChanged };

[[nodiscard]] std::optional<PredicateKind> predicate_of(TokenKind kind, Tail tail);
[[nodiscard]] bool is_value(TokenKind kind);  // a word, quoted or not, or a number
[[nodiscard]] bool begins_operator(TokenKind kind);

// What a message names as expected.
using Names = std::span<const std::string_view>;
inline constexpr auto kParenOrComma = std::to_array<std::string_view>({")", ","});
inline constexpr auto kParen = std::to_array<std::string_view>({")"});
inline constexpr auto kBracket = std::to_array<std::string_view>({"]"});
inline constexpr auto kComma = std::to_array<std::string_view>({","});
inline constexpr auto kBy = std::to_array<std::string_view>({"BY"});
inline constexpr auto kEmpty = std::to_array<std::string_view>({"EMPTY"});
inline constexpr auto kDirection = std::to_array<std::string_view>({"ASC", "DESC"});

// Every function that returns bool: false says that problem_ is set and parsing is over. The
// current token is always the first that was not taken yet.
class Parser {
 public:
  Parser(std::string_view text, Dialect dialect)
      : text_(text), lexer_(text), dialect_(dialect), token_(lexer_.next()) {}

  [[nodiscard]] ParseResult parse();

 private:
  bool query(Query& out);
  bool order_by(Query& out);
  bool sort_key(SortKey& out);
  bool chain(Node& out, NodeKind kind);
  bool unary(Node& out);
  bool negation(Node& out);
  bool parenthesis(Node& out);
  bool clause(Node& out);
  bool comparison(Clause& out);
  bool predicates(Clause& out);

  bool field(FieldName& out, bool sorting);
  bool custom_field(FieldName& out, bool sorting);
  bool field_arguments(FieldName& out);
  bool properties(FieldName& out);
  bool property_path(FieldName& out);

  bool operation(Clause& out);
  bool single_operand(Operand& out, bool with_empty);
  bool list_or_function(Operand& out);
  bool predicate_operand(Operand& out);
  bool value(Operand& out);
  bool arguments(Operand& out);
  bool argument(Operand& out);
  bool list(Operand& out);
  bool list_items(Operand& out);
  bool inner_list(Operand& out);
  bool list_item(Operand& out);

  void advance() {
    before_ = previous_;
    previous_ = token_;
    token_ = lexer_.next();
  }
  bool take(TokenKind kind) {
    if (token_.kind != kind) return false;
    advance();
    return true;
  }
  [[nodiscard]] uint32_t end() const { return previous_.span.end; }
  [[nodiscard]] TokenKind second() const { return Lexer(text_, token_.span.end).next().kind; }
  [[nodiscard]] bool may_follow_operand() const;
  [[nodiscard]] Names tail_tokens() const;

  bool fail(Expecting expecting, Names tokens = {});
  bool fail_large(std::string message, std::string remedy);
  void refuse(Refusal refusal, const Token& token);
  bool enter();

  std::string_view text_;
  Lexer lexer_;
  Dialect dialect_;
  Token token_;
  Token previous_;
  Token before_;
  std::optional<Problem> problem_;  // the end of parsing
  std::optional<Problem> refused_;  // by Jira's server; a mistake in the grammar goes first
  size_t depth_ = 0;
  size_t clauses_ = 0;
  uint32_t parens_ = 0;  // open ones around clauses
  uint32_t lists_ = 0;   // open lists
  bool in_predicate_ = false;
  Tail tail_ = Tail::kNone;     // of the clause the current token follows directly
  std::optional<Operator> op_;  // of the clause the current token is in
};

}  // namespace tl::jql
