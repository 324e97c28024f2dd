// The mapping of a connection: what its types, statuses and resolutions mean. Everybody signed in
// may look; to change it is for admins.
#include <utility>

#include "api/lens_view.h"
#include "api/mapping_effect.h"
#include "api/versions.h"
#include "base/text.h"
#include "mapping/view.h"

namespace tl::api {
namespace {

constexpr size_t kMaxVersionsShown = 200;

struct Target {
  domain::Connection connection;
  LensView view;
  std::optional<store::Configuration> stored;  // the newest
  mapping::Mapping mapping;                    // as stored

  [[nodiscard]] InstanceId id() const { return connection.id; }
  [[nodiscard]] int64_t version() const { return stored ? stored->version : 0; }
};

Result<Target> load_target(Call& call) {
  TL_TRY(const InstanceId instance, call.api.service.find(call.tenant(), call.request.param("id")));
  Target target;
  TL_TRY(target.connection, call.store().load_connection(instance));
  TL_TRY(target.view, pin_view(call));
  TL_TRY(target.stored, call.store().load_configuration(instance));
  target.mapping = read_mapping(target.connection, target.stored);
  return target;
}

void render_project(JsonWriter& out, const std::optional<mapping::ProjectName>& project) {
  out.key("project");
  if (!project) {
    out.null();
    return;
  }
  out.begin_object().member("id", project->id).member("key", project->key).end_object();
}

void render_types(JsonWriter& out, const mapping::MappingView& shown) {
  out.key("types").begin_array();
  for (const mapping::TypeRow& row : shown.types) {
    out.begin_object().member("id", row.key).member("name", row.name);
    render_project(out, row.project);
    out.member("category", to_text(row.category)).member("origin", to_text(row.origin));
    out.member("rule", row.rule).member("issues", row.issues);
    texts_member(out, "examples", row.examples);
    out.end_object();
  }
  out.end_array();
}

void render_statuses(JsonWriter& out, const Target& target, const mapping::MappingView& shown,
                     Instant now) {
  const auto medians = decide_status_medians(target.view, target.id(), now);
  const auto& known = target.view.version->dictionary().field(lens::LensField::kStatus);
  out.key("statuses").begin_array();
  for (const mapping::StatusRow& row : shown.statuses) {
    out.begin_object().member("id", row.id).member("name", row.name);
    render_project(out, row.project);
    out.member("category", to_text(row.category)).member("state", to_text(row.state));
    out.member("flagged", row.flagged);
    // What nobody knows waits, until somebody says otherwise; `flagged` tells.
    const bool unmapped = row.stage == mapping::Stage::kUnmapped;
    out.member("stage", to_text(unmapped ? mapping::Stage::kQueue : row.stage));
    out.member("origin", to_text(row.origin)).member("issues_now", row.issues_now);
    const auto median = medians.find(known.find(target.id(), row.id));
    out.member("median_seconds",
               median == medians.end() ? std::nullopt : std::optional(median->second));
    out.end_object();
  }
  out.end_array();
}

void render_resolutions(JsonWriter& out, const mapping::MappingView& shown) {
  out.key("resolutions").begin_array();
  for (const mapping::ResolutionRow& row : shown.resolutions) {
    out.begin_object().member("id", row.id).member("name", row.name);
    out.member("cancels", row.cancels).member("origin", to_text(row.origin)).end_object();
  }
  out.end_array();
}

Result<net::Response> show(Call& call, const Target& target) {
  TL_TRY(const UserNames names, UserNames::load(call));
  mapping::Mappings mappings = target.view.mappings;  // before it was saved, perhaps
  mappings.insert_or_assign(target.id(), target.mapping);
  TL_TRY(const auto rules, find_type_rules(call, target.view, mappings));
  const auto shown = mapping::decide_view(*target.view.version, target.id(), target.mapping);
  JsonWriter out;
  out.begin_object().member("version", target.version());
  instant_member(out, "saved_at",
                 target.stored ? std::optional(target.stored->created) : std::nullopt);
  out.member("saved_by", target.stored ? names.of(target.stored->by) : "");
  out.member("start_line", target.mapping.start_line);
  out.member("finish_line", target.mapping.finish_line);
  render_types(out, shown);
  render_statuses(out, target, shown, call.api.clock.now());
  render_resolutions(out, shown);
  render_type_queries(out, target.mapping, rules.get(), target.id());
  out.end_object();
  auto response = net::json_response(200, out.take());
  set_version(response, target.version());
  return response;
}

Result<net::Response> get_mapping(Call& call) {
  TL_TRY(const Target target, load_target(call));
  return show(call, target);
}

void add_problems(std::vector<mapping::MemberProblem> found, Problems& problems) {
  for (mapping::MemberProblem& one : found)
    problems.push_back({shortened(one.member, 120), std::move(one.message)});
}

Result<net::Response> put_mapping(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  const auto version = read_if_match(call, problems);
  std::vector<mapping::MemberProblem> found;
  const auto change =
      mapping::read_mapping_change(document.root(), mapping::UnknownMembers::kRefuse, found);
  add_problems(std::move(found), problems);
  if (!problems.empty()) return call.refuse(std::move(problems));

  TL_TRY(Target target, load_target(call));
  if (target.version() != *version) return tell_conflict(call, target.id(), "mapping");
  const lens::Dictionary& dictionary = target.view.version->dictionary();
  add_problems(mapping::check_change(dictionary, target.id(), target.mapping, change), problems);
  TL_TRY(auto wrong, check_type_queries(call, target.view, target.id(), change));
  add_problems(std::move(wrong), problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  const auto next = mapping::decide_next(dictionary, target.id(), target.mapping, change);
  if (next == target.mapping) return show(call, target);
  const auto saved = call.store().save_configuration(target.id(), mapping::render_mapping(next),
                                                     call.caller->who.user.id, *version);
  if (!saved.ok() && saved.error().code == ErrorCode::kConflict)
    return tell_conflict(call, target.id(), "mapping");
  if (!saved.ok()) return saved.error();
  target.stored = *saved;
  target.mapping = next;
  return show(call, target);
}

Result<net::Response> preview_mapping(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  std::vector<mapping::MemberProblem> found;
  const auto change =
      mapping::read_mapping_change(document.root(), mapping::UnknownMembers::kRefuse, found);
  add_problems(std::move(found), problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const Target target, load_target(call));
  const lens::Dictionary& dictionary = target.view.version->dictionary();
  add_problems(mapping::check_change(dictionary, target.id(), target.mapping, change), problems);
  TL_TRY(auto wrong, check_type_queries(call, target.view, target.id(), change));
  add_problems(std::move(wrong), problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  const auto next = mapping::decide_next(dictionary, target.id(), target.mapping, change);
  TL_TRY(std::string preview,
         render_mapping_preview(call, target.view, target.id(), next, call.api.clock.now()));
  return net::json_response(200, std::move(preview));
}

Result<net::Response> list_versions(Call& call) {
  TL_TRY(const Target target, load_target(call));
  TL_TRY(const UserNames names, UserNames::load(call));
  TL_TRY(const auto versions, call.store().list_configurations(target.id(), kMaxVersionsShown + 1));
  const lens::Dictionary& dictionary = target.view.version->dictionary();
  const auto document_of = [&](size_t i) {
    if (i >= versions.size()) return mapping::Mapping();
    auto read = mapping::parse_mapping(versions[i].document);
    return read.ok() ? std::move(read).value() : mapping::Mapping();
  };
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  mapping::Mapping after = document_of(0);
  for (size_t i = 0; i < std::min(versions.size(), kMaxVersionsShown); ++i) {
    mapping::Mapping before = document_of(i + 1);
    out.begin_object().member("version", versions[i].version);
    out.member("saved_at", format_instant(versions[i].created));
    out.member("saved_by", names.of(versions[i].by));
    out.member("summary", mapping::summarise(dictionary, target.id(), before, after)).end_object();
    after = std::move(before);
  }
  out.end_array().end_object();
  return net::json_response(200, out.take());
}

}  // namespace

void add_mapping_routes(Routes& routes) {
  const std::string base = "/api/v1/connections/{id}/mapping";
  routes.add("GET", base, {Access::kAnyRole}, get_mapping);
  routes.add("PUT", base, {Access::kAdmin, false, true}, put_mapping);
  routes.add("POST", base + "/preview", {Access::kAnyRole, false, true}, preview_mapping);
  routes.add("GET", base + "/versions", {Access::kAnyRole}, list_versions);
}

}  // namespace tl::api
