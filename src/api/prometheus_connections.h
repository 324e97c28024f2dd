// What /metrics says of connections.
#pragma once

#include <vector>

#include "api/prometheus_text.h"
#include "api/sent_requests.h"
#include "store/inbox.h"
#include "sync/service.h"

namespace tl::api {

// One connection as it is scraped. References must outlive it.
struct ScrapedConnection {
  const sync::ConnectionStatus& status;
  const sync::ConnectionLedger& ledger;
  store::ArrivalQueue queue;
  store::ArrivalTally arrivals;
  int64_t outbox = 0;  // effects that wait
  SentRequests::Counts sent{};
};

// Series are bounded: the first kMaxScrapedProjects projects of a connection by key are shown one
// by one, the rest as kOtherProjects.
inline constexpr size_t kMaxScrapedProjects = 200;
inline constexpr std::string_view kOtherProjects = "(others)";

void render_scraped(PrometheusText& out, const std::vector<ScrapedConnection>& connections,
                    Instant now);

// Seconds since 1970, to the millisecond.
[[nodiscard]] inline double in_seconds(Instant instant) {
  return static_cast<double>(instant.ms) / 1000.0;
}

}  // namespace tl::api
