// Throughput and mix.
#include <numeric>

#include "api/numbers_call.h"
#include "metrics/flow/throughput.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

int64_t count_of(const flow::ByCategory& counts, measure::Category category) {
  return counts[static_cast<size_t>(category)];
}

void render_by_category(JsonWriter& out, const flow::ByCategory& counts) {
  out.key("by_category").begin_object();
  for (const measure::Category category : reading_order())
    out.member(measure::to_text(category), count_of(counts, category));
  out.end_object();
}

void title_by_category(CsvWriter& csv) {
  for (const measure::Category category : reading_order()) csv.text(measure::to_text(category));
}

void row_by_category(CsvWriter& csv, const flow::ByCategory& counts) {
  for (const measure::Category category : reading_order()) csv.number(count_of(counts, category));
}

void render_throughput(JsonWriter& out, const LensView&, const Asked&,
                       const flow::ThroughputAnswer& answer) {
  out.key("periods").begin_array();
  for (const flow::ThroughputPeriod& period : answer.periods) {
    out.begin_object();
    render_period_members(out, period.period);
    out.member("count", static_cast<int64_t>(period.count));
    render_by_category(out, period.by_category);
    out.member("median", period.median).end_object();
  }
  out.end_array().member("total", static_cast<int64_t>(answer.total));
  out.member("median_per_period", answer.median_per_period);
}

void rows_of_throughput(CsvWriter& csv, const LensView&, const Asked&,
                        const flow::ThroughputAnswer& answer) {
  title_period(csv);
  csv.text("count");
  title_by_category(csv);
  csv.text("median_of_4").end_row();
  for (const flow::ThroughputPeriod& period : answer.periods) {
    row_period(csv, period.period);
    csv.number(static_cast<int64_t>(period.count));
    row_by_category(csv, period.by_category);
    if (period.median)
      csv.number(*period.median, 1).end_row();
    else
      csv.text("").end_row();
  }
}

Result<net::Response> get_throughput(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"throughput"});
  read_period(number.query(), number.asked());
  return number.answer<flow::ThroughputAnswer>(
      [](const measure::Facts& facts, const Asked& asked) {
        return flow::decide_throughput(facts, asked.question, asked.period);
      },
      render_throughput, rows_of_throughput);
}

double share(int64_t part, int64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

int64_t sum_of(const flow::ByCategory& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

// Categories that occur, in reading order.
void render_shares(JsonWriter& out, std::string_view name, std::string_view value,
                   const flow::ByCategory& counts) {
  out.key(name).begin_array();
  for (const measure::Category category : reading_order()) {
    const int64_t count = count_of(counts, category);
    if (count == 0) continue;
    out.begin_object().member("category", measure::to_text(category)).member(value, count);
    out.member("share", share(count, sum_of(counts))).end_object();
  }
  out.end_array();
}

void render_mix(JsonWriter& out, const LensView&, const Asked&, const flow::MixAnswer& answer) {
  render_shares(out, "throughput", "count", answer.finished);
  render_shares(out, "wip", "count", answer.in_progress);
  render_shares(out, "hours", "seconds", answer.seconds);
  out.key("periods").begin_array();
  for (const flow::ThroughputPeriod& period : answer.periods) {
    out.begin_object();
    render_period_members(out, period.period);
    render_by_category(out, period.by_category);
    out.end_object();
  }
  out.end_array();
}

void rows_of_mix(CsvWriter& csv, const LensView&, const Asked&, const flow::MixAnswer& answer) {
  for (const std::string_view title : {"category", "finished", "finished_share", "in_progress",
                                       "in_progress_share", "logged_seconds", "logged_share"})
    csv.text(title);
  csv.end_row();
  for (const measure::Category category : reading_order()) {
    csv.text(measure::to_text(category));
    for (const flow::ByCategory* counts :
         {&answer.finished, &answer.in_progress, &answer.seconds}) {
      const int64_t count = count_of(*counts, category);
      csv.number(count).number(share(count, sum_of(*counts)), 4);
    }
    csv.end_row();
  }
}

Result<net::Response> get_mix(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"mix"});
  read_period(number.query(), number.asked());
  return number.answer<flow::MixAnswer>(
      [](const measure::Facts& facts, const Asked& asked) {
        return flow::decide_mix(facts, asked.question, asked.period);
      },
      render_mix, rows_of_mix);
}

}  // namespace

void add_throughput_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/throughput", {Access::kAnyRole, true}, get_throughput);
  routes.add("GET", "/api/v1/metrics/flow/mix", {Access::kAnyRole, true}, get_mix);
}

}  // namespace tl::api
