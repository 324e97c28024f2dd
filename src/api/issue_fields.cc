#include <fmt/format.h>

#include "api/issue_page.h"
#include "base/text.h"

namespace tl::api {
namespace {

using domain::Attributes;
using domain::RecordKind;

// Shown by its role, so not once more among the custom fields.
// Shown elsewhere, or (a rank) nothing that a person reads.
bool has_place_of_its_own(const domain::FieldInfo& field) {
  using domain::FieldRole;
  return field.role == FieldRole::kStoryPoints || field.role == FieldRole::kSprint ||
         field.role == FieldRole::kRank;
}

void render_ref(JsonWriter& out, std::string_view member, const Attributes& attributes,
                std::string_view attribute, RecordKind kind, NameBook& names) {
  const domain::Ref ref = domain::ref_of(attributes, attribute);
  named_member(out, member, ref.id, names.name(kind, ref));
}

domain::Refs refs_of(const domain::Value* value) {
  if (value == nullptr) return {};
  if (const auto* refs = domain::as_refs(*value)) return *refs;
  if (const auto* ref = domain::as_ref(*value)) return {*ref};
  return {};
}

void render_refs(JsonWriter& out, std::string_view member, const domain::Refs& refs,
                 RecordKind kind, NameBook& names) {
  out.key(member).begin_array();
  for (const domain::Ref& ref : refs) {
    out.begin_object().member("id", ref.id).member("name", names.name(kind, ref)).end_object();
  }
  out.end_array();
}

domain::Refs sprints_of(const IssueFacts& facts) {
  for (const domain::FieldInfo* field : facts.fields.find_role(domain::FieldRole::kSprint)) {
    auto sprints = refs_of(domain::find_value(facts.issue.attributes, field->id));
    if (!sprints.empty()) return sprints;
  }
  return {};
}

std::string join_names(const domain::Refs& refs) {
  std::string text;
  for (const domain::Ref& ref : refs) {
    if (!text.empty()) text += ", ";
    text += ref.name.empty() ? ref.id : ref.name;
  }
  return text;
}

struct ValueText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool flag) const { return flag ? "yes" : "no"; }
  std::string operator()(double number) const { return fmt::format("{}", number); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(Instant instant) const { return format_instant(instant); }
  std::string operator()(CivilDate date) const { return format_date(date); }
  std::string operator()(const domain::Ref& ref) const { return join_names({ref}); }
  std::string operator()(const domain::Refs& refs) const { return join_names(refs); }
};

void render_custom_fields(JsonWriter& out, const IssueFacts& facts) {
  out.key("custom_fields").begin_array();
  for (const auto& [id, attribute] : facts.issue.attributes) {
    if (!id.starts_with("customfield_")) continue;
    const domain::FieldInfo* field = facts.fields.find(id);
    if (field != nullptr && has_place_of_its_own(*field)) continue;
    const std::string text = std::visit(ValueText{}, attribute.value);
    if (text.empty()) continue;
    out.begin_object().member("id", id).member("name", field != nullptr ? field->name : id);
    out.member("text", shortened(text, kMaxFieldText)).end_object();
  }
  out.end_array();
}

std::optional<CivilDate> due_of(const Attributes& attributes) {
  const domain::Value* value = domain::find_value(attributes, "duedate");
  const auto* date = value != nullptr ? std::get_if<CivilDate>(value) : nullptr;
  return date != nullptr ? std::optional(*date) : std::nullopt;
}

}  // namespace

std::string NameBook::name(RecordKind kind, const domain::Ref& ref) {
  if (ref.id.empty()) return ref.name;
  const auto [found, fresh] = known_.try_emplace({kind, ref.id}, ref.name);
  if (fresh) {
    const auto record = store_.load_record(instance_, kind, ref.id);
    if (record.ok() && *record) {
      const std::string name = domain::text_of((*record)->attributes, "name");
      if (!name.empty()) found->second = name;
    }
    if (found->second.empty()) found->second = ref.id;
  }
  return found->second;
}

void render_issue_fields(JsonWriter& out, const IssueFacts& facts, NameBook& names) {
  const Attributes& attributes = facts.issue.attributes;
  render_ref(out, "reporter", attributes, "reporter", RecordKind::kAccount, names);
  render_ref(out, "creator", attributes, "creator", RecordKind::kAccount, names);
  const domain::Ref parent = domain::ref_of(attributes, "parent");
  named_member(out, "parent", parent.id, parent.name);
  render_ref(out, "resolution", attributes, "resolution", RecordKind::kResolution, names);
  instant_member(out, "resolved", domain::instant_of(attributes, "resolutiondate"));
  date_member(out, "due", due_of(attributes));
  std::vector<std::string> labels;
  for (const domain::Ref& label : refs_of(domain::find_value(attributes, "labels"))) {
    labels.push_back(label.name.empty() ? label.id : label.name);
  }
  texts_member(out, "labels", labels);
  render_refs(out, "components", refs_of(domain::find_value(attributes, "components")),
              RecordKind::kComponent, names);
  render_refs(out, "fix_versions", refs_of(domain::find_value(attributes, "fixVersions")),
              RecordKind::kVersion, names);
  render_refs(out, "sprints", sprints_of(facts), RecordKind::kSprint, names);
  out.member("story_points", domain::decide_story_points(facts.issue.attributes, facts.fields));
  render_custom_fields(out, facts);
  // Switched off, it is still being taken away.
  const bool described = facts.connection.options.descriptions;
  text_or_null(out, "description",
               described ? domain::text_of(attributes, domain::kDescription) : std::string());
}

}  // namespace tl::api
