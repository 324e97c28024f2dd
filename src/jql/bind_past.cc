// WAS and CHANGED with their predicates.
#include "jql/bind_context.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

bool is_negative(Operator op) { return op == Operator::kWasNot || op == Operator::kWasNotIn; }

// The names as they were written at the change; functions give ids alone.
void add_names(const Operand& operand, std::vector<std::string>& names) {
  if (operand.kind == OperandKind::kText) names.push_back(fold(operand.text));
  if (operand.kind != OperandKind::kList) return;
  for (const Operand& item : operand.items) add_names(item, names);
}

PastValues find_past(BindContext& context, const FieldUse& field, const Operand& operand,
                     std::string& why) {
  BoundValues values;
  add_values(context, field, operand, values);
  PastValues past;
  past.ids = std::move(values.ids);
  past.empty = values.empty;
  if (!values.why_undecided.empty()) why = values.why_undecided;
  add_names(operand, past.names);
  if (values.empty) std::erase(past.names, "unresolved");
  sort_unique(past.ids);
  sort_unique(past.names);
  return past;
}

void bad_during(BindContext& context, const FieldUse& field, const Predicate& predicate) {
  Problem problem;
  problem.kind = ProblemKind::kBadDate;
  problem.field = field.written;
  problem.value = predicate.operand.text;
  problem.span = predicate.operand.span;
  problem.message = "The predicate 'during' takes two dates.";
  problem.remedy = "Write DURING (\"2026-05-01\", \"2026-05-31\").";
  context.find(std::move(problem), false);
}

void add_during(BindContext& context, const FieldUse& field, const Predicate& predicate,
                PastRules& rules) {
  const Operand& operand = predicate.operand;
  if (operand.kind != OperandKind::kList || operand.items.size() != 2) {
    return bad_during(context, field, predicate);
  }
  const auto from = find_moment(context, field, operand.items[0]);
  const auto to = find_moment(context, field, operand.items[1]);
  if (from && to) rules.during.push_back({from->from, to->from});
}

void add_instant(BindContext& context, const FieldUse& field, const Predicate& predicate,
                 PastRules& rules) {
  const Operand& operand = predicate.operand;
  const bool one = operand.kind == OperandKind::kList && operand.items.size() == 1;
  const auto moment = find_moment(context, field, one ? operand.items[0] : operand);
  if (!moment) return;
  if (predicate.kind == PredicateKind::kAfter) rules.after.push_back(moment->from);
  if (predicate.kind == PredicateKind::kBefore) rules.before.push_back(moment->from);
  if (predicate.kind == PredicateKind::kOn) {
    const Moment day = day_around(moment->from, context.ground.zone);
    rules.during.push_back({day.from, day.to});
  }
}

void add_people(BindContext& context, const FieldUse& field, const Operand& operand,
                PastRules& rules, std::string& why) {
  FieldUse users = field;
  users.field.id = FieldId::kAssignee;
  users.field.kind = ValueKind::kName;
  users.noun = Noun::kUser;
  users.closed = true;
  BoundValues values;
  add_values(context, users, operand, values);
  if (!values.why_undecided.empty()) why = values.why_undecided;
  if (values.empty) values.ids.emplace_back();
  sort_unique(values.ids);
  rules.by.push_back(std::move(values.ids));
}

void add_rule(BindContext& context, const FieldUse& field, const Predicate& predicate,
              PastRules& rules, std::string& why) {
  switch (predicate.kind) {
    case PredicateKind::kAfter:
    case PredicateKind::kBefore:
    case PredicateKind::kOn:
      return add_instant(context, field, predicate, rules);
    case PredicateKind::kDuring:
      return add_during(context, field, predicate, rules);
    case PredicateKind::kBy:
      return add_people(context, field, predicate.operand, rules, why);
    case PredicateKind::kFrom:
      rules.from.push_back(find_past(context, field, predicate.operand, why));
      return;
    case PredicateKind::kTo:
      rules.to.push_back(find_past(context, field, predicate.operand, why));
      return;
  }
}

}  // namespace

BoundNode bind_past(BindContext& context, const FieldUse& field, const Clause& clause, Span span,
                    bool negate) {
  Test test;
  test.kind = clause.op == Operator::kChanged ? TestKind::kChanged : TestKind::kWas;
  test.field = field.field;
  test.history = history_field(field.field.id).value_or(HistoryField::kStatus);
  test.negated = is_negative(clause.op) != negate;
  test.span = span;
  std::string why = field.why_undecided;
  if (test.kind == TestKind::kWas) test.past = find_past(context, field, clause.operand, why);
  for (const Predicate& predicate : clause.predicates) {
    add_rule(context, field, predicate, test.rules, why);
  }
  if (!why.empty()) return undecided(context, field, why, span);
  return leaf(std::move(test));
}

}  // namespace tl::jql
