// What stands around an issue's line of time: lanes, gaps, children, and how others of its kind
// fared. From the lens; an issue that came this moment has empty lanes.
#include <fmt/format.h>

#include <algorithm>

#include "api/issue_page.h"
#include "measure/stays.h"
#include "metrics/flow/blocked.h"
#include "metrics/flow/cycle_time.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;
using lens::ChangeField;

constexpr size_t kMaxChildren = 200;
constexpr size_t kMaxGaps = 200;
constexpr int kSimilarWeeks = 26;
constexpr int kGapWorkingDays = 2;

struct LaneSpan {
  Instant from;
  std::optional<Instant> to;
  std::string id;
  std::string name;
};

// A field with one value at a time: its stays, empty values left out.
std::vector<LaneSpan> single_lane(const lens::IssueRow& row, ChangeField field, lens::Code present,
                                  const lens::Dictionary& dictionary) {
  std::vector<LaneSpan> spans;
  const auto& changes = row.changes[field];
  lens::Code value = changes.empty() ? present : changes.front().from;
  int64_t since = row.created;
  const auto close = [&](std::optional<int64_t> at) {
    if (value == lens::kNoCode || since == lens::kNoInstant || (at && *at <= since)) return;
    const auto& entry = dictionary.at(lens::dictionary_of(field), value);
    spans.push_back(
        {Instant(since), at ? std::optional(Instant(*at)) : std::nullopt, entry.id, entry.name});
  };
  for (const lens::Change& change : changes) {
    if (change.to == value) continue;
    close(change.at);
    value = change.to;
    since = change.at;
  }
  close(std::nullopt);
  return spans;
}

// A field with many values: when each came and went.
std::vector<LaneSpan> many_lane(const lens::IssueRow& row, ChangeField field,
                                const lens::Dictionary& dictionary) {
  std::vector<LaneSpan> spans;
  std::map<lens::Code, int64_t> since;
  const auto add = [&](lens::Code code, int64_t from, std::optional<int64_t> to) {
    const auto& entry = dictionary.at(lens::dictionary_of(field), code);
    spans.push_back(
        {Instant(from), to ? std::optional(Instant(*to)) : std::nullopt, entry.id, entry.name});
  };
  for (const lens::Change& change : row.changes[field]) {
    if (change.to != lens::kNoCode) since.try_emplace(change.to, change.at);
    if (change.from == lens::kNoCode) continue;
    const auto begun = since.find(change.from);
    const int64_t from = begun == since.end() ? row.created : begun->second;
    if (from != lens::kNoInstant && from < change.at) add(change.from, from, change.at);
    if (begun != since.end()) since.erase(begun);
  }
  for (const lens::Member& member : row.members) {
    if (member.field != field) continue;
    const auto begun = since.find(member.code);
    const int64_t from = begun == since.end() ? row.created : begun->second;
    if (from != lens::kNoInstant) add(member.code, from, std::nullopt);
  }
  std::sort(spans.begin(), spans.end(), [](const LaneSpan& a, const LaneSpan& b) {
    return std::tie(a.from, a.id) < std::tie(b.from, b.id);
  });
  return spans;
}

void begin_span(JsonWriter& out, Instant from, const std::optional<Instant>& to) {
  out.begin_object().member("from", format_instant(from));
  instant_member(out, "to", to);
}

void render_lane(JsonWriter& out, std::string_view name, const std::vector<LaneSpan>& spans,
                 bool with_id) {
  out.key(name).begin_array();
  for (const LaneSpan& span : spans) {
    begin_span(out, span.from, span.to);
    if (with_id) out.member("id", span.id);
    out.member("name", span.name).end_object();
  }
  out.end_array();
}

void render_status_lane(JsonWriter& out, const LensView& view,
                        const std::vector<measure::StatusStay>& stays) {
  const lens::Dictionary& dictionary = view.version->dictionary();
  out.key("status").begin_array();
  for (size_t i = 0; i < stays.size(); ++i) {
    begin_span(out, stays[i].from,
               i + 1 == stays.size() ? std::nullopt : std::optional(stays[i].to));
    out.key("status");
    render_status(out, dictionary.at(lens::LensField::kStatus, stays[i].status));
    out.member("stage", to_text(shown_stage(view.stages, stays[i].status))).end_object();
  }
  out.end_array();
}

void render_blocked_lane(JsonWriter& out, const LensView& view, lens::RowAddress address,
                         Instant now) {
  out.key("blocked").begin_array();
  for (const auto cause :
       {measure::BlockCause::kFlagged, measure::BlockCause::kStage, measure::BlockCause::kLink}) {
    for (const auto& [from, to] :
         flow::decide_blocked_spans(view.facts(), address, now.ms, cause)) {
      begin_span(out, Instant(from), to >= now.ms ? std::nullopt : std::optional(Instant(to)));
      out.member("cause", to_text(cause)).end_object();
    }
  }
  out.end_array();
}

void render_worklog_lane(JsonWriter& out, const lens::Dictionary& dictionary,
                         const lens::IssueRow& row) {
  out.key("worklogs").begin_array();
  for (const lens::Worklog& worklog : row.worklogs) {
    out.begin_object().member("started", format_instant(Instant(worklog.started)));
    out.member("seconds", worklog.seconds);
    out.member("author", dictionary.at(lens::LensField::kAccount, worklog.author).name);
    out.end_object();
  }
  out.end_array();
}

