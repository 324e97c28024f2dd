#include "net/router.h"

#include <gtest/gtest.h>

namespace tl::net {
namespace {

Router router_of(const std::vector<std::pair<const char*, const char*>>& routes) {
  Router router;
  for (const auto& [method, pattern] : routes) {
    router.add(method, pattern, [](const Request&) { return empty_response(204); });
  }
  return router;
}

// "PATTERN name=value ...", or "404", or "405 METHODS".
std::string find(const Router& router, std::string_view method, std::string_view target) {
  ParsedTarget parsed;
  if (!parse_target(target, parsed)) return "400";
  const Router::Match match = router.match(method, parsed.segments);
  std::string out;
  if (match.route == nullptr) {
    out = match.allow.empty() ? "404" : "405";
    for (const auto& allowed : match.allow) out += " " + allowed;
    return out;
  }
  out = match.route->pattern;
  for (const auto& [name, value] : match.params) out += " " + name + "=" + value;
  return out;
}

TEST(Router, MatchesLiteralsAndParameters) {
  const Router router = router_of({{"GET", "/"},
                                   {"GET", "/api/v1/issues"},
                                   {"GET", "/api/v1/issues/{key}"},
                                   {"GET", "/api/v1/issues/{key}/history/{id}"}});
  EXPECT_EQ(find(router, "GET", "/"), "/");
  EXPECT_EQ(find(router, "GET", "/api/v1/issues"), "/api/v1/issues");
  EXPECT_EQ(find(router, "GET", "/api/v1/issues/A-1"), "/api/v1/issues/{key} key=A-1");
  EXPECT_EQ(find(router, "GET", "/api/v1/issues/a%2Fb%20c"), "/api/v1/issues/{key} key=a/b c");
  EXPECT_EQ(find(router, "GET", "/api/v1/issues/A-1/history/7"),
            "/api/v1/issues/{key}/history/{id} key=A-1 id=7");
  EXPECT_EQ(find(router, "GET", "/api/v1/issues/"), "404");  // a parameter is never empty
  EXPECT_EQ(find(router, "GET", "/api/v1"), "404");
  EXPECT_EQ(find(router, "GET", "/api/v1/issues/A/B"), "404");
}

TEST(Router, ALiteralWinsButAnotherMethodGoesOn) {
  const Router router = router_of({{"GET", "/issues/{key}"},
                                   {"POST", "/issues/search"},
                                   {"GET", "/issues/mine"},
                                   {"GET", "/{a}/{b}/deep"}});
  EXPECT_EQ(find(router, "GET", "/issues/mine"), "/issues/mine");
  EXPECT_EQ(find(router, "POST", "/issues/search"), "/issues/search");
  EXPECT_EQ(find(router, "GET", "/issues/search"), "/issues/{key} key=search");
  EXPECT_EQ(find(router, "GET", "/issues/mine/deep"), "/{a}/{b}/deep a=issues b=mine");
}

TEST(Router, NamesTheAllowedMethods) {
  const Router router = router_of({{"GET", "/x"}, {"PATCH", "/x"}, {"POST", "/y"}});
  EXPECT_EQ(find(router, "DELETE", "/x"), "405 GET HEAD OPTIONS PATCH");
  EXPECT_EQ(find(router, "HEAD", "/x"), "/x");
  EXPECT_EQ(find(router, "HEAD", "/y"), "405 POST OPTIONS");
  EXPECT_EQ(find(router, "get", "/x"), "405 GET HEAD OPTIONS PATCH");
}

TEST(Router, ARestParameterComesLast) {
  const Router router = router_of(
      {{"GET", "/{path...}"}, {"GET", "/api/{rest...}"}, {"POST", "/api/login"}, {"GET", "/a/b"}});
  EXPECT_EQ(find(router, "GET", "/"), "/{path...} path=");
  EXPECT_EQ(find(router, "GET", "/some/page"), "/{path...} path=some/page");
  EXPECT_EQ(find(router, "GET", "/api"), "/api/{rest...} rest=");
  EXPECT_EQ(find(router, "GET", "/api/x/y"), "/api/{rest...} rest=x/y");
  EXPECT_EQ(find(router, "GET", "/api/login"), "405 POST OPTIONS");  // not the page behind it
  EXPECT_EQ(find(router, "GET", "/a/b/c"), "/{path...} path=a/b/c");
  EXPECT_EQ(find(router, "PUT", "/zzz"), "405 GET HEAD OPTIONS");
}

TEST(Router, RefusesMalformedAndDoublePatterns) {
  for (const char* bad :
       {"", "x", "/{}", "/{a", "/a{b}", "/{a}b", "/{a...}/b", "/{...}", "/{a.b}"}) {
    EXPECT_THROW(router_of({{"GET", bad}}), std::logic_error) << bad;
  }
  EXPECT_THROW(router_of({{"GET", "/a/{x}"}, {"GET", "/a/{y}"}}), std::logic_error);
  EXPECT_NO_THROW(router_of({{"GET", "/a/{x}"}, {"PUT", "/a/{y}"}}));
}

TEST(Router, ListsItsRoutes) {
  const Router router = router_of({{"GET", "/b"}, {"POST", "/a"}});
  ASSERT_EQ(router.routes().size(), 2u);
  EXPECT_EQ(router.routes()[1]->pattern, "/a");
}

TEST(ParseTarget, ReadsPathAndQuery) {
  ParsedTarget out;
  ASSERT_TRUE(parse_target("/a%20b/c?x=1&y&x=%C3%A9+z&&=e", out));
  EXPECT_EQ(out.path, "/a b/c");
  EXPECT_EQ(out.query, (NameValues{{"x", "1"}, {"y", ""}, {"x", "é z"}, {"", "e"}}));
  ASSERT_TRUE(parse_target("http://example.com/p?q=1", out));
  EXPECT_EQ(out.path, "/p");
  ASSERT_TRUE(parse_target("HTTPS://example.com", out));
  EXPECT_EQ(out.path, "/");
  ASSERT_TRUE(parse_target("/a+b", out));
  EXPECT_EQ(out.path, "/a+b");
}

TEST(ParseTarget, RefusesWhatCouldMislead) {
  ParsedTarget out;
  for (const char* bad :
       {"",        "a",       "*",         "//..",      "/a/../b",    "/./a",  "/%2E%2e",
        "/%",      "/%4",     "/%g1",      "/a#b",      "/a b",       "/\x7f", "/?a=%",
        "/?%zz=1", "http://", "http:///x", "ftp://h/x", "http://h?x", "/a%00b"}) {
    EXPECT_FALSE(parse_target(bad, out)) << bad;
  }
}

TEST(Request, LooksUpCookies) {
  Request request;
  request.headers.add("Cookie", "a=1; session=abc=d ;x");
  request.headers.add("cookie", "late=2");
  EXPECT_EQ(request.cookie("session"), "abc=d");
  EXPECT_EQ(request.cookie("late"), "2");
  EXPECT_FALSE(request.cookie("x").has_value());
  EXPECT_FALSE(request.cookie("sess").has_value());
}

TEST(Headers, LookUpWithoutCase) {
  Headers headers = {{"A", "1"}, {"b", "2"}, {"a", "3"}};
  EXPECT_EQ(headers.get("a"), "1");
  EXPECT_EQ(headers.joined("A"), "1, 3");
  headers.set("a", "9");
  EXPECT_EQ(headers.joined("A"), "9");
  headers.remove("B");
  EXPECT_FALSE(headers.contains("b"));
  EXPECT_EQ(headers.value("none"), "");
}

}  // namespace
}  // namespace tl::net
