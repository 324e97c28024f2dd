// From the names in a JQL clause to the ids they stand for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/jql.h"

namespace tl::sim {

[[nodiscard]] std::optional<JqlField> jql_field(std::string_view name, const Catalog& catalog);
[[nodiscard]] std::optional<JqlOrder::By> jql_order_field(std::string_view name);
[[nodiscard]] bool is_date_field(JqlField field);

// The ids that `text` means for `field`, appended to `out`. A text for the refusal, or "".
[[nodiscard]] std::string resolve_jql_value(JqlField field, std::string_view field_name,
                                            const std::string& text, const JqlContext& context,
                                            std::vector<int64_t>& out);
[[nodiscard]] std::string resolve_jql_function(JqlField field, const std::string& name,
                                               const JqlContext& context,
                                               std::vector<int64_t>& out);

}  // namespace tl::sim
