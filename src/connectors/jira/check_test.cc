#include "connectors/jira/check.h"

#include <gtest/gtest.h>

#include "base/text.h"
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
    site().on("POST /rest/api/3/search/jql", 200, R"({"issues":[{"id":"10001","key":"ABC-1"}]})");
    site().on("POST /rest/api/3/changelog/bulkfetch", 200, R"({"issueChangeLogs":[]})");
    site().on("GET /rest/api/3/worklog/updated", 200, R"({"values":[],"lastPage":true})");
    site().on("GET /rest/api/3/users/search", 200,
              R"([{"accountType":"atlassian","emailAddress":"ada@acme.example"},)"
              R"({"accountType":"app"}])");
    site().on("GET /rest/agile/1.0/board", 200, R"({"values":[],"isLast":true})");
    site().on("GET /rest/api/3/issue/10001/comment", 200, R"({"comments":[]})");
    site().on("GET /rest/webhooks/1.0/webhook", 200, "[]");
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
  EXPECT_EQ(order, (std::vector<std::string>{
                       "reachable", "tls", "flavour", "signed_in", "service_account",
                       "browse_projects", "changelog", "comments", "worklogs", "emails", "boards",
                       "development_tools", "webhooks", "work_on_issues", "clock", "rate_limit"}));
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
  site().on("GET /ex/jira/c-1/rest/api/3/myself", 401, "");
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
  site().on("GET /rest/api/3/myself", [](const net::HttpRequest&) {
    net::HttpAnswer answer = FakeSite::answer(200, "{}");
    answer.headers.set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
    return answer;
  });
  EXPECT_EQ(state(run(), "signed_in"), CheckState::kFailed);
}

TEST_F(Check, TooOldJiraIsNamedAndRefused) {
  site().on("GET /rest/api/2/serverInfo", 200, R"({"deploymentType":"Server","version":"6.4.1"})");
  const CheckReport report = run();
  EXPECT_FALSE(report.can_proceed);
  EXPECT_NE(detail(report, "flavour").find("Jira Server 6.4.1 found; it is too old"),
            std::string::npos)
      << detail(report, "flavour");
  for (const net::HttpRequest& request : site().requests) {
    EXPECT_FALSE(request.headers.contains("Authorization")) << request.url;
  }
}

// The site itself refuses a scoped token; the gateway takes it. The host of the gateway is a
// setting of the session.
TEST_F(Check, ScopedTokenIsFoundOutAtTheGateway) {
  fake_.session.gateway = "https://gateway.example";
  site().on("GET /rest/api/3/myself", 401, "");
  const std::string gateway = "https://gateway.example/ex/jira/c-1";
  for (const std::string path :
       {"/mypermissions", "/project/search", "/users/search", "/worklog/updated"}) {
    site().on("GET " + gateway + "/rest/api/3" + path, 200, R"({"total":2,"values":[{}]})");
  }
  site().on("GET " + gateway + "/rest/api/3/myself", 200,
            R"({"accountId":"1:a","displayName":"Bot","accountType":"app"})");
  site().on("POST " + gateway + "/rest/api/3/search/jql", 200, R"({"issues":[{"id":"10001"}]})");
  site().on("POST " + gateway + "/rest/api/3/changelog/bulkfetch", 200, "{}");
  site().on("GET " + gateway + "/rest/agile/1.0/board", 401,
            R"({"code":401,"message":"Unauthorized; scope does not match"})");
  const CheckReport report = run();
  EXPECT_TRUE(report.can_proceed) << report.text();
  EXPECT_EQ(report.identity.method, domain::SignInMethod::kScopedToken);
  EXPECT_EQ(report.identity.api_url, gateway);
  EXPECT_EQ(report.identity.site_id, "c-1");
  EXPECT_EQ(state(report, "boards"), CheckState::kMissing);
  EXPECT_NE(detail(report, "boards").find("read:board-scope:jira-software"), std::string::npos)
      << detail(report, "boards");
}

