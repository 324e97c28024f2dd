// What a query finds, by the values of one column: groups of names, bins of numbers.
#include <algorithm>
#include <utility>

#include "api/jql_histogram.h"
#include "api/jql_tally.h"
#include "api/jql_values.h"
#include "api/jql_view.h"
#include "api/runtime.h"
#include "measure/stopwatch.h"

namespace tl::api {
namespace {

using jql::ValueKind;

constexpr size_t kMaxGroups = 100;
constexpr size_t kMaxColumnChars = 600;

struct SummaryRequest {
  JqlQuestion question;
  std::string column;
  bool histogram = false;
};

SummaryRequest read_summary(ObjectReader& body) {
  SummaryRequest read;
  read.question = read_jql_question(body);
  const auto group = body.optional_text("group_by", kMaxColumnChars);
  const auto histogram = body.optional_text("histogram", kMaxColumnChars);
  if (group.has_value() == histogram.has_value())
    body.problem("group_by", "give either group_by or histogram");
  read.histogram = histogram.has_value();
  read.column = histogram ? *histogram : group.value_or("");
  body.refuse_unknown();
  return read;
}

// The other way of summing up is named where a column is not for this one.
void check_kind(const JqlColumn& column, bool histogram, Problems& problems) {
  const bool names = column.kind == ValueKind::kName || column.kind == ValueKind::kIssue;
  if (column.kind == ValueKind::kText)
    problems.push_back({histogram ? "histogram" : "group_by", "has texts, which are not counted"});
  else if (histogram && names)
    problems.push_back({"histogram", "has names; use group_by"});
  else if (!histogram && !names && column.kind != ValueKind::kNumber)
    problems.push_back({"group_by", "has times; use histogram"});
}

void render_groups(JsonWriter& out, const JqlWorld& world, const JqlColumn& column,
                   const std::vector<JqlGroup>& groups) {
  const lens::Dictionary& dictionary = world.view.version->dictionary();
  out.key("groups").begin_array();
  int64_t other = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    const JqlGroup& group = groups[i];
    if (i >= kMaxGroups) {
      other += group.issues;
      continue;
    }
    out.begin_object().key("value");
    if (group.empty) {
      out.null();
    } else {
      render_value(out, column, {group.value.id, group.value.text, group.value.number, 0},
                   dictionary, group.instance);
    }
    out.member("issues", group.issues).end_object();
  }
  out.end_array();
  if (groups.size() > kMaxGroups) out.member("other", other);
}

void number_member(JsonWriter& out, std::string_view name, double value, ValueKind kind) {
  if (kind == ValueKind::kInstant)
    out.member(name, format_instant(Instant(static_cast<int64_t>(value))));
  else if (kind == ValueKind::kDay)
    out.member(name, format_date(CivilDate{static_cast<int32_t>(value)}));
  else
    out.member(name, value);
}

void render_histogram(JsonWriter& out, const JqlWorld& world, const JqlColumn& column,
                      const JqlNumbers& numbers) {
  const std::vector<double>& sorted = numbers.values;
  out.key("bins").begin_array();
  if (!sorted.empty()) {
    for (const HistogramBin& bin :
         decide_bins(sorted, column.kind, world.view.zone, world.view.week_start)) {
      out.begin_object();
      number_member(out, "from", bin.from, column.kind);
      number_member(out, "to", bin.to, column.kind);
      out.member("issues", bin.issues).end_object();
    }
  }
  out.end_array().member("empty", numbers.empty);
  for (const auto& [name, percent] : {std::pair("p50", size_t{50}), std::pair("p85", size_t{85})}) {
    if (sorted.empty())
      out.key(name).null();
    else
      number_member(out, name, sorted[(sorted.size() * percent + 99) / 100 - 1], column.kind);
  }
}

Result<net::Response> summarise(Call& call) {
  const measure::Stopwatch watch;
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const SummaryRequest request = read_summary(body);
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const JqlCall begun,
         begin_jql(call, request.question, call.api.clock.now(), JqlUse::kSearch, problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  JqlTally& tally = call.api.runtime->jql_tally;
  if (!begun.asked.ok()) {
    ++tally.refused;
    return refuse_jql(call, begun.asked);
  }
  const JqlWorld& world = *begun.world;
  const auto column =
      find_column(world, request.column, request.histogram ? "histogram" : "group_by", problems);
  if (column) check_kind(*column, request.histogram, problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  const auto selection = jql::select(*world.view.version, begun.asked.queries);
  tally.note(total_undecided(selection.instances), watch.us());
  JsonWriter out;
  out.begin_object().member("kind", request.histogram ? "histogram" : "groups").key("column");
  render_column(out, *column);
  if (request.histogram)
    render_histogram(out, world, *column, collect_numbers(world, *column, selection.matched));
  else
    render_groups(out, world, *column, count_groups(world, *column, selection.matched));
  out.member("total", selection.total());
  out.member("undecided", total_undecided(selection.instances));
  counts_member(out, world, begun.asked, selection.instances, WithWarnings::kNo);
  out.member("time", to_text(begun.asked.time())).end_object();
  return net::json_response(200, out.take());
}

}  // namespace

void add_jql_summary_routes(Routes& routes) {
  routes.add("POST", "/api/v1/jql/summary", {Access::kAnyRole, false, true}, summarise);
}

}  // namespace tl::api
