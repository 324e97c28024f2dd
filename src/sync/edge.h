// The webhook edge: from the raw delivery to the durable arrival. Runs on io threads: a table in
// memory, the signature over the raw bytes, the cut, the queue of the inbox.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "sync/delivery_rejections.h"
#include "sync/runtime.h"

namespace tl::sync {

// The event of a test delivery that we send to ourselves: it proves the way, and no more.
inline constexpr std::string_view kPingEvent = "throughline:ping";
// Name under which a body is sealed that could not be parsed, so that nobody knows what it holds.
inline constexpr std::string_view kSealedBody = "unreadable-body";

// What arrived for one instance since the server started, and before.
struct DeliveryCounts {
  int64_t accepted = 0;
  int64_t duplicates = 0;
  int64_t rejected = 0;   // unsigned or wrongly signed; only headers are kept, and how often
  int64_t elsewhere = 0;  // of another site; the same
  std::optional<Instant> last_event;  // of the vendor; no ping
};

class Edge {
 public:
  explicit Edge(Runtime& runtime) : runtime_(runtime), rejections_(runtime) {}

  // Reads all registrations again: at start and whenever one was made or removed.
  Result<void> reload();
  // Reads the field catalogue of a connection again, so that its texts are cut from deliveries.
  // From any thread but those of the edge.
  Result<void> refresh_fields(TenantId tenant, InstanceId instance);
  void deliver(std::string_view tenant_public_id, std::string_view path_id,
               const net::Headers& headers, std::string body, Service::DeliveryDone done);
  [[nodiscard]] DeliveryCounts counts(InstanceId instance) const;
  // When the vendor last delivered to this address, since the server started.
  [[nodiscard]] std::optional<Instant> heard(std::string_view path_id) const;
  // Deliveries to addresses that nobody has, since the server started. Nothing of them is kept.
  [[nodiscard]] int64_t unknown() const { return unknown_; }
  // Writes down rejections that were counted; `wait` at the end. Called about once a second.
  void flush_rejections(bool wait) { rejections_.flush(wait); }
  void stop() { stopping_ = true; }

 private:
  struct Route;
  using Table = std::map<std::string, Route, std::less<>>;
  using Fields = std::shared_ptr<const domain::FieldCatalogue>;
  Result<std::optional<Route>> load_route(const store::WebhookHook& hook);
  void keep_replaced(const Table& former, const std::set<InstanceId>& served, Table& table) const;
  void note_fields(InstanceId instance, domain::FieldCatalogue fields);
  [[nodiscard]] Fields fields(InstanceId instance) const;
  void count(InstanceId instance, const std::function<void(DeliveryCounts&)>& change);
  void note_rejected(const Route& route, const net::Headers& headers, const Error& error);
  void note_stored(InstanceId instance, const std::string& path_id, bool fresh,
                   std::optional<Instant> event);
  [[nodiscard]] std::shared_ptr<const Table> table() const;
  [[nodiscard]] Result<store::Arrival> make_arrival(const Route& route, const net::Headers& headers,
                                                    const std::string& body) const;

  Runtime& runtime_;
  Rejections rejections_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int64_t> unknown_ = 0;
  std::mutex loading_;  // so that what was read earlier does not replace what was read later
  mutable std::mutex mutex_;
  std::shared_ptr<const Table> table_;
  std::map<InstanceId, DeliveryCounts> counts_;
  std::map<std::string, Instant, std::less<>> heard_;  // by path id
  std::map<InstanceId, Fields> fields_;                // of connections with webhooks
};

}  // namespace tl::sync