TEST_F(Check, TokenThatNeitherTakesIsRejected) {
  site().on("GET /rest/api/3/myself", 401, "");
  site().on("GET https://api.atlassian.com/ex/jira/c-1/rest/api/3/myself", 401, "");
  const CheckReport report = run();
  EXPECT_EQ(state(report, "signed_in"), CheckState::kFailed);
  EXPECT_EQ(site().count("GET /ex/jira/c-1/rest/api/3/myself"), 1);
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
    if (FakeSite::asks(request, "SERVICEDESK_AGENT")) {
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

TEST_F(Check, FilterIsLookedAt) {
  CheckRequest request;
  request.filter_jql = "type = Bug";
  site().on("POST /rest/api/3/jql/parse", 200, R"({"queries":[{"query":"type = Bug"}]})");
  site().on("POST /rest/api/3/search/approximate-count", 200, R"({"count":12})");
  EXPECT_EQ(state(run(request), "filter"), CheckState::kPassed);
  EXPECT_NE(detail(run(request), "filter").find("12 of 12 issues match"), std::string::npos);
  site().on("POST /rest/api/3/jql/parse", 200,
            R"({"queries":[{"errors":["Field 'typ' does not exist."]}]})");
  site().on("GET /rest/api/3/field", 200, R"([{"id":"issuetype","name":"Type"}])");
  const CheckReport bad = run(request);
  EXPECT_FALSE(bad.can_proceed);
  EXPECT_NE(detail(bad, "filter").find(R"(Did you mean "Type"?)"), std::string::npos)
      << detail(bad, "filter");
}

// Names project, role and group, and gives the text to send.
TEST_F(Check, ServiceProjectsNameWhatIsMissing) {
  site().on("GET /rest/api/3/myself", 200,
            R"({"accountId":"1:a","displayName":"Throughline Bot",)"
            R"("applicationRoles":{"size":1,"items":[{"key":"jira-software"}]}})");
  site().on("GET /rest/api/3/project/HELP", 200,
            R"({"id":"7","key":"HELP","projectTypeKey":"service_desk"})");
  site().on("GET /rest/api/3/project/HELP/role", 200,
            R"({"Administrators":"x","Service Desk Team":"y"})");
  CheckRequest request;
  request.project_keys = {"HELP"};
  const CheckReport report = run(request);
  EXPECT_TRUE(report.can_proceed);
  EXPECT_EQ(state(report, "service_projects"), CheckState::kMissing);
  const std::string text = detail(report, "service_projects");
  for (const std::string_view word :
       {"HELP", "Service Desk Team", "jira-servicemanagement-users", "Throughline Bot"}) {
    EXPECT_NE(text.find(word), std::string::npos) << word << " in " << text;
  }
  site().on("GET /rest/api/3/mypermissions", 200,
            R"({"permissions":{"BROWSE_PROJECTS":{"havePermission":true},)"
            R"("SERVICEDESK_AGENT":{"havePermission":true}}})");
  EXPECT_EQ(state(run(request), "service_projects"), CheckState::kPassed);
  // A site that does not know agents: who browses may read.
  site().on("GET /rest/api/3/mypermissions", 200,
            R"({"permissions":{"BROWSE_PROJECTS":{"havePermission":true}}})");
  EXPECT_EQ(state(run(request), "service_projects"), CheckState::kPassed);
}

// A Jira of one's own: Data Center and old Servers.
class CheckOwn : public Check {
 protected:
  void serve(const std::string& version) {
    fake_.become("", version);
    const std::string api = "/jira/rest/api/2";
    site().on(
        "GET " + api + "/serverInfo", 200,
        R"({"baseUrl":"https://jira.acme.example/jira","deploymentType":"Server","version":")" +
            version + R"(","serverTitle":"Acme Jira"})");
    site().on("GET " + api + "/myself", 200,
              R"({"key":"JIRAUSER10100","name":"svc.flow","displayName":"Flow",)"
              R"("emailAddress":"flow@acme.example"})");
    site().on("GET " + api + "/mypermissions", 200,
              R"({"permissions":{"ADMINISTER":{"havePermission":true},)"
              R"("WORK_ISSUE":{"havePermission":true,"deprecatedKey":true}}})");
    site().on("GET " + api + "/project", 200, R"([{"id":"1","key":"ABC"}])");
    site().on("POST " + api + "/search", 200,
              R"({"total":1,"issues":[{"id":"10001","key":"ABC-1"}]})");
    site().on("GET " + api + "/issue/10001", 200, "{}");
    site().on("GET " + api + "/issue/10001/comment", 200, "{}");
    site().on("GET " + api + "/worklog/updated", 200, R"({"values":[],"lastPage":true})");
    site().on("GET " + api + "/user/search", 200, R"([{"emailAddress":"a@acme.example"}])");
    site().on("GET /jira/rest/agile/1.0/board", 200, R"({"values":[]})");
    site().on("GET /jira/rest/webhooks/1.0/webhook", 200, "[]");
    site().on("GET /jira/rest/jira-webhook/1.0/webhooks", 200, "[]");
  }
};

TEST_F(CheckOwn, EveryVersionPassesByItsOwnPaths) {
  struct Case {
    std::string version;
    std::string flavour;
    std::string title;
    std::string hooks;
  };
  for (const Case& c :
       {Case{"10.3.1", "data_center", "Jira Data Center 10.3.1",
             "GET /jira/rest/jira-webhook/1.0/webhooks"},
        Case{"9.12.4", "data_center", "Jira Data Center 9.12.4",
             "GET /jira/rest/webhooks/1.0/webhook"},
        Case{"8.20.0", "server", "Jira Server 8.20.0", "GET /jira/rest/webhooks/1.0/webhook"},
        Case{"7.2.1", "server", "Jira Server 7.2.1", "GET /jira/rest/webhooks/1.0/webhook"}}) {
    serve(c.version);
    site().asked.clear();
    CheckRequest request;
    request.writes_worklogs = true;
    const CheckReport report = run(request);
    EXPECT_TRUE(report.can_proceed) << report.text();
    EXPECT_EQ(report.identity.flavour, c.flavour);
    EXPECT_EQ(report.identity.version, c.version);
    EXPECT_EQ(report.identity.site_id, "jira.acme.example/jira");
    EXPECT_EQ(report.identity.account_id, "key:JIRAUSER10100");
    EXPECT_EQ(report.identity.method, c.version == "7.2.1" ? domain::SignInMethod::kPassword
                                                           : domain::SignInMethod::kPersonalToken);
    EXPECT_NE(detail(report, "flavour").find(c.title + " found."), std::string::npos);
    EXPECT_EQ(state(report, "work_on_issues"), CheckState::kPassed);  // by its old name
    EXPECT_EQ(site().count(c.hooks), 1);
  }
}

TEST_F(CheckOwn, CaptchaIsMetOnce) {
  serve("7.2.1");
  site().on("GET /jira/rest/api/2/myself", [](const net::HttpRequest&) {
    net::HttpAnswer answer = FakeSite::answer(403, "");
    answer.headers.set("X-Seraph-LoginReason", "AUTHENTICATION_DENIED");
    answer.headers.set("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=x");
    return answer;
  });
  const CheckReport report = run();
  EXPECT_EQ(state(report, "signed_in"), CheckState::kFailed);
  EXPECT_NE(detail(report, "signed_in").find("CAPTCHA"), std::string::npos);
  int signed_requests = 0;
  for (const net::HttpRequest& request : site().requests) {
    signed_requests += request.headers.contains("Authorization") ? 1 : 0;
  }
  EXPECT_EQ(signed_requests, 1);
}

// Said before it is tried: failed logins count against the account.
TEST_F(CheckOwn, WaysToSignInThatCannotWorkAreNotTried) {
  using enum domain::SignInMethod;
  const std::string personal = base64_encode("123456789012:" + std::string(20, 'x'));
  struct Case {
    std::string version;  // "" Cloud
    domain::SignInMethod method;
    std::string secret;
    std::string_view words;
  };
  for (const Case& c :
       {Case{"8.5.0", kPersonalToken, personal, "exist from Jira 8.14 on"},
        Case{"9.12.0", kPassword, personal, "is a personal access token"},
        Case{"9.12.0", kPersonalToken, "ATATT3xFfGF0abc", "API token of Jira Cloud"},
        Case{"", kApiToken, personal, "knows no personal access tokens"},
        Case{"", kPersonalToken, "x", "knows no personal access tokens"}}) {
    if (c.version.empty()) {
      fake_.session.base_url = "https://acme.atlassian.net";
    } else {
      serve(c.version);
    }
    fake_.session.method = c.method;
    fake_.session.token = connector::SecretText(c.secret);
    site().requests.clear();
    const CheckReport report = run();
    EXPECT_EQ(state(report, "signed_in"), CheckState::kFailed);
    EXPECT_NE(detail(report, "signed_in").find(c.words), std::string::npos)
        << detail(report, "signed_in");
    for (const net::HttpRequest& request : site().requests) {
      EXPECT_FALSE(request.headers.contains("Authorization")) << request.url;
    }
  }
}

TEST_F(CheckOwn, PlainHttpIsAWarning) {
  serve("9.12.4");
  fake_.session.base_url = "http://jira.acme.example/jira";
  const CheckReport report = run();
  EXPECT_TRUE(report.can_proceed) << report.text();
  EXPECT_EQ(state(report, "tls"), CheckState::kWarning);
}

TEST_F(Check, TextHoldsNoToken) { EXPECT_EQ(run().text().find("s3cret"), std::string::npos); }

}  // namespace
}  // namespace tl::connectors::jira
