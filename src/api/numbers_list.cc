// GET /metrics/flow/items: the issues behind a number or a mark of a chart.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "api/cursor.h"
#include "api/numbers_call.h"
#include "api/numbers_items.h"
#include "base/text.h"
#include "metrics/flow/blocked.h"
#include "metrics/flow/cumulative.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/reopen.h"
#include "metrics/flow/throughput.h"
#include "metrics/flow/time_in_status.h"
#include "metrics/flow/wip.h"
#include "metrics/quality/quality.h"
#include "metrics/sprint/sprint_report.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;
using measure::Facts;
using measure::ItemList;
using measure::Mark;
using measure::Question;

constexpr int64_t kMaxMarkSeconds = int64_t{1} << 40;
constexpr size_t kDefaultLimit = 50;
constexpr size_t kPlaceValues = 6;

Result<ItemList> list_cycle(const Facts& facts, const Question& question, const Mark& mark,
                            flow::FlowSpan span) {
  flow::CycleTimeQuery query;
  static_cast<Question&>(query) = question;
  query.span = span;
  return flow::decide_cycle_time_items(facts, query, mark);
}

using Lister = Result<ItemList> (*)(const Facts&, const Question&, const Mark&);

struct Metric {
  std::string_view name;
  const measure::Definition* definition;
  Lister list;
};

const std::array<Metric, 12>& metrics_with_items() {
  static const std::array<Metric, 12> kMetrics = {{
      {"cycle-time", &flow::kCycleTime,
       [](const Facts& facts, const Question& question, const Mark& mark) {
         return list_cycle(facts, question, mark, flow::FlowSpan::kCycle);
       }},
      {"lead-time", &flow::kLeadTime,
       [](const Facts& facts, const Question& question, const Mark& mark) {
         return list_cycle(facts, question, mark, flow::FlowSpan::kLead);
       }},
      {"throughput", &flow::kThroughput, flow::decide_throughput_items},
      {"mix", &flow::kMix, flow::decide_throughput_items},
      {"wip", &flow::kWip, flow::decide_wip_items},
      {"aging", &flow::kAging, flow::decide_aging_items},
      {"cumulative", &flow::kCumulative, flow::decide_cumulative_items},
      {"time-in-status", &flow::kTimeInStatus, flow::decide_time_in_status_items},
      {"efficiency", &flow::kEfficiency, flow::decide_efficiency_items},
      {"reopen", &flow::kReopenRate, flow::decide_reopen_items},
      {"sprint", &metrics::sprint::kSprintReport, metrics::sprint::decide_sprint_items},
      {"quality", &metrics::quality::kQuality, metrics::quality::decide_quality_items},
  }};
  return kMetrics;
}

const Metric* read_metric(QueryReader& query) {
  std::vector<std::string_view> names;
  for (const Metric& metric : metrics_with_items()) names.push_back(metric.name);
  const auto given = query.text("metric", 40);
  for (const Metric& metric : metrics_with_items()) {
    if (given == metric.name) return &metric;
  }
  query.problem("metric", one_of(names));
  return &metrics_with_items().front();
}

template <typename Parse>
auto read_word(QueryReader& query, std::string_view name, std::string_view refusal, Parse parse)
    -> decltype(parse(std::string_view())) {
  const auto given = query.text(name, 40);
  if (!given) return std::nullopt;
  auto parsed = parse(*given);
  if (!parsed) query.problem(name, std::string(refusal));
  return parsed;
}

// "any" is a part of efficiency that no cause names.
void read_cause(QueryReader& query, Mark& mark) {
  const auto given = query.text("cause", 40);
  if (!given) return;
  mark.cause = measure::parse_block_cause(*given);
  if (*given == "any")
    mark.finding = "blocked";
  else if (!mark.cause)
    query.problem("cause", "must be one of any flagged stage link");
}

Mark read_mark(QueryReader& query) {
  Mark mark;
  mark.exclusion = query.text("exclusion", 80);
  mark.on = query.date("on");
  mark.status = query.text("status", 200);
  mark.stage = read_word(query, "stage",
                         "must be one of queue active review blocked done cancelled unmapped",
                         [](std::string_view text) -> std::optional<measure::Stage> {
                           if (text == to_text(measure::Stage::kUnmapped))
                             return measure::Stage::kUnmapped;
                           return measure::parse_stage(text);
                         });
  mark.category =
      read_word(query, "item_category", "must be one of feature bug chore discovery incident other",
                [](std::string_view text) { return mapping::parse_category(text); });
  mark.longer_than = query.integer("longer_than", 0, kMaxMarkSeconds);
  mark.shorter_than = query.integer("shorter_than", 0, kMaxMarkSeconds);
  if (const auto band = query.integer("band", 0, 4)) mark.band = static_cast<int>(*band);
  read_cause(query, mark);
  mark.sprint_group = query.text("sprint_group", 40).value_or("");
  if (const auto finding = query.text("finding", 80)) mark.finding = *finding;
  return mark;
}

