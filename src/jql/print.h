// Query to text.
#pragma once

#include <string>
#include <string_view>

#include "jql/ast.h"

namespace tl::jql {

// One line of s-expression, for comparing: (query (= (field "status") "Done") (order (asc (field
// "key")))). Equal for queries that differ in white space, case of keywords and quoting alone.
[[nodiscard]] std::string render_canonical(const Query& query);

// JQL again: keywords in capitals, quotes where they are needed, parentheses where they matter.
// parse_query of it gives an equal render_canonical.
[[nodiscard]] std::string render_text(const Query& query);
[[nodiscard]] std::string render_text(const Node& node);
[[nodiscard]] std::string render_text(const Clause& clause);
// A value or name with the quotes and escapes it needs.
[[nodiscard]] std::string quote_if_needed(std::string_view text);

}  // namespace tl::jql
