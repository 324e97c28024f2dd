// The life of a connection: signing in anew, choosing otherwise, filters, lost sight.
#include "base/json.h"
#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

using domain::SignInMethod;

class CareTest : public ServiceTest {
 protected:
  InstanceId connected(const ConnectRequest& asked) {
    const auto made = service_->connect(tenant_, asked);
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().detail);
    const InstanceId instance = made.ok() ? made->connection.id : InstanceId();
    EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
    EXPECT_TRUE(eventually([&] { return status(instance).last_sync.has_value(); }));
    return instance;
  }
  InstanceId connected() { return connected(request()); }
  Result<ConnectionStatus> change(InstanceId instance, const ConnectionChange& wanted) {
    return service_->change(tenant_, instance, status(instance).connection.revision, wanted);
  }
  bool is_stored(InstanceId instance, int64_t id) {
    return store_->tenant(tenant_).load_issue({instance, IssueId(id)}).ok();
  }
  bool asked_for(int64_t id) {
    const auto calls = vendor_->calls();
    return std::find(calls.begin(), calls.end(), "issue:" + std::to_string(id)) != calls.end();
  }
  static std::string event_of(int64_t id) {
    return R"({"id":)" + std::to_string(id) + R"(,"key":"SHOP-)" + std::to_string(id) +
           R"(","updated":4000,"summary":"by webhook"})";
  }
  void wait_until_live(InstanceId instance) {
    ASSERT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
  }
};

TEST_F(CareTest, ASessionCarriesAllThatTheConnectionHas) {
  ConnectRequest asked = request();
  asked.sign_in.method = SignInMethod::kPersonalToken;
  asked.sign_in.ca_pem = "pem";
  asked.sign_in.proxy = "http://proxy:1";
  vendor_->site.flavour = "data_center";
  vendor_->site.version = "9.12.4";
  const InstanceId instance = connected(asked);
  const auto seen = vendor_->seen();  // by the worker
  EXPECT_EQ(seen.base_url, "https://vendor.example");
  EXPECT_EQ(seen.site_url, "https://vendor.example");
  EXPECT_EQ(seen.token, "token") << "spaces are removed";
  EXPECT_EQ(seen.ca_pem, "pem");
  EXPECT_EQ(seen.proxy, "http://proxy:1");
  EXPECT_EQ(seen.version, "9.12.4");
  EXPECT_EQ(seen.method, SignInMethod::kPersonalToken);
  EXPECT_EQ(status(instance).connection.options.proxy, "http://proxy:1");
}

TEST_F(CareTest, WithAScopedTokenRequestsGoToTheGateway) {
  ConnectRequest asked = request();
  asked.sign_in.method = SignInMethod::kScopedToken;
  vendor_->site.api_url = "https://gateway.example/ex/1";
  vendor_->site.method = SignInMethod::kScopedToken;
  const InstanceId instance = connected(asked);
  EXPECT_EQ(vendor_->seen().base_url, "https://gateway.example/ex/1");
  EXPECT_EQ(vendor_->seen().site_url, "https://vendor.example");
  EXPECT_EQ(status(instance).connection.api_url, "https://gateway.example/ex/1");
}

TEST_F(CareTest, WhatACheckFoundOutHoldsForTheNextQuestionOfTheDraft) {
  SignIn sign_in = request().sign_in;
  vendor_->site.api_url = "https://gateway.example/ex/1";
  vendor_->site.method = SignInMethod::kScopedToken;
  ASSERT_TRUE(service_->check(sign_in).ok());
  EXPECT_EQ(vendor_->seen().base_url, "https://vendor.example");
  ASSERT_TRUE(service_->check(sign_in).ok());
  EXPECT_EQ(vendor_->seen().base_url, "https://gateway.example/ex/1");
  EXPECT_EQ(vendor_->seen().method, SignInMethod::kScopedToken);
  sign_in.token = "another";
  ASSERT_TRUE(service_->check(sign_in).ok());
  EXPECT_EQ(vendor_->seen().base_url, "https://vendor.example");
}

