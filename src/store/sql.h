// One small interface over a SQLite or PostgreSQL connection. Internal to store.
//
// SQL is the common dialect with parameters $1, $2, ...; lists go in by Session::in. Failures of
// the database are SqlFailure exceptions inside the room and Result outside (database.h).
#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"

namespace tl::store {

class SqlFailure : public std::exception {
 public:
  explicit SqlFailure(Error error) : error_(std::move(error)) {}
  [[nodiscard]] const char* what() const noexcept override { return error_.detail.c_str(); }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
};

[[noreturn]] void fail_sql(ErrorCode code, std::string detail);

struct Blob {
  std::string_view bytes;
};
using IntList = std::vector<int64_t>;
using TextList = std::vector<std::string>;

// Texts are made storable (U+0000, broken UTF-8) when they are bound. Views must live through the
// call they are given to.
using Param = std::variant<std::nullptr_t, int64_t, double, std::string_view, Blob, const IntList*,
                           const TextList*>;
using Params = std::vector<Param>;

template <typename Tag>
int64_t raw(Id<Tag> id) {
  return id.value;
}

// A text that can be bound as it is: ASCII without U+0000. Others go through storable_text.
[[nodiscard]] bool is_plain_text(std::string_view text);

// The present row of a result. Views are valid until the callback returns. Columns count from 0.
class Row {
 public:
  virtual ~Row() = default;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual int64_t integer(int column) const = 0;  // 0 for null
  [[nodiscard]] virtual double real(int column) const = 0;
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
  [[nodiscard]] virtual std::string_view blob(int column) const = 0;
  [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
  [[nodiscard]] std::optional<int64_t> maybe_integer(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
  }
};

// A reference to a callable; valid while the callable lives.
class RowFn {
 public:
  template <typename F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, RowFn>)
  RowFn(F&& fn)  // NOLINT: implicit
      : object_(const_cast<void*>(static_cast<const void*>(&fn))),
        call_([](void* object, const Row& row) {
          (*static_cast<std::remove_reference_t<F>*>(object))(row);
        }) {}
  void operator()(const Row& row) const { call_(object_, row); }

 private:
  void* object_;
  void (*call_)(void*, const Row&);
};

enum class ColumnType : uint8_t { kInt, kReal, kText, kBlob };

struct Column {
  std::string_view name;
  ColumnType type = ColumnType::kInt;
};

// Rows for one INSERT: a loop over one statement in SQLite, `INSERT ... SELECT unnest(...)` in
// PostgreSQL. `conflict` is the ON CONFLICT clause or "". No two rows may have the same key when
// that is DO UPDATE.
class Batch {
 public:
  Batch(std::string_view table, std::vector<Column> columns, std::string_view conflict = "");

  // One value a column. Texts and blobs are views: they must live until Session::insert, or be
  // given through keep().
  void add(std::initializer_list<Param> row);
  std::string_view keep(std::string text) { return kept_.emplace_back(std::move(text)); }

  [[nodiscard]] size_t rows() const { return values_.size() / columns_.size(); }
  [[nodiscard]] bool empty() const { return values_.empty(); }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] const Param& at(size_t row, size_t column) const {
    return values_[row * columns_.size() + column];
  }
  [[nodiscard]] const Param* row(size_t index) const { return &values_[index * columns_.size()]; }
  // The statement: with VALUES ($1, ...) or with unnest over arrays.
  [[nodiscard]] const std::string& values_sql() const { return values_sql_; }
  [[nodiscard]] std::string unnest_sql() const;

 private:
  std::string_view table_;
  std::vector<Column> columns_;
  std::string_view conflict_;
  std::string values_sql_;
  std::vector<Param> values_;
  std::deque<std::string> kept_;
};

enum class Backend : uint8_t { kSqlite, kPostgres };

// A connection. Used by one thread at a time.
class Session {
 public:
  virtual ~Session() = default;
  [[nodiscard]] virtual Backend backend() const = 0;

  // Calls `fn` for each row. `fn` may run other statements of this session, not the same one.
  virtual void query(std::string_view sql, const Params& params, RowFn fn) = 0;
  // The same for results that are too large for memory. REQUIRES: inside a transaction.
  virtual void stream(std::string_view sql, const Params& params, RowFn fn) = 0;
  // Rows inserted, changed or deleted.
  virtual int64_t exec(std::string_view sql, const Params& params) = 0;
  // `returned` gets the rows of a RETURNING clause at the end of the batch's `conflict`.
  virtual void insert(const Batch& batch, RowFn returned) = 0;
  void insert(const Batch& batch) {
    insert(batch, [](const Row&) {});
  }
  // Several statements without parameters: schema changes.
  virtual void script(std::string_view sql) = 0;

  virtual void begin_write() = 0;
  virtual void begin_read() = 0;  // one snapshot until commit
  void commit() { script("COMMIT"); }
  virtual void rollback() noexcept = 0;
  // False when the connection is lost for good and must be opened anew.
  [[nodiscard]] virtual bool usable() const = 0;
  // The same for an idle one, whose loss shows when it is looked at. No round trip.
  [[nodiscard]] virtual bool still_there() = 0;
  // False when a failure ended the transaction by itself (SQLite: full disk; a lost connection).
  [[nodiscard]] virtual bool in_transaction() const = 0;

  // "COLUMN is in list $n": for IntList or TextList parameters.
  [[nodiscard]] std::string in(std::string_view column, int n) const;
  // Before a column: SQLite, which plans without statistics, uses no index for it. PostgreSQL has
  // some and needs the plain name to see them.
  [[nodiscard]] std::string_view off_index() const { return is_postgres() ? "" : "+"; }
  [[nodiscard]] bool is_postgres() const { return backend() == Backend::kPostgres; }

  // The first column of the first row; nothing when there is no row.
  std::optional<int64_t> query_int(std::string_view sql, const Params& params);
};

struct SqliteMode {
  bool read_only = false;
  int cache_kib = 16 << 10;
  int page_bytes = 16 << 10;  // of a new file
};

// Both throw SqlFailure.
[[nodiscard]] std::unique_ptr<Session> open_sqlite(const std::string& file, SqliteMode mode);
[[nodiscard]] std::unique_ptr<Session> open_postgres(const std::string& url);

}  // namespace tl::store
