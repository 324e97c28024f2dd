#include "sync/edge.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "base/text.h"
#include "sync/delivery_headers.h"
#include "sync/outbox.h"

namespace tl::sync {
namespace {

constexpr std::string_view kArrivalKind = "webhook";
constexpr size_t kMaxEventBytes = 80;
constexpr size_t kMaxKeyBytes = 64;
constexpr Millis kServeReplaced = hours(1);

}  // namespace

struct Edge::Route {
  TenantId tenant;
  std::string tenant_public_id;
  InstanceId instance;
  connector::SecretText secret;
  std::string site_url;
  bool descriptions = false;  // those of issues are kept
  const connector::Connector* connector = nullptr;
  std::optional<Instant> until;  // it was replaced, and is served so long for what is under way
};

// Nothing for a hook that cannot be served.
Result<std::optional<Edge::Route>> Edge::load_route(const store::WebhookHook& hook) {
  const store::TenantStore tenant = runtime_.store.tenant(hook.tenant);
  auto connection = tenant.load_connection(hook.instance);
  if (!connection) return std::optional<Route>();
  Route route;
  route.tenant = hook.tenant;
  route.instance = hook.instance;
  route.site_url = connection->base_url;
  route.descriptions = connection->options.descriptions;
  route.connector = runtime_.connector(connection->vendor);
  // Without a secret the site does not sign, or was not told one yet.
  Result<connector::SecretText> secret = hook_secret(runtime_, hook);
  if (!secret.ok() || route.connector == nullptr) {
    log_warning("a webhook of connection {} cannot be served: its secret does not open",
                connection->public_id);
    return std::optional<Route>();
  }
  route.secret = std::move(*secret);
  TL_TRY(domain::FieldCatalogue fields, tenant.load_field_catalogue(hook.instance));
  note_fields(hook.instance, std::move(fields));
  count(hook.instance, [&](DeliveryCounts& counts) {
    counts.last_event = std::max(counts.last_event, hook.last_event);
  });
  return std::optional(std::move(route));
}

Result<void> Edge::reload() {
  std::lock_guard loading(loading_);
  TL_TRY(const std::vector<store::WebhookHook> hooks, runtime_.store.list_all_hooks());
  TL_TRY(const std::vector<store::Tenant> tenants, runtime_.store.list_tenants());
  auto table = std::make_shared<Table>();
  std::set<InstanceId> served;
  for (const store::WebhookHook& hook : hooks) {
    TL_TRY(std::optional<Route> route, load_route(hook));
    if (!route) continue;
    for (const store::Tenant& tenant : tenants) {
      if (tenant.id == hook.tenant) route->tenant_public_id = tenant.public_id;
    }
    served.insert(hook.instance);
    table->emplace(hook.path_id, std::move(*route));
  }
  std::lock_guard lock(mutex_);
  if (table_ != nullptr) keep_replaced(*table_, served, *table);
  table_ = std::move(table);
  std::erase_if(fields_, [&](const auto& known) { return !served.contains(known.first); });
  std::erase_if(heard_, [&](const auto& known) { return !table_->contains(known.first); });
  return {};
}

// The vendor tries again what it could not deliver, and to the address that it had then. Addresses
// of connections without any other go at once: nobody wants their deliveries.
void Edge::keep_replaced(const Table& former, const std::set<InstanceId>& served,
                         Table& table) const {
  const Instant now = runtime_.clock.now();
  for (const auto& [path, route] : former) {
    if (table.contains(path) || !served.contains(route.instance)) continue;
    if (route.until && *route.until <= now) continue;
    Route kept = route;
    if (!kept.until) kept.until = now + kServeReplaced;
    table.emplace(path, std::move(kept));
  }
}

Result<void> Edge::refresh_fields(TenantId tenant, InstanceId instance) {
  std::lock_guard loading(loading_);
  if (fields(instance) == nullptr) return {};  // no webhook
  TL_TRY(domain::FieldCatalogue loaded,
         runtime_.store.tenant(tenant).load_field_catalogue(instance));
  note_fields(instance, std::move(loaded));
  return {};
}

void Edge::note_fields(InstanceId instance, domain::FieldCatalogue fields) {
  auto shared = std::make_shared<const domain::FieldCatalogue>(std::move(fields));
  std::lock_guard lock(mutex_);
  fields_.insert_or_assign(instance, std::move(shared));
}

Edge::Fields Edge::fields(InstanceId instance) const {
  std::lock_guard lock(mutex_);
  const auto found = fields_.find(instance);
  return found == fields_.end() ? nullptr : found->second;
}

std::shared_ptr<const Edge::Table> Edge::table() const {
  std::lock_guard lock(mutex_);
  return table_;
}

void Edge::count(InstanceId instance, const std::function<void(DeliveryCounts&)>& change) {
  std::lock_guard lock(mutex_);
  change(counts_[instance]);
}

DeliveryCounts Edge::counts(InstanceId instance) const {
  std::lock_guard lock(mutex_);
  const auto found = counts_.find(instance);
  return found == counts_.end() ? DeliveryCounts{} : found->second;
}

std::optional<Instant> Edge::heard(std::string_view path_id) const {
  std::lock_guard lock(mutex_);
  const auto found = heard_.find(path_id);
  return found == heard_.end() ? std::nullopt : std::optional(found->second);
}

Result<store::Arrival> Edge::make_arrival(const Route& route, const net::Headers& headers,
                                          const std::string& body) const {
  store::Arrival arrival;
  arrival.tenant = route.tenant;
  arrival.instance = route.instance;
  arrival.key = route.connector->delivery_key(headers, body);
  arrival.kind = kArrivalKind;
  arrival.received = runtime_.clock.now();
  arrival.headers = render_kept_headers(headers);
  arrival.attempt = attempt_of(headers);
  const Fields known = fields(route.instance);
  auto cut = route.connector->cut_body(body, {known.get(), route.descriptions});
  if (cut.ok()) {
    arrival.body = std::move(cut->body);
    arrival.event = storable_text(shortened(cut->event, kMaxEventBytes));
    arrival.issue = cut->issue;
    arrival.issue_key = storable_text(shortened(cut->issue_key, kMaxKeyBytes));
    return arrival;
  }
  if (cut.error().code != ErrorCode::kUnreadable) return std::move(cut).error();
  // Nobody knows what it holds, so it is kept, but sealed.
  TL_TRY(arrival.body, runtime_.seal(route.tenant, route.instance, kSealedBody, body));
  arrival.state = store::ArrivalState::kRefused;
  arrival.detail = cut.error().detail;
  return arrival;
}

void Edge::note_rejected(const Route& route, const net::Headers& headers, const Error& error) {
  const bool elsewhere = error.code == ErrorCode::kForbidden;
  count(route.instance,
        [&](DeliveryCounts& counts) { ++(elsewhere ? counts.elsewhere : counts.rejected); });
  rejections_.note(route.tenant, route.instance,
                   elsewhere ? RejectReason::kSite : RejectReason::kSignature, error.detail,
                   headers);
}

void Edge::note_stored(InstanceId instance, const std::string& path_id, bool fresh,
                       std::optional<Instant> event) {
  std::lock_guard lock(mutex_);
  DeliveryCounts& counts = counts_[instance];
  ++(fresh ? counts.accepted : counts.duplicates);
  if (!event) return;
  counts.last_event = event;
  heard_.insert_or_assign(path_id, *event);
}

void Edge::deliver(std::string_view tenant_public_id, std::string_view path_id,
                   const net::Headers& headers, std::string body, Service::DeliveryDone done) {
  if (stopping_) return done(make_error(ErrorCode::kStopping, "the server is stopping"));
  const auto routes = table();
  if (routes == nullptr) return done(make_error(ErrorCode::kStopping, "the server is starting"));
  const auto found = routes->find(path_id);
  const bool known = found != routes->end() && found->second.tenant_public_id == tenant_public_id &&
                     (!found->second.until || runtime_.clock.now() < *found->second.until);
  if (!known) {
    ++unknown_;
    return done(make_error(ErrorCode::kNotFound, "no webhook of ours has this address"));
  }
  const Route& route = found->second;
  auto checked =
      route.connector->check_arrival({headers, body, route.secret.reveal(), route.site_url});
  if (!checked.ok()) {
    note_rejected(route, headers, checked.error());
    return done(std::move(checked).error());
  }
  auto arrival = make_arrival(route, headers, body);
  if (!arrival.ok()) return done(std::move(arrival).error());
  const bool ping = arrival->event == kPingEvent;
  const auto event = ping ? std::nullopt : std::optional(arrival->received);
  runtime_.store.inbox().put(std::move(*arrival),
                             [this, instance = route.instance, path = std::string(path_id), event,
                              done = std::move(done)](Result<store::PutOutcome> outcome) {
                               if (!outcome.ok()) return done(std::move(outcome).error());
                               const bool fresh = *outcome == store::PutOutcome::kStored;
                               note_stored(instance, path, fresh, event);
                               done(fresh ? DeliveryResult::kAccepted : DeliveryResult::kDuplicate);
                             });
}

}  // namespace tl::sync
