#include "jql/past.h"

#include <algorithm>
#include <string>

#include "jql/fold.h"

namespace tl::jql {
namespace {

BoundField field_named(FieldId id) {
  BoundField field;
  field.id = id;
  field.kind = ValueKind::kName;
  return field;
}

const BoundField& bound_field(FieldId id) {
  static const BoundField kFields[] = {
      field_named(FieldId::kStatus),     field_named(FieldId::kAssignee),
      field_named(FieldId::kReporter),   field_named(FieldId::kPriority),
      field_named(FieldId::kResolution), field_named(FieldId::kFixVersion),
      field_named(FieldId::kCreator),
  };
  for (const BoundField& field : kFields) {
    if (field.id == id) return field;
  }
  return kFields[0];
}

bool is_same(const Step::Side& a, const Step::Side& b) {
  if (!a.id.empty() && !b.id.empty()) return a.id == b.id;
  return a.text == b.text && a.id.empty() == b.id.empty();
}

Step::Side side_of(const Value& value) { return {value.id, value.text}; }

struct Beginning {
  int64_t at = INT64_MIN;
  std::string_view by, by_text;
};

Beginning beginning_of(const IssueView& issue, Values& values) {
  Beginning begin;
  begin.at = issue.created();
  values.clear();
  if (issue.values(bound_field(FieldId::kCreator), values) && !values.all.empty()) {
    begin.by = values.all.front().id;
    begin.by_text = values.all.front().text;
  }
  return begin;
}

// A field of one value: each change ends a period and begins one.
void add_single(const Beginning& begin, PastScratch& scratch, bool present_known) {
  std::vector<Period>& out = scratch.periods;
  const Step::Side present =
      scratch.values.all.empty() ? Step::Side{} : side_of(scratch.values.all.front());
  Period now{present, begin.at, INT64_MAX, begin.by, begin.by_text};
  if (!scratch.steps.empty()) now.value = scratch.steps.front().from;
  for (const Step& step : scratch.steps) {
    now.to = step.at;
    out.push_back(now);
    now = {step.to, step.at, INT64_MAX, step.by, step.by_text};
  }
  out.push_back(now);
  if (present_known && !scratch.steps.empty() && !is_same(now.value, present))
    out.push_back({present, now.from, INT64_MAX, {}, {}});
}

// Members that no change added were there from the beginning.
void open_first_members(const Beginning& begin, PastScratch& scratch) {
  std::vector<Period>& out = scratch.periods;
  const auto was_added = [&](const Step::Side& side, size_t before) {
    for (size_t i = 0; i < before; ++i) {
      if (is_same(scratch.steps[i].to, side)) return true;
    }
    return false;
  };
  for (size_t i = 0; i < scratch.steps.size(); ++i) {
    const Step::Side& gone = scratch.steps[i].from;
    if (!gone.empty() && !was_added(gone, i))
      out.push_back({gone, begin.at, INT64_MAX, begin.by, begin.by_text});
  }
  for (const Value& value : scratch.values.all) {
    const Step::Side side = side_of(value);
    const bool here = std::any_of(out.begin(), out.end(),
                                  [&](const Period& one) { return is_same(one.value, side); });
    if (!here && !was_added(side, scratch.steps.size()))
      out.push_back({side, begin.at, INT64_MAX, begin.by, begin.by_text});
  }
}

// A field of many values: a period for each member, and for the times without any.
void add_many(const Beginning& begin, PastScratch& scratch) {
  std::vector<Period>& out = scratch.periods;
  open_first_members(begin, scratch);
  size_t open = out.size();
  if (open == 0) out.push_back({{}, begin.at, INT64_MAX, begin.by, begin.by_text});
  for (size_t i = 0; i < scratch.steps.size(); ++i) {
    const Step& step = scratch.steps[i];
    for (Period& one : out) {
      const bool ends = one.to == INT64_MAX && !step.from.empty() && !one.value.empty() &&
                        is_same(one.value, step.from);
      if (!ends) continue;
      one.to = step.at;
      --open;
      break;
    }
    if (!step.to.empty()) {
      for (Period& one : out) {
        if (one.to == INT64_MAX && one.value.empty()) one.to = step.at;
      }
      out.push_back({step.to, step.at, INT64_MAX, step.by, step.by_text});
      ++open;
    }
    const bool settled = i + 1 == scratch.steps.size() || scratch.steps[i + 1].at != step.at;
    if (settled && open == 0 && !(out.back().value.empty() && out.back().to == INT64_MAX))
      out.push_back({{}, step.at, INT64_MAX, step.by, step.by_text});
  }
}

bool fits_by(const PastRules& rules, std::string_view by) {
  return std::all_of(rules.by.begin(), rules.by.end(), [&](const std::vector<std::string>& list) {
    return std::binary_search(list.begin(), list.end(), by);
  });
}

Truth decide_was(const Test& test, const IssueView& issue, PastScratch& scratch) {
  if (!find_periods(issue, test.history, scratch)) return Truth::kUndecided;
  const bool found =
      std::any_of(scratch.periods.begin(), scratch.periods.end(), [&](const Period& period) {
        return fits(test.past, period.value) && fits(test.rules, period);
      });
  return truth_of(found != test.negated);
}

Truth decide_changed(const Test& test, const IssueView& issue, PastScratch& scratch) {
  scratch.steps.clear();
  if (!issue.steps(test.history, scratch.steps)) return Truth::kUndecided;
  const bool found = std::any_of(scratch.steps.begin(), scratch.steps.end(),
                                 [&](const Step& step) { return fits(test.rules, step); });
  return truth_of(found != test.negated);
}

}  // namespace

FieldId field_of(HistoryField field) {
  switch (field) {
    case HistoryField::kStatus:
      return FieldId::kStatus;
    case HistoryField::kAssignee:
      return FieldId::kAssignee;
    case HistoryField::kReporter:
      return FieldId::kReporter;
    case HistoryField::kPriority:
      return FieldId::kPriority;
    case HistoryField::kResolution:
      return FieldId::kResolution;
    case HistoryField::kFixVersion:
      return FieldId::kFixVersion;
  }
  return FieldId::kStatus;
}

bool find_periods(const IssueView& issue, HistoryField field, PastScratch& scratch) {
  scratch.steps.clear();
  scratch.periods.clear();
  if (!issue.steps(field, scratch.steps)) return false;
  const Beginning begin = beginning_of(issue, scratch.values);
  scratch.values.clear();
  const bool known = issue.values(bound_field(field_of(field)), scratch.values);
  if (!known && scratch.steps.empty()) return false;
  if (field == HistoryField::kFixVersion)
    add_many(begin, scratch);
  else
    add_single(begin, scratch, known);
  return true;
}

bool fits(const PastValues& values, const Step::Side& side) {
  if (side.empty()) return values.empty;
  if (!side.id.empty() && std::binary_search(values.ids.begin(), values.ids.end(), side.id))
    return true;
  if (side.text.empty() || values.names.empty()) return false;
  thread_local std::string folded;
  fold_into(side.text, folded);
  return std::binary_search(values.names.begin(), values.names.end(), folded);
}

bool fits(const PastRules& rules, const Period& period) {
  for (const int64_t after : rules.after) {
    if (period.to <= after) return false;
  }
  for (const int64_t before : rules.before) {
    if (period.from >= before) return false;
  }
  for (const PastRules::Window& window : rules.during) {
    if (period.from > window.to || period.to <= window.from) return false;
  }
  return fits_by(rules, period.by);
}

bool fits(const PastRules& rules, const Step& step) {
  for (const int64_t after : rules.after) {
    if (step.at <= after) return false;
  }
  for (const int64_t before : rules.before) {
    if (step.at >= before) return false;
  }
  for (const PastRules::Window& window : rules.during) {
    if (step.at < window.from || step.at > window.to) return false;
  }
  const auto side_fits = [](const std::vector<PastValues>& all, const Step::Side& side) {
    return std::all_of(all.begin(), all.end(),
                       [&](const PastValues& values) { return fits(values, side); });
  };
  return side_fits(rules.from, step.from) && side_fits(rules.to, step.to) &&
         fits_by(rules, step.by);
}

Truth decide_past(const Test& test, const IssueView& issue) {
  thread_local PastScratch scratch;
  return test.kind == TestKind::kWas ? decide_was(test, issue, scratch)
                                     : decide_changed(test, issue, scratch);
}

}  // namespace tl::jql
