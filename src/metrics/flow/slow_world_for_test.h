// A second opinion about every number of this room, written from the definitions alone and as
// slowly as possible: what is true at an instant is looked up in the whole story of an issue, and a
// duration is the sum of the stretches between two events in which something was true. It shares no
// code with measure/ or the numbers; only the made-up facts are put into a lens as well.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "lens/lens_builder.h"
#include "mapping/document.h"

namespace tl::metrics::flow::slow {

inline constexpr int64_t kMinute = 60'000;
inline constexpr int64_t kDay = 24 * 60 * kMinute;
inline constexpr int64_t kBegin = 1'767'225'600'000;  // 2026-01-01, a Thursday
inline constexpr int kDays = 120;                     // in which everything happens

// Statuses by number. Their stage is given to the mapping by hand.
struct Status {
  const char* id;
  const char* name;
  mapping::Stage stage;
};
inline const std::vector<Status> kStatuses = {
    {"1", "To Do", mapping::Stage::kQueue},       {"2", "Doing", mapping::Stage::kActive},
    {"3", "In Review", mapping::Stage::kReview},  {"4", "On Hold", mapping::Stage::kBlocked},
    {"5", "Done", mapping::Stage::kDone},         {"6", "Released", mapping::Stage::kDone},
    {"7", "Dropped", mapping::Stage::kCancelled}, {"8", "Testing", mapping::Stage::kActive}};

struct Move {
  int64_t at;
  int to;  // index of kStatuses, or of whatever changed
};

struct BlockedBy {
  int64_t other;
  int64_t since;
  std::optional<int64_t> until;
};

struct Log {
  int64_t started;
  int64_t seconds;
};

// The story of one issue.
struct Issue {
  int64_t id = 0;
  int64_t created = 0;
  int first = 0;  // status at creation
  std::vector<Move> moves;
  std::vector<Move> resolutions;  // 0 none, 1 fixed, 2 won't do (cancels)
  std::vector<Move> flags;        // 0 or 1
  std::vector<BlockedBy> links;
  std::vector<Log> logs;
  std::optional<int64_t> deleted;
  int project = 0;  // 0 or 1
  int type = 0;     // 0 story (feature), 1 bug
};

// The last value set at or before t.
inline int value_at(const std::vector<Move>& moves, int first, int64_t t) {
  int value = first;
  for (const Move& move : moves) {
    if (move.at <= t) value = move.to;
  }
  return value;
}

class World {
 public:
  explicit World(unsigned seed, int issues) : random_(seed) {
    for (int i = 0; i < issues; ++i) stories.push_back(make(i + 1));
    for (Issue& issue : stories) add_links(issue);
  }

  std::vector<Issue> stories;  // by id

  [[nodiscard]] const Issue& story(int64_t id) const {
    return stories[static_cast<size_t>(id - 1)];
  }

  // --- what is true at an instant ---
  [[nodiscard]] static bool exists(const Issue& issue, int64_t t) { return issue.created <= t; }
  [[nodiscard]] static bool is_deleted(const Issue& issue, int64_t t) {
    return issue.deleted && *issue.deleted <= t;
  }
  [[nodiscard]] static mapping::Stage stage(const Issue& issue, int64_t t) {
    return kStatuses[static_cast<size_t>(value_at(issue.moves, issue.first, t))].stage;
  }
  [[nodiscard]] static bool in_done(const Issue& issue, int64_t t) {
    return stage(issue, t) == mapping::Stage::kDone;
  }
  [[nodiscard]] static bool in_cancelled(const Issue& issue, int64_t t) {
    return stage(issue, t) == mapping::Stage::kCancelled;
  }
  [[nodiscard]] static bool in_queue(const Issue& issue, int64_t t) {
    return stage(issue, t) == mapping::Stage::kQueue;
  }
  [[nodiscard]] static bool in_progress(const Issue& issue, int64_t t) {
    return !in_done(issue, t) && !in_cancelled(issue, t) && !in_queue(issue, t);
  }
  [[nodiscard]] static bool resolution_cancels(const Issue& issue, int64_t t) {
    return value_at(issue.resolutions, 0, t) == 2;
  }
  [[nodiscard]] static bool flagged(const Issue& issue, int64_t t) {
    return value_at(issue.flags, 0, t) == 1;
  }
  [[nodiscard]] bool link_blocked(const Issue& issue, int64_t t) const {
    return std::any_of(issue.links.begin(), issue.links.end(), [&](const BlockedBy& link) {
      if (link.since > t || (link.until && *link.until <= t)) return false;
      const Issue& other = story(link.other);
      return exists(other, t) && !is_deleted(other, t) && !in_done(other, t) &&
             !in_cancelled(other, t);
    });
  }
  [[nodiscard]] bool blocked(const Issue& issue, int64_t t) const {
    return flagged(issue, t) || stage(issue, t) == mapping::Stage::kBlocked ||
           link_blocked(issue, t);
  }

  // --- the story as a whole, as of `t` ---
  // Every instant at which anything about the issue can change, up to t, and t itself.
  [[nodiscard]] std::vector<int64_t> instants(const Issue& issue, int64_t t) const {
    std::set<int64_t> all = {issue.created, t};
    for (const auto* moves : {&issue.moves, &issue.resolutions, &issue.flags}) {
      for (const Move& move : *moves) all.insert(move.at);
    }
    for (const BlockedBy& link : issue.links) {
      all.insert(link.since);
      if (link.until) all.insert(*link.until);
      const Issue& other = story(link.other);
      all.insert(other.created);
      if (other.deleted) all.insert(*other.deleted);
      for (const Move& move : other.moves) all.insert(move.at);
    }
    std::vector<int64_t> sorted;
    for (const int64_t at : all) {
      if (at >= issue.created && at <= t) sorted.push_back(at);
    }
    return sorted;
  }

