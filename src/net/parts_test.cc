// The smaller parts: parser, forwarded headers, worker pool, rendering.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "net/chunk_reader.h"
#include "net/proxy_trust.h"
#include "net/request_parser.h"
#include "net/response_render.h"
#include "net/worker_pool.h"

namespace tl::net {
namespace {

using State = RequestParser::State;

TEST(RequestParser, GivesTheSameHoweverTheBytesAreCut) {
  const std::string text =
      "\r\nPOST /a?b HTTP/1.1\r\nHost: h\r\nX-Fold: v\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2;e=1\r\nde\r\n0\r\nTrailer: t\r\n\r\n";
  const ServerLimits limits;
  for (size_t step = 1; step <= text.size(); ++step) {
    RequestParser parser(limits);
    std::string pending;
    size_t fed = 0;
    while (parser.state() != State::kComplete) {
      ASSERT_NE(parser.state(), State::kFailed) << parser.failure().detail;
      if (parser.state() == State::kHeaderDone) {
        parser.accept_body(100);
      } else {
        ASSERT_LT(fed, text.size());
        pending += text.substr(fed, step);
        fed = std::min(fed + step, text.size());
      }
      pending.erase(0, parser.feed(pending));
    }
    EXPECT_EQ(parser.request().body, "abcde");
    EXPECT_EQ(parser.request().target, "/a?b");
    EXPECT_FALSE(parser.request().headers.contains("Trailer"));
  }
}

TEST(RequestParser, LeavesTheNextRequestAlone) {
  const ServerLimits limits;
  RequestParser parser(limits);
  const std::string first = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok";
  const std::string both = first + "GET /next HTTP/1.1\r\n";
  size_t used = parser.feed(both);
  ASSERT_EQ(parser.state(), State::kHeaderDone);
  parser.accept_body(2);
  used += parser.feed(std::string_view(both).substr(used));
  EXPECT_EQ(parser.state(), State::kComplete);
  EXPECT_EQ(used, first.size());
  EXPECT_TRUE(parser.keep_alive());
}

// What a chunked body gives: its data, or "bad", "large", "more".
std::string chunks(std::string_view bytes, size_t max_body = 100) {
  std::string whole;
  for (size_t step : {bytes.size() + 1, size_t{1}}) {
    ChunkReader reader;
    std::string body;
    for (size_t at = 0; at < bytes.size() && reader.state() == ChunkReader::State::kMore;) {
      at += reader.feed(bytes.substr(at, step), body, max_body);
    }
    std::string result = body;
    if (reader.state() == ChunkReader::State::kBad) result = "bad";
    if (reader.state() == ChunkReader::State::kTooLarge) result = "large";
    if (reader.state() == ChunkReader::State::kMore) result = "more";
    if (step == 1) EXPECT_EQ(result, whole) << bytes;
    whole = result;
  }
  return whole;
}

TEST(ChunkReader, Table) {
  EXPECT_EQ(chunks("0\r\n\r\n"), "");
  EXPECT_EQ(chunks("A\r\n0123456789\r\n0\r\n\r\n"), "0123456789");
  EXPECT_EQ(chunks("003\r\nabc\r\n00\r\nT: 1\r\nU: 2\r\n\r\n"), "abc");
  EXPECT_EQ(chunks("3;a=\"b\";c\r\nabc\r\n0;x\r\n\r\n"), "abc");
  EXPECT_EQ(chunks("0\r\nabc\r\n0\r\nx\r\n\r\n"), "");  // all trailers
  for (const char* bad : {"\r\n", ";\r\n", "x\r\n", "-1\r\n", " 3\r\nabc\r\n", "3 \r\nabc\r\n",
                          "3\nabc\r\n", "3\r\nabcd", "3\r\nabc\n", "3\r\rabc", "0\r\n\n",
                          "0\r\nT\n", "0\r\n\rx", "1000000000000000\r\n", "3;\n\r\n"}) {
    EXPECT_EQ(chunks(bad), "bad") << bad;
  }
  for (const char* more : {"3", "3\r\nab", "0\r\n", "0\r\n\r", "0\r\nT: 1\r\n"}) {
    EXPECT_EQ(chunks(more), "more") << more;
  }
}

TEST(ChunkReader, Limits) {
  const std::string four = "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n";
  EXPECT_EQ(chunks(four, 4), "abcd");
  EXPECT_EQ(chunks(four, 3), "large");
  EXPECT_EQ(chunks("fffffffffffffff\r\n"), "large");
  const size_t line = ChunkReader::kMaxLineBytes;  // of "0;xxx" and CR
  EXPECT_EQ(chunks("0;" + std::string(line - 3, 'x') + "\r\n\r\n"), "");
  EXPECT_EQ(chunks("0;" + std::string(line - 2, 'x') + "\r\n\r\n"), "bad");
  const size_t trailers = ChunkReader::kMaxTrailerBytes;  // of the field and both line ends
  EXPECT_EQ(chunks("0\r\n" + std::string(trailers - 4, 't') + "\r\n\r\n"), "");
  EXPECT_EQ(chunks("0\r\n" + std::string(trailers - 3, 't') + "\r\n\r\n"), "bad");
}

TEST(ProxyTrust, FindsTheClient) {
  const auto trust = ProxyTrust::parse({"10.0.0.0/8", "::1", "2001:db8::/33", "192.0.2.1"});
  ASSERT_TRUE(trust.ok());
  for (const char* yes :
       {"10.255.0.1", "::1", "2001:db8:7fff::1", "192.0.2.1", "::ffff:10.0.0.1"}) {
    EXPECT_TRUE(trust->trusts(yes)) << yes;
  }
  for (const char* no :
       {"11.0.0.1", "::2", "2001:db8:8000::1", "192.0.2.2", "", "x", "10.0.0.1 "}) {
    EXPECT_FALSE(trust->trusts(no)) << no;
  }
  auto client = [&](const char* direct, const char* chain) {
    return trust->client_of({direct, "http", "h"}, {{"X-Forwarded-For", chain}}).address;
  };
  EXPECT_EQ(client("10.0.0.1", "1.1.1.1, 2.2.2.2"), "2.2.2.2");  // the left one may be invented
  EXPECT_EQ(client("10.0.0.1", "1.1.1.1, 10.9.9.9"), "1.1.1.1");
  EXPECT_EQ(client("10.0.0.1", "10.1.1.1, 10.2.2.2"), "10.1.1.1");
  EXPECT_EQ(client("10.0.0.1", "2.2.2.2:4711"), "2.2.2.2");
  EXPECT_EQ(client("10.0.0.1", "[2001:db8:8000::1]:80"), "2001:db8:8000::1");
  EXPECT_EQ(client("10.0.0.1", "2.2.2.2, rubbish"), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", ""), "10.0.0.1");
  EXPECT_EQ(client("9.9.9.9", "1.1.1.1"), "9.9.9.9");
  const auto seen = trust->client_of(
      {"10.0.0.1", "http", "inner"},
      {{"X-Forwarded-Proto", "HTTPS"}, {"X-Forwarded-Host", "a.example, b.example"}});
  EXPECT_EQ(seen.scheme, "https");
  EXPECT_EQ(seen.host, "b.example");
}

TEST(ProxyTrust, RefusesWhatIsNoNetwork) {
  for (const char* bad : {"", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::1/129", "1.2.3"}) {
    EXPECT_FALSE(ProxyTrust::parse({bad}).ok()) << bad;
  }
}

TEST(WorkerPool, QueueLimit) {
  WorkerPool pool(1, 2);
  std::latch entered(1), leave(1);
  std::atomic<int> done = 0;
  ASSERT_TRUE(pool.submit([&] {
    entered.count_down();
    leave.wait();
    ++done;
  }));
  entered.wait();
  EXPECT_TRUE(pool.submit([&] { ++done; }));
  EXPECT_TRUE(pool.submit([&] { ++done; }));
  EXPECT_FALSE(pool.submit([&] { ++done; }));  // one above
  EXPECT_EQ(pool.queued(), 2u);
  leave.count_down();
  while (done < 3) std::this_thread::yield();
  pool.stop();
  EXPECT_FALSE(pool.submit([] {}));
}

TEST(WorkerPool, StopDropsWhatWaitsAndWaitsForWhatRuns) {
  std::atomic<bool> finished = false, dropped_ran = false;
  auto token = std::make_shared<int>(1);
  std::weak_ptr<int> waiting = token;
  std::latch entered(1), leave(1);
  WorkerPool pool(1, 4);
  ASSERT_TRUE(pool.submit([&] {
    entered.count_down();
    leave.wait();
    finished = true;
  }));
  entered.wait();
  ASSERT_TRUE(pool.submit([&, held = std::move(token)] { dropped_ran = true; }));
  std::jthread stopper([&] { pool.stop(); });
  while (!waiting.expired()) std::this_thread::yield();
  leave.count_down();
  stopper.join();
  EXPECT_TRUE(finished);
  EXPECT_FALSE(dropped_ran);
}

TEST(RenderHead, ReplacesFramingOfTheHandler) {
  Response response = text_response(200, "abc");
  response.headers.add("content-length", "99");
  response.headers.add("Transfer-Encoding", "chunked");
  const std::string head = render_head(response, {.date = "D"});
  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nDate: D\r\n"
            "Content-Length: 3\r\n\r\n");
  EXPECT_EQ(render_head(empty_response(204), {.keep_alive = false, .date = "D"}),
            "HTTP/1.1 204 No Content\r\nDate: D\r\nConnection: close\r\n\r\n");
}

TEST(HttpDate, IsAnImfFixdate) { EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT"); }

}  // namespace
}  // namespace tl::net
