// Durable webhook intake: the real route with all its checks (path, signature over the raw bytes,
// cut, queue, group commit) against a bare handler on the same kind of server, in turn.
#include <fmt/format.h>

#include <cstdio>

#include "api/api.h"
#include "base/text.h"
#include "connectors/jira/jira.h"
#include "load.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "rows.h"
#include "synthetic.h"

namespace tl::bench {
namespace {

constexpr int kRounds = 5;
constexpr double kSeconds = 2;
constexpr std::string_view kPath = "benchbenchbenchbenchbench1";
constexpr std::string_view kSecret = "0123456789abcdef0123456789abcdef";

// A webhook of about 6 KB, as Jira sends one for a changed status.
std::string webhook_body() {
  const std::string page = search_page(7, 1, true);
  const size_t begin = page.find("{\"id\"");
  std::string issue = page.substr(begin, page.find(",\"changelog\"") - begin) + "}";
  std::string body =
      R"({"timestamp":1700000000{n},"webhookEvent":"jira:issue_updated",)"
      R"("issue_event_type_name":"issue_generic","issue":)" +
      issue +
      R"(,"changelog":{"id":"{n}","items":[{"field":"status","fieldtype":"jira",)"
      R"("fieldId":"status","from":"1","fromString":"To Do","to":"3","toString":"In Progress"}]}})";
  if (body.size() < 6000)
    body.insert(body.size() - 1, ",\"padding\":\"" + std::string(6000 - body.size(), 'x') + "\"");
  return body;
}

Result<void> save_hook(Bed& bed, vault::Vault& vault) {
  store::WebhookHook hook;
  hook.tenant = bed.tenant;
  hook.instance = bed.instance;
  hook.path_id = kPath;
  hook.state = "registered";
  hook.created = bed.clock->now();
  TL_TRY(hook.sealed_secret,
         vault.seal(fmt::format("{}/{}/hook:{}", bed.tenant.value, bed.instance.value, kPath),
                    kSecret));
  return bed.store->tenant(bed.tenant).save_hook(hook);
}

Result<LoadResult> load(uint16_t port, const std::string& target, uint64_t first) {
  LoadOptions options;
  options.port = port;
  options.target = target;
  options.method = "POST";
  options.headers = {{"Content-Type", "application/json"},
                     {"X-Atlassian-Webhook-Identifier", "bench-{n}"}};
  options.body = webhook_body();
  options.first_number = first;
  options.sign_header = "X-Hub-Signature";
  options.sign_secret = kSecret;
  options.seconds = kSeconds;
  return run_load(options);
}

struct Figures {
  std::vector<double> durable;
  std::vector<double> bare;
  std::vector<double> p99_ms;
};

Result<Figures> measure(uint16_t port, const std::string& route) {
  Figures figures;
  uint64_t next = 1;
  for (int round = 0; round < kRounds; ++round) {
    TL_TRY(const LoadResult bare, load(port, "/bare", next));
    TL_TRY(const LoadResult durable, load(port, route, next));
    if (durable.not_2xx > 0) return make_error(ErrorCode::kInternal, "a delivery was refused");
    next += durable.total + 1000;
    figures.bare.push_back(bare.per_second());
    figures.durable.push_back(durable.per_second());
    figures.p99_ms.push_back(durable.p99_us / 1000);
  }
  return figures;
}

Result<Figures> run(const std::string& dir) {
  TL_TRY(Bed bed, make_bed(dir));
  TL_TRY(const std::unique_ptr<vault::Vault> vault, vault::Vault::open(dir));
  TL_CHECK_OK(save_hook(bed, *vault));
  std::vector<std::unique_ptr<connector::Connector>> connectors;
  connectors.push_back(connectors::jira::make_connector());
  net::HttpClient http;
  sync::Service service(*bed.store, *vault, http, *bed.clock, connectors, {});
  TL_CHECK_OK(service.start());
  lens::LensHouse lenses(
      [](TenantId) -> Result<std::unique_ptr<lens::LensSource>> {
        return make_error(ErrorCode::kInternal, "not used");
      },
      *bed.clock);
  api::ApiContext context{*bed.store, *vault, service, lenses, *bed.clock, {}};
  net::Router router = api::make_router(context);
  router.add_io("POST", "/bare", [](net::Request, net::Responder responder) {
    responder.respond(net::empty_response(202));
  });
  net::ServerOptions options;
  options.port = 0;
  TL_TRY(const std::unique_ptr<net::HttpServer> server,
         net::HttpServer::start(options, std::move(router)));
  TL_TRY(const store::Tenant tenant, bed.store->tenant(bed.tenant).load_tenant());
  auto figures = measure(server->port(), fmt::format("/v1/issue/{}/{}", tenant.public_id, kPath));
  server->stop();
  api::stop_api(context);
  service.stop();
  return figures;
}

}  // namespace
}  // namespace tl::bench

int main(int argc, char** argv) {
  using namespace tl::bench;
  if (argc != 2) return 2;
  const auto figures = run(std::string(argv[1]) + "/intake");
  if (!figures.ok()) {
    fmt::print(stderr, "{}\n", figures.error().detail);
    return 1;
  }
  const double durable = median(figures->durable);
  const double bare = median(figures->bare);
  print_row({.what = "durable webhook intake, SQLite, 64 connections, 6 KB",
             .figure = durable,
             .unit = "events/s",
             .comparison = "bare handler",
             .compared = bare,
             .target = ">= 12 % of bare",
             .met = durable >= 0.12 * bare});
  print_row({.what = "durable webhook intake, p99",
             .figure = median(figures->p99_ms),
             .unit = "ms",
             .comparison = "",
             .compared = 0,
             .target = "<= 25 ms",
             .met = median(figures->p99_ms) <= 25});
  return 0;
}
