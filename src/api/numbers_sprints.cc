// Sprints: the list of them, the report of one, the history of a board.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "api/cursor.h"
#include "api/numbers_call.h"
#include "base/text.h"
#include "metrics/sprint/sprint_report.h"

namespace tl::api {
namespace {

namespace sprint = metrics::sprint;

constexpr size_t kDefaultLimit = 50;
constexpr int64_t kMaxLimit = 200;
constexpr int64_t kDefaultHistory = 10;
constexpr size_t kPlaceValues = 3;

const lens::DictionaryEntry& entry_of(const LensView& view, lens::Code code) {
  return view.version->dictionary().at(lens::LensField::kSprint, code);
}

void render_board(JsonWriter& out, const LensView& view, InstanceId instance,
                  const std::string& board) {
  const auto& boards = view.version->dictionary().field(lens::LensField::kBoard);
  named_member(out, "board", board, boards.at(boards.find(instance, board)).name);
}

// The schema SprintRow.
void render_sprint(JsonWriter& out, const LensView& view, lens::Code code, size_t issues) {
  static const lens::SprintFacts kUnknown;
  const lens::DictionaryEntry& entry = entry_of(view, code);
  const lens::SprintFacts& facts = entry.sprint ? *entry.sprint : kUnknown;
  const domain::Connection* connection = view.connection(entry.instance);
  out.begin_object().member("connection", view.public_id(entry.instance));
  out.member("connection_name", connection != nullptr ? connection->name : "");
  out.member("id", entry.id).member("name", entry.name.empty() ? entry.id : entry.name);
  out.member("state", facts.state.empty() ? "unknown" : facts.state).member("goal", facts.goal);
  instant_member(out, "start", facts.activated ? facts.activated : facts.start);
  instant_member(out, "end", facts.end);
  instant_member(out, "complete", facts.complete);
  render_board(out, view, entry.instance, facts.board);
  out.member("issues", static_cast<int64_t>(issues)).end_object();
}

std::string cursor_identity(const Call& call) {
  std::string text = std::to_string(call.tenant().value);
  for (const std::string_view name : {"connection", "board", "state", "q"}) {
    text += fmt::format("\n{}", name);
    for (const std::string_view value : call.request.query_values(name))
      text += fmt::format(" {}:{}", value.size(), value);
  }
  return text;
}

// Where the page begins: behind the sprint that the cursor names. One that has left the list since
// is taken to have stood where it was.
Result<size_t> find_begin(const Call& call, const LensView& view,
                          const std::vector<sprint::SprintFound>& found,
                          const std::optional<std::string>& cursor) {
  if (!cursor) return size_t{0};
  TL_TRY(const auto values, parse_cursor(*cursor, cursor_identity(call), kPlaceValues));
  const auto instance = parse_int(values[0]);
  const auto index = parse_int(values[2]);
  if (!instance || !index || *index < 0)
    return make_error(ErrorCode::kInvalidArgument, "cursor: It cannot be read.");
  const auto is_last = [&](const sprint::SprintFound& one) {
    const lens::DictionaryEntry& entry = entry_of(view, one.sprint);
    return entry.instance.value == *instance && entry.id == values[1];
  };
  const auto last = std::find_if(found.begin(), found.end(), is_last);
  if (last != found.end()) return static_cast<size_t>(last - found.begin()) + 1;
  return std::min(static_cast<size_t>(*index), found.size());
}

struct SprintList {
  sprint::SprintQuery query;
  std::optional<std::string> cursor;
  size_t limit = kDefaultLimit;
};

SprintList read_list(QueryReader& query, const LensView& view) {
  SprintList list;
  if (const auto connection = query.text("connection", 64)) {
    for (const domain::Connection& one : view.connections) {
      if (one.public_id == *connection) list.query.instance = one.id;
    }
    if (!list.query.instance) query.problem("connection", "is not known here");
  }
  list.query.board = query.text("board", 64).value_or("");
  list.query.states = query.choices("state", {"active", "closed", "future"});
  list.query.text = query.text("q", 200).value_or("");
  list.limit = static_cast<size_t>(query.integer("limit", 1, kMaxLimit).value_or(kDefaultLimit));
  list.cursor = query.text("cursor", 4096);
  query.refuse_unknown();
  return list;
}

std::string render_list(const Call& call, const LensView& view,
                        const std::vector<sprint::SprintFound>& found, size_t begin, size_t limit) {
  const size_t end = std::min(begin + limit, found.size());
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (size_t i = begin; i < end; ++i) render_sprint(out, view, found[i].sprint, found[i].issues);
  out.end_array().member("total", static_cast<int64_t>(found.size()));
  std::string cursor;
  if (end < found.size() && end > begin) {
    const lens::DictionaryEntry& last = entry_of(view, found[end - 1].sprint);
    cursor = render_cursor({std::to_string(last.instance.value), last.id, std::to_string(end)},
                           cursor_identity(call));
  }
  text_or_null(out, "next_cursor", cursor);
  out.end_object();
  return out.take();
}

Result<net::Response> list_sprints(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  Problems problems;
  QueryReader query(call.request, problems);
  const SprintList list = read_list(query, view);
  if (!problems.empty()) return call.refuse(std::move(problems));
  const std::string etag = view_etag(call, view, "");
  if (auto same = not_modified(call, etag)) return *std::move(same);
  const auto found = sprint::list_sprints(*view.version, list.query);
  TL_TRY(const size_t begin, find_begin(call, view, found, list.cursor));
  auto response = net::json_response(200, render_list(call, view, found, begin, list.limit));
  set_etag(response, etag);
  return response;
}

void render_amount(JsonWriter& out, std::string_view name, const sprint::Amount& amount) {
  out.key(name).begin_object().member("issues", static_cast<int64_t>(amount.issues));
  out.member("points", amount.points);
  out.member("unestimated", static_cast<int64_t>(amount.unestimated)).end_object();
}

struct NamedAmount {
  std::string_view name;
  sprint::Amount sprint::SprintAmounts::* amount;
};
constexpr std::array<NamedAmount, 7> kAmounts = {{
    {"committed", &sprint::SprintAmounts::committed},
    {"added", &sprint::SprintAmounts::added},
    {"removed", &sprint::SprintAmounts::removed},
    {"completed", &sprint::SprintAmounts::completed},
    {"not_completed", &sprint::SprintAmounts::not_completed},
    {"done_before", &sprint::SprintAmounts::done_before},
    {"done_after", &sprint::SprintAmounts::done_after},
}};

void render_days(JsonWriter& out, const sprint::SprintAnswer& answer) {
  out.key("days").begin_array();
  for (const sprint::SprintDay& day : answer.days) {
    out.begin_object().member("date", format_date(day.date));
    out.member("remaining_issues", static_cast<int64_t>(day.remaining.issues));
    out.member("remaining_points", day.remaining.points);
    out.member("completed_issues", static_cast<int64_t>(day.completed.issues));
    out.member("completed_points", day.completed.points);
    out.member("scope_issues", static_cast<int64_t>(day.scope.issues));
    out.member("scope_points", day.scope.points).end_object();
  }
  out.end_array();
}

void render_items(JsonWriter& out, const LensView& view, const sprint::SprintAnswer& answer) {
  out.key("items").begin_array();
  for (const sprint::SprintItem& item : answer.items) {
    out.begin_object();
    render_brief(out, view, item.address);
    out.member("group", item.added ? "added" : "committed").member("removed", item.removed);
    out.member("outcome", sprint::to_text(item.outcome));
    out.member("points_at_commitment", item.points_at_commitment);
    out.member("points_at_close", item.points_at_close);
    instant_member(out, "added_at", item.added_at);
    instant_member(out, "removed_at", item.removed_at);
    instant_member(out, "finished", item.finished);
    out.end_object();
  }
  out.end_array();
}

using IssueCounts = std::map<lens::Code, size_t>;

IssueCounts count_issues(const LensView& view) {
  IssueCounts counts;
  for (const sprint::SprintFound& found : sprint::list_sprints(*view.version, {}))
    counts[found.sprint] = found.issues;
  return counts;
}

void render_report(JsonWriter& out, const LensView& view, const Asked&,
                   const sprint::SprintAnswer& answer) {
  out.key("sprint");
  render_sprint(out, view, answer.sprint, count_issues(view)[answer.sprint]);
  for (const NamedAmount& one : kAmounts) render_amount(out, one.name, answer.amounts.*one.amount);
  render_days(out, answer);
  render_items(out, view, answer);
  out.member("provisional", answer.provisional);
}

void comment_amounts(CsvWriter& csv, const sprint::SprintAmounts& amounts) {
  for (const NamedAmount& one : kAmounts) {
    const sprint::Amount& amount = amounts.*one.amount;
    csv.comment(fmt::format("{}: {} issues, {:g} points, {} without points", one.name,
                            amount.issues, amount.points, amount.unestimated));
  }
}

void points_cell(CsvWriter& csv, const std::optional<double>& points) {
  csv.text(points ? fmt::format("{:g}", *points) : "");
}

void instant_cell(CsvWriter& csv, const std::optional<Instant>& instant) {
  csv.text(instant ? format_instant(*instant) : "");
}

void rows_of_report(CsvWriter& csv, const LensView& view, const Asked&,
                    const sprint::SprintAnswer& answer) {
  csv.comment("sprint: " + entry_of(view, answer.sprint).name);
  if (answer.provisional) csv.comment("provisional: the sprint is not closed yet");
  comment_amounts(csv, answer.amounts);
  title_brief(csv);
  for (const std::string_view title : {"group", "removed", "outcome", "points_at_commitment",
                                       "points_at_close", "added_at", "removed_at", "finished"})
    csv.text(title);
  csv.end_row();
  for (const sprint::SprintItem& item : answer.items) {
    row_brief(csv, view, item.address);
    csv.text(item.added ? "added" : "committed").text(item.removed ? "true" : "false");
    csv.text(sprint::to_text(item.outcome));
    points_cell(csv, item.points_at_commitment);
    points_cell(csv, item.points_at_close);
    instant_cell(csv, item.added_at);
    instant_cell(csv, item.removed_at);
    instant_cell(csv, item.finished);
    csv.end_row();
  }
}

Result<net::Response> get_sprint(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(),
                    {"sprint-report", Ages::kMinute, Window::kNone});
  const auto& sprints = number.asked().question.sprints;
  if (sprints.size() != 1) number.query().problem("sprint", "must be given once, as CONNECTION:ID");
  return number.answer<sprint::SprintAnswer>(
      [&](const measure::Facts& facts, const Asked& asked) {
        return sprint::decide_sprint(facts, asked.question, sprints.front());
      },
      render_report, rows_of_report);
}

void render_history(JsonWriter& out, const LensView& view, const Asked&,
                    const sprint::SprintHistory& answer) {
  IssueCounts counts = count_issues(view);
  out.key("sprints").begin_array();
  for (const sprint::SprintSummary& one : answer.sprints) {
    out.begin_object().key("sprint");
    render_sprint(out, view, one.sprint, counts[one.sprint]);
    render_amount(out, "committed", one.amounts.committed);
    render_amount(out, "completed", one.amounts.completed);
    render_amount(out, "added", one.amounts.added);
    render_amount(out, "removed", one.amounts.removed);
    out.end_object();
  }
  out.end_array();
}

void rows_of_history(CsvWriter& csv, const LensView& view, const Asked&,
                     const sprint::SprintHistory& answer) {
  csv.text("connection").text("id").text("name").text("complete");
  for (const NamedAmount& one : kAmounts) {
    csv.text(fmt::format("{}_issues", one.name)).text(fmt::format("{}_points", one.name));
  }
  csv.end_row();
  for (const sprint::SprintSummary& one : answer.sprints) {
    const lens::DictionaryEntry& entry = entry_of(view, one.sprint);
    csv.text(view.public_id(entry.instance)).text(entry.id).text(entry.name);
    instant_cell(csv, entry.sprint ? entry.sprint->complete : std::nullopt);
    for (const NamedAmount& named : kAmounts) {
      const sprint::Amount& amount = one.amounts.*named.amount;
      csv.number(static_cast<int64_t>(amount.issues)).text(fmt::format("{:g}", amount.points));
    }
    csv.end_row();
  }
}

// A board belongs to a connection; with one connection there is no question.
InstanceId history_instance(QueryReader& query, const LensView& view, const Asked& asked) {
  if (asked.connection) return *asked.connection;
  if (view.connections.size() > 1)
    query.problem("connection", "is needed where several are connected");
  return view.connections.empty() ? InstanceId() : view.connections.front().id;
}

Result<net::Response> get_history(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(),
                    {"sprint-history", Ages::kDay, Window::kNone});
  QueryReader& query = number.query();
  const InstanceId instance = history_instance(query, view, number.asked());
  const std::string board = query.text("board", 64).value_or("");
  const auto most = static_cast<int64_t>(sprint::kMaxSprintHistory);
  const auto last = static_cast<size_t>(query.integer("last", 1, most).value_or(kDefaultHistory));
  return number.answer<sprint::SprintHistory>(
      [&](const measure::Facts& facts, const Asked& asked) {
        return sprint::decide_sprint_history(facts, asked.question, instance, board, last);
      },
      render_history, rows_of_history);
}

}  // namespace

void add_sprint_routes(Routes& routes) {
  routes.add("GET", "/api/v1/sprints", {Access::kAnyRole, true}, list_sprints);
  routes.add("GET", "/api/v1/metrics/sprint", {Access::kAnyRole, true}, get_sprint);
  routes.add("GET", "/api/v1/metrics/sprints", {Access::kAnyRole, true}, get_history);
}

}  // namespace tl::api