TEST_F(CareTest, WithoutAMethodTheSiteDecides) {
  struct Case {
    const char* flavour;
    const char* version;
    SignInMethod method;
  };
  for (const Case& c : {Case{"cloud", "1001", SignInMethod::kApiToken},
                        Case{"data_center", "10.3.1", SignInMethod::kPersonalToken},
                        Case{"server", "8.14.0", SignInMethod::kPersonalToken},
                        Case{"server", "8.13.9", SignInMethod::kPassword},
                        Case{"server", "7.2.0", SignInMethod::kPassword}}) {
    vendor_->site.flavour = c.flavour;
    vendor_->site.version = c.version;
    SignIn sign_in = request().sign_in;
    sign_in.token = std::string("token of ") + c.version;
    ASSERT_TRUE(service_->check(sign_in).ok());
    EXPECT_EQ(vendor_->seen().method, c.method) << c.flavour << " " << c.version;
    EXPECT_EQ(service_->detect(request().sign_in)->methods.front(), c.method);
  }
}

TEST_F(CareTest, WhatAMethodNeedsIsAskedFor) {
  SignIn sign_in = request().sign_in;
  sign_in.email = "";
  for (const SignInMethod method : {SignInMethod::kApiToken, SignInMethod::kPassword}) {
    sign_in.method = method;
    EXPECT_EQ(service_->check(sign_in).error().code, ErrorCode::kInvalidArgument);
  }
  sign_in.method = SignInMethod::kPersonalToken;
  EXPECT_TRUE(service_->check(sign_in).ok());
  sign_in.token = " ";
  EXPECT_EQ(service_->check(sign_in).error().code, ErrorCode::kInvalidArgument);
  sign_in.token = std::string(5000, 'x');
  EXPECT_EQ(service_->check(sign_in).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(CareTest, OneRejectedAnswerIsNoReasonToStop) {
  const InstanceId instance = connected();
  const auto before = status(instance).last_sync;
  vendor_->script_error("poll.issues", ErrorCode::kVendorRejectedCredentials);
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).last_sync != before; }));
  EXPECT_EQ(status(instance).connection.state, domain::ConnectionState::kActive);
}

TEST_F(CareTest, ASignInOfAnotherSiteChangesNothing) {
  const InstanceId instance = connected();
  vendor_->site.site_id = "site-2";
  SignIn typed = with_token("new");
  typed.base_url = "https://other.example";
  const auto outcome = service_->replace_sign_in(tenant_, instance, typed, std::nullopt);
  ASSERT_TRUE(outcome.ok());
  EXPECT_FALSE(outcome->report.can_proceed);
  ASSERT_FALSE(outcome->report.rows.empty());
  EXPECT_EQ(outcome->report.rows.back().id, "same_site");
  vendor_->site.site_id = "site-1";
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  EXPECT_TRUE(eventually([&] { return vendor_->seen().token == "token"; }));
  EXPECT_EQ(status(instance).connection.base_url, "https://vendor.example");
}

TEST_F(CareTest, ASignInThatDoesNotPassLeavesTheOldOneServing) {
  const InstanceId instance = connected();
  vendor_->check_passes = false;
  const auto outcome =
      service_->replace_sign_in(tenant_, instance, with_token("bad"), CivilDate{30'000});
  ASSERT_TRUE(outcome.ok());
  EXPECT_FALSE(outcome->report.can_proceed);
  EXPECT_EQ(outcome->report.rows.front().id, "signed_in");
  EXPECT_FALSE(status(instance).connection.token_expires.has_value());
  const auto before = status(instance).last_sync;
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).last_sync != before; }));
  EXPECT_EQ(vendor_->seen().token, "token");
}

