// Polling worklogs by Jira's lists of changed and of deleted ids.
//
// Jira hides what is younger than a minute from these lists, so each round begins two minutes
// before the end of the last one. Cursor: "updated" and "deleted", the instants to ask from.
#include <algorithm>

#include "connectors/jira/facts.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/streams.h"
#include "connectors/jira/worklog_stamps.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

constexpr Millis kBlindness = minutes(2);

// Ids that the account may not see are left out by Jira; that is normal.
Result<void> fetch_worklogs(const Client& client, const WorklogChanges& changed, Facts& facts) {
  if (changed.stamps.empty()) return {};
  JsonWriter body;
  body.begin_object().key("ids").begin_array();
  for (const auto& stamp : changed.stamps) body.raw(stamp.id);
  body.end_array().end_object();
  TL_TRY(const Answer answer,
         client.post_read("worklog/list", client.api("/worklog/list"), body.take()));
  read_worklog_page(answer.root(), IssueId(), facts);
  return {};
}

// Where the next request of this list begins.
int64_t next_since(const WorklogChanges& changed, int64_t since) {
  if (!changed.last) return changed.until.ms;
  return std::max(since, (changed.until - kBlindness).ms);
}

bool is_absent(const Error& error) {
  return error.code == ErrorCode::kVendorNotFound || error.code == ErrorCode::kVendorGone ||
         error.code == ErrorCode::kVendorForbidden;
}

// Every change of a worklog also changes its issue, which is polled: worklogs come with it. Whether
// its history tells of deleted ones depends on the site.
PulledPage without_lists() {
  PulledPage page;
  page.done = true;
  page.notes.push_back(
      "Jira gives no lists of changed worklogs; they come with their issues, deleted ones by "
      "webhooks.");
  return page;
}

}  // namespace

Result<PulledPage> poll_worklogs(const Client& client, PullState state, const PullScope& scope) {
  const int64_t begin = (std::min(scope.since, scope.started) - kBlindness).ms;
  const int64_t updated_since = state.number("updated").value_or(begin);
  const int64_t deleted_since = state.number("deleted").value_or(begin);
  const bool deletions = state.number("deletions").value_or(0) != 0;
  auto fetched = fetch_worklog_changes(client, deletions ? "deleted" : "updated",
                                       Instant(deletions ? deleted_since : updated_since));
  if (!fetched.ok() && is_absent(fetched.error())) return without_lists();
  if (!fetched.ok()) return std::move(fetched).error();
  const WorklogChanges& changed = *fetched;
  Facts facts(scope.fields, domain::SourceRank::kRest, scope.started);
  if (deletions) {
    for (const auto& stamp : changed.stamps) {
      delete_record(domain::RecordKind::kWorklog, stamp.id, IssueId(), stamp.updated, facts);
    }
  } else {
    TL_CHECK_OK(fetch_worklogs(client, changed, facts));
  }
  state.set("updated", deletions ? updated_since : next_since(changed, updated_since));
  state.set("deleted", deletions ? next_since(changed, deleted_since) : deleted_since);
  state.set("deletions", changed.last == deletions ? 0 : 1);
  PulledPage page;
  page.done = deletions && changed.last;
  page.items = static_cast<int64_t>(changed.stamps.size());
  page.next_state = state.render();
  page.changes = std::move(facts.changes);
  page.refused = std::move(facts.refused);
  return page;
}

}  // namespace tl::connectors::jira
