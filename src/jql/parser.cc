#include "jql/parser.h"

#include <utility>

#include "jql/parser_state.h"

namespace tl::jql {
namespace {

constexpr auto kTailNone = std::to_array<std::string_view>({"AND", "OR", "ORDER BY"});
constexpr auto kTailNoneInside = std::to_array<std::string_view>({"AND", "OR"});
constexpr auto kTailWas = std::to_array<std::string_view>(
    {"AFTER", "AND", "BEFORE", "BY", "DURING", "ON", "OR", "ORDER BY"});
constexpr auto kTailWasInside =
    std::to_array<std::string_view>({"AFTER", "AND", "BEFORE", "BY", "DURING", "ON", "OR"});
constexpr auto kTailChanged = std::to_array<std::string_view>(
    {"AFTER", "AND", "BEFORE", "BY", "DURING", "FROM", "ON", "OR", "ORDER BY", "TO"});
constexpr auto kTailChangedInside = std::to_array<std::string_view>(
    {"AFTER", "AND", "BEFORE", "BY", "DURING", "FROM", "ON", "OR", "TO"});

Tail tail_of(Operator op) {
  switch (op) {
    case Operator::kWas:
    case Operator::kWasNot:
    case Operator::kWasIn:
    case Operator::kWasNotIn:
      return Tail::kWas;
    case Operator::kChanged:
      return Tail::kChanged;
    default:
      return Tail::kNone;
  }
}

}  // namespace

std::optional<PredicateKind> predicate_of(TokenKind kind, Tail tail) {
  if (tail == Tail::kNone) return std::nullopt;
  switch (kind) {
    case TokenKind::kAfter:
      return PredicateKind::kAfter;
    case TokenKind::kBefore:
      return PredicateKind::kBefore;
    case TokenKind::kOn:
      return PredicateKind::kOn;
    case TokenKind::kDuring:
      return PredicateKind::kDuring;
    case TokenKind::kBy:
      return PredicateKind::kBy;
    case TokenKind::kFrom:
      return tail == Tail::kChanged ? std::optional(PredicateKind::kFrom) : std::nullopt;
    case TokenKind::kTo:
      return tail == Tail::kChanged ? std::optional(PredicateKind::kTo) : std::nullopt;
    default:
      return std::nullopt;
  }
}

bool is_value(TokenKind kind) {
  return kind == TokenKind::kWord || kind == TokenKind::kQuoted || kind == TokenKind::kNumber;
}

bool begins_operator(TokenKind kind) {
  switch (kind) {
    case TokenKind::kEquals:
    case TokenKind::kNotEquals:
    case TokenKind::kLike:
    case TokenKind::kNotLike:
    case TokenKind::kLess:
    case TokenKind::kLessEquals:
    case TokenKind::kGreater:
    case TokenKind::kGreaterEquals:
    case TokenKind::kIn:
    case TokenKind::kNot:
    case TokenKind::kIs:
    case TokenKind::kWas:
    case TokenKind::kChanged:
      return true;
    default:
      return false;
  }
}

bool Parser::fail(Expecting expecting, Names tokens) {
  problem_ = describe({.text = text_,
                       .got = token_,
                       .previous = previous_,
                       .before = before_,
                       .next = Lexer(text_, token_.span.end).next(),
                       .expecting = expecting,
                       .tokens = tokens,
                       .op = op_,
                       .in_predicate = in_predicate_});
  return false;
}

bool Parser::fail_large(std::string message, std::string remedy) {
  problem_ = too_large(std::move(message), std::move(remedy), text_, token_.span);
  return false;
}

void Parser::refuse(Refusal refusal, const Token& token) {
  if (!refused_) refused_ = describe(refusal, text_, token);
}

bool Parser::enter() {
  if (++depth_ <= kMaxDepth) return true;
  return fail_large("The query is nested more than " + std::to_string(kMaxDepth) + " levels deep.",
                    "Use fewer parentheses and NOTs inside of each other.");
}

ParseResult Parser::parse() {
  ParseResult result;
  Query query;
  if (!this->query(query)) {
    result.problem = std::move(problem_);
  } else if (refused_) {
    result.problem = std::move(refused_);
  } else {
    query.text = text_;
    result.query = std::move(query);
  }
  return result;
}

bool Parser::query(Query& out) {
  if (token_.kind != TokenKind::kEnd && token_.kind != TokenKind::kOrder) {
    if (!chain(out.where.emplace(), NodeKind::kOr)) return false;
    if (token_.kind != TokenKind::kEnd && token_.kind != TokenKind::kOrder) {
      return fail(Expecting::kTokens, tail_tokens());
    }
  }
  op_.reset();
  return token_.kind == TokenKind::kEnd || order_by(out);
}

bool Parser::order_by(Query& out) {
  const uint32_t begin = token_.span.begin;
  advance();
  if (!take(TokenKind::kBy)) return fail(Expecting::kTokens, kBy);
  do {
    if (out.order.size() == kMaxSortKeys) {
      return fail_large("ORDER BY has more than " + std::to_string(kMaxSortKeys) + " fields.",
                        "Sort by fewer fields.");
    }
    if (!sort_key(out.order.emplace_back())) return false;
  } while (take(TokenKind::kComma));
  out.order_span = {begin, end()};
  if (token_.kind == TokenKind::kEnd) return true;
  if (out.order.back().stated) return fail(Expecting::kTokens, kComma);
  return fail(Expecting::kTokens, kDirection);
}

bool Parser::sort_key(SortKey& out) {
  const uint32_t begin = token_.span.begin;
  if (!field(out.field, true)) return false;
  out.descending = token_.kind == TokenKind::kDesc;
  out.stated = take(TokenKind::kDesc) || take(TokenKind::kAsc);
  out.span = {begin, end()};
  return true;
}

bool Parser::chain(Node& out, NodeKind kind) {
  const bool is_or = kind == NodeKind::kOr;
  const TokenKind link = is_or ? TokenKind::kOr : TokenKind::kAnd;
  const uint32_t begin = token_.span.begin;
  const auto part = [&](Node& node) { return is_or ? chain(node, NodeKind::kAnd) : unary(node); };
  if (!part(out)) return false;
  if (token_.kind != link) return true;
  Node all;
  all.kind = kind;
  all.children.push_back(std::move(out));
  while (take(link)) {
    if (!part(all.children.emplace_back())) return false;
  }
  all.span = {begin, end()};
  out = std::move(all);
  return true;
}

bool Parser::unary(Node& out) {
  switch (token_.kind) {
    case TokenKind::kNot:
    case TokenKind::kBang:
      return negation(out);
    case TokenKind::kLeftParen:
      return parenthesis(out);
    default:
      return clause(out);
  }
}

bool Parser::negation(Node& out) {
  if (!enter()) return false;
  const uint32_t begin = token_.span.begin;
  advance();
  out.kind = NodeKind::kNot;
  if (!unary(out.children.emplace_back())) return false;
  out.span = {begin, end()};
  --depth_;
  return true;
}

bool Parser::parenthesis(Node& out) {
  if (!enter()) return false;
  advance();
  ++parens_;
  if (!chain(out, NodeKind::kOr)) return false;
  if (token_.kind != TokenKind::kRightParen) {
    // Where a ')' alone would mend the query, that is what is missing.
    const bool mends = parens_ == 1 && second() != TokenKind::kRightParen &&
                       (token_.kind == TokenKind::kEnd || token_.kind == TokenKind::kOrder);
    if (mends) return fail(Expecting::kTokens, kParen);
    return fail(Expecting::kTokens, tail_tokens());
  }
  --parens_;
  --depth_;
  advance();
  tail_ = Tail::kNone;
  op_.reset();
  return true;
}

bool Parser::clause(Node& out) {
  if (++clauses_ > kMaxClauses) {
    return fail_large("The query has more than " + std::to_string(kMaxClauses) + " clauses.",
                      "Use IN with a list instead of many clauses.");
  }
  op_.reset();
  out.kind = NodeKind::kClause;
  const uint32_t begin = token_.span.begin;
  Clause& clause = out.clause.emplace();
  if (!field(clause.field, false) || !operation(clause)) return false;
  op_ = clause.op;
  tail_ = tail_of(clause.op);
  if (!comparison(clause) || !predicates(clause)) return false;
  out.span = {begin, end()};
  return true;
}

bool Parser::operation(Clause& out) {
  const uint32_t begin = token_.span.begin;
  const TokenKind kind = token_.kind;
  if (!begins_operator(kind)) return fail(Expecting::kOperator);
  advance();
  switch (kind) {
    case TokenKind::kEquals:
      out.op = Operator::kEquals;
      break;
    case TokenKind::kNotEquals:
      out.op = Operator::kNotEquals;
      break;
    case TokenKind::kLike:
      out.op = Operator::kLike;
      break;
    case TokenKind::kNotLike:
      out.op = Operator::kNotLike;
      break;
    case TokenKind::kLess:
      out.op = Operator::kLess;
      break;
    case TokenKind::kLessEquals:
      out.op = Operator::kLessEquals;
      break;
    case TokenKind::kGreater:
      out.op = Operator::kGreater;
      break;
    case TokenKind::kGreaterEquals:
      out.op = Operator::kGreaterEquals;
      break;
    case TokenKind::kIn:
      out.op = Operator::kIn;
      break;
    case TokenKind::kChanged:
      out.op = Operator::kChanged;
      break;
    case TokenKind::kNot:
      if (!take(TokenKind::kIn)) return fail(Expecting::kOperator);
      out.op = Operator::kNotIn;
      break;
    case TokenKind::kIs:
      out.op = take(TokenKind::kNot) ? Operator::kIsNot : Operator::kIs;
      break;
    default: {
      const bool negated = take(TokenKind::kNot);
      const bool in = take(TokenKind::kIn);
      out.op = in ? (negated ? Operator::kWasNotIn : Operator::kWasIn)
                  : (negated ? Operator::kWasNot : Operator::kWas);
    }
  }
  out.op_span = {begin, end()};
  return true;
}

bool Parser::comparison(Clause& out) {
  switch (out.op) {
    case Operator::kEquals:
    case Operator::kNotEquals:
    case Operator::kLike:
    case Operator::kNotLike:
    case Operator::kWas:
    case Operator::kWasNot:
      return single_operand(out.operand, true);
    case Operator::kGreater:
    case Operator::kGreaterEquals:
    case Operator::kLess:
    case Operator::kLessEquals:
      return single_operand(out.operand, false);
    case Operator::kIn:
    case Operator::kNotIn:
    case Operator::kWasIn:
    case Operator::kWasNotIn:
      return list_or_function(out.operand);
    case Operator::kIs:
    case Operator::kIsNot:
      out.operand.span = token_.span;
      return take(TokenKind::kEmpty) || fail(Expecting::kTokens, kEmpty);
    case Operator::kChanged:
      break;
  }
  return true;
}

bool Parser::predicates(Clause& out) {
  while (const auto kind = predicate_of(token_.kind, tail_)) {
    if (out.predicates.size() == kMaxPredicates) {
      return fail_large("A clause has more than " + std::to_string(kMaxPredicates) + " predicates.",
                        "Use several clauses.");
    }
    Predicate& predicate = out.predicates.emplace_back();
    predicate.kind = *kind;
    const uint32_t begin = token_.span.begin;
    advance();
    in_predicate_ = true;
    if (!predicate_operand(predicate.operand)) return false;
    in_predicate_ = false;
    predicate.span = {begin, end()};
  }
  return true;
}

Names Parser::tail_tokens() const {
  const bool inside = parens_ > 0;
  switch (tail_) {
    case Tail::kWas:
      return inside ? Names(kTailWasInside) : kTailWas;
    case Tail::kChanged:
      return inside ? Names(kTailChangedInside) : kTailChanged;
    case Tail::kNone:
      break;
  }
  return inside ? Names(kTailNoneInside) : kTailNone;
}

ParseResult parse_query(std::string_view text, Dialect dialect) {
  if (text.size() <= kMaxQueryBytes) return Parser(text, dialect).parse();
  const auto end = static_cast<uint32_t>(kMaxQueryBytes);
  ParseResult result;
  result.problem =
      too_large("The query is longer than " + std::to_string(kMaxQueryBytes) + " bytes.",
                "Shorten the query.", text.substr(0, kMaxQueryBytes), {end, end});
  return result;
}

}  // namespace tl::jql
