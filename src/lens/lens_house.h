// All lenses of this server: loaded per tenant on demand, evicted under a limit of memory.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "lens/follower.h"

namespace tl::lens {

// Above this the lenses not used for longest are evicted. The one just asked for always stays: a
// tenant that is larger alone is served, and the log says so. A setting of the program, in MiB.
inline constexpr int64_t kDefaultLensMemoryMib = 2048;
inline constexpr int64_t kMinLensMemoryMib = 64;
inline constexpr int64_t kMaxLensMemoryMib = 1024 * 1024;
inline constexpr size_t kDefaultLensMemory = static_cast<size_t>(kDefaultLensMemoryMib) << 20;
// Lenses grow while they follow: the limit is looked at again after so many uses.
inline constexpr uint64_t kUsesBetweenLooks = 64;

struct LensStatus {
  TenantId tenant;
  int64_t position = 0;
  size_t issues = 0;
  size_t memory_bytes = 0;
  Instant built_at;
  std::optional<Error> trouble;
};

// Thread-safe.
class LensHouse {
 public:
  using OpenSource = std::function<Result<std::unique_ptr<LensSource>>(TenantId)>;

  // `clock` must outlive the house. `open` is called from any thread. `snapshot_folder`: where
  // lenses lie between runs ("TENANT.snapshot"); "": they do not.
  LensHouse(OpenSource open, const Clock& clock, size_t memory_limit = kDefaultLensMemory,
            std::string snapshot_folder = {});
  ~LensHouse();
  LensHouse(const LensHouse&) = delete;
  LensHouse& operator=(const LensHouse&) = delete;

  // The tenant's present version. The first call for a tenant reads its facts (seconds for a
  // million issues), in the calling thread; others asking meanwhile wait for it. Holding the
  // version is cheap and blocks nobody. Errors: what the store says, kStopping.
  [[nodiscard]] Result<VersionPtr> pin(TenantId tenant);
  // The same, but waits up to `at_most` (real time) until it includes `position`; afterwards the
  // version as it is (look at its position()).
  [[nodiscard]] Result<VersionPtr> pin_at(TenantId tenant, int64_t position, Millis at_most);

  void evict(TenantId tenant);
  [[nodiscard]] std::vector<LensStatus> status() const;
  void stop();  // asks all followers to stop and joins them; pin() then gives kStopping

 private:
  struct Slot {
    std::shared_ptr<Lens> lens;  // nullptr while it is loading
    uint64_t last_use = 0;
    bool too_large = false;  // alone above the limit; logged
  };
  Result<std::shared_ptr<Lens>> lens_of(TenantId tenant);
  Result<std::shared_ptr<Lens>> load(TenantId tenant);
  Result<std::shared_ptr<Lens>> read(TenantId tenant);
  std::vector<std::shared_ptr<Lens>> take_evicted(TenantId keep);  // REQUIRES: mutex_ held
  void note_too_large(TenantId tenant, Slot& slot, size_t bytes) const;

  OpenSource open_;
  const Clock& clock_;
  size_t memory_limit_;
  std::string snapshot_folder_;
  mutable std::mutex mutex_;
  std::condition_variable loaded_;
  std::stop_source stop_;
  uint64_t uses_ = 0;
  std::map<TenantId, Slot> slots_;
};

}  // namespace tl::lens
