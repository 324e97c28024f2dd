#include "domain/field_catalogue.h"

namespace tl::domain {

void FieldCatalogue::add(FieldInfo field) {
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

}  // namespace tl::domain
