// The follower of one tenant's lens: reads the feed, reads changed issues again and publishes a
// new version. One thread, named by its tenant in the log.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/ids.h"
#include "lens/lens_source.h"
#include "lens/snapshot_keeper.h"
#include "lens/version.h"

namespace tl::lens {

inline constexpr size_t kFollowBatch = 2000;          // feed rows read at once
inline constexpr Millis kFollowPause = Millis(100);   // between versions, so that events gather
inline constexpr Millis kFollowPoll = Millis(1000);   // looked at again even when nobody wakes us
inline constexpr Millis kFollowRetry = Millis(2000);  // after an error of the store

// A lens of one tenant that stays up to date. Thread-safe.
class Lens {
 public:
  // Takes the snapshot in `snapshot_file` ("": none) and what came since, else reads everything.
  // `clock` must outlive the lens.
  static Result<std::unique_ptr<Lens>> load(TenantId tenant, std::unique_ptr<LensSource> source,
                                            const Clock& clock, const std::stop_token& stop,
                                            std::string snapshot_file = {});
  ~Lens();  // stops and joins the follower; pinned versions live on

  [[nodiscard]] VersionPtr pin() const;
  // Starts the thread. Without it, follow_once() is the way (tests).
  void start();
  void stop();  // and keeps a snapshot
  // Reads one batch of the feed; true when a new version was published.
  Result<bool> follow_once(const std::stop_token& stop);
  // Waits until the lens includes `position`. False when that did not happen within `at_most`
  // (real time).
  bool wait_for_position(int64_t position, Millis at_most) const;
  // The follower's last error, when its last attempt failed; the lens then is older than it looks.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  Lens(TenantId tenant, std::unique_ptr<LensSource> source, const Clock& clock,
       std::string snapshot_file);
  Result<void> rebuild(const std::stop_token& stop);
  // False when there is none that can be believed.
  Result<bool> restore(const std::stop_token& stop);
  Result<VersionPtr> next_version(const VersionPtr& from, const FeedNews& news);
  // False when fields mean something else now: build anew.
  Result<bool> take_roles(const FeedNews& news);
  void publish(VersionPtr version);
  void note(const std::optional<Error>& trouble);
  void run(const std::stop_token& stop);

  TenantId tenant_;
  std::unique_ptr<LensSource> source_;
  const Clock& clock_;
  RoleMap roles_;  // of version_; the follower's alone
  mutable std::mutex
      mutex_;  // held to copy or swap the pointer, never while a question is answered
  VersionPtr version_;
  mutable std::condition_variable published_;
  std::optional<Error> trouble_;
  SnapshotKeeper keeper_;  // the follower's alone
  bool built_ = false;     // a whole build, not on disk yet
  bool stopped_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace tl::lens
