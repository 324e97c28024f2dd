// The filter of a connection over its life, decided here: arrivals, reading again, time, restarts.
#include <algorithm>

#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

using domain::Record;
using domain::RecordKind;
using domain::Ref;

constexpr domain::Version kSaid{Instant(1000), 0, domain::SourceRank::kRest, 0};

Record named(RecordKind kind, std::string id, std::string name) {
  Record made{kind, std::move(id), {}, {}};
  domain::set_attribute(made.attributes, "name", std::move(name), kSaid);
  return made;
}

Record status_record(std::string id, std::string name, const std::string& category) {
  Record made = named(RecordKind::kStatus, std::move(id), std::move(name));
  domain::set_attribute(made.attributes, "category", Ref{category, category}, kSaid);
  return made;
}

// The account that signs in, whose days the vendor counts by.
constexpr std::string_view kRobot = "robot-1";

Record robot() {
  Record made = named(RecordKind::kAccount, std::string(kRobot), "Robot");
  domain::set_attribute(made.attributes, "zone", std::string("Europe/Berlin"), kSaid);
  return made;
}

connector::PulledPage catalogue() {
  connector::PulledPage page;
  page.changes.records = {
      robot(), status_record("1", "To Do", "new"), status_record("5", "Done", "done"),
      named(RecordKind::kField, "labels", "Labels"), named(RecordKind::kIssueType, "7", "Bug")};
  page.items = 5;
  page.done = true;
  return page;
}

void set(domain::Issue& issue, std::string_view name, domain::Value value) {
  const auto version = issue.attributes.at("updated").version;
  domain::set_attribute(issue.attributes, name, std::move(value), version);
}

class FilterServiceTest : public ServiceTest {
 protected:
  FilterServiceTest() {
    auto clock = std::make_unique<ShiftedClock>();
    shifted_ = clock.get();
    clock_ = std::move(clock);
  }

  InstanceId connected(const std::string& filter) {
    vendor_->script_page("catalogue", catalogue());
    vendor_->site.account_id = kRobot;
    ConnectRequest asked = request();
    asked.options.filter_jql = filter;
    const auto made = service_->connect(tenant_, asked);
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().detail);
    const InstanceId instance = made.ok() ? made->connection.id : InstanceId();
    EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
    EXPECT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
    return instance;
  }
  bool is_stored(InstanceId instance, int64_t id) {
    return store_->tenant(tenant_).load_issue({instance, IssueId(id)}).ok();
  }
  bool asked_about(int64_t id) {
    const auto calls = vendor_->calls();
    return std::find(calls.begin(), calls.end(), "issue:" + std::to_string(id)) != calls.end();
  }
  // What is under way has ended: nothing waits, and nothing is to be read again.
  bool is_settled(InstanceId instance) { return status(instance).pending == 0; }
  void deliver_event(int64_t id, int64_t updated, const std::string& more) {
    const std::string body = R"({"id":)" + std::to_string(id) + R"(,"key":"SHOP-)" +
                             std::to_string(id) + R"(","updated":)" + std::to_string(updated) +
                             R"(,"summary":"by webhook")" + more + "}";
    ASSERT_TRUE(deliver("d" + std::to_string(next_++), body).ok());
  }
  // "ignored: outside of ..." of the newest delivery.
  std::string last_delivery() {
    const auto page = service_->deliveries(tenant_, {});
    if (!page.ok() || page->items.empty()) return "";
    return page->items.front().result + ": " + page->items.front().detail;
  }

  ShiftedClock* shifted_ = nullptr;
  int64_t next_ = 1;
};

