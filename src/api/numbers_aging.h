// Work in progress as several answers show it.
#pragma once

#include "api/numbers_about.h"
#include "metrics/flow/wip.h"

namespace tl::api {

// The schema AgingItem.
void render_aging_item(JsonWriter& out, const LensView& view, const metrics::flow::AgingItem& item);

}  // namespace tl::api
