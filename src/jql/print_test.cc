// Whatever tree there is prints to a text that is read as the same tree.
#include "jql/print.h"

#include <gtest/gtest.h>

#include <random>

#include "jql/parser.h"

namespace tl::jql {
namespace {

TEST(Print, QuotesOnlyWhereTheyAreNeeded) {
  for (const char* plain : {"Done", "OPS-9", "1.5", "-5d", "a.b", "x:y_z",
                            "gr\xC3\xB6\xC3\x9F"
                            "e",
                            "cff", "2031-02-03", "`a"}) {
    EXPECT_EQ(quote_if_needed(plain), plain);
  }
  for (const char* odd :
       {"In Progress", "and", "NULL", "update", "cf", "7", "-7", "007", "a@b", "a,b", "(", "a=b",
        " a", "a ", "+1d", "a/b", "x\xC2\xA0y", "\xEF\xBB\xBFx"}) {
    EXPECT_EQ(quote_if_needed(odd), "\"" + std::string(odd) + "\"");
  }
  EXPECT_EQ(quote_if_needed(""), "\"\"");
  EXPECT_EQ(quote_if_needed("say \"hi\""), R"("say \"hi\"")");
  EXPECT_EQ(quote_if_needed("a\\b"), R"("a\\b")");
  EXPECT_EQ(quote_if_needed("a\nb\r\tc"), R"("a\nb\r\tc")");
  EXPECT_EQ(quote_if_needed("\x01\x7F\xEF\xB7\x90"), R"("\u0001\u007f\ufdd0")");
  EXPECT_EQ(quote_if_needed("\xFF"), R"("\ufffd")");
}

// A tree of everything the language has, the same for the same seed.
class RandomTree {
 public:
  RandomTree(uint32_t seed, int depth) : random_(seed), depth_(depth) {}

  Query query() {
    Query out;
    if (!one_in(10)) out.where = node(0);
    for (size_t i = below(4); i > 0; --i) {
      SortKey& key = out.order.emplace_back();
      key.field = field();
      key.stated = one_in(2);
      key.descending = key.stated && one_in(2);
    }
    return out;
  }

 private:
  size_t below(size_t limit) { return random_() % limit; }
  bool one_in(size_t n) { return below(n) == 0; }

  std::string text() {
    static const std::vector<std::string> kWords = {"Done",
                                                    "In Progress",
                                                    "empty",
                                                    "NOT",
                                                    "update",
                                                    "7",
                                                    "-12",
                                                    "0x1",
                                                    "a.b",
                                                    "cf",
                                                    "cf[3]",
                                                    "it's",
                                                    "say \"hi\"",
                                                    "back\\slash",
                                                    "tab\there",
                                                    "line\nend\r",
                                                    "\x01",
                                                    "\x7F",
                                                    " ",
                                                    "a b ",
                                                    "\xC3\xA4",
                                                    "\xF0\x9F\x98\x80",
                                                    "\xEF\xBF\xBE",
                                                    "\xC2\x85",
                                                    "\xC2\xA0",
                                                    "a,b",
                                                    "(x)",
                                                    "a=b",
                                                    "!",
                                                    "x@y",
                                                    "100%",
                                                    "&&",
                                                    "order",
                                                    "\\u0041",
                                                    "-",
                                                    "--1",
                                                    "2031/02/03",
                                                    "#",
                                                    "'",
                                                    "\""};
    std::string out = kWords[below(kWords.size())];
    if (one_in(3)) out += kWords[below(kWords.size())];
    return out;
  }

  std::string name() {  // not blank
    return one_in(2) ? "f" + text() : std::string(one_in(2) ? "status" : "Story Points");
  }

