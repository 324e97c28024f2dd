#include "net/url.h"

#include <gtest/gtest.h>

namespace tl::net {
namespace {

std::string norm(std::string_view text) {
  const auto url = parse_url(text);
  return url.ok() ? url->text() : "refused";
}

TEST(ParseUrl, Normalises) {
  const std::pair<const char*, const char*> rows[] = {
      {"https://Example.COM", "https://example.com/"},
      {"HTTPS://example.com:443/", "https://example.com/"},
      {"http://example.com:80/a", "http://example.com/a"},
      {"http://example.com:443/a", "http://example.com:443/a"},
      {"https://example.com:8443/jira/", "https://example.com:8443/jira/"},
      {"https://example.com:/x", "https://example.com/x"},
      {"https://example.com./x", "https://example.com/x"},
      {"https://example.com?x=1", "https://example.com/?x=1"},
      {"https://example.com/a#frag", "https://example.com/a"},
      {"https://example.com/a/./b/../c", "https://example.com/a/c"},
      {"https://example.com/../../x", "https://example.com/x"},
      {"https://example.com/a/..", "https://example.com/"},
      {"https://example.com/%2e%2E/x", "https://example.com/x"},
      {"https://example.com/a%20b?q=%C3%A9", "https://example.com/a%20b?q=%C3%A9"},
      {"https://example.com/é", "https://example.com/%C3%A9"},
      {"https://[::1]:8080/x", "https://[::1]:8080/x"},
      {"http://127.0.0.1:18200", "http://127.0.0.1:18200/"},
      {"https://my_site.example", "https://my_site.example/"},
  };
  for (const auto& [text, expected] : rows) {
    EXPECT_EQ(norm(text), expected) << text;
    EXPECT_EQ(norm(norm(text)), expected) << text;
  }
}

TEST(ParseUrl, Refuses) {
  for (const char* bad : {"",
                          "example.com",
                          "//example.com",
                          "ftp://example.com",
                          "javascript://x",
                          "https://",
                          "https:///x",
                          "https://user@example.com",
                          "https://a:b@example.com/",
                          "https://a b.com",
                          "https://example.com/a b",
                          "https://example.com:0/",
                          "https://example.com:65536/",
                          "https://example.com:-1/",
                          "https://example.com:8x/",
                          "https://exam ple.com",
                          "https://example.com\\@evil.com/",
                          "https://..",
                          "https://a..b/",
                          "https://a../",
                          "https://[::1",
                          "https://[zz]/",
                          "https://ex%41mple.com/",
                          "https://example.com/\n",
                          "https://?x"}) {
    EXPECT_EQ(norm(bad), "refused") << bad;
  }
}

TEST(ParseUrl, LengthLimit) {
  const std::string base = "https://example.com/";
  EXPECT_TRUE(parse_url(base + std::string(kMaxUrlBytes - base.size(), 'a')).ok());
  EXPECT_FALSE(parse_url(base + std::string(kMaxUrlBytes - base.size() + 1, 'a')).ok());
}

TEST(ParseUrl, TheErrorShowsNoSecret) {
  const auto url = parse_url("https://me:hunter2@example.com/?token=abc");
  ASSERT_FALSE(url.ok());
  EXPECT_EQ(url.error().detail.find("hunter2"), std::string::npos);
  EXPECT_EQ(url.error().detail.find("abc"), std::string::npos);
  EXPECT_NE(url.error().detail.find("user name"), std::string::npos);
}

TEST(ParsePastedUrl, FillsInTheScheme) {
  EXPECT_EQ(parse_pasted_url("  acme.atlassian.net/jira \n")->text(),
            "https://acme.atlassian.net/jira");
  EXPECT_EQ(parse_pasted_url("localhost:18200")->text(), "http://localhost:18200/");
  EXPECT_EQ(parse_pasted_url("127.0.0.1/x")->text(), "http://127.0.0.1/x");
  EXPECT_EQ(parse_pasted_url("localhost.example.com")->text(), "https://localhost.example.com/");
  EXPECT_EQ(parse_pasted_url("http://acme.example")->text(), "http://acme.example/");
  EXPECT_FALSE(parse_pasted_url("   ").ok());
  EXPECT_FALSE(parse_pasted_url("two words").ok());
}

TEST(ResolveUrl, FollowsReferences) {
  const Url base = *parse_url("https://h.example:8443/jira/rest/x?y=1");
  const std::pair<const char*, const char*> rows[] = {
      {"", "https://h.example:8443/jira/rest/x?y=1"},
      {"/rest/api/3?z", "https://h.example:8443/rest/api/3?z"},
      {"z", "https://h.example:8443/jira/rest/z"},
      {"../z", "https://h.example:8443/jira/z"},
      {"?q=2", "https://h.example:8443/jira/rest/x?q=2"},
      {"//other.example/a", "https://other.example/a"},
      {"http://other.example", "http://other.example/"},
      {"a/b:c", "https://h.example:8443/jira/rest/a/b:c"},
      {"#f", "https://h.example:8443/jira/rest/x?y=1"},
  };
  for (const auto& [reference, expected] : rows) {
    const auto url = resolve_url(base, reference);
    ASSERT_TRUE(url.ok()) << reference;
    EXPECT_EQ(url->text(), expected) << reference;
  }
  EXPECT_FALSE(resolve_url(base, "javascript:alert(1)").ok());
}

TEST(JoinUrl, KeepsThePrefixAndEncodes) {
  EXPECT_EQ(join_url("https://h/jira/", "/rest/x"), "https://h/jira/rest/x");
  EXPECT_EQ(join_url("https://h", "rest/x", {{"jql", "a = \"b c\""}, {"n", "1"}}),
            "https://h/rest/x?jql=a%20%3D%20%22b%20c%22&n=1");
  EXPECT_EQ(join_url("https://h", "x?a=1", {{"b", "2"}}), "https://h/x?a=1&b=2");
}

TEST(PrintableUrl, HidesUserInfoAndQuery) {
  EXPECT_EQ(printable_url("https://a:b@h/p?t=1#x"), "https://h/p");
  EXPECT_EQ(printable_url("a:b@h"), "h");
  EXPECT_EQ(printable_url("https://h/p@q"), "https://h/p@q");
}

TEST(UrlLogin, ComesApartAndTogether) {
  struct Case {
    std::string_view whole, plain, login;
  };
  for (const auto& [whole, plain, login] :
       {Case{"http://ada:p%40ss@proxy:3128", "http://proxy:3128", "ada:p%40ss"},
        Case{"http://ada@proxy:3128/", "http://proxy:3128/", "ada"},
        Case{"http://a:b@c@proxy", "http://proxy", "a:b@c"},
        Case{"http://proxy:3128/a@b", "http://proxy:3128/a@b", ""},
        Case{"http://proxy?a@b", "http://proxy?a@b", ""}, Case{"u:p@proxy", "proxy", "u:p"},
        Case{"", "", ""}}) {
    const UrlLogin parts = split_login(whole);
    EXPECT_EQ(parts.plain, plain);
    EXPECT_EQ(parts.login, login);
    EXPECT_EQ(join_login(parts.plain, parts.login), whole);
  }
}

}  // namespace
}  // namespace tl::net
