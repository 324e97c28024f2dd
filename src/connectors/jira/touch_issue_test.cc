#include <gtest/gtest.h>

#include "connectors/jira/effects.h"
#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {
namespace {

constexpr auto kGet = "GET /rest/api/3/issue/10042";
constexpr auto kPut = "PUT /rest/api/3/issue/10042";

// An issue with labels that can be changed.
class TouchIssue : public testing::Test {
 protected:
  TouchIssue() {
    fake_.site.on(kGet, [this](const net::HttpRequest&) {
      std::string labels = R"("mine")";
      if (labelled_) labels += R"(,"throughline-webhook-check")";
      return FakeSite::answer(
          200, R"({"id":"10042","key":"ABC-7","fields":{"labels":[)" + labels + "]}}");
    });
    fake_.site.on(kPut, [this](const net::HttpRequest& request) { return put(request); });
  }

  Result<net::HttpAnswer> put(const net::HttpRequest& request) {
    const bool adds =
        request.body == R"({"update":{"labels":[{"add":"throughline-webhook-check"}]}})";
    const bool removes =
        request.body == R"({"update":{"labels":[{"remove":"throughline-webhook-check"}]}})";
    EXPECT_TRUE(adds || removes) << request.body;
    const bool quiet = FakeSite::asks(request, "notifyUsers=false");
    if (quiet && !may_be_quiet_) return FakeSite::answer(403, "{}");
    if (refused_)
      return FakeSite::answer(400, R"({"errors":{"labels":"It is not on the screen"}})");
    if (removes && fails_to_remove_) return FakeSite::answer(403, "{}");
    labelled_ = adds;
    ++changes_;
    quiet_ += quiet ? 1 : 0;
    return FakeSite::answer(204, "");
  }

  Result<connector::EffectOutcome> touch(const std::string& payload = R"({"issue":"10042"})") {
    const domain::Effect effect{"key", InstanceId(1), "webhook.check", payload};
    return apply_effect(Client(fake_.session), effect, {});
  }

  FakeSession fake_;
  bool labelled_ = false;
  bool may_be_quiet_ = true;
  bool refused_ = false;
  bool fails_to_remove_ = false;
  int changes_ = 0;
  int quiet_ = 0;
};

TEST_F(TouchIssue, PutsTheLabelOnAndTakesItAway) {
  const auto done = touch();
  ASSERT_TRUE(done.ok()) << done.error().detail;
  EXPECT_EQ(changes_, 2);
  EXPECT_EQ(quiet_, 2);
  EXPECT_FALSE(labelled_);
  EXPECT_NE(done->summary.find("ABC-7"), std::string::npos);
}

TEST_F(TouchIssue, TakesAKeyAsWell) {
  fake_.site.on("GET /rest/api/3/issue/ABC-7", 404, "{}");
  const auto done = touch(R"({"issue_key":"ABC-7"})");
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kVendorNotFound);
  EXPECT_EQ(changes_, 0);
}

// The last call ended between the two steps.
TEST_F(TouchIssue, ALabelThatIsLeftIsOnlyTakenAway) {
  labelled_ = true;
  ASSERT_TRUE(touch().ok());
  EXPECT_EQ(changes_, 1);
  EXPECT_FALSE(labelled_);
}

TEST_F(TouchIssue, WithoutTheRightToBeQuietItIsLoud) {
  may_be_quiet_ = false;
  ASSERT_TRUE(touch().ok());
  EXPECT_EQ(changes_, 2);
  EXPECT_EQ(quiet_, 0);
}

TEST_F(TouchIssue, ARefusalChangesNothing) {
  refused_ = true;
  const auto done = touch();
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kVendorRefused);
  EXPECT_NE(done.error().detail.find("not on the screen"), std::string::npos);
}

TEST_F(TouchIssue, ALabelThatStaysIsTold) {
  fails_to_remove_ = true;
  const auto done = touch();
  ASSERT_FALSE(done.ok());
  EXPECT_NE(done.error().detail.find("still on ABC-7"), std::string::npos) << done.error().detail;
}

// Carried out, and the answer lost: what it did is undone.
TEST_F(TouchIssue, ALostAnswerLeavesNoLabel) {
  bool lose = true;
  fake_.site.on(kPut, [&](const net::HttpRequest& request) -> Result<net::HttpAnswer> {
    auto answer = put(request);
    if (lose && labelled_) {
      return make_error(ErrorCode::kTlsFailed, "lost");
    }
    return answer;
  });
  EXPECT_FALSE(touch().ok());
  EXPECT_FALSE(labelled_);
}

TEST_F(TouchIssue, NeedsAnIssue) {
  for (const char* payload : {"", "{}", R"({"issue":""})", "[]"}) {
    const auto done = touch(payload);
    ASSERT_FALSE(done.ok()) << payload;
    EXPECT_EQ(done.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_TRUE(fake_.site.asked.empty());
}

}  // namespace
}  // namespace tl::connectors::jira
