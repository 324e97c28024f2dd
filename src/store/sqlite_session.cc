#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <unordered_map>

#include "base/json.h"
#include "base/text.h"
#include "store/sql.h"

namespace tl::store {
namespace {

constexpr size_t kMaxStatements = 256;
constexpr int kCheckpointBytes = 16 << 20;  // of the log, after which it is written back

// Room may also be missing where SQLite only sees a failed call: its shared memory, a sync.
bool is_full(sqlite3* db, int code) {
  if (code == SQLITE_FULL) return true;
  if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN) return false;
  const int cause = sqlite3_system_errno(db);
  return cause == ENOSPC || cause == EDQUOT;
}

[[noreturn]] void fail(sqlite3* db, std::string_view doing) {
  const int code = db == nullptr ? SQLITE_NOMEM : sqlite3_errcode(db);
  const char* words = db == nullptr ? "out of memory" : sqlite3_errmsg(db);
  const ErrorCode kind = is_full(db, code) ? ErrorCode::kDiskFull : ErrorCode::kDatabase;
  fail_sql(kind, fmt::format("SQLite, {}: {}", doing, words));
}

// A prepared statement with the places of its parameters $1, $2, ...
struct Statement {
  explicit Statement(sqlite3_stmt* s) : stmt(s) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(stmt); }
  int place(size_t index) {
    while (places.size() <= index) {
      const std::string name = fmt::format("${}", places.size() + 1);
      places.push_back(sqlite3_bind_parameter_index(stmt, name.c_str()));
    }
    return places[index];
  }
  sqlite3_stmt* stmt;
  std::vector<int> places;
};

// Resets the statement however its use ends.
struct Use {
  explicit Use(sqlite3_stmt* s) : stmt(s) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { sqlite3_reset(stmt); }
  sqlite3_stmt* stmt;
};

std::string json_list(const IntList& list) {
  JsonWriter out;
  out.begin_array();
  for (const int64_t n : list) out.value(n);
  out.end_array();
  return out.take();
}

std::string json_list(const TextList& list) {
  JsonWriter out;
  out.begin_array();
  for (const std::string& text : list) out.value(storable_text(text));
  out.end_array();
  return out.take();
}

struct Binder {
  sqlite3_stmt* stmt;
  int place;
  int operator()(std::nullptr_t) const { return sqlite3_bind_null(stmt, place); }
  int operator()(int64_t n) const { return sqlite3_bind_int64(stmt, place, n); }
  int operator()(double n) const { return sqlite3_bind_double(stmt, place, n); }
  int operator()(std::string_view text) const {
    if (!is_plain_text(text)) return owned(storable_text(text));
    return sqlite3_bind_text64(stmt, place, text.data() == nullptr ? "" : text.data(), text.size(),
                               SQLITE_STATIC, SQLITE_UTF8);
  }
  int operator()(Blob blob) const {
    if (blob.bytes.empty()) return sqlite3_bind_zeroblob(stmt, place, 0);
    return sqlite3_bind_blob64(stmt, place, blob.bytes.data(), blob.bytes.size(), SQLITE_STATIC);
  }
  int operator()(const IntList* list) const { return owned(json_list(*list)); }
  int operator()(const TextList* list) const { return owned(json_list(*list)); }
  int owned(const std::string& text) const {
    return sqlite3_bind_text64(stmt, place, text.data(), text.size(), SQLITE_TRANSIENT,
                               SQLITE_UTF8);
  }
};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* stmt) : stmt_(stmt) {}
  bool is_null(int column) const override {
    return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
  }
  int64_t integer(int column) const override { return sqlite3_column_int64(stmt_, column); }
  double real(int column) const override { return sqlite3_column_double(stmt_, column); }
  std::string_view text(int column) const override { return blob(column); }
  std::string_view blob(int column) const override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(stmt_, column));
    const int size = sqlite3_column_bytes(stmt_, column);
    return data == nullptr ? std::string_view() : std::string_view(data, size);
  }

 private:
  sqlite3_stmt* stmt_;
};

