#include "connectors/jira/error_table.h"

#include <gtest/gtest.h>

#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {
namespace {

using domain::SignInMethod;

AnswerContext context_of(std::string_view endpoint) {
  return {.base_url = "https://acme.atlassian.net",
          .email = "bot@acme.example",
          .label = "GET it",
          .endpoint = endpoint,
          .method = SignInMethod::kApiToken,
          .flavour = "Jira Cloud",
          .anonymous = false};
}

Error error_of(int status, const std::string& body, const net::Headers& more = {},
               const AnswerContext& context = context_of("issue/{id}")) {
  net::HttpAnswer answer = FakeSite::answer(status, body);
  for (const auto& [name, value] : more) answer.headers.set(name, value);
  EXPECT_FALSE(is_good(answer)) << status;
  return error_of_answer(answer, context);
}

TEST(ErrorTable, TellsTheStatusesApart) {
  EXPECT_EQ(error_of(401, "").code, ErrorCode::kVendorRejectedCredentials);
  EXPECT_EQ(error_of(403, "{}").code, ErrorCode::kVendorForbidden);
  EXPECT_EQ(error_of(404, "{}").code, ErrorCode::kVendorNotFound);
  EXPECT_EQ(error_of(410, "{}").code, ErrorCode::kVendorGone);
  EXPECT_EQ(error_of(400, "{}").code, ErrorCode::kVendorRefused);
  EXPECT_EQ(error_of(429, "").code, ErrorCode::kVendorRateLimited);
  EXPECT_EQ(error_of(500, "").code, ErrorCode::kVendorUnavailable);
  EXPECT_EQ(error_of(503, "<html>").code, ErrorCode::kVendorUnavailable);
}

TEST(ErrorTable, NamesTheAccountOfARejectedToken) {
  EXPECT_EQ(error_of(401, "").detail,
            "Jira rejected the token for bot@acme.example. It is wrong, expired, or from another "
            "account.");
}

TEST(ErrorTable, NamesWhatWasRejectedByTheWayToSignIn) {
  struct Case {
    SignInMethod method;
    std::string_view words;
  };
  for (const Case& c : {Case{SignInMethod::kApiToken, "rejected the token for bot@acme.example"},
                        Case{SignInMethod::kScopedToken, "rejected the scoped token"},
                        Case{SignInMethod::kPersonalToken, "rejected the personal access token"},
                        Case{SignInMethod::kPassword, "user name or the password"}}) {
    AnswerContext context = context_of("myself");
    context.method = c.method;
    const Error error = error_of(401, "", {}, context);
    EXPECT_EQ(error.code, ErrorCode::kVendorRejectedCredentials);
    EXPECT_NE(error.detail.find(c.words), std::string::npos) << error.detail;
  }
}

// Not the end of the sign-in: the token is good and lacks a right.
TEST(ErrorTable, MissingScopeNamesScopeAndCost) {
  struct Case {
    std::string_view endpoint;
    std::string_view scope;
  };
  for (const Case& c :
       {Case{"board", "read:board-scope:jira-software"},
        Case{"board/{id}/sprint", "read:sprint:jira-software"},
        Case{"users/search", "read:jira-user"}, Case{"search/jql", "read:jira-work"},
        Case{"webhook", "manage:jira-webhook"}}) {
    const Error error =
        error_of(401, R"({"code":401,"message":"Unauthorized; scope does not match"})", {},
                 context_of(c.endpoint));
    EXPECT_EQ(error.code, ErrorCode::kVendorForbidden) << c.endpoint;
    EXPECT_NE(error.detail.find("lacks the scope " + std::string(c.scope)), std::string::npos)
        << error.detail;
    EXPECT_TRUE(error.detail.ends_with(".")) << error.detail;
  }
}

TEST(ErrorTable, AbsentEndpointNamesTheJiraThatHasIt) {
  AnswerContext context = context_of("jira-webhook");
  context.flavour = "Jira Data Center 9.12.4";
  for (const int status : {404, 405, 410}) {
    const Error error = error_of(status, "<html>", {}, context);
    EXPECT_EQ(error.code, ErrorCode::kVendorGone);
    EXPECT_NE(error.detail.find("Jira Data Center 9.12.4 does not offer GET it; it is part of "
                                "Jira Data Center 10.0 or newer."),
              std::string::npos)
        << error.detail;
  }
  EXPECT_EQ(error_of(410, "{}", {}, context_of("search/jql")).code, ErrorCode::kVendorGone);
}

// Data Center says so on every answer.
TEST(ErrorTable, AnonymousUserNameIsARejectedToken) {
  EXPECT_EQ(error_of(200, "[]", {{"X-AUSERNAME", "anonymous"}}).code,
            ErrorCode::kVendorRejectedCredentials);
  net::HttpAnswer asked_so = FakeSite::answer(200, "{}");
  asked_so.headers.set("X-AUSERNAME", "anonymous");
  EXPECT_TRUE(is_good(asked_so, true));
}

// An expired token on an endpoint that anybody may ask: 200 and nothing in it.
TEST(ErrorTable, AnonymousSuccessIsARejectedToken) {
  const Error error =
      error_of(200, R"({"issues":[]})", {{"X-Seraph-LoginReason", "AUTHENTICATED_FAILED"}});
  EXPECT_EQ(error.code, ErrorCode::kVendorRejectedCredentials);
}

TEST(ErrorTable, CaptchaIsNoWrongToken) {
  const Error error = error_of(
      403, "", {{"X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=https://x"}});
  EXPECT_EQ(error.code, ErrorCode::kVendorCaptcha);
}

TEST(ErrorTable, HtmlIsNotJira) {
  const net::Headers html = {{"Content-Type", "text/html"}};
  const Error error = error_of(200, "<html></html>", html);
  EXPECT_EQ(error.code, ErrorCode::kVendorNotJira);
  EXPECT_NE(error.detail.find("got HTML, 200"), std::string::npos) << error.detail;
  EXPECT_EQ(error_of(404, "<html></html>", html).code, ErrorCode::kVendorNotJira);
}

TEST(ErrorTable, RedirectNamesItsTarget) {
  const Error error = error_of(302, "", {{"Location", "https://other.example/"}});
  EXPECT_EQ(error.code, ErrorCode::kVendorNotJira);
  EXPECT_NE(error.detail.find("https://other.example/"), std::string::npos);
}

TEST(ErrorTable, RedirectToHttpsOrToASignInPageIsNamed) {
  AnswerContext context = context_of("myself");
  context.base_url = "http://jira.acme.example/jira";
  const Error tls = error_of(
      301, "", {{"Location", "https://jira.acme.example/jira/rest/api/2/myself"}}, context);
  EXPECT_NE(tls.detail.find("use https://jira.acme.example/jira."), std::string::npos)
      << tls.detail;
  const Error login =
      error_of(302, "", {{"Location", "https://sso.acme.example/saml?SAMLRequest=abc"}}, context);
  EXPECT_NE(login.detail.find("sign-in page"), std::string::npos) << login.detail;
  EXPECT_EQ(login.detail.find("SAMLRequest=abc"), std::string::npos) << login.detail;
}

TEST(ErrorTable, QuotesJirasWords) {
  EXPECT_EQ(vendor_words(R"({"errorMessages":["No."],"errors":{"summary":"Too long."}})"),
            "No. summary: Too long.");
  EXPECT_EQ(vendor_words(R"({"errors":{"jql":"Bad."}})"), "jql: Bad.");
  EXPECT_EQ(vendor_words(R"({"code":401,"message":"scope does not match"})"),
            "scope does not match");
  EXPECT_EQ(vendor_words(R"({"errorMessages":null,"errors":[]})"), "");
  EXPECT_EQ(vendor_words("<html>"), "");
  EXPECT_LE(vendor_words(R"({"message":")" + std::string(5000, 'x') + "\"}").size(), 400u);
}

TEST(ErrorTable, EmptySuccessIsGood) {
  EXPECT_TRUE(is_good(FakeSite::answer(204, "")));
  EXPECT_TRUE(is_good(FakeSite::answer(201, "{}")));
}

}  // namespace
}  // namespace tl::connectors::jira
