// The issue list and the projects that have issues here.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/csv.h"
#include "api/cursor.h"
#include "api/issue_page.h"
#include "api/issue_query.h"
#include "api/jql_scope.h"
#include "api/lens_view.h"
#include "api/numbers_question.h"
#include "base/text.h"
#include "measure/stays.h"

namespace tl::api {
namespace {

constexpr size_t kPlaceValues = 4;
constexpr size_t kMaxCsvRows = 100'000;
const std::vector<std::string_view> kSorts = {"-updated", "updated", "created",   "-created",
                                              "key",      "-key",    "-age",      "age",
                                              "-cycle",   "cycle",   "-priority", "priority"};
const std::vector<std::string_view> kStages = {"queue",   "active", "review",
                                               "blocked", "done",   "cancelled"};

struct ListRequest {
  IssueFilter filter;
  IssueSort sort = IssueSort::kUpdated;
  bool descending = true;
  std::optional<IssuePlace> after;
  size_t limit = 50;
  bool csv = false;
  std::string identity;  // all that a cursor belongs to
};

// Everything that decides which rows come in which order.
std::string identity_of(const Call& call) {
  std::string text = std::to_string(call.tenant().value);
  for (std::string_view name :
       {"q", "project", "status_category", "type", "connection", "sort", "category", "level",
        "priority", "label", "component", "epic", "sprint", "status", "stage", "assignee"}) {
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
  const std::string sort = query.choice("sort", kSorts);
  list.descending = sort.starts_with('-');
  const std::string_view name = std::string_view(sort).substr(list.descending ? 1 : 0);
  if (name == "created") list.sort = IssueSort::kCreated;
  if (name == "key") list.sort = IssueSort::kKey;
  if (name == "age") list.sort = IssueSort::kAge;
  if (name == "cycle") list.sort = IssueSort::kCycle;
  if (name == "priority") list.sort = IssueSort::kPriority;
}

// `none`, or CONNECTION:ID of an account.
void read_assignees(QueryReader& query, const LensView& view, ListRequest& list) {
  for (const std::string& given : query.texts("assignee", kMaxFilterValues, 300)) {
    if (given == "none") {
      list.filter.assignees.push_back({});
    } else if (auto account = parse_sprint_ref(given, view)) {
      list.filter.assignees.push_back({account->instance, account->id});
    } else {
      query.problem("assignee", "must be none, or CONNECTION:ID of a connection known here");
    }
  }
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

Result<ListRequest> read_list(Call& call, const LensView& view, Problems& problems) {
  ListRequest list;
  list.identity = identity_of(call);
  QueryReader query(call.request, problems);
  Asked asked;
  asked.question.population = {true, true, true};
  read_filters(query, view, problems, asked);
  asked.question.now = call.api.clock.now();
  TL_TRY(const QueryScope scope, QueryScope::bind(call, view, asked, problems));
  if (problems.empty()) scope.select(asked.question);
  list.filter.measured = asked.question;
  list.filter.text = query.text("q", 200).value_or("");
  list.filter.status_categories =
      query.choices("status_category", {"new", "indeterminate", "done", "undefined"});
  list.filter.statuses = query.texts("status", kMaxFilterValues, 200);
  for (const std::string& stage : query.choices("stage", kStages))
    list.filter.stages.push_back(*mapping::parse_stage(stage));
  read_assignees(query, view, list);
  read_sort(query, list);
  list.limit = static_cast<size_t>(query.integer("limit", 1, 200).value_or(50));
  list.csv = query.choice("format", {"json", "csv"}) == "csv";
  const auto cursor = query.text("cursor", 4096);
  query.refuse_unknown();
  if (cursor && problems.empty()) {
    TL_TRY(list.after, parse_place(*cursor, list.identity));
  }
  return list;
}

net::Response render_csv(const LensView& view, const IssuesFound& found, Instant now) {
  CsvWriter csv;
  csv.comment("Throughline issues");
  csv.comment(fmt::format("{} of {} rows", found.rows.size(), found.total));
  for (std::string_view title :
       {"connection", "id", "key", "summary", "project", "type", "status", "stage", "priority",
        "assignee", "points", "created", "updated", "age_seconds", "cycle_seconds"})
    csv.text(title);
  csv.end_row();
  const lens::Dictionary& names = view.version->dictionary();
  const auto instant = [](int64_t ms) {
    return ms == lens::kNoInstant ? std::string() : format_instant(Instant(ms));
  };
  for (const lens::IssueRow& row : found.rows) {
    const auto flow = measure::decide_issue_flow(row, view.stages, now);
    csv.text(view.public_id(row.ref.instance)).number(row.ref.issue.value);
    csv.text(row.key).text(row.summary);
    csv.text(names.at(lens::LensField::kProject, row.project).key);
    csv.text(names.at(lens::LensField::kType, row.type).name);
    csv.text(names.at(lens::LensField::kStatus, row.status).name);
    csv.text(to_text(shown_stage(view.stages, row.status)));
    csv.text(names.at(lens::LensField::kPriority, row.priority).name);
    csv.text(names.at(lens::LensField::kAccount, row.assignee).name);
    csv.text(names.at(lens::LensField::kNumber, row.points).id);
    csv.text(instant(row.created)).text(instant(row.updated));
    csv.text(flow.age_seconds ? std::to_string(*flow.age_seconds) : "");
    csv.text(flow.cycle_seconds ? std::to_string(*flow.cycle_seconds) : "").end_row();
  }
  auto response = net::typed_response(200, "text/csv; charset=utf-8", csv.take());
  response.headers.set("Content-Disposition", "attachment; filename=\"issues.csv\"");
  return response;
}

Result<net::Response> list_issues(Call& call) {
  Problems problems;
  TL_TRY(const LensView view, pin_view(call));
  TL_TRY(const ListRequest list, read_list(call, view, problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  const auto found = find_issues(view.facts(), list.filter, list.sort, list.descending, list.after,
                                 list.csv ? kMaxCsvRows : list.limit);
  const Instant now = call.api.clock.now();
  if (list.csv) return render_csv(view, found, now);
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
