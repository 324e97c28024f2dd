#include "connectors/jira/signature.h"

#include <gtest/gtest.h>

namespace tl::connectors::jira {
namespace {

constexpr std::string_view kSecret = "It's a Secret to Everybody";
constexpr std::string_view kBody = "Hello World!";
constexpr std::string_view kRight =
    "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9";

ErrorCode refused(std::string_view signature, std::string_view body = kBody) {
  net::Headers headers;
  if (!signature.empty()) headers.set("X-Hub-Signature", signature);
  const auto checked = check_signature(headers, body, kSecret);
  return checked.ok() ? ErrorCode::kInternal : checked.error().code;
}

// The vendor's own vector.
TEST(Signature, AcceptsTheVendorsVector) {
  EXPECT_TRUE(check_signature({{"x-hub-signature", std::string(kRight)}}, kBody, kSecret).ok());
}

TEST(Signature, RefusesWhatIsNotSignedRight) {
  const std::string right(kRight);
  EXPECT_EQ(refused(""), ErrorCode::kUnauthenticated);
  EXPECT_EQ(refused("sha256="), ErrorCode::kUnauthenticated);
  EXPECT_EQ(refused("a4771c39"), ErrorCode::kUnauthenticated);
  EXPECT_EQ(refused(right.substr(0, right.size() - 1)), ErrorCode::kUnauthenticated);
  EXPECT_EQ(refused("sha1=" + right.substr(7)), ErrorCode::kUnauthenticated);
  EXPECT_EQ(refused(right, "Hello World?"), ErrorCode::kUnauthenticated);
}

TEST(Signature, UpperCaseHexIsTheSame) {
  std::string upper = "SHA256=A4771C39FBE90F317C7824E83DDEF3CAAE9CB3D976C214ACE1F2937E133263C9";
  EXPECT_TRUE(check_signature({{"X-Hub-Signature", upper}}, kBody, kSecret).ok());
}

TEST(Signature, WithoutASecretEverythingPasses) {
  EXPECT_TRUE(check_signature({}, kBody, "").ok());
}

TEST(Signature, RefusalHoldsNoSecretAndNoDigest) {
  const auto checked = check_signature({{"X-Hub-Signature", "sha256=00"}}, kBody, kSecret);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().detail.find("Secret to"), std::string::npos);
  EXPECT_EQ(checked.error().detail.find("a4771c"), std::string::npos);
}

TEST(Site, OnlyCloudSitesAreComparedAndByTheirFirstSelf) {
  const std::string acme = "https://acme.atlassian.net";
  const auto passes = [&](std::string_view body, const std::string& site) {
    const auto checked = check_site(body, site);
    if (!checked.ok()) EXPECT_EQ(checked.error().code, ErrorCode::kForbidden);
    return checked.ok();
  };
  const std::string other = R"({"issue":{"id":"1","self":"https://other.atlassian.net/rest/1"}})";
  EXPECT_FALSE(passes(other, acme));
  EXPECT_FALSE(passes(R"({"self" : "https:\/\/OTHER.atlassian.net\/rest"})", acme));
  EXPECT_TRUE(passes(other, "https://jira.acme.example")) << "own sites have several names";
  EXPECT_TRUE(passes(R"({"self":"https://jira.acme.example/rest"})", acme));
  EXPECT_TRUE(passes(R"({"self":"https://ACME.atlassian.net/rest/1","user":)" + other + "}", acme));
  EXPECT_FALSE(passes(R"({"event":"self","x":)" + other + "}", acme)) << "a value is no member";
  const std::string text = R"({"text":"\"self\":\"https://other.atlassian.net/\""})";
  EXPECT_TRUE(passes(text, acme)) << "a text is no member";
  for (const std::string_view odd : {"", "{}", "\"self\"", "\"self\":", "\"self\":\"", "\"self\":7",
                                     R"({"self":"https://other.atlassian.net)"}) {
    EXPECT_EQ(passes(odd, acme), odd.find("other") == std::string_view::npos) << odd;
  }
}

TEST(DeliveryKey, IsTheSameOnARetry) {
  const net::Headers first = {{"X-Atlassian-Webhook-Identifier", "id-1"}};
  const net::Headers retry = {{"x-atlassian-webhook-identifier", " id-1 "},
                              {"X-Atlassian-Webhook-Retry", "2"}};
  EXPECT_EQ(delivery_key(first, "a"), "id-1");
  EXPECT_EQ(delivery_key(retry, "b"), "id-1");
}

TEST(DeliveryKey, FallsBackToTheBody) {
  EXPECT_EQ(delivery_key({}, "a"), delivery_key({}, "a"));
  EXPECT_NE(delivery_key({}, "a"), delivery_key({}, "b"));
  const std::string huge(10'000, 'x');
  EXPECT_TRUE(delivery_key({{"X-Atlassian-Webhook-Identifier", huge}}, "a").starts_with("body:"));
}

}  // namespace
}  // namespace tl::connectors::jira
