// The bench's facts as tables of a database, and its questions as SQL.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lens/chunk.h"

namespace tl::bench {

class SqlTables {
 public:
  virtual ~SqlTables() = default;
  [[nodiscard]] virtual std::string name() const = 0;  // "SQLite in memory"
  virtual void add(const lens::IssueRow& row) = 0;
  virtual void finish() = 0;  // indexes and statistics
  // The number of rows of the answer.
  virtual int64_t ask(const std::string& sql) = 0;
};

// Both exit the program with a message when the database refuses.
[[nodiscard]] std::unique_ptr<SqlTables> make_sqlite_tables();
// In temporary tables of the database of TL_TEST_POSTGRES; nullptr without it.
[[nodiscard]] std::unique_ptr<SqlTables> make_postgres_tables();

// As a person would write them.
[[nodiscard]] std::string lead_time_sql(int64_t from, int64_t to);
[[nodiscard]] std::string time_in_status_sql();
[[nodiscard]] std::string throughput_sql(int64_t from, int64_t to);
[[nodiscard]] std::string filter_sql(lens::Code project, lens::Code assignee);
[[nodiscard]] std::string aging_sql();
// Issues that had the status at some time in [from, to], and that went from one to another.
[[nodiscard]] std::string held_status_sql(lens::Code status, int64_t from, int64_t to);
[[nodiscard]] std::string changed_status_sql(lens::Code from, lens::Code to, int64_t after);

}  // namespace tl::bench
