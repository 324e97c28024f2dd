#include "lens_sql.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

namespace tl::bench {
namespace {

constexpr const char* kTables =
    "CREATE {0} TABLE bench_issue (id bigint PRIMARY KEY, project int, type int, status int,"
    " assignee int, label int, priority int, created bigint, updated bigint, summary text);"
    "CREATE {0} TABLE bench_change (issue bigint, ordinal int, at bigint, from_code int,"
    " to_code int, PRIMARY KEY (issue, ordinal)){1}";

[[noreturn]] void give_up(std::string_view what) {
  fmt::print(stderr, "{}\n", what);
  std::exit(1);
}

const std::vector<lens::Change>& statuses(const lens::IssueRow& row) {
  return row.changes[lens::ChangeField::kStatus];
}

lens::Code label_of(const lens::IssueRow& row) {
  for (const lens::Member& member : row.members) {
    if (member.field == lens::ChangeField::kLabel) return member.code;
  }
  return lens::kNoCode;
}

class Sqlite final : public SqlTables {
 public:
  Sqlite() {
    sqlite3_open(":memory:", &db_);
    run(fmt::format(fmt::runtime(kTables), "", " WITHOUT ROWID"));
    run("BEGIN");
    sqlite3_prepare_v2(db_, "INSERT INTO bench_issue VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1,
                       &issue_, nullptr);
    sqlite3_prepare_v2(db_, "INSERT INTO bench_change VALUES (?, ?, ?, ?, ?)", -1, &change_,
                       nullptr);
  }
  ~Sqlite() override { sqlite3_close(db_); }
  std::string name() const override { return "SQLite in memory"; }

  void add(const lens::IssueRow& row) override {
    sqlite3_bind_text(issue_, 10, row.summary.data(), static_cast<int>(row.summary.size()),
                      SQLITE_TRANSIENT);
    put(issue_, {row.ref.issue.value, row.project, row.type, row.status, row.assignee,
                 label_of(row), row.priority, row.created, row.updated});
    int64_t ordinal = 0;
    for (const lens::Change& change : statuses(row))
      put(change_, {row.ref.issue.value, ordinal++, change.at, change.from, change.to});
  }

  void finish() override {
    sqlite3_finalize(issue_);
    sqlite3_finalize(change_);
    run("COMMIT; CREATE INDEX bench_by ON bench_issue (project, assignee); ANALYZE");
  }

  int64_t ask(const std::string& sql) override {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(db_));
    int64_t rows = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) ++rows;
    sqlite3_finalize(statement);
    return rows;
  }

 private:
  void run(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(db_));
  }
  static void put(sqlite3_stmt* statement, std::initializer_list<int64_t> values) {
    int place = 0;
    for (const int64_t value : values) sqlite3_bind_int64(statement, ++place, value);
    sqlite3_step(statement);
    sqlite3_reset(statement);
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* issue_ = nullptr;
  sqlite3_stmt* change_ = nullptr;
};

class Postgres final : public SqlTables {
 public:
  explicit Postgres(const char* url) : db_(PQconnectdb(url)) {
    if (PQstatus(db_) != CONNECTION_OK) give_up(PQerrorMessage(db_));
    run(fmt::format(fmt::runtime(kTables), "TEMP", ""));
  }
  ~Postgres() override { PQfinish(db_); }
  std::string name() const override { return "PostgreSQL"; }

  void add(const lens::IssueRow& row) override {
    const int64_t id = row.ref.issue.value;
    issues_ += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", id, row.project, row.type,
                           row.status, row.assignee, label_of(row), row.priority, row.created,
                           row.updated, row.summary);
    int ordinal = 0;
    for (const lens::Change& change : statuses(row))
      changes_ +=
          fmt::format("{}\t{}\t{}\t{}\t{}\n", id, ordinal++, change.at, change.from, change.to);
    if (changes_.size() > (size_t{8} << 20)) flush();
  }

  void finish() override {
    flush();
    run("CREATE INDEX bench_by ON bench_issue (project, assignee)");
    run("ANALYZE bench_issue");
    run("ANALYZE bench_change");
  }

  int64_t ask(const std::string& sql) override {
    PGresult* result = PQexec(db_, sql.c_str());
    if (PQresultStatus(result) != PGRES_TUPLES_OK) give_up(PQerrorMessage(db_));
    const int64_t rows = PQntuples(result);
    PQclear(result);
    return rows;
  }

 private:
  void run(const std::string& sql) {
    PGresult* result = PQexec(db_, sql.c_str());
    if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(PQerrorMessage(db_));
    PQclear(result);
  }
  void copy(const char* sql, std::string& data) {
    PQclear(PQexec(db_, sql));
    if (PQputCopyData(db_, data.data(), static_cast<int>(data.size())) != 1 ||
        PQputCopyEnd(db_, nullptr) != 1)
      give_up(PQerrorMessage(db_));
    while (PGresult* result = PQgetResult(db_)) PQclear(result);
    data.clear();
  }
  void flush() {
    copy("COPY bench_issue FROM STDIN", issues_);
    copy("COPY bench_change FROM STDIN", changes_);
  }
  PGconn* db_;
  std::string issues_, changes_;
};

