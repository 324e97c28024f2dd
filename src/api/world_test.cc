#include "api/world_for_test.h"

#include <chrono>
#include <future>
#include <thread>
#include <utility>

#include "api/setup_token.h"
#include "base/random.h"
#include "base/text.h"
#include "lens/store_source.h"
#include "net/http_message.h"

namespace tl::api {

using domain::Attributes;
using domain::Record;
using domain::RecordKind;
using domain::Ref;

bool ManualClock::wait_until(Instant until, const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  return moved_.wait(lock, stop, [&] { return now() >= until; });
}

void ManualClock::advance(Millis by) {
  {
    const std::lock_guard lock(mutex_);
    now_ += by.ms;
  }
  moved_.notify_all();
}

Result<net::HttpAnswer> NoTransport::fetch(const net::HttpRequest&, const std::stop_token&) {
  return make_error(ErrorCode::kConnectFailed, "there is no network in this test");
}

// --- answers and streams ---

const JsonElement& Answer::json() {
  if (!document_) {
    auto parsed = JsonDocument::parse(body);
    EXPECT_TRUE(parsed.ok()) << "no JSON: " << body;
    if (!parsed.ok()) parsed = JsonDocument::parse("{}");
    document_ = std::make_shared<JsonDocument>(std::move(parsed).value());
    root_ = document_->root();
  }
  return root_;
}

std::string Answer::text(std::string_view pointer) {
  JsonElement element;
  if (json().at_pointer(pointer).get(element) != simdjson::SUCCESS) return "";
  std::string_view text;
  if (element.get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(element);
}

std::string Answer::cookie() const {
  const std::string_view line = headers.value("Set-Cookie");
  constexpr std::string_view kStart = "tl_session=";
  if (!line.starts_with(kStart)) return "";
  return std::string(line.substr(kStart.size(), line.find(';') - kStart.size()));
}

bool RecordedStream::send(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  sent_ += bytes;
  return true;
}

void RecordedStream::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

bool RecordedStream::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::string RecordedStream::taken() {
  const std::lock_guard lock(mutex_);
  return std::exchange(sent_, "");
}

namespace {

class WaitingSink final : public net::Responder::Sink {
 public:
  void answer(net::Response response) override { promise.set_value(std::move(response)); }
  void dropped() override { promise.set_value(net::text_response(599, "dropped")); }
  std::promise<net::Response> promise;
};

net::Request make_request(const Ask& ask) {
  net::Request request;
  request.method = ask.method;
  request.target = ask.target;
  net::ParsedTarget parsed;
  EXPECT_TRUE(net::parse_target(ask.target, parsed)) << ask.target;
  request.path = parsed.path;
  request.query = parsed.query;
  request.headers = ask.headers;
  if (!ask.cookie.empty()) request.headers.add("Cookie", "tl_session=" + ask.cookie);
  request.body = ask.body;
  request.peer_address = ask.peer;
  request.scheme = ask.scheme;
  request.host = "tl.example.com";
  return request;
}

Answer to_answer(const net::Response& response) {
  Answer answer;
  answer.status = response.status;
  answer.headers = response.headers;
  answer.body = std::string(response.body_view());
  return answer;
}

net::Response run_route(const net::Router::Route& route, net::Request request) {
  if (route.pool) return route.pool(request);
  if (route.stream) {
    auto refused = route.stream(request, std::make_shared<RecordedStream>());
    return refused ? *refused : net::typed_response(200, "text/event-stream", "");
  }
  auto sink = std::make_shared<WaitingSink>();
  auto answered = sink->promise.get_future();
  route.io(std::move(request), net::Responder(sink));
  if (answered.wait_for(std::chrono::seconds(60)) != std::future_status::ready) {
    ADD_FAILURE() << "no answer";
    return net::text_response(599, "");
  }
  return answered.get();
}

std::filesystem::path fresh_dir() {
  auto path = std::filesystem::temp_directory_path() / ("tl_api_" + to_lower(random_base32(10)));
  std::filesystem::create_directories(path);
  return path;
}

}  // namespace

// --- the world ---

World::World() : dir(fresh_dir()) {
  store::StoreOptions options;
  options.data_dir = dir.string();
  store = std::move(store::Store::open(options, clock)).value();
  vault = std::move(vault::Vault::open(dir.string())).value();
  auto fake = std::make_unique<FakeConnector>();
  jira = fake.get();
  connectors.push_back(std::move(fake));
  service = std::make_unique<sync::Service>(*store, *vault, transport, clock, connectors,
                                            sync::ServiceOptions{});
  lenses = std::make_unique<lens::LensHouse>(
      [this](TenantId tenant) -> Result<std::unique_ptr<lens::LensSource>> {
        return lens::make_store_source(*store, tenant);
      },
      clock);
  context = std::make_unique<ApiContext>(
      ApiContext{*store, *vault, *service, *lenses, clock, {}, nullptr});
  context->options.version = "1.0-test";
  context->options.data_dir = dir.string();
  context->options.password_cost = vault::kFastForTests;
  context->options.on_setup_token = [this](const std::string& token) {
    setup_tokens.push_back(token);
  };
  router = make_router(*context);
  setup_token = std::move(issue_setup_token(*store, clock)).value();
  EXPECT_TRUE(service->start().ok());
}

World::~World() {
  stop_api(*context);
  service->stop();
  lenses->stop();
  context.reset();
  lenses.reset();
  service.reset();
  store->close();
  store.reset();
  std::error_code ignored;
  std::filesystem::remove_all(dir, ignored);
}

Answer World::call(const Ask& ask) {
  net::Request request = make_request(ask);
  net::ParsedTarget parsed;
  EXPECT_TRUE(net::parse_target(ask.target, parsed));
  auto match = router.match(ask.method, parsed.segments);
  if (match.route == nullptr) {
    const int status = match.allow.empty() ? 404 : 405;
    return to_answer(render_edge_failure({status, ErrorCode::kNotFound, "no route"}, &request));
  }
  request.params = std::move(match.params);
  request.pattern = match.route->pattern;
  const std::string pattern = request.pattern;
  auto answer = to_answer(run_route(*match.route, std::move(request)));
  EXPECT_EQ(check_against_openapi(ask.method, pattern, answer), "")
      << ask.method << " " << ask.target << "\n"
      << answer.body;
  return answer;
}

Answer World::get(const std::string& target, const std::string& cookie) {
  return call({.target = target, .cookie = cookie});
}

Answer World::send(const std::string& method, const std::string& target, const std::string& body,
                   const std::string& cookie) {
  Ask ask{.method = method, .target = target, .body = body, .cookie = cookie};
  ask.headers.add("Origin", "http://tl.example.com");
  if (!body.empty()) ask.headers.add("Content-Type", "application/json");
  return call(ask);
}

std::optional<Answer> World::open_events(const std::string& cookie,
                                         const std::shared_ptr<RecordedStream>& stream) {
  net::Request request = make_request({.target = "/api/v1/events", .cookie = cookie});
  const auto match = router.match("GET", {"api", "v1", "events"});
  request.pattern = match.route->pattern;
  auto refused = match.route->stream(request, stream);
  if (!refused) return std::nullopt;
  return to_answer(*refused);
}

bool until(const std::function<bool()>& happened) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!happened()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

std::string setup_body(const std::string& token) {
  return R"({"token":")" + token +
         R"(","organisation":"Acme","name":"Ada Example","email":"Ada@Example.com",)" +
         R"("password":")" + std::string(World::kPassword) +
         R"(","public_url":"http://127.0.0.1:8080/","time_zone":"Europe/Berlin",)" +
         R"("week_start":"monday"})";
}

