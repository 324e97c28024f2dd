// Streams of issues.
//
// The cursor is the instant of the last delivered change ("floor"), not Jira's page token: tokens
// expire, and a page of a search that is sorted by a changing value shifts. Every request asks for
// what lies beyond the floor, with an overlap of a minute for the granularity of Jira's dates and
// for equal instants; ids that the overlap repeats are in the state ("known") and are left out.
// Only when a whole page lies within that minute (a bulk edit) does the token lead on. An issue
// that changes while the backfill runs leaves the unread part; the poll that began with the run
// brings it.
#include <algorithm>

#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/streams.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

constexpr Millis kGranularity = minutes(1);
// Search shows changes late; what was written up to so long before a round is asked for again.
constexpr Millis kSearchLag = minutes(5);
constexpr int64_t kMaxKnown = 2000;  // ids in the state

bool names_project(const Error& error) {
  return error.code == ErrorCode::kVendorRefused &&
         error.detail.find("project") != std::string::npos;
}

// Which of the keys the account sees, in the order given. One unknown key fails a whole query.
Result<std::vector<std::string>> fetch_visible_keys(Client& client,
                                                    const std::vector<std::string>& keys) {
  std::vector<std::string> visible;
  for (const std::string& key : keys) {
    const auto answer = client.get("project/{key}", "/rest/api/3/project/" + key);
    if (answer.ok()) {
      visible.push_back(key);
    } else if (answer.error().code != ErrorCode::kVendorNotFound &&
               answer.error().code != ErrorCode::kVendorForbidden) {
      return answer.error();
    }
  }
  if (!visible.empty()) return visible;
  return make_error(ErrorCode::kVendorForbidden,
                    "None of the chosen projects is visible to this account.");
}

// The keys to ask for: what was found visible earlier, else all chosen ones.
std::vector<std::string> keys_of(const PullState& state, const PullScope& scope) {
  const std::vector<std::string> visible = state.list("visible");
  return visible.empty() ? usable_keys(scope.project_keys) : visible;
}

void note_hidden(const PullState& state, const PullScope& scope, PulledPage& page) {
  const std::vector<std::string> visible = state.list("visible");
  if (visible.empty()) return;
  for (const std::string& key : usable_keys(scope.project_keys)) {
    if (std::find(visible.begin(), visible.end(), key) == visible.end()) {
      page.notes.push_back("No right to browse " + key + ".");
    }
  }
}

// Runs the search; when Jira refuses a project, finds out which are visible, and runs it again.
Result<IssuePage> search(Client& client, IssueQuery query, PullState& state,
                         const PullScope& scope) {
  query.project_keys = keys_of(state, scope);
  auto page =
      fetch_search_page(client, render_jql(query), state.text("token"), scope, state.list("known"));
  if (page.ok()) return page;
  if (!state.text("token").empty() && page.error().code == ErrorCode::kVendorRefused) {
    state.set_text("token", "");  // expired: the floor leads on
  } else if (!query.project_keys.empty() && state.list("visible").empty() &&
             names_project(page.error())) {
    TL_TRY(query.project_keys, fetch_visible_keys(client, query.project_keys));
    state.set_list("visible", query.project_keys);
  } else {
    return page;
  }
  return fetch_search_page(client, render_jql(query), "", scope, state.list("known"));
}

bool known_before(const PullState& state, IssueId id) {
  const std::vector<std::string> known = state.list("known");
  return std::find(known.begin(), known.end(), std::to_string(id.value)) != known.end();
}

// The farthest change of the page; issues whose instant could not be read do not count.
std::optional<Instant> floor_of(const IssuePage& page, bool forward) {
  std::optional<Instant> floor;
  for (const IssueMark& mark : page.marks) {
    if (mark.updated == Instant()) continue;
    const Instant so_far = floor.value_or(mark.updated);
    floor = forward ? std::max(so_far, mark.updated) : std::min(so_far, mark.updated);
  }
  return floor;
}

