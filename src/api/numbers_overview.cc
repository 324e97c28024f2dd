// GET /metrics/flow/overview: the tiles of Home, each beside the window of equal length before it.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/numbers_aging.h"
#include "api/numbers_call.h"
#include "base/text.h"
#include "base/zone.h"
#include "metrics/flow/blocked.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/throughput.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;
using measure::Facts;
using measure::Question;

constexpr size_t kOldest = 5;
constexpr size_t kMaxSpark = 26;  // the last weeks
constexpr size_t kDaysPerWeek = 7;
constexpr int kHeadline = 85;

using Value = std::optional<double>;

struct Tile {
  std::string_view id;
  std::string_view title;
  std::string_view kind;  // "seconds", "count", "ratio"
  std::string_view unit;
  std::string_view place;  // of the page Flow
  Value value = {};
  Value previous = {};
  size_t n = 0;
  size_t previous_n = 0;
  std::string note = {};
  std::vector<Value> spark = {};
  CivilDate spark_from = {};
};

struct Overview : measure::About {
  std::vector<Tile> tiles;
  std::vector<flow::AgingItem> oldest;
};

// The window of equal length that ends where this one begins.
Question question_before(const Asked& asked) {
  Question before = asked.question;
  const int32_t days = asked.last.days - asked.first.days + 1;
  before.to = asked.question.from;
  before.from = start_of_day(before.zone, CivilDate{asked.first.days - days}).value_or(Instant(0));
  return before;
}

// Values of complete periods, nothing for the others; the last kMaxSpark.
template <typename ValueOf>
void fill_spark(const std::vector<measure::Period>& periods, ValueOf value_of, Tile& tile) {
  const size_t skipped = periods.size() > kMaxSpark ? periods.size() - kMaxSpark : 0;
  for (size_t i = skipped; i < periods.size(); ++i)
    tile.spark.push_back(periods[i].complete ? value_of(i) : Value());
  if (skipped < periods.size()) tile.spark_from = periods[skipped].first;
}

const measure::Percentile* headline(const flow::CycleTimeAnswer& answer) {
  for (const measure::Percentile& percentile : answer.percentiles) {
    if (percentile.percent == kHeadline) return &percentile;
  }
  return nullptr;
}

Value as_value(const std::optional<int64_t>& seconds) {
  return seconds ? Value(static_cast<double>(*seconds)) : Value();
}

Result<flow::CycleTimeAnswer> decide_cycle(const Facts& facts, const Question& question) {
  flow::CycleTimeQuery query;
  static_cast<Question&>(query) = question;
  query.max_points = 1;
  return flow::decide_cycle_time(facts, query);
}

Result<Tile> cycle_tile(const Facts& facts, const Asked& asked, const Question& before,
                        const flow::CycleTimeAnswer& answer) {
  TL_TRY(const auto former, decide_cycle(facts, before));
  Tile tile{"cycle_p85", "Cycle time p85", "seconds", measure::to_text(asked.question.unit),
            "cycle-time"};
  if (const auto* p85 = headline(answer)) {
    tile.value = as_value(p85->value);
    tile.note = p85->absent;
  }
  if (const auto* p85 = headline(former)) tile.previous = as_value(p85->value);
  tile.n = answer.n;
  tile.previous_n = former.n;
  fill_spark(answer.periods, [&](size_t i) { return as_value(answer.series[i].p85); }, tile);
  return tile;
}

Result<Tile> throughput_tile(const Facts& facts, const Asked& asked, const Question& before) {
  const auto week = measure::PeriodLength::kWeek;
  TL_TRY(const auto answer, flow::decide_throughput(facts, asked.question, week));
  TL_TRY(const auto former, flow::decide_throughput(facts, before, week));
  Tile tile{"throughput", "Throughput", "count", "issues", "throughput"};
  tile.value = static_cast<double>(answer.total);
  tile.previous = static_cast<double>(former.total);
  tile.n = answer.total;
  tile.previous_n = former.total;
  if (answer.median_per_period)
    tile.note = fmt::format("median {:g} a week", *answer.median_per_period);
  std::vector<measure::Period> periods;
  for (const flow::ThroughputPeriod& one : answer.periods) periods.push_back(one.period);
  const auto count = [&](size_t i) { return Value(static_cast<double>(answer.periods[i].count)); };
  fill_spark(periods, count, tile);
  return tile;
}

Result<Tile> wip_tile(const Facts& facts, const Asked& asked, const Question& before) {
  TL_TRY(const auto answer, flow::decide_wip(facts, asked.question));
  Question then = before;  // as it stood when the window began
  then.as_of = Instant(before.to.ms - 1);
  Tile tile{"wip_over_p85", "In progress longer than p85", "count", "issues", "aging"};
  tile.n = answer.wip;
  tile.note = answer.p85_note;
  if (answer.p85_note.empty()) tile.value = static_cast<double>(answer.over_p85);
  if (*then.as_of < asked.question.seen_from()) {
    TL_TRY(const auto former, flow::decide_wip(facts, then));
    tile.previous_n = former.wip;
    if (former.p85_note.empty()) tile.previous = static_cast<double>(former.over_p85);
  }
  // The spark is of work in progress, week by week, back from the last day.
  for (size_t back = 0; back < kMaxSpark && back * kDaysPerWeek < answer.days.size(); ++back) {
    const flow::WipDay& day = answer.days[answer.days.size() - 1 - back * kDaysPerWeek];
    tile.spark.emplace_back(static_cast<double>(day.count));
    tile.spark_from = day.date;
  }
  std::reverse(tile.spark.begin(), tile.spark.end());
  return tile;
}

