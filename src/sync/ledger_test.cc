#include "sync/ledger.h"

#include <future>

#include "sync/ledger_fixture.h"

namespace tl::sync {
namespace {

using store::ArrivalState;
using store::Backend;
using store::backend_name;

class Ledgers : public LedgerTest {
 protected:
  // A delivery about an issue that ended in `state`.
  void deliver(int64_t issue, ArrivalState state, const std::string& detail = "") {
    store::Arrival arrival;
    arrival.tenant = tenant_;
    arrival.instance = instance();
    arrival.kind = "webhook";
    arrival.key = "d-" + std::to_string(issue);
    arrival.received = clock_.now() - hours(1);
    arrival.headers = "{}";
    arrival.body = "{}";
    arrival.issue = IssueId(issue);
    std::promise<bool> put;
    store_->inbox().put(std::move(arrival),
                        [&](Result<store::PutOutcome> outcome) { put.set_value(outcome.ok()); });
    ASSERT_TRUE(put.get_future().get());
    if (state == ArrivalState::kWaiting) return;
    const auto taken = store_->inbox().take(10);
    ASSERT_TRUE(taken.ok());
    for (const auto& one : *taken) ASSERT_TRUE(store_->inbox().finish(one.id, state, detail).ok());
  }
  void hook_since(Instant created) {
    connection_.webhooks_wanted = true;
    save_connection();
    store::WebhookHook hook;
    hook.tenant = tenant_;
    hook.instance = instance();
    hook.path_id = "path-1";
    hook.state = "registered";
    hook.created = created;
    ASSERT_TRUE(facts().save_hook(hook).ok());
  }
};
TL_ON_BOTH_DATABASES(Ledgers);

TEST_P(Ledgers, AnEqualSiteIsProvenAndStaysSoByLooks) {
  many(1, 25, "SHOP", ago(hours(1)), minutes(1));
  const Instant begun = clock_.now();
  work();
  EXPECT_EQ(account().state, "proven");
  EXPECT_EQ(account().proven, begun - minutes(2));
  EXPECT_EQ(account().compared, 25);
  EXPECT_EQ(account().ours, 25);
  EXPECT_EQ(account().newest_ours, ago(hours(1)));
  EXPECT_EQ(account().census_requests, 1);
  EXPECT_EQ(report().state, "complete");
  EXPECT_EQ(report().complete_as_of, begun - minutes(2));
  EXPECT_EQ(report().text, "Complete as of 22:11");
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(vendor_->world.lives, 0) << "nobody is asked about equal pairs";

  pass(minutes(15));
  work();
  EXPECT_EQ(account().state, "nothing_new");
  EXPECT_EQ(account().look_requests, 2);
  EXPECT_EQ(vendor_->world.looks, 1);
  EXPECT_EQ(vendor_->world.pages, 1) << "an unchanged project is not counted again";
  EXPECT_EQ(report().complete_as_of, begun + minutes(13));

  pass(hours(24));
  work();
  EXPECT_EQ(vendor_->world.pages, 2) << "once a day";
  EXPECT_EQ(account().proven, begun + minutes(15) + hours(24) - minutes(2));
}

TEST_P(Ledgers, AProjectThatWasNeverProvenIsNotCompleteByALook) {
  both(1, "SHOP-1", ago(hours(1)));
  vendor_->world.refusals["SHOP"] = ErrorCode::kVendorForbidden;
  work();
  EXPECT_EQ(account().state, "cannot");
  connection_.project_keys = {"SHOP"};
  save_connection();
  EXPECT_FALSE(report().complete_as_of);
  EXPECT_EQ(report().state, "unproven");
  vendor_->world.refusals.clear();
  pass(hours(1));
  work();
  EXPECT_EQ(account().state, "proven");
}

struct Cause {
  std::string name;
  std::function<void()> arrange;
  std::string kind, cause, how;
};

TEST_P(Ledgers, EachDifferenceIsClassifiedAndHealed) {
  connection_.project_keys = {"SHOP", "CART"};
  save_connection();
  add_project("CART");
  const Instant then = ago(hours(2));
  const std::vector<Cause> causes = {
      {"missing", [&] { there(10, "SHOP-10", then); }, "missing", "missed_poll", "read again"},
      {"older here", [&] { there(11, "SHOP-11", then), here(11, "SHOP-11", then - hours(1)); },
       "changed", "missed_poll", "read again"},
      {"gone there", [&] { here(12, "SHOP-12", then); }, "extra", "lost_access",
       "kept as no longer visible"},
      {"moved away", [&] { there(13, "OPS-1", then), here(13, "SHOP-13", then - hours(1)); },
       "extra", "moved_away", "followed to OPS-1"},
      {"moved", [&] { there(14, "CART-1", then), here(14, "SHOP-14", then - hours(1)); }, "changed",
       "missed_poll", "read again"},
      {"accepted and not stored",
       [&] { there(15, "SHOP-15", then), deliver(15, ArrivalState::kDone); }, "missing",
       "our_fault", "read again"},
      {"refused", [&] { there(16, "SHOP-16", then), deliver(16, ArrivalState::kRefused, "no id"); },
       "missing", "our_fault", "read again"},
      {"back in sight",
       [&] {
         both(17, "SHOP-17", then);
         store::ApplyContext lost;
         lost.lost_sight = {IssueId(17)};
         ASSERT_TRUE(facts().apply(instance(), {}, lost).ok());
         pass(minutes(10));
         vendor_->world.issues[17].updated = ago(minutes(6));
       },
       "missing", "lost_access", "read again"},
  };
  for (const Cause& one : causes) one.arrange();
  work();
  const auto found = differences();
  ASSERT_EQ(found.size(), causes.size());
  for (size_t i = 0; i < causes.size(); ++i) {
    SCOPED_TRACE(causes[i].name);
    const std::string subject = "issue:" + std::to_string(10 + i);
    const auto at = std::find_if(found.begin(), found.end(),
                                 [&](const auto& one) { return one.subject == subject; });
    ASSERT_NE(at, found.end());
    EXPECT_EQ(at->kind, causes[i].kind);
    EXPECT_EQ(at->cause, causes[i].cause);
    EXPECT_EQ(at->how, causes[i].how);
    EXPECT_TRUE(at->healed);
  }
  EXPECT_TRUE(facts().load_issue({instance(), IssueId(12)})->invisible);
  EXPECT_EQ(account().state, "proven");
  EXPECT_EQ(report().state, "complete");
  EXPECT_EQ(report().healed_7d, static_cast<int64_t>(causes.size()));
}

TEST_P(Ledgers, AMissedWebhookIsNamedSo) {
  hook_since(ago(days(2)));
  there(1, "SHOP-1", ago(hours(2)));
  there(2, "SHOP-2", ago(days(3)));
  work();
  const auto found = differences();
  ASSERT_EQ(found.size(), 2u);
  for (const auto& one : found) {
    EXPECT_EQ(one.cause, one.key == "SHOP-1" ? "missed_webhook" : "missed_poll") << one.key;
  }
}

TEST_P(Ledgers, WhatLeftTheFilterIsFollowedAndNotMissing) {
  connection_.options.filter_jql = "labels = shop";
  save_connection();
  both(1, "SHOP-1", ago(hours(2)));
  both(2, "SHOP-2", ago(hours(3)));
  vendor_->world.issues[2].unmatched = true;
  work();
  const auto found = differences();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].cause, "left_filter");
  EXPECT_TRUE(found[0].healed);
  EXPECT_EQ(facts().count_issues(instance())->left_filter, 1);
  EXPECT_EQ(account().state, "proven");

