// Where in a query a position is: what may stand there. Works on text that is no query yet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jql/ast.h"
#include "jql/token.h"

namespace tl::jql {

enum class Expected : uint8_t {
  kField,          // a clause begins
  kFieldArgument,  // in timeInStatus( or issue.property[
  kOperator,       // behind a field
  kIn,             // behind `field NOT`
  kNotOrEmpty,     // behind IS
  kEmptyOnly,      // behind IS NOT
  kValue,          // one value
  kWasValue,       // behind WAS: a value, NOT or IN
  kListOrCall,     // behind IN
  kListItem,
  kListNext,  // behind an item of a list
  kArgument,  // of a function
  kArgumentNext,
  kNext,  // behind a clause: AND, OR, predicates
  kPredicateValue,
  kBy,  // behind ORDER
  kSortField,
  kSortNext,  // behind a sort field
};

struct Place {
  Expected expected = Expected::kField;
  Span word;           // the token the position is in, or [position, position)
  std::string prefix;  // what is written of it before the position, without quotes and escapes
  FieldName field;     // of the clause
  Operator op = Operator::kEquals;
  PredicateKind predicate = PredicateKind::kAfter;
  bool in_predicate = false;  // kListItem, kArgument: the operand is a predicate's
  bool in_list = false;       // kArgument: the function stands in a list
  std::string function;       // kArgument
  size_t argument = 0;        // kArgument: which one, from 0
  int open = 0;               // parentheses around the clause
};

// REQUIRES: position <= text.size().
[[nodiscard]] Place find_place(std::string_view text, uint32_t position);

}  // namespace tl::jql
