// Everything a query is asked of, pinned for one answer: the lens, what each instance knows by
// name, who asks. And the query as read and bound there.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/lens_view.h"
#include "api/utf16.h"
#include "jql/binder.h"
#include "jql/catalogue.h"
#include "jql/computed_field.h"
#include "jql/parser.h"

namespace tl::api {

struct JqlInstance {
  InstanceId id;
  std::string public_id;
  std::string name;
  std::shared_ptr<const domain::FieldCatalogue> fields;
  std::unique_ptr<jql::Catalogue> catalogue;
};

// Never moved: parts of it refer to others.
struct JqlWorld {
  LensView view;
  std::vector<JqlInstance> instances;  // that are asked, in the order of the connections
  jql::ComputedFields computed;
  jql::Asker asker;

  [[nodiscard]] std::vector<const jql::Catalogue*> catalogues() const;
  // The place in `instances`; nothing when it is not asked.
  [[nodiscard]] std::optional<size_t> place_of(InstanceId instance) const;
};

// `chosen`: public ids; nothing: all. One that the tenant does not have adds a problem.
[[nodiscard]] Result<std::unique_ptr<JqlWorld>> open_jql_world(
    Call& call, LensView view, const std::optional<std::vector<std::string>>& chosen, Instant now,
    Problems& problems);

// What the query is to be used as. Filters and mappings are read by Jira too, or before there are
// numbers: they know no computed fields.
enum class JqlUse : uint8_t { kSearch, kFilter, kMapping };

struct JqlAsked {
  std::string text;
  std::optional<jql::Query> query;       // nothing: the text is none
  std::vector<jql::BoundQuery> queries;  // as JqlWorld::instances; empty when there are problems
  std::vector<jql::Problem> problems;    // the first is the one to show

  [[nodiscard]] bool ok() const { return problems.empty(); }
  [[nodiscard]] jql::TimeNeed time() const;  // of the most demanding instance
  [[nodiscard]] bool follows_user() const;
  [[nodiscard]] bool follows_catalogue() const;
};

// Looks for the caller's accounts only when the query asks for them.
[[nodiscard]] Result<JqlAsked> ask_jql(Call& call, JqlWorld& world, std::string_view text,
                                       JqlUse use);

// What a body of every question has.
struct JqlQuestion {
  std::string jql;
  std::optional<std::vector<std::string>> instances;
};
[[nodiscard]] JqlQuestion read_jql_question(ObjectReader& body);
// `jql` alone: required, may be empty.
[[nodiscard]] std::string read_jql(ObjectReader& body);

// Reads `jql` and `instances`, pins, parses and binds; nothing when `problems` has some. Nothing is
// refused yet: the query may have problems of its own.
struct JqlCall {
  std::unique_ptr<JqlWorld> world;
  JqlAsked asked;
};
[[nodiscard]] Result<JqlCall> begin_jql(Call& call, const JqlQuestion& question, Instant now,
                                        JqlUse use, Problems& problems);

// 400 with the query's first problem as member `jql`.
[[nodiscard]] net::Response refuse_jql(const Call& call, const JqlAsked& asked);

}  // namespace tl::api
