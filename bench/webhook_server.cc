#include "webhook_server.h"

#include <fmt/format.h>

#include "base/time_text.h"
#include "connectors/jira/jira.h"
#include "lens/store_source.h"

namespace tl::bench {
namespace {

constexpr std::string_view kPath = "benchbenchbenchbenchbench1";
constexpr std::string_view kSecret = "0123456789abcdef0123456789abcdef";
constexpr size_t kBodyBytes = 6000;
constexpr std::array<std::string_view, 4> kStatuses = {"To Do", "In Progress", "In Review", "Done"};
constexpr std::array<std::string_view, 4> kCategories = {"new", "indeterminate", "indeterminate",
                                                         "done"};
// Histories of deliveries are told from those that issues begin with.
constexpr uint64_t kFirstHistory = 5'000'000'000;

// The fields of an issue as search_page gives them, without id, key, status and updated.
std::string common_fields() {
  const std::string page = search_page(7, 1, true);
  const size_t begin = page.find("\"fields\":{") + 10;
  std::string fields = page.substr(begin, page.find("},\"changelog\"") - begin);
  for (const std::string_view member : {"\"updated\":\"", "\"status\":{"}) {
    const size_t at = fields.find(member);
    const std::string_view end = member.back() == '{' ? "}}," : "\",";
    const size_t after = fields.find(end, at) + end.size();
    fields.erase(at, after - at);
  }
  return fields;
}

std::string jira_time(Instant at) {
  std::string text = format_instant(at);
  return text.substr(0, text.size() - 1) + "+0000";
}

// What Jira sends for a changed status: the whole issue and the one history.
class BodyMaker {
 public:
  BodyMaker(int64_t issues, const Clock& clock)
      : issues_(static_cast<uint64_t>(issues)), clock_(clock), fields_(common_fields()) {
    const size_t size = make(0).size();
    if (size < kBodyBytes) padding_ = std::string(kBodyBytes - size, 'x');
  }
  std::string operator()(uint64_t n) const { return make(n); }

 private:
  [[nodiscard]] std::string make(uint64_t n) const {
    const uint64_t issue = 1 + n % issues_;
    const size_t from = (n / issues_ + 3) % 4;
    const size_t to = (from + 1) % 4;
    const Instant now = clock_.now();
    return fmt::format(
        R"({{"timestamp":{},"webhookEvent":"jira:issue_updated","issue_event_type_name":)"
        R"("issue_generic","issue":{{"id":"{}","key":"BENCH-{}","fields":{{"updated":"{}",)"
        R"("status":{{"id":"{}","name":"{}","statusCategory":{{"id":{},"key":"{}"}}}},{}}}}},)"
        R"("changelog":{{"id":"{}","items":[{{"field":"status","fieldtype":"jira","fieldId":)"
        R"("status","from":"{}","fromString":"{}","to":"{}","toString":"{}"}}]}},"padding":"{}"}})",
        now.ms, issue, issue, jira_time(now), to + 1, kStatuses[to], to + 2, kCategories[to],
        fields_, kFirstHistory + n, from + 1, kStatuses[from], to + 1, kStatuses[to], padding_);
  }
  uint64_t issues_;
  const Clock& clock_;
  std::string fields_;
  std::string padding_;
};

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

}  // namespace

Result<std::unique_ptr<WebhookServer>> WebhookServer::start(const std::string& dir) {
  std::unique_ptr<WebhookServer> made(new WebhookServer());
  TL_CHECK_OK(made->open(dir));
  return made;
}

Result<void> WebhookServer::open(const std::string& dir) {
  TL_TRY(bed_, make_bed(dir));
  TL_TRY(vault_, vault::Vault::open(dir));
  TL_CHECK_OK(save_hook(bed_, *vault_));
  connectors_.push_back(connectors::jira::make_connector());
  service_ = std::make_unique<sync::Service>(*bed_.store, *vault_, http_, *bed_.clock, connectors_,
                                             sync::ServiceOptions{});
  TL_CHECK_OK(service_->start());
  lenses_ = std::make_unique<lens::LensHouse>(
      [this](TenantId tenant) -> Result<std::unique_ptr<lens::LensSource>> {
        return lens::make_store_source(*bed_.store, tenant);
      },
      *bed_.clock);
  context_ = std::make_unique<api::ApiContext>(
      api::ApiContext{*bed_.store, *vault_, *service_, *lenses_, *bed_.clock, {}});
  net::Router router = api::make_router(*context_);
  router.add_io("POST", "/bare", [](net::Request, net::Responder responder) {
    responder.respond(net::empty_response(202));
  });
  net::ServerOptions options;
  options.port = 0;
  TL_TRY(server_, net::HttpServer::start(options, std::move(router)));
  TL_TRY(const store::Tenant tenant, bed_.store->tenant(bed_.tenant).load_tenant());
  route_ = fmt::format("/v1/issue/{}/{}", tenant.public_id, kPath);
  return {};
}

WebhookServer::~WebhookServer() {
  if (server_) server_->stop();
  if (context_) api::stop_api(*context_);
  if (service_) service_->stop();
  if (lenses_) lenses_->stop();
}

LoadOptions WebhookServer::deliveries(int64_t issues) const {
  LoadOptions options;
  options.port = server_->port();
  options.target = route_;
  options.method = "POST";
  options.headers = {{"Content-Type", "application/json"},
                     {"X-Atlassian-Webhook-Identifier", "bench-{n}"}};
  options.make_body = BodyMaker(issues, *bed_.clock);
  options.sign_header = "X-Hub-Signature";
  options.sign_secret = kSecret;
  return options;
}

LoadOptions WebhookServer::bare(int64_t issues) const {
  LoadOptions options = deliveries(issues);
  options.target = "/bare";
  return options;
}

}  // namespace tl::bench
