// Searching: a page of issues, all of them as CSV, or only how many.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/cursor.h"
#include "api/jql_columns.h"
#include "api/jql_tally.h"
#include "api/jql_view.h"
#include "api/runtime.h"
#include "base/text.h"
#include "jql/search.h"
#include "measure/stopwatch.h"

namespace tl::api {
namespace {

constexpr size_t kDefaultLimit = 100;
constexpr int64_t kMaxLimit = 500;
constexpr size_t kMaxCsvRows = 200'000;
constexpr size_t kMaxCursorChars = 16'384;
constexpr size_t kMaxColumnChars = 2000;  // find_columns() has a tighter word of its own

struct SearchRequest {
  JqlQuestion question;
  std::optional<std::vector<std::string>> columns;
  std::string cursor;
  size_t limit = kDefaultLimit;
  bool csv = false;
  bool accept_undecided = false;
};

SearchRequest read_search(ObjectReader& body) {
  SearchRequest read;
  read.question = read_jql_question(body);
  read.columns = body.optional_texts("columns", kMaxJqlColumns, kMaxColumnChars);
  read.cursor = body.optional_text("cursor", kMaxCursorChars).value_or("");
  read.limit = static_cast<size_t>(
      body.optional_integer("limit", 1, kMaxLimit).value_or(int64_t{kDefaultLimit}));
  read.csv = body.choice("format", {"json", "csv"}) == "csv";
  read.accept_undecided = body.optional_flag("accept_undecided").value_or(false);
  if (read.csv && !read.cursor.empty()) body.problem("cursor", "is for json; csv gives all rows");
  body.refuse_unknown();
  return read;
}

// Everything that decides which issues come in which order: a cursor is good for that alone.
std::string identity_of(const Call& call, const JqlQuestion& question) {
  std::string text = fmt::format("jql {} {} {}:{}", call.tenant().value,
                                 call.caller->who.user.id.value, question.jql.size(), question.jql);
  if (question.instances) {
    for (const std::string& instance : *question.instances) text += "\n" + instance;
  }
  return text;
}

// The clock travels with the cursor: "-1d" means the same on each page.
struct After {
  Instant now;
  std::string place;  // of jql::Page
};

Result<After> read_after(const Call& call, const SearchRequest& request) {
  After after{call.api.clock.now(), ""};
  if (request.cursor.empty()) return after;
  TL_TRY(const auto values, parse_cursor(request.cursor, identity_of(call, request.question), 2));
  const auto now = parse_int(values[0]);
  auto place = base64url_decode(values[1]);
  if (!now || !place || *now < 0 || *now > after.now.ms)
    return make_error(ErrorCode::kInvalidArgument, "cursor: It cannot be read.");
  return After{Instant(*now), std::move(*place)};
}

std::string next_cursor(const Call& call, const SearchRequest& request, Instant now,
                        const std::string& place) {
  return render_cursor({std::to_string(now.ms), base64url_encode(place)},
                       identity_of(call, request.question));
}

void render_item(JsonWriter& out, const JqlWorld& world, const std::vector<JqlColumn>& columns,
                 lens::RowAddress address, jql::Values& scratch) {
  const JqlRow row(world, address);
  const lens::Chunk& chunk = row.chunk();
  out.begin_object().member("key", chunk.key.at(row.row()));
  out.member("instance", row.instance().public_id);
  out.member("id", std::to_string(chunk.issue[row.row()]));
  out.member("summary", chunk.summary.at(row.row())).key("cells").begin_array();
  for (const JqlColumn& column : columns) render_cell(out, world, row, column, scratch);
  out.end_array().end_object();
}

void render_facts(JsonWriter& out, const JqlCall& begun, const jql::Selection& selection) {
  const lens::LensVersion& version = *begun.world->view.version;
  out.member("total", selection.total());
  out.member("undecided", total_undecided(selection.instances));
  counts_member(out, *begun.world, begun.asked, selection.instances, WithWarnings::kYes);
  out.member("time", to_text(begun.asked.time())).member("text", normal_text(begun.asked));
  notices_member(out, "notes", common_notes(begun.asked), Utf16Offsets(begun.asked.text));
  instant_member(out, "data_to", version.data_to());
  out.member("position", version.position());
}

std::string render_csv(const JqlCall& begun, const std::vector<JqlColumn>& columns,
                       const jql::Selection& selection, const jql::Page& page) {
  const JqlWorld& world = *begun.world;
  CsvWriter csv;
  csv.comment("Throughline search");
  csv.comment("query: " + normal_text(begun.asked));
  std::string names;
  for (const JqlInstance& instance : world.instances)
    names += (names.empty() ? "" : ", ") + instance.name;
  csv.comment("instances: " + names);
  csv.comment(fmt::format("n: {} of {} rows", page.rows.size(), selection.total()));
  const int64_t undecided = total_undecided(selection.instances);
  if (undecided > 0)
    csv.comment(undecided_words(world, begun.asked, selection.instances) + " They are left out.");
  for (const std::string_view title : {"connection", "id", "key", "summary"}) csv.text(title);
  for (const JqlColumn& column : columns) {
    csv.text(column.kind == jql::ValueKind::kDuration ? column.name + " (seconds)" : column.name);
  }
  csv.end_row();
  jql::Values scratch;
  for (const lens::RowAddress address : page.rows) {
    const JqlRow row(world, address);
    csv.text(row.instance().public_id).number(int64_t{row.chunk().issue[row.row()]});
    csv.text(row.chunk().key.at(row.row())).text(row.chunk().summary.at(row.row()));
    for (const JqlColumn& column : columns) csv_cell(csv, row, column, scratch);
    csv.end_row();
  }
  return csv.take();
}

Result<net::Response> answer_csv(Call& call, const JqlCall& begun,
                                 const std::vector<JqlColumn>& columns,
                                 const jql::Selection& selection, bool accept_undecided) {
  if (!accept_undecided && total_undecided(selection.instances) > 0)
    return refuse_undecided(call, *begun.world, begun.asked, selection.instances);
  const auto page = jql::sort_page(*begun.world->view.version, begun.asked.queries,
                                   selection.matched, "", kMaxCsvRows);
  auto response = net::typed_response(200, "text/csv; charset=utf-8",
                                      render_csv(begun, columns, selection, *page));
  response.headers.set("Content-Disposition", "attachment; filename=\"search.csv\"");
  return response;
}

Result<net::Response> answer_page(const Call& call, const JqlCall& begun,
                                  const SearchRequest& request,
                                  const std::vector<JqlColumn>& columns,
                                  const jql::Selection& selection, const After& after,
                                  const measure::Stopwatch& watch) {
  const JqlWorld& world = *begun.world;
  const auto page = jql::sort_page(*world.view.version, begun.asked.queries, selection.matched,
                                   after.place, request.limit);
  if (!page) {
    return make_error(ErrorCode::kInvalidArgument,
                      "cursor: It belongs to another query. Begin again without a cursor.");
  }
  JsonWriter out;
  out.begin_object().key("columns").begin_array();
  for (const JqlColumn& column : columns) render_column(out, column);
  out.end_array().key("items").begin_array();
  jql::Values scratch;
  for (const lens::RowAddress address : page->rows)
    render_item(out, world, columns, address, scratch);
  out.end_array();
  if (!page->next.empty()) out.member("next", next_cursor(call, request, after.now, page->next));
  render_facts(out, begun, selection);
  out.member("took_ms", static_cast<double>(watch.us()) / 1000.0).end_object();
  return net::json_response(200, out.take());
}

Result<net::Response> search(Call& call) {
  const measure::Stopwatch watch;
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const SearchRequest request = read_search(body);
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const After after, read_after(call, request));
  TL_TRY(const JqlCall begun,
         begin_jql(call, request.question, after.now, JqlUse::kSearch, problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  JqlTally& tally = call.api.runtime->jql_tally;
  if (!begun.asked.ok()) {
    ++tally.refused;
    return refuse_jql(call, begun.asked);
  }
  const auto columns = find_columns(*begun.world, request.columns, problems);
  if (!problems.empty()) return call.refuse(std::move(problems));
  const auto selection = jql::select(*begun.world->view.version, begun.asked.queries);
  tally.note(total_undecided(selection.instances), watch.us());
  if (request.csv) return answer_csv(call, begun, columns, selection, request.accept_undecided);
  return answer_page(call, begun, request, columns, selection, after, watch);
}

Result<net::Response> count(Call& call) {
  const measure::Stopwatch watch;
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const JqlQuestion question = read_jql_question(body);
  const bool accept = body.optional_flag("accept_undecided").value_or(false);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const JqlCall begun,
         begin_jql(call, question, call.api.clock.now(), JqlUse::kSearch, problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  JqlTally& tally = call.api.runtime->jql_tally;
  if (!begun.asked.ok()) {
    ++tally.refused;
    return refuse_jql(call, begun.asked);
  }
  const auto counts = jql::count(*begun.world->view.version, begun.asked.queries);
  const int64_t undecided = total_undecided(counts);
  tally.note(undecided, watch.us());
  if (undecided > 0 && !accept) return refuse_undecided(call, *begun.world, begun.asked, counts);
  JsonWriter out;
  out.begin_object().member("total", total_matched(counts)).member("undecided", undecided);
  counts_member(out, *begun.world, begun.asked, counts, WithWarnings::kNo);
  out.member("time", to_text(begun.asked.time())).end_object();
  return net::json_response(200, out.take());
}

}  // namespace

void add_jql_search_routes(Routes& routes) {
  routes.add("POST", "/api/v1/jql/search", {Access::kAnyRole, false, true}, search);
  routes.add("POST", "/api/v1/jql/count", {Access::kAnyRole, false, true}, count);
}

}  // namespace tl::api
