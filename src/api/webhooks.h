// Deliveries of vendors: /v1/issue and /v1/jira-worklog. No cookie, no token; the path and the
// signature are what counts. The path id is in no log.
#pragma once

#include "net/http_message.h"

namespace tl::api {

constexpr size_t kMaxDeliveryBytes = 16u << 20;

// 405 with a text that tells a person with a browser or curl that the address is the right one.
[[nodiscard]] net::Response render_reachable();

}  // namespace tl::api
