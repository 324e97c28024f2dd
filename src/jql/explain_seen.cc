#include "jql/explain_seen.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "base/zone.h"
#include "jql/past.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

constexpr size_t kMaxShown = 5;       // values of a list
constexpr size_t kMaxTextSeen = 120;  // bytes
constexpr int64_t kMinute = 60'000;

std::string render_duration(double seconds) {
  const auto minutes = static_cast<int64_t>(std::llround(seconds / 60));
  if (minutes < 60) return fmt::format("{}m", minutes);
  if (minutes % 60 == 0) return fmt::format("{}h", minutes / 60);
  return fmt::format("{}h {}m", minutes / 60, minutes % 60);
}

std::string render_value(const Value& value, ValueKind kind, std::string_view zone) {
  switch (kind) {
    case ValueKind::kNumber:
      return fmt::format("{}", value.number);
    case ValueKind::kDuration:
      return render_duration(value.number);
    case ValueKind::kInstant:
      return render_local(value.at, zone);
    case ValueKind::kDay:
      return format_date(CivilDate{static_cast<int32_t>(value.at)});
    case ValueKind::kText:
      return shortened(value.text, kMaxTextSeen);
    default:
      return std::string(value.text.empty() ? value.id : value.text);
  }
}

std::string join(const std::vector<std::string>& shown, size_t all) {
  std::string out = fmt::format("{}", fmt::join(shown, ", "));
  if (all > shown.size()) out += fmt::format(" and {} more", all - shown.size());
  return out;
}

std::string render_values(const BoundField& field, const IssueView& issue, std::string_view zone) {
  Values values;
  if (!issue.values(field, values)) return "not known";
  if (values.all.empty()) return "empty";
  std::vector<std::string> shown;
  for (size_t i = 0; i < values.all.size() && i < kMaxShown; ++i)
    shown.push_back(render_value(values.all[i], field.kind, zone));
  return join(shown, values.all.size());
}

std::string render_side(const Step::Side& side) {
  if (side.empty()) return "empty";
  return std::string(side.text.empty() ? side.id : side.text);
}

std::string render_by(std::string_view by, std::string_view name) {
  const std::string_view shown = name.empty() ? by : name;
  return shown.empty() ? std::string() : fmt::format(" by {}", shown);
}

std::string render_period(const Period& period, std::string_view zone) {
  std::string out = render_side(period.value);
  if (period.from != INT64_MIN) out += " from " + render_local(period.from, zone);
  out +=
      period.to == INT64_MAX ? std::string(" until now") : " to " + render_local(period.to, zone);
  return out + render_by(period.by, period.by_text);
}

std::string render_was(const Test& test, const IssueView& issue, std::string_view zone) {
  PastScratch scratch;
  if (!find_periods(issue, test.history, scratch)) return "history not known completely";
  std::vector<std::string> held;
  for (const Period& period : scratch.periods) {
    if (fits(test.past, period.value) && fits(test.rules, period))
      return render_period(period, zone);
    const std::string side = render_side(period.value);
    if (std::find(held.begin(), held.end(), side) == held.end()) held.push_back(side);
  }
  const size_t all = held.size();
  if (all > kMaxShown) held.resize(kMaxShown);
  return "was " + join(held, all);
}

std::string render_changed(const Test& test, const IssueView& issue, std::string_view zone) {
  std::vector<Step> steps;
  if (!issue.steps(test.history, steps)) return "history not known completely";
  for (const Step& step : steps) {
    if (!fits(test.rules, step)) continue;
    return fmt::format("{} → {} at {}{}", render_side(step.from), render_side(step.to),
                       render_local(step.at, zone), render_by(step.by, step.by_text));
  }
  if (steps.empty()) return "never changed";
  return steps.size() == 1 ? "1 change, not such a one"
                           : fmt::format("{} changes, none such", steps.size());
}

std::string render_links(const IssueView& issue) {
  std::vector<IssueView::LinkSeen> links;
  Values scratch;
  if (!issue.links(links, scratch)) return "not known";
  if (links.empty()) return "no links";
  std::vector<std::string> shown;
  for (size_t i = 0; i < links.size() && i < kMaxShown; ++i)
    shown.push_back(
        fmt::format("{} {}", links[i].phrase, links[i].key.empty() ? links[i].id : links[i].key));
  return join(shown, links.size());
}

std::string render_acts(const Test& test, const IssueView& issue, std::string_view zone) {
  std::vector<IssueView::Act> acts;
  const bool all = issue.acts(acts);
  const IssueView::Act* last = nullptr;
  for (const IssueView::Act& act : acts) {
    const bool theirs = std::binary_search(test.ids.begin(), test.ids.end(), act.by);
    if (theirs && (last == nullptr || act.at > last->at)) last = &act;
  }
  if (last != nullptr)
    return fmt::format("last by {} at {}", last->by, render_local(last->at, zone));
  return all ? "never by them" : "not by them, as far as is known";
}

std::string render_texts(const Test& test, const IssueView& issue, std::string_view zone) {
  if (test.field.id != FieldId::kText) return render_values(test.field, issue, zone);
  std::vector<FieldId> fields = test.text_fields;
  if (!test.field.custom.empty()) fields.push_back(FieldId::kCustom);
  for (const FieldId id : fields) {
    BoundField field = test.field;
    field.id = id;
    Values values;
    if (!issue.values(field, values)) continue;
    for (const Value& value : values.all) {
      if (matches(test.text, value.text)) return shortened(value.text, kMaxTextSeen);
    }
  }
  return "in none of its texts";
}

}  // namespace

std::string render_local(int64_t at, std::string_view zone) {
  const Instant instant(at);
  const auto date = date_in_zone(zone, instant);
  if (!date) return zone == "UTC" ? format_instant(instant) : render_local(at, "UTC");
  const auto start = start_of_day(zone, *date);
  int64_t minutes = start ? (at - start->ms) / kMinute : 0;
  // On days whose clock was changed the hours since midnight are not what the clock shows.
  for (const int64_t shift : {0, 60, -60, 30, -30}) {
    const auto shown = instant_at(zone, *date, static_cast<int>(minutes + shift));
    if (!shown || shown->ms > at || at - shown->ms >= kMinute) continue;
    minutes += shift;
    break;
  }
  return fmt::format("{} {:02}:{:02}", format_date(*date), minutes / 60, minutes % 60);
}

std::string render_seen(const Test& test, const IssueView& issue, std::string_view zone) {
  switch (test.kind) {
    case TestKind::kNever:
      return "this instance does not know the field";
    case TestKind::kUndecided:
      return "not known";
    case TestKind::kWas:
      return render_was(test, issue, zone);
    case TestKind::kChanged:
      return render_changed(test, issue, zone);
    case TestKind::kLinked:
      return render_links(issue);
    case TestKind::kUpdatedBy:
      return render_acts(test, issue, zone);
    case TestKind::kText:
      return render_texts(test, issue, zone);
    default:
      return render_values(test.field, issue, zone);
  }
}

}  // namespace tl::jql