  vendor_->world.issues[2].unmatched = false;
  pass(hours(24));
  work();
  EXPECT_EQ(facts().count_issues(instance())->left_filter, 0);
  EXPECT_EQ(differences().front().kind, "missing");
  EXPECT_EQ(differences().front().cause, "left_filter");
}

TEST_P(Ledgers, WhatIsYoungIsLookedAtAgainAndNotCounted) {
  both(1, "SHOP-1", ago(hours(2)));
  there(2, "SHOP-2", ago(minutes(3)));  // the next poll brings it
  both(3, "SHOP-3", ago(minutes(3)));
  vendor_->world.issues[3].hidden = true;  // the search does not show it yet
  const Instant begun = clock_.now();
  work();
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(account().state, "unproven") << "nothing is claimed while something is open";
  here(2, "SHOP-2", vendor_->world.issues[2].updated);
  vendor_->world.issues[3].hidden = false;
  pass(minutes(15));
  work();
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(account().proven, begun - minutes(2));
}

TEST_P(Ledgers, WhatStaysAwayIsFoundWhenItIsNoLongerYoung) {
  there(2, "SHOP-2", ago(minutes(3)));
  const Instant begun = clock_.now();
  work();
  EXPECT_TRUE(differences().empty());
  pass(minutes(15));
  work();
  ASSERT_EQ(differences().size(), 1u);
  EXPECT_EQ(differences()[0].how, "read again");
  EXPECT_EQ(account().proven, begun - minutes(2));
}

