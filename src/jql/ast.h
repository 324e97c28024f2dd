// A query as it was written: nothing is looked up. Spans are of the query's text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jql/problem.h"

namespace tl::jql {

enum class OperandKind : uint8_t { kText, kNumber, kEmpty, kFunction, kList };

// Items [begin, end) of a list stood in parentheses of their own.
struct InnerList {
  uint32_t begin = 0;
  uint32_t end = 0;
};

struct Operand {
  OperandKind kind = OperandKind::kEmpty;
  bool quoted = false;  // kText
  Span span;
  std::string text;  // kText: without quotes and escapes; kNumber: as written; kFunction: its name
  int64_t number = 0;            // kNumber
  std::vector<Operand> items;    // kList: values, functions and EMPTY, nested lists flattened;
                                 // kFunction: arguments, each kText or kNumber
  std::vector<InnerList> inner;  // kList: in the order they open; of no meaning
  bool operator==(const Operand& other) const;  // apart from spans, quotes and `inner`
};

// The bracket behind a field: `issue.property[key].path`, `timeInStatus["In Review"]`.
struct Property {
  std::string key;
  std::string path;                // ".a.b" or "": the parts one behind the other
  std::vector<std::string> parts;  // of `[key] .a .b`: ".a", ".b"; the path's pieces as written
  Span span;
};

struct FieldName {
  std::string name;               // without quotes and escapes; of cf[10010] "cf[10010]"
  std::optional<int64_t> custom;  // cf[N]
  std::vector<Property> properties;
  Span span;
};

enum class Operator : uint8_t {
  kEquals,
  kNotEquals,
  kGreater,
  kGreaterEquals,
  kLess,
  kLessEquals,
  kLike,
  kNotLike,
  kIn,
  kNotIn,
  kIs,
  kIsNot,
  kWas,
  kWasNot,
  kWasIn,
  kWasNotIn,
  kChanged,
};
[[nodiscard]] std::string_view to_text(Operator op);  // "=", "not in", "was not in", ... lower case

enum class PredicateKind : uint8_t { kAfter, kBefore, kOn, kDuring, kBy, kFrom, kTo };
[[nodiscard]] std::string_view to_text(PredicateKind kind);  // "after"

struct Predicate {
  PredicateKind kind = PredicateKind::kAfter;
  Operand operand;
  Span span;
};

struct Clause {
  FieldName field;
  Operator op = Operator::kEquals;
  Span op_span;
  Operand operand;  // kEmpty without meaning for kChanged
  std::vector<Predicate> predicates;
};

enum class NodeKind : uint8_t { kAnd, kOr, kNot, kClause };

// kAnd, kOr: two children or more, none of the same kind unless parenthesised so as to matter not:
// `a AND (b AND c)` is kept as written. kNot: one. kClause: none, and `clause` is set.
struct Node {
  NodeKind kind = NodeKind::kClause;
  Span span;
  std::vector<Node> children;
  std::optional<Clause> clause;
};

struct SortKey {
  FieldName field;
  bool descending = false;
  bool stated = false;  // ASC or DESC was written
  Span span;
};

struct Query {
  std::string text;           // as given
  std::optional<Node> where;  // nothing: all issues
  std::vector<SortKey> order;
  Span order_span;  // from ORDER on; empty without
};

}  // namespace tl::jql
