// Why an issue matches or not: the query as a tree with what was seen.
#include <optional>

#include "jql/evaluate.h"
#include "jql/explain_seen.h"
#include "jql/field.h"
#include "jql/print.h"

namespace tl::jql {
namespace {

struct FoundClause {
  const Clause* clause = nullptr;
  bool negated = false;  // NOTs above it, an odd number
};

void find_clause(const Node& node, Span span, bool negated, FoundClause& found) {
  if (found.clause != nullptr) return;
  if (node.kind == NodeKind::kClause) {
    if (node.span == span && node.clause) found = {&*node.clause, negated};
    return;
  }
  for (const Node& child : node.children)
    find_clause(child, span, negated != (node.kind == NodeKind::kNot), found);
}

// The operator that NOT makes of it; nothing: NOT stays before the clause.
std::optional<Operator> opposite_of(Operator op) {
  constexpr std::pair<Operator, Operator> kPairs[] = {
      {Operator::kEquals, Operator::kNotEquals},   {Operator::kLike, Operator::kNotLike},
      {Operator::kIn, Operator::kNotIn},           {Operator::kIs, Operator::kIsNot},
      {Operator::kWas, Operator::kWasNot},         {Operator::kWasIn, Operator::kWasNotIn},
      {Operator::kGreater, Operator::kLessEquals}, {Operator::kLess, Operator::kGreaterEquals},
  };
  for (const auto& [a, b] : kPairs) {
    if (op == a) return b;
    if (op == b) return a;
  }
  return std::nullopt;
}

std::string clause_text(const Query& source, const Test& test) {
  FoundClause found;
  if (source.where) find_clause(*source.where, test.span, false, found);
  if (found.clause == nullptr) {
    if (test.span.end > source.text.size() || test.span.begin >= test.span.end) return {};
    return source.text.substr(test.span.begin, test.span.end - test.span.begin);
  }
  std::string text;
  const auto opposite = opposite_of(found.clause->op);
  if (!found.negated) {
    text = render_text(*found.clause);
  } else if (opposite) {
    Clause turned = *found.clause;
    turned.op = *opposite;
    text = render_text(turned);
  } else {
    text = "NOT " + render_text(*found.clause);
  }
  const FieldSpec* spec = find_field(found.clause->field.name);
  const bool inside = spec != nullptr && spec->id == FieldId::kFilter;
  return inside && !test.field.name.empty() ? text + " (" + test.field.name + ")" : text;
}

struct Explainer {
  const Query& source;
  const IssueView& issue;
  std::string_view zone;

  Explained explain(const BoundNode& node) const {
    Explained out;
    out.span = node.span;
    switch (node.kind) {
      case BoundNode::Kind::kAll:
        out.kind = Explained::Kind::kAll;
        out.truth = Truth::kYes;
        return out;
      case BoundNode::Kind::kTest:
        if (node.test) explain_test(*node.test, out);
        return out;
      case BoundNode::Kind::kAnd:
        out.kind = Explained::Kind::kAnd;
        out.truth = Truth::kYes;
        break;
      case BoundNode::Kind::kOr:
        out.kind = Explained::Kind::kOr;
        out.truth = Truth::kNo;
        break;
    }
    for (const BoundNode& child : node.children) {
      out.children.push_back(explain(child));
      const Truth truth = out.children.back().truth;
      out.truth =
          node.kind == BoundNode::Kind::kAnd ? both(out.truth, truth) : either(out.truth, truth);
    }
    return out;
  }

  void explain_test(const Test& test, Explained& out) const {
    out.kind = Explained::Kind::kTest;
    out.span = test.span;
    out.truth = decide_test(test, issue);
    out.text = clause_text(source, test);
    out.seen = render_seen(test, issue, zone);
    if (out.truth == Truth::kUndecided) out.why = why_undecided(test);
  }
};

// What has the answer of what it is in carries it: all of an AND that holds, the parts that fail of
// one that does not.
void mark(Explained& node) {
  node.decides = true;
  for (Explained& child : node.children) {
    if (child.truth == node.truth) mark(child);
  }
}

}  // namespace

Explained explain(const BoundQuery& query, const Query& source, const IssueView& issue,
                  std::string_view zone) {
  Explained out = Explainer{source, issue, zone}.explain(query.where);
  mark(out);
  return out;
}

}  // namespace tl::jql