std::string World::set_up() {
  auto answer = send("POST", "/api/v1/setup", setup_body(setup_token));
  EXPECT_EQ(answer.status, 201) << answer.body;
  return answer.cookie();
}

store::SignedIn World::add_tenant(const std::string& name) {
  store::SignedIn made;
  store::NewTenant tenant;
  tenant.name = name;
  made.tenant = store->create_tenant(tenant).value().id;
  made.user = add_user(made.tenant, "admin@" + to_lower(name) + ".example", store::Role::kAdmin);
  return made;
}

store::User World::add_user(TenantId tenant, const std::string& email, store::Role role,
                            bool disabled) {
  store::NewUser user;
  user.email = email;
  user.name = email;
  user.role = role;
  user.password_hash = vault::hash_password(kPassword, vault::kFastForTests).value();
  auto made = store->tenant(tenant).create_user(user).value();
  if (disabled) {
    made.disabled = true;
    made = store->tenant(tenant).update_user(made).value();
  }
  return made;
}

std::string World::sign_in(const std::string& email) {
  auto answer =
      send("POST", "/api/v1/session",
           R"({"email":")" + email + R"(","password":")" + std::string(kPassword) + R"("})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  return answer.cookie();
}

std::string connect_body(const std::string& site) {
  return R"({"name":")" + site + R"(","sign_in":{"base_url":"https://)" + site +
         R"(.example.net","email":"bot@example.com","token":"good-token"},)" +
         R"("token_expires":"2027-01-01","backfill_days":90,"webhooks":false})";
}

