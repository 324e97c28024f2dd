// The lens over 1M issues and 8M changes (or 10M): memory, snapshot, and dashboard questions beside
// the same questions asked of SQLite and, with TL_TEST_POSTGRES, of PostgreSQL.
// bench_lens DIR [ISSUES] [CHANGES_PER_ISSUE]; medians of kRuns runs after one to warm up.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "lens/snapshot.h"
#include "lens_sql.h"
#include "lens_world.h"
#include "metrics/flow/cumulative.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/throughput.h"
#include "metrics/flow/time_in_status.h"
#include "metrics/flow/wip.h"
#include "rows.h"

namespace tl::bench {
namespace {

using namespace metrics::flow;  // NOLINT: the bench asks all of them

constexpr int kRuns = 5;
constexpr double kMillion = 1e6;

double ms_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

double median_ms(const std::function<void()>& work) {
  std::vector<double> times;
  work();
  for (int i = 0; i < kRuns; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    times.push_back(ms_since(begin));
  }
  return median(times);
}

template <typename T>
T expect(Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "{}\n", result.error().detail);
  std::exit(1);
}

struct Asked {
  std::string what;
  std::function<void()> lens;
  std::string sql;  // "": no database can be asked
};

class Bench {
 public:
  Bench(std::string folder, int64_t issues, int per_issue)
      : folder_(std::move(folder)), issues_(issues), per_issue_(per_issue) {}

  void run() {
    measure_memory();
    measure_snapshot();
    for (const Asked& asked : questions()) measure_question(asked);
    memory_row("memory with what these questions keep", *version_, 512);
  }

 private:
  [[nodiscard]] double scale() const { return static_cast<double>(issues_) / kMillion; }
  [[nodiscard]] std::string about(std::string_view what) const {
    return fmt::format("lens at {} issues: {}", issues_, what);
  }

  void measure_memory() {
    {
      const World bare = make_world(issues_, per_issue_, false, {});
      memory_row("memory without texts", *bare.version, 256);
    }
    tables_.push_back(make_sqlite_tables());
    if (auto postgres = make_postgres_tables()) tables_.push_back(std::move(postgres));
    const World world = make_world(issues_, per_issue_, true, [&](const lens::IssueRow& row) {
      for (const auto& tables : tables_) tables->add(row);
    });
    for (const auto& tables : tables_) tables->finish();
    version_ = world.version;
    fmt::print("{} issues, {} changes, {} parts\n", issues_, world.changes,
               version_->parts().size());
    memory_row("memory with keys and summaries", *version_, 512);
  }

  void memory_row(std::string_view what, const lens::LensVersion& version, double target) {
    const double mb = static_cast<double>(version.memory_bytes()) / (1 << 20);
    const double most = target * scale();
    print_row({.what = about(what),
               .figure = mb,
               .unit = "MiB",
               .comparison = "",
               .compared = 0,
               .target = fmt::format("<= {:.0f} MiB", most),
               .met = mb <= most});
  }

  void measure_snapshot() {
    const std::string file = folder_ + "/lens/1.snapshot";
    const lens::SnapshotHead head{TenantId(1), "seal", 1, Instant(kYearStart), 0};
    const double write = median_ms([&] {
      if (!lens::save_snapshot(file, head, *version_)) std::exit(1);
    });
    const double read = median_ms([&] {
      (void)expect(lens::load_snapshot(file, [](const auto&) { return Result<void>(); }));
    });
    print_row({.what = about("read from a snapshot"),
               .figure = read,
               .unit = "ms",
               .comparison = "writing it, durable",
               .compared = write,
               .target = fmt::format("<= {:.0f} ms", 1000 * scale()),
               .met = read <= 1000 * scale()});
  }

  std::vector<Asked> questions() {
    const int64_t from = kYearStart + 300 * kDay;
    const int64_t to = kYearStart + 390 * kDay;
    query_.from = Instant(from);
    query_.to = Instant(to);
    query_.now = Instant(kYearStart + 630 * kDay);
    query_.span = FlowSpan::kLead;
    query_.max_points = 5000;
    all_ = query_;
    all_.from = Instant(kYearStart);
    all_.to = query_.now;
    return {
        {"lead time percentiles, 90 days",
         [this] { (void)expect(decide_cycle_time(facts(), query_)); }, lead_time_sql(from, to)},
        {"time in status, all issues",
         [this] {
           (void)expect(
               decide_time_in_status(facts(), all_, StayUnit::kStatus, PeriodLength::kMonth));
         },
         time_in_status_sql()},
        {"time in stage, all issues",
         [this] {
           (void)expect(
               decide_time_in_status(facts(), all_, StayUnit::kStage, PeriodLength::kMonth));
         },
         ""},
        {"throughput by week, 90 days",
         [this] { (void)expect(decide_throughput(facts(), query_, PeriodLength::kWeek)); },
         throughput_sql(from, to)},
        {"filter by project and assignee", [this] { count_filtered(); }, filter_sql(7, 200)},
        {"work in progress by day, 90 days", [this] { (void)expect(decide_wip(facts(), query_)); },
         ""},
        {"aging work in progress", [this] { (void)expect(decide_aging(facts(), query_)); },
         aging_sql()},
        {"cumulative flow, 90 days", [this] { (void)expect(decide_cumulative(facts(), query_)); },
         ""},
    };
  }

  // The store of a filter: the columns alone.
  void count_filtered() {
    size_t count = 0;
    for (const lens::Part& part : version_->parts()) {
      const lens::Chunk& chunk = *part.chunk;
      for (uint32_t row = 0; row < chunk.rows(); ++row)
        count += part.live(row) && chunk.project[row] == 7 && chunk.assignee[row] < 200;
    }
    if (count > static_cast<size_t>(issues_)) std::exit(1);
  }

  void measure_question(const Asked& asked) {
    const double took = median_ms(asked.lens);
    const double most = scale() > 1 ? 200 : 20;
    const auto row = [&](std::string comparison, double compared) {
      print_row({.what = about(asked.what),
                 .figure = took,
                 .unit = "ms",
                 .comparison = std::move(comparison),
                 .compared = compared,
                 .target = fmt::format("<= {:.0f} ms", most),
                 .met = took <= most});
    };
    if (asked.sql.empty()) return row("", 0);
    for (const auto& tables : tables_)
      row(tables->name(), median_ms([&] { (void)tables->ask(asked.sql); }));
  }

  measure::Facts facts() { return {*version_, stages(), calendar_}; }
  const StageMap& stages() {
    if (!stages_) stages_ = StageMap::make(*version_);
    return *stages_;
  }

  std::string folder_;
  int64_t issues_;
  int per_issue_;
  lens::VersionPtr version_;
  std::vector<std::unique_ptr<SqlTables>> tables_;
  std::optional<StageMap> stages_;
  measure::Calendar calendar_;
  CycleTimeQuery query_, all_;
};

}  // namespace
}  // namespace tl::bench

int main(int argc, char** argv) {
  const int64_t issues = argc > 2 ? std::atoll(argv[2]) : 1'000'000;
  const int per_issue = argc > 3 ? std::atoi(argv[3]) : 8;
  if (argc < 2 || issues < 1 || per_issue < 1) {
    fmt::print(stderr, "usage: bench_lens DIR [ISSUES] [CHANGES_PER_ISSUE]\n");
    return 2;
  }
  tl::bench::Bench(argv[1], issues, per_issue).run();
  return 0;
}
