#include "sync/poller.h"

#include <set>
#include <vector>

#include "base/log.h"
#include "sync/backfill.h"
#include "sync/scope.h"

namespace tl::sync {
namespace {

constexpr Millis kWebhookTime = minutes(1);  // a delivery may take so long and is not missing yet
constexpr int kMaxPagesPerRound = 100'000;   // a vendor that never says "done" does not hold us

// Of the page alone, which holds whole issues: what of them is known beside it decides no more.
std::vector<IssueId> find_undecided(const FilterHere& filter, const domain::ChangeSet& page) {
  std::vector<IssueId> open;
  const store::FilterJudge judge = filter.judge();
  for (const domain::Issue& issue : page.issues) {
    std::vector<domain::History> histories;
    std::vector<domain::Record> worklogs;
    for (const domain::History& history : page.histories) {
      if (history.issue == issue.id) histories.push_back(history);
    }
    for (const domain::Record& record : page.records) {
      const bool worklog = record.kind == domain::RecordKind::kWorklog;
      if (worklog && record.issue == issue.id) worklogs.push_back(record);
    }
    const bool decided =
        judge && judge.decide({issue, histories, worklogs}) != store::FilterWord::kUndecided;
    if (!decided) open.push_back(issue.id);
  }
  return open;
}

// `asked` in place of what `page` has of these issues.
void take_answers(connector::PulledPage&& asked, const std::vector<IssueId>& issues,
                  connector::PulledPage& page) {
  const std::set<IssueId> gone(issues.begin(), issues.end());
  const auto before = page.changes.issues.size();
  domain::ChangeSet& changes = page.changes;
  std::erase_if(changes.issues, [&](const domain::Issue& one) { return gone.contains(one.id); });
  std::erase_if(changes.histories,
                [&](const domain::History& one) { return gone.contains(one.issue); });
  std::erase_if(changes.records,
                [&](const domain::Record& one) { return one.issue && gone.contains(one.issue); });
  page.issues_read += asked.issues_read - static_cast<int64_t>(before - changes.issues.size());
  changes.append(std::move(asked.changes));
  const auto take = [](auto& from, auto& into) {
    into.insert(into.end(), from.begin(), from.end());
  };
  take(asked.refused, page.refused);
  take(asked.lost_sight, page.lost_sight);
  take(asked.in_filter, page.in_filter);
  take(asked.left_filter, page.left_filter);
  take(asked.not_admitted, page.not_admitted);
}

}  // namespace

Result<void> Poller::poll(const connector::Connector& connector, const connector::Session& session,
                          const domain::Connection& connection, bool all, RoundReport& report) {
  for (const connector::StreamInfo& stream : connector.poll_streams()) {
    const Instant now = runtime_.clock.now();
    const auto last = polled_.find(stream.id);
    if (!all && last != polled_.end() && now - last->second < stream.every) continue;
    auto polled = poll_stream(connector, session, connection, stream, report);
    if (!polled.ok() && !is_gap(polled.error().code)) return std::move(polled).error();
    if (!polled.ok()) {
      log_error("poll " + stream.id, polled.error());
      report.gap = stream.title + ": " + polled.error().detail;
    }
    polled_[stream.id] = now;
  }
  return {};
}

Result<void> Poller::poll_stream(const connector::Connector& connector,
                                 const connector::Session& session,
                                 const domain::Connection& connection,
                                 const connector::StreamInfo& stream, RoundReport& report) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  const Instant begun = runtime_.clock.now();
  for (int pages = 0; pages < kMaxPagesPerRound; ++pages) {
    TL_TRY(const domain::FieldCatalogue fields, tenant.load_field_catalogue(instance_));
    const connector::PullScope scope = [&] {
      connector::PullScope made = make_scope(runtime_, tenant_, connection, fields);
      made.started = begun;
      return made;
    }();
    TL_TRY(const std::optional<store::PullCursor> cursor, tenant.load_cursor(instance_, stream.id));
    TL_TRY(connector::PulledPage page,
           connector.fetch_page(session, stream.id, cursor ? cursor->state : "", scope));
    store::ApplyContext context;
    context.cursors.push_back({stream.id, page.next_state, {}});
    TL_CHECK_OK(prepare_page(runtime_, tenant, connector, connection, page, context));
    const bool renamed = !page.site_url.empty() && page.site_url != connection.base_url;
    if (renamed && runtime_.on_hooks_changed) runtime_.on_hooks_changed();
    TL_TRY(const int64_t unannounced, count_unannounced(page.changes));
    report.unannounced += unannounced;
    report.refused += static_cast<int64_t>(context.refused.size());
    TL_TRY(const store::ApplyReport applied, tenant.apply(instance_, page.changes, context));
    const int64_t changed =
        applied.issues_changed + applied.histories_changed + applied.records_changed;
    report.changed += changed;
    if (changes_fields(page.changes, applied)) runtime_.tell_fields_changed(tenant_, instance_);
    if (changed > 0) {
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
  TL_TRY(const std::vector<store::Refetch> wanted,
         runtime_.store.tenant(tenant_).list_refetch(instance_,
                                                     connector::Connector::kMaxIssuesPerFetch));
  if (wanted.empty()) return false;
  TL_CHECK_OK(read_again(connector, session, connection, wanted));
  return true;
}

// The whole of the issues. The vendor is asked whether they match only where that cannot be decided
// here: its index may be behind, and would have us leave a new issue out.
Result<connector::PulledPage> Poller::fetch_again(const connector::Connector& connector,
                                                  const connector::Session& session,
                                                  const domain::Connection& connection,
                                                  std::span<const IssueId> ids,
                                                  const domain::FieldCatalogue& fields) {
  connector::PullScope scope = make_scope(runtime_, tenant_, connection, fields);
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(FilterHerePtr filter, filter_for(runtime_, tenant, connection, {}));
  if (filter == nullptr || !filter->decides_all()) {
    return connector.fetch_issues(session, ids, scope);
  }
  scope.filter_jql.clear();
  TL_TRY(connector::PulledPage page, connector.fetch_issues(session, ids, scope));
  TL_TRY(filter, filter_for(runtime_, tenant, connection, page.changes));
  const std::vector<IssueId> open = find_undecided(*filter, page.changes);
  if (open.empty()) return page;
  scope.filter_jql = connection.options.filter_jql;
  TL_TRY(connector::PulledPage asked, connector.fetch_issues(session, open, scope));
  take_answers(std::move(asked), open, page);
  return page;
}

Result<void> Poller::read_again(const connector::Connector& connector,
                                const connector::Session& session,
                                const domain::Connection& connection,
                                std::span<const store::Refetch> wanted) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  std::vector<IssueId> ids;
  for (const store::Refetch& item : wanted) ids.push_back(item.issue);
  TL_TRY(const domain::FieldCatalogue fields, tenant.load_field_catalogue(instance_));
  auto read = fetch_again(connector, session, connection, ids, fields);
  if (!read.ok() && is_gap(read.error().code)) {
    return give_way(connector, session, connection, wanted, read.error());
  }
  TL_TRY(connector::PulledPage page, std::move(read));
  page.changes.refetch.clear();  // one look is enough; the next poll looks again
  store::ApplyContext context;
  TL_CHECK_OK(prepare_page(runtime_, tenant, connector, connection, page, context));
  // Also what is out of sight or not admitted: it has been asked.
  context.refetched.assign(wanted.begin(), wanted.end());
  TL_TRY(const store::ApplyReport applied, tenant.apply(instance_, page.changes, context));
  runtime_.events.publish({Event::Kind::kFeed, tenant_, instance_, applied.feed_position});
  return {};
}

// The vendor refuses the question: halves it until the issue is found that makes it do so, and puts
// that one aside where a person sees it. One issue must not hold up all others.
Result<void> Poller::give_way(const connector::Connector& connector,
                              const connector::Session& session,
                              const domain::Connection& connection,
                              std::span<const store::Refetch> wanted, const Error& refusal) {
  if (wanted.size() > 1) {
    const size_t half = wanted.size() / 2;
    TL_CHECK_OK(read_again(connector, session, connection, wanted.first(half)));
    return read_again(connector, session, connection, wanted.subspan(half));
  }
  log_error("reading an issue again", refusal);
  store::ApplyContext context;
  context.normaliser_version = connector.normaliser_version();
  context.refused = {{"issue", std::to_string(wanted.front().issue.value), refusal.detail, ""}};
  context.refetched.assign(wanted.begin(), wanted.end());
  auto noted = runtime_.store.tenant(tenant_).apply(instance_, {}, context);
  if (!noted.ok()) return std::move(noted).error();
  return {};
}

}  // namespace tl::sync
