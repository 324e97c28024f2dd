// The history of poll rounds: a run is kept when a round brought something or failed.
#pragma once

#include <optional>
#include <string>

#include "sync/poller.h"
#include "sync/runtime.h"

namespace tl::sync {

inline constexpr std::string_view kPollKind = "poll";
inline constexpr std::string_view kImportKind = "import";
inline constexpr size_t kRunsKept = 200;  // of each kind, per instance

// One finished job without phases of its own, as a row of the store.
struct RoundEntry {
  std::string id;  // public id
  std::string_view kind;
  Instant started;
  Instant finished;
  int64_t items = 0;
  int64_t requests = 0;
  int64_t refused = 0;
  std::string failure;  // for a person; "" none
  std::string gap;      // for a person: what was left out; "" nothing
};
Result<void> save_round(store::TenantStore& tenant, InstanceId instance, const RoundEntry& entry);

class RoundLog {
 public:
  RoundLog(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // Failures of one cause in a row are one entry that grows. Never fails: a log must not stop work.
  void note(Instant started, const RoundReport& report, int64_t requests, const Error* error);

 private:
  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
  std::optional<RoundEntry> failing_;
  int failures_ = 0;
  std::string gap_;  // of the last entry, so that a lasting one is said once
};

}  // namespace tl::sync
