#include "jql/sort.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "jql/evaluate.h"
#include "jql/fold.h"
#include "jql/key_order.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

constexpr double kNoPlace = 1e300;  // behind all that have one

int three_way(const auto& a, const auto& b) { return a < b ? -1 : (b < a ? 1 : 0); }

int compare_values(const SortValue& a, const SortValue& b) {
  if (const int by = three_way(a.number, b.number); by != 0) return by;
  if (const int by = a.text.compare(b.text); by != 0) return by < 0 ? -1 : 1;
  return three_way(a.at, b.at);
}

double place_of(const BoundSort& sort, std::string_view id) {
  const auto found =
      std::lower_bound(sort.places.begin(), sort.places.end(), id,
                       [](const auto& place, std::string_view i) { return place.first < i; });
  return found != sort.places.end() && found->first == id ? found->second : kNoPlace;
}

SortValue value_of_key(const IssueView& issue) {
  const KeyParts parts = parts_of_key(issue.key());
  SortValue out;
  out.absent = false;
  out.text = parts.project;
  out.at = parts.number;
  return out;
}

int compare_keys(const IssueView& a, const IssueView& b) {
  const KeyParts left = parts_of_key(a.key());
  const KeyParts right = parts_of_key(b.key());
  if (const int by = three_way(left, right); by != 0) return by;
  return three_way(a.id(), b.id());
}

}  // namespace

SortValue sort_value(const BoundSort& sort, const Value& value) {
  SortValue out;
  out.absent = false;
  switch (sort.field.kind) {
    case ValueKind::kNumber:
    case ValueKind::kDuration:
      out.number = value.number;
      break;
    case ValueKind::kInstant:
    case ValueKind::kDay:
      out.at = value.at;
      break;
    case ValueKind::kIssue: {
      const KeyParts parts = parts_of_key(value.text);
      out.text = parts.project;
      out.at = parts.number;
      break;
    }
    case ValueKind::kName:
      if (!sort.places.empty()) out.number = place_of(sort, value.id);
      if (sort.places.empty() || out.number == kNoPlace)
        fold_into(value.text.empty() ? value.id : value.text, out.text);
      break;
    case ValueKind::kText:
      if (sort.field.id == FieldId::kRank)
        out.text = value.text;  // made to be compared byte by byte
      else
        fold_into(value.text, out.text);
      break;
  }
  return out;
}

SortValue find_sort_value(const BoundSort& sort, const IssueView& issue) {
  if (sort.field.id == FieldId::kKey) return value_of_key(issue);
  thread_local Values values;
  values.clear();
  SortValue best;
  if (!issue.values(sort.field, values)) return best;
  for (const Value& value : values.all) {
    SortValue one = sort_value(sort, value);
    const int by = best.absent ? 0 : compare_values(one, best);
    if (best.absent || (sort.descending ? by > 0 : by < 0)) best = std::move(one);
  }
  return best;
}

int compare_by(const BoundSort& sort, const SortValue& a, const SortValue& b) {
  if (a.absent != b.absent) return a.absent ? 1 : -1;
  if (a.absent) return 0;
  const int by = compare_values(a, b);
  return sort.descending ? -by : by;
}

int compare(const std::vector<BoundSort>& order, const IssueView& a, const IssueView& b) {
  for (const BoundSort& sort : order) {
    const int by = compare_by(sort, find_sort_value(sort, a), find_sort_value(sort, b));
    if (by != 0) return by;
  }
  return compare_keys(a, b);
}

void sort_issues(const std::vector<BoundSort>& order, std::vector<const IssueView*>& issues) {
  const size_t keys = order.size();
  std::vector<SortValue> values;
  values.reserve(issues.size() * keys);
  for (const IssueView* issue : issues) {
    for (const BoundSort& sort : order) values.push_back(find_sort_value(sort, *issue));
  }
  std::vector<size_t> places(issues.size());
  std::iota(places.begin(), places.end(), size_t{0});
  std::sort(places.begin(), places.end(), [&](size_t a, size_t b) {
    for (size_t i = 0; i < keys; ++i) {
      const int by = compare_by(order[i], values[a * keys + i], values[b * keys + i]);
      if (by != 0) return by < 0;
    }
    if (const int by = compare_keys(*issues[a], *issues[b]); by != 0) return by < 0;
    return a < b;
  });
  std::vector<const IssueView*> sorted;
  sorted.reserve(issues.size());
  for (const size_t place : places) sorted.push_back(issues[place]);
  issues = std::move(sorted);
}

}  // namespace tl::jql
