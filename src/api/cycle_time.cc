// Cycle time: window and filters in, the metric's answer out as JSON or CSV.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "api/csv.h"
#include "api/lens_view.h"
#include "api/runtime.h"
#include "api/zone.h"
#include "base/text.h"
#include "mapping/category.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/scope.h"
#include "sync/backfill.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

constexpr int32_t kDefaultWindowDays = 84;
constexpr int64_t kDefaultPoints = 5000;
constexpr size_t kMaxFilterValues = 100;
constexpr std::string_view kFormula = "finish - start, in whole seconds of calendar time";

struct CycleRequest {
  flow::CycleTimeQuery query;
  std::vector<std::string> projects;
  std::optional<InstanceId> instance;
  std::string zone;
  bool csv = false;
};

// The window as dates of the tenant's zone; both days belong to it.
void read_window(QueryReader& query, Instant now, CycleRequest& request) {
  const auto from = query.date("from");
  const auto to = query.date("to");
  const CivilDate last = to.value_or(date_in_zone(request.zone, now).value_or(date_of(now)));
  const CivilDate first = from.value_or(CivilDate{last.days - kDefaultWindowDays});
  if (first > last) query.problem("from", "must not be after to");
  const auto begin = start_of_day(request.zone, first);
  const auto end = start_of_day(request.zone, CivilDate{last.days + 1});
  if (begin && end) {
    request.query.from = *begin;
    request.query.to = *end;
  }
}

// category=bug,feature or category=bug&category=feature.
void read_categories(QueryReader& query, std::vector<flow::Category>& categories) {
  for (const std::string& given : query.texts("category", kMaxFilterValues, 200)) {
    for (const std::string_view one : split(given, ',')) {
      const auto category = mapping::parse_category(trim(one));
      if (category)
        categories.push_back(*category);
      else
        query.problem("category", "must be of feature, bug, chore, discovery, incident, other");
    }
  }
}

void read_population(QueryReader& query, flow::Population& population) {
  const auto levels = query.choices("level", {"standard", "subtask", "epic"});
  if (levels.empty()) return;
  auto chosen = [&](std::string_view level) {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
  };
  population = {chosen("standard"), chosen("subtask"), chosen("epic")};
}

Result<CycleRequest> read_request(Call& call, Problems& problems) {
  CycleRequest request;
  TL_TRY(const auto tenant, call.store().load_tenant());
  request.zone = zone_exists(tenant.zone) ? tenant.zone : "UTC";
  QueryReader query(call.request, problems);
  read_window(query, call.api.clock.now(), request);
  request.projects = query.texts("project", kMaxFilterValues, 64);
  request.query.types = query.texts("type", kMaxFilterValues, 200);
  read_categories(query, request.query.categories);
  read_population(query, request.query.population);
  if (query.choice("start", {"first", "last"}) == "last") {
    request.query.start_rule = flow::StartRule::kLast;
  }
  request.csv = query.choice("format", {"json", "csv"}) == "csv";
  const int64_t most = static_cast<int64_t>(flow::kMaxPoints);
  const int64_t points = query.integer("points", 1, most).value_or(kDefaultPoints);
  request.query.max_points = static_cast<size_t>(request.csv ? most : points);
  const auto connection = query.text("connection", 64);
  query.refuse_unknown();
  if (!problems.empty()) return request;
  const auto instance = find_connection_filter(call, connection);
  if (!instance.ok()) {
    problems.push_back({"connection", "is not known here"});
  } else {
    request.instance = *instance;
  }
  return request;
}

// The metric wants projects with their instance. A connection alone stands for all its projects.
void choose_projects(const LensView& view, CycleRequest& request) {
  if (request.projects.empty() && !request.instance) return;
  for (const domain::Connection& connection : view.connections) {
    if (request.instance && connection.id != *request.instance) continue;
    for (const std::string& key : request.projects) {
      request.query.projects.push_back({connection.id, key});
    }
  }
  if (request.projects.empty()) {
    const auto& known = view.version->dictionary().field(lens::LensField::kProject);
    for (lens::Code code = 1; code < known.size(); ++code) {
      if (known.at(code).instance != *request.instance) continue;
      request.query.projects.push_back({*request.instance, known.at(code).key});
    }
  }
  // An empty list would mean all; this names none.
  if (request.query.projects.empty()) request.query.projects.push_back({InstanceId(), ""});
}