// A page's clock and place. The clock travels with the cursor: ages grow between two pages, and the
// second one must go on where the first ended.
struct After {
  Instant now;
  std::optional<ItemPlace> place;
};

// Everything that decides which items come in which order.
std::string cursor_identity(const Call& call) {
  std::string text = std::to_string(call.tenant().value);
  for (const auto& [name, value] : call.request.query) {
    if (name == "cursor" || name == "limit") continue;
    text += fmt::format("\n{}={}:{}", name, value.size(), value);
  }
  return text;
}

Result<After> read_after(const Call& call) {
  After after{call.api.clock.now(), std::nullopt};
  const auto given = call.request.query_value("cursor");
  if (!given || given->empty()) return after;
  TL_TRY(const auto values, parse_cursor(*given, cursor_identity(call), kPlaceValues));
  const auto now = parse_int(values[0]);
  const auto number = parse_int(values[3]);
  const auto instance = parse_int(values[4]);
  const auto issue = parse_int(values[5]);
  if (!now || !number || !instance || !issue || *now > after.now.ms || *now < 0)
    return make_error(ErrorCode::kInvalidArgument, "cursor: It cannot be read.");
  after.now = Instant(*now);
  after.place =
      ItemPlace{values[1] == "1", values[2], *number, {InstanceId(*instance), IssueId(*issue)}};
  return after;
}

std::string next_cursor(const Call& call, Instant now, const ItemPlace& place) {
  return render_cursor({std::to_string(now.ms), place.absent ? "1" : "0", place.project,
                        std::to_string(place.number), std::to_string(place.ref.instance.value),
                        std::to_string(place.ref.issue.value)},
                       cursor_identity(call));
}

void render_item(JsonWriter& out, const LensView& view, const measure::Item& item) {
  out.begin_object();
  render_brief(out, view, item.address);
  instant_member(out, "from", known_instant(item.from));
  instant_member(out, "at", known_instant(item.at));
  out.member("seconds", item.seconds).member("note", item.note).end_object();
}

std::string render_page(const LensView& view, const ItemList& list, const ItemPage& page,
                        std::string_view cursor) {
  JsonWriter out;
  out.begin_object().member("title", list.title).key("columns").begin_object();
  text_or_null(out, "from", list.from_title);
  text_or_null(out, "at", list.at_title);
  text_or_null(out, "seconds", list.seconds_title);
  out.end_object().key("items").begin_array();
  for (const measure::Item& item : page.items) render_item(out, view, item);
  out.end_array().member("total", static_cast<int64_t>(list.items.size()));
  text_or_null(out, "next_cursor", cursor);
  out.end_object();
  return out.take();
}

std::string render_file(const NumberCall& number, const Asked& asked, const Metric& metric,
                        const ItemList& list, const ItemOrder& order) {
  measure::About about =
      measure::begin_about(*metric.definition, number.view().facts(), asked.question);
  about.n = about.considered = list.items.size();
  CsvWriter csv;
  comment_about(csv, number.view(), asked, about);
  rows_of_items(csv, number.view(), list, order);
  return csv.take();
}

void check_sprint(QueryReader& query, const Metric& metric, const Asked& asked) {
  if (metric.name == "sprint" && asked.question.sprints.size() != 1)
    query.problem("sprint", "must be given once with metric=sprint");
}

Result<net::Response> list_items(Call& call) {
  TL_TRY(const After after, read_after(call));
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, after.now, {"items", Ages::kMinute});
  QueryReader& query = number.query();
  const Metric& metric = *read_metric(query);
  const Mark mark_read = read_mark(query);
  const auto order = read_word(query, "sort", "must be one of -seconds seconds -at at key",
                               [](std::string_view text) { return parse_item_order(text); });
  const auto limit =
      static_cast<size_t>(query.integer("limit", 1, kMaxItemsPerPage).value_or(kDefaultLimit));
  (void)query.text("cursor", 4096);
  read_period(query, number.asked());
  check_sprint(query, metric, number.asked());
  TL_TRY(auto early, number.begin());
  if (early) return *std::move(early);

  Mark mark = mark_read;
  mark.period = number.asked().period;
  TL_TRY(const ItemList list, metric.list(view.facts(), number.asked().question, mark));
  const ItemOrder chosen = order.value_or(default_order(list));
  if (number.asked().csv)
    return number.csv(render_file(number, number.asked(), metric, list, chosen));
  const ItemPage page = decide_item_page(*view.version, list.items, chosen, after.place, limit);
  const std::string cursor = page.next ? next_cursor(call, after.now, *page.next) : "";
  return number.json(render_page(view, list, page, cursor));
}

}  // namespace

void add_item_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/items", {Access::kAnyRole, true}, list_items);
}

}  // namespace tl::api
