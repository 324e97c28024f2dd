#include "domain/field_catalogue.h"

namespace tl::domain {

void FieldCatalogue::add(FieldInfo field) {
  field.role = decide_field_role(field);
  std::string id = field.id;
  fields_.insert_or_assign(std::move(id), std::move(field));
}

void FieldCatalogue::add(const Record& field) {
  const Attributes& from = field.attributes;
  add(FieldInfo{field.id, text_of(from, "name"), text_of(from, "type"), text_of(from, "items"),
                text_of(from, "schema_custom")});
}

const FieldInfo* FieldCatalogue::find(std::string_view id) const {
  const auto found = fields_.find(id);
  return found == fields_.end() ? nullptr : &found->second;
}

std::vector<const FieldInfo*> FieldCatalogue::find_role(FieldRole role) const {
  std::vector<const FieldInfo*> found;
  for (const auto& [id, field] : fields_) {
    if (field.role == role) found.push_back(&field);
  }
  return found;
}

FieldRole FieldCatalogue::role(std::string_view id) const {
  const FieldInfo* field = find(id);
  return field == nullptr ? FieldRole::kNone : field->role;
}

}  // namespace tl::domain
