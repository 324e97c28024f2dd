// The verify page: does what is here agree with the vendor? Each row passes or says why.
#include <fmt/format.h>

#include <algorithm>

#include "sync/scope.h"
#include "sync/service_impl.h"
#include "sync/verify.h"

namespace tl::sync {
namespace {

using Live = std::map<IssueId, connector::LiveIssue>;

std::vector<IssueId> ids_of(const std::vector<store::IssueRow>& rows) {
  std::vector<IssueId> ids;
  for (const store::IssueRow& row : rows) ids.push_back(row.ref.issue);
  return ids;
}

// Reads again, now, what changed at the vendor just before: it may not be here without any fault.
Result<void> read_fresh(Runtime& runtime, TenantId tenant, const Access& access, const Visit& visit,
                        const std::vector<IssueId>& issues) {
  if (issues.empty()) return {};
  store::TenantStore store = runtime.store.tenant(tenant);
  const InstanceId instance = access.connection.id;
  TL_TRY(const domain::FieldCatalogue fields, store.load_field_catalogue(instance));
  const connector::PullScope scope = make_scope(runtime, tenant, access.connection, fields);
  TL_TRY(connector::PulledPage page, access.connector->fetch_issues(visit.session, issues, scope));
  page.changes.refetch.clear();
  store::ApplyContext context;
  TL_CHECK_OK(prepare_page(runtime, store, *access.connector, access.connection, page, context));
  auto applied = store.apply(instance, page.changes, context);
  if (!applied.ok()) return std::move(applied).error();
  runtime.events.publish({Event::Kind::kFeed, tenant, instance, applied->feed_position});
  return {};
}

Result<std::vector<VerifySample>> take_samples(Runtime& runtime, TenantId tenant,
                                               const Access& access, const Visit& visit) {
  store::TenantStore store = runtime.store.tenant(tenant);
  const InstanceId instance = access.connection.id;
  TL_TRY(std::vector<store::IssueRow> rows, choose_sample(store, instance));
  if (rows.empty()) return std::vector<VerifySample>();
  TL_TRY(const auto answered, access.connector->fetch_live(visit.session, ids_of(rows)));
  Live live;
  for (const connector::LiveIssue& issue : answered) live.emplace(issue.id, issue);
  const auto find = [&](IssueId id) -> const connector::LiveIssue* {
    const auto found = live.find(id);
    return found == live.end() ? nullptr : &found->second;
  };
  const Instant now = runtime.clock.now();
  std::vector<IssueId> fresh;
  std::vector<IssueId> odd;  // to be read again by the worker, whatever this page says
  for (const store::IssueRow& row : rows) {
    const connector::LiveIssue* there = find(row.ref.issue);
    if (compare_status(row, there).equal) continue;
    (there != nullptr && is_fresh(*there, now) ? fresh : odd).push_back(row.ref.issue);
  }
  TL_CHECK_OK(read_fresh(runtime, tenant, access, visit, fresh));
  if (!odd.empty()) TL_CHECK_OK(store.add_refetch(instance, odd, "differs from Jira"));
  std::vector<VerifySample> samples;
  for (const store::IssueRow& row : rows) {
    TL_TRY(const store::IssueRow again, store.load_issue(row.ref));
    samples.push_back(compare_status(again, find(row.ref.issue)));
  }
  return samples;
}

VerifyRow status_row(const std::vector<VerifySample>& samples) {
  VerifyRow row{"statuses", "Statuses equal to Jira", "passed", "", ""};
  const auto equal = std::count_if(samples.begin(), samples.end(),
                                   [](const VerifySample& sample) { return sample.equal; });
  const auto hidden = std::count_if(samples.begin(), samples.end(), [](const VerifySample& sample) {
    return !sample.equal && sample.there.empty();
  });
  row.detail = fmt::format("{} of {} issues looked at have the status that Jira shows.", equal,
                           samples.size());
  if (samples.empty()) {
    row.state = "pending";
    row.detail = "No issue is here yet.";
    row.remedy = "Wait until the past is read.";
  } else if (equal + hidden < static_cast<int64_t>(samples.size())) {
    row.state = "failed";
    row.remedy =
        "They are read again now. Verify again in a minute; if they still differ, report it.";
  } else if (hidden > 0) {
    row.state = "warning";
    row.detail += fmt::format(" {} are no longer visible to the account.", hidden);
    row.remedy = "Check Browse Projects and security levels of the account.";
  }
  return row;
}

VerifyRow webhook_row(const WebhookStatus& hook) {
  VerifyRow row{"webhooks", "Webhooks arriving", "passed", hook.detail, ""};
  if (hook.state == "off") {
    row.state = "not_connected";
  } else if (hook.state == "registering" || (hook.state == "live" && !hook.last_event)) {
    row.state = "pending";
    row.remedy = "Change any issue in Jira; the delivery appears here within seconds.";
  } else if (hook.state != "live") {
    row.state = "failed";
    row.remedy = "See the webhooks tab.";
  }
  return row;
}

VerifyRow history_row(const ConnectionStatus& status, const store::IssueCounts& counts,
                      int64_t refused) {
  VerifyRow row{"histories", "Histories complete", "passed", "", ""};
  row.detail = fmt::format("{} of {} issues are known with their whole history.",
                           counts.present - counts.incomplete, counts.present);
  if (status.progress && !is_final(status.progress->state)) {
    row.state = "pending";
    row.remedy = "Wait until the past is read.";
  } else if (counts.incomplete > 0 || refused > 0) {
    row.state = "warning";
    if (refused > 0) row.detail += fmt::format(" {} items could not be read.", refused);
    row.remedy = "Incomplete issues are read again by themselves; see Problems for the others.";
  }
  return row;
}

Result<VerifyRow> people_row(store::TenantStore& store, InstanceId instance) {
  VerifyRow row{"people", "People with an e-mail address", "passed", "", ""};
  TL_TRY(const auto accounts, store.load_records(instance, domain::RecordKind::kAccount));
  int64_t people = 0;
  int64_t with_email = 0;
  for (const domain::Record& account : accounts) {
    if (domain::text_of(account.attributes, "type") == "app") continue;
    ++people;
    if (!domain::text_of(account.attributes, "email").empty()) ++with_email;
  }
  row.detail =
      fmt::format("{} of {} people have one that this account may see.", with_email, people);
  if (people == 0) {
    row.state = "pending";
  } else if (with_email < people) {
    row.state = "warning";
    row.remedy = "People hide addresses in their profile; match them by hand, or by directory.";
  }
  return row;
}

Result<VerifyRow> issues_row(store::TenantStore& store, const Access& access, const Visit& visit,
                             bool reading) {
  TL_TRY(const auto here, store.count_issues_by_key_project(access.connection.id));
  std::vector<std::string> keys = access.connection.project_keys;
  if (keys.empty()) {
    for (const auto& [key, count] : here) keys.push_back(key);
  }
  if (keys.size() > connector::Connector::kMaxKeysPerCheck) {
    keys.resize(connector::Connector::kMaxKeysPerCheck);
  }
  if (keys.empty()) {
    return VerifyRow{"issues", "Issues here and at Jira", "pending", "No issue is here yet.",
                     "Wait until the past is read."};
  }
  TL_TRY(const auto visible, access.connector->fetch_key_check(visit.session, keys));
  return count_row(access.connection, reading, here, visible);
}

}  // namespace

Result<VerifyReport> Service::verify(TenantId tenant, InstanceId instance) {
  Runtime& runtime = impl_->runtime;
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const ConnectionStatus status, this->status(tenant, instance));
  TL_TRY(const Access access, load_access(runtime, tenant, instance));
  const Visit visit(runtime, access);
  const bool reading = status.progress && !is_final(status.progress->state);
  VerifyReport report;
  report.at = runtime.clock.now();
  const auto add = [&](Result<VerifyRow> row, std::string id, std::string title) {
    if (!row.ok()) {
      row = VerifyRow{std::move(id), std::move(title), "failed", row.error().detail,
                      std::string(traits(row.error().code).remedy)};
    }
    report.rows.push_back(std::move(*row));
  };
  add(issues_row(store, access, visit, reading), "issues", "Issues here and at Jira");
  auto samples = take_samples(runtime, tenant, access, visit);
  if (samples.ok()) report.samples = std::move(*samples);
  impl_->wake(instance);  // what differs is read again
  add(samples.ok() ? Result<VerifyRow>(status_row(report.samples)) : samples.error(), "statuses",
      "Statuses equal to Jira");
  report.rows.push_back(webhook_row(status.webhook));
  TL_TRY(const store::IssueCounts counts, store.count_issues(instance));
  TL_TRY(const int64_t refused, store.count_refused(instance));
  report.rows.push_back(history_row(status, counts, refused));
  add(people_row(store, instance), "people", "People with an e-mail address");
  report.rows.push_back(
      {"commits", "Issues next to commits", "not_connected", "No code host is connected yet.", ""});
  report.rows.push_back({"ide_time", "Share of IDE time with a key", "not_connected",
                         "No editor is connected yet.", ""});
  return report;
}

}  // namespace tl::sync
