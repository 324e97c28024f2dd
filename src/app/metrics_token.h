// The token that a monitoring system reads /metrics with. It opens nothing else.
#pragma once

#include <string>

#include "base/result.h"

namespace tl::app {

// "metrics-token" in the data directory (0600). Made when it is absent; one that an admin put there
// is taken as it is. kInvalidArgument: shorter than 16 characters, or cannot be read or written.
[[nodiscard]] Result<std::string> load_metrics_token(const std::string& data);

}  // namespace tl::app
