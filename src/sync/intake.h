// Intake: the thread that turns waiting arrivals into facts. At least once and idempotent.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "sync/runtime.h"

namespace tl::sync {

class Intake {
 public:
  // `on_refetch` is called (on the intake thread) when issues of an instance are to be read again.
  Intake(Runtime& runtime, std::function<void(InstanceId)> on_refetch)
      : runtime_(runtime), on_refetch_(std::move(on_refetch)) {}
  ~Intake() { stop(); }

  void start();
  void stop();
  // Applies all that waits now, on the calling thread. REQUIRES: not started.
  Result<int64_t> apply_waiting(const std::stop_token& stop);

 private:
  // Arrivals of one instance that are applied together.
  struct Batch {
    TenantId tenant;
    InstanceId instance;
    domain::ChangeSet changes;
    std::vector<store::ArrivalId> arrivals;
    std::set<IssueId> known;  // stored, or about to be by this batch
    bool filtered = false;
  };
  void run(const std::stop_token& stop);
  Result<void> apply_some(const std::vector<store::StoredArrival>& arrivals);
  Result<void> read_arrival(const store::StoredArrival& stored, Batch& into);
  Result<void> apply_batch(Batch batch);
  Result<const domain::FieldCatalogue*> fields(TenantId tenant, InstanceId instance);
  void keep_house();

  Runtime& runtime_;
  std::function<void(InstanceId)> on_refetch_;
  std::map<InstanceId, domain::FieldCatalogue> fields_;
  Instant fields_read_;
  Instant house_kept_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace tl::sync
