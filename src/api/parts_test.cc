// The small parts, as data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/assets.h"
#include "api/body.h"
#include "api/csv.h"
#include "api/cursor.h"
#include "api/event_streams.h"
#include "api/issue_query.h"
#include "api/origin.h"
#include "api/throttle.h"
#include "base/zone.h"

namespace tl::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Cursor, comes_back_as_it_went) {
  const std::vector<std::string> values = {"A\"B", "", "-5", "é"};
  const auto cursor = render_cursor(values, "query");
  EXPECT_EQ(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_"),
            std::string::npos);
  const auto read = parse_cursor(cursor, "query", 4);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, values);
}

TEST(Cursor, is_refused_for_another_query_and_when_broken) {
  const auto cursor = render_cursor({"1"}, "query");
  EXPECT_EQ(parse_cursor(cursor, "other", 1).error().code, ErrorCode::kInvalidArgument);
  EXPECT_FALSE(parse_cursor(cursor, "query", 2).ok());
  for (const std::string& broken :
       {std::string("x"), cursor.substr(0, cursor.size() - 3), cursor + "A", std::string("W10"),
        std::string("!!!!"), std::string(5000, 'A'), std::string()}) {
    EXPECT_FALSE(parse_cursor(broken, "query", 1).ok()) << broken;
  }
}

TEST(Csv, quotes_and_guards_formulas) {
  CsvWriter csv;
  csv.comment("a\nb").text("plain").text("a,b").text("say \"hi\"").text("=1+1").end_row();
  csv.text("@x").text("-x,y").number(-5).number(1.5, 2).text("").end_row();
  EXPECT_EQ(csv.take(),
            "# a b\r\nplain,\"a,b\",\"say \"\"hi\"\"\",'=1+1\r\n'@x,\"'-x,y\",-5,1.50,\r\n");
}

TEST(Zone, knows_names_and_days) {
  EXPECT_TRUE(zone_exists("Europe/Berlin"));
  EXPECT_FALSE(zone_exists("Europe/Nowhere"));
  EXPECT_FALSE(zone_exists("../etc/passwd"));
  EXPECT_FALSE(zone_exists(""));
  const auto day = *parse_date("2026-07-01");
  EXPECT_EQ(format_instant(*start_of_day("Europe/Berlin", day)), "2026-06-30T22:00:00.000Z");
  EXPECT_EQ(format_date(*date_in_zone("Europe/Berlin", *parse_instant("2026-06-30T22:30:00Z"))),
            "2026-07-01");
  // Midnight that does not exist: clocks jumped from 00:00 to 01:00.
  EXPECT_EQ(format_instant(*start_of_day("America/Asuncion", *parse_date("2023-10-01"))),
            "2023-10-01T04:00:00.000Z");
}

TEST(Throttle, counts_attempts_in_a_window) {
  AttemptThrottle throttle({2, minutes(5)});
  const Instant start(1'000'000);
  EXPECT_FALSE(throttle.begin("a", start));
  EXPECT_FALSE(throttle.begin("a", start + minutes(1)));
  EXPECT_EQ(throttle.begin("a", start + minutes(2)), minutes(3));
  EXPECT_FALSE(throttle.begin("b", start + minutes(2)));
  EXPECT_FALSE(throttle.begin("a", start + minutes(5)));
  throttle.forgive("a");
  EXPECT_FALSE(throttle.begin("a", start + minutes(5)));
  EXPECT_FALSE(throttle.begin("a", start + minutes(5)));
  EXPECT_TRUE(throttle.begin("a", start + minutes(5)));
}

TEST(Throttle, takes_back_one) {
  AttemptThrottle throttle({2, minutes(5)});
  EXPECT_FALSE(throttle.begin("a", Instant(1)));
  EXPECT_FALSE(throttle.begin("a", Instant(1)));
  throttle.refund("a");
  EXPECT_FALSE(throttle.begin("a", Instant(1)));
  EXPECT_TRUE(throttle.begin("a", Instant(1)));
  throttle.refund("unknown");
}

TEST(Throttle, forgets_the_oldest_when_full) {
  AttemptThrottle throttle({1, hours(1)});
  const size_t keys = AttemptThrottle::kMaxKeys + 1;
  for (size_t i = 0; i < keys; ++i) {
    EXPECT_FALSE(throttle.begin(std::to_string(i), Instant(static_cast<int64_t>(i))));
  }
  EXPECT_TRUE(throttle.begin(std::to_string(keys - 1), Instant(static_cast<int64_t>(keys))));
  EXPECT_FALSE(throttle.begin("0", Instant(static_cast<int64_t>(keys))));
}

