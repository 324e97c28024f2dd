// Saved views of pages, and short ids for long addresses.
#include <algorithm>
#include <utility>

#include "api/cursor.h"
#include "api/json_out.h"
#include "api/versions.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr size_t kMaxName = 100;
constexpr size_t kMaxSearch = 16'000;
const std::vector<std::string_view> kPages = {"flow", "home", "sprint", "quality", "issues", "jql"};
const std::vector<std::string_view> kVisibilities = {"private", "tenant"};

UserId me(const Call& call) { return call.caller->who.user.id; }

bool may_change(const Call& call, const store::SavedView& view) {
  return view.owner == me(call) || call.caller->who.user.role == store::Role::kAdmin;
}

void render_view(JsonWriter& out, const Call& call, const UserNames& names,
                 const store::SavedView& view) {
  out.begin_object().member("id", view.id).member("name", view.name).member("page", view.page);
  out.member("search", view.search).member("visibility", view.shared ? "tenant" : "private");
  out.member("starred", view.starred).member("is_default", view.is_default);
  out.member("mine", view.owner == me(call)).member("may_change", may_change(call, view));
  out.member("owner_name", names.of(view.owner)).member("version", view.revision);
  out.member("updated", format_instant(view.updated)).end_object();
}

Result<net::Response> show(Call& call, const store::SavedView& view, int status = 200) {
  TL_TRY(const UserNames names, UserNames::load(call));
  JsonWriter out;
  render_view(out, call, names, view);
  auto response = net::json_response(status, out.take());
  set_version(response, view.revision);
  return response;
}

// "?" and what follows, printable; it is only ever put behind a path of ours.
void check_search(std::string_view search, Problems& problems) {
  const bool printable =
      std::all_of(search.begin(), search.end(), [](char c) { return c > ' ' && c != 0x7f; });
  if (!search.empty() && (search.front() != '?' || !printable))
    problems.push_back({"search", "must be the part of an address from \"?\" on"});
}

void check_name(std::string_view name, Problems& problems) {
  if (trim(name).empty()) problems.push_back({"name", "must not be blank"});
}

Result<net::Response> list_views(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  const auto page = query.text("page", 20);
  if (page && std::find(kPages.begin(), kPages.end(), *page) == kPages.end())
    query.problem("page", one_of(kPages));
  query.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto views, call.store().list_views(me(call)));
  TL_TRY(const UserNames names, UserNames::load(call));
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const store::SavedView& view : views) {
    if (!page || view.page == *page) render_view(out, call, names, view);
  }
  out.end_array().end_object();
  return net::json_response(200, out.take());
}

Result<net::Response> get_view(Call& call) {
  TL_TRY(const auto view, call.store().load_view(me(call), call.request.param("id")));
  return show(call, view);
}

Result<net::Response> create_view(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  store::SavedView view;
  view.owner = me(call);
  view.name = body.text("name", kMaxName);
  view.page = body.text("page", 20);
  if (std::find(kPages.begin(), kPages.end(), view.page) == kPages.end())
    body.problem("page", one_of(kPages));
  view.search = body.optional_text("search", kMaxSearch).value_or("");
  view.shared = body.choice("visibility", kVisibilities) == "tenant";
  const bool starred = body.optional_flag("starred").value_or(false);
  body.refuse_unknown();
  check_search(view.search, problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(auto made, call.store().create_view(view));
  if (starred) {
    TL_CHECK_OK(call.store().set_view_star(me(call), made.id, true));
    made.starred = true;
  }
  return show(call, made, 201);
}

Result<void> check_owner(const Call& call, const store::SavedView& view) {
  if (may_change(call, view)) return {};
  return make_error(ErrorCode::kForbidden, "only its owner or an admin may change this view");
}

Result<net::Response> change_view(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  const auto version = read_if_match(call, problems);
  ObjectReader body(document.root(), "", problems);
  const auto name = body.optional_text("name", kMaxName);
  const auto search = body.optional_text("search", kMaxSearch);
  std::optional<std::string> visibility;
  if (body.has("visibility")) visibility = body.choice("visibility", kVisibilities);
  body.refuse_unknown();
  if (name) check_name(*name, problems);
  if (search) check_search(*search, problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(store::SavedView view, call.store().load_view(me(call), call.request.param("id")));
  TL_CHECK_OK(check_owner(call, view));
  if (name) view.name = *name;
  if (search) view.search = *search;
  if (visibility) view.shared = *visibility == "tenant";
  view.revision = *version;
  auto saved = call.store().update_view(me(call), view);
  if (!saved.ok() && saved.error().code == ErrorCode::kConflict)
    return render_problem(call.where(), saved.error(), {412, {}});
  if (!saved.ok()) return saved.error();
  return show(call, *saved);
}

Result<net::Response> delete_view(Call& call) {
  TL_TRY(const auto view, call.store().load_view(me(call), call.request.param("id")));
  TL_CHECK_OK(check_owner(call, view));
  TL_CHECK_OK(call.store().delete_view(me(call), view.id));
  return net::empty_response(204);
}

Result<net::Response> mark_view(Call& call, bool star, bool on) {
  const std::string_view id = call.request.param("id");
  TL_CHECK_OK(star ? call.store().set_view_star(me(call), id, on)
                   : call.store().set_view_default(me(call), id, on));
  return net::empty_response(204);
}

Result<net::Response> star_view(Call& call) { return mark_view(call, true, true); }
Result<net::Response> unstar_view(Call& call) { return mark_view(call, true, false); }
Result<net::Response> make_default(Call& call) { return mark_view(call, false, true); }
Result<net::Response> unmake_default(Call& call) { return mark_view(call, false, false); }

net::Response show_link(const store::ShortLink& link) {
  JsonWriter out;
  out.begin_object().member("id", link.id).member("page", link.page);
  out.member("search", link.search).end_object();
  return net::json_response(200, out.take());
}

Result<net::Response> save_link(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const std::string page = body.text("page", 20);
  if (std::find(kPages.begin(), kPages.end(), page) == kPages.end())
    body.problem("page", one_of(kPages));
  const std::string search = body.text("search", kMaxSearch);
  body.refuse_unknown();
  check_search(search, problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto link, call.store().save_link(page, search));
  return show_link(link);
}

Result<net::Response> get_link(Call& call) {
  TL_TRY(const auto link, call.store().load_link(call.request.param("id")));
  return show_link(link);
}

}  // namespace

void add_view_routes(Routes& routes) {
  const std::string one = "/api/v1/views/{id}";
  routes.add("GET", "/api/v1/views", {Access::kAnyRole, true, false}, list_views);
  routes.add("POST", "/api/v1/views", {Access::kAnyRole, false, true}, create_view);
  routes.add("GET", one, {Access::kAnyRole}, get_view);
  routes.add("PATCH", one, {Access::kAnyRole, false, true}, change_view);
  routes.add("DELETE", one, {Access::kAnyRole}, delete_view);
  routes.add("PUT", one + "/star", {Access::kAnyRole}, star_view);
  routes.add("DELETE", one + "/star", {Access::kAnyRole}, unstar_view);
  routes.add("PUT", one + "/default", {Access::kAnyRole}, make_default);
  routes.add("DELETE", one + "/default", {Access::kAnyRole}, unmake_default);
  routes.add("POST", "/api/v1/links", {Access::kAnyRole, false, true}, save_link);
  routes.add("GET", "/api/v1/links/{id}", {Access::kAnyRole}, get_link);
}

}  // namespace tl::api
