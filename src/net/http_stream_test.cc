#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "net/http_server.h"
#include "net/net_test_support.h"
#include "net/stream_queue.h"

namespace tl::net {
namespace {

using Writer = std::shared_ptr<StreamWriter>;

struct StreamServer {
  std::promise<Writer> opened;
  std::unique_ptr<HttpServer> server;

  explicit StreamServer(ServerLimits limits = {}) {
    Router router;
    router.add_stream("/events", [this](const Request& r, const Writer& writer) {
      if (r.query_value("refuse")) return std::optional(json_response(401, "{}"));
      if (r.query_value("throw")) throw std::runtime_error("bug");
      if (!r.query_value("forget")) opened.set_value(writer);
      return std::optional<Response>();
    });
    ServerOptions options;
    options.limits = limits;
    server = start_server(std::move(router), options);
  }
  Writer await() {
    Writer writer = opened.get_future().get();
    opened = {};
    return writer;
  }
};

TEST(HttpStream, CarriesEventsUntilClosed) {
  StreamServer s;
  RawClient client(s.server->port());
  client.send(get_request("/events"));
  Writer writer = s.await();
  EXPECT_TRUE(writer->send("data: one\n\n"));
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_NE(head.find("200 OK"), std::string::npos);
  EXPECT_NE(head.find("Content-Type: text/event-stream"), std::string::npos);
  EXPECT_EQ(client.read_until("one\n\n\r\n"), "b\r\ndata: one\n\n\r\n");
  EXPECT_TRUE(writer->send("data: two\n\n"));
  EXPECT_EQ(client.read_until("two\n\n\r\n"), "b\r\ndata: two\n\n\r\n");
  EXPECT_EQ(s.server->stats().streams_open, 1u);
  writer->close();
  EXPECT_EQ(client.read_all(), "0\r\n\r\n");
  EXPECT_TRUE(writer->closed());
  EXPECT_FALSE(writer->send("data: three\n\n"));
}

TEST(HttpStream, HeadAndFirstBytesGoOutWithoutWaitingForMore) {
  StreamServer s;
  RawClient client(s.server->port());
  client.send(get_request("/events"));
  Writer writer = s.await();
  EXPECT_NE(client.read_until("\r\n\r\n").find("200 OK"), std::string::npos);
  EXPECT_FALSE(writer->closed());
}

TEST(HttpStream, TheSenderSeesTheClientLeave) {
  StreamServer s;
  auto client = std::make_unique<RawClient>(s.server->port());
  client->send(get_request("/events"));
  Writer writer = s.await();
  client->read_until("\r\n\r\n");
  client.reset();
  while (!writer->closed()) std::this_thread::yield();
  EXPECT_FALSE(writer->send("data: x\n\n"));
  while (s.server->stats().streams_open != 0) std::this_thread::yield();
}

TEST(HttpStream, AWriterThatIsForgottenEndsTheStream) {
  StreamServer s;
  RawClient client(s.server->port());
  client.send(get_request("/events?forget=1"));
  EXPECT_TRUE(client.read_all().ends_with("\r\n\r\n0\r\n\r\n"));
}

TEST(HttpStream, CanBeRefused) {
  StreamServer s;
  RawClient client(s.server->port());
  EXPECT_EQ(client.ask(get_request("/events?refuse=1")).status, 401);
  EXPECT_EQ(client.ask(get_request("/events?throw=1")).status, 500);
  client.send("HEAD /events HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).status, 405);
  EXPECT_EQ(s.server->stats().streams_open, 0u);
}

TEST(HttpStream, LimitOfOpenStreams) {
  ServerLimits limits;
  limits.streams = 1;
  StreamServer s(limits);
  RawClient first(s.server->port()), second(s.server->port());
  first.send(get_request("/events"));
  Writer writer = s.await();
  EXPECT_EQ(second.ask(get_request("/events?refuse=1")).status, 503);
  writer->close();
  first.read_all();
  while (s.server->stats().streams_open != 0) std::this_thread::yield();
  EXPECT_EQ(second.ask(get_request("/events?refuse=1")).status, 401);
}

TEST(HttpStream, StopClosesStreams) {
  StreamServer s;
  RawClient client(s.server->port());
  client.send(get_request("/events"));
  Writer writer = s.await();
  writer->send("data: last\n\n");
  client.read_until("last\n\n\r\n");
  std::string rest;
  std::thread reader([&] {
    rest = client.read_all();
    client.close();
  });
  s.server->stop();
  reader.join();
  EXPECT_EQ(rest, "0\r\n\r\n");
  EXPECT_TRUE(writer->closed());
}

TEST(HttpStream, AWriterMayOutliveTheServer) {
  Writer writer;
  {
    StreamServer s;
    RawClient client(s.server->port());
    client.send(get_request("/events"));
    writer = s.await();
    client.read_until("\r\n\r\n");
    s.server->stop(Millis(0));
  }
  EXPECT_FALSE(writer->send("x"));
}

TEST(HttpStream, ManySendersAtOnce) {
  StreamServer s;
  RawClient client(s.server->port());
  client.send(get_request("/events"));
  Writer writer = s.await();
  std::vector<std::thread> senders;
  for (int t = 0; t < 4; ++t) {
    senders.emplace_back([&] {
      for (int i = 0; i < 200; ++i) writer->send(":\n\n");
    });
  }
  for (auto& sender : senders) sender.join();
  writer->close();
  const std::string all = client.read_all();
  size_t comments = 0;
  for (size_t at = all.find(":\n\n"); at != std::string::npos; at = all.find(":\n\n", at + 1)) {
    ++comments;
  }
  EXPECT_EQ(comments, 800u);
}

TEST(StreamQueue, ClosesWhenTheBufferIsFull) {
  StreamQueue queue(10);
  EXPECT_TRUE(queue.send("0123456789"));  // at the limit
  EXPECT_FALSE(queue.closed());
  EXPECT_FALSE(queue.send("x"));  // one above
  EXPECT_TRUE(queue.closed());
  const auto batch = queue.take();
  EXPECT_EQ(batch.bytes, "0123456789");
  EXPECT_TRUE(batch.ended);
}

TEST(StreamQueue, WakesOnlyWhoHasSeenItEmpty) {
  StreamQueue queue(100);
  int wakes = 0;
  queue.attach([&] { ++wakes; });
  queue.send("a");
  EXPECT_EQ(wakes, 0);
  EXPECT_EQ(queue.take().bytes, "a");
  queue.send("b");
  EXPECT_EQ(wakes, 0);  // the taker will come again
  EXPECT_EQ(queue.take().bytes, "b");
  EXPECT_EQ(queue.take().bytes, "");
  queue.send("c");
  queue.send("d");
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(queue.take().bytes, "cd");
}

}  // namespace
}  // namespace tl::net
