#include "connectors/jira/error_table.h"

#include <gtest/gtest.h>

#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {
namespace {

constexpr AnswerContext kContext{"https://acme.atlassian.net", "bot@acme.example",
                                 "GET search/jql"};

Error error_of(int status, const std::string& body, const net::Headers& more = {}) {
  net::HttpAnswer answer = FakeSite::answer(status, body);
  for (const auto& [name, value] : more) answer.headers.set(name, value);
  EXPECT_FALSE(is_good(answer)) << status;
  return error_of_answer(answer, kContext);
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
