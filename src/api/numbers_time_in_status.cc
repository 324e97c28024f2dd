// Time in status and in stage.
#include <string>

#include "api/numbers_call.h"
#include "metrics/flow/time_in_status.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

std::string row_name(const flow::TimeInStatusAnswer& answer, const flow::TimeRow& row) {
  return answer.by == flow::StayUnit::kStage ? std::string(stage_title(row.stage)) : row.name;
}

void render_statuses(JsonWriter& out, const LensView& view, const flow::TimeRow& row) {
  const auto& statuses = view.version->dictionary().field(lens::LensField::kStatus);
  out.key("statuses").begin_array();
  for (const lens::Code code : row.statuses) {
    const lens::DictionaryEntry& status = statuses.at(code);
    out.begin_object().member("connection", view.public_id(status.instance));
    out.member("id", status.id).end_object();
  }
  out.end_array();
}

void render(JsonWriter& out, const LensView& view, const Asked&,
            const flow::TimeInStatusAnswer& answer) {
  out.member("by", answer.by == flow::StayUnit::kStage ? "stage" : "status");
  out.key("periods").begin_array();
  for (const measure::Period& period : answer.periods) render_period(out, period);
  out.end_array().key("rows").begin_array();
  for (const flow::TimeRow& row : answer.rows) {
    out.begin_object().member("name", row_name(answer, row));
    out.member("stage", measure::to_text(row.stage));
    render_statuses(out, view, row);
    out.member("n", static_cast<int64_t>(row.n)).member("total_seconds", row.total_seconds);
    out.member("p50_seconds", row.p50).member("p85_seconds", row.p85).key("cells").begin_array();
    for (const flow::TimeCell& cell : row.cells) {
      out.begin_object().member("n", static_cast<int64_t>(cell.n));
      out.member("p50_seconds", cell.p50).member("p85_seconds", cell.p85).end_object();
    }
    out.end_array().end_object();
  }
  out.end_array();
}

void seconds_cell(CsvWriter& csv, const std::optional<int64_t>& seconds) {
  if (seconds)
    csv.number(*seconds);
  else
    csv.text("");
}

// A row per status, then one per status and period.
void rows(CsvWriter& csv, const LensView&, const Asked&, const flow::TimeInStatusAnswer& answer) {
  for (const std::string_view title : {"name", "stage", "period_from", "period_to", "complete", "n",
                                       "total_seconds", "p50_seconds", "p85_seconds"})
    csv.text(title);
  csv.end_row();
  for (const flow::TimeRow& row : answer.rows) {
    csv.text(row_name(answer, row)).text(measure::to_text(row.stage)).text("").text("").text("");
    csv.number(static_cast<int64_t>(row.n)).number(row.total_seconds);
    seconds_cell(csv, row.p50);
    seconds_cell(csv, row.p85);
    csv.end_row();
  }
  for (const flow::TimeRow& row : answer.rows) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      csv.text(row_name(answer, row)).text(measure::to_text(row.stage));
      row_period(csv, answer.periods[i]);
      csv.number(static_cast<int64_t>(row.cells[i].n)).text("");
      seconds_cell(csv, row.cells[i].p50);
      seconds_cell(csv, row.cells[i].p85);
      csv.end_row();
    }
  }
}

Result<net::Response> get_time_in_status(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"time-in-status"});
  const auto by = number.query().choice("by", {"status", "stage"}) == "stage"
                      ? flow::StayUnit::kStage
                      : flow::StayUnit::kStatus;
  read_period(number.query(), number.asked());
  return number.answer<flow::TimeInStatusAnswer>(
      [by](const measure::Facts& facts, const Asked& asked) {
        return flow::decide_time_in_status(facts, asked.question, by, asked.period);
      },
      render, rows);
}

}  // namespace

void add_time_in_status_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/time-in-status", {Access::kAnyRole, true},
             get_time_in_status);
}

}  // namespace tl::api