class SqliteSession final : public Session {
 public:
  SqliteSession(const std::string& file, SqliteMode mode) {
    const int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (mode.read_only ? 0 : SQLITE_OPEN_CREATE);
    if (sqlite3_open_v2(file.c_str(), &db_, flags, nullptr) != SQLITE_OK) {
      const std::string words = db_ == nullptr ? "out of memory" : sqlite3_errmsg(db_);
      sqlite3_close(db_);
      db_ = nullptr;
      fail_sql(ErrorCode::kDatabase, "SQLite cannot open " + file + ": " + words);
    }
    try {
      configure(mode);
    } catch (...) {
      sqlite3_close(db_);
      throw;
    }
  }
  SqliteSession(const SqliteSession&) = delete;
  SqliteSession& operator=(const SqliteSession&) = delete;
  ~SqliteSession() override {
    statements_.clear();
    sqlite3_close(db_);
  }

  using Session::insert;
  Backend backend() const override { return Backend::kSqlite; }

  void query(std::string_view sql, const Params& params, RowFn fn) override {
    Statement& statement = prepare(sql);
    const Use use(statement.stmt);
    bind(statement, params.data(), params.size());
    const SqliteRow row(statement.stmt);
    int code = 0;
    while ((code = sqlite3_step(statement.stmt)) == SQLITE_ROW) fn(row);
    if (code != SQLITE_DONE) fail(db_, sql);
  }
  void stream(std::string_view sql, const Params& params, RowFn fn) override {
    query(sql, params, fn);
  }
  int64_t exec(std::string_view sql, const Params& params) override {
    query(sql, params, [](const Row&) {});
    return sqlite3_changes64(db_);
  }
  void insert(const Batch& batch, RowFn returned) override {
    if (batch.empty()) return;
    Statement& statement = prepare(batch.values_sql());
    const SqliteRow row(statement.stmt);
    for (size_t i = 0; i < batch.rows(); ++i) {
      const Use use(statement.stmt);
      bind(statement, batch.row(i), batch.columns().size());
      int code = 0;
      while ((code = sqlite3_step(statement.stmt)) == SQLITE_ROW) returned(row);
      if (code != SQLITE_DONE) fail(db_, batch.values_sql());
    }
  }
  void script(std::string_view sql) override {
    const std::string text(sql);
    if (sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      fail(db_, sql.substr(0, 120));
    }
  }
  void begin_write() override { script("BEGIN IMMEDIATE"); }
  void begin_read() override { script("BEGIN"); }
  void rollback() noexcept override {
    if (sqlite3_get_autocommit(db_) == 0) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  bool usable() const override { return true; }
  bool still_there() override { return true; }
  bool in_transaction() const override { return sqlite3_get_autocommit(db_) == 0; }

 private:
  void configure(SqliteMode mode) {
    sqlite3_extended_result_codes(db_, 0);
    sqlite3_busy_timeout(db_, 10'000);
    script(fmt::format("PRAGMA page_size={}; PRAGMA wal_autocheckpoint={};", mode.page_bytes,
                       kCheckpointBytes / mode.page_bytes));
    script(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864; PRAGMA trusted_schema=OFF;");
    script(fmt::format("PRAGMA cache_size=-{}; PRAGMA query_only={};", mode.cache_kib,
                       mode.read_only ? "ON" : "OFF"));
    // Invariant 1 rests on it, and a library can be built to ignore it.
    if (query_int("PRAGMA synchronous", {}) != 2) {
      fail_sql(ErrorCode::kDatabase, "SQLite does not write through to the disk (synchronous)");
    }
  }

  Statement& prepare(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return *found->second;
    if (statements_.size() >= kMaxStatements) drop_idle_statements();
    sqlite3_stmt* stmt = nullptr;
    if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &stmt, nullptr) != SQLITE_OK) {
      fail(db_, sql);
    }
    return *statements_.emplace(std::string(sql), std::make_unique<Statement>(stmt)).first->second;
  }

  void drop_idle_statements() {
    std::erase_if(statements_,
                  [](const auto& entry) { return sqlite3_stmt_busy(entry.second->stmt) == 0; });
  }

  void bind(Statement& statement, const Param* params, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const int place = statement.place(i);
      if (place == 0) continue;  // this dialect's text does not use it
      if (std::visit(Binder{statement.stmt, place}, params[i]) != SQLITE_OK) fail(db_, "binding");
    }
  }

  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  sqlite3* db_ = nullptr;
  std::unordered_map<std::string, std::unique_ptr<Statement>, Hash, std::equal_to<>> statements_;
};

}  // namespace

std::unique_ptr<Session> open_sqlite(const std::string& file, SqliteMode mode) {
  return std::make_unique<SqliteSession>(file, mode);
}

}  // namespace tl::store
