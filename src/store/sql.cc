#include "store/sql.h"

#include <fmt/format.h>

#include <stdexcept>

namespace tl::store {

void fail_sql(ErrorCode code, std::string detail) {
  throw SqlFailure(make_error(code, std::move(detail)));
}

bool is_plain_text(std::string_view text) {
  for (const char c : text) {
    if (c <= 0) return false;
  }
  return true;
}

Batch::Batch(std::string_view table, std::vector<Column> columns, std::string_view conflict)
    : table_(table), columns_(std::move(columns)), conflict_(conflict) {
  std::string names, places;
  for (size_t i = 0; i < columns_.size(); ++i) {
    names += fmt::format("{}{}", i == 0 ? "" : ", ", columns_[i].name);
    places += fmt::format("{}${}", i == 0 ? "" : ", ", i + 1);
  }
  values_sql_ = fmt::format("INSERT INTO {} ({}) VALUES ({}) {}", table_, names, places, conflict_);
}

void Batch::add(std::initializer_list<Param> row) {
  if (row.size() != columns_.size()) throw std::logic_error("batch row of the wrong width");
  values_.insert(values_.end(), row.begin(), row.end());
}

std::string Batch::unnest_sql() const {
  std::string names, arrays;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const ColumnType type = columns_[i].type;
    const std::string_view sql_type = type == ColumnType::kInt    ? "bigint"
                                      : type == ColumnType::kReal ? "double precision"
                                      : type == ColumnType::kText ? "text"
                                                                  : "bytea";
    names += fmt::format("{}{}", i == 0 ? "" : ", ", columns_[i].name);
    arrays += fmt::format("{}${}::{}[]", i == 0 ? "" : ", ", i + 1, sql_type);
  }
  return fmt::format("INSERT INTO {} ({}) SELECT * FROM unnest({}) {}", table_, names, arrays,
                     conflict_);
}

std::string Session::in(std::string_view column, int n) const {
  return is_postgres() ? fmt::format("{} = ANY(${})", column, n)
                       : fmt::format("{} IN (SELECT value FROM json_each(${}))", column, n);
}

std::optional<int64_t> Session::query_int(std::string_view sql, const Params& params) {
  std::optional<int64_t> found;
  query(sql, params, [&](const Row& row) {
    if (!found) found = row.integer(0);
  });
  return found;
}

}  // namespace tl::store
