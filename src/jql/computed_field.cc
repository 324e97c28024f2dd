#include "jql/computed_field.h"

#include "base/text.h"

namespace tl::jql {

const ComputedField* ComputedFields::find(std::string_view name) const {
  for (const auto& field : all) {
    if (equals_no_case(field->name(), name)) return field.get();
  }
  return nullptr;
}

}  // namespace tl::jql