  // Seconds in [from, to) during which `holds` was true.
  [[nodiscard]] int64_t seconds_while(const Issue& issue, int64_t from, int64_t to,
                                      const std::function<bool(int64_t)>& holds) const {
    std::vector<int64_t> all = instants(issue, to);
    all.push_back(from);
    std::sort(all.begin(), all.end());
    int64_t sum = 0;
    for (size_t i = 0; i + 1 < all.size(); ++i) {
      if (all[i] >= from && all[i + 1] <= to && holds(all[i])) sum += all[i + 1] - all[i];
    }
    return sum / 1000;
  }

  [[nodiscard]] std::optional<int64_t> first_when(const Issue& issue, int64_t t,
                                                  const std::function<bool(int64_t)>& holds) const {
    for (const int64_t at : instants(issue, t)) {
      if (holds(at)) return at;
    }
    return std::nullopt;
  }

  // First crossing of the start line: the first instant in progress.
  [[nodiscard]] std::optional<int64_t> start(const Issue& issue, int64_t t) const {
    return first_when(issue, t, [&](int64_t at) { return in_progress(issue, at); });
  }
  // The last crossing: in progress, where the last thing it was before, apart from done and
  // cancelled, was the queue (or nothing).
  [[nodiscard]] std::optional<int64_t> last_start(const Issue& issue, int64_t t) const {
    std::optional<int64_t> found;
    bool may_cross = true;
    for (const int64_t at : instants(issue, t)) {
      if (in_queue(issue, at)) may_cross = true;
      if (!in_progress(issue, at)) continue;
      if (may_cross) found = at;
      may_cross = false;
    }
    return found;
  }
  // The beginning of the present unbroken stay in done stages; nothing when not finished.
  [[nodiscard]] std::optional<int64_t> finish(const Issue& issue, int64_t t) const {
    if (!exists(issue, t) || !in_done(issue, t) || resolution_cancels(issue, t))
      return std::nullopt;
    std::optional<int64_t> since;
    for (const int64_t at : instants(issue, t)) {
      if (!in_done(issue, at)) {
        since.reset();
      } else if (!since) {
        since = at;
      }
    }
    return since;
  }
  // The beginning of the first stay in done stages that counted as finished: whose resolution did
  // not cancel when it ended, or does not now.
  [[nodiscard]] std::optional<int64_t> first_finish(const Issue& issue, int64_t t) const {
    std::optional<int64_t> since;
    int64_t before = issue.created;
    for (const int64_t at : instants(issue, t)) {
      const bool done = in_done(issue, at);
      if (since && !done && !resolution_cancels(issue, before)) return since;
      if (!done) since.reset();
      if (done && !since) since = at;
      before = at;
    }
    return since && !resolution_cancels(issue, t) ? since : std::nullopt;
  }

  // --- the same facts as a lens, and the stages as a mapping ---
  [[nodiscard]] lens::VersionPtr make_lens() const;
  [[nodiscard]] static mapping::Mappings make_mappings();

 private:
  int64_t pick(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }
  bool chance(int percent) { return pick(1, 100) <= percent; }

  std::vector<Move> walk(int64_t from, int64_t most, int64_t values) {
    std::vector<Move> moves;
    int64_t at = from;
    const int64_t count = pick(0, most);
    for (int64_t i = 0; i < count; ++i) {
      at += pick(1, 8 * 24 * 60) * kMinute;
      if (at >= kBegin + kDays * kDay) break;
      moves.push_back({at, static_cast<int>(pick(0, values - 1))});
    }
    return moves;
  }

  Issue make(int64_t id) {
    Issue issue;
    issue.id = id;
    issue.created = kBegin + pick(0, (kDays - 20) * 24 * 60) * kMinute;
    issue.first = chance(80) ? 0 : static_cast<int>(pick(0, 7));
    issue.moves = walk(issue.created, 8, static_cast<int64_t>(kStatuses.size()));
    if (chance(60)) issue.moves.push_back({last(issue) + pick(1, 3000) * kMinute, 4});
    std::erase_if(issue.moves, [](const Move& m) { return m.at >= kBegin + kDays * kDay; });
    if (chance(50)) issue.resolutions = walk(issue.created, 2, 3);
    if (chance(40)) issue.flags = walk(issue.created, 4, 2);
    for (int64_t i = pick(-3, 3); i > 0; --i)
      issue.logs.push_back({issue.created + pick(0, 20'000) * kMinute, pick(1, 8) * 3600});
    if (chance(6)) issue.deleted = last(issue) + pick(1, 20'000) * kMinute;
    if (issue.deleted && *issue.deleted >= kBegin + kDays * kDay) issue.deleted.reset();
    issue.project = static_cast<int>(pick(0, 1));
    issue.type = static_cast<int>(pick(0, 1));
    return issue;
  }
  static int64_t last(const Issue& issue) {
    return issue.moves.empty() ? issue.created : issue.moves.back().at;
  }
  void add_links(Issue& issue) {
    if (!chance(25)) return;
    const int64_t other = pick(1, static_cast<int64_t>(stories.size()));
    if (other == issue.id) return;
    BlockedBy link{other, issue.created + pick(0, 20'000) * kMinute, std::nullopt};
    if (chance(50)) link.until = link.since + pick(1, 20'000) * kMinute;
    issue.links.push_back(link);
  }

  std::mt19937 random_;
};

}  // namespace tl::metrics::flow::slow
