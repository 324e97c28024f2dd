// An effect: one write to a vendor. It is in the outbox with its key before it is tried, and is not
// done twice; after an unknown outcome the vendor is asked before a retry.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"

namespace tl::domain {

struct Effect {
  std::string key;  // (rule or job, object, version): unique per tenant
  InstanceId instance;
  std::string kind;     // "webhook.register", "webhook.remove"
  std::string payload;  // JSON, read by the connector alone; holds no secret
};

}  // namespace tl::domain
