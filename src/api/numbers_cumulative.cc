// Cumulative flow.
#include <algorithm>
#include <numeric>

#include "api/numbers_call.h"
#include "metrics/flow/cumulative.h"
#include "metrics/flow/wip.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

struct Flow : flow::CumulativeAnswer {
  std::optional<double> wip_average;         // of the days of the WIP number
  std::optional<double> throughput_per_day;  // departures, over the days that have passed
};

Result<Flow> decide(const measure::Facts& facts, const Asked& asked) {
  TL_TRY(flow::CumulativeAnswer answer, flow::decide_cumulative(facts, asked.question));
  TL_TRY(const flow::WipAnswer wip, flow::decide_wip(facts, asked.question));
  Flow both{std::move(answer), std::nullopt, std::nullopt};
  if (!wip.days.empty()) {
    const auto add = [](double sum, const flow::WipDay& day) {
      return sum + static_cast<double>(day.count);
    };
    both.wip_average = std::accumulate(wip.days.begin(), wip.days.end(), 0.0, add) /
                       static_cast<double>(wip.days.size());
  }
  const int32_t days = std::min(asked.last, asked.today).days - asked.first.days + 1;
  if (days > 0 && !both.departures.empty())
    both.throughput_per_day = static_cast<double>(both.departures.back()) / days;
  return both;
}

void counts_member(JsonWriter& out, std::string_view name, const std::vector<int64_t>& counts) {
  out.key(name).begin_array();
  for (const int64_t count : counts) out.value(count);
  out.end_array();
}

void render(JsonWriter& out, const LensView&, const Asked&, const Flow& answer) {
  out.member("step", measure::to_text(answer.step)).key("dates").begin_array();
  for (const CivilDate date : answer.dates) out.value(format_date(date));
  out.end_array().key("stages").begin_array();
  for (const flow::CumulativeStage& stage : answer.stages) {
    out.begin_object().member("stage", measure::to_text(stage.stage));
    out.member("title", stage_title(stage.stage));
    counts_member(out, "counts", stage.counts);
    out.end_object();
  }
  out.end_array();
  counts_member(out, "arrivals", answer.arrivals);
  counts_member(out, "departures", answer.departures);
  out.member("backward_moves", static_cast<int64_t>(answer.backward_moves));
  out.member("wip_average", answer.wip_average);
  out.member("throughput_per_day", answer.throughput_per_day);
}

void rows(CsvWriter& csv, const LensView&, const Asked&, const Flow& answer) {
  csv.comment("backward moves: " + std::to_string(answer.backward_moves));
  csv.text("date");
  for (const flow::CumulativeStage& stage : answer.stages) csv.text(measure::to_text(stage.stage));
  csv.text("arrivals").text("departures").end_row();
  for (size_t i = 0; i < answer.dates.size(); ++i) {
    csv.text(format_date(answer.dates[i]));
    for (const flow::CumulativeStage& stage : answer.stages) csv.number(stage.counts[i]);
    csv.number(answer.arrivals[i]).number(answer.departures[i]).end_row();
  }
}

Result<net::Response> get_cumulative(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"cumulative-flow"});
  return number.answer<Flow>(decide, render, rows);
}

}  // namespace

void add_cumulative_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/cumulative", {Access::kAnyRole, true}, get_cumulative);
}

}  // namespace tl::api
