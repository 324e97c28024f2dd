#include "sync/poller.h"

#include <vector>

#include "base/log.h"
#include "sync/admission.h"
#include "sync/backfill.h"

namespace tl::sync {
namespace {

constexpr Millis kWebhookTime = minutes(1);  // a delivery may take so long and is not missing yet
constexpr int kMaxPagesPerRound = 100'000;   // a vendor that never says "done" does not hold us

}  // namespace

Result<RoundReport> Poller::poll(const connector::Connector& connector,
                                 const connector::Session& session,
                                 const domain::Connection& connection, bool all) {
  RoundReport report;
  for (const connector::StreamInfo& stream : connector.poll_streams()) {
    const Instant now = runtime_.clock.now();
    const auto last = polled_.find(stream.id);
    if (!all && last != polled_.end() && now - last->second < stream.every) continue;
    auto polled = poll_stream(connector, session, connection, stream, report);
    if (!polled.ok() && !is_gap(polled.error().code)) return std::move(polled).error();
    if (!polled.ok()) log_error("poll " + stream.id, polled.error());
    polled_[stream.id] = now;
  }
  return report;
}

Result<void> Poller::poll_stream(const connector::Connector& connector,
                                 const connector::Session& session,
                                 const domain::Connection& connection,
                                 const connector::StreamInfo& stream, RoundReport& report) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  connector::PullScope scope;
  scope.project_keys = connection.project_keys;
  scope.since = connection.created;
  scope.started = runtime_.clock.now();
  for (int pages = 0; pages < kMaxPagesPerRound; ++pages) {
    TL_TRY(const domain::FieldCatalogue fields, tenant.load_field_catalogue(instance_));
    scope.fields = &fields;
    TL_TRY(const std::optional<store::PullCursor> cursor, tenant.load_cursor(instance_, stream.id));
    TL_TRY(connector::PulledPage page,
           connector.fetch_page(session, stream.id, cursor ? cursor->state : "", scope));
    admit(page.changes, connection.project_keys,
          [&](IssueId issue) { return tenant.load_issue({instance_, issue}).ok(); });
    TL_TRY(const int64_t unannounced, count_unannounced(page.changes));
    report.unannounced += unannounced;
    store::ApplyContext context;
    context.cursors.push_back({stream.id, page.next_state, {}});
    context.refused = std::move(page.refused);
    context.normaliser_version = connector.normaliser_version();
    TL_TRY(const store::ApplyReport applied, tenant.apply(instance_, page.changes, context));
    if (applied.issues_changed + applied.histories_changed + applied.records_changed > 0) {
      runtime_.events.publish({Event::Kind::kFeed, tenant_, instance_, applied.feed_position});
    }
    if (page.done) return {};
  }
  return make_error(ErrorCode::kInternal, "the stream " + stream.id + " does not end");
}

Result<int64_t> Poller::count_unannounced(const domain::ChangeSet& changes) const {
  std::map<IssueRef, Instant> said;
  const Instant latest = runtime_.clock.now() - kWebhookTime;
  for (const domain::Issue& issue : changes.issues) {
    const auto updated = domain::instant_of(issue.attributes, "updated");
    if (updated && *updated <= latest) said[{instance_, issue.id}] = *updated;
  }
  std::vector<IssueRef> refs;
  for (const auto& [ref, updated] : said) refs.push_back(ref);
  TL_TRY(const std::vector<store::IssueRow> known,
         runtime_.store.tenant(tenant_).load_issues(refs));
  for (const store::IssueRow& row : known) {
    const auto updated = domain::instant_of(row.attributes, "updated");
    if (updated && *updated >= said[row.ref]) said.erase(row.ref);
  }
  return static_cast<int64_t>(said.size());
}

Result<bool> Poller::refetch(const connector::Connector& connector,
                             const connector::Session& session,
                             const domain::Connection& connection) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(const std::vector<store::Refetch> wanted,
         tenant.list_refetch(instance_, connector::Connector::kMaxIssuesPerFetch));
  if (wanted.empty()) return false;
  std::vector<IssueId> ids;
  for (const store::Refetch& item : wanted) ids.push_back(item.issue);
  TL_TRY(const domain::FieldCatalogue fields, tenant.load_field_catalogue(instance_));
  connector::PullScope scope;
  scope.project_keys = connection.project_keys;
  scope.started = runtime_.clock.now();
  scope.fields = &fields;
  TL_TRY(connector::PulledPage page, connector.fetch_issues(session, ids, scope));
  admit(page.changes, connection.project_keys,
        [&](IssueId issue) { return tenant.load_issue({instance_, issue}).ok(); });
  page.changes.refetch.clear();  // one look is enough; the next poll looks again
  store::ApplyContext context;
  context.refused = std::move(page.refused);
  context.normaliser_version = connector.normaliser_version();
  context.refetched = wanted;
  TL_TRY(const store::ApplyReport applied, tenant.apply(instance_, page.changes, context));
  runtime_.events.publish({Event::Kind::kFeed, tenant_, instance_, applied.feed_position});
  return true;
}

}  // namespace tl::sync
