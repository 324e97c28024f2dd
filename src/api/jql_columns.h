// Columns of found issues: any field of the language that the lens holds, and computed ones.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/csv.h"
#include "api/jql_world.h"
#include "jql/issue_view.h"
#include "jql/lens_row.h"
#include "lens/version.h"

namespace tl::api {

inline constexpr size_t kMaxJqlColumns = 50;

// A value that follows from another one: the category of a status.
struct DerivedValue {
  std::string id;
  std::string text;
  double number = 0;
};

struct JqlColumn {
  // In one instance of the world.
  struct Source {
    jql::BoundField field;
    bool derived = false;  // `values` by the id of what `field` holds
    std::map<std::string, DerivedValue, std::less<>> values;
  };
  std::string name;   // as asked for
  std::string title;  // "Fix version", "Time in status: In Review"
  jql::ValueKind kind = jql::ValueKind::kName;
  bool many = false;
  bool status = false;                         // cells have a category
  std::vector<std::optional<Source>> sources;  // as JqlWorld::instances; nothing: not known there
};

// A name that no instance knows, and a field that is not stored, is a problem of `member`.
// `name`: as in a query, unquoted: "fixVersion", "Story Points", "cf[10010]",
// "timeInStatus[In Review]".
[[nodiscard]] std::optional<JqlColumn> find_column(const JqlWorld& world, std::string_view name,
                                                   const std::string& member, Problems& problems);
// "columns" of a body, or the usual ones.
[[nodiscard]] std::vector<JqlColumn> find_columns(
    const JqlWorld& world, const std::optional<std::vector<std::string>>& names,
    Problems& problems);

// One row, opened for its cells.
class JqlRow {
 public:
  // REQUIRES: the row's instance is one of the world's.
  JqlRow(const JqlWorld& world, lens::RowAddress address);
  [[nodiscard]] const JqlInstance& instance() const { return world_.instances[place_]; }
  [[nodiscard]] const lens::Chunk& chunk() const { return *chunk_; }
  [[nodiscard]] uint32_t row() const { return row_; }
  // False: not known of this issue. `out` is cleared first.
  bool values(const JqlColumn& column, jql::Values& out) const;

 private:
  const JqlWorld& world_;
  const lens::Chunk* chunk_;
  uint32_t row_;
  size_t place_;
  jql::LensRow view_;
};

// One value as JSON: a text, a number, {"id","name"}, ...
void render_value(JsonWriter& out, const JqlColumn& column, const jql::Value& value,
                  const lens::Dictionary& dictionary, InstanceId instance);
void render_cell(JsonWriter& out, const JqlWorld& world, const JqlRow& row, const JqlColumn& column,
                 jql::Values& scratch);
void csv_cell(CsvWriter& csv, const JqlRow& row, const JqlColumn& column, jql::Values& scratch);
// {"name","title","kind"}
void render_column(JsonWriter& out, const JqlColumn& column);

}  // namespace tl::api
