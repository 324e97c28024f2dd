// Polling: a round asks every stream that is due for what changed since its cursor, and reads
// again the issues that were asked for. Behind webhooks it is the safety net.
#pragma once

#include <map>
#include <string>

#include "sync/runtime.h"

namespace tl::sync {

struct RoundReport {
  // Issues whose latest change had not come by webhook, although there was time for it.
  int64_t unannounced = 0;
};

class Poller {
 public:
  Poller(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // Runs all poll streams that are due (`all`: every one). Stops at the first error; what was
  // stored until then stays, its cursors too.
  Result<RoundReport> poll(const connector::Connector& connector, const connector::Session& session,
                           const domain::Connection& connection, bool all);

  // Reads queued issues again; true when there was something to do.
  Result<bool> refetch(const connector::Connector& connector, const connector::Session& session,
                       const domain::Connection& connection);

 private:
  Result<void> poll_stream(const connector::Connector& connector, const connector::Session& session,
                           const domain::Connection& connection,
                           const connector::StreamInfo& stream, RoundReport& report);
  Result<int64_t> count_unannounced(const domain::ChangeSet& changes) const;

  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
  std::map<std::string, Instant> polled_;  // start of the last complete round of a stream
};

}  // namespace tl::sync
