// What a delivery says: the envelope {timestamp, webhookEvent, issue, changelog, comment, ...}.
#pragma once

#include <string_view>

#include "base/json.h"
#include "connector/connector.h"

namespace tl::connectors::jira {

// Pure. Never fails: what cannot be read is in `refused`, what is none of our business in
// `ignored`. A JSON array of deliveries (a relay's form) is read one by one.
[[nodiscard]] connector::Normalised normalise_delivery(std::string_view body,
                                                       const connector::NormaliseContext& context);

// The same of one parsed delivery, an object.
[[nodiscard]] connector::Normalised normalise_one(JsonElement body,
                                                  const connector::NormaliseContext& context);

}  // namespace tl::connectors::jira
