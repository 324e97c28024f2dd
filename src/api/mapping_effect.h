// What a mapping does to the numbers: time in each status, and what a change of it would do.
#pragma once

#include <map>
#include <optional>

#include "api/lens_view.h"
#include "mapping/document.h"

namespace tl::api {

inline constexpr int kEffectDays = 90;

// Median time in each status of the instance, of issues that finished in the last kEffectDays, by
// code; those with too few are missing.
[[nodiscard]] std::map<lens::Code, int64_t> decide_status_medians(const LensView& view,
                                                                  InstanceId instance, Instant now);

// A MappingPreview of the API: the numbers of the instance before and after.
[[nodiscard]] Result<std::string> render_mapping_preview(Call& call, const LensView& view,
                                                         InstanceId instance,
                                                         const mapping::Mapping& next, Instant now);

// Member "type_queries": the queries of the mapping with what they decide. `rules` may be nullptr.
void render_type_queries(JsonWriter& out, const mapping::Mapping& mapping,
                         const mapping::TypeRules* rules, InstanceId instance);

}  // namespace tl::api
