#include "jql/parser.h"

#include <gtest/gtest.h>

#include <string>

#include "jql/print.h"

namespace tl::jql {
namespace {

std::string repeated(std::string_view text, size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

Query read(const std::string& text, Dialect dialect = Dialect::kJira) {
  ParseResult result = parse_query(text, dialect);
  EXPECT_TRUE(result.ok()) << text << ": " << result.problem->message;
  return result.ok() ? std::move(*result.query) : Query{};
}

std::string message_of(const std::string& text) {
  const ParseResult result = parse_query(text);
  if (result.ok()) return "accepted";
  return std::string(to_text(result.problem->kind)) + ": " + result.problem->message;
}

std::string_view piece(const Query& query, Span span) {
  return std::string_view(query.text).substr(span.begin, span.end - span.begin);
}

TEST(Parser, SpansSayWhatStandsWhere) {
  const Query query = read("  NOT (a = 1 OR cf[7] was  not in (x, y) by f(z)) order by b desc, c");
  const Node& negation = *query.where;
  EXPECT_EQ(piece(query, negation.span), "NOT (a = 1 OR cf[7] was  not in (x, y) by f(z))");
  const Node& either = negation.children[0];
  EXPECT_EQ(piece(query, either.span), "a = 1 OR cf[7] was  not in (x, y) by f(z)");
  const Clause& was = *either.children[1].clause;
  EXPECT_EQ(piece(query, was.field.span), "cf[7]");
  EXPECT_EQ(piece(query, was.op_span), "was  not in");
  EXPECT_EQ(piece(query, was.operand.span), "(x, y)");
  EXPECT_EQ(piece(query, was.operand.items[1].span), "y");
  EXPECT_EQ(piece(query, was.predicates[0].span), "by f(z)");
  EXPECT_EQ(piece(query, was.predicates[0].operand.items[0].span), "z");
  EXPECT_EQ(piece(query, query.order_span), "order by b desc, c");
  EXPECT_EQ(piece(query, query.order[0].span), "b desc");
  EXPECT_TRUE(query.order[0].descending);
  EXPECT_FALSE(query.order[1].stated);
}

TEST(Parser, KeepsWhatAValueWas) {
  const Query query = read("a in (x, 'x', 7, \"7\", EMPTY, f(1, '1'))");
  const Operand& list = query.where->clause->operand;
  ASSERT_EQ(list.items.size(), 6U);
  EXPECT_EQ(list.items[0], list.items[1]);
  EXPECT_FALSE(list.items[0].quoted);
  EXPECT_TRUE(list.items[1].quoted);
  EXPECT_EQ(list.items[2].kind, OperandKind::kNumber);
  EXPECT_EQ(list.items[2].number, 7);
  EXPECT_NE(list.items[2], list.items[3]);
  EXPECT_EQ(list.items[4].kind, OperandKind::kEmpty);
  EXPECT_EQ(list.items[5].items[0].kind, OperandKind::kNumber);
  EXPECT_EQ(list.items[5].items[1].kind, OperandKind::kText);
}

TEST(Parser, ALongNumberIsAnArgumentButNoValue) {
  const Query query = read("a = f(99999999999999999999)");
  EXPECT_EQ(query.where->clause->operand.items[0].kind, OperandKind::kText);
  EXPECT_EQ(message_of("a in (99999999999999999999)"),
            "parse: The number 99999999999999999999 is too large.");
}

TEST(Parser, ListsInListsAreOneListThatRemembersItsParentheses) {
  const Query query = read("a in (((b)), c, (d, (e)))");
  const Operand& list = query.where->clause->operand;
  ASSERT_EQ(list.items.size(), 4U);
  EXPECT_EQ(list.items[3].text, "e");
  EXPECT_EQ(render_text(query), "a IN (((b)), c, (d, (e)))");
  EXPECT_EQ(
      render_canonical(query),
      "(query (in (field \"a\") (list (list (list \"b\")) \"c\" (list \"d\" (list \"e\")))))");
}

TEST(Parser, CustomFieldsHaveANumber) {
  const Query query = read("cf[0010021] = x");
  EXPECT_EQ(query.where->clause->field.custom, 10021);
  EXPECT_EQ(query.where->clause->field.name, "cf[10021]");
  EXPECT_EQ(read("\"cf[10021]\" = x").where->clause->field.custom, std::nullopt);
}

TEST(Parser, OurDialectHasFieldsWithAnArgument) {
  const std::string text = "TimeInStatus(\"In Review\") > 3d order by timeInStatus(Review) desc";
  const Query query = read(text, Dialect::kThroughline);
  const FieldName& field = query.where->clause->field;
  EXPECT_EQ(field.name, "TimeInStatus");
  ASSERT_EQ(field.properties.size(), 1U);
  EXPECT_EQ(field.properties[0].key, "In Review");
  EXPECT_EQ(piece(query, field.span), "TimeInStatus(\"In Review\")");
  EXPECT_EQ(query.order[0].field.properties[0].key, "Review");
  // What is written back is a query of both dialects.
  const std::string normal = render_text(query);
  EXPECT_EQ(normal, "TimeInStatus[\"In Review\"] > 3d ORDER BY timeInStatus[Review] DESC");
  EXPECT_EQ(render_canonical(read(normal)), render_canonical(query));
}

TEST(Parser, TheDialectChangesNothingElse) {
  EXPECT_FALSE(parse_query("timeInStatus(\"In Review\") > 3d").ok());
  EXPECT_FALSE(parse_query("now() > 3d", Dialect::kThroughline).ok());
  EXPECT_FALSE(parse_query("timeInStatus( > 3d", Dialect::kThroughline).ok());
  EXPECT_TRUE(parse_query("a = timeInStatus(x)").ok());
  EXPECT_TRUE(parse_query("timeInStatus[x] > 3d", Dialect::kThroughline).ok());
}

TEST(Parser, AMistakeInTheGrammarGoesBeforeWhatTheServerRefuses) {
  EXPECT_EQ(message_of("'' = x"), "parse: The name of the field is empty.");
  EXPECT_EQ(message_of("'' = x AND"), "parse: Expecting a field name before the end of the query.");
}

TEST(Parser, ColumnsCountUtf16Units) {
  const ParseResult result = parse_query("a = \"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"\n  , b");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.problem->line, 2U);
  EXPECT_EQ(result.problem->column, 3U);
  const ParseResult same_line = parse_query("a = \"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\" , b");
  EXPECT_EQ(same_line.problem->column, 12U);
}

TEST(Parser, RefusesTextThatIsNotUtf8) {
  for (const char* text : {"a = \xFF", "a = \"x\xC3\"", "a = b\xE2\x82", "a = \xC0\xAF",
                           "a = \xED\xA0\x80", "a = \xF4\x90\x80\x80", "\x80"}) {
    EXPECT_EQ(message_of(text), "parse: The query is not valid UTF-8.") << text;
  }
}

TEST(Parser, LengthHasALimit) {
  const std::string head = "a = ";
  EXPECT_EQ(message_of(head + std::string(kMaxQueryBytes - head.size(), 'x')), "accepted");
  EXPECT_EQ(message_of(head + std::string(kMaxQueryBytes - head.size() + 1, 'x')),
            "too-large: The query is longer than 100000 bytes.");
}

TEST(Parser, NestingHasALimit) {
  const auto nested = [](std::string_view open, std::string_view inside, std::string_view close,
                         size_t levels) {
    return repeated(open, levels) + std::string(inside) + repeated(close, levels);
  };
  const std::string too_deep = "too-large: The query is nested more than 200 levels deep.";
  for (const auto& [open, close] :
       {std::pair("(", ")"), std::pair("NOT ", ""), std::pair("!", ""), std::pair("NOT(", ")")}) {
    const size_t each = std::string_view(open) == "NOT(" ? 2 : 1;
    EXPECT_EQ(message_of(nested(open, "a = b", close, kMaxDepth / each)), "accepted") << open;
    EXPECT_EQ(message_of(nested(open, "a = b", close, kMaxDepth / each + 1)), too_deep) << open;
    EXPECT_EQ(message_of(nested(open, "a = b", close, 10'000)), too_deep) << open;
  }
  EXPECT_EQ(message_of("a in " + nested("(", "x", ")", kMaxDepth)), "accepted");
  EXPECT_EQ(message_of("a in " + nested("(", "x", ")", kMaxDepth + 1)), too_deep);
  EXPECT_EQ(message_of("(a in " + nested("(", "x", ")", kMaxDepth) + ")"), too_deep);
  // Depth is of nesting, not of everything that was ever open.
  EXPECT_EQ(message_of(repeated("(a = b) AND NOT a in ((x)) OR ", 400) + "a = b"), "accepted");
}

TEST(Parser, ListsHaveALimit) {
  EXPECT_EQ(message_of("a in (" + repeated("x,", kMaxListItems - 1) + "x)"), "accepted");
  EXPECT_EQ(message_of("a in (" + repeated("x,", kMaxListItems) + "x)"),
            "too-large: A list has more than 10000 values.");
  EXPECT_EQ(message_of("a in (" + repeated("(x),", kMaxListItems) + "x)"),
            "too-large: A list has more than 10000 values.");
  EXPECT_EQ(message_of("a = f(" + repeated("x,", kMaxListItems - 1) + "x)"), "accepted");
  EXPECT_EQ(message_of("a = f(" + repeated("x,", kMaxListItems) + "x)"),
            "too-large: A function has more than 10000 arguments.");
}

TEST(Parser, ClausesAndWhatTheyHoldHaveLimits) {
  EXPECT_EQ(message_of(repeated("a=b|", kMaxClauses - 1) + "a=b"), "accepted");
  EXPECT_EQ(message_of(repeated("a=b|", kMaxClauses) + "a=b"),
            "too-large: The query has more than 5000 clauses.");
  EXPECT_EQ(message_of("a changed" + repeated(" by x", kMaxPredicates)), "accepted");
  EXPECT_EQ(message_of("a changed" + repeated(" by x", kMaxPredicates + 1)),
            "too-large: A clause has more than 100 predicates.");
  EXPECT_EQ(message_of("order by " + repeated("a,", kMaxSortKeys - 1) + "a"), "accepted");
  EXPECT_EQ(message_of("order by " + repeated("a,", kMaxSortKeys) + "a"),
            "too-large: ORDER BY has more than 100 fields.");
  EXPECT_EQ(message_of("a" + repeated("[b]", kMaxProperties) + " = c"), "accepted");
  EXPECT_EQ(message_of("a" + repeated("[b]", kMaxProperties + 1) + " = c"),
            "too-large: A field has more than 20 properties.");
  EXPECT_EQ(message_of("a[b]" + repeated(" .c", kMaxProperties) + " = c"), "accepted");
  EXPECT_EQ(message_of("a[b]" + repeated(" .c", kMaxProperties + 1) + " = c"),
            "too-large: A property has more than 20 paths.");
}

TEST(Parser, AVeryLongMistakeIsShortInItsMessage) {
  const ParseResult result = parse_query("a = b " + std::string(90'000, 'c'));
  ASSERT_FALSE(result.ok());
  EXPECT_LT(result.problem->message.size(), 1'200U);
  EXPECT_LT(result.problem->remedy.size(), 200U);
}

}  // namespace
}  // namespace tl::jql
