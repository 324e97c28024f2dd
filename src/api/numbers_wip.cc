// Work in progress day by day, and its age.
#include "api/numbers_aging.h"
#include "api/numbers_call.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

void render_wip(JsonWriter& out, const LensView&, const Asked&, const flow::WipAnswer& answer) {
  out.key("days").begin_array();
  for (const flow::WipDay& day : answer.days) {
    out.begin_object().member("date", format_date(day.date));
    out.member("count", static_cast<int64_t>(day.count)).end_object();
  }
  out.end_array().member("now", static_cast<int64_t>(answer.wip));
  out.member("over_p85", static_cast<int64_t>(answer.over_p85));
  out.member("p85_note", answer.p85_note);
}

void rows_of_wip(CsvWriter& csv, const LensView&, const Asked&, const flow::WipAnswer& answer) {
  csv.text("date").text("in_progress").end_row();
  for (const flow::WipDay& day : answer.days)
    csv.text(format_date(day.date)).number(static_cast<int64_t>(day.count)).end_row();
}

Result<net::Response> get_wip(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"wip", Ages::kMinute});
  return number.answer<flow::WipAnswer>(
      [](const measure::Facts& facts, const Asked& asked) {
        return flow::decide_wip(facts, asked.question);
      },
      render_wip, rows_of_wip);
}

void render_aging(JsonWriter& out, const LensView& view, const Asked&,
                  const flow::AgingAnswer& answer) {
  out.key("columns").begin_array();
  for (const flow::AgingColumn& column : answer.columns) {
    out.begin_object().member("stage", measure::to_text(column.stage));
    out.member("title", stage_title(column.stage));
    out.member("count", static_cast<int64_t>(column.count)).key("pace");
    render_percentiles(out, column.pace);
    out.end_object();
  }
  out.end_array().key("items").begin_array();
  for (const flow::AgingItem& item : answer.items) render_aging_item(out, view, item);
  out.end_array().member("items_total", static_cast<int64_t>(answer.items_total));
}

void rows_of_aging(CsvWriter& csv, const LensView& view, const Asked&,
                   const flow::AgingAnswer& answer) {
  for (const flow::AgingColumn& column : answer.columns) {
    for (const measure::Percentile& pace : column.pace) {
      if (!pace.value) continue;
      csv.comment("pace of " + std::string(measure::to_text(column.stage)) + ": p" +
                  std::to_string(pace.percent) + " " + std::to_string(*pace.value) + " s");
    }
  }
  if (answer.items_total > answer.items.size())
    csv.comment("rows are cut: metrics/flow/items?metric=aging&format=csv has all");
  title_brief(csv);
  for (const std::string_view title :
       {"started", "age_seconds", "stage_seconds", "band", "rank_percent", "flagged", "blocked"})
    csv.text(title);
  csv.end_row();
  for (const flow::AgingItem& item : answer.items) {
    row_brief(csv, view, item.address);
    csv.text(format_instant(item.started)).number(item.age_seconds).number(item.stage_seconds);
    csv.text(item.band ? std::to_string(*item.band) : "");
    if (item.rank_percent)
      csv.number(*item.rank_percent, 2);
    else
      csv.text("");
    csv.text(item.flagged ? "true" : "false").text(item.blocked ? "true" : "false").end_row();
  }
}

Result<net::Response> get_aging(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"aging", Ages::kMinute});
  return number.answer<flow::AgingAnswer>(
      [](const measure::Facts& facts, const Asked& asked) {
        return flow::decide_aging(facts, asked.question);
      },
      render_aging, rows_of_aging);
}

}  // namespace

void render_aging_item(JsonWriter& out, const LensView& view, const flow::AgingItem& item) {
  out.begin_object();
  render_brief(out, view, item.address);
  out.member("age_seconds", item.age_seconds).member("started", format_instant(item.started));
  out.member("stage_seconds", item.stage_seconds).member("band", item.band);
  out.member("rank_percent", item.rank_percent).member("flagged", item.flagged);
  out.member("blocked", item.blocked).end_object();
}

void add_wip_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/wip", {Access::kAnyRole, true}, get_wip);
  routes.add("GET", "/api/v1/metrics/flow/aging", {Access::kAnyRole, true}, get_aging);
}

}  // namespace tl::api
