// Errors as answers: application/problem+json (RFC 9457), all from the one table of base/error.h.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "net/http_message.h"

namespace tl::api {

// One thing that is wrong with one named value of a request.
struct FieldProblem {
  std::string field;  // "sign_in.base_url", "limit", "If-Match"
  std::string message;
};

struct ProblemExtras {
  int status = 0;  // 0: what the table says
  std::vector<FieldProblem> errors;
  std::vector<std::pair<std::string, std::string>> members =
      {};  // name, JSON: of this problem only
};

// Renders `error` and writes its line to the log with its id (5xx as an error, else as
// information). `where` names the route without values: "POST /api/v1/setup".
[[nodiscard]] net::Response render_problem(std::string_view where, const Error& error,
                                           const ProblemExtras& extras = {});

// 400 with every problem of the request in one answer. REQUIRES: `problems` is not empty.
[[nodiscard]] net::Response render_field_problems(std::string_view where,
                                                  std::vector<FieldProblem> problems);

// "POST /api/v1/issues/{key}": for logs; holds no value of the path.
[[nodiscard]] std::string route_name(const net::Request& request);

// For net::ServerOptions::render_failure: what the edge itself refuses, in the same shape.
[[nodiscard]] net::Response render_edge_failure(const net::HttpFailure& failure,
                                                const net::Request* request);

}  // namespace tl::api
