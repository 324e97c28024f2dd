// Event streams and deliveries.
#include <gmock/gmock.h>

#include "api/runtime.h"
#include "api/world_for_test.h"
#include "net/http_server.h"
#include "sync/events.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = sync::Event::Kind;

// The streams of a world without their thread: the test says when a round is.
struct Streams : World {
  Streams() {
    cookie = set_up();
    connection = connect(cookie);
    instance = instance_id(connection);
    const auto status = service->status(tenant_id(), instance);
    EXPECT_TRUE(status.ok()) << status.error().detail;
    service->stop();  // nothing else publishes
    context->runtime->streams.stop();
  }
  void publish(Kind kind, int64_t position = 0) {
    service->events().publish({kind, tenant_id(), instance, position});
  }
  Caller caller_of(const std::string& value) {
    net::Request request;
    request.headers.add("Cookie", "tl_session=" + value);
    return load_caller(*context, request).value();
  }
  std::string cookie;
  std::string connection;
  InstanceId instance;
};

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

TEST(EventStreams, send_what_is_published_to_that_tenant_alone) {
  Streams world;
  EventStreams streams(*world.context);
  auto ours = std::make_shared<RecordedStream>();
  auto theirs = std::make_shared<RecordedStream>();
  world.add_tenant("Other");
  ASSERT_TRUE(streams.open(world.caller_of(world.cookie), ours));
  ASSERT_TRUE(streams.open(world.caller_of(world.sign_in("admin@other.example")), theirs));
  EXPECT_THAT(ours->taken(), HasSubstr("retry: 2000"));
  (void)theirs->taken();
  const StreamTime now = std::chrono::steady_clock::now();
  world.publish(Kind::kConnection);
  world.publish(Kind::kProgress);
  world.publish(Kind::kFeed, 7);
  streams.tick(now);
  const std::string sent = ours->taken();
  EXPECT_THAT(sent,
              HasSubstr("event: connection\ndata: {\"id\":\"" + world.connection + "\"}\n\n"));
  EXPECT_THAT(sent, HasSubstr("event: progress\ndata: {\"id\":\"" + world.connection + "\""));
  EXPECT_THAT(sent, HasSubstr("event: feed\ndata: {\"position\":7}\n\n"));
  EXPECT_EQ(theirs->taken(), "");
}

TEST(EventStreams, coalesce_and_keep_the_last) {
  Streams world;
  EventStreams streams(*world.context);
  auto stream = std::make_shared<RecordedStream>();
  ASSERT_TRUE(streams.open(world.caller_of(world.cookie), stream));
  (void)stream->taken();
  const StreamTime start = std::chrono::steady_clock::now();
  std::string all;
  for (int ms = 0; ms < 1000; ms += 10) {
    world.publish(Kind::kProgress);
    world.publish(Kind::kFeed, ms);
    streams.tick(start + std::chrono::milliseconds(ms));
    all += stream->taken();
  }
  EXPECT_EQ(count(all, "event: progress"), 4u);
  EXPECT_EQ(count(all, "event: feed"), 5u);
  streams.tick(start + std::chrono::milliseconds(1300));
  EXPECT_THAT(stream->taken(), HasSubstr("{\"position\":990}"));
  streams.tick(start + std::chrono::milliseconds(2000));
  EXPECT_EQ(stream->taken(), "") << "nothing new";
}

TEST(EventStreams, ping_the_silent_and_end_with_the_session) {
  Streams world;
  EventStreams streams(*world.context);
  auto stream = std::make_shared<RecordedStream>();
  ASSERT_TRUE(streams.open(world.caller_of(world.cookie), stream));
  (void)stream->taken();
  const StreamTime start = std::chrono::steady_clock::now();
  streams.tick(start + std::chrono::seconds(14));
  EXPECT_EQ(stream->taken(), "");
  streams.tick(start + std::chrono::seconds(16));
  EXPECT_EQ(stream->taken(), "event: ping\ndata: {}\n\n");
  EXPECT_EQ(world.send("DELETE", "/api/v1/session", "", world.cookie).status, 204);
  EXPECT_FALSE(stream->closed());
  streams.tick(start + std::chrono::seconds(59));
  EXPECT_TRUE(stream->closed());
  streams.tick(start + std::chrono::seconds(60));
  EXPECT_EQ(streams.open_count(), 0u);
}

TEST(EventStreams, stop_closes_all_and_takes_no_more) {
  Streams world;
  EventStreams streams(*world.context);
  streams.start();
  auto stream = std::make_shared<RecordedStream>();
  ASSERT_TRUE(streams.open(world.caller_of(world.cookie), stream));
  streams.stop();
  EXPECT_TRUE(stream->closed());
  EXPECT_FALSE(streams.open(world.caller_of(world.cookie), std::make_shared<RecordedStream>()));
}

TEST(EventStreams, route_wants_a_session) {
  World world;
  auto refused = world.open_events("", std::make_shared<RecordedStream>());
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 401);
  auto stream = std::make_shared<RecordedStream>();
  EXPECT_FALSE(world.open_events(world.set_up(), stream));
  EXPECT_THAT(stream->taken(), HasSubstr(": connected"));
}

