#include "sync/edge.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"

namespace tl::sync {
namespace {

constexpr std::string_view kArrivalKind = "webhook";
constexpr std::string_view kSealedBody = "unreadable-body";

// The headers worth keeping; whatever could hold a secret is left out.
std::string kept_headers(const net::Headers& headers) {
  JsonWriter out;
  out.begin_object();
  for (const std::string_view name :
       {"Content-Type", "User-Agent", "X-Atlassian-Webhook-Identifier", "X-Atlassian-Webhook-Retry",
        "X-Atlassian-Webhook-Flow"}) {
    if (const auto value = headers.get(name)) out.member(name, std::string(*value));
  }
  out.end_object();
  return out.take();
}

}  // namespace

struct Edge::Route {
  TenantId tenant;
  std::string tenant_public_id;
  InstanceId instance;
  connector::SecretText secret;
  const connector::Connector* connector = nullptr;
};

Result<void> Edge::reload() {
  TL_TRY(const std::vector<store::WebhookHook> hooks, runtime_.store.list_all_hooks());
  TL_TRY(const std::vector<store::Tenant> tenants, runtime_.store.list_tenants());
  auto table = std::make_shared<Table>();
  for (const store::WebhookHook& hook : hooks) {
    Route route;
    route.tenant = hook.tenant;
    route.instance = hook.instance;
    for (const store::Tenant& tenant : tenants) {
      if (tenant.id == hook.tenant) route.tenant_public_id = tenant.public_id;
    }
    auto connection = runtime_.store.tenant(hook.tenant).load_connection(hook.instance);
    if (!connection) continue;
    route.connector = runtime_.connector(connection->vendor);
    auto secret =
        runtime_.unseal(hook.tenant, hook.instance, "hook:" + hook.path_id, hook.sealed_secret);
    if (!secret || route.connector == nullptr) {
      log_warning("a webhook of connection {} cannot be served: its secret does not open",
                  connection->public_id);
      continue;
    }
    route.secret = std::move(*secret);
    count(hook.instance, [&](DeliveryCounts& counts) {
      if (!counts.last_event) counts.last_event = hook.last_event;
    });
    table->emplace(hook.path_id, std::move(route));
  }
  std::lock_guard lock(mutex_);
  table_ = std::move(table);
  return {};
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

Result<store::Arrival> Edge::make_arrival(const Route& route, const net::Headers& headers,
                                          const std::string& body) const {
  store::Arrival arrival;
  arrival.tenant = route.tenant;
  arrival.instance = route.instance;
  arrival.key = route.connector->delivery_key(headers, body);
  arrival.kind = kArrivalKind;
  arrival.received = runtime_.clock.now();
  arrival.headers = kept_headers(headers);
  auto cut = route.connector->cut_body(body);
  if (cut.ok()) {
    arrival.body = std::move(*cut);
    return arrival;
  }
  if (cut.error().code != ErrorCode::kUnreadable) return std::move(cut).error();
  // Nobody knows what it holds, so it is kept, but sealed.
  TL_TRY(arrival.body, runtime_.seal(route.tenant, route.instance, kSealedBody, body));
  arrival.state = store::ArrivalState::kRefused;
  arrival.detail = cut.error().detail;
  return arrival;
}

void Edge::deliver(std::string_view tenant_public_id, std::string_view path_id,
                   const net::Headers& headers, std::string body, Service::DeliveryDone done) {
  if (stopping_) return done(make_error(ErrorCode::kStopping, "the server is stopping"));
  const auto routes = table();
  if (routes == nullptr) return done(make_error(ErrorCode::kStopping, "the server is starting"));
  const auto found = routes->find(path_id);
  if (found == routes->end() || found->second.tenant_public_id != tenant_public_id) {
    return done(make_error(ErrorCode::kNotFound, "no webhook of ours has this address"));
  }
  const Route& route = found->second;
  auto checked = route.connector->check_arrival(headers, body, route.secret.reveal());
  if (!checked.ok()) {
    count(route.instance, [](DeliveryCounts& counts) { ++counts.rejected; });
    return done(std::move(checked).error());
  }
  auto arrival = make_arrival(route, headers, body);
  if (!arrival.ok()) return done(std::move(arrival).error());
  const Instant received = arrival->received;
  runtime_.store.inbox().put(std::move(*arrival),
                             [this, instance = route.instance, received,
                              done = std::move(done)](Result<store::PutOutcome> outcome) {
                               if (!outcome.ok()) return done(std::move(outcome).error());
                               const bool fresh = *outcome == store::PutOutcome::kStored;
                               count(instance, [&](DeliveryCounts& counts) {
                                 ++(fresh ? counts.accepted : counts.duplicates);
                                 counts.last_event = received;
                               });
                               done(fresh ? DeliveryResult::kAccepted : DeliveryResult::kDuplicate);
                             });
}

}  // namespace tl::sync
