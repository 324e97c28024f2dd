// Flow questions over 1M issues and 8M changes, asked of the lens and, in the same run, of SQLite.
// bench_flow [ISSUES] [CHANGES_PER_ISSUE]; medians of kRuns runs after one to warm up.
#include <fmt/format.h>
#include <sqlite3.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "lens/lens_builder.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/flow_columns.h"

namespace tl {
namespace {

constexpr int kRuns = 7;
constexpr int64_t kDay = 86'400'000;
constexpr int64_t kYearStart = 1'735'689'600'000;  // 2025-01-01
constexpr int kStatuses = 12;                      // the last two are done
constexpr int kProjects = 40;
const InstanceId kInstance{1};

struct World {
  lens::VersionPtr version;
  double fill_ms = 0;
  size_t changes = 0;
};

double ms_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

// CPU time of this thread: on a machine that others use it says more than the wall clock.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Cost {
  double cpu = 0;
  double wall = 0;
};

Cost median_ms(const std::function<void()>& work) {
  std::vector<double> cpu;
  std::vector<double> wall;
  work();
  for (int i = 0; i < kRuns; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const double cpu_begin = cpu_ms();
    work();
    cpu.push_back(cpu_ms() - cpu_begin);
    wall.push_back(ms_since(begin));
  }
  std::sort(cpu.begin(), cpu.end());
  std::sort(wall.begin(), wall.end());
  return {cpu[kRuns / 2], wall[kRuns / 2]};
}

domain::Record status_record(int id) {
  domain::Record record;
  record.kind = domain::RecordKind::kStatus;
  record.id = std::to_string(id);
  const char* category = id <= 3 ? "new" : id <= kStatuses - 2 ? "indeterminate" : "done";
  set_attribute(record.attributes, "name", fmt::format("Status {}", id), {});
  set_attribute(record.attributes, "category", domain::Ref{category, category}, {});
  return record;
}

class Maker {
 public:
  Maker(lens::LensBuilder& into, sqlite3_stmt* insert) : into_(into), insert_(insert) {
    for (int i = 1; i <= kStatuses; ++i) {
      into.add_record(kInstance, status_record(i));
      statuses_.push_back(code(lens::LensField::kStatus, std::to_string(i), ""));
    }
    for (int i = 1; i <= kProjects; ++i)
      projects_.push_back(
          code(lens::LensField::kProject, std::to_string(i), fmt::format("P{}", i)));
    type_ = code(lens::LensField::kType, "1", "Story");
  }

  // Walks forward through the statuses, with steps back.
  lens::IssueRow make(int64_t id, int changes) {
    lens::IssueRow row;
    row.ref = {kInstance, IssueId(id)};
    const int project = below(kProjects);
    row.key = fmt::format("P{}-{}", project + 1, id);
    row.summary = "Something to be done about part " + std::to_string(id % 977);
    row.project = projects_[static_cast<size_t>(project)];
    row.type = type_;
    row.flags = lens::kRowHistoryComplete;
    row.created = kYearStart + below(600) * kDay + below(kDay);
    int64_t at = row.created;
    int status = 0;
    for (int i = 0; i < changes; ++i) {
      const int next = i + 1 == changes && below(4) != 0
                           ? kStatuses - 1 - below(2)
                           : std::clamp(status + below(4) - 1, 0, kStatuses - 2);
      at += 60'000 + below(4 * kDay);
      row.statuses.push_back(
          {at, statuses_[static_cast<size_t>(status)], statuses_[static_cast<size_t>(next)]});
      status = next;
    }
    row.status = statuses_[static_cast<size_t>(status)];
    row.updated = at;
    return row;
  }

  void add(lens::IssueRow row) {
    if (insert_ != nullptr) save(row);
    into_.add(std::move(row));
  }