TEST_F(FilterServiceTest, ArrivalsAreAdmittedHereAtOnceAndOthersAreLeftOutWithoutAsking) {
  const InstanceId instance = connected("status != Done");
  ASSERT_TRUE(status(instance).filter_here.has_value());
  EXPECT_TRUE(status(instance).filter_here->decided) << status(instance).filter_here->why;
  vendor_->locked([&] { vendor_->unmatched = {7}; });  // Jira's index is behind
  deliver_event(7, 4000, R"(,"status":"1")");
  deliver_event(8, 4000, R"(,"status":"5")");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 7) && asked_about(7); }));
  ASSERT_TRUE(eventually([&] { return is_settled(instance); }));
  EXPECT_TRUE(is_stored(instance, 7)) << "read in full, and not thrown away";
  EXPECT_FALSE(is_stored(instance, 8));
  EXPECT_FALSE(asked_about(8)) << "it is decided here";
  EXPECT_EQ(last_delivery(), "ignored: outside of the filter of the connection");
  for (const std::string& filter : vendor_->issue_filters()) EXPECT_EQ(filter, "");
  EXPECT_EQ(status(instance).left_filter, 0);
}

TEST_F(FilterServiceTest, AnIssueThatLeavesIsMarkedCountedAndBackWhenItMatchesAgain) {
  const InstanceId instance = connected("status != Done");
  deliver_event(7, 6000, R"(,"status":"1")");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 7); }));
  deliver_event(7, 7000, R"(,"status":"5")");
  ASSERT_TRUE(eventually([&] { return status(instance).left_filter == 1; }));
  EXPECT_TRUE(is_stored(instance, 7));
  EXPECT_EQ(status(instance).filter_here->left, 1);
  deliver_event(7, 6500, R"(,"status":"1")");  // late
  ASSERT_TRUE(eventually([&] { return is_settled(instance); }));
  EXPECT_EQ(status(instance).left_filter, 1) << "an older state is no return";
  deliver_event(7, 8000, R"(,"status":"1")");
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == 0; }));
}

TEST_F(FilterServiceTest, WhatAThinPayloadCannotDecideIsReadInFullAndDecidedHere) {
  const InstanceId instance = connected("labels = urgent");
  const auto labelled = [](std::string label) {
    return [label = std::move(label)](domain::Issue& issue) {
      set(issue, "labels", domain::Refs{{label, label}});
    };
  };
  vendor_->locked([&] {
    vendor_->amend[11] = labelled("urgent");
    vendor_->amend[12] = labelled("later");
    vendor_->unmatched = {11};
  });
  deliver_event(11, 4000, R"(,"thin":true)");
  deliver_event(12, 4000, R"(,"thin":true)");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 11) && asked_about(12); }));
  ASSERT_TRUE(eventually([&] { return is_settled(instance); }));
  EXPECT_FALSE(is_stored(instance, 12));
  for (const std::string& filter : vendor_->issue_filters()) EXPECT_EQ(filter, "");
}

TEST_F(FilterServiceTest, WhatCannotBeDecidedHereTheVendorDecides) {
  const InstanceId instance = connected("summary ~ crash");
  const auto here = status(instance).filter_here;
  ASSERT_TRUE(here.has_value());
  EXPECT_FALSE(here->decided);
  EXPECT_NE(here->why, "");
  ASSERT_EQ(here->undecided.size(), 1u);
  vendor_->locked([&] { vendor_->unmatched = {9}; });
  deliver_event(9, 4000, "");
  deliver_event(10, 4000, "");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 10) && asked_about(9); }));
  ASSERT_TRUE(eventually([&] { return is_settled(instance); }));
  EXPECT_FALSE(is_stored(instance, 9));
  EXPECT_EQ(vendor_->issue_filters().back(), "summary ~ crash");
  vendor_->locked([&] { vendor_->unmatched = {10}; });
  ASSERT_TRUE(store_->tenant(tenant_).add_refetch(instance, {IssueId(10)}, "test").ok());
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == 1; }));
}

TEST_F(FilterServiceTest, APageBringsFollowedIssuesThatLeft) {
  const InstanceId instance = connected("status != Done");
  deliver_event(7, 4000, R"(,"status":"1")");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 7); }));
  connector::PulledPage page;
  page.changes.issues = {full_issue(7, "SHOP-7", 9000, "pulled")};
  set(page.changes.issues.front(), "status", Ref{"5", "Done"});
  page.done = true;
  vendor_->script_page("poll.issues", page);
  ASSERT_TRUE(service_->sync_now(tenant_, instance).ok());
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == 1; }))
      << "the vendor calls it a match, its facts say otherwise";
}

