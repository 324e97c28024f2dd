#include "connectors/jira/check.h"

#include <gtest/gtest.h>

#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {
namespace {

using connector::CheckReport;
using connector::CheckRequest;
using connector::CheckState;

class Check : public testing::Test {
 protected:
  Check() {
    site().on("GET /rest/api/2/serverInfo", 200,
              R"({"baseUrl":"https://acme.atlassian.net","version":"1001.0.0",)"
              R"("deploymentType":"cloud","serverTitle":"Acme"})");
    site().on("GET /_edge/tenant_info", 200, R"({"cloudId":"c-1"})");
    site().on("GET /rest/api/3/myself", 200,
              R"({"accountId":"1:a","displayName":"Throughline Bot",)"
              R"("emailAddress":"bot@acme.example","accountType":"atlassian"})");
    site().on("GET /rest/api/3/mypermissions", 200,
              R"({"permissions":{"ADMINISTER":{"havePermission":true},)"
              R"("VIEW_DEV_TOOLS":{"havePermission":false},)"
              R"("WORK_ON_ISSUES":{"havePermission":true}}})");
    site().on("GET /rest/api/3/project/search", 200, R"({"total":3,"values":[{}]})");
    site().on("POST /rest/api/3/search/jql", 200, R"({"issues":[{"id":"10001"}]})");
    site().on("POST /rest/api/3/changelog/bulkfetch", 200, R"({"issueChangeLogs":[]})");
    site().on("GET /rest/api/3/worklog/updated", 200, R"({"values":[],"lastPage":true})");
    site().on("GET /rest/api/3/users/search", 200,
              R"([{"accountType":"atlassian","emailAddress":"ada@acme.example"},)"
              R"({"accountType":"app"}])");
    site().on("GET /rest/agile/1.0/board", 200, R"({"values":[],"isLast":true})");
  }

  FakeSite& site() { return fake_.site; }

  CheckReport run(CheckRequest request = {}) {
    auto report = fetch_check(fake_.session, request);
    EXPECT_TRUE(report.ok());
    return report.ok() ? *report : CheckReport{};
  }

  // The state of a row; nothing when there is none.
  static std::optional<CheckState> state(const CheckReport& report, std::string_view id) {
    for (const auto& row : report.rows) {
      if (row.id == id) return row.state;
    }
    return std::nullopt;
  }
  static std::string detail(const CheckReport& report, std::string_view id) {
    for (const auto& row : report.rows) {
      if (row.id == id) return row.detail + " | " + row.effect + " | " + row.remedy;
    }
    return "no such row";
  }