TEST_F(CareTest, MethodAndAddressChangeWithinTheSameSite) {
  vendor_->pages["issues"] = {page(1, 2, "s1", true)};
  const InstanceId instance = connected();
  SignIn typed = with_token("pat");
  typed.method = SignInMethod::kPersonalToken;
  typed.base_url = "https://new-name.example";
  const auto outcome = service_->replace_sign_in(tenant_, instance, typed, CivilDate{30'000});
  ASSERT_TRUE(outcome.ok() && outcome->report.can_proceed);
  const auto now = status(instance).connection;
  EXPECT_EQ(now.method, SignInMethod::kPersonalToken);
  EXPECT_EQ(now.base_url, "https://new-name.example");
  EXPECT_EQ(now.account_email, "bot@example.com") << "what was not typed stays";
  EXPECT_EQ(now.token_expires, CivilDate{30'000});
  EXPECT_EQ(status(instance).issues, 2);
  EXPECT_TRUE(eventually([&] { return vendor_->seen().token == "pat"; }));
}

TEST_F(CareTest, ABackfillResumesExactlyWhereARejectedSignInStoppedIt) {
  vendor_->pages["issues"] = {page(1, 3, "s1", false), page(4, 3, "s2", true)};
  vendor_->script_error("issues", ErrorCode::kVendorRejectedCredentials);
  vendor_->script_error("issues", ErrorCode::kVendorRejectedCredentials);
  const InstanceId instance = connect();
  ASSERT_TRUE(eventually(
      [&] { return status(instance).connection.state == domain::ConnectionState::kNeedsSignIn; }));
  const std::string run = status(instance).progress->run;
  ASSERT_TRUE(service_->replace_sign_in(tenant_, instance, with_token("new"), std::nullopt).ok());
  ASSERT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
  EXPECT_EQ(status(instance).progress->run, run);
  EXPECT_EQ(status(instance).issues, 6);
}

TEST_F(CareTest, TwoSitesWithEqualKeysStayApart) {
  vendor_->pages["issues"] = {page(1, 2, "s1", true)};
  const InstanceId first = connected();
  vendor_->site.site_id = "site-2";
  vendor_->script_page("issues", page(1, 2, "s1", true));
  ConnectRequest asked = request();
  asked.sign_in.base_url = "https://second.example";
  const InstanceId second = connected(asked);
  ASSERT_NE(first, second);
  const auto store = store_->tenant(tenant_);
  EXPECT_EQ(store.find_issue_by_key("SHOP-1", first)->ref.instance, first);
  EXPECT_EQ(store.find_issue_by_key("SHOP-1", second)->ref.instance, second);
  EXPECT_EQ(status(first).issues, 2);
  EXPECT_EQ(status(second).issues, 2);
  ASSERT_TRUE(service_->disconnect(tenant_, first, true).ok());
  EXPECT_EQ(status(second).issues, 2);
}

TEST_F(CareTest, WithAFilterTheVendorIsAskedBeforeAnUnknownIssueIsStored) {
  ConnectRequest asked = request();
  asked.options.filter_jql = "team = x";
  vendor_->locked([&] { vendor_->unmatched = {8}; });
  const InstanceId instance = connected(asked);
  EXPECT_EQ(vendor_->last_filter(), "team = x");
  wait_until_live(instance);
  ASSERT_TRUE(deliver("a", event_of(7)).ok());
  ASSERT_TRUE(deliver("b", event_of(8)).ok());
  ASSERT_TRUE(
      eventually([&] { return asked_for(7) && asked_for(8) && status(instance).pending == 0; }));
  EXPECT_EQ(summary(instance, 7), "read again");
  EXPECT_FALSE(is_stored(instance, 8));
}

TEST_F(CareTest, AnIssueThatLeftTheFilterIsFollowedAndCounted) {
  ConnectRequest asked = request();
  asked.options.filter_jql = "statusCategory != Done";
  const InstanceId instance = connected(asked);
  wait_until_live(instance);
  ASSERT_TRUE(deliver("a", event_of(7)).ok());
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 7); }));
  vendor_->locked([&] { vendor_->unmatched = {7}; });
  ASSERT_TRUE(store_->tenant(tenant_).add_refetch(instance, {IssueId(7)}, "test").ok());
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == 1; }));
  EXPECT_TRUE(is_stored(instance, 7));
  ConnectionChange other;
  other.filter_jql = "";
  ASSERT_TRUE(change(instance, other).ok());
  EXPECT_EQ(status(instance).left_filter, 0);
}

