#include "api/jql_world.h"

#include <algorithm>
#include <utility>

#include "api/jql_view.h"
#include "api/runtime.h"
#include "base/text.h"
#include "jql/lens_catalogue.h"
#include "metrics/flow/jql_fields.h"

namespace tl::api {
namespace {

// The parser has its own, smaller limit, whose problem says where the text becomes too long.
constexpr size_t kMaxTextChars = size_t{1} << 20;
constexpr size_t kMaxChosen = 1000;

bool is_chosen(const domain::Connection& connection,
               const std::optional<std::vector<std::string>>& chosen) {
  return !chosen ||
         std::find(chosen->begin(), chosen->end(), connection.public_id) != chosen->end();
}

void check_chosen(const LensView& view, const std::vector<std::string>& chosen,
                  Problems& problems) {
  if (chosen.empty()) problems.push_back({"instances", "must have at least one connection"});
  for (size_t i = 0; i < chosen.size(); ++i) {
    const bool known = std::any_of(
        view.connections.begin(), view.connections.end(),
        [&](const domain::Connection& connection) { return connection.public_id == chosen[i]; });
    if (!known)
      problems.push_back({"instances[" + std::to_string(i) + "]", "is no connection here"});
  }
}

// The account of the caller in each instance where one is known to have the e-mail.
Result<void> find_accounts(Call& call, JqlWorld& world) {
  const std::string& email = call.caller->who.user.email;
  for (const JqlInstance& instance : world.instances) {
    const domain::Connection* connection = world.view.connection(instance.id);
    if (connection != nullptr && !connection->account_id.empty() &&
        equals_no_case(connection->account_email, email)) {
      world.asker.accounts[instance.id] = connection->account_id;
      continue;
    }
    TL_TRY(auto account,
           call.api.runtime->jql_shelf.account(call.store(), call.tenant(), instance.id,
                                               world.view.version->position(), email));
    if (!account.empty()) world.asker.accounts[instance.id] = std::move(account);
  }
  return {};
}

// Jira has no such field, but we do.
void tell_computed(const jql::ComputedFields& computed, JqlUse use, jql::Problem& problem) {
  if (problem.kind != jql::ProblemKind::kUnknownField || use == JqlUse::kSearch) return;
  const jql::ComputedField* field = computed.find(problem.field);
  if (field == nullptr) return;
  const std::string name(field->name());
  problem.message = use == JqlUse::kFilter
                        ? "'" + name + "' is a field of Throughline; Jira does not know it."
                        : "'" + name + "' is computed from the mapping; it cannot decide it.";
  problem.remedy = "Use fields of Jira here.";
  problem.nearest.clear();
}

// A category must be the same whoever asks and whenever.
std::optional<jql::Problem> find_unsteady(const JqlAsked& asked) {
  const bool moves = asked.time() != jql::TimeNeed::kNone;
  if (!moves && !asked.follows_user()) return std::nullopt;
  jql::Problem problem;
  problem.kind = jql::ProblemKind::kBadFunction;
  problem.message = moves ? "The query changes as time goes by, and a category must not."
                          : "The query depends on who asks, and a category must not.";
  problem.remedy = moves ? "Use dates, not times before now." : "Name the person instead.";
  problem.span.end = static_cast<uint32_t>(asked.text.size());
  jql::locate(problem, asked.text);
  return problem;
}

jql::BoundQueries bind_in(const JqlWorld& world, const jql::Query& query, JqlUse use) {
  jql::BindOptions options;
  if (use == JqlUse::kSearch) options.computed = &world.computed;
  return jql::bind_all(query, world.catalogues(), world.asker, options);
}

}  // namespace

std::vector<const jql::Catalogue*> JqlWorld::catalogues() const {
  std::vector<const jql::Catalogue*> all;
  for (const JqlInstance& instance : instances) all.push_back(instance.catalogue.get());
  return all;
}

std::optional<size_t> JqlWorld::place_of(InstanceId instance) const {
  for (size_t i = 0; i < instances.size(); ++i) {
    if (instances[i].id == instance) return i;
  }
  return std::nullopt;
}

Result<std::unique_ptr<JqlWorld>> open_jql_world(
    Call& call, LensView view, const std::optional<std::vector<std::string>>& chosen, Instant now,
    Problems& problems) {
  auto world = std::make_unique<JqlWorld>();
  world->view = std::move(view);
  if (chosen) check_chosen(world->view, *chosen, problems);
  const lens::LensVersion& version = *world->view.version;
  for (const domain::Connection& connection : world->view.connections) {
    if (!is_chosen(connection, chosen)) continue;
    JqlInstance instance{connection.id, connection.public_id, connection.name, nullptr, nullptr};
    TL_TRY(instance.fields, call.api.runtime->jql_shelf.fields(call.store(), call.tenant(),
                                                               connection.id, version.position()));
    instance.catalogue = jql::make_lens_catalogue(
        version, {connection.id, connection.flavour == "cloud", instance.fields.get()});
    world->instances.push_back(std::move(instance));
  }
  world->computed = metrics::flow::make_jql_fields(world->view.facts(), now);
  world->asker.now = now;
  world->asker.zone = world->view.zone;
  world->asker.week_start = world->view.week_start;
  return world;
}

jql::TimeNeed JqlAsked::time() const {
  jql::TimeNeed most = jql::TimeNeed::kNone;
  for (const jql::BoundQuery& one : queries) most = std::max(most, one.time);
  return most;
}

bool JqlAsked::follows_user() const {
  return std::any_of(queries.begin(), queries.end(),
                     [](const jql::BoundQuery& one) { return one.follows_user; });
}

bool JqlAsked::follows_catalogue() const {
  return std::any_of(queries.begin(), queries.end(),
                     [](const jql::BoundQuery& one) { return one.follows_catalogue; });
}

Result<JqlAsked> ask_jql(Call& call, JqlWorld& world, std::string_view text, JqlUse use) {
  JqlAsked asked;
  asked.text = text;
  auto parsed = jql::parse_query(
      text, use == JqlUse::kSearch ? jql::Dialect::kThroughline : jql::Dialect::kJira);
  if (!parsed.ok()) {
    asked.problems.push_back(std::move(*parsed.problem));
    return asked;
  }
  asked.query = std::move(parsed.query);
  auto bound = bind_in(world, *asked.query, use);
  const bool mine = std::any_of(bound.queries.begin(), bound.queries.end(),
                                [](const jql::BoundQuery& one) { return one.follows_user; });
  if (mine && world.asker.accounts.empty()) {
    TL_CHECK_OK(find_accounts(call, world));
    bound = bind_in(world, *asked.query, use);
  }
  asked.queries = std::move(bound.queries);
  asked.problems = std::move(bound.problems);
  if (!asked.problems.empty()) {
    asked.queries.clear();
    tell_computed(world.computed, use, asked.problems.front());
  } else if (use == JqlUse::kMapping) {
    if (auto problem = find_unsteady(asked)) asked.problems.push_back(std::move(*problem));
  }
  return asked;
}

std::string read_jql(ObjectReader& body) {
  auto text = body.optional_text("jql", kMaxTextChars);
  if (!text && !body.has("jql")) body.problem("jql", "is required");
  return std::move(text).value_or("");
}

JqlQuestion read_jql_question(ObjectReader& body) {
  JqlQuestion question;
  question.jql = read_jql(body);
  question.instances = body.optional_texts("instances", kMaxChosen, 100);
  return question;
}

Result<JqlCall> begin_jql(Call& call, const JqlQuestion& question, Instant now, JqlUse use,
                          Problems& problems) {
  JqlCall begun;
  TL_TRY(auto view, pin_view(call));
  TL_TRY(begun.world, open_jql_world(call, std::move(view), question.instances, now, problems));
  if (!problems.empty()) return begun;
  TL_TRY(begun.asked, ask_jql(call, *begun.world, question.jql, use));
  return begun;
}

net::Response refuse_jql(const Call& call, const JqlAsked& asked) {
  const jql::Problem& problem = asked.problems.front();
  JsonWriter out;
  render_jql_problem(out, problem, Utf16Offsets(asked.text));
  ProblemExtras extras;
  extras.members.emplace_back("jql", out.take());
  return render_problem(call.where(),
                        make_error(ErrorCode::kInvalidArgument, shortened(problem.message, 2000)),
                        extras);
}

}  // namespace tl::api
