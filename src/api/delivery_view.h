// Deliveries and the webhook check as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sync/service.h"

namespace tl::api {

// `events`: names for the filter.
void render_deliveries(JsonWriter& out, const sync::DeliveryPage& page,
                       const std::vector<std::string>& events, std::string_view next_cursor);
void render_delivery_detail(JsonWriter& out, const sync::DeliveryDetail& detail);
void render_webhook_check(JsonWriter& out, const sync::WebhookCheck& check);

}  // namespace tl::api
