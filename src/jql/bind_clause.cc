// Clauses with a present value: =, IN, IS, <, ~ and their opposites.
#include "base/text.h"
#include "jql/bind_context.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

bool is_negative(Operator op) {
  return op == Operator::kNotEquals || op == Operator::kNotIn || op == Operator::kIsNot ||
         op == Operator::kNotLike;
}

bool is_order(Operator op) {
  return op == Operator::kGreater || op == Operator::kGreaterEquals || op == Operator::kLess ||
         op == Operator::kLessEquals;
}

bool is_past(Operator op) { return op >= Operator::kWas; }

Compare compare_of(Operator op, bool negate) {
  switch (op) {
    case Operator::kGreater:
      return negate ? Compare::kLessEqual : Compare::kGreater;
    case Operator::kGreaterEquals:
      return negate ? Compare::kLess : Compare::kGreaterEqual;
    case Operator::kLess:
      return negate ? Compare::kGreaterEqual : Compare::kLess;
    case Operator::kLessEquals:
      return negate ? Compare::kGreater : Compare::kLessEqual;
    default:
      return Compare::kEqual;
  }
}

// = takes one value, IN takes several: of functions too.
bool check_list(BindContext& context, const FieldUse& field, const Clause& clause) {
  if (clause.operand.kind != OperandKind::kFunction) return true;
  const FunctionSpec* spec = find_function(clause.operand.text);
  if (spec == nullptr || spec->id == FunctionId::kElsewhere || spec->yield == Yield::kEither) {
    return true;
  }
  const bool list = clause.op == Operator::kIn || clause.op == Operator::kNotIn;
  if (list == (spec->yield == Yield::kMany)) return true;
  Problem problem = wrong_operator(field, clause.op, clause.op_span);
  const std::string call = "'" + std::string(spec->name) + "()'";
  problem.message = "Operator '" + problem.name + "' does not support the " +
                    (list ? "non-list" : "list") + " value " + call + " for field '" +
                    field.written + "'.";
  problem.remedy = list ? "Write = or !=, or put the function into a list: IN (" +
                              std::string(spec->name) + "())."
                        : "Write IN or NOT IN.";
  context.find(std::move(problem), false);
  return false;
}

Test make_test(const FieldUse& field, Span span, bool negated) {
  Test test;
  test.field = field.field;
  test.negated = negated;
  test.span = span;
  return test;
}

TestKind kind_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::kIssue:
      return TestKind::kKeys;
    case ValueKind::kNumber:
    case ValueKind::kDuration:
      return TestKind::kNumbers;
    case ValueKind::kInstant:
    case ValueKind::kDay:
      return TestKind::kInstants;
    default:
      return TestKind::kNames;
  }
}

Test value_test(const BindContext& context, const FieldUse& field, BoundValues values, Span span,
                bool negated) {
  Test test = make_test(field, span, negated);
  const bool only_empty = values.empty && values.ids.empty() && values.names.empty() &&
                          values.numbers.empty() && values.moments.empty();
  test.kind = only_empty ? TestKind::kEmpty : kind_of(field.field.kind);
  if (only_empty) return test;
  test.or_empty = values.empty;
  test.ids = std::move(values.ids);
  test.names = std::move(values.names);
  test.numbers = std::move(values.numbers);
  const bool days = field.field.kind == ValueKind::kDay;
  for (const Moment& moment : values.moments) {
    test.instants.push_back(days ? day_of(moment.from, context.ground.zone) : moment.from);
    if (field.field.id == FieldId::kWorklogDate) test.width = moment.to - moment.from;
  }
  sort_unique(test.ids);
  sort_unique(test.names);
  sort_unique(test.numbers);
  sort_unique(test.instants);
  return test;
}

