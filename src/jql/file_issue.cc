#include "jql/file_issue.h"

#include <algorithm>

namespace tl::jql {
namespace {

struct ByField {
  bool operator()(const auto& one, const auto& field) const { return key(one) < key(field); }
  static FieldId key(FieldId id) { return id; }
  static std::string_view key(std::string_view id) { return id; }
  template <typename Key>
  static Key key(const std::pair<Key, Value>& entry) {
    return entry.first;
  }
};

template <typename Key>
void append(const std::vector<std::pair<Key, Value>>& entries, Key field, Values& out) {
  const auto [first, last] = std::equal_range(entries.begin(), entries.end(), field, ByField());
  for (auto entry = first; entry != last; ++entry) out.all.push_back(entry->second);
}

// Whether a property's value is of the kind asked for.
bool is_of_kind(const Value& value, ValueKind kind) {
  if (kind == ValueKind::kNumber) return value.id == "number";
  return !value.text.empty();
}

}  // namespace

std::string_view TextPool::keep(std::string_view text) {
  if (text.empty()) return {};
  const auto found = known_.find(text);
  if (found != known_.end()) return *found;
  const std::string_view kept = texts_.emplace_back(text);
  known_.insert(kept);
  return kept;
}

bool FileIssue::values(const BoundField& field, Values& out) const {
  out.clear();
  if (field.id == FieldId::kKey) {
    out.all.push_back({out.made.emplace_back(std::to_string(facts_.id)), facts_.key, 0, 0});
    return true;
  }
  if (field.id == FieldId::kCustom) {
    for (const std::string& id : field.custom) append(facts_.custom, std::string_view(id), out);
    return true;
  }
  if (field.id == FieldId::kProperty) {
    if (field.custom.size() < 3 || field.custom[0] != "issue") return false;
    for (const FilePropertyValue& one : facts_.properties) {
      if (one.key == field.custom[1] && one.path == field.custom[2] &&
          is_of_kind(one.value, field.kind))
        out.all.push_back(one.value);
    }
    return true;
  }
  if (field.id == FieldId::kComputed) return false;
  append(facts_.system, field.id, out);
  return true;
}

bool FileIssue::steps(HistoryField field, std::vector<Step>& out) const {
  out.clear();
  if (!facts_.history_known) return false;
  const auto& steps = facts_.steps[static_cast<size_t>(field)];
  out.insert(out.end(), steps.begin(), steps.end());
  return true;
}

bool FileIssue::links(std::vector<LinkSeen>& out, Values& scratch) const {
  (void)scratch;
  out.clear();
  out.insert(out.end(), facts_.links.begin(), facts_.links.end());
  return true;
}

bool FileIssue::acts(std::vector<Act>& out) const {
  out = facts_.acts;
  return facts_.acts_known;
}

void FileIssue::add(FieldId field, Value value) {
  const auto place = std::upper_bound(facts_.system.begin(), facts_.system.end(), field,
                                      [](FieldId id, const auto& one) { return id < one.first; });
  facts_.system.insert(place, {field, value});
}

}  // namespace tl::jql
