// When a lens goes to disk. Used by the follower alone, on one thread at a time; the writing is on
// another one, so that following goes on meanwhile.
#pragma once

#include <future>
#include <string>

#include "base/clock.h"
#include "lens/lens_source.h"
#include "lens/snapshot.h"

namespace tl::lens {

// Written again when the lens has moved so far (feed rows) and the last writing is so long ago.
inline constexpr int64_t kSnapshotMoves = 100'000;
inline constexpr Millis kSnapshotPause = Millis(10 * 60'000);
// A snapshot that is further behind is of no use: building anew is as quick as catching up.
inline constexpr int64_t kMaxCatchUp = 200'000;

class SnapshotKeeper {
 public:
  // `file` "": nothing is ever written or read. `name`: of the lens, for the log.
  SnapshotKeeper(std::string file, std::string name, TenantId tenant);
  ~SnapshotKeeper();  // waits for a writing that goes on
  SnapshotKeeper(const SnapshotKeeper&) = delete;
  SnapshotKeeper& operator=(const SnapshotKeeper&) = delete;

  // The snapshot when it can be believed; else nothing, and the log says why. Errors are of the
  // source.
  [[nodiscard]] Result<VersionPtr> load(LensSource& source, const RoleMap& roles);
  // Ends a writing that is done and begins one when it is time. `built`: a whole build.
  void look(const VersionPtr& version, const RoleMap& roles, LensSource& source, Instant now,
            bool built);
  // Writes what is not written yet, and waits for it. Serving goes on when it fails.
  void finish(const VersionPtr& version, const RoleMap& roles, LensSource& source);

 private:
  struct Done {
    Result<void> result;
    std::string seal;
    int64_t position = 0;
  };
  Result<void> decide_believed(const SnapshotHead& head, const std::string& seal, int64_t head_now,
                               uint64_t roles) const;
  void begin(const VersionPtr& version, uint64_t roles, Instant now);
  void end(LensSource& source);  // REQUIRES: writing_.valid()

  std::string file_, name_;
  TenantId tenant_;
  int64_t written_ = -1;  // position of the file; -1 none that is any good
  Instant begun_;
  std::string last_trouble_;  // logged once
  std::future<Done> writing_;
};

}  // namespace tl::lens