// The latest of what the connections asked about say: before it something may be missing.
Result<std::optional<Instant>> load_complete_back_to(Call& call, const LensView& view,
                                                     const CycleRequest& request) {
  store::TenantStore store = call.store();
  std::optional<Instant> latest;
  for (const domain::Connection& connection : view.connections) {
    if (request.instance && connection.id != *request.instance) continue;
    TL_TRY(const auto run, sync::load_latest_run(store, connection.id));
    if (run && run->complete_back_to) latest = std::max(latest, run->complete_back_to);
  }
  return latest;
}

// Work in progress now, under the same filters: its status lies between start and finish line.
int64_t count_in_progress(const LensView& view, const flow::CycleTimeQuery& query) {
  const flow::Scope scope(view.version->dictionary(), view.stages, query);
  int64_t count = 0;
  for (const lens::Part& part : view.version->parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if (view.stages.zone(chunk.status[row]) != flow::Zone::kStarted) continue;
      if ((chunk.flags[row] & lens::kRowDeleted) != 0 || !part.live(row)) continue;
      if (scope.holds(chunk, row)) ++count;
    }
  }
  return count;
}

// Throughput: what finished, counted or not.
int64_t count_finished(const flow::CycleTimeAnswer& answer) {
  auto count = static_cast<int64_t>(answer.n);
  for (const flow::Exclusion& exclusion : answer.exclusions) {
    if (exclusion.code == "n_no_start" || exclusion.code == "negative") {
      count += static_cast<int64_t>(exclusion.count);
    }
  }
  return count;
}

std::string population_text(const flow::Population& population) {
  std::string text;
  auto add = [&](bool wanted, std::string_view name) {
    if (!wanted) return;
    if (!text.empty()) text += ", ";
    text += name;
  };
  add(population.standard, "standard-level issues");
  add(population.subtask, "sub-tasks");
  add(population.epic, "epics and above");
  return text;
}

int64_t configuration_version(const flow::CycleTimeAnswer& answer) {
  int64_t version = 0;
  for (const auto& [instance, of_instance] : answer.config_versions) {
    version = std::max(version, of_instance);
  }
  return version;
}

void render_definition(JsonWriter& out, const flow::CycleTimeAnswer& answer) {
  out.key("definition").begin_object();
  out.member("id", answer.definition_id).member("version", answer.definition_version);
  out.member("title", "Cycle time").member("text", answer.definition_text);
  out.member("formula", kFormula).end_object();
}

void render_exclusions(JsonWriter& out, const flow::CycleTimeAnswer& answer) {
  out.key("exclusions").begin_array();
  for (const flow::Exclusion& exclusion : answer.exclusions) {
    out.begin_object().member("code", exclusion.code).member("text", exclusion.text);
    out.member("count", static_cast<int64_t>(exclusion.count));
    texts_member(out, "keys", exclusion.keys);
    out.end_object();
  }
  out.end_array();
}

void render_percentiles(JsonWriter& out, const flow::CycleTimeAnswer& answer) {
  out.key("percentiles").begin_array();
  for (const flow::Percentile& percentile : answer.percentiles) {
    out.begin_object().member("p", percentile.percent).member("seconds", percentile.value);
    out.member("needed", static_cast<int64_t>(percentile.needed));
    out.member("note", percentile.absent).end_object();
  }
  out.end_array();
}

void render_points(JsonWriter& out, const LensView& view, const flow::CycleTimeAnswer& answer) {
  out.key("points").begin_array();
  for (const flow::CycleTimePoint& point : answer.points) {
    out.begin_object().member("connection", view.public_id(point.issue.instance));
    out.member("id", std::to_string(point.issue.issue.value));
    out.member("key", point.key).member("summary", point.summary).member("type", point.type);
    out.member("category", flow::to_text(point.category));
    out.member("project", point.project).member("started", format_instant(point.started));
    out.member("finished", format_instant(point.finished)).member("seconds", point.seconds);
    out.member("rank_percent", point.percentile_rank).end_object();
  }
  out.end_array().member("points_total", static_cast<int64_t>(answer.n));
}