// When each issue's present stay in the done statuses (11, 12) began.
constexpr const char* kFinish =
    "WITH last_open AS (SELECT issue, max(ordinal) AS ordinal FROM bench_change"
    " WHERE to_code < 11 GROUP BY issue), finish AS (SELECT c.issue, min(c.at) AS at"
    " FROM bench_change c LEFT JOIN last_open o ON o.issue = c.issue"
    " WHERE c.ordinal > coalesce(o.ordinal, -1) GROUP BY c.issue) ";

}  // namespace

std::unique_ptr<SqlTables> make_sqlite_tables() { return std::make_unique<Sqlite>(); }

std::unique_ptr<SqlTables> make_postgres_tables() {
  const char* url = std::getenv("TL_TEST_POSTGRES");
  if (url == nullptr || *url == '\0') return nullptr;
  return std::make_unique<Postgres>(url);
}

std::string lead_time_sql(int64_t from, int64_t to) {
  return fmt::format(
      "{}, lead AS (SELECT (f.at - i.created) / 1000 AS seconds FROM finish f"
      " JOIN bench_issue i ON i.id = f.issue WHERE f.at >= {} AND f.at < {})"
      " SELECT count(*), (SELECT seconds FROM lead ORDER BY seconds LIMIT 1 OFFSET"
      " (SELECT (count(*) * 85 + 99) / 100 - 1 FROM lead)) FROM lead",
      kFinish, from, to);
}

std::string time_in_status_sql() {
  return "SELECT status, count(DISTINCT issue), sum(seconds) FROM (SELECT issue,"
         " from_code AS status, (at - lag(at) OVER (PARTITION BY issue ORDER BY ordinal)) / 1000"
         " AS seconds FROM bench_change) AS stays GROUP BY status";
}

std::string throughput_sql(int64_t from, int64_t to) {
  return fmt::format(
      "{} SELECT i.project, f.at / 604800000 AS week, count(*) FROM finish f JOIN bench_issue i"
      " ON i.id = f.issue WHERE f.at >= {} AND f.at < {} GROUP BY i.project, f.at / 604800000",
      kFinish, from, to);
}

std::string filter_sql(lens::Code project, lens::Code assignee) {
  return fmt::format("SELECT id FROM bench_issue WHERE project = {} AND assignee < {}", project,
                     assignee);
}

std::string aging_sql() {
  return "SELECT i.id, i.status, min(c.at) FROM bench_issue i JOIN bench_change c"
         " ON c.issue = i.id AND c.to_code BETWEEN 4 AND 10 WHERE i.status BETWEEN 4 AND 10"
         " GROUP BY i.id, i.status ORDER BY min(c.at) LIMIT 2000";
}

std::string held_status_sql(lens::Code status, int64_t from, int64_t to) {
  return fmt::format(
      "SELECT DISTINCT issue FROM (SELECT issue, to_code AS status, at AS since, lead(at) OVER"
      " (PARTITION BY issue ORDER BY ordinal) AS till FROM bench_change UNION ALL SELECT c.issue,"
      " c.from_code, i.created, c.at FROM bench_change c JOIN bench_issue i ON i.id = c.issue"
      " WHERE c.ordinal = 0) AS stays"
      " WHERE status = {} AND since <= {} AND (till IS NULL OR till > {})",
      status, to, from);
}

std::string changed_status_sql(lens::Code from, lens::Code to, int64_t after) {
  return fmt::format(
      "SELECT DISTINCT issue FROM bench_change WHERE from_code = {} AND to_code = {} AND at > {}",
      from, to, after);
}

}  // namespace tl::bench
