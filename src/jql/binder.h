// Names to ids: a query as written becomes what can be run on one instance.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "jql/bound.h"
#include "jql/catalogue.h"

namespace tl::jql {

// Who asks, when and where.
struct Asker {
  Instant now;
  std::string zone = "UTC";  // IANA; of the asking user: dates without zone are read in it
  int week_start = 1;        // ISO weekday
  // The asker's account in an instance; absent: currentUser() cannot be decided there.
  std::map<InstanceId, std::string> accounts;
};

struct BindOptions {
  const ComputedFields* computed = nullptr;  // nullptr: none is known
  // Saved filters inside of saved filters, at most so deep; a filter that names itself is an error.
  int max_filter_depth = 8;
};

struct BindResult {
  std::optional<BoundQuery> bound;
  // The first one is the one to show. Not empty without `bound`.
  std::vector<Problem> problems;
};

// One instance on its own: what it does not know is a problem.
[[nodiscard]] BindResult bind(const Query& query, const Catalogue& catalogue, const Asker& asker,
                              const BindOptions& options = {});

// Several: a field or value that one instance does not know is a warning there when another knows
// it (the field: nothing of that instance matches the clause; the value: as if nothing had it), a
// problem of the whole query when none does. All other problems are of the query.
struct BoundQueries {
  std::vector<BoundQuery> queries;  // as `catalogues`; empty when there are problems
  std::vector<Problem> problems;
};
[[nodiscard]] BoundQueries bind_all(const Query& query,
                                    std::span<const Catalogue* const> catalogues,
                                    const Asker& asker, const BindOptions& options = {});

// What a name, cf[N] or computed field with its argument is in one instance. Exactly one of field
// and problem.
struct FoundField {
  std::optional<BoundField> field;
  std::optional<Problem> problem;
  std::string why_undecided;  // "": the instance's issues hold it
  bool sortable = false;
};
[[nodiscard]] FoundField bind_field(const FieldName& name, const Catalogue& catalogue,
                                    const BindOptions& options = {});

}  // namespace tl::jql