std::string render_json(const LensView& view, const CycleRequest& request,
                        const flow::CycleTimeAnswer& answer, Instant now) {
  JsonWriter out;
  out.begin_object();
  render_definition(out, answer);
  out.member("unit", flow::to_text(answer.unit)).member("statistic", answer.statistic);
  out.key("window").begin_object().member("from", format_instant(answer.from));
  out.member("to", format_instant(answer.to)).member("rule", answer.window_rule);
  out.member("time_zone", request.zone).end_object();
  out.member("population", population_text(request.query.population));
  out.member("start_rule", flow::to_text(answer.start_rule));
  out.member("n", static_cast<int64_t>(answer.n));
  out.member("considered", static_cast<int64_t>(answer.considered));
  out.member("finished", count_finished(answer));
  out.member("in_progress", count_in_progress(view, request.query));
  render_exclusions(out, answer);
  render_percentiles(out, answer);
  render_points(out, view, answer);
  out.member("configuration_version", configuration_version(answer));
  out.member("as_of", format_instant(answer.as_of.value_or(now)));
  instant_member(out, "data_to", answer.data_to);
  instant_member(out, "complete_back_to", answer.complete_back_to);
  out.member("feed_position", answer.position);
  out.member("computed_in_us", answer.computed_in_us);
  texts_member(out, "notes", answer.notes);
  texts_member(out, "unmapped_statuses", answer.unmapped_statuses);
  out.end_object();
  return out.take();
}

std::string join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined.empty() ? "all" : joined;
}

std::vector<std::string> category_texts(const std::vector<flow::Category>& categories) {
  std::vector<std::string> texts;
  for (const flow::Category category : categories) texts.emplace_back(flow::to_text(category));
  return texts;
}

void comment_filters(CsvWriter& csv, const LensView& view, const CycleRequest& request,
                     const flow::CycleTimeAnswer& answer, Instant now) {
  csv.comment(
      fmt::format("Throughline {} version {}", answer.definition_id, answer.definition_version));
  csv.comment(answer.definition_text);
  csv.comment(fmt::format("window: {} to {} ({}; time zone {})", format_instant(answer.from),
                          format_instant(answer.to), answer.window_rule, request.zone));
  csv.comment("population: " + population_text(request.query.population));
  csv.comment("projects: " + join(request.projects));
  csv.comment("types: " + join(request.query.types));
  csv.comment("categories: " + join(category_texts(request.query.categories)));
  const std::string_view connection =
      request.instance ? view.public_id(*request.instance) : std::string_view("all");
  csv.comment(fmt::format("connection: {}", connection));
  csv.comment(fmt::format("start rule: {}; unit: {}", flow::to_text(answer.start_rule),
                          flow::to_text(answer.unit)));
  csv.comment(fmt::format("n: {} of {} considered; rows: {}", answer.n, answer.considered,
                          answer.points.size()));
  for (const flow::Exclusion& exclusion : answer.exclusions) {
    csv.comment(
        fmt::format("left out: {} {} ({})", exclusion.count, exclusion.code, exclusion.text));
  }
  for (const flow::Percentile& percentile : answer.percentiles) {
    csv.comment(percentile.value ? fmt::format("p{}: {} s", percentile.percent, *percentile.value)
                                 : fmt::format("p{}: {}", percentile.percent, percentile.absent));
  }
  csv.comment("as of: " + format_instant(answer.as_of.value_or(now)));
}

std::string render_csv(const LensView& view, const CycleRequest& request,
                       const flow::CycleTimeAnswer& answer, Instant now) {
  CsvWriter csv;
  comment_filters(csv, view, request, answer, now);
  for (std::string_view title : {"connection", "id", "key", "summary", "type", "project", "started",
                                 "finished", "cycle_seconds", "rank_percent", "category"}) {
    csv.text(title);
  }
  csv.end_row();
  for (const flow::CycleTimePoint& point : answer.points) {
    csv.text(view.public_id(point.issue.instance)).number(point.issue.issue.value);
    csv.text(point.key).text(point.summary).text(point.type).text(point.project);
    csv.text(format_instant(point.started)).text(format_instant(point.finished));
    csv.number(point.seconds).number(point.percentile_rank, 2);
    csv.text(flow::to_text(point.category)).end_row();
  }
  return csv.take();
}

Result<net::Response> get_cycle_time(Call& call) {
  Problems problems;
  TL_TRY(CycleRequest request, read_request(call, problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const LensView view, pin_view(call));
  choose_projects(view, request);
  TL_TRY(request.query.complete_back_to, load_complete_back_to(call, view, request));
  TL_TRY(const auto answer, flow::decide_cycle_time(*view.version, view.stages, request.query,
                                                    &call.api.runtime->flow_cache));
  const Instant now = call.api.clock.now();
  if (!request.csv) return net::json_response(200, render_json(view, request, answer, now));
  auto response =
      net::typed_response(200, "text/csv; charset=utf-8", render_csv(view, request, answer, now));
  response.headers.set("Content-Disposition", "attachment; filename=\"cycle-time.csv\"");
  return response;
}

}  // namespace

void add_cycle_time_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/cycle-time", {Access::kAnyRole, true, false},
             get_cycle_time);
}

}  // namespace tl::api