// Every instant at which something was done to the issue, in order.
std::vector<int64_t> event_instants(const IssueFacts& facts, const lens::IssueRow& row) {
  std::vector<int64_t> at;
  if (row.created != lens::kNoInstant) at.push_back(row.created);
  for (const domain::History& history : facts.histories) at.push_back(history.at().ms);
  for (const lens::Worklog& worklog : row.worklogs) at.push_back(worklog.started);
  for (const domain::Record& comment : facts.comments) {
    if (const auto created = domain::instant_of(comment.attributes, "created"))
      at.push_back(created->ms);
  }
  std::sort(at.begin(), at.end());
  return at;
}

void render_gaps(JsonWriter& out, const LensView& view, const IssueFacts& facts,
                 const lens::IssueRow& row, const std::vector<measure::StatusStay>& stays) {
  const int64_t least = kGapWorkingDays * view.calendar.working_day_seconds();
  std::vector<int64_t> events = event_instants(facts, row);
  size_t shown = 0;
  out.key("gaps").begin_array();
  for (const measure::StatusStay& stay : stays) {
    if (view.stages.zone(stay.status) != mapping::Zone::kStarted) continue;
    int64_t since = stay.from.ms;
    const auto gap = [&](int64_t until) {
      const int64_t worked = view.calendar.working_seconds(Instant(since), Instant(until));
      if (worked > least && shown++ < kMaxGaps) {
        begin_span(out, Instant(since), Instant(until));
        out.key("status");
        render_status(out, view.version->dictionary().at(lens::LensField::kStatus, stay.status));
        out.member("working_seconds", worked).end_object();
      }
      since = std::max(since, until);
    };
    const auto first = std::upper_bound(events.begin(), events.end(), stay.from.ms);
    for (auto at = first; at != events.end() && *at < stay.to.ms; ++at) gap(*at);
    gap(stay.to.ms);
  }
  out.end_array();
}

void render_children(JsonWriter& out, const LensView& view, IssueRef parent, Instant now) {
  int64_t total = 0;
  out.key("children").begin_array();
  for (const lens::Part& part : view.version->parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if (chunk.parent[row] != parent.issue.value || !part.live(row)) continue;
      if (chunk.ref(row).instance != parent.instance) continue;
      if ((chunk.flags[row] & lens::kRowDeleted) != 0) continue;
      if (static_cast<size_t>(total++) < kMaxChildren)
        render_issue_row(out, view, view.version->dictionary(), chunk.row(row), now);
    }
  }
  out.end_array().member("children_total", total);
}

// Cycle times of its project and category over the last half year, without itself.
void render_similar(JsonWriter& out, const LensView& view, const lens::IssueRow& row,
                    std::optional<int64_t> mine, Instant now) {
  const auto& project = view.version->dictionary().at(lens::LensField::kProject, row.project);
  const auto category = view.stages.category(*view.version, row);
  flow::CycleTimeQuery query;
  query.from = now - days(kSimilarWeeks * 7);
  query.to = query.now = now;
  query.zone = view.zone;
  query.projects = {{row.ref.instance, project.key}};
  query.categories = {category};
  query.population = {true, true, true};
  std::vector<int64_t> seconds;
  if (const auto items = flow::decide_cycle_time_items(view.facts(), query, {}); items.ok()) {
    for (const measure::Item& item : items->items) {
      const lens::Chunk& chunk = *view.version->parts()[item.address.part].chunk;
      if (item.seconds && chunk.ref(item.address.row) != row.ref) seconds.push_back(*item.seconds);
    }
  }
  std::sort(seconds.begin(), seconds.end());
  const auto percentiles = measure::decide_percentiles(seconds);
  const auto value = [&](int percent) {
    for (const measure::Percentile& one : percentiles) {
      if (one.percent == percent) return one.value;
    }
    return std::optional<int64_t>();
  };
  out.key("similar").begin_object();
  out.member("basis", fmt::format("{} of {} finished in the last {} weeks", to_text(category),
                                  project.key, kSimilarWeeks));
  out.member("n", static_cast<int64_t>(seconds.size()));
  std::optional<double> rank;
  if (mine && value(50)) rank = measure::percentile_rank(seconds, *mine);
  out.member("rank_percent", rank);
  out.member("p50_seconds", value(50)).member("p85_seconds", value(85)).end_object();
}

}  // namespace

void render_surroundings(JsonWriter& out, const LensView& view, const IssueFacts& facts,
                         const lens::IssueRow& fallback, Instant now) {
  const auto address = view.version->find(facts.issue.ref);
  const lens::IssueRow row = address ? *view.version->issue(facts.issue.ref) : fallback;
  const lens::Dictionary& dictionary = view.version->dictionary();
  const auto stays = address ? measure::status_stays(row, dictionary, view.stages, now)
                             : std::vector<measure::StatusStay>();
  out.key("lanes").begin_object();
  render_status_lane(out, view, stays);
  if (address) {
    render_blocked_lane(out, view, *address, now);
  } else {
    out.key("blocked").begin_array().end_array();
  }
  const lens::IssueRow& known = address ? row : lens::IssueRow();
  render_lane(out, "assignee",
              single_lane(known, ChangeField::kAssignee, known.assignee, dictionary), false);
  render_lane(out, "sprint", many_lane(known, ChangeField::kSprint, dictionary), true);
  render_worklog_lane(out, dictionary, known);
  out.end_object();
  const auto passed = measure::decide_issue_flow(row, view.stages, now);
  const auto mine = passed.cycle_seconds ? passed.cycle_seconds : passed.age_seconds;
  render_similar(out, view, known, mine, now);
  render_gaps(out, view, facts, known, stays);
  render_children(out, view, facts.issue.ref, now);
}

}  // namespace tl::api
