// Cycle time and lead time: percentiles, points, histogram, series.
#include <algorithm>

#include "api/numbers_call.h"
#include "api/numbers_items.h"
#include "metrics/flow/cycle_time.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

constexpr int64_t kDefaultPoints = 5000;

void render_points(JsonWriter& out, const LensView& view, const flow::CycleTimeAnswer& answer) {
  out.key("points").begin_array();
  for (const flow::CycleTimePoint& point : answer.points) {
    out.begin_object().member("connection", view.public_id(point.issue.instance));
    out.member("id", std::to_string(point.issue.issue.value));
    out.member("key", point.key).member("summary", point.summary).member("type", point.type);
    out.member("category", measure::to_text(point.category));
    out.member("project", point.project).member("started", format_instant(point.started));
    out.member("finished", format_instant(point.finished)).member("seconds", point.seconds);
    out.member("rank_percent", point.percentile_rank).end_object();
  }
  out.end_array().member("points_total", static_cast<int64_t>(answer.n));
}

void render_bins(JsonWriter& out, const flow::CycleTimeAnswer& answer) {
  out.key("histogram").begin_array();
  for (const flow::HistogramBin& bin : answer.histogram) {
    out.begin_object().member("from_seconds", bin.from_seconds);
    out.member("to_seconds", bin.to_seconds).member("count", static_cast<int64_t>(bin.count));
    out.end_object();
  }
  out.end_array();
  if (!answer.points_cut) return;
  out.member("bin_period", measure::to_text(answer.bin_length)).key("bins").begin_array();
  for (const flow::ScatterBin& bin : answer.bins) {
    out.begin_object().member("date", format_date(bin.date));
    out.member("from_seconds", bin.from_seconds).member("to_seconds", bin.to_seconds);
    out.member("count", static_cast<int64_t>(bin.count)).end_object();
  }
  out.end_array();
}

void render_series(JsonWriter& out, const flow::CycleTimeAnswer& answer) {
  out.key("series").begin_array();
  for (size_t i = 0; i < answer.series.size(); ++i) {
    const flow::SeriesValue& value = answer.series[i];
    out.begin_object().key("period");
    render_period(out, answer.periods[i]);
    out.member("n", static_cast<int64_t>(value.n)).member("p50_seconds", value.p50);
    out.member("p85_seconds", value.p85).end_object();
  }
  out.end_array();
}

void render(JsonWriter& out, const LensView& view, const Asked&,
            const flow::CycleTimeAnswer& answer) {
  out.member("measure", flow::to_text(answer.span));
  out.member("finished", static_cast<int64_t>(answer.finished));
  out.member("in_progress", static_cast<int64_t>(answer.in_progress)).key("percentiles");
  render_percentiles(out, answer.percentiles);
  render_points(out, view, answer);
  render_bins(out, answer);
  render_series(out, answer);
}

// Points are cut in an answer, and all of a file's rows are wanted.
void rows(CsvWriter& csv, const LensView& view, const flow::CycleTimeAnswer& answer,
          const measure::ItemList& list) {
  std::vector<int64_t> sorted;
  for (const measure::Item& item : list.items) sorted.push_back(item.seconds.value_or(0));
  measure::sort_values(sorted);
  const ItemOrder by_finish{ItemSort::kAt, false};
  const ItemPage page =
      decide_item_page(*view.version, list.items, by_finish, std::nullopt, kMaxCsvRows);
  if (page.next) csv.comment("rows are cut: ask a narrower question for the rest");
  comment_percentiles(csv, answer.percentiles);
  title_brief(csv);
  csv.text(answer.span == flow::FlowSpan::kLead ? "created" : "started").text("finished");
  csv.text(answer.span == flow::FlowSpan::kLead ? "lead_seconds" : "cycle_seconds");
  csv.text("rank_percent").end_row();
  for (const measure::Item& item : page.items) {
    row_brief(csv, view, item.address);
    csv.text(format_instant(Instant(item.from))).text(format_instant(Instant(item.at)));
    csv.number(item.seconds.value_or(0));
    csv.number(measure::percentile_rank(sorted, item.seconds.value_or(0)), 2).end_row();
  }
}

Result<net::Response> get_cycle_time(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"cycle-time"});
  flow::CycleTimeQuery query;
  if (number.query().choice("measure", {"cycle", "lead"}) == "lead")
    query.span = flow::FlowSpan::kLead;
  const auto points = number.query().integer("points", 1, static_cast<int64_t>(flow::kMaxPoints));
  query.max_points = static_cast<size_t>(points.value_or(kDefaultPoints));
  read_period(number.query(), number.asked());
  const auto complete = [&](const Asked& asked) {
    static_cast<measure::Question&>(query) = asked.question;
    query.period = asked.period;
  };
  measure::ItemList list;  // of a CSV file
  return number.answer<flow::CycleTimeAnswer>(
      [&](const measure::Facts& facts, const Asked& asked) -> Result<flow::CycleTimeAnswer> {
        complete(asked);
        if (asked.csv) {
          TL_TRY(list, flow::decide_cycle_time_items(facts, query, {}));
        }
        return flow::decide_cycle_time(facts, query);
      },
      render,
      [&](CsvWriter& csv, const LensView&, const Asked&, const flow::CycleTimeAnswer& answer) {
        rows(csv, view, answer, list);
      });
}

}  // namespace

void add_cycle_time_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/cycle-time", {Access::kAnyRole, true, false},
             get_cycle_time);
}

}  // namespace tl::api
