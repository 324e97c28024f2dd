// A filter's text to what can be run: parsed, names looked up in stored records, and clauses left
// to the vendor where its answer could be another than ours. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/connection.h"
#include "jql/record_catalogue.h"
#include "sync/filter_here.h"

namespace tl::sync {

struct FilterGround {
  const domain::Connection& connection;
  std::string zone;  // IANA, of the account; "" unknown: what hangs on it is left to the vendor
  Instant now;
};

// The text as a query, without a look at any name. ORDER BY is left out.
[[nodiscard]] std::optional<jql::Problem> check_form(std::string_view jql);

// `facts`: with accounts or without; FilterHere::names_people says whether they were looked for.
[[nodiscard]] FilterHere::Parts bind_filter(std::string_view jql, const FilterGround& ground,
                                            jql::CatalogueFacts facts);

}  // namespace tl::sync
