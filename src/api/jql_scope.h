// The filter of a question by query: parameter `jql` of numbers and of the list of issues.
#pragma once

#include <memory>
#include <string>

#include "api/jql_world.h"
#include "api/numbers_question.h"

namespace tl::api {

// A query bound for one answer. Nothing is asked of the lens before select().
class QueryScope {
 public:
  // Of asked.jql, by the question's clock and connection. A query that is wrong is a problem of
  // the parameter; without one nothing is let out.
  [[nodiscard]] static Result<QueryScope> bind(Call& call, const LensView& view, const Asked& asked,
                                               Problems& problems);

  // What the answer follows because of the query: the minute, who asks; "" nothing more.
  [[nodiscard]] std::string mark(const Call& call, const Asked& asked) const;
  // Sets question.query. Issues that cannot be decided are left out and noted.
  void select(measure::Question& question) const;

 private:
  std::unique_ptr<JqlWorld> world_;  // nullptr: no query
  JqlAsked query_;
};

}  // namespace tl::api
