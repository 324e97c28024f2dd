// What the binder says when a query is wrong.
#include <algorithm>

#include "jql/bind_context.h"
#include "jql/nearest.h"

namespace tl::jql {
namespace {

std::string remedy_for(const FieldUse& field, Operator op) {
  const bool past = op == Operator::kChanged || op == Operator::kWas || op == Operator::kWasNot ||
                    op == Operator::kWasIn || op == Operator::kWasNotIn;
  if (past) {
    return "WAS and CHANGED work on status, assignee, reporter, priority, resolution and "
           "fixVersion.";
  }
  const bool words = (field.operators & bit(Operator::kLike)) != 0;
  const bool equals = op == Operator::kEquals || op == Operator::kIn;
  if (words && equals) return "Use ~ to search its words: " + field.written + " ~ \"word\".";
  if (field.operators == 0) return "The field is to sort by: ORDER BY " + field.written + ".";
  return "Use one of: " + render_operators(field.operators) + ".";
}

}  // namespace

void BindContext::find(Problem problem, bool unknown) {
  if (findings.size() >= kMaxFindings) return;
  if (outer) {
    problem.message = "In the saved filter: " + problem.message;
    problem.remedy = "Mend the filter in Jira. " + problem.remedy;
  }
  problem.span = place(problem.span);
  locate(problem, query.text);
  findings.push_back(Finding{std::move(problem), unknown});
}

const std::vector<Known>& BindContext::walk(Noun noun, Span span) {
  static const std::vector<Known> kNothing;
  const std::vector<Known>& all = lookup.all(noun);
  if (filters == nullptr) return all;
  filters->walked += all.size() + 1;
  if (filters->walked <= kMaxWalked) return all;
  Problem problem;
  problem.kind = ProblemKind::kTooLarge;
  problem.span = span;
  problem.message = "The query asks for more of the instance's names than can be looked up.";
  problem.remedy = "Ask in several queries.";
  find(std::move(problem), false);
  return kNothing;
}

Problem unknown_value(const FieldUse& field, std::string_view value, Span span) {
  Problem problem;
  problem.kind = ProblemKind::kUnknownValue;
  problem.field = field.written;
  problem.value = value;
  problem.span = span;
  problem.message =
      "The value '" + problem.value + "' does not exist for the field '" + field.written + "'.";
  problem.remedy = "Take a value that the instance has.";
  return problem;
}

Problem wrong_operator(const FieldUse& field, Operator op, Span span) {
  Problem problem;
  problem.kind = ProblemKind::kOperator;
  problem.field = field.written;
  problem.name = to_text(op);
  problem.span = span;
  problem.message =
      "The operator '" + problem.name + "' is not supported by the '" + field.written + "' field.";
  problem.remedy = remedy_for(field, op);
  return problem;
}

Problem bad_function(const FieldUse& field, const FunctionSpec& function, std::string message,
                     std::string remedy, Span span) {
  Problem problem;
  problem.kind = ProblemKind::kBadFunction;
  problem.field = field.written;
  problem.name = function.name;
  problem.span = span;
  problem.message = std::move(message);
  problem.remedy = std::move(remedy);
  return problem;
}

std::string remedy_of(BindContext& context, const FieldUse& field, const std::string& nearest) {
  if (!nearest.empty()) return "Did you mean '" + nearest + "'?";
  constexpr size_t kMost = 8;
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (names.size() <= kMost && !name.empty()) names.emplace_back(name);
  };
  if (field.noun == Noun::kComputed) {
    const std::string name = field.field.name.substr(0, field.field.name.find('['));
    if (const ComputedField* computed = context.options.computed->find(name)) {
      for (const std::string& known : computed->names()) add(known);
    }
  } else if (field.noun != Noun::kUser) {
    context.catalogue.each(field.noun, [&](const Named& named) {
      if (!named.gone) add(named.key.empty() ? named.name : named.key);
    });
  }
  if (names.empty() || names.size() > kMost) return "Take a value that the instance has.";
  std::string text = "Take one of: ";
  for (size_t i = 0; i < names.size(); ++i) text += (i > 0 ? ", " : "") + names[i];
  return text + ".";
}

std::string find_nearest(BindContext& context, const FieldUse& field, std::string_view value) {
  Nearest nearest(value);
  if (field.noun == Noun::kComputed) {
    const std::string name = field.field.name.substr(0, field.field.name.find('['));
    if (const ComputedField* computed = context.options.computed->find(name)) {
      for (const std::string& known : computed->names()) nearest.offer(known);
    }
    return nearest.best();
  }
  context.catalogue.each(field.noun, [&](const Named& named) {
    if (named.gone) return;
    nearest.offer(named.name);
    if (!named.key.empty()) nearest.offer(named.key);
  });
  return nearest.best();
}

}  // namespace tl::jql