TEST_P(Ledgers, ASearchThatIsBehindIsNoDifference) {
  both(1, "SHOP-1", ago(hours(2)));
  both(2, "SHOP-2", ago(minutes(4)));
  vendor_->world.issues[2].listed = ago(days(1));  // an old stamp in the list
  both(3, "SHOP-3", ago(minutes(4)));
  vendor_->world.issues[3].unlisted = true;
  work();
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(account().state, "proven") << "asked by id both are equal";
}

TEST_P(Ledgers, ALookThatDiffersTwiceAsksForACensus) {
  many(1, 5, "SHOP", ago(hours(1)), minutes(1));
  work();
  there(9, "SHOP-9", ago(minutes(20)));
  pass(minutes(15));
  work();
  EXPECT_EQ(vendor_->world.pages, 1) << "once may be lag";
  EXPECT_EQ(account().state, "proven");
  EXPECT_EQ(account().looked, std::nullopt) << "it says nothing";
  pass(minutes(15));
  work();
  EXPECT_EQ(vendor_->world.pages, 2);
  ASSERT_EQ(differences().size(), 1u);
  EXPECT_EQ(account().state, "proven");
  pass(minutes(15));
  work();
  EXPECT_EQ(account().state, "nothing_new");
}

TEST_P(Ledgers, AnApproximateCountDoesNotCauseCensusesForEver) {
  many(1, 5, "SHOP", ago(hours(1)), minutes(1));
  vendor_->world.exact = false;
  vendor_->world.count_error = 3;
  for (int round = 0; round < 12; ++round) {
    work();
    pass(minutes(15));
  }
  EXPECT_EQ(vendor_->world.pages, 1);
  EXPECT_EQ(account().state, "nothing_new");
}

TEST_P(Ledgers, NothingIsSaidWhileDeliveriesWait) {
  many(1, 5, "SHOP", ago(hours(1)), minutes(1));
  work();
  deliver(3, ArrivalState::kWaiting);
  pass(minutes(15));
  work();
  EXPECT_EQ(vendor_->world.looks, 0);
  EXPECT_EQ(account().state, "proven");
}