Result<Tile> efficiency_tile(const Facts& facts, const Asked& asked, const Question& before) {
  const auto week = measure::PeriodLength::kWeek;
  TL_TRY(const auto answer, flow::decide_efficiency(facts, asked.question, week));
  TL_TRY(const auto former, flow::decide_efficiency(facts, before, week));
  Tile tile{"efficiency", "Flow efficiency", "ratio", "share", "efficiency"};
  tile.value = answer.all.ratio();
  tile.previous = former.all.ratio();
  tile.n = answer.all.n;
  tile.previous_n = former.all.n;
  if (!tile.value) tile.note = "nothing that finished took any time";
  fill_spark(answer.periods, [&](size_t i) { return answer.series[i].ratio(); }, tile);
  return tile;
}

Result<Overview> decide(const Facts& facts, const Asked& asked) {
  const Question before = question_before(asked);
  TL_TRY(const auto cycle, decide_cycle(facts, asked.question));
  Overview overview{static_cast<const measure::About&>(cycle), {}, {}};
  TL_TRY(Tile of_cycle, cycle_tile(facts, asked, before, cycle));
  TL_TRY(Tile of_throughput, throughput_tile(facts, asked, before));
  TL_TRY(Tile of_wip, wip_tile(facts, asked, before));
  TL_TRY(Tile of_efficiency, efficiency_tile(facts, asked, before));
  overview.tiles = {std::move(of_cycle), std::move(of_throughput), std::move(of_wip),
                    std::move(of_efficiency)};
  TL_TRY(flow::AgingAnswer aging, flow::decide_aging(facts, asked.question));
  overview.oldest = std::move(aging.items);
  overview.oldest.resize(std::min(overview.oldest.size(), kOldest));
  return overview;
}

// Several values of one parameter stand in one, as the pages write them.
std::string search_value(const std::vector<std::string_view>& values) {
  std::string text;
  for (const std::string_view value : values) {
    if (!text.empty()) text += ',';
    for (const char c : value) {
      if (c == ',' || c == '\\') text += '\\';
      text += c;
    }
  }
  return url_encode(text);
}

// The same question as the search of a page.
std::string search_of(const net::Request& request) {
  std::string search = "?v=1";
  for (const std::string_view name :
       {"from", "to", "connection", "project", "type", "category", "level", "priority", "label",
        "component", "epic", "sprint", "unit", "start"}) {
    const auto values = request.query_values(name);
    if (!values.empty()) search += fmt::format("&{}={}", name, search_value(values));
  }
  return search;
}

void render_tile(JsonWriter& out, const Tile& tile, const std::string& search) {
  out.begin_object().member("id", tile.id).member("title", tile.title);
  out.member("value", tile.value).member("value_kind", tile.kind).member("unit", tile.unit);
  out.member("n", static_cast<int64_t>(tile.n)).member("previous", tile.previous);
  out.member("previous_n", static_cast<int64_t>(tile.previous_n)).member("note", tile.note);
  out.key("spark").begin_array();
  for (const Value& value : tile.spark) {
    if (value)
      out.value(*value);
    else
      out.null();
  }
  out.end_array().member("spark_from", format_date(tile.spark_from));
  out.member("href", fmt::format("/flow{}#{}", search, tile.place)).end_object();
}

void rows(CsvWriter& csv, const LensView&, const Asked&, const Overview& overview) {
  for (const std::string_view title :
       {"id", "title", "value", "unit", "n", "previous", "previous_n", "note"})
    csv.text(title);
  csv.end_row();
  const auto cell = [&](const Value& value) {
    if (value)
      csv.number(*value, 4);
    else
      csv.text("");
  };
  for (const Tile& tile : overview.tiles) {
    csv.text(tile.id).text(tile.title);
    cell(tile.value);
    csv.text(tile.unit).number(static_cast<int64_t>(tile.n));
    cell(tile.previous);
    csv.number(static_cast<int64_t>(tile.previous_n)).text(tile.note).end_row();
  }
}

Result<net::Response> get_overview(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"overview", Ages::kMinute});
  const std::string search = search_of(call.request);
  return number.answer<Overview>(
      decide,
      [&](JsonWriter& out, const LensView& seen, const Asked& asked, const Overview& overview) {
        out.key("tiles").begin_array();
        for (Tile tile : overview.tiles) {
          if (tile.spark.empty()) tile.spark_from = asked.first;
          render_tile(out, tile, search);
        }
        out.end_array().key("oldest").begin_array();
        for (const flow::AgingItem& item : overview.oldest) render_aging_item(out, seen, item);
        out.end_array();
      },
      rows);
}

}  // namespace

void add_overview_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/flow/overview", {Access::kAnyRole, true}, get_overview);
}

}  // namespace tl::api