// A function's question, or its opposite. Who is not among an issue's watchers need not have any.
BoundNode function_node(Test test, Span span, bool negated) {
  test.span = span;
  test.negated = negated;
  if (!negated || test.kind != TestKind::kNames) return leaf(std::move(test));
  Test none = test;
  none.kind = TestKind::kEmpty;
  none.ids.clear();
  none.negated = false;
  return join(BoundNode::Kind::kOr, {leaf(std::move(test)), leaf(std::move(none))}, span);
}

BoundNode equality(BindContext& context, const FieldUse& field, BoundValues values, Span span,
                   bool negated) {
  std::vector<BoundNode> nodes;
  const bool more = !values.ids.empty() || values.empty;
  std::vector<Test> tests = std::move(values.tests);
  if (tests.empty() || more) {
    nodes.push_back(leaf(value_test(context, field, std::move(values), span, negated)));
  }
  for (Test& test : tests) nodes.push_back(function_node(std::move(test), span, negated));
  return join(negated ? BoundNode::Kind::kAnd : BoundNode::Kind::kOr, std::move(nodes), span);
}

bool holds(double value, Compare compare, double limit) {
  switch (compare) {
    case Compare::kLess:
      return value < limit;
    case Compare::kLessEqual:
      return value <= limit;
    case Compare::kGreater:
      return value > limit;
    case Compare::kGreaterEqual:
      return value >= limit;
    case Compare::kEqual:
      return value == limit;
    case Compare::kNotEqual:
      return value != limit;
  }
  return false;
}

// Fields that follow from another one: their values become ids of that one.
struct Derived {
  FieldId id;
  Noun noun;
};
std::optional<Derived> derived_of(FieldId id) {
  switch (id) {
    case FieldId::kStatusCategory:
      return Derived{FieldId::kStatus, Noun::kStatus};
    case FieldId::kProjectCategory:
    case FieldId::kProjectType:
      return Derived{FieldId::kProject, Noun::kProject};
    case FieldId::kHierarchyLevel:
      return Derived{FieldId::kType, Noun::kType};
    default:
      return std::nullopt;
  }
}

// Of a project or status; "" nothing.
std::string_view derived_value(FieldId id, const Known& thing) {
  return id == FieldId::kProjectType ? thing.type : thing.category;
}

bool has_derived(FieldId id, const Known& thing) {
  if (id == FieldId::kHierarchyLevel) return thing.level.has_value();
  return !derived_value(id, thing).empty();
}

bool takes_derived(const FieldUse& field, const Known& thing, const BoundValues& values,
                   Compare compare, bool negated) {
  const FieldId id = field.field.id;
  if (!has_derived(id, thing)) return values.empty && !negated;
  bool any = false;
  if (id == FieldId::kHierarchyLevel) {
    for (const double limit : values.numbers) any = any || holds(*thing.level, compare, limit);
  } else {
    const std::string_view value = derived_value(id, thing);
    for (const std::string& wanted : values.ids) any = any || equals_no_case(value, wanted);
  }
  return any != negated;
}

BoundNode derived_node(BindContext& context, FieldUse field, const Derived& derived,
                       const BoundValues& values, Compare compare, Span span, bool negated) {
  Test test = make_test(field, span, false);
  test.kind = TestKind::kNames;
  test.field.id = derived.id;
  test.field.kind = ValueKind::kName;
  bool any = false;
  for (const Known& thing : context.walk(derived.noun, span)) {
    any = any || has_derived(field.field.id, thing);
    if (takes_derived(field, thing, values, compare, negated)) test.ids.push_back(thing.id);
  }
  context.out.follows_catalogue = true;
  if (!any && field.field.id != FieldId::kProjectCategory) {
    return undecided(context, field, "'" + field.field.name + "' is not stored here.", span);
  }
  sort_unique(test.ids);
  return leaf(std::move(test));
}

