#include "api/jql_scope.h"

#include <fmt/format.h>

#include "mapping/document.h"

namespace tl::api {
namespace {

constexpr int64_t kMinuteMs = 60'000;

}  // namespace

Result<QueryScope> QueryScope::bind(Call& call, const LensView& view, const Asked& asked,
                                    Problems& problems) {
  QueryScope scope;
  if (!asked.jql) return scope;
  std::optional<std::vector<std::string>> chosen;
  if (asked.connection) chosen.emplace({std::string(view.public_id(*asked.connection))});
  TL_TRY(scope.world_, open_jql_world(call, view, chosen, asked.question.now, problems));
  TL_TRY(scope.query_, ask_jql(call, *scope.world_, *asked.jql, JqlUse::kSearch));
  if (!scope.query_.ok())
    problems.push_back({"jql", mapping::describe(scope.query_.problems.front())});
  return scope;
}

std::string QueryScope::mark(const Call& call, const Asked& asked) const {
  std::string text;
  if (world_ == nullptr) return text;
  if (query_.time() == jql::TimeNeed::kMinute)
    text += fmt::format(" minute {}", asked.question.now.ms / kMinuteMs);
  if (query_.follows_user()) text += fmt::format(" user {}", call.caller->who.user.id.value);
  return text;
}

void QueryScope::select(measure::Question& question) const {
  if (world_ == nullptr) return;
  std::map<InstanceId, std::string> names;
  for (const JqlInstance& one : world_->instances) names.emplace(one.id, one.name);
  question.query = measure::QueryRows::select(*world_->view.version, query_.queries, names);
}

}  // namespace tl::api
