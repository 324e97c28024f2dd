// Polling: a round asks every stream that is due for what changed since its cursor, and reads
// again the issues that were asked for. Behind webhooks it is the safety net.
#pragma once

#include <map>
#include <span>
#include <string>

#include "sync/runtime.h"

namespace tl::sync {

struct RoundReport {
  // Issues whose latest change had not come by webhook, although there was time for it.
  int64_t unannounced = 0;
  int64_t changed = 0;  // things that were new or newer
  int64_t refused = 0;
  std::string gap;  // for a person: a stream that the vendor refused; the others went on
};

class Poller {
 public:
  Poller(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // Runs all poll streams that are due (`all`: every one). Stops at the first error; what was
  // stored until then stays, its cursors too.
  Result<void> poll(const connector::Connector& connector, const connector::Session& session,
                    const domain::Connection& connection, bool all, RoundReport& report);

  // Reads queued issues again; true when there was something to do.
  Result<bool> refetch(const connector::Connector& connector, const connector::Session& session,
                       const domain::Connection& connection);

 private:
  Result<void> poll_stream(const connector::Connector& connector, const connector::Session& session,
                           const domain::Connection& connection,
                           const connector::StreamInfo& stream, RoundReport& report);
  Result<void> read_again(const connector::Connector& connector, const connector::Session& session,
                          const domain::Connection& connection,
                          std::span<const store::Refetch> wanted);
  Result<connector::PulledPage> fetch_again(const connector::Connector& connector,
                                            const connector::Session& session,
                                            const domain::Connection& connection,
                                            std::span<const IssueId> ids,
                                            const domain::FieldCatalogue& fields);
  Result<void> give_way(const connector::Connector& connector, const connector::Session& session,
                        const domain::Connection& connection,
                        std::span<const store::Refetch> wanted, const Error& refusal);
  Result<int64_t> count_unannounced(const domain::ChangeSet& changes) const;

  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
  std::map<std::string, Instant> polled_;  // start of the last complete round of a stream
};

}  // namespace tl::sync
