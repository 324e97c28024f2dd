// Why one issue matches or does not, clause by clause; and what the instance itself says.
#include <algorithm>
#include <utility>

#include "api/connection_body.h"
#include "api/jql_view.h"
#include "base/text.h"
#include "jql/evaluate.h"
#include "jql/lens_row.h"
#include "jql/search.h"

namespace tl::api {
namespace {

struct Found {
  size_t place = 0;  // of the instance
  lens::RowAddress address;
};

// Rows of that key, present keys before former ones.
Result<std::vector<Found>> find_rows(Call& call, const JqlWorld& world, std::string_view key) {
  const lens::LensVersion& version = *world.view.version;
  std::vector<Found> present;
  std::vector<Found> former;
  for (size_t i = 0; i < world.instances.size(); ++i) {
    const auto found = call.store().find_issue_by_key(key, world.instances[i].id);
    if (!found.ok() && found.error().code != ErrorCode::kNotFound) return found.error();
    const auto address = found.ok() ? version.find(found->ref) : std::nullopt;
    if (!address) continue;
    const lens::Chunk& chunk = *version.parts()[address->part].chunk;
    if ((chunk.flags[address->row] & lens::kRowDeleted) != 0) continue;
    (found->moved ? former : present).push_back({i, *address});
  }
  return present.empty() ? std::move(former) : std::move(present);
}

net::Response tell_ambiguous(const Call& call, const JqlWorld& world,
                             const std::vector<Found>& found, std::string_view key) {
  JsonWriter out;
  std::string names;
  out.begin_array();
  for (const Found& one : found) {
    const JqlInstance& instance = world.instances[one.place];
    out.begin_object().member("id", instance.public_id).member("name", instance.name);
    out.end_object();
    names += (names.empty() ? " " : ", ") + instance.name;
  }
  out.end_array();
  ProblemExtras extras;
  extras.members.emplace_back("instances", out.take());
  return render_problem(
      call.where(),
      make_error(ErrorCode::kConflict, std::string(key) + " exists in more than one Jira:" + names +
                                           ". Name one as instance."),
      extras);
}

std::string_view kind_text(jql::Explained::Kind kind) {
  switch (kind) {
    case jql::Explained::Kind::kAll:
      return "all";
    case jql::Explained::Kind::kAnd:
      return "and";
    case jql::Explained::Kind::kOr:
      return "or";
    default:
      return "test";
  }
}

void render_tree(JsonWriter& out, const jql::Explained& node, const Utf16Offsets& offsets) {
  out.begin_object().member("kind", kind_text(node.kind));
  out.member("answer", answer_text(node.truth)).member("decides", node.decides);
  span_members(out, node.span, offsets);
  out.member("text", node.text);
  if (!node.seen.empty()) out.member("seen", node.seen);
  if (!node.why.empty()) out.member("why", node.why);
  out.key("children").begin_array();
  for (const jql::Explained& child : node.children) render_tree(out, child, offsets);
  out.end_array().end_object();
}

std::string render_explanation(const JqlCall& begun, const Found& found) {
  const JqlWorld& world = *begun.world;
  const lens::LensVersion& version = *world.view.version;
  const lens::Chunk& chunk = *version.parts()[found.address.part].chunk;
  const uint32_t row = found.address.row;
  const Utf16Offsets offsets(begun.asked.text);
  JsonWriter out;
  out.begin_object();
  if (!begun.asked.ok()) {
    out.key("problem");
    render_jql_problem(out, begun.asked.problems.front(), offsets);
  }
  out.key("issue").begin_object().member("key", chunk.key.at(row));
  out.member("instance", world.instances[found.place].public_id);
  out.member("id", std::to_string(chunk.issue[row]));
  out.member("summary", chunk.summary.at(row)).end_object();
  if (begun.asked.ok()) {
    const jql::BoundQuery& bound = begun.asked.queries[found.place];
    const jql::LensRow view(version, found.address);
    const auto tree = jql::explain(bound, *begun.asked.query, view, world.asker.zone);
    out.member("answer", answer_text(tree.truth)).key("tree");
    render_tree(out, tree, offsets);
    notices_member(out, "warnings", bound.warnings, offsets);
  } else {
    notices_member(out, "warnings", {}, offsets);
  }
  out.end_object();
  return out.take();
}

Result<net::Response> explain(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  JqlQuestion question;
  question.jql = read_jql(body);
  const std::string key(trim(body.text("issue", 300)));
  const auto wanted = body.optional_text("instance", 100);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const JqlCall begun,
         begin_jql(call, question, call.api.clock.now(), JqlUse::kSearch, problems));
  const JqlWorld& world = *begun.world;
  TL_TRY(auto found, find_rows(call, world, key));
  if (wanted) {
    std::erase_if(
        found, [&](const Found& one) { return world.instances[one.place].public_id != *wanted; });
  }
  if (found.empty()) return make_error(ErrorCode::kNotFound, shortened(key, 80) + " is not here.");
  if (found.size() > 1) return tell_ambiguous(call, world, found, shortened(key, 80));
  return net::json_response(200, render_explanation(begun, found.front()));
}

// --- the instance's own answer ---

std::string render_opinion(const JqlCall& begun, const connector::FilterCheck& check) {
  const auto counts = jql::count(*begun.world->view.version, begun.asked.queries);
  const domain::Connection* connection =
      begun.world->view.connection(begun.world->instances.front().id);
  JsonWriter out;
  out.begin_object().member("count", check.valid ? check.matches : std::nullopt);
  if (check.valid && check.matches)
    out.member("approximate", connection != nullptr && connection->flavour == "cloud");
  out.member("here", total_matched(counts)).member("undecided", total_undecided(counts));
  if (!check.valid) {
    out.key("problem").begin_object().member("message", check.error);
    if (check.line) out.member("line", *check.line);
    if (check.column) out.member("column", *check.column);
    out.end_object();
  }
  out.end_object();
  return out.take();
}

Result<net::Response> ask_jira(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  JqlQuestion question;
  question.jql = read_jql(body);
  const std::string public_id = body.text("instance", 100);
  if (count_chars(question.jql) > kMaxJqlChars)
    body.problem("jql", "must have at most " + std::to_string(kMaxJqlChars) +
                            " characters to be sent to Jira");
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const InstanceId instance, call.api.service.find(call.tenant(), public_id));
  question.instances = {public_id};
  TL_TRY(const JqlCall begun,
         begin_jql(call, question, call.api.clock.now(), JqlUse::kSearch, problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  if (!begun.asked.ok()) return refuse_jql(call, begun.asked);
  connector::FilterQuery query;
  query.jql = question.jql;
  query.project_keys = begun.world->view.connection(instance)->project_keys;
  TL_TRY(const auto check, call.api.service.check_filter(call.tenant(), instance, query));
  return net::json_response(200, render_opinion(begun, check));
}

}  // namespace

void add_jql_explain_routes(Routes& routes) {
  routes.add("POST", "/api/v1/jql/explain", {Access::kAnyRole, false, true}, explain);
  routes.add("POST", "/api/v1/jql/ask-jira", {Access::kLead, false, true}, ask_jira);
}

}  // namespace tl::api