TEST_P(Ledgers, ARestartInTheMiddleOfACensusGoesOn) {
  vendor_->world.page = 10;
  many(1, 45, "SHOP", ago(hours(1)), minutes(1));
  vendor_->world.issues.erase(12);
  const Instant begun = clock_.now();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(*step());
  const int64_t pages = vendor_->world.pages;
  ASSERT_GE(pages, 1);
  ASSERT_LT(pages, 5);
  restart();
  pass(minutes(1));
  work();
  EXPECT_LE(vendor_->world.pages, 6) << "at most the page that was under way comes twice";
  EXPECT_EQ(account().proven, begun - minutes(2)) << "it is of when it began";
  ASSERT_EQ(differences().size(), 1u);
  EXPECT_EQ(differences()[0].key, "SHOP-12");
  EXPECT_EQ(account().compared, 44);
}

TEST_P(Ledgers, TenThousandStampsInOneMinuteAreComparedInParts) {
  ledger_ = std::make_unique<Ledger>(1000);
  many(1, 10'000, "SHOP", ago(hours(1)), Millis(6));
  many(20'001, 3000, "SHOP", ago(hours(3)), Millis(0));  // in the very same millisecond
  vendor_->world.issues.erase(5000);
  there(30'000, "SHOP-30000", ago(hours(1)) - Millis(30'000));
  there(30'001, "SHOP-30001", ago(hours(3)));
  work();
  EXPECT_EQ(account().compared, 12'999);
  EXPECT_EQ(differences().size(), 3u);
  EXPECT_EQ(account().state, "proven");
  EXPECT_LE(account().census_requests, 14);
  EXPECT_LE(vendor_->world.lives, 8) << "candidates are asked for together";
}

TEST_P(Ledgers, ManyProjectsAreLookedAtInTurn) {
  constexpr int kProjects = 412;
  domain::ChangeSet set;
  for (int i = 0; i < kProjects; ++i) {
    const std::string key = "P" + std::to_string(i);
    set.records.push_back(project(key));
    there(1000 + i, key + "-1", ago(hours(2)));
    set.issues.push_back(full_issue(1000 + i, key + "-1", ago(hours(2)).ms, "as in the world"));
  }
  apply(set);
  work();
  EXPECT_EQ(report().proven_projects, kProjects + 1);
  vendor_->world.requests.clear();
  vendor_->world.pages = 0;
  for (int round = 0; round < 7; ++round) {
    const int64_t before = vendor_->world.looks;
    pass(minutes(15));
    work();
    EXPECT_LE(vendor_->world.looks - before, static_cast<int64_t>(Ledger::kLooksPerRound));
  }
  EXPECT_EQ(vendor_->world.pages, 0);
  EXPECT_EQ(vendor_->world.requests.size(), kProjects + 1u) << "all within 7 rounds";
  EXPECT_EQ(vendor_->world.looks, 420) << "and the first ones of the next turn";
  EXPECT_LE(account("p-P7").look_requests, 3);
}

TEST_P(Ledgers, APersonMayAskForACensus) {
  many(1, 5, "SHOP", ago(hours(1)), minutes(1));
  add_project("CART");
  work();
  const int64_t pages = vendor_->world.pages;
  ledger_->want_proof({"shop"});
  work();
  EXPECT_EQ(vendor_->world.pages, pages + 1);
  ledger_->want_proof({});
  work();
  EXPECT_EQ(vendor_->world.pages, pages + 3);
}

TEST_P(Ledgers, WhatAVendorRefusesForOneProjectDoesNotStopTheOthers) {
  add_project("CART");
  both(1, "SHOP-1", ago(hours(1)));
  both(2, "CART-1", ago(hours(1)));
  vendor_->world.refusals["CART"] = ErrorCode::kVendorNotFound;
  work();
  EXPECT_EQ(account("p-CART").state, "cannot");
  EXPECT_EQ(account("p-SHOP").state, "proven");
  EXPECT_TRUE(report().complete_as_of) << "of all that the account sees";
}

TEST_P(Ledgers, IssuesOfAProjectOutOfSightAreKnownToBeSo) {
  add_project("CART");
  both(1, "SHOP-1", ago(hours(1)));
  both(2, "CART-1", ago(hours(1)));
  work();
  vendor_->world.refusals["CART"] = ErrorCode::kVendorNotFound;
  vendor_->world.issues[2].hidden = true;
  pass(minutes(15));
  work();
  EXPECT_TRUE(facts().load_issue({instance(), IssueId(2)})->invisible);
  EXPECT_EQ(facts().count_issues(instance())->present, 2) << "and its facts are kept";
  vendor_->world.refusals.clear();
  vendor_->world.issues[2].hidden = false;
  pass(minutes(15));
  pass(hours(1));
  ledger_->want_proof({"CART"});
  work();
  EXPECT_FALSE(facts().load_issue({instance(), IssueId(2)})->invisible);
  EXPECT_EQ(account("p-CART").proven, clock_.now() - minutes(2));
}

TEST_P(Ledgers, ADeadSignInIsToldAndNothingIsBelieved) {
  both(1, "SHOP-1", ago(hours(1)));
  vendor_->world.refusals["SHOP"] = ErrorCode::kVendorRejectedCredentials;
  Result<bool> stepped = true;
  while (stepped.ok() && *stepped) stepped = step();
  ASSERT_FALSE(stepped.ok());
  EXPECT_EQ(stepped.error().code, ErrorCode::kVendorRejectedCredentials);
  EXPECT_TRUE(differences().empty());
  vendor_->world.refusals.clear();
  work();
  EXPECT_EQ(account().state, "proven") << "a new sign-in goes on where it stopped";
}

TEST_P(Ledgers, AVendorThatStumblesIsLeftInPeaceForAWhile) {
  both(1, "SHOP-1", ago(hours(1)));
  vendor_->world.refusals["SHOP"] = ErrorCode::kVendorUnavailable;
  work();
  const int64_t asked = vendor_->world.pages;
  work();
  EXPECT_EQ(vendor_->world.pages, asked);
  vendor_->world.refusals.clear();
  pass(minutes(15));
  work();
  EXPECT_EQ(account().state, "proven");
}

TEST_P(Ledgers, AnotherFilterMakesFormerProofsVoid) {
  both(1, "SHOP-1", ago(hours(1)));
  work();
  ASSERT_TRUE(account().proven);
  connection_.options.filter_jql = "labels = shop";
  save_connection();
  ledger_ = std::make_unique<Ledger>();
  auto book = load_ledger_state(facts(), instance(), "p-SHOP");
  BookState state = parse_book(*book);
  state.run = "an earlier run";
  auto tenant = facts();
  ASSERT_TRUE(save_ledger_state(tenant, instance(), "p-SHOP", render_book(state)).ok());
  vendor_->world.refusals["SHOP"] = ErrorCode::kVendorUnavailable;
  work();
  EXPECT_FALSE(account().proven);
}

TEST_P(Ledgers, AProjectThatIsNotChosenAnyMoreIsForgotten) {
  add_project("CART");
  both(1, "SHOP-1", ago(hours(1)));
  work();
  connection_.project_keys = {"SHOP", "NEW"};
  save_connection();
  ledger_ = std::make_unique<Ledger>();
  work();
  EXPECT_EQ(account("p-CART").account, "");
  EXPECT_EQ(account("key:NEW").state, "cannot");
  EXPECT_FALSE(report().complete_as_of) << "a chosen project that nobody sees is not complete";
}

TEST_P(Ledgers, AnotherTenantSeesNothing) {
  there(1, "SHOP-1", ago(hours(1)));
  work();
  ASSERT_EQ(differences().size(), 1u);
  store::TenantStore other = make_tenant("Other");
  store::DifferenceQuery query;
  query.instance = instance();
  EXPECT_TRUE(other.list_differences(query)->empty());
  EXPECT_TRUE(other.list_ledger_accounts(instance())->empty());
  EXPECT_EQ(other.load_pull_tally(instance())->read, 0);
}

}  // namespace
}  // namespace tl::sync
