#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <bit>
#include <unordered_map>

#include "base/text.h"
#include "store/postgres_codec.h"
#include "store/sql.h"

namespace tl::store {
namespace {

constexpr size_t kBatchRows = 2000;
constexpr int kFetchRows = 4096;
constexpr size_t kMaxStatements = 256;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;

class PgRow final : public Row {
 public:
  explicit PgRow(const PGresult* result) : result_(result) {}
  void at(int row) { row_ = row; }
  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) == 1; }
  int64_t integer(int column) const override { return decode_integer(blob(column)); }
  double real(int column) const override { return std::bit_cast<double>(integer(column)); }
  std::string_view text(int column) const override { return blob(column); }
  std::string_view blob(int column) const override {
    return {PQgetvalue(result_, row_, column),
            static_cast<size_t>(PQgetlength(result_, row_, column))};
  }

 private:
  const PGresult* result_;
  int row_ = 0;
};

// Parameters as the parallel arrays of libpq.
class PgParams {
 public:
  void add(PgParam param) { params_.push_back(std::move(param)); }
  void seal() {
    for (const PgParam& p : params_) {
      types.push_back(p.type);
      values.push_back(p.is_null ? nullptr : p.bytes.data());
      lengths.push_back(static_cast<int>(p.bytes.size()));
      formats.push_back(1);
    }
  }
  [[nodiscard]] int count() const { return static_cast<int>(params_.size()); }
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths, formats;

 private:
  std::vector<PgParam> params_;
};

PgParams encode_params(const Params& params) {
  PgParams out;
  for (const Param& param : params) out.add(encode_param(param));
  out.seal();
  return out;
}

class PostgresSession final : public Session {
 public:
  explicit PostgresSession(const std::string& url) {
    // Custom plans: a generic one, made while a table was still small and without statistics, reads
    // the whole table for every apply of a first backfill (measured: 30 ms instead of 1).
    constexpr const char* kOptions =
        "-c timezone=UTC -c synchronous_commit=on -c plan_cache_mode=force_custom_plan";
    const std::array<const char*, 6> names = {
        "dbname", "application_name", "client_encoding", "connect_timeout", "options", nullptr};
    const std::array<const char*, 6> values = {url.c_str(), "throughline", "UTF8",
                                               "10",        kOptions,      nullptr};
    db_ = PQconnectdbParams(names.data(), values.data(), 1);
    if (PQstatus(db_) == CONNECTION_OK) {
      PQsetNoticeProcessor(db_, [](void*, const char*) {}, nullptr);
      PQsetErrorVerbosity(db_, PQERRORS_TERSE);  // no values of rows in messages
      return;
    }
    const std::string words(trim(PQerrorMessage(db_)));
    PQfinish(db_);
    fail_sql(ErrorCode::kDatabase, "PostgreSQL: " + words);
  }
  PostgresSession(const PostgresSession&) = delete;
  PostgresSession& operator=(const PostgresSession&) = delete;
  ~PostgresSession() override { PQfinish(db_); }

  using Session::insert;
  Backend backend() const override { return Backend::kPostgres; }

  void query(std::string_view sql, const Params& params, RowFn fn) override {
    each_row(run(sql, encode_params(params)).get(), fn);
  }
  void stream(std::string_view sql, const Params& params, RowFn fn) override {
    const std::string name = fmt::format("c{}", ++cursors_);
    const PgParams encoded = encode_params(params);
    run_once(fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", name, sql), encoded);
    const std::string fetch = fmt::format("FETCH FORWARD {} FROM {}", kFetchRows, name);
    while (true) {
      const ResultPtr page = run_once(fetch, PgParams{});
      each_row(page.get(), fn);
      if (PQntuples(page.get()) < kFetchRows) break;
    }
    run_once("CLOSE " + name, PgParams{});
  }
  int64_t exec(std::string_view sql, const Params& params) override {
    const ResultPtr result = run(sql, encode_params(params));
    return parse_int(PQcmdTuples(result.get())).value_or(0);
  }
  void insert(const Batch& batch, RowFn returned) override {
    if (batch.empty()) return;
    const std::string sql = batch.unnest_sql();
    for (size_t begin = 0; begin < batch.rows(); begin += kBatchRows) {
      const size_t end = std::min(begin + kBatchRows, batch.rows());
      PgParams params;
      for (size_t c = 0; c < batch.columns().size(); ++c) {
        params.add(encode_column(batch, c, begin, end));
      }
      params.seal();
      each_row(run(sql, params).get(), returned);
    }
  }
  void script(std::string_view sql) override {
    const std::string text(sql);
    check(ResultPtr(PQexec(db_, text.c_str())), sql);
  }
  void begin_write() override { script("BEGIN"); }
  void begin_read() override { script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }
  void rollback() noexcept override {
    if (PQtransactionStatus(db_) != PQTRANS_IDLE) ResultPtr(PQexec(db_, "ROLLBACK"));
  }
  bool usable() const override { return PQstatus(db_) == CONNECTION_OK; }
  bool still_there() override {
    // What the server said last, then the end of the stream.
    for (int i = 0; i < 2; ++i) {
      if (PQconsumeInput(db_) == 0) return false;
    }
    return usable();
  }
  bool in_transaction() const override {
    const PGTransactionStatusType status = PQtransactionStatus(db_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
  }

 private:
  static void each_row(const PGresult* result, RowFn fn) {
    PgRow row(result);
    for (int i = 0; i < PQntuples(result); ++i) {
      row.at(i);
      fn(row);
    }
  }

  ResultPtr check(ResultPtr result, std::string_view sql) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
      return result;
    }
    const char* state =
        result == nullptr ? nullptr : PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const bool full = state != nullptr && std::string_view(state) == "53100";
    fail_sql(full ? ErrorCode::kDiskFull : ErrorCode::kDatabase,
             fmt::format("PostgreSQL, {}: {}", sql.substr(0, 200), trim(PQerrorMessage(db_))));
  }

  ResultPtr run(std::string_view sql, const PgParams& params) {
    const std::string& name = prepare(sql, params);
    return check(ResultPtr(PQexecPrepared(db_, name.c_str(), params.count(), params.values.data(),
                                          params.lengths.data(), params.formats.data(), 1)),
                 sql);
  }
  ResultPtr run_once(const std::string& sql, const PgParams& params) {
    return check(ResultPtr(PQexecParams(db_, sql.c_str(), params.count(), params.types.data(),
                                        params.values.data(), params.lengths.data(),
                                        params.formats.data(), 1)),
                 sql);
  }

  const std::string& prepare(std::string_view sql, const PgParams& params) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
    if (statements_.size() >= kMaxStatements) {
      script("DEALLOCATE ALL");
      statements_.clear();
    }
    const std::string text(sql);
    const std::string name = fmt::format("s{}", ++prepared_);
    check(
        ResultPtr(PQprepare(db_, name.c_str(), text.c_str(), params.count(), params.types.data())),
        sql);
    return statements_.emplace(text, name).first->second;
  }

  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  PGconn* db_ = nullptr;
  int64_t prepared_ = 0;
  int64_t cursors_ = 0;
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> statements_;
};

}  // namespace

std::unique_ptr<Session> open_postgres(const std::string& url) {
  return std::make_unique<PostgresSession>(url);
}

}  // namespace tl::store
