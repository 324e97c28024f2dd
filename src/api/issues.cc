// The issue list and the projects that have issues here.
#include <algorithm>
#include <utility>

#include "api/cursor.h"
#include "api/issue_page.h"
#include "api/issue_query.h"
#include "api/lens_view.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr size_t kMaxFilterValues = 100;
constexpr size_t kPlaceValues = 4;

struct ListRequest {
  IssueFilter filter;
  IssueSort sort = IssueSort::kUpdated;
  bool descending = true;
  std::optional<IssuePlace> after;
  size_t limit = 50;
  std::string identity;  // all that a cursor belongs to
};

// Everything that decides which rows come in which order.
std::string identity_of(const Call& call) {
  std::string text = std::to_string(call.tenant().value);
  for (std::string_view name : {"q", "project", "status_category", "type", "connection", "sort"}) {
    text += '\n';
    text += name;
    for (std::string_view value : call.request.query_values(name)) {
      text += '\t';
      text += value;
    }
  }
  return text;
}

void read_sort(QueryReader& query, ListRequest& list) {
  const std::string sort =
      query.choice("sort", {"-updated", "updated", "created", "-created", "key", "-key"});
  list.descending = sort.starts_with('-');
  const std::string_view name = std::string_view(sort).substr(list.descending ? 1 : 0);
  if (name == "created") list.sort = IssueSort::kCreated;
  if (name == "key") list.sort = IssueSort::kKey;
}

std::string render_place(const IssuePlace& place, std::string_view identity) {
  return render_cursor(
      {place.project, std::to_string(place.number), std::to_string(place.ref.instance.value),
       std::to_string(place.ref.issue.value)},
      identity);
}

Result<IssuePlace> parse_place(std::string_view cursor, std::string_view identity) {
  TL_TRY(const auto values, parse_cursor(cursor, identity, kPlaceValues));
  IssuePlace place;
  place.project = values[0];
  const auto number = parse_int(values[1]);
  const auto instance = parse_int(values[2]);
  const auto issue = parse_int(values[3]);
  if (!number || !instance || !issue) {
    return make_error(ErrorCode::kInvalidArgument, "cursor: It cannot be read.");
  }
  place.number = *number;
  place.ref = {InstanceId(*instance), IssueId(*issue)};
  return place;
}

Result<ListRequest> read_list(Call& call, Problems& problems) {
  ListRequest list;
  list.identity = identity_of(call);
  QueryReader query(call.request, problems);
  list.filter.text = query.text("q", 200).value_or("");
  list.filter.projects = query.texts("project", kMaxFilterValues, 64);
  list.filter.types = query.texts("type", kMaxFilterValues, 200);
  list.filter.categories =
      query.choices("status_category", {"new", "indeterminate", "done", "undefined"});
  const auto connection = query.text("connection", 64);
  read_sort(query, list);
  list.limit = static_cast<size_t>(query.integer("limit", 1, 200).value_or(50));
  const auto cursor = query.text("cursor", 4096);
  query.refuse_unknown();
  if (!problems.empty()) return list;
  auto instance = find_connection_filter(call, connection);
  if (!instance.ok()) {
    problems.push_back({"connection", "is not known here"});
    return list;
  }
  list.filter.instance = *instance;
  if (cursor) {
    TL_TRY(list.after, parse_place(*cursor, list.identity));
  }
  return list;
}

Result<net::Response> list_issues(Call& call) {
  Problems problems;
  TL_TRY(const ListRequest list, read_list(call, problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const LensView view, pin_view(call));
  const auto found =
      find_issues(*view.version, list.filter, list.sort, list.descending, list.after, list.limit);
  const Instant now = call.api.clock.now();
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const lens::IssueRow& row : found.rows) {
    render_issue_row(out, view, view.version->dictionary(), row, now);
  }
  out.end_array().member("total", found.total);
  text_or_null(out, "next_cursor", found.next ? render_place(*found.next, list.identity) : "");
  out.end_object();
  return net::json_response(200, out.take());
}

Result<net::Response> list_projects(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  const auto counts = count_by_project(*view.version);
  const auto& projects = view.version->dictionary().field(lens::LensField::kProject);
  std::vector<lens::Code> shown;
  for (lens::Code code = 1; code < projects.size(); ++code) {
    if (counts[code] > 0) shown.push_back(code);
  }
  std::sort(shown.begin(), shown.end(), [&](lens::Code a, lens::Code b) {
    return std::tie(projects.at(a).key, projects.at(a).instance) <
           std::tie(projects.at(b).key, projects.at(b).instance);
  });
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const lens::Code code : shown) {
    const lens::DictionaryEntry& project = projects.at(code);
    out.begin_object().member("connection", view.public_id(project.instance));
    out.member("id", project.id).member("key", project.key).member("name", project.name);
    out.member("issues", counts[code]).end_object();
  }
  out.end_array().end_object();
  return net::json_response(200, out.take());
}

}  // namespace

void add_issue_routes(Routes& routes) {
  routes.add("GET", "/api/v1/projects", {Access::kAnyRole}, list_projects);
  routes.add("GET", "/api/v1/issues", {Access::kAnyRole, true, false}, list_issues);
  routes.add("GET", "/api/v1/issues/{key}", {Access::kAnyRole, true, false}, get_issue);
}

}  // namespace tl::api
