// GET /metrics: what a monitoring system scrapes. One organisation's numbers; no query, and of
// what is stored here alone: a scrape makes no request to a vendor.
#include <filesystem>
#include <limits>
#include <stop_token>
#include <string>

#include "api/ledger_view.h"
#include "api/process_facts.h"
#include "api/prometheus_connections.h"
#include "api/route.h"
#include "api/runtime.h"
#include "base/hash.h"

namespace tl::api {
namespace {

constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";
// Connections beyond are counted, but not shown.
constexpr size_t kMaxScrapedConnections = 100;
constexpr size_t kMaxCountedEffects = 1000;

// The metrics token opens nothing else, so it may lie where a scraper reads it; an API token and a
// session open this as they open all else.
Result<TenantId> find_tenant(const Call& call) {
  const std::string& known = call.api.options.metrics_token_hash;
  const auto token = bearer_token(call.request);
  if (token && !known.empty() && equal_constant_time(sha256(*token), known)) {
    TL_TRY(const auto tenants, call.api.store.list_tenants());
    if (!tenants.empty()) return tenants.front().id;
  }
  TL_TRY(const Caller caller, load_caller(call.api, call.request));
  return caller.tenant();
}

void render_process(PrometheusText& out, const ApiContext& api) {
  out.metric("throughline_build_info", "gauge", "Always 1; says which version runs");
  out.sample({{"version", api.options.version}, {"backend", api.store.backend()}}, 1);
  const ProcessFacts facts = load_process_facts();
  const auto one = [&](std::string_view name, std::string_view type, std::string_view help,
                       const auto& value) {
    if (!value) return;
    out.metric(name, type, help);
    out.sample(static_cast<double>(*value));
  };
  one("process_resident_memory_bytes", "gauge", "Resident memory", facts.resident_bytes);
  one("process_start_time_seconds", "gauge", "Start of the process", facts.started);
  one("process_cpu_seconds_total", "counter", "Processor time, user and system", facts.cpu_seconds);
  one("process_open_fds", "gauge", "Open files", facts.open_files);
}

void render_server(PrometheusText& out, ApiContext& api) {
  out.metric("throughline_inbox_commit_queue", "gauge", "Deliveries that wait for their commit");
  out.sample(static_cast<double>(api.store.inbox().queued()));
  if (api.options.data_dir.empty()) return;
  std::error_code failed;
  const auto space = std::filesystem::space(api.options.data_dir, failed);
  if (failed) return;
  out.metric("throughline_disk_free_bytes", "gauge", "Free space where the data lie");
  out.sample(static_cast<double>(space.available));
}

void render_lens(PrometheusText& out, ApiContext& api, TenantId tenant) {
  const int64_t head = api.store.tenant(tenant).wait_feed(0, Millis(0), std::stop_token{});
  out.metric("throughline_feed_head", "counter", "Position of the newest change");
  out.sample(static_cast<double>(head));
  for (const lens::LensStatus& lens : api.lenses.status()) {
    if (lens.tenant != tenant) continue;
    out.metric("throughline_lens_position", "counter", "Change that the numbers include");
    out.sample(static_cast<double>(lens.position));
    out.metric("throughline_lens_lag", "gauge", "Changes that the numbers do not include yet");
    out.sample(static_cast<double>(std::max<int64_t>(0, head - lens.position)));
    out.metric("throughline_lens_memory_bytes", "gauge", "Memory of the numbers' columns");
    out.sample(static_cast<double>(lens.memory_bytes));
    out.metric("throughline_lens_trouble", "gauge", "1 while the numbers cannot follow");
    out.sample(lens.trouble ? 1 : 0);
  }
}

void render_queries(PrometheusText& out, ApiRuntime& runtime) {
  const JqlTally& tally = runtime.jql_tally;
  const auto one = [&](std::string_view name, std::string_view type, std::string_view help,
                       double value) {
    out.metric(name, type, help);
    out.sample(value);
  };
  out.metric("throughline_jql_queries_total", "counter", "Queries since the start, by outcome");
  out.sample({{"outcome", "decided"}},
             static_cast<double>(tally.answered.load() - tally.undecided.load()));
  out.sample({{"outcome", "undecided"}}, static_cast<double>(tally.undecided.load()));
  out.sample({{"outcome", "wrong"}}, static_cast<double>(tally.refused.load()));
  one("throughline_jql_seconds_total", "counter", "Time of the answered queries",
      static_cast<double>(tally.microseconds.load()) / 1e6);
  one("throughline_jql_saved_evaluations_total", "counter", "Evaluations of saved queries",
      static_cast<double>(tally.saved.load()));
  one("throughline_jql_saved_memory_bytes", "gauge", "Memory of what saved queries matched",
      static_cast<double>(runtime.saved_counts.memory_bytes()));
}

Result<int64_t> count_effects(const store::TenantStore& store, InstanceId instance) {
  constexpr Instant kAnyTime{std::numeric_limits<int64_t>::max()};
  TL_TRY(const auto effects, store.list_due_effects(instance, kAnyTime, kMaxCountedEffects));
  return static_cast<int64_t>(effects.size());
}

Result<void> render_connections(PrometheusText& out, ApiContext& api, TenantId tenant) {
  TL_TRY(const auto statuses, api.service.list(tenant));
  TL_TRY(const auto ledgers, api.service.ledger(tenant));
  const sync::ConnectionLedger nothing_shown = [] {
    sync::ConnectionLedger ledger;
    ledger.state = "unproven";
    return ledger;
  }();
  out.metric("throughline_connections", "gauge", "Connections; the first 100 are shown below");
  out.sample(static_cast<double>(statuses.size()));
  std::vector<ScrapedConnection> seen;
  for (const sync::ConnectionStatus& status : statuses) {
    if (seen.size() == kMaxScrapedConnections) break;
    const domain::Connection& connection = status.connection;
    const sync::ConnectionLedger* ledger = ledger_of(ledgers, connection.id);
    ScrapedConnection one{status, ledger == nullptr ? nothing_shown : *ledger, {}, {}};
    TL_TRY(one.queue, api.store.inbox().queue(tenant, connection.id));
    TL_TRY(one.arrivals,
           api.runtime->arrival_tallies.load(api.store.inbox(), tenant, connection.id));
    TL_TRY(one.outbox, count_effects(api.store.tenant(tenant), connection.id));
    const std::string& address =
        connection.api_url.empty() ? connection.base_url : connection.api_url;
    if (api.options.sent != nullptr) one.sent = api.options.sent->counts(site_of(address));
    seen.push_back(std::move(one));
  }
  render_scraped(out, seen, api.clock.now());
  return {};
}

Result<net::Response> get_metrics(Call& call) {
  TL_TRY(const TenantId tenant, find_tenant(call));
  PrometheusText out;
  render_process(out, call.api);
  render_server(out, call.api);
  render_lens(out, call.api, tenant);
  render_queries(out, *call.api.runtime);
  TL_CHECK_OK(render_connections(out, call.api, tenant));
  return net::typed_response(200, kContentType, out.take());
}

}  // namespace

void add_prometheus_routes(Routes& routes) {
  routes.add("GET", "/metrics", {Access::kPublic}, get_metrics);
}

}  // namespace tl::api