TEST_F(FilterServiceTest, TimeAloneMakesAnIssueLeave) {
  const InstanceId instance = connected("updated >= -1d");
  const Instant now = clock_->now();
  EXPECT_EQ(status(instance).filter_here->time, "minute");
  deliver_event(7, now.ms - 1000, "");
  deliver_event(8, now.ms + hours(30).ms, "");
  deliver_event(9, now.ms - hours(30).ms, "");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 7) && is_stored(instance, 8); }));
  ASSERT_TRUE(eventually([&] { return is_settled(instance); }));
  EXPECT_FALSE(is_stored(instance, 9)) << "it is out already";
  EXPECT_EQ(status(instance).left_filter, 0);
  shifted_->shift(hours(25));
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == 1; }));
  const auto left = store_->tenant(tenant_).list_left_filter(instance, {}, 10);
  ASSERT_EQ(left->size(), 1u);
  EXPECT_EQ(left->front().issue, IssueId(7));
  deliver_event(7, clock_->now().ms, "");
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == 0; }));
}

TEST_F(FilterServiceTest, WhereNoColumnTellsAllIssuesAreLookedAtPageByPage) {
  constexpr int64_t kIssues = 1200;  // more than two pages
  const Instant now = clock_->now();
  connector::PulledPage page;
  for (int64_t id = 1; id <= kIssues; ++id) {
    page.changes.issues.push_back(
        full_issue(id, "SHOP-" + std::to_string(id), now.ms, "with a date"));
    set(page.changes.issues.back(), "duedate", date_of(now));
  }
  page.done = true;
  vendor_->script_page("issues", std::move(page));
  const InstanceId instance = connected("due >= -1d");
  ASSERT_TRUE(eventually([&] { return status(instance).issues == kIssues; }));
  EXPECT_EQ(status(instance).left_filter, 0);
  shifted_->shift(hours(72));
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == kIssues; }));
}

TEST_F(FilterServiceTest, MarksAndTheirReasonOutliveARestart) {
  const InstanceId instance = connected("updated >= -1d AND status != Done");
  const int64_t now = clock_->now().ms;
  deliver_event(7, now, R"(,"status":"1")");
  deliver_event(8, now, R"(,"status":"1")");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 7) && is_stored(instance, 8); }));
  deliver_event(7, now + 1, R"(,"status":"5")");
  ASSERT_TRUE(eventually([&] { return status(instance).left_filter == 1; }));
  close();
  shifted_->shift(hours(25));
  open();
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == 2; }))
      << "time went on while nobody looked";
  deliver_event(8, clock_->now().ms, R"(,"status":"1")");
  EXPECT_TRUE(eventually([&] { return status(instance).left_filter == 1; }));
}

TEST_F(FilterServiceTest, AnotherFilterIsAskedOfAllThatIsStored) {
  const InstanceId instance = connected("");
  EXPECT_FALSE(status(instance).filter_here.has_value());
  deliver_event(7, 4000, R"(,"status":"1")");
  deliver_event(8, 4000, R"(,"status":"5")");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 7) && is_stored(instance, 8); }));
  const auto change = [&](const std::string& jql) {
    ConnectionChange wanted;
    wanted.filter_jql = jql;
    const auto revision = status(instance).connection.revision;
    ASSERT_TRUE(service_->change(tenant_, instance, revision, wanted).ok());
  };
  const auto left = [&] {
    std::vector<int64_t> ids;
    const auto found = store_->tenant(tenant_).list_left_filter(instance, {}, 10);
    for (const store::LeftIssue& one : *found) ids.push_back(one.issue.value);
    return ids;
  };
  change("status != Done");
  EXPECT_TRUE(eventually([&] { return left() == std::vector<int64_t>{8}; }));
  change("status = Done");
  EXPECT_TRUE(eventually([&] { return left() == std::vector<int64_t>{7}; }));
  change("status != Done");
  EXPECT_TRUE(eventually([&] { return left() == std::vector<int64_t>{8}; }));
  change("");
  EXPECT_TRUE(left().empty());
}

