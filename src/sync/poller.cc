#include "sync/poller.h"

#include "base/log.h"
#include "sync/admission.h"
#include "sync/backfill.h"

namespace tl::sync {
namespace {

constexpr int kMaxPagesPerRound = 100'000;  // a vendor that never says "done" does not hold us

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
    store::ApplyContext context;
    context.cursors.push_back({stream.id, page.next_state, {}});
    context.refused = std::move(page.refused);
    context.normaliser_version = connector.normaliser_version();
    TL_TRY(const store::ApplyReport applied, tenant.apply(instance_, page.changes, context));
    report.issues_changed += applied.issues_changed;
    if (applied.issues_changed + applied.histories_changed + applied.records_changed > 0) {
      runtime_.events.publish({Event::Kind::kFeed, tenant_, instance_, applied.feed_position});
    }
    if (page.done) return {};
  }
  return make_error(ErrorCode::kInternal, "the stream " + stream.id + " does not end");
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
