// The webhook edge: from the raw delivery to the durable arrival. Runs on io threads: a table in
// memory, the signature over the raw bytes, the cut, the queue of the inbox.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "sync/runtime.h"

namespace tl::sync {

// What arrived for one instance since the server started, and before.
struct DeliveryCounts {
  int64_t accepted = 0;
  int64_t duplicates = 0;
  int64_t rejected = 0;   // unsigned or wrongly signed; nothing of them is kept
  int64_t elsewhere = 0;  // of another site; nothing of them is kept
  std::optional<Instant> last_event;
};

class Edge {
 public:
  explicit Edge(Runtime& runtime) : runtime_(runtime) {}

  // Reads all registrations again: at start and whenever one was made or removed.
  Result<void> reload();
  // Reads the field catalogue of a connection again, so that its texts are cut from deliveries.
  // From any thread but those of the edge.
  Result<void> refresh_fields(TenantId tenant, InstanceId instance);
  void deliver(std::string_view tenant_public_id, std::string_view path_id,
               const net::Headers& headers, std::string body, Service::DeliveryDone done);
  [[nodiscard]] DeliveryCounts counts(InstanceId instance) const;
  void stop() { stopping_ = true; }

 private:
  struct Route;
  using Table = std::map<std::string, Route, std::less<>>;
  using Fields = std::shared_ptr<const domain::FieldCatalogue>;
  Result<std::optional<Route>> load_route(const store::WebhookHook& hook);
  void note_fields(InstanceId instance, domain::FieldCatalogue fields);
  [[nodiscard]] Fields fields(InstanceId instance) const;
  void count(InstanceId instance, const std::function<void(DeliveryCounts&)>& change);
  [[nodiscard]] std::shared_ptr<const Table> table() const;
  [[nodiscard]] Result<store::Arrival> make_arrival(const Route& route, const net::Headers& headers,
                                                    const std::string& body) const;

  Runtime& runtime_;
  std::atomic<bool> stopping_ = false;
  std::mutex loading_;  // so that what was read earlier does not replace what was read later
  mutable std::mutex mutex_;
  std::shared_ptr<const Table> table_;
  std::map<InstanceId, DeliveryCounts> counts_;
  std::map<InstanceId, Fields> fields_;  // of connections with webhooks
};

}  // namespace tl::sync