std::string World::connect(const std::string& cookie, const std::string& site) {
  auto answer = send("POST", "/api/v1/connections/jira", connect_body(site), cookie);
  EXPECT_EQ(answer.status, 201) << answer.body;
  return answer.text("/id");
}

std::string World::add_delivery(TenantId tenant, InstanceId instance, const std::string& key,
                                const std::string& body, store::ArrivalState state,
                                const std::string& detail) {
  store::Arrival arrival;
  arrival.tenant = tenant;
  arrival.instance = instance;
  arrival.key = key;
  arrival.kind = "webhook";
  arrival.received = clock.now();
  arrival.headers = R"({"User-Agent":"Jira","X-Hub-Signature":"masked"})";
  arrival.body = body;
  arrival.state = state;
  arrival.detail = detail;
  if (const auto cut = jira->cut_body(body, {}); cut.ok()) {
    arrival.event = cut->event;
    arrival.issue = cut->issue;
    arrival.issue_key = cut->issue_key;
  }
  const auto put = store->inbox().put_and_wait(std::move(arrival));
  EXPECT_TRUE(put.ok());
  store::ArrivalQuery newest;
  newest.tenant = tenant;
  newest.instance = instance;
  newest.limit = 1;
  const auto stored = store->inbox().list(newest).value();
  return stored.empty() ? "" : std::to_string(stored.front().id.value);
}

TenantId World::tenant_id() { return store->list_tenants().value().front().id; }

InstanceId World::instance_id(const std::string& public_id) {
  const auto tenants = store->list_tenants().value();
  for (const auto& tenant : tenants) {
    const auto found = store->tenant(tenant.id).find_connection(public_id);
    if (found.ok()) return found->id;
  }
  return {};
}

// --- facts ---

namespace {

struct Facts {
  Instant at;
  Attributes attributes;
  void set(std::string_view name, domain::Value value) {
    domain::Version version;
    version.instant = at;
    version.rank = domain::SourceRank::kRest;
    domain::set_attribute(attributes, name, std::move(value), version);
  }
};

Record make_record(RecordKind kind, const std::string& id, Instant at,
                   std::vector<std::pair<std::string, domain::Value>> values, IssueId issue = {}) {
  Facts facts{at, {}};
  for (auto& [name, value] : values) facts.set(name, std::move(value));
  return Record{kind, id, issue, std::move(facts.attributes)};
}

domain::History move(IssueId issue, const std::string& id, Instant at, const Ref& from,
                     const Ref& to) {
  domain::History history;
  history.issue = issue;
  history.id = id;
  history.author = Ref{"acc-1", "Robin Sample"};
  history.version.instant = at;
  history.version.rank = domain::SourceRank::kRest;
  history.items.push_back({"status", "status", from.id, from.name, to.id, to.name});
  domain::seal_history(history);
  return history;
}

const Ref kToDo{"1", "To Do"};
const Ref kDoing{"2", "In Progress"};
const Ref kDone{"3", "Done"};

}  // namespace