BoundNode bind_equality(BindContext& context, const FieldUse& field, const Clause& clause,
                        Span span, bool negate) {
  if (!check_list(context, field, clause)) return never(span);
  BoundValues values;
  add_values(context, field, clause.operand, values);
  if (!field.why_undecided.empty()) return undecided(context, field, field.why_undecided, span);
  if (!values.why_undecided.empty()) return undecided(context, field, values.why_undecided, span);
  const bool negated = is_negative(clause.op) != negate;
  if (const auto derived = derived_of(field.field.id)) {
    return derived_node(context, field, *derived, values, Compare::kEqual, span, negated);
  }
  return equality(context, field, std::move(values), span, negated);
}

// OPS-20: within the project by number; a numeric id: by id.
void set_key(Test& test, const std::string& key) {
  const size_t dash = key.rfind('-');
  if (dash != std::string::npos) test.key_project = key.substr(0, dash);
  const std::string_view digits =
      dash == std::string::npos ? std::string_view(key) : std::string_view(key).substr(dash + 1);
  test.numbers = {parse_number(digits).value_or(0)};
}

BoundNode order_node(const BindContext& context, const FieldUse& field, const BoundValues& values,
                     Compare compare, Span span) {
  Test test = make_test(field, span, false);
  test.kind = kind_of(field.field.kind);
  test.compare = compare;
  if (test.kind == TestKind::kKeys && !values.ids.empty()) {
    set_key(test, values.ids.front());
  } else if (test.kind == TestKind::kNumbers && !values.numbers.empty()) {
    test.numbers = {values.numbers.front()};
  } else if (test.kind == TestKind::kInstants && !values.moments.empty()) {
    const Moment& moment = values.moments.front();
    const bool past_it = compare == Compare::kGreater || compare == Compare::kLessEqual;
    const bool worklog = field.field.id == FieldId::kWorklogDate;
    int64_t at = worklog && past_it ? moment.to : moment.from;
    if (field.field.kind == ValueKind::kDay) at = day_of(at, context.ground.zone);
    test.instants = {at};
  } else {
    test.kind = TestKind::kNever;
  }
  return leaf(std::move(test));
}

BoundNode bind_order(BindContext& context, const FieldUse& field, const Clause& clause, Span span,
                     bool negate) {
  if (!check_list(context, field, clause)) return never(span);
  BoundValues values;
  add_values(context, field, clause.operand, values);
  if (!field.why_undecided.empty()) return undecided(context, field, field.why_undecided, span);
  if (!values.why_undecided.empty()) return undecided(context, field, values.why_undecided, span);
  const Compare compare = compare_of(clause.op, negate);
  if (const auto derived = derived_of(field.field.id)) {
    return derived_node(context, field, *derived, values, compare, span, false);
  }
  if (field.field.kind == ValueKind::kName) {
    return bind_order_by_rank(context, field, compare, values, span);
  }
  return order_node(context, field, values, compare, span);
}

void bad_text(BindContext& context, const FieldUse& field, const Operand& operand,
              std::string message, std::string remedy) {
  Problem problem;
  problem.kind = ProblemKind::kBadText;
  problem.field = field.written;
  problem.value = operand.text;
  problem.span = operand.span;
  problem.message = std::move(message);
  problem.remedy = std::move(remedy);
  context.find(std::move(problem), false);
}

// Where `text ~ x` looks, and what it leaves out.
void set_text_fields(const BindContext& context, Test& test) {
  std::string left_out;
  const auto leave_out = [&](std::string_view name) {
    left_out += (left_out.empty() ? "" : ", ") + std::string(name);
  };
  for (const FieldId id :
       {FieldId::kSummary, FieldId::kDescription, FieldId::kEnvironment, FieldId::kComment}) {
    if (context.catalogue.why_not_stored(id, "")) {
      leave_out(spec_of(id).name);
    } else {
      test.text_fields.push_back(id);
    }
  }
  for (const auto& [id, info] : context.catalogue.fields().all()) {
    if (!id.starts_with("customfield_")) continue;
    const auto kind = context.catalogue.custom_kind(id);
    if (kind != ValueKind::kText) continue;
    if (context.catalogue.why_not_stored(FieldId::kCustom, id)) {
      leave_out(info.name);
    } else {
      test.field.custom.push_back(id);
    }
  }
  if (!left_out.empty()) test.why = "Not searched here: " + shortened(left_out, 200) + ".";
}

