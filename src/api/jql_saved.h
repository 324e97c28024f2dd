// Saved queries with their present counts, kept in memory: one is evaluated again when a fact or a
// setting changed, or when the minute or day that it hangs on is over; and only when asked for.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "api/issue_set.h"
#include "base/clock.h"
#include "base/ids.h"
#include "jql/bound.h"

namespace tl::api {

// What one evaluation gave. Immutable once it is on the shelf.
struct SavedCount {
  std::string mark;    // of all that the answer follows from, but for the clock
  std::string search;  // of the view
  jql::TimeNeed time = jql::TimeNeed::kNone;
  int64_t slot = 0;  // minute or day, as `time` says
  bool follows_user = false;
  std::optional<int64_t> total;  // nothing: `problem`
  int64_t undecided = 0;
  std::string problem;  // JSON of the query's problem; "" none
  int64_t left = 0;     // matched at the former evaluation and do not now
  Instant evaluated;
  IssueSet matched;
};
using SavedCountPtr = std::shared_ptr<const SavedCount>;

// Thread-safe.
class SavedCounts {
 public:
  // That of the person, or of everybody when it is the same for all; nullptr: none yet.
  [[nodiscard]] SavedCountPtr find(TenantId tenant, const std::string& view, UserId user);
  void put(TenantId tenant, const std::string& view, UserId user, SavedCountPtr count);
  [[nodiscard]] size_t memory_bytes() const;

  // A round of evaluations that took long is followed by a rest, in which what is on the shelf is
  // good enough: saved queries cost a tenant at most a tenth of a core. `now_us`: of a clock that
  // never jumps.
  [[nodiscard]] bool is_resting(TenantId tenant, int64_t now_us) const;
  void note_round(TenantId tenant, int64_t now_us, int64_t took_us);

 private:
  static constexpr int64_t kLongUs = 500'000;
  static constexpr int64_t kRestFactor = 10;
  static constexpr size_t kMost = 5000;
  using Key = std::tuple<TenantId, std::string, UserId>;  // no user: for everybody
  struct Entry {
    SavedCountPtr count;
    uint64_t used = 0;
  };
  mutable std::mutex mutex_;
  std::map<Key, Entry> entries_;
  std::map<TenantId, int64_t> rest_until_;
  uint64_t uses_ = 0;
};

}  // namespace tl::api
