#include "sync/intake.h"

#include "base/log.h"
#include "sync/admission.h"

namespace tl::sync {
namespace {

constexpr size_t kBatch = 256;
constexpr Millis kIdle = Millis(1000);
constexpr Millis kAfterError = seconds(2);
constexpr Millis kFieldsAge = minutes(1);
constexpr Millis kHouseEvery = hours(1);
constexpr Millis kArrivalsKept = days(30);  // product.md R9

}  // namespace

void Intake::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Intake::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Intake::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto applied = apply_waiting(stop);
    if (!applied.ok()) {
      log_error("intake", applied.error());
      runtime_.clock.wait_for(kAfterError, stop);
      continue;
    }
    keep_house();
    if (*applied == 0) runtime_.store.inbox().wait({}, kIdle, stop);
  }
}

Result<int64_t> Intake::apply_waiting(const std::stop_token& stop) {
  int64_t applied = 0;
  while (!stop.stop_requested()) {
    TL_TRY(const std::vector<store::StoredArrival> arrivals, runtime_.store.inbox().take(kBatch));
    if (arrivals.empty()) break;
    TL_CHECK_OK(apply_some(arrivals));
    applied += static_cast<int64_t>(arrivals.size());
  }
  return applied;
}

Result<void> Intake::apply_some(const std::vector<store::StoredArrival>& arrivals) {
  Batch batch;
  for (const store::StoredArrival& stored : arrivals) {
    const store::Arrival& arrival = stored.arrival;
    if (batch.tenant != arrival.tenant || batch.instance != arrival.instance) {
      TL_CHECK_OK(apply_batch(std::move(batch)));
      batch = Batch{};
      batch.tenant = arrival.tenant;
      batch.instance = arrival.instance;
    }
    TL_CHECK_OK(read_arrival(stored, batch));
  }
  return apply_batch(std::move(batch));
}

Result<void> Intake::read_arrival(const store::StoredArrival& stored, Batch& into) {
  const store::Arrival& arrival = stored.arrival;
  store::Inbox& inbox = runtime_.store.inbox();
  store::TenantStore tenant = runtime_.store.tenant(arrival.tenant);
  const auto connection = tenant.load_connection(arrival.instance);
  if (!connection.ok()) {
    if (connection.error().code != ErrorCode::kNotFound) return connection.error();
    return inbox.finish(stored.id, store::ArrivalState::kIgnored, "its connection was removed");
  }
  const connector::Connector* connector = runtime_.connector(connection->vendor);
  if (connector == nullptr) {
    return inbox.finish(stored.id, store::ArrivalState::kRefused, "unknown vendor");
  }
  TL_TRY(const domain::FieldCatalogue* catalogue, fields(arrival.tenant, arrival.instance));
  connector::Normalised said = connector->normalise_arrival(
      arrival.body, {catalogue, arrival.received, connection->options.descriptions});
  if (said.ignored) return inbox.finish(stored.id, store::ArrivalState::kIgnored, *said.ignored);
  if (!said.refused.empty()) {
    return inbox.finish(stored.id, store::ArrivalState::kRefused, said.refused.front().reason);
  }
  TL_TRY(const std::vector<IssueId> here,
         tenant.known_issues(arrival.instance, issues_of(said.changes)));
  into.known.insert(here.begin(), here.end());
  const bool filtered = !connection->options.filter_jql.empty();
  admit(said.changes, {.project_keys = connection->project_keys,
                       .known = into.known,
                       .ask_filter = filtered,
                       .ask_unknown = filtered || connection->project_keys.empty()});
  for (const domain::Issue& issue : said.changes.issues) into.known.insert(issue.id);
  into.filtered = filtered;
  if (said.changes.empty()) {
    return inbox.finish(stored.id, store::ArrivalState::kIgnored, "not of a chosen project");
  }
  into.changes.append(std::move(said.changes));
  into.arrivals.push_back(stored.id);
  return {};
}

Result<void> Intake::apply_batch(Batch batch) {
  if (batch.arrivals.empty()) return {};
  store::TenantStore tenant = runtime_.store.tenant(batch.tenant);
  store::ApplyContext context;
  context.arrivals = batch.arrivals;
  if (batch.filtered) context.refetch_reason = "does the filter admit it?";
  const bool wants_refetch = !batch.changes.refetch.empty();
  TL_TRY(const store::ApplyReport report, tenant.apply(batch.instance, batch.changes, context));
  if (!report.incomplete.empty()) {
    TL_CHECK_OK(tenant.add_refetch(batch.instance, report.incomplete, "not read in full yet"));
  }
  if (wants_refetch || !report.incomplete.empty()) on_refetch_(batch.instance);
  runtime_.events.publish({Event::Kind::kFeed, batch.tenant, batch.instance, report.feed_position});
  return {};
}

Result<const domain::FieldCatalogue*> Intake::fields(TenantId tenant, InstanceId instance) {
  const Instant now = runtime_.clock.now();
  if (now - fields_read_ > kFieldsAge) fields_.clear();
  if (fields_.empty()) fields_read_ = now;
  const auto found = fields_.find(instance);
  if (found != fields_.end()) return &found->second;
  TL_TRY(domain::FieldCatalogue loaded,
         runtime_.store.tenant(tenant).load_field_catalogue(instance));
  return &fields_.insert_or_assign(instance, std::move(loaded)).first->second;
}

void Intake::keep_house() {
  const Instant now = runtime_.clock.now();
  if (now - house_kept_ < kHouseEvery) return;
  house_kept_ = now;
  if (auto pruned = runtime_.store.inbox().prune(now - kArrivalsKept); !pruned.ok()) {
    log_error("pruning the inbox", pruned.error());
  }
  auto tenants = runtime_.store.list_tenants();
  if (!tenants.ok()) return;
  for (const store::Tenant& tenant : *tenants) {
    if (auto trimmed = runtime_.store.tenant(tenant.id).trim_feed(); !trimmed.ok()) {
      log_error("trimming the feed", trimmed.error());
    }
  }
}

}  // namespace tl::sync
