#include "domain/issue_view.h"

namespace tl::domain {
namespace {

bool is_set(const Value& value) {
  if (const bool* flag = as_bool(value)) return *flag;
  if (const Refs* refs = as_refs(value)) return !refs->empty();
  if (const std::string* text = as_text(value)) return !text->empty();
  return !std::holds_alternative<std::monostate>(value);
}

// The newest list of the field of this name, kept in `best` and `at`.
void take_newer(const Attributes& issue, std::string_view name, const Refs** best, Instant* at) {
  const auto found = issue.find(name);
  if (found == issue.end()) return;
  const Refs* refs = as_refs(found->second.value);
  const Instant told = found->second.version.instant;
  const bool newer = *best == nullptr || told > *at || (told == *at && (*best)->empty());
  if (refs == nullptr || !newer) return;
  *best = refs;
  *at = told;
}

// A value that names one thing: a reference, or a text that is its id.
Ref one_of(const Value& value, bool text_is_name) {
  if (const Ref* ref = as_ref(value)) return *ref;
  if (const Refs* refs = as_refs(value); refs != nullptr && !refs->empty()) return refs->front();
  const std::string* text = as_text(value);
  if (text == nullptr) return {};
  return text_is_name ? Ref{"", *text} : Ref{*text, ""};
}

Ref first_of_role(const Attributes& issue, const FieldCatalogue& fields, FieldRole role,
                  bool text_is_name) {
  for (const FieldInfo* field : fields.find_role(role)) {
    const Value* value = find_value(issue, field->id);
    if (value == nullptr) continue;
    Ref ref = one_of(*value, text_is_name);
    if (!ref.id.empty() || !ref.name.empty()) return ref;
  }
  return {};
}

}  // namespace

bool decide_flagged(const Attributes& issue, const FieldCatalogue& fields) {
  const Value* agile = find_value(issue, "flagged");
  if (agile != nullptr && is_set(*agile)) return true;
  for (const FieldInfo* field : fields.find_role(FieldRole::kFlagged)) {
    const Value* value = find_value(issue, field->id);
    if (value != nullptr && is_set(*value)) return true;
  }
  return false;
}

Refs decide_sprints(const Attributes& issue, const FieldCatalogue& fields) {
  const Refs* best = nullptr;
  Instant at;
  take_newer(issue, "sprint", &best, &at);
  for (const FieldInfo* field : fields.find_role(FieldRole::kSprint)) {
    take_newer(issue, field->id, &best, &at);
  }
  return best == nullptr ? Refs() : *best;
}

Ref decide_parent(const Attributes& issue, const FieldCatalogue& fields) {
  for (const std::string_view name : {"parent", "epic"}) {
    const Ref ref = ref_of(issue, name);
    if (!ref.id.empty() || !ref.name.empty()) return ref;
  }
  const Ref epic = first_of_role(issue, fields, FieldRole::kEpicLink, true);
  if (!epic.name.empty()) return epic;
  return first_of_role(issue, fields, FieldRole::kParentLink, true);
}

Ref decide_team(const Attributes& issue, const FieldCatalogue& fields) {
  return first_of_role(issue, fields, FieldRole::kTeam, false);
}

std::optional<CivilDate> decide_planned_date(const Attributes& issue, const FieldCatalogue& fields,
                                             FieldRole role) {
  for (const FieldInfo* field : fields.find_role(role)) {
    const Value* value = find_value(issue, field->id);
    if (value == nullptr) continue;
    if (const auto* date = std::get_if<CivilDate>(value)) return *date;
    if (const std::string* text = as_text(*value)) {
      if (const auto date = parse_date(*text)) return date;
    }
  }
  return std::nullopt;
}

}  // namespace tl::domain