TEST_F(CareTest, AnotherFilterReadsNewMatchesAndDropsByChoiceOnly) {
  vendor_->pages["issues"] = {page(1, 3, "s1", true)};
  const InstanceId instance = connected();
  const std::string run = status(instance).progress->run;
  vendor_->locked([&] { vendor_->unmatched = {2}; });
  vendor_->script_page("issues", page(4, 1, "s1", true));
  ConnectionChange narrower;
  narrower.filter_jql = "  team = x  ";
  ASSERT_TRUE(change(instance, narrower).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).issues == 4; }));
  EXPECT_NE(status(instance).progress->run, run);
  EXPECT_EQ(status(instance).connection.options.filter_jql, "team = x");
  narrower.filter_jql = "team = y";
  narrower.drop = DropPolicy::kDelete;
  ASSERT_TRUE(change(instance, narrower).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).issues == 3; }));
  EXPECT_FALSE(is_stored(instance, 2));
  EXPECT_TRUE(is_stored(instance, 4));
}

TEST_F(CareTest, APreviewCountsWhatTheNewFilterLeavesOfTheOldOne) {
  vendor_->pages["issues"] = {page(1, 3, "s1", true)};
  ConnectRequest asked = request();
  asked.options.filter_jql = "a = 'x order by y' ORDER BY key";
  const InstanceId instance = connected(asked);
  vendor_->filter_check.valid = true;
  vendor_->filter_check.matches = 1;
  ConnectionChange change;
  change.filter_jql = "b = 2";
  const auto preview = service_->preview(tenant_, instance, change);
  ASSERT_TRUE(preview.ok());
  EXPECT_EQ(preview->issues_dropped, 2);
  EXPECT_EQ(vendor_->last_check(), "(a = 'x order by y') AND (b = 2)");
}

TEST_F(CareTest, DroppedProjectsGoWithTheirIssuesAndMovedOnesStay) {
  connector::PulledPage all = page(1, 2, "s1", true);
  all.changes.issues.push_back(full_issue(3, "OPS-3", 1000, "ops"));
  all.changes.issues.push_back(full_issue(4, "PAY-4", 1000, "moved into a project nobody chose"));
  vendor_->pages["issues"] = {std::move(all)};
  ConnectRequest asked = request();
  asked.project_keys = {"SHOP", "OPS", "PAY"};
  const InstanceId instance = connected(asked);
  ConnectionChange narrower;
  narrower.project_keys = {"shop", "PAY"};
  vendor_->filter_check.valid = true;
  vendor_->filter_check.matches = 3;
  const auto preview = service_->preview(tenant_, instance, narrower);
  ASSERT_TRUE(preview.ok());
  ASSERT_EQ(preview->removed.size(), 1u);
  EXPECT_EQ(preview->removed[0].key, "OPS");
  EXPECT_EQ(preview->removed[0].issues, 1);
  EXPECT_EQ(preview->issues_dropped, 1);
  EXPECT_EQ(preview->matches, 3);
  EXPECT_EQ(status(instance).issues, 4) << "a preview changes nothing";
  narrower.drop = DropPolicy::kDelete;
  ASSERT_TRUE(change(instance, narrower).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).issues == 3; }));
  EXPECT_FALSE(is_stored(instance, 3));
}

