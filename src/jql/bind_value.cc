// Operands: names to ids, texts to numbers and instants.
#include <cmath>

#include "base/text.h"
#include "jql/bind_context.h"
#include "jql/duration.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

bool is_number(const Operand& operand) { return operand.kind == OperandKind::kNumber; }

std::optional<double> number_of(const Operand& operand) {
  if (is_number(operand)) return static_cast<double>(operand.number);
  return parse_number(trim(operand.text));
}

void bad_number(BindContext& context, const FieldUse& field, const Operand& operand) {
  Problem problem;
  problem.kind = ProblemKind::kBadNumber;
  problem.field = field.written;
  problem.value = operand.text;
  problem.span = operand.span;
  problem.message =
      "The value '" + operand.text + "' for field '" + field.written + "' is no number.";
  problem.remedy = "Write a number such as 3 or 0.5.";
  context.find(std::move(problem), field.field.id == FieldId::kCustom);
}

void add_number(BindContext& context, const FieldUse& field, const Operand& operand,
                BoundValues& values) {
  const std::optional<double> number = number_of(operand);
  if (!number) return bad_number(context, field, operand);
  values.numbers.push_back(*number);
}

void add_duration(BindContext& context, const FieldUse& field, const Operand& operand,
                  BoundValues& values) {
  WorkingTime work;
  if (field.field.id != FieldId::kComputed) {
    work = {context.catalogue.hours_per_day(), context.catalogue.days_per_week()};
  }
  const std::string text = is_number(operand) ? std::to_string(operand.number) : operand.text;
  if (const std::optional<double> seconds = parse_duration(text, work)) {
    values.numbers.push_back(*seconds);
    return;
  }
  Problem problem;
  problem.kind = ProblemKind::kBadDuration;
  problem.field = field.written;
  problem.value = operand.text;
  problem.span = operand.span;
  problem.message =
      "The duration '" + operand.text + "' for field '" + field.written + "' is invalid.";
  problem.remedy = "Write a duration such as 30m, 4h, \"1d 4h\" or 2w.";
  context.find(std::move(problem), field.field.id == FieldId::kCustom);
}

std::vector<const Known*> find_things(BindContext& context, const FieldUse& field,
                                      const Operand& operand) {
  const bool id_first = is_number(operand);
  const std::string text = id_first ? std::to_string(operand.number) : operand.text;
  std::vector<const Known*> found;
  if (field.noun == Noun::kOption) {
    for (const std::string& id : field.field.custom) {
      for (const Known* known : context.lookup.find_option(id, text, id_first)) {
        found.push_back(known);
      }
    }
  } else {
    found = context.lookup.find(field.noun, text, id_first);
  }
  if (found.empty() && id_first && operand.text != text) {
    found = context.lookup.find(field.noun, operand.text, true);
  }
  return found;
}

void add_category_of_status(BindContext& context, const FieldUse& field, const Operand& operand,
                            BoundValues& values) {
  struct Row {
    std::string_view key, name, id;
  };
  static constexpr Row kRows[] = {{"new", "to do", "2"},
                                  {"indeterminate", "in progress", "4"},
                                  {"done", "done", "3"},
                                  {"undefined", "no category", "1"}};
  const std::string folded = fold(operand.text);
  for (const Row& row : kRows) {
    if (folded != row.key && folded != row.name && folded != row.id) continue;
    values.ids.emplace_back(row.key);
    return;
  }
  for (const Known* known : find_things(context, field, operand)) {
    values.ids.push_back(known->key.empty() ? known->id : known->key);
  }
  if (values.ids.empty()) {
    Problem problem = unknown_value(field, operand.text, operand.span);
    problem.remedy = "Take \"To Do\", \"In Progress\" or Done.";
    context.find(std::move(problem), true);
  }
}

// Of lists that are open, and of those that are closed.
void add_name(BindContext& context, const FieldUse& field, const Operand& operand,
              BoundValues& values) {
  const std::string folded = fold(operand.text);
  if (field.field.id == FieldId::kResolution && folded == "unresolved") {
    values.empty = true;
    return;
  }
  if (field.field.id == FieldId::kProjectType) {
    values.ids.push_back(folded);
    return;
  }
  if (field.noun != Noun::kNone) {
    for (const Known* known : find_things(context, field, operand)) {
      values.ids.push_back(known->id);
      values.things.push_back(known);
    }
  }
  if (!field.closed) {
    if (values.things.empty() && field.noun == Noun::kOption) {
      context.warn("No issue here has '" + operand.text + "' in '" + field.field.name + "'.",
                   operand.span);
    }
    values.names.push_back(folded);
  }
}

void add_computed_name(BindContext& context, const FieldUse& field, const Operand& operand,
                       BoundValues& values) {
  const ComputedField* computed =
      context.options.computed->find(field.field.name.substr(0, field.field.name.find('[')));
  if (computed == nullptr) return;
  const std::string folded = fold(operand.text);
  for (const std::string& name : computed->names()) {
    if (equals_folded(name, folded)) values.ids.push_back(name);
  }
}