 private:
  lens::Code code(lens::LensField field, std::string id, std::string name) {
    return into_.dictionary().code_of(field, kInstance, {std::move(id), std::move(name)});
  }
  int64_t below64(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  template <typename T>
  T below(T n) {
    return static_cast<T>(below64(n));
  }
  void save(const lens::IssueRow& row) {
    int ordinal = 0;
    for (const lens::Change& change : row.statuses) {
      sqlite3_bind_int64(insert_, 1, row.ref.issue.value);
      sqlite3_bind_int64(insert_, 2, ordinal++);
      sqlite3_bind_int64(insert_, 3, change.at);
      sqlite3_bind_int64(insert_, 4, change.from);
      sqlite3_bind_int64(insert_, 5, change.to);
      sqlite3_step(insert_);
      sqlite3_reset(insert_);
    }
  }

  lens::LensBuilder& into_;
  sqlite3_stmt* insert_;
  std::mt19937_64 random_{20260101};
  std::vector<lens::Code> statuses_, projects_;
  lens::Code type_ = lens::kNoCode;
};

World make_world(int64_t issues, int per_issue, sqlite3_stmt* insert) {
  World world;
  lens::LensBuilder builder;
  Maker maker(builder, insert);
  for (int64_t id = 1; id <= issues; ++id) {
    lens::IssueRow row = maker.make(id, per_issue);
    world.changes += row.statuses.size();
    const auto begin = std::chrono::steady_clock::now();
    if (insert == nullptr) {
      builder.add(std::move(row));
      world.fill_ms += ms_since(begin);
    } else {
      maker.add(std::move(row));
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  world.version = builder.finish(1, Instant(kYearStart));
  world.fill_ms += ms_since(begin);
  return world;
}

void run_sql(sqlite3* db, const char* sql) {
  char* error = nullptr;
  if (sqlite3_exec(db, sql, nullptr, nullptr, &error) == SQLITE_OK) return;
  fmt::print(stderr, "{}\n", error);
  std::exit(1);
}

// First crossing, begin of the present done stay, and the 85th percentile, as a person would write
// it. Codes: 1-3 queue, 4-10 active, 11-12 done.
constexpr const char* kQuestion =
    "WITH last_open AS (SELECT issue, max(ordinal) AS ordinal FROM change WHERE to_code < 11 "
    "GROUP BY issue), "
    "first_start AS (SELECT issue, min(at) AS at FROM change WHERE to_code BETWEEN 4 AND 10 GROUP "
    "BY "
    "issue), "
    "finish AS (SELECT c.issue, min(c.at) AS at FROM change c JOIN last_open o ON o.issue = "
    "c.issue "
    "AND c.ordinal > o.ordinal GROUP BY c.issue), "
    "cycle AS (SELECT (f.at - s.at) / 1000 AS seconds FROM finish f JOIN first_start s ON s.issue "
    "= "
    "f.issue WHERE f.at >= ?1 AND f.at < ?2 AND f.at >= s.at) "
    "SELECT count(*), (SELECT seconds FROM cycle ORDER BY seconds LIMIT 1 OFFSET "
    "(SELECT (count(*) * 85 + 99) / 100 - 1 FROM cycle)) FROM cycle";

struct Asked {
  int64_t n = 0;
  int64_t p85 = 0;
};

Asked ask_sqlite(sqlite3* db, Instant from, Instant to) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, kQuestion, -1, &statement, nullptr);
  sqlite3_bind_int64(statement, 1, from.ms);
  sqlite3_bind_int64(statement, 2, to.ms);
  Asked asked;
  if (sqlite3_step(statement) == SQLITE_ROW)
    asked = {sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1)};
  sqlite3_finalize(statement);
  return asked;
}

Asked asked_of(const metrics::flow::CycleTimeAnswer& answer) {
  return {static_cast<int64_t>(answer.n), answer.percentiles[2].value.value_or(0)};
}

void line(std::string_view what, const Cost& cost, const Asked& asked) {
  fmt::print("{:<58} {:>9.2f} ms CPU {:>9.2f} ms   n {:>7}  p85 {} s\n", what, cost.cpu, cost.wall,
             asked.n, asked.p85);
}

Cost ask_lens(const World& world, std::string_view what, metrics::flow::CycleTimeQuery query) {
  using namespace metrics::flow;
  const StageMap stages = StageMap::make(*world.version);
  FlowCache cache;
  Asked asked;
  const auto ask = [&](FlowCache* with) {
    asked = asked_of(decide_cycle_time(*world.version, stages, query, with).value());
  };
  const Cost warm = median_ms([&] { ask(&cache); });
  line(fmt::format("lens, {}", what), warm, asked);
  const Cost cold = median_ms([&] { ask(nullptr); });
  line(fmt::format("lens, {}, nothing derived before", what), cold, asked);
  return warm;
}

int run(int64_t issues, int per_issue) {
  sqlite3* db = nullptr;
  sqlite3_open(":memory:", &db);
  run_sql(db,
          "CREATE TABLE change (issue INTEGER, ordinal INTEGER, at INTEGER, from_code INTEGER, "
          "to_code INTEGER, PRIMARY KEY (issue, ordinal)) WITHOUT ROWID; BEGIN");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db, "INSERT INTO change VALUES (?, ?, ?, ?, ?)", -1, &insert, nullptr);
  make_world(issues, per_issue, insert);
  sqlite3_finalize(insert);
  run_sql(db, "COMMIT");

  const World world = make_world(issues, per_issue, nullptr);
  fmt::print("{} issues, {} changes; lens filled in {:.0f} ms, {:.1f} MB\n", issues, world.changes,
             world.fill_ms, static_cast<double>(world.version->memory_bytes()) / 1e6);
  metrics::flow::CycleTimeQuery query;
  query.max_points = 5000;  // what the API asks for
  query.from = Instant(kYearStart + 300 * kDay);
  query.to = Instant(kYearStart + 390 * kDay);
  const Cost first = ask_lens(world, "cycle time, 90 days", query);
  Asked asked;
  const Cost sql = median_ms([&] { asked = ask_sqlite(db, query.from, query.to); });
  line("SQLite (in memory), the same question", sql, asked);
  fmt::print("ratio of CPU, SQLite to lens: {:.0f}; target of the lens: <= 20 ms\n",
             sql.cpu / first.cpu);
  query.from = Instant(0);
  query.to = Instant(kYearStart * 2);
  ask_lens(world, "cycle time, all of time", query);
  sqlite3_close(db);
  return 0;
}

}  // namespace
}  // namespace tl

int main(int argc, char** argv) {
  const int64_t issues = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const int per_issue = argc > 2 ? std::atoi(argv[2]) : 8;
  if (issues < 1 || per_issue < 1) {
    fmt::print(stderr, "usage: bench_flow [ISSUES] [CHANGES_PER_ISSUE]\n");
    return 2;
  }
  return tl::run(issues, per_issue);
}