void World::add_catalogue(TenantId tenant, InstanceId instance) {
  const Instant at = clock.now();
  domain::ChangeSet set;
  auto add = [&](RecordKind kind, const std::string& id,
                 std::vector<std::pair<std::string, domain::Value>> values) {
    set.records.push_back(make_record(kind, id, at, std::move(values)));
  };
  add(RecordKind::kProject, "10000",
      {{"key", std::string("ACME")}, {"name", std::string("Acme project")}});
  add(RecordKind::kStatus, "1",
      {{"name", std::string("To Do")}, {"category", Ref{"new", "To Do"}}});
  add(RecordKind::kStatus, "2",
      {{"name", std::string("In Progress")}, {"category", Ref{"indeterminate", "In Progress"}}});
  add(RecordKind::kStatus, "3", {{"name", std::string("Done")}, {"category", Ref{"done", "Done"}}});
  add(RecordKind::kIssueType, "10", {{"name", std::string("Story")}, {"level", 0.0}});
  add(RecordKind::kAccount, "acc-1", {{"name", std::string("Robin Sample")}});
  add(RecordKind::kField, "customfield_10016",
      {{"name", std::string("Story Points")},
       {"type", std::string("number")},
       {"custom", true},
       {"schema_custom", std::string("com.pyxis.greenhopper.jira:jsw-story-points")}});
  const auto applied = store->tenant(tenant).apply(instance, set, {});
  EXPECT_TRUE(applied.ok()) << applied.error().detail;
}

void World::add_issue(TenantId tenant, InstanceId instance, int64_t id, const std::string& key,
                      const std::string& summary, Instant created, int64_t cycle_seconds) {
  const Instant started = created + hours(1);
  const Instant finished = started + seconds(cycle_seconds);
  Facts facts{finished, {}};
  facts.set("key", key);
  facts.set("summary", summary);
  facts.set("project", Ref{"10000", "ACME"});
  facts.set("issuetype", Ref{"10", "Story"});
  facts.set("status", kDone);
  facts.set("creator", Ref{"acc-1", "Robin Sample"});
  facts.set("assignee", Ref{"acc-1", "Robin Sample"});
  facts.set("created", created);
  facts.set("updated", finished);
  facts.set("customfield_10016", 5.0);
  facts.set("customfield_10099", std::string("blue"));
  facts.set(domain::kHistoryTotal, 2.0);
  facts.set(domain::kDeleted, false);
  domain::ChangeSet set;
  set.issues.push_back({IssueId(id), std::move(facts.attributes)});
  set.histories.push_back(move(IssueId(id), std::to_string(id * 10 + 1), started, kToDo, kDoing));
  set.histories.push_back(move(IssueId(id), std::to_string(id * 10 + 2), finished, kDoing, kDone));
  set.records.push_back(make_record(RecordKind::kWorklog, std::to_string(id * 10 + 5), finished,
                                    {{"author", Ref{"acc-1", "Robin Sample"}},
                                     {"started", started},
                                     {"created", finished},
                                     {"seconds", 1800.0}},
                                    IssueId(id)));
  set.records.push_back(
      make_record(RecordKind::kComment, std::to_string(id * 10 + 6), finished,
                  {{"author", Ref{"acc-1", "Robin Sample"}}, {"created", finished}}, IssueId(id)));
  const auto applied = store->tenant(tenant).apply(instance, set, {});
  EXPECT_TRUE(applied.ok()) << applied.error().detail;
}

}  // namespace tl::api