  FakeSession fake_;
};

TEST_F(Check, PassesOnAGoodSite) {
  std::vector<std::string> order;
  CheckRequest request;
  request.writes_worklogs = true;
  request.on_row = [&](const connector::CheckRow& row) { order.push_back(row.id); };
  const CheckReport report = run(request);
  EXPECT_TRUE(report.can_proceed) << report.text();
  EXPECT_EQ(order, (std::vector<std::string>{"reachable", "tls", "flavour", "signed_in",
                                             "service_account", "browse_projects", "changelog",
                                             "worklogs", "emails", "boards", "development_tools",
                                             "webhooks", "work_on_issues", "clock", "rate_limit"}));
  EXPECT_EQ(report.identity.site_id, "c-1");
  EXPECT_EQ(report.identity.account_name, "Throughline Bot");
  EXPECT_EQ(report.projects_visible, 3);
  EXPECT_EQ(state(report, "development_tools"), CheckState::kMissing);
  EXPECT_EQ(state(report, "clock"), CheckState::kPassed);
}

TEST_F(Check, EveryRowThatDidNotPassSaysWhatToDo) {
  site().on("GET /rest/api/3/worklog/updated", 403, "{}");
  site().on("GET /rest/api/3/users/search", 403, "{}");
  site().on("GET /rest/agile/1.0/board", 404, "{}");
  for (const auto& row : run().rows) {
    const bool quiet = row.state == CheckState::kPassed || row.state == CheckState::kNotNeeded;
    EXPECT_EQ(row.effect.empty(), quiet) << row.id;
    EXPECT_EQ(row.remedy.empty(), quiet) << row.id;
  }
}

TEST_F(Check, RejectedTokenSaysWrongExpiredOrOther) {
  site().on("GET /rest/api/3/myself", 401, "");
  const CheckReport report = run();
  EXPECT_FALSE(report.can_proceed);
  EXPECT_EQ(state(report, "signed_in"), CheckState::kFailed);
  EXPECT_NE(detail(report, "signed_in").find("wrong, expired, or from another account"),
            std::string::npos);
  EXPECT_NE(detail(report, "signed_in").find("Replace token"), std::string::npos);
  EXPECT_EQ(state(report, "browse_projects"), std::nullopt);
}

// The public endpoints answer 200 to an expired token, with nothing in it.
TEST_F(Check, ExpiredTokenOnPublicEndpointsIsNoSuccess) {
  site().on("GET /rest/api/2/serverInfo", [](const net::HttpRequest&) {
    net::HttpAnswer answer = FakeSite::answer(200, R"({"deploymentType":"Cloud"})");
    answer.headers.set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
    return answer;
  });
  EXPECT_EQ(state(run(), "signed_in"), CheckState::kFailed);
}

TEST_F(Check, OtherFlavoursAreNamedAndRefused) {
  site().on("GET /rest/api/2/serverInfo", 200, R"({"deploymentType":"Server","version":"9.12.4"})");
  const CheckReport report = run();
  EXPECT_FALSE(report.can_proceed);
  EXPECT_NE(detail(report, "flavour").find("Jira Server 9.12.4"), std::string::npos);
  EXPECT_NE(detail(report, "flavour").find("only Jira Cloud is supported in this version"),
            std::string::npos);
}

TEST_F(Check, UnknownNameIsNotReachable) {
  site().on("GET /rest/api/2/serverInfo", [](const net::HttpRequest&) -> Result<net::HttpAnswer> {
    return make_error(ErrorCode::kDnsFailed, "The name acme.atlassian.net is unknown.");
  });
  const CheckReport report = run();
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(state(report, "reachable"), CheckState::kFailed);
}

TEST_F(Check, UntrustedCertificateIsARowOfItsOwn) {
  site().on("GET /rest/api/2/serverInfo", [](const net::HttpRequest&) -> Result<net::HttpAnswer> {
    return make_error(ErrorCode::kTlsFailed, "Certificate signed by an unknown authority.");
  });
  const CheckReport report = run();
  EXPECT_EQ(state(report, "reachable"), CheckState::kPassed);
  EXPECT_EQ(state(report, "tls"), CheckState::kFailed);
  EXPECT_FALSE(report.can_proceed);
}

TEST_F(Check, AnotherSiteDoesNotPassForTheSame) {
  CheckRequest request;
  request.expected_site_id = "c-2";
  const CheckReport report = run(request);
  EXPECT_EQ(state(report, "same_site"), CheckState::kFailed);
  EXPECT_FALSE(report.can_proceed);
}

TEST_F(Check, HiddenProjectsAreNamedAndTheRestContinues) {
  site().on("GET /rest/api/3/project/ABC", 200, R"({"key":"ABC"})");
  CheckRequest request;
  request.project_keys = {"ABC", "OPS", "SEC"};
  const CheckReport report = run(request);
  EXPECT_TRUE(report.can_proceed) << report.text();
  EXPECT_EQ(state(report, "browse_projects"), CheckState::kWarning);
  EXPECT_NE(detail(report, "browse_projects").find("No right to browse projects OPS, SEC."),
            std::string::npos);
  EXPECT_EQ(report.projects_visible, 1);
}

TEST_F(Check, NoProjectAtAllFails) {
  site().on("GET /rest/api/3/project/search", 200, R"({"total":0,"values":[]})");
  EXPECT_EQ(state(run(), "browse_projects"), CheckState::kFailed);
}

// One permission key that the site does not know fails the whole question.
TEST_F(Check, UnknownPermissionKeyCostsOnlyItself) {
  site().on("GET /rest/api/3/mypermissions", [](const net::HttpRequest& request) {
    if (FakeSite::asks(request, "VIEW_DEV_TOOLS")) {
      return FakeSite::answer(400, R"({"errorMessages":["Unknown permission"]})");
    }
    return FakeSite::answer(200, R"({"permissions":{"ADMINISTER":{"havePermission":true}}})");
  });
  const CheckReport report = run();
  EXPECT_EQ(state(report, "webhooks"), CheckState::kPassed);
  EXPECT_EQ(state(report, "development_tools"), CheckState::kMissing);
}

TEST_F(Check, MissingWebhookRightTellsThePrice) {
  site().on("GET /rest/api/3/mypermissions", 200,
            R"({"permissions":{"ADMINISTER":{"havePermission":false}}})");
  const CheckReport report = run();
  EXPECT_TRUE(report.can_proceed);
  EXPECT_EQ(state(report, "webhooks"), CheckState::kMissing);
  EXPECT_NE(
      detail(report, "webhooks").find("Without webhook rights Throughline polls every 5 min."),
      std::string::npos);
  CheckRequest unwanted;
  unwanted.webhooks_wanted = false;
  EXPECT_EQ(state(run(unwanted), "webhooks"), CheckState::kNotNeeded);
}

TEST_F(Check, PersonalAccountIsAdvisedAgainst) {
  fake_.session.email = "ada.example@acme.example";
  const CheckReport report = run();
  EXPECT_EQ(state(report, "service_account"), CheckState::kWarning);
  EXPECT_EQ(state(report, "account"), CheckState::kWarning);  // the token is of somebody else
  EXPECT_TRUE(report.can_proceed);
}

TEST_F(Check, ClockThatIsOffWarns) {
  fake_.clock.set(fake_.clock.now() + minutes(4));
  const CheckReport report = run();
  EXPECT_EQ(state(report, "clock"), CheckState::kWarning);
  EXPECT_NE(detail(report, "clock").find("239 s apart"), std::string::npos)
      << detail(report, "clock");
}

TEST_F(Check, EmptySiteWarnsAboutHistories) {
  site().on("POST /rest/api/3/search/jql", 200, R"({"issues":[],"isLast":true})");
  EXPECT_EQ(state(run(), "changelog"), CheckState::kWarning);
}

TEST_F(Check, StopsWhenAskedTo) {
  site().on("GET /rest/api/3/myself", [&](const net::HttpRequest&) -> Result<net::HttpAnswer> {
    return make_error(ErrorCode::kCancelled, "stopped");
  });
  const auto report = fetch_check(fake_.session, {});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kCancelled);
}

TEST_F(Check, TextHoldsNoToken) { EXPECT_EQ(run().text().find("s3cret"), std::string::npos); }

}  // namespace
}  // namespace tl::connectors::jira
