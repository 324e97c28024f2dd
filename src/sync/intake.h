// Intake: the thread that turns waiting arrivals into facts. At least once and idempotent.
//
// Arrivals are taken in the order they came and applied together, connection by connection, so what
// concerns one issue keeps its order. That is a courtesy: the merge does not rely on it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <thread>
#include <vector>

#include "sync/delivery_account.h"
#include "sync/runtime.h"

namespace tl::sync {

class Intake {
 public:
  // `on_refetch` is called (on the intake thread) when issues of an instance are to be read again;
  // `on_turn` about once a second and after each batch. Both may be empty.
  Intake(Runtime& runtime, std::function<void(InstanceId)> on_refetch,
         std::function<void()> on_turn = {})
      : runtime_(runtime), on_refetch_(std::move(on_refetch)), on_turn_(std::move(on_turn)) {}
  ~Intake() { stop(); }

  void start();
  void stop();
  // Applies all that waits now, on the calling thread. How many. REQUIRES: not started.
  Result<int64_t> apply_waiting(const std::stop_token& stop);

 private:
  using Arrivals = std::span<const store::StoredArrival* const>;
  struct Place;  // a connection, looked up once for many of its arrivals
  struct Read;   // an arrival that was understood
  void run(const std::stop_token& stop);
  Result<void> apply_some(const std::vector<store::StoredArrival>& arrivals);
  Result<void> apply_group(Arrivals arrivals);
  Result<void> apply_all_or_split(const Place& place, Arrivals arrivals);
  Result<void> apply_together(const Place& place, Arrivals arrivals);
  Result<void> refuse_guilty(const Place& place, const store::StoredArrival& stored,
                             const Error& error);
  Result<std::optional<Read>> read_arrival(const Place& place, const store::StoredArrival& stored,
                                           std::vector<store::FinishedArrival>& finished);
  Result<std::optional<std::string>> unseal(const Place& place,
                                            const store::StoredArrival& stored) const;
  Result<void> admit_all(const Place& place, std::vector<Read>& reads,
                         std::vector<store::FinishedArrival>& finished) const;
  static bool leave_out(const store::ApplyReport& report, Read& read, Instant now);
  Result<store::ApplyReport> apply_reads(const Place& place, std::vector<Read>& reads);
  Result<const domain::FieldCatalogue*> fields(TenantId tenant, InstanceId instance);
  void keep_house();

  Runtime& runtime_;
  std::function<void(InstanceId)> on_refetch_;
  std::function<void()> on_turn_;
  std::map<InstanceId, domain::FieldCatalogue> fields_;
  Instant fields_read_;
  Instant house_kept_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace tl::sync
