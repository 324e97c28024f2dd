// What several `jql` commands print, and how they read queries.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/result.h"
#include "jql/problem.h"

namespace tl::app {

// Lines of a text, without their ends; what follows the last end is a line when it is not empty.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

// Writes one object: kind, message, line, col, remedy; field, value, name, nearest where they are
// set, and `operator` where the problem is one.
void write_problem(JsonWriter& out, const jql::Problem& problem);

// "MESSAGE (line 1, column 9)", and the line of the query with a mark below the place.
[[nodiscard]] std::string describe_problem(std::string_view message, int64_t line, int64_t column,
                                           std::string_view query);

// The same with the remedy, as an error of the table (kInvalidArgument; kTooLarge).
[[nodiscard]] Error problem_error(const jql::Problem& problem, std::string_view query);
// Of an API's problem object; kInvalidArgument.
[[nodiscard]] Error problem_error(JsonElement problem, std::string_view query);

// What stands on the command line; "-" takes all of standard input, but for an end of line.
[[nodiscard]] Result<std::string> load_query(const std::string& given);

void print_line(std::FILE* to, std::string_view text);

}  // namespace tl::app
