// `filter = x`: the saved filter's query takes the clause's place.
#include "jql/bind_context.h"
#include "jql/parser.h"

namespace tl::jql {
namespace {

void set_span(BoundNode& node, Span span) {
  node.span = span;
  if (node.test) node.test->span = span;
  for (BoundNode& child : node.children) set_span(child, span);
}

void refuse(BindContext& context, ProblemKind kind, const FieldUse& field, const Operand& operand,
            std::string message, std::string remedy) {
  Problem problem = unknown_value(field, operand.text, operand.span);
  problem.kind = kind;
  problem.message = std::move(message);
  problem.remedy = std::move(remedy);
  context.find(std::move(problem), false);
}

// Whether one more filter may be opened.
bool may_open(BindContext& context, const FieldUse& field, const Operand& operand,
              const std::string& jql) {
  FilterStack& stack = *context.filters;
  const std::string name = "The saved filter '" + operand.text + "'";
  if (std::find(stack.open.begin(), stack.open.end(), jql) != stack.open.end()) {
    refuse(context, ProblemKind::kUnknownValue, field, operand, name + " contains itself.",
           "Take the filter out of itself in Jira.");
    return false;
  }
  const auto depth = static_cast<size_t>(std::max(context.options.max_filter_depth, 0));
  if (stack.open.size() >= depth || stack.inlined >= kMaxInlinedFilters) {
    refuse(context, ProblemKind::kTooLarge, field, operand,
           name + " is one too many: filters stand at most " + std::to_string(depth) +
               " deep inside of each other, and a query has at most " +
               std::to_string(kMaxInlinedFilters) + " of them.",
           "Write out what the filter asks for.");
    return false;
  }
  return true;
}

// What the inner query learned goes to the outer one.
void take_over(BindContext& context, BindContext& inner) {
  BoundQuery& out = context.out;
  out.time = std::max(out.time, inner.out.time);
  out.follows_catalogue = true;
  out.follows_user |= inner.out.follows_user;
  for (Notice& notice : inner.out.warnings) out.warnings.push_back(std::move(notice));
  for (Notice& notice : inner.out.notes) out.notes.push_back(std::move(notice));
  for (Notice& notice : inner.out.undecided) out.undecided.push_back(std::move(notice));
  for (Finding& finding : inner.findings) {
    if (context.findings.size() < kMaxFindings) context.findings.push_back(std::move(finding));
  }
}

BoundNode open_filter(BindContext& context, const FieldUse& field, const Operand& operand,
                      const std::string& jql, Span span, bool negate) {
  if (!may_open(context, field, operand, jql)) return never(span);
  const ParseResult parsed = parse_query(jql);
  if (!parsed.ok()) {
    refuse(context, ProblemKind::kUnknownValue, field, operand,
           "The saved filter '" + operand.text + "' is no query: " + parsed.problem->message,
           "Mend the filter in Jira.");
    return never(span);
  }
  context.known.push_back(context.place(operand.span));
  WantedNames wanted;
  if (parsed.query->where) wanted.add(*parsed.query->where);
  BindContext inner(context.query, context.catalogue, context.asker, context.options, wanted);
  inner.outer = context.place(operand.span);
  inner.filters = context.filters;
  ++context.filters->inlined;
  context.filters->open.push_back(jql);
  BoundNode node = never(span);
  if (parsed.query->where) {
    node = bind_node(inner, *parsed.query->where, negate);
  } else if (!negate) {
    node.kind = BoundNode::Kind::kAll;
    node.test.reset();
  }
  context.filters->open.pop_back();
  take_over(context, inner);
  set_span(node, span);
  return node;
}

BoundNode bind_one(BindContext& context, const FieldUse& field, const Operand& operand, Span span,
                   bool negate) {
  std::string jql;
  const bool number = operand.kind == OperandKind::kNumber;
  const std::string name = number ? std::to_string(operand.number) : operand.text;
  switch (context.catalogue.saved_filter(name, jql)) {
    case Catalogue::GroupAnswer::kKnown:
      return open_filter(context, field, operand, jql, span, negate);
    case Catalogue::GroupAnswer::kNotKnown:
      return undecided(context, field, "Saved filters of Jira are not stored here.", span);
    case Catalogue::GroupAnswer::kNoSuchGroup:
      break;
  }
  Problem problem = unknown_value(field, operand.text, operand.span);
  if (context.findings.size() < 3) problem.nearest = find_nearest(context, field, operand.text);
  problem.remedy = problem.nearest.empty() ? "Take a filter that the instance has."
                                           : "Did you mean '" + problem.nearest + "'?";
  context.find(std::move(problem), true);
  return never(span);
}

}  // namespace

BoundNode bind_filter(BindContext& context, const FieldUse& field, const Clause& clause, Span span,
                      bool negate) {
  const bool negated =
      (clause.op == Operator::kNotEquals || clause.op == Operator::kNotIn) != negate;
  const Operand& operand = clause.operand;
  const std::span<const Operand> items =
      operand.kind == OperandKind::kList ? std::span(operand.items) : std::span(&operand, 1);
  std::vector<BoundNode> nodes;
  for (const Operand& item : items) {
    if (context.findings.size() >= kMaxFindings) break;
    if (item.kind == OperandKind::kText || item.kind == OperandKind::kNumber) {
      nodes.push_back(bind_one(context, field, item, span, negated));
      continue;
    }
    if (item.kind == OperandKind::kFunction) {
      BoundValues values;
      add_function(context, field, item, values);
      if (!values.why_undecided.empty()) {
        return undecided(context, field, values.why_undecided, span);
      }
    } else {
      context.find(unknown_value(field, "EMPTY", item.span), false);
    }
  }
  return join(negated ? BoundNode::Kind::kAnd : BoundNode::Kind::kOr, std::move(nodes), span);
}

}  // namespace tl::jql