TEST_F(CareTest, AnIssueThatIsNoLongerGivenIsOutOfSightAndNotDeleted) {
  vendor_->pages["issues"] = {page(1, 1, "s1", true)};
  const InstanceId instance = connected();
  vendor_->locked([&] { vendor_->lost = {1}; });
  ASSERT_TRUE(store_->tenant(tenant_).add_refetch(instance, {IssueId(1)}, "test").ok());
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).invisible == 1; }));
  EXPECT_EQ(status(instance).issues, 1);
  EXPECT_EQ(status(instance).deleted_issues, 0);
  // The round that was asked for looks for lost issues too, and asks about this one once more.
  EXPECT_TRUE(eventually([&] { return *store_->tenant(tenant_).count_refetch(instance) == 0; }))
      << "asked and answered";
  vendor_->locked([&] { vendor_->lost.clear(); });
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  EXPECT_TRUE(eventually([&] { return status(instance).invisible == 0; }));
}

TEST_F(CareTest, OneIssueThatTheVendorRefusesDoesNotHoldUpTheOthers) {
  const InstanceId instance = connected();
  vendor_->locked([&] { vendor_->refused = {5}; });
  auto store = store_->tenant(tenant_);
  std::vector<IssueId> wanted;
  for (int64_t id = 1; id <= 9; ++id) wanted.emplace_back(id);
  ASSERT_TRUE(store.add_refetch(instance, wanted, "test").ok());
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).issues == 8; }));
  ASSERT_TRUE(eventually([&] { return *store.count_refetch(instance) == 0; }));
  const auto refused = store.list_refused(instance, 10);
  ASSERT_EQ(refused->size(), 1u);
  EXPECT_EQ(refused->front().item.id, "5");
}

TEST_F(CareTest, SitesOfFilesBecomeConnectionsThatGoOnFromThem) {
  const auto made = service_->create_import_site(tenant_, {"test", "https://vendor.example", ""});
  ASSERT_TRUE(made.ok()) << made.error().detail;
  const InstanceId instance = made->connection.id;
  EXPECT_EQ(made->badge.code, "files_only");
  EXPECT_EQ(
      service_->create_import_site(tenant_, {"test", "https://vendor.example", ""}).error().code,
      ErrorCode::kConflict);
  const auto first = service_->import_file(tenant_, instance, "SHOP-9.json", event_of(9));
  ASSERT_TRUE(first.ok()) << first.error().detail;
  EXPECT_EQ(first->issues, 1);
  const auto again = service_->import_file(tenant_, instance, "SHOP-9.json", event_of(9));
  EXPECT_EQ(again->issues, 0);
  EXPECT_EQ(again->unchanged, 1);
  EXPECT_EQ(service_->import_file(tenant_, instance, "x", R"({"noise":1})").error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_FALSE(service_->sync_now(tenant_, instance).ok());
  EXPECT_FALSE(service_->verify(tenant_, instance).ok());
  EXPECT_EQ(connected(), instance);
  EXPECT_EQ(status(instance).connection.flavour, "cloud");
  EXPECT_TRUE(is_stored(instance, 9));
}

TEST_F(CareTest, AnExportIsImportedIntoASiteOfFiles) {
  vendor_->pages["issues"] = {page(1, 3, "s1", true)};
  connected();
  std::string text;
  ASSERT_TRUE(store_->tenant(tenant_)
                  .export_facts([&](std::string_view line) { text += std::string(line) + "\n"; })
                  .ok());
  const auto made = service_->create_import_site(tenant_, {"test", "https://files.example", "F"});
  const InstanceId files = made->connection.id;
  const auto report = service_->import_file(tenant_, files, "facts.ndjson", text + "{broken\n");
  ASSERT_TRUE(report.ok()) << report.error().detail;
  EXPECT_EQ(report->issues, 3);
  ASSERT_EQ(report->refused.size(), 1u);
  EXPECT_EQ(status(files).issues, 3);
  const auto again = service_->import_file(tenant_, files, "facts.ndjson", text);
  EXPECT_EQ(again->issues + again->histories + again->records, 0);
  const auto history = service_->sync_history(tenant_, files, 10);
  ASSERT_EQ(history->size(), 1u) << "what brought nothing is no entry";
  EXPECT_EQ(history->front().kind, "import");
}

}  // namespace
}  // namespace tl::sync
