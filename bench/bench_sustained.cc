// Webhooks for minutes: the real route with its signature check, SQLite, intake that merges what
// arrives and the lens that follows, all in this process, and the load beside it.
// bench_sustained DIR [SECONDS]: SECONDS of 2,000 deliveries a second (300), then a moderate rate
// while a backfill is stored, then a burst of 50,000. Beside a bare handler of the same server and
// what the disk makes durable one by one.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <future>
#include <thread>

#include "connectors/jira/jira.h"
#include "fsync_rate.h"
#include "rows.h"
#include "saved_site.h"
#include "webhook_server.h"

namespace tl::bench {
namespace {

constexpr double kRate = 2000;
constexpr double kModerateRate = 300;
constexpr double kMaxModerateSeconds = 60;
constexpr uint64_t kBurst = 50'000;
constexpr double kBurstSecondsAtMost = 120;
constexpr double kBareSeconds = 3;
constexpr int64_t kIssues = 20'000;  // that deliveries are about
constexpr int kChanges = 8;
constexpr int64_t kFillPage = 2000;
constexpr int64_t kBackfillFirst = 1'000'000;
constexpr int64_t kBackfillPage = 100;
constexpr double kMaxDrainSeconds = 600;

using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

// Looks at the server once a second for as long as it lives.
class Watch {
 public:
  explicit Watch(WebhookServer& server) : server_(server) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  struct Seen {
    int64_t most_waiting = 0;
    double oldest_s = 0;             // the greatest age of what waited
    int64_t lens_behind = 0;         // feed rows, at most
    std::vector<double> memory_mib;  // second by second
  };
  Seen end() {
    thread_.request_stop();
    thread_.join();
    return seen_;
  }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      look();
      for (int i = 0; i < 20 && !stop.stop_requested(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  void look() {
    Bed& bed = server_.bed();
    seen_.memory_mib.push_back(resident_mib());
    const auto queue = bed.store->inbox().queue(bed.tenant, bed.instance);
    if (queue.ok()) {
      seen_.most_waiting = std::max(seen_.most_waiting, queue->waiting);
      if (queue->oldest)
        seen_.oldest_s = std::max(
            seen_.oldest_s, static_cast<double>((bed.clock->now() - *queue->oldest).ms) / 1000);
    }
    const auto feed = server_.tenant().load_feed(std::numeric_limits<int64_t>::max() - 1, 1);
    const auto version = server_.lenses().pin(bed.tenant);
    if (feed.ok() && version.ok())
      seen_.lens_behind = std::max(seen_.lens_behind, feed->head - (*version)->position());
  }
  WebhookServer& server_;
  Seen seen_;
  std::jthread thread_;
};

// Pages of a search, parsed, normalised and stored one after the other: a backfill without a
// network.
class Backfill {
 public:
  explicit Backfill(WebhookServer& server) : server_(server), site_(kBackfillFirst, kBackfillPage) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  struct Stored {
    int64_t issues = 0;   // read and given to the store; some pages come twice
    int64_t changes = 0;  // that were not there before
  };
  Result<Stored> end() {
    thread_.request_stop();
    thread_.join();
    if (!trouble_.ok()) return trouble_.error();
    return stored_;
  }

 private:
  void run(const std::stop_token& stop) { trouble_ = pull(stop); }
  Result<void> pull(const std::stop_token& stop) {
    net::RateBudget budget(*server_.bed().clock);
    const auto connector = connectors::jira::make_connector();
    const domain::FieldCatalogue fields;
    const connector::Session session = site_session(site_, budget, *server_.bed().clock);
    connector::PullScope scope;
    scope.started = server_.bed().clock->now();
    scope.fields = &fields;
    std::string state;
    while (!stop.stop_requested()) {
      TL_TRY(connector::PulledPage page, connector->fetch_page(session, "issues", state, scope));
      stored_.issues += static_cast<int64_t>(page.changes.issues.size());
      state = page.done ? std::string() : page.next_state;
      store::ApplyContext context;
      context.cursors.push_back({"bench/issues", state, {}});
      TL_TRY(const store::ApplyReport applied,
             server_.tenant().apply(server_.bed().instance, page.changes, context));
      stored_.changes += applied.histories_changed;  // of one item each
    }
    return {};
  }

  WebhookServer& server_;
  EndlessSite site_;
  Stored stored_;
  Result<void> trouble_;
  std::jthread thread_;
};

class Sustained {
 public:
  Sustained(std::string dir, double seconds) : dir_(std::move(dir)), seconds_(seconds) {}

  Result<void> run() {
    TL_TRY(fsync_, measure_fsync(dir_, 2));
    TL_TRY(server_, WebhookServer::start(dir_ + "/sustained"));
    TL_CHECK_OK(fill());
    TL_TRY(const lens::VersionPtr version, server_->lenses().pin(server_->bed().tenant));
    LoadOptions bare = server_->bare(kIssues);
    bare.seconds = kBareSeconds;
    TL_TRY(const LoadResult at_bare, run_load(bare));
    bare_ = at_bare.per_second();
    TL_TRY(changes_before_, count_changes());
    TL_CHECK_OK(sustain());
    TL_CHECK_OK(moderate());
    TL_CHECK_OK(burst());
    return account();
  }

 private:
  Result<void> fill() {
    domain::ChangeSet catalogue;
    constexpr std::array kCategories = {"new", "indeterminate", "indeterminate", "done"};
    for (size_t i = 0; i < kCategories.size(); ++i) {
      domain::Record status;
      status.kind = domain::RecordKind::kStatus;
      status.id = std::to_string(i + 1);
      domain::set_attribute(status.attributes, "name", status.id, {});
      domain::set_attribute(status.attributes, "category",
                            domain::Ref{kCategories[i], kCategories[i]}, {});
      catalogue.records.push_back(std::move(status));
    }
    TL_CHECK_OK(server_->tenant().apply(server_->bed().instance, catalogue, {}));
    for (int64_t first = 1; first <= kIssues; first += kFillPage)
      TL_CHECK_OK(server_->tenant().apply(server_->bed().instance,
                                          fact_page(first, kFillPage, kChanges), {}));
    return {};
  }

  Result<int64_t> count_changes() {
    TL_TRY(const store::FactCounts counts, server_->tenant().count_facts(server_->bed().instance));
    return counts.changes;
  }

  Result<LoadResult> deliver(LoadOptions options) {
    options.first_number = next_;
    options.warm_up_seconds = 0;
    TL_TRY(const LoadResult result, run_load(options));
    next_ += result.total + 1000;
    accepted_ += result.accepted;
    refused_ += result.total - result.accepted;
    broken_ += result.broken;
    return result;
  }

  // Seconds until nothing waits any more.
  Result<double> drain() {
    const auto begin = SteadyClock::now();
    while (seconds_since(begin) < kMaxDrainSeconds) {
      TL_TRY(const int64_t waiting, server_->bed().store->inbox().count_waiting(
                                        server_->bed().tenant, server_->bed().instance));
      if (waiting == 0) return seconds_since(begin);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return make_error(ErrorCode::kTimedOut, "the queue did not become empty");
  }

  Result<void> sustain() {
    Watch watch(*server_);
    LoadOptions options = server_->deliveries(kIssues);
    options.per_second = kRate;
    options.seconds = seconds_;
    TL_TRY(const LoadResult load, deliver(options));
    const auto seen = watch.end();
    TL_TRY(const double drained, drain());
    fmt::print(
        "sustained: {} accepted in {:.0f} s, p50 {:.2f} ms, max {:.1f} ms, at most {} "
        "waiting, the oldest {:.1f} s, empty {:.1f} s later; lens at most {} changes behind\n",
        load.accepted, load.seconds, load.p50_us / 1e3, load.max_us / 1e3, seen.most_waiting,
        seen.oldest_s, drained, seen.lens_behind);
    const double rate = load.per_second();
    row(fmt::format("sustained deliveries for {:.0f} s, intake and lens following", seconds_), rate,
        "events/s", "bare handler", bare_, ">= 1990 events/s", rate >= 1990);
    row("sustained deliveries, p99", load.p99_us / 1e3, "ms", "p99 of fdatasync", fsync_.p99_ms,
        "<= 100 ms", load.p99_us <= 100'000);
    row("sustained deliveries, greatest age in the queue", seen.oldest_s, "s", "", 0, "<= 5 s",
        seen.oldest_s <= 5);
    const auto& memory = seen.memory_mib;
    const size_t early = std::min(memory.size() - 1, memory.size() > 120 ? 60 : memory.size() / 2);
    row("sustained deliveries, resident memory at the end", memory.back(), "MiB",
        fmt::format("at second {}", early), memory[early], "<= 1.25 x",
        memory.back() <= 1.25 * memory[early] + 16);
    return {};
  }

  Result<void> moderate() {
    Backfill backfill(*server_);
    LoadOptions options = server_->deliveries(kIssues);
    options.per_second = kModerateRate;
    options.seconds = std::min(seconds_, kMaxModerateSeconds);
    TL_TRY(const LoadResult load, deliver(options));
    TL_TRY(const Backfill::Stored stored, backfill.end());
    fmt::print("moderate: {} accepted while {:.0f} issues a second were stored, max {:.1f} ms\n",
               load.accepted, static_cast<double>(stored.issues) / load.seconds, load.max_us / 1e3);
    row("300 deliveries/s while a backfill is stored, p99", load.p99_us / 1e3, "ms",
        "p99 of fdatasync", fsync_.p99_ms, "<= 25 ms", load.p99_us <= 25'000);
    backfill_changes_ = stored.changes;
    return drain().ok() ? Result<void>() : make_error(ErrorCode::kTimedOut, "the queue stays");
  }

  Result<void> burst() {
    Watch watch(*server_);
    LoadOptions options = server_->deliveries(kIssues);
    options.at_most = kBurst;
    options.seconds = kBurstSecondsAtMost;
    TL_TRY(const LoadResult load, deliver(options));
    TL_TRY(const double drained, drain());
    const auto seen = watch.end();
    fmt::print("burst: {} accepted in {:.1f} s, at most {} waiting, the oldest {:.1f} s\n",
               load.accepted, load.seconds, seen.most_waiting, seen.oldest_s);
    row("burst of 50,000: accepted", load.per_second(), "events/s", "bare handler", bare_, "",
        true);
    row("burst of 50,000: accepted, beside the disk", load.per_second(), "events/s",
        "raw fdatasync", fsync_.per_second, "", true);
    const double processed = static_cast<double>(load.accepted) / (load.seconds + drained);
    row("burst of 50,000: applied", processed, "events/s", "", 0, "", true);
    return {};
  }

  // Everything that was acknowledged is a fact now, once.
  Result<void> account() {
    store::Inbox& inbox = server_->bed().store->inbox();
    TL_TRY(const store::ArrivalCounts counts,
           inbox.counts(server_->bed().tenant, server_->bed().instance));
    TL_TRY(const int64_t changes, count_changes());
    const int64_t applied = changes - changes_before_ - backfill_changes_;
    fmt::print(
        "accepted {}, not 2xx {}, connections lost {}; stored: done {}, refused {}, waiting "
        "{}; changes {}\n",
        accepted_, refused_, broken_, counts.done, counts.refused, counts.waiting, applied);
    const auto accepted = static_cast<int64_t>(accepted_);
    const bool same = refused_ == 0 && counts.done == accepted && counts.refused == 0 &&
                      counts.waiting == 0 && applied == accepted;
    row("deliveries that are facts at the end", static_cast<double>(applied), "", "acknowledged",
        static_cast<double>(accepted), "all", same);
    return {};
  }

  static void row(std::string what, double figure, std::string unit, std::string comparison,
                  double compared, std::string target, bool met) {
    print_row({.what = std::move(what),
               .figure = figure,
               .unit = std::move(unit),
               .comparison = std::move(comparison),
               .compared = compared,
               .target = std::move(target),
               .met = met});
  }

  std::string dir_;
  double seconds_;
  FsyncRate fsync_;
  std::unique_ptr<WebhookServer> server_;
  double bare_ = 0;
  int64_t changes_before_ = 0;
  int64_t backfill_changes_ = 0;
  uint64_t next_ = 1;
  uint64_t accepted_ = 0;
  uint64_t refused_ = 0;
  uint64_t broken_ = 0;
};

}  // namespace
}  // namespace tl::bench

int main(int argc, char** argv) {
  const double seconds = argc > 2 ? std::atof(argv[2]) : 300;
  if (argc < 2 || argc > 3 || seconds < 2 || seconds > 3600) {
    fmt::print(stderr, "usage: bench_sustained DIR [SECONDS]\n");
    return 2;
  }
  const auto done = tl::bench::Sustained(argv[1], seconds).run();
  if (!done.ok()) {
    fmt::print(stderr, "{}\n", done.error().detail);
    return 1;
  }
  return 0;
}
