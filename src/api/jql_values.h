// What the rows of a selection hold in one column, counted or collected without opening each row
// where the column lies in the lens as it is.
#pragma once

#include <string>
#include <vector>

#include "api/jql_columns.h"
#include "jql/search.h"

namespace tl::api {

struct JqlGroup {
  DerivedValue value;   // all empty: no value
  InstanceId instance;  // one that has it
  bool empty = false;
  int64_t issues = 0;
};

// By name, people by id and name; an issue with several values counts in each. Largest first.
[[nodiscard]] std::vector<JqlGroup> count_groups(const JqlWorld& world, const JqlColumn& column,
                                                 const jql::RowsOfParts& rows);

struct JqlNumbers {
  std::vector<double> values;  // sorted
  int64_t empty = 0;           // issues without one
};
// Numbers, seconds, milliseconds or days, as the column's kind says.
[[nodiscard]] JqlNumbers collect_numbers(const JqlWorld& world, const JqlColumn& column,
                                         const jql::RowsOfParts& rows);

}  // namespace tl::api