// Moves the cursor behind the page. `forward`: ascending. What lies within the overlap of the new
// floor will come again and is noted.
void advance(const IssuePage& page, bool forward, PullState& state) {
  const auto reached = floor_of(page, forward);
  if (!reached) return state.set_text("token", page.next_token);  // no instant to go by
  const Instant floor = *reached;
  const bool moved = state.number("floor") != floor.ms;
  std::vector<std::string> known = moved ? std::vector<std::string>() : state.list("known");
  bool dense = true;
  for (const IssueMark& mark : page.marks) {
    if (mark.updated == Instant()) continue;
    const Millis apart = forward ? floor - mark.updated : mark.updated - floor;
    if (apart <= kGranularity) {
      known.push_back(std::to_string(mark.id.value));
    } else {
      dense = false;
    }
  }
  if (dense && moved) {  // all within the overlap: what was known still repeats
    for (std::string& id : state.list("known")) known.push_back(std::move(id));
  }
  if (static_cast<int64_t>(known.size()) > kMaxKnown) known.clear();
  state.set("floor", floor.ms);
  state.set_list("known", std::move(known));
  state.set_text("token", dense ? page.next_token : "");
}

int64_t count_new(const IssuePage& page, const PullState& before) {
  return std::count_if(page.marks.begin(), page.marks.end(),
                       [&](const IssueMark& mark) { return !known_before(before, mark.id); });
}

PulledPage as_pulled(IssuePage&& page, const PullState& before) {
  PulledPage pulled;
  pulled.items = count_new(page, before);
  if (!page.marks.empty()) pulled.current_item = page.marks.back().key;
  pulled.changes = std::move(page.changes);
  pulled.refused = std::move(page.refused);
  return pulled;
}

}  // namespace

Result<PulledPage> read_issues(Client& client, PullState state, const PullScope& scope) {
  IssueQuery query;
  query.closed_since = scope.since;
  if (const auto floor = state.number("floor"); floor && state.text("token").empty()) {
    query.updated_to = Instant(*floor) + kGranularity;
  } else if (const auto to = state.number("to")) {
    query.updated_to = Instant(*to);  // the token belongs to this query
  }
  TL_TRY(IssuePage found, search(client, query, state, scope));
  if (!state.number("total")) {
    IssueQuery all = query;
    all.updated_to.reset();
    all.project_keys = keys_of(state, scope);
    state.set("total", fetch_count(client, render_condition(all)).value_or(-1));
  }
  const PullState before = state;
  const bool last = found.next_token.empty();
  if (query.updated_to) state.set("to", query.updated_to->ms);
  advance(found, false, state);
  PulledPage page = as_pulled(std::move(found), before);
  page.done = last;
  if (const auto total = state.number("total"); total && *total >= 0) page.total = *total;
  const auto floor = state.number("floor");
  page.complete_back_to = last || !floor ? scope.since : std::max(scope.since, Instant(*floor));
  note_hidden(state, scope, page);
  if (!last) page.next_state = state.render();
  return page;
}

Result<PulledPage> poll_issues(Client& client, PullState state, const PullScope& scope) {
  const int64_t from =
      state.number("from").value_or((std::min(scope.since, scope.started) - kSearchLag).ms);
  state.set("from", from);
  IssueQuery query;
  query.ascending = true;
  query.updated_from = Instant(from);
  if (const auto floor = state.number("floor"); floor && state.text("token").empty()) {
    query.updated_from = Instant(*floor) - kGranularity;
  } else if (const auto asked = state.number("asked")) {
    query.updated_from = Instant(*asked);  // the token belongs to this query
  }
  TL_TRY(IssuePage found, search(client, query, state, scope));
  if (!state.number("round")) state.set("round", found.server_time.ms);
  const PullState before = state;
  const bool last = found.next_token.empty();
  state.set("asked", query.updated_from->ms);
  advance(found, true, state);
  PulledPage page = as_pulled(std::move(found), before);
  page.done = last;
  note_hidden(state, scope, page);
  if (last) {
    PullState next;
    next.set("from", (Instant(*state.number("round")) - kSearchLag).ms);
    page.next_state = next.render();
  } else {
    page.next_state = state.render();
  }
  return page;
}

}  // namespace tl::connectors::jira