BoundNode bind_like(BindContext& context, const FieldUse& field, const Clause& clause, Span span,
                    bool negate) {
  Test test = make_test(field, span, is_negative(clause.op) != negate);
  const Operand& operand = clause.operand;
  if (operand.kind == OperandKind::kFunction) {
    bad_text(context, field, operand, "'" + operand.text + "()' gives no text to search for.",
             "Write the words to search for in quotes.");
    return never(span);
  }
  if (operand.kind == OperandKind::kEmpty) {
    test.kind = TestKind::kEmpty;
    if (field.field.id != FieldId::kText) return leaf(std::move(test));
    bad_text(context, field, operand, "'text' cannot be searched for EMPTY.",
             "Name one field: description IS EMPTY.");
    return never(span);
  }
  TextQueryResult parsed = parse_text_query(operand.text);
  if (!parsed.problem.empty()) {
    bad_text(context, field, operand, parsed.problem, parsed.remedy);
    return never(span);
  }
  if (!field.why_undecided.empty()) return undecided(context, field, field.why_undecided, span);
  test.kind = TestKind::kText;
  test.field.kind = ValueKind::kText;
  test.text = std::move(parsed.query);
  if (field.field.id == FieldId::kText) set_text_fields(context, test);
  if (!test.why.empty()) context.out.undecided.push_back(Notice{test.why, context.place(span)});
  return leaf(std::move(test));
}

// What a property holds follows from what it is compared with.
void set_property_kind(const BindContext& context, FieldUse& field, const Clause& clause) {
  if (field.field.id != FieldId::kProperty) return;
  const Operand& operand = clause.operand;
  const std::span<const Operand> items =
      operand.kind == OperandKind::kList ? std::span(operand.items) : std::span(&operand, 1);
  bool numbers = !items.empty();
  for (const Operand& item : items) {
    const bool number = item.kind == OperandKind::kNumber || item.kind == OperandKind::kEmpty ||
                        (item.kind == OperandKind::kText && parse_number(item.text));
    numbers = numbers && number;
  }
  if (operand.kind == OperandKind::kEmpty) numbers = false;
  if (numbers) {
    field.field.kind = ValueKind::kNumber;
  } else if (is_order(clause.op)) {
    const bool date = operand.kind == OperandKind::kFunction ||
                      parse_moment(operand.text, context.ground).has_value();
    field.field.kind = date ? ValueKind::kInstant : ValueKind::kNumber;
  }
}

}  // namespace

BoundNode bind_clause(BindContext& context, const Clause& clause, Span span, bool negate) {
  if (auto work = bind_work_category(context, clause, span, negate)) return std::move(*work);
  std::optional<FieldUse> field = find_field_use(context, clause.field);
  if (!field) return never(span);
  if ((field->operators & bit(clause.op)) == 0) {
    context.find(wrong_operator(*field, clause.op, clause.op_span),
                 field->field.id == FieldId::kCustom);
    return never(span);
  }
  set_property_kind(context, *field, clause);
  if (field->field.id == FieldId::kFilter) {
    return bind_filter(context, *field, clause, span, negate);
  }
  if (is_past(clause.op)) return bind_past(context, *field, clause, span, negate);
  if (is_order(clause.op)) return bind_order(context, *field, clause, span, negate);
  if (clause.op == Operator::kLike || clause.op == Operator::kNotLike) {
    return bind_like(context, *field, clause, span, negate);
  }
  return bind_equality(context, *field, clause, span, negate);
}

}  // namespace tl::jql