TEST_F(FilterServiceTest, ANameThatMeansSomethingElseIsAskedAgain) {
  const InstanceId instance = connected("statusCategory = Done");
  deliver_event(7, 4000, R"(,"status":"5")");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 7) && is_settled(instance); }));
  EXPECT_EQ(status(instance).left_filter, 0);
  connector::PulledPage renamed;
  renamed.changes.records = {status_record("5", "Done", "indeterminate")};
  for (auto& [name, attribute] : renamed.changes.records.front().attributes) {
    attribute.version.instant = Instant(9000);
  }
  renamed.done = true;
  vendor_->script_page("poll.issues", renamed);
  // The poll after some minutes brings the record; a pass just made lets the next one wait.
  EXPECT_TRUE(eventually([&] {
    shifted_->shift(minutes(1));
    return status(instance).left_filter == 1;
  }));
}

TEST_F(FilterServiceTest, TwoTenantsHaveTheirOwnFilters) {
  const InstanceId ours = connected("status != Done");
  const auto made = store_->create_tenant({"Beta", "UTC", 1});
  ASSERT_TRUE(made.ok());
  const TenantId first = std::exchange(tenant_, made->id);
  const InstanceId theirs = connected("status = Done");
  connector::PulledPage page;
  page.changes.issues = {full_issue(7, "SHOP-7", 9000, "pulled")};
  set(page.changes.issues.front(), "status", Ref{"5", "Done"});
  page.done = true;
  vendor_->script_page("poll.issues", page);
  ASSERT_TRUE(service_->sync_now(tenant_, theirs).ok());
  ASSERT_TRUE(eventually([&] { return is_stored(theirs, 7); }));
  EXPECT_EQ(status(theirs).left_filter, 0);
  tenant_ = first;
  EXPECT_FALSE(is_stored(ours, 7));
  EXPECT_EQ(service_->check_filter_here(made->id, ours, {"status = Done", {}}).error().code,
            ErrorCode::kNotFound);
}

TEST_F(FilterServiceTest, AFilterIsCheckedHereBesideTheVendor) {
  const InstanceId instance = connected("");
  deliver_event(7, 4000, R"(,"status":"1")");
  deliver_event(8, 4000, R"(,"status":"5")");
  deliver_event(9, 4000, R"(,"status":"5")");
  ASSERT_TRUE(eventually([&] { return is_stored(instance, 9) && is_settled(instance); }));
  const auto check = [&](const std::string& jql, std::vector<std::string> keys = {}) {
    auto checked = service_->check_filter_here(tenant_, instance, {jql, std::move(keys)});
    EXPECT_TRUE(checked.ok());
    return std::move(*checked);
  };
  FilterHereCheck found = check("status = Done ORDER BY created");
  EXPECT_TRUE(found.ok);
  EXPECT_EQ(found.matched, 2);
  EXPECT_EQ(found.open, 0);
  EXPECT_EQ(check("status = Done", {"shop"}).matched, 2);
  EXPECT_EQ(check("status = Done", {"OPS"}).matched, 0);
  found = check("status = Done OR summary ~ x");
  EXPECT_EQ(found.matched, 2);
  EXPECT_EQ(found.open, 1);
  EXPECT_EQ(found.undecided.size(), 1u);
  found = check("status = Donne");
  EXPECT_FALSE(found.ok);
  ASSERT_TRUE(found.problem.has_value());
  EXPECT_EQ(found.problem->kind, jql::ProblemKind::kUnknownValue);
  EXPECT_EQ(found.problem->column, 10u);
  EXPECT_FALSE(check("cycleTime > 3d").ok) << "Jira knows no such field";
  EXPECT_FALSE(found.matched.has_value());
  EXPECT_TRUE(Service::check_filter_here("status = Donne").ok) << "a draft: its form alone";
  EXPECT_FALSE(Service::check_filter_here("status = ").ok);
}

}  // namespace
}  // namespace tl::sync
