// Values of custom fields, typed by the field's schema; by their JSON shape when it is unknown.
#pragma once

#include <optional>
#include <string_view>

#include "connectors/jira/facts.h"

namespace tl::connectors::jira {

// Nothing: not stored, because it is rich text, prose, a computed text of an app, or of a shape
// that no type covers. monostate: the vendor said empty. Sprints and users in the value become
// facts.
[[nodiscard]] std::optional<domain::Value> read_field_value(const domain::FieldInfo* field,
                                                            JsonElement value, Facts& facts);

// True for fields whose values are never stored: rich text and what apps compute.
[[nodiscard]] bool is_unwanted_field(const domain::FieldInfo& field);

// True when old and new texts of changes of the field may not be stored.
[[nodiscard]] bool is_rich_text_field(const domain::FieldInfo& field);

}  // namespace tl::connectors::jira
