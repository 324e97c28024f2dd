// Issues changed since the last round, oldest change first.
//
// Cursor: "from" where the round began, "cursor" (see cursor.h) where it is, "round" when it began
// by Jira's clock, "visible". With a filter Jira first lists what changed, then says what matches;
// whole issues are fetched for those and for known ones that match no more.
#include <algorithm>

#include "connectors/jira/filter.h"
#include "connectors/jira/issue_reader.h"
#include "connectors/jira/parallel.h"
#include "connectors/jira/streams.h"
#include "connectors/jira/visible.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

// Search shows changes late; what was written up to so long before a round is asked for again.
constexpr Millis kSearchLag = minutes(5);
constexpr size_t kMaxById = 100;

std::vector<IssueId> ids_of(const std::vector<IssueMark>& marks) {
  std::vector<IssueId> ids;
  for (const IssueMark& mark : marks) {
    if (mark.id) ids.push_back(mark.id);
  }
  return ids;
}

void take(PulledPage&& from, PulledPage& into) {
  into.issues_read += from.issues_read;
  into.changes.append(std::move(from.changes));
  for (auto& refused : from.refused) into.refused.push_back(std::move(refused));
  into.lost_sight.insert(into.lost_sight.end(), from.lost_sight.begin(), from.lost_sight.end());
}

// The whole of the issues, by hundreds, several requests at once.
Result<void> fetch_whole(const Client& client, const std::vector<IssueId>& ids,
                         const PullScope& scope, PulledPage& page) {
  PullScope unfiltered = scope;  // membership is known already
  unfiltered.filter_jql.clear();
  const size_t parts = (ids.size() + kMaxById - 1) / kMaxById;
  std::vector<Result<PulledPage>> fetched(parts, PulledPage{});
  run_parallel(parts, kMaxParallel, [&](size_t i) {
    const size_t first = i * kMaxById;
    const std::span<const IssueId> some(ids.data() + first, std::min(kMaxById, ids.size() - first));
    fetched[i] = fetch_by_id(client, some, unfiltered);
  });
  for (auto& part : fetched) {
    if (!part.ok()) return std::move(part).error();
    take(std::move(*part), page);
  }
  return {};
}

Result<void> take_filtered(const Client& client, const IssueRead& read, const PullScope& scope,
                           PulledPage& page) {
  TL_TRY(const Membership membership, fetch_membership(client, ids_of(read.fresh), scope));
  std::vector<IssueId> wanted = membership.matching;
  wanted.insert(wanted.end(), membership.followed.begin(), membership.followed.end());
  page.in_filter = membership.matching;
  page.left_filter = membership.followed;
  page.items = static_cast<int64_t>(wanted.size());
  return fetch_whole(client, wanted, scope, page);
}

Result<void> take_read(const Client& client, IssueRead&& read, bool filtered,
                       const PullScope& scope, PulledPage& page) {
  if (!read.fresh.empty()) page.current_item = read.fresh.back().key;
  if (filtered) return take_filtered(client, read, scope, page);
  page.items = static_cast<int64_t>(read.fresh.size());
  std::vector<IssuePage> pages;
  pages.push_back(std::move(read.page));
  return complete(client, std::move(pages), scope, page);
}

Result<IssueRead> read_changed(const Client& client, bool marks_only, const PullScope& scope,
                               PullState& state, Cursor& cursor) {
  IssueQuery base;
  base.project_keys = keys_to_ask(state, scope);
  auto read = read_at(client, base, 0, marks_only, scope, cursor);
  if (read.ok() || base.project_keys.empty() || !state.list("visible").empty() ||
      !names_project(read.error())) {
    return read;
  }
  TL_CHECK_OK(find_visible(client, scope, state));
  state.set("looked", client.session().clock.now().ms);
  base.project_keys = keys_to_ask(state, scope);
  return read_at(client, base, 0, marks_only, scope, cursor);
}

Cursor begin(const PullState& state, const PullScope& scope) {
  if (auto saved = Cursor::parse(state.text("cursor"))) return std::move(*saved);
  Cursor cursor;
  cursor.ascending = true;
  cursor.window.from = Instant(
      state.number("from").value_or((std::min(scope.since, scope.started) - kSearchLag).ms));
  return cursor;
}

}  // namespace

Result<PulledPage> poll_issues(const Client& client, PullState state, const PullScope& scope) {
  const bool filtered = !strip_order(scope.filter_jql).condition.empty();
  Cursor cursor = begin(state, scope);
  TL_TRY(IssueRead read, read_changed(client, filtered, scope, state, cursor));
  if (!state.number("round")) state.set("round", read.page.server_time.ms);
  PulledPage page;
  page.done = read.last;
  TL_CHECK_OK(take_read(client, std::move(read), filtered, scope, page));
  note_hidden(state, scope, page);
  if (page.done) {
    PullState next;
    next.set("from", (Instant(*state.number("round")) - kSearchLag).ms);
    keep_visible(state, client.session().clock.now(), next);
    page.next_state = next.render();
  } else {
    state.set_text("cursor", cursor.render());
    page.next_state = state.render();
  }
  return page;
}

}  // namespace tl::connectors::jira