TEST(Origin, must_be_our_own) {
  net::Request request;
  request.scheme = "http";
  request.host = "tl.example.com:80";
  auto same = [&](std::string_view origin) {
    request.headers.set("Origin", origin);
    return is_same_origin(request, "https://public.example.com/");
  };
  EXPECT_TRUE(same("http://tl.example.com"));
  EXPECT_TRUE(same("https://public.example.com"));
  EXPECT_FALSE(same("https://tl.example.com"));
  EXPECT_FALSE(same("http://tl.example.com:8080"));
  EXPECT_FALSE(same("http://tl.example.com.evil.example"));
  EXPECT_FALSE(same("null"));
  EXPECT_FALSE(same(""));
  request.host.clear();
  EXPECT_FALSE(is_same_origin(request, ""));
}

TEST(Origin, hint_for_addresses_a_cloud_cannot_reach) {
  for (std::string_view url : {"http://localhost:8080", "http://127.0.0.1", "http://10.1.2.3",
                               "https://192.168.1.5", "https://172.20.0.1", "https://[::1]:8443",
                               "https://[fd00::1]", "https://tl.lan", "https://intranet", ""}) {
    EXPECT_TRUE(unreachable_hint(url)) << url;
  }
  for (std::string_view url : {"https://tl.example.com", "https://172.32.0.1", "http://8.8.8.8"}) {
    EXPECT_FALSE(unreachable_hint(url)) << url;
  }
}

TEST(Body, finds_every_problem_at_once) {
  const auto document =
      JsonDocument::parse(R"({"n":"x","m":11,"t":"   ","d":"2026-13-01","l":["a",3],"o":[],
                              "f":1,"extra":1,"twice":"a","twice":"b","long":"abcdef"})");
  ASSERT_TRUE(document.ok());
  Problems problems;
  ObjectReader body(document->root(), "", problems);
  EXPECT_EQ(body.integer("n", 1, 10), 1);
  (void)body.optional_integer("m", 1, 10);
  (void)body.text("t", 10);
  (void)body.text("gone", 10);
  (void)body.date("d", false);
  (void)body.optional_texts("l", 5, 5);
  (void)body.object("o", false);
  (void)body.optional_flag("f");
  (void)body.text("twice", 10);
  (void)body.optional_text("long", 5);
  body.refuse_unknown();
  std::vector<std::string> fields;
  for (const auto& problem : problems) fields.push_back(problem.field);
  EXPECT_THAT(fields,
              ElementsAre("n", "m", "t", "gone", "d", "l[1]", "o", "f", "long", "extra", "twice"));
}

TEST(Body, counts_characters_not_bytes) {
  EXPECT_EQ(count_chars("aé€😀"), 4u);
  EXPECT_TRUE(looks_like_email("a.b+c@example.com"));
  for (std::string_view wrong : {"", "a", "@b", "a@", "a b@c", "a@b@c", "<a@b>", "a@b,c@d"}) {
    EXPECT_FALSE(looks_like_email(wrong)) << wrong;
  }
}

TEST(Assets, negotiate_encoding) {
  EXPECT_TRUE(accepts_encoding("gzip, deflate, br", "br"));
  EXPECT_TRUE(accepts_encoding("br;q=0.5", "br"));
  EXPECT_FALSE(accepts_encoding("br;q=0", "br"));
  EXPECT_FALSE(accepts_encoding("br;q=0.0, gzip", "br"));
  EXPECT_FALSE(accepts_encoding("gzip", "br"));
  EXPECT_FALSE(accepts_encoding("", "br"));
}

TEST(Assets, every_page_has_its_own_nonce) {
  const auto first = serve_page("<style nonce=\"__CSP_NONCE__\">");
  const auto second = serve_page("<style nonce=\"__CSP_NONCE__\">");
  EXPECT_NE(first.body, second.body);
  const std::string nonce = first.body.substr(14, 24);
  EXPECT_EQ(first.body, "<style nonce=\"" + nonce + "\">");
  EXPECT_THAT(std::string(first.headers.value("Content-Security-Policy")),
              HasSubstr("style-src 'self' 'nonce-" + nonce + "'"));
}

TEST(Events, are_written_as_the_standard_says) {
  EXPECT_EQ(render_event("feed", "{\"position\":3}"), "event: feed\ndata: {\"position\":3}\n\n");
}

TEST(IssueQuery, finds_parts_without_case) {
  EXPECT_TRUE(contains_no_case("The Big One", "big"));
  EXPECT_TRUE(contains_no_case("x", ""));
  EXPECT_FALSE(contains_no_case("", "a"));
}

}  // namespace
}  // namespace tl::api