void add_closed_name(BindContext& context, const FieldUse& field, const Operand& operand,
                     BoundValues& values) {
  const size_t before = values.ids.size();
  const bool was_empty = values.empty;
  if (field.noun == Noun::kComputed) {
    add_computed_name(context, field, operand, values);
  } else {
    add_name(context, field, operand, values);
  }
  if (!field.closed || values.ids.size() > before || (values.empty && !was_empty)) {
    context.known.push_back(context.place(operand.span));
    return;
  }
  Problem problem = unknown_value(field, operand.text, operand.span);
  if (context.findings.size() < 3) {
    problem.nearest = find_nearest(context, field, operand.text);
    problem.remedy = remedy_of(context, field, problem.nearest);
  }
  context.find(std::move(problem), field.noun != Noun::kComputed);
}

void add_key(BindContext& context, const FieldUse& field, const Operand& operand,
             BoundValues& values) {
  if (std::optional<std::string> key = find_key(context, field, operand)) {
    values.ids.push_back(std::move(*key));
  }
}

bool is_key(std::string_view text) {
  const size_t dash = text.rfind('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == text.size()) return false;
  for (const char c : text.substr(dash + 1)) {
    if (c < '0' || c > '9') return false;
  }
  for (const char c : text.substr(0, dash)) {
    const bool fine = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (!fine) return false;
  }
  return text[0] < '0' || text[0] > '9';
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

void add_value(BindContext& context, const FieldUse& field, const Operand& operand,
               BoundValues& values) {
  switch (field.field.kind) {
    case ValueKind::kNumber:
      return add_number(context, field, operand, values);
    case ValueKind::kDuration:
      return add_duration(context, field, operand, values);
    case ValueKind::kInstant:
    case ValueKind::kDay:
      if (const auto moment = find_moment(context, field, operand)) {
        values.moments.push_back(*moment);
      }
      return;
    case ValueKind::kIssue:
      return add_key(context, field, operand, values);
    case ValueKind::kName:
      if (field.field.id == FieldId::kStatusCategory) {
        return add_category_of_status(context, field, operand, values);
      }
      return add_closed_name(context, field, operand, values);
    case ValueKind::kText:
      values.names.push_back(fold(operand.text));
      return;
  }
}

}  // namespace

std::optional<std::string> find_key(BindContext& context, const FieldUse& field,
                                    const Operand& operand) {
  const std::string text = is_number(operand) ? std::to_string(operand.number) : operand.text;
  const std::string_view trimmed = trim(text);
  const bool id = parse_int(trimmed).value_or(0) > 0;
  if (!id && !is_key(trimmed)) {
    Problem problem = unknown_value(field, text, operand.span);
    problem.message = "The issue key '" + text + "' for field '" + field.written + "' is invalid.";
    problem.remedy = "Write a key such as OPS-12, or the issue's numeric id.";
    context.find(std::move(problem), false);
    return std::nullopt;
  }
  std::string key = upper(trimmed);
  if (context.catalogue.has_issue(key) != std::optional<bool>(false)) {
    context.known.push_back(context.place(operand.span));
    return key;
  }
  Problem problem = unknown_value(field, text, operand.span);
  problem.message =
      "An issue with key '" + text + "' does not exist for field '" + field.written + "'.";
  problem.remedy = "Check the key; the issue may have been moved or deleted.";
  if (context.catalogue.is_cloud()) {
    context.warn(problem.message, operand.span);
  } else {
    context.find(std::move(problem), true);
  }
  return key;
}

std::optional<Moment> find_moment(BindContext& context, const FieldUse& field,
                                  const Operand& operand) {
  if (operand.kind == OperandKind::kFunction) {
    BoundValues values;
    FieldUse dates = field;
    dates.field.kind = ValueKind::kInstant;
    dates.noun = Noun::kNone;
    add_function(context, dates, operand, values);
    return values.moments.empty() ? std::nullopt : std::optional(values.moments.front());
  }
  const bool literal = is_number(operand) || operand.kind == OperandKind::kText;
  if (const auto moment = literal ? parse_moment(operand.text, context.ground) : std::nullopt) {
    context.follow(moment->need);
    return moment;
  }
  Problem problem;
  problem.kind = ProblemKind::kBadDate;
  problem.field = field.written;
  problem.value = operand.text;
  problem.span = operand.span;
  problem.message = "Date value '" + operand.text + "' for field '" + field.written +
                    "' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd "
                    "HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.";
  problem.remedy =
      "Write a date such as \"2026-05-01\", a period such as -5d, or startOfMonth(-1).";
  context.find(std::move(problem), field.field.id == FieldId::kCustom);
  return std::nullopt;
}

std::vector<std::string> find_users(BindContext& context, const FieldUse& field,
                                    const Operand& operand) {
  FieldUse users = field;
  users.field.kind = ValueKind::kName;
  users.field.id = FieldId::kAssignee;
  users.noun = Noun::kUser;
  users.closed = true;
  BoundValues values;
  add_values(context, users, operand, values);
  if (values.empty) values.ids.emplace_back();
  sort_unique(values.ids);
  return values.ids;
}

void add_values(BindContext& context, const FieldUse& field, const Operand& operand,
                BoundValues& values) {
  switch (operand.kind) {
    case OperandKind::kEmpty:
      values.empty = true;
      return;
    case OperandKind::kFunction:
      return add_function(context, field, operand, values);
    case OperandKind::kList:
      for (const Operand& item : operand.items) {
        if (context.findings.size() < kMaxFindings) add_values(context, field, item, values);
      }
      return;
    case OperandKind::kText:
    case OperandKind::kNumber:
      return add_value(context, field, operand, values);
  }
}

}  // namespace tl::jql