  FieldName field() {
    FieldName out;
    if (one_in(6)) {
      out.custom = static_cast<int64_t>(below(100'000));
      out.name = "cf[" + std::to_string(*out.custom) + "]";
    } else {
      out.name = one_in(8) ? std::to_string(below(100)) : name();
    }
    for (size_t i = one_in(4) ? below(3) : 0; i > 0; --i) {
      Property& property = out.properties.emplace_back();
      property.key = text();
      for (size_t part = below(3); part > 0; --part) {
        property.parts.push_back(".p" + (one_in(3) ? text() : std::string()));
        property.path += property.parts.back();
      }
    }
    return out;
  }

  Operand value() {
    Operand out;
    if (one_in(4)) {
      out.kind = OperandKind::kNumber;
      out.number = static_cast<int64_t>(below(1'000)) - 500;
      out.text = std::to_string(out.number);
    } else {
      out.kind = OperandKind::kText;
      out.text = one_in(10) ? "" : text();
    }
    return out;
  }

  Operand function() {
    Operand out;
    out.kind = OperandKind::kFunction;
    out.text = one_in(5) ? "7" : name();
    for (size_t i = below(3); i > 0; --i) out.items.push_back(value());
    return out;
  }

  Operand single(bool with_empty) {
    if (with_empty && one_in(5)) return {};
    return one_in(4) ? function() : value();
  }

  Operand list() {
    Operand out;
    out.kind = OperandKind::kList;
    for (size_t i = 1 + below(4); i > 0; --i) out.items.push_back(single(true));
    const auto size = static_cast<uint32_t>(out.items.size());
    if (one_in(3)) out.inner.push_back({0, size});
    if (one_in(3)) out.inner.push_back({size - 1, size});
    return out;
  }

  Operand list_or_function() { return one_in(4) ? function() : list(); }

  void add_predicates(Clause& out) {
    const size_t kinds = out.op == Operator::kChanged ? 7 : 5;
    for (size_t i = below(3); i > 0; --i) {
      Predicate& predicate = out.predicates.emplace_back();
      predicate.kind = static_cast<PredicateKind>(below(kinds));
      predicate.operand = one_in(3) ? list() : single(true);
    }
  }

  Clause clause() {
    Clause out;
    out.field = field();
    out.op = static_cast<Operator>(below(17));
    switch (out.op) {
      case Operator::kGreater:
      case Operator::kGreaterEquals:
      case Operator::kLess:
      case Operator::kLessEquals:
        out.operand = single(false);
        break;
      case Operator::kIn:
      case Operator::kNotIn:
      case Operator::kWasIn:
      case Operator::kWasNotIn:
        out.operand = list_or_function();
        break;
      case Operator::kIs:
      case Operator::kIsNot:
      case Operator::kChanged:
        break;
      default:
        out.operand = single(true);
    }
    if (out.op >= Operator::kWas) add_predicates(out);
    return out;
  }

  Node node(int depth) {
    Node out;
    out.kind = depth >= depth_ ? NodeKind::kClause : static_cast<NodeKind>(below(4));
    if (out.kind == NodeKind::kClause) {
      out.clause = clause();
      return out;
    }
    const size_t children = out.kind == NodeKind::kNot ? 1 : 2 + below(3);
    for (size_t i = 0; i < children; ++i) out.children.push_back(node(depth + 1));
    return out;
  }

  std::mt19937 random_;
  int depth_;
};

TEST(Print, AnyTreeIsReadBackAsItself) {
  for (uint32_t seed = 1; seed <= 2'000; ++seed) {
    const Query query = RandomTree(seed, seed < 1'000 ? 1 : 4).query();  // small ones first
    const std::string text = render_text(query);
    const ParseResult again = parse_query(text);
    ASSERT_TRUE(again.ok()) << "seed " << seed << ": " << text << "\n" << again.problem->message;
    ASSERT_TRUE(render_canonical(*again.query) == render_canonical(query))
        << "seed " << seed << ": " << text << "\n"
        << render_text(*again.query);
    ASSERT_EQ(render_text(*again.query), text) << "seed " << seed;
  }
}

TEST(Print, PartsPrintAlone) {
  const ParseResult result = parse_query("not (a = 1 or b changed to (x, y)) order by c");
  const Node& node = *result.query->where;
  EXPECT_EQ(render_text(node), "NOT (a = 1 OR b CHANGED TO (x, y))");
  EXPECT_EQ(render_text(*node.children[0].children[1].clause), "b CHANGED TO (x, y)");
}

}  // namespace
}  // namespace tl::jql
