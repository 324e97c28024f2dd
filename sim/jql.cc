#include "sim/jql.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/jql_lex.h"
#include "sim/jql_values.h"

namespace tl::sim {

namespace {

constexpr int kMaxDepth = 64;

class Parser {
 public:
  Parser(std::vector<JqlToken> tokens, const JqlContext& context, JqlQuery& out)
      : tokens_(std::move(tokens)), context_(context), out_(out) {}

  void run() {
    if (!at_end() && !is_word("order")) {
      out_.where = parse_or(0);
      out_.bounded = true;
    }
    if (ok() && is_word("order")) parse_order();
    if (ok() && !at_end())
      fail(
          fmt::format("Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{}'. "
                      "(line 1, character {})",
                      peek().text, peek().position + 1));
  }

 private:
  using Kind = JqlToken::Kind;

  [[nodiscard]] const JqlToken& peek(size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  [[nodiscard]] bool at_end() const { return peek().kind == Kind::kEnd; }
  [[nodiscard]] bool ok() const { return out_.errors.empty(); }
  [[nodiscard]] bool is_word(std::string_view word) const {
    return peek().kind == Kind::kWord && equals_no_case(peek().text, word);
  }
  [[nodiscard]] bool is_symbol(std::string_view symbol) const {
    return peek().kind == Kind::kSymbol && peek().text == symbol;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    ++at_;
    return true;
  }
  bool take_symbol(std::string_view symbol) {
    if (!is_symbol(symbol)) return false;
    ++at_;
    return true;
  }
  void fail(std::string text) {
    if (ok()) out_.errors.push_back(std::move(text));
    at_ = tokens_.size() - 1;
  }
  void fail_here(std::string_view expected) {
    fail(fmt::format("Error in the JQL Query: Expecting {} but got '{}'. (line 1, character {})",
                     expected, at_end() ? "end of query" : peek().text, peek().position + 1));
  }

  JqlNode parse_or(int depth);
  JqlNode parse_and(int depth);
  JqlNode parse_not(int depth);
  JqlNode parse_clause();
  void parse_operator(JqlNode& node, std::string_view name);
  void parse_list(JqlNode& node, std::string_view name);
  void parse_value(JqlNode& node, std::string_view name);
  bool parse_past(JqlNode& node, std::string_view name);
  void parse_words(JqlNode& node, std::string_view name);
  void parse_predicates(JqlNode& node, std::string_view name);
  int64_t parse_instant_value();
  void parse_order();

  std::vector<JqlToken> tokens_;
  const JqlContext& context_;
  JqlQuery& out_;
  size_t at_ = 0;
};

JqlNode Parser::parse_or(int depth) {
  JqlNode node = parse_and(depth);
  while (ok() && (take_word("or") || take_symbol("||"))) {
    JqlNode outer;
    outer.kind = JqlNode::Kind::kOr;
    outer.children.push_back(std::move(node));
    outer.children.push_back(parse_and(depth));
    node = std::move(outer);
  }
  return node;
}

JqlNode Parser::parse_and(int depth) {
  JqlNode node = parse_not(depth);
  while (ok() && (take_word("and") || take_symbol("&&"))) {
    JqlNode outer;
    outer.kind = JqlNode::Kind::kAnd;
    outer.children.push_back(std::move(node));
    outer.children.push_back(parse_not(depth));
    node = std::move(outer);
  }
  return node;
}

JqlNode Parser::parse_not(int depth) {
  if (depth > kMaxDepth) {
    fail("Error in the JQL Query: The query is nested too deeply.");
    return {};
  }
  if (take_word("not") || take_symbol("!")) {
    JqlNode node;
    node.kind = JqlNode::Kind::kNot;
    node.children.push_back(parse_not(depth + 1));
    return node;
  }
  if (take_symbol("(")) {
    JqlNode node = parse_or(depth + 1);
    if (ok() && !take_symbol(")")) fail_here("')'");
    return node;
  }
  return parse_clause();
}

JqlNode Parser::parse_clause() {
  JqlNode node;
  if (peek().kind != Kind::kWord && peek().kind != Kind::kQuoted) {
    fail_here("a field name");
    return node;
  }
  const std::string name = peek().text;
  ++at_;
  const auto field = jql_field(name, context_.world->catalog);
  if (!field) {
    fail(fmt::format("Field '{}' does not exist or you do not have permission to view it.", name));
    return node;
  }
  node.field = *field;
  parse_operator(node, name);
  return node;
}

void Parser::parse_operator(JqlNode& node, std::string_view name) {
  if (take_word("is")) {
    node.op = take_word("not") ? JqlOp::kNotIn : JqlOp::kIn;
    if (!take_word("empty") && !take_word("null")) fail_here("EMPTY or NULL");
    node.with_empty = true;
    return;
  }
  if (is_word("was") || is_word("changed")) {
    parse_past(node, name);
    return;
  }
  if (is_word("in") || (is_word("not") && equals_no_case(peek(1).text, "in"))) {
    node.op = take_word("not") ? JqlOp::kNotIn : JqlOp::kIn;
    ++at_;
    parse_list(node, name);
    return;
  }
  if (is_symbol("~") || is_symbol("!~")) {
    parse_words(node, name);
    return;
  }
  static constexpr std::pair<std::string_view, JqlOp> kOps[] = {
      {"=", JqlOp::kIn},         {"!=", JqlOp::kNotIn},  {"<", JqlOp::kLess},
      {"<=", JqlOp::kLessEqual}, {">", JqlOp::kGreater}, {">=", JqlOp::kGreaterEqual}};
  for (const auto& [symbol, op] : kOps) {
    if (!take_symbol(symbol)) continue;
    node.op = op;
    const bool ordered = op >= JqlOp::kLess;
    if (ordered && !is_date_field(node.field) && node.field != JqlField::kIssue) {
      fail(fmt::format("The operator '{}' is not supported by the '{}' field.", symbol, name));
      return;
    }
    parse_value(node, name);
    return;
  }
  fail_here("operator");
}

void Parser::parse_words(JqlNode& node, std::string_view name) {
  node.op = take_symbol("~") ? JqlOp::kLike : JqlOp::kNotLike;
  if (node.op == JqlOp::kNotLike) take_symbol("!~");
  if (node.field != JqlField::kText) {
    fail(fmt::format("The operator '~' is not supported by the '{}' field.", name));
  } else if (peek().kind != Kind::kWord && peek().kind != Kind::kQuoted) {
    fail_here("either a value, list or function");
  } else {
    node.words = to_lower(peek().text);
    node.world = context_.world;
    ++at_;
  }
}

// "was [not] [in] ..." and "changed ...", with what may follow.
bool Parser::parse_past(JqlNode& node, std::string_view name) {
  const std::string word = to_lower(peek().text);
  ++at_;
  if (!has_jql_past(node.field)) {
    fail(fmt::format("The operator '{}' is not supported by the '{}' field.", word, name));
    return false;
  }
  if (word == "changed") {
    node.op = JqlOp::kChanged;
  } else {
    node.op = take_word("not") ? JqlOp::kWasNot : JqlOp::kWas;
    take_word("in");
    parse_list(node, name);
  }
  parse_predicates(node, name);
  return ok();
}

int64_t Parser::parse_instant_value() {
  JqlNode date;
  date.field = JqlField::kUpdated;
  parse_value(date, "date");
  return date.values.empty() ? 0 : date.values.front();
}

void Parser::parse_predicates(JqlNode& node, std::string_view name) {
  constexpr int64_t kDayMs = 86'400'000;
  auto& past = node.past;
  while (ok()) {
    if (take_word("after")) {
      past.from = parse_instant_value() + 1;
    } else if (take_word("before")) {
      past.to = parse_instant_value() - 1;
    } else if (take_word("on")) {
      past.from = parse_instant_value();
      past.to = past.from + kDayMs - 1;
    } else if (take_word("during")) {
      if (!take_symbol("(")) return fail_here("'('");
      past.from = parse_instant_value();
      if (!take_symbol(",")) return fail_here("','");
      past.to = parse_instant_value();
      if (!take_symbol(")")) return fail_here("')'");
    } else if (take_word("by")) {
      JqlNode person;
      person.field = JqlField::kAssignee;
      parse_list(person, "by");
      past.by = person.values;
    } else if (node.op == JqlOp::kChanged && (is_word("from") || is_word("to"))) {
      const bool from = take_word("from");
      if (!from) take_word("to");
      JqlNode side;
      side.field = node.field;
      parse_list(side, name);
      if (side.with_empty) side.values.push_back(0);
      (from ? past.changed : node.values) = side.values;
    } else {
      return;
    }
  }
}

void Parser::parse_list(JqlNode& node, std::string_view name) {
  if (!is_symbol("(")) {  // a function such as openSprints()
    parse_value(node, name);
    return;
  }
  take_symbol("(");
  do parse_value(node, name);
  while (ok() && take_symbol(","));
  if (ok() && !take_symbol(")")) fail_here("')' or ','");
}

void Parser::parse_value(JqlNode& node, std::string_view name) {
  if (peek().kind != Kind::kWord && peek().kind != Kind::kQuoted) {
    fail_here("either a value, list or function");
    return;
  }
  const auto token = peek();
  ++at_;
  std::string error;
  if (token.kind == Kind::kWord &&
      (equals_no_case(token.text, "empty") || equals_no_case(token.text, "null"))) {
    node.with_empty = true;
  } else if (token.kind == Kind::kWord && is_symbol("(")) {
    take_symbol("(");
    if (!take_symbol(")")) fail_here("')'");
    error = resolve_jql_function(node.field, token.text, context_, node.values);
  } else {
    error = resolve_jql_value(node.field, name, token.text, context_, node.values);
  }
  if (!error.empty()) fail(error);
}

void Parser::parse_order() {
  take_word("order");
  if (!take_word("by")) {
    fail_here("'BY'");
    return;
  }
  do {
    const auto by = jql_order_field(peek().text);
    if (!by) {
      fail(fmt::format("Not able to sort using field '{}'.", peek().text));
      return;
    }
    ++at_;
    const bool descending = take_word("desc");
    if (!descending) take_word("asc");
    out_.order.push_back({*by, descending});
  } while (take_symbol(","));
}

}  // namespace

JqlQuery parse_jql(std::string_view text, const JqlContext& context) {
  JqlQuery query;
  std::string error;
  auto tokens = lex_jql(text, error);
  if (!error.empty()) {
    query.errors.push_back(error);
    return query;
  }
  Parser(std::move(tokens), context, query).run();
  return query;
}

}  // namespace tl::sim
