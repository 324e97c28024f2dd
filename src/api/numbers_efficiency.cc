// Flow efficiency with blocked time, and the reopen rate.
#include "api/numbers_call.h"
#include "metrics/flow/blocked.h"
#include "metrics/flow/reopen.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

constexpr int kRatioDecimals = 4;

void ratio_cell(CsvWriter& csv, const std::optional<double>& ratio) {
  if (ratio)
    csv.number(*ratio, kRatioDecimals);
  else
    csv.text("");
}

void render_stages(JsonWriter& out, const flow::EfficiencyAnswer& answer) {
  int64_t all = 0;
  for (const flow::StageShare& stage : answer.stages) all += stage.seconds;
  out.key("stages").begin_array();
  for (const flow::StageShare& stage : answer.stages) {
    out.begin_object().member("stage", measure::to_text(stage.stage));
    out.member("seconds", stage.seconds);
    const double share =
        all == 0 ? 0 : static_cast<double>(stage.seconds) / static_cast<double>(all);
    out.member("share", share).end_object();
  }
  out.end_array();
}

void render_blocked(JsonWriter& out, const flow::EfficiencyAnswer& answer) {
  out.key("blocked").begin_object();
  out.member("issues", static_cast<int64_t>(answer.blocked_issues));
  out.member("seconds", answer.all.blocked_seconds).key("by_cause").begin_array();
  for (const flow::BlockedCause& cause : answer.causes) {
    out.begin_object().member("cause", measure::to_text(cause.cause));
    out.member("issues", static_cast<int64_t>(cause.issues));
    out.member("seconds", cause.seconds).end_object();
  }
  out.end_array().key("series").begin_array();
  for (size_t i = 0; i < answer.periods.size(); ++i) {
    out.begin_object().key("period");
    render_period(out, answer.periods[i]);
    out.member("seconds", answer.series[i].blocked_seconds);
    out.member("issues", static_cast<int64_t>(answer.blocked_issues_series[i])).end_object();
  }
  out.end_array().end_object();
}

void render_efficiency(JsonWriter& out, const LensView&, const Asked&,
                       const flow::EfficiencyAnswer& answer) {
  out.member("ratio", answer.all.ratio()).member("active_seconds", answer.all.active_seconds);
  out.member("blocked_seconds", answer.all.blocked_seconds);
  out.member("cycle_seconds", answer.all.cycle_seconds).key("series").begin_array();
  for (size_t i = 0; i < answer.periods.size(); ++i) {
    out.begin_object().key("period");
    render_period(out, answer.periods[i]);
    out.member("n", static_cast<int64_t>(answer.series[i].n));
    out.member("ratio", answer.series[i].ratio()).end_object();
  }
  out.end_array();
  render_stages(out, answer);
  render_blocked(out, answer);
}

void rows_of_efficiency(CsvWriter& csv, const LensView&, const Asked&,
                        const flow::EfficiencyAnswer& answer) {
  for (const flow::StageShare& stage : answer.stages)
    csv.comment("in " + std::string(measure::to_text(stage.stage)) + ": " +
                std::to_string(stage.seconds) + " s");
  for (const flow::BlockedCause& cause : answer.causes)
    csv.comment("blocked, " + std::string(measure::to_text(cause.cause)) + ": " +
                std::to_string(cause.seconds) + " s of " + std::to_string(cause.issues) +
                " issues");
  title_period(csv);
  for (const std::string_view title :
       {"n", "ratio", "active_seconds", "blocked_seconds", "cycle_seconds", "blocked_issues"})
    csv.text(title);
  csv.end_row();
  const auto row = [&](const flow::EfficiencyValue& value, size_t blocked) {
    csv.number(static_cast<int64_t>(value.n));
    ratio_cell(csv, value.ratio());
    csv.number(value.active_seconds).number(value.blocked_seconds).number(value.cycle_seconds);
    csv.number(static_cast<int64_t>(blocked)).end_row();
  };
  csv.text("").text("").text("");  // the whole window
  row(answer.all, answer.blocked_issues);
  for (size_t i = 0; i < answer.periods.size(); ++i) {
    row_period(csv, answer.periods[i]);
    row(answer.series[i], answer.blocked_issues_series[i]);
  }
}

Result<net::Response> get_efficiency(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"flow-efficiency"});
  read_period(number.query(), number.asked());
  return number.answer<flow::EfficiencyAnswer>(
      [](const measure::Facts& facts, const Asked& asked) {
        return flow::decide_efficiency(facts, asked.question, asked.period);
      },
      render_efficiency, rows_of_efficiency);
}

std::optional<double> rate_of(const flow::ReopenValue& value) {
  if (value.n < flow::kReopenNeeded) return std::nullopt;
  return static_cast<double>(value.reopened) / static_cast<double>(value.n);
}

void render_reopen(JsonWriter& out, const LensView&, const Asked&,
                   const flow::ReopenAnswer& answer) {
  out.member("rate", rate_of(answer.all));
  out.member("first_finished", static_cast<int64_t>(answer.all.n));
  out.member("reopened", static_cast<int64_t>(answer.all.reopened));
  out.member("immature", static_cast<int64_t>(answer.all.immature)).key("series").begin_array();
  for (size_t i = 0; i < answer.periods.size(); ++i) {
    const flow::ReopenValue& value = answer.series[i];
    out.begin_object().key("period");
    render_period(out, answer.periods[i]);
    out.member("n", static_cast<int64_t>(value.n));
    out.member("reopened", static_cast<int64_t>(value.reopened));
    out.member("rate", rate_of(value)).member("mature", value.immature == 0).end_object();
  }
  out.end_array();
}

void rows_of_reopen(CsvWriter& csv, const LensView&, const Asked&,
                    const flow::ReopenAnswer& answer) {
  title_period(csv);
  csv.text("first_finished").text("reopened").text("immature").text("rate").end_row();
  for (size_t i = 0; i < answer.periods.size(); ++i) {
    const flow::ReopenValue& value = answer.series[i];
    row_period(csv, answer.periods[i]);
    csv.number(static_cast<int64_t>(value.n)).number(static_cast<int64_t>(value.reopened));
    csv.number(static_cast<int64_t>(value.immature));
    ratio_cell(csv, rate_of(value));
    csv.end_row();
  }
}

Result<net::Response> get_reopen(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"reopen-rate", Ages::kMinute});
  read_period(number.query(), number.asked());
  return number.answer<flow::ReopenAnswer>(
      [](const measure::Facts& facts, const Asked& asked) {
        return flow::decide_reopen(facts, asked.question, asked.period);
      },
      render_reopen, rows_of_reopen);
}

}  // namespace

void add_efficiency_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/efficiency", {Access::kAnyRole, true}, get_efficiency);
  routes.add("GET", "/api/v1/metrics/flow/reopen", {Access::kAnyRole, true}, get_reopen);
}

}  // namespace tl::api
