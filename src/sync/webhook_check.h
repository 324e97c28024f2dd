// The webhook check: calls our own public address from here, compares with the vendor's list, sends
// a signed delivery to ourselves, and waits for a real event. In the background, one a connection;
// what it found is in memory only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "sync/edge.h"
#include "sync/runtime.h"

namespace tl::sync {

class WebhookChecks {
 public:
  // `wake` has the outbox of a connection looked at.
  WebhookChecks(Runtime& runtime, const Edge& edge, std::function<void(InstanceId)> wake)
      : runtime_(runtime), edge_(edge), wake_(std::move(wake)) {}
  ~WebhookChecks() { stop(); }

  // kConflict: one is running, or nothing can be changed while the connection is not active.
  // kInvalidArgument: an issue that is unknown here or not confirmed.
  Result<WebhookCheck> start(TenantId tenant, InstanceId instance,
                             const WebhookCheckRequest& request);
  // The last one; id "" none was made since the server started.
  [[nodiscard]] WebhookCheck status(TenantId tenant, InstanceId instance) const;
  void stop();  // ends what runs, and joins

  static constexpr Millis kWait = minutes(10);  // for a real event

 private:
  struct Run;
  struct Target;  // what the requests of a check need
  void run(Run& run, const std::stop_token& stop);
  Result<Target> load_target(const Run& run) const;
  void set_row(Run& run, WebhookCheckRow row);
  void begin_row(Run& run, std::string_view id, std::string_view state = "running");
  void skip_rest(Run& run, std::string_view why);
  WebhookCheckRow check_registered(const Run& run, const Target& target,
                                   const std::stop_token& stop) const;
  WebhookCheckRow post_ping(const Run& run, const Target& target,
                            const std::stop_token& stop) const;
  bool ping_arrived(const Run& run, Instant since) const;
  void wait_for_event(Run& run, const std::stop_token& stop);
  [[nodiscard]] WebhookCheckRow came(const Run& run) const;
  [[nodiscard]] WebhookCheckRow came_not(const Run& run) const;
  void finish(Run& run);
  void publish(const Run& run);

  Runtime& runtime_;
  const Edge& edge_;
  const std::function<void(InstanceId)> wake_;
  mutable std::mutex mutex_;
  bool stopped_ = false;
  std::map<std::pair<TenantId, InstanceId>, std::shared_ptr<Run>> runs_;
};

}  // namespace tl::sync