// --- deliveries ---

TEST(Deliveries, are_accepted_once_and_only_when_signed) {
  World world;
  const std::string cookie = world.set_up();
  std::string body = connect_body("acme");
  body.replace(body.find("\"webhooks\":false"), 16, "\"webhooks\":true");
  auto made = world.send("POST", "/api/v1/connections/jira", body, cookie);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto tenant = world.store->tenant(world.tenant_id());
  const auto hooks = tenant.list_hooks(world.instance_id(made.text("/id"))).value();
  ASSERT_FALSE(hooks.empty());
  EXPECT_THAT(made.body, Not(HasSubstr(hooks.front().path_id)));
  Ask ask{.method = "POST",
          .target =
              "/v1/issue/" + tenant.load_tenant().value().public_id + "/" + hooks.front().path_id};
  ask.body = R"({"webhookEvent":"jira:issue_updated"})";
  EXPECT_EQ(world.call(ask).status, 401);
  ask.headers = {{"X-Hub-Signature", "good"}, {"X-Delivery", "d1"}};
  auto first = world.call(ask);
  EXPECT_EQ(first.status, 202) << first.body;
  EXPECT_EQ(first.text("/status"), "accepted");
  EXPECT_EQ(world.call(ask).text("/status"), "duplicate");
  ask.target += "/ACME-7/more";  // Jira may put the issue's key behind the address
  EXPECT_EQ(world.call(ask).text("/status"), "duplicate");
  ask.headers.set("X-Delivery", "d2");
  EXPECT_EQ(world.call(ask).text("/status"), "accepted");
  ask.target =
      "/v1/jira-worklog/" + tenant.load_tenant().value().public_id + "/" + hooks.front().path_id;
  ask.headers.set("X-Delivery", "d3");
  EXPECT_EQ(world.call(ask).status, 202);
  ask.headers.set("X-Hub-Signature", "bad");
  EXPECT_EQ(world.call(ask).status, 401);
}

TEST(Deliveries, to_an_unknown_path_are_404_without_a_trace_of_it) {
  World world;
  for (const char* target : {"/v1/issue/tenant/secretpath", "/v1/jira-worklog/tenant/secretpath",
                             "/v1/issue", "/v1/issue/a", "/v1/issue/a/b/c"}) {
    Ask ask{.method = "POST", .target = target, .body = "{}"};
    auto answer = world.call(ask);
    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_THAT(answer.body, Not(HasSubstr("secretpath")));
    EXPECT_THAT(answer.body, HasSubstr("\"id\":\"TL-"));
  }
}

TEST(Deliveries, other_methods_learn_that_the_address_is_reachable) {
  World world;
  for (const char* target : {"/v1/issue", "/v1/jira-worklog", "/v1/issue/a/b", "/v1/issue/a/b/c",
                             "/v1/jira-worklog/a"}) {
    for (const char* method : {"GET", "PUT", "DELETE"}) {
      auto answer = world.call({.method = method, .target = target});
      EXPECT_EQ(answer.status, 405) << method << target;
      EXPECT_THAT(answer.body, HasSubstr("reachable; expects POST from Jira"));
      EXPECT_EQ(answer.headers.value("Allow"), "POST");
    }
  }
}

TEST(Deliveries, are_refused_with_503_while_stopping) {
  World world;
  world.service->stop();
  auto answer = world.call({.method = "POST", .target = "/v1/issue/a/b", .body = "{}"});
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.headers.contains("Retry-After"));
}

// Over a real socket: what the edge refuses looks like everything else.
TEST(Edge, renders_its_own_refusals_as_problems) {
  World world;
  net::ServerOptions options;
  options.port = 0;
  options.limits.body_bytes = 1000;
  options.render_failure = render_edge_failure;
  auto server = net::HttpServer::start(options, make_router(*world.context));
  ASSERT_TRUE(server.ok()) << server.error().detail;
  net::HttpClient client;
  auto fetch = [&](const std::string& method, const std::string& path, const std::string& body) {
    net::HttpRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string((*server)->port()) + path;
    request.body = body;
    auto answer = client.fetch(request, {});
    EXPECT_TRUE(answer.ok());
    return answer.ok() ? std::move(answer).value() : net::HttpAnswer{};
  };
  EXPECT_EQ(fetch("GET", "/healthz", "").body, "ok\n");
  const auto not_allowed = fetch("DELETE", "/api/v1/me", "");
  EXPECT_EQ(not_allowed.status, 405);
  EXPECT_EQ(not_allowed.headers.value("Content-Type"), "application/problem+json");
  EXPECT_THAT(not_allowed.body, HasSubstr("\"id\":\"TL-"));
  EXPECT_THAT(fetch("GET", "/v1/issue/a/b", "").body, HasSubstr("reachable"));
  EXPECT_EQ(fetch("POST", "/api/v1/session", std::string(2u << 20, ' ')).status, 413);
  EXPECT_EQ(fetch("POST", "/v1/issue/a/b", "{}").status, 404);
  (*server)->stop();
  stop_api(*world.context);
}

}  // namespace
}  // namespace tl::api
