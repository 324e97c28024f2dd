#include "sync/ledger_compare.h"

#include <gtest/gtest.h>

#include "sync/ledger_book.h"
#include "sync/ledger_words.h"

namespace tl::sync {
namespace {

constexpr Instant kNow(1'700'000'000'000);
const CensusTimes kTimes{kNow, kNow, kNow - days(90)};

Instant ago(Millis span) { return kNow - span; }

connector::LiveIssue live(const std::string& key, Instant updated) {
  return {IssueId(7), key, {}, updated};
}

TEST(LedgerCompare, FindsWhatDiffersInOneWindow) {
  const Comparison found = compare_stamps(
      {{IssueId(1), Instant(10)},
       {IssueId(2), Instant(20)},
       {IssueId(3), Instant(30)},
       {IssueId(3), Instant(30)}},
      {{IssueId(4), Instant(40)}, {IssueId(3), Instant(31)}, {IssueId(1), Instant(10)}});
  EXPECT_EQ(found.equal, 1);
  ASSERT_EQ(found.candidates.size(), 3u);
  EXPECT_EQ(found.candidates[0].issue, IssueId(2));
  EXPECT_TRUE(found.candidates[0].there);
  EXPECT_FALSE(found.candidates[0].here);
  EXPECT_EQ(found.candidates[1].issue, IssueId(3));
  EXPECT_TRUE(found.candidates[1].there && found.candidates[1].here);
  EXPECT_EQ(found.candidates[1].stamp, Instant(30));
  EXPECT_EQ(found.candidates[2].issue, IssueId(4));
  EXPECT_FALSE(found.candidates[2].there);
}

struct VerdictCase {
  std::string name;
  std::function<void(Evidence&)> change;
  Outcome outcome;
  std::string kind;
  std::string cause;
};

// An issue that is here and there, equal, in a chosen project, without a filter.
Evidence usual() {
  Evidence e;
  e.candidate = {IssueId(7), true, true, ago(hours(5))};
  e.known = e.of_project = e.live_of_project = e.live_chosen = true;
  e.key = "SHOP-7";
  e.here = ago(hours(5));
  e.live = live("SHOP-7", ago(hours(5)));
  return e;
}

const std::vector<VerdictCase>& verdict_cases() {
  static const std::vector<VerdictCase> cases = {
      {"equal", [](Evidence&) {}, Outcome::kEqual, "", ""},
      {"not here, hooks on", [](Evidence& e) { e.known = false, e.hooks_live = true; },
       Outcome::kDiffers, "missing", "missed_webhook"},
      {"not here, no hooks", [](Evidence& e) { e.known = false; }, Outcome::kDiffers, "missing",
       "missed_poll"},
      {"not here, accepted",
       [](Evidence& e) { e.known = false, e.hooks_live = e.delivery_accepted = true; },
       Outcome::kDiffers, "missing", "our_fault"},
      {"not here, refused", [](Evidence& e) { e.known = false, e.refused = "no id"; },
       Outcome::kDiffers, "missing", "our_fault"},
      {"not here, its delivery waits",
       [](Evidence& e) { e.known = false, e.delivery_waits = true; }, Outcome::kLate, "",
       "late_index"},
      {"not here and young",
       [](Evidence& e) { e.known = false, e.live = live("SHOP-7", ago(minutes(4))); },
       Outcome::kLate, "", "late_index"},
      {"changed after what is claimed",
       [](Evidence& e) { e.known = false, e.live = live("SHOP-7", ago(minutes(1))); },
       Outcome::kNewer, "", ""},
      {"older here", [](Evidence& e) { e.here = ago(hours(6)); }, Outcome::kDiffers, "changed",
       "missed_poll"},
      {"newer here, a moment ago", [](Evidence& e) { e.here = ago(minutes(3)); }, Outcome::kLate,
       "", "late_index"},
      {"newer here, long ago", [](Evidence& e) { e.here = ago(hours(4)); }, Outcome::kDiffers,
       "changed", "unexplained"},
      {"deleted here, shown there", [](Evidence& e) { e.deleted = true; }, Outcome::kDiffers,
       "missing", "unexplained"},
      {"out of sight here, shown there", [](Evidence& e) { e.invisible = true; }, Outcome::kDiffers,
       "missing", "lost_access"},
      {"not shown", [](Evidence& e) { e.live.reset(); }, Outcome::kDiffers, "extra", "lost_access"},
      {"not shown, made a moment ago",
       [](Evidence& e) { e.live.reset(), e.here = ago(minutes(1)); }, Outcome::kLate, "",
       "late_index"},
      {"not shown, known to be deleted", [](Evidence& e) { e.live.reset(), e.deleted = true; },
       Outcome::kEqual, "", ""},
      {"moved to a project that is not chosen",
       [](Evidence& e) {
         e.live = live("OPS-1", ago(hours(1)));
         e.live_of_project = e.live_chosen = false;
       },
       Outcome::kDiffers, "extra", "moved_away"},
      {"moved to another chosen project",
       [](Evidence& e) { e.live = live("OPS-1", ago(hours(5))), e.live_of_project = false; },
       Outcome::kDiffers, "changed", "missed_poll"},
      {"does not match the filter any more",
       [](Evidence& e) { e.filtered = true, e.candidate.there = false; }, Outcome::kDiffers,
       "extra", "left_filter"},
      {"matches the filter again", [](Evidence& e) { e.filtered = true; }, Outcome::kDiffers,
       "missing", "left_filter"},
      {"closed before the first day", [](Evidence& e) { e.candidate.there = false; },
       Outcome::kEqual, "", ""},
  };
  return cases;
}

TEST(LedgerCompare, EachDifferenceHasItsCause) {
  for (const VerdictCase& one : verdict_cases()) {
    SCOPED_TRACE(one.name);
    Evidence evidence = usual();
    one.change(evidence);
    const Verdict verdict = decide_verdict(evidence, kTimes);
    EXPECT_EQ(verdict.finding, one.outcome);
    EXPECT_EQ(verdict.kind, one.kind);
    EXPECT_EQ(verdict.cause, one.cause);
    EXPECT_EQ(verdict.detail.empty(), verdict.finding != Outcome::kDiffers);
  }
}

TEST(LedgerCompare, SaysHowADifferenceEnded) {
  Evidence e = usual();
  EXPECT_EQ(decide_healed(e), "read again");
  e.here = ago(hours(6));
  EXPECT_FALSE(decide_healed(e));
  e.live.reset();
  EXPECT_FALSE(decide_healed(e)) << "not shown, and here it still counts as seen";
  e.invisible = true;
  EXPECT_EQ(decide_healed(e), "kept as no longer visible");
  e.deleted = true;
  EXPECT_EQ(decide_healed(e), "its deletion is known now");
}

struct LookCase {
  std::string name;
  std::optional<int64_t> theirs;
  std::optional<Instant> newest_theirs;
  int64_t ours;
  std::optional<Instant> newest_ours;
  int64_t bias;
  LookResult result;
};

TEST(LedgerCompare, ALookSaysNoMoreThanItSees) {
  const Instant old = ago(hours(1));
  const Instant young = ago(minutes(3));
  const std::vector<LookCase> cases = {
      {"equal", 10, old, 10, old, 0, LookResult::kAgrees},
      {"empty", 0, {}, 0, {}, 0, LookResult::kAgrees},
      {"no count", {}, old, 10, old, 0, LookResult::kAgrees},
      {"off as it was when proven", 8, old, 10, old, -2, LookResult::kAgrees},
      {"more there", 11, old, 10, old, 0, LookResult::kDiffers},
      {"fewer there", 9, old, 10, old, 0, LookResult::kDiffers},
      {"newer there", 10, old + Millis(1), 10, old, 0, LookResult::kDiffers},
      {"newer there, a moment ago", 10, young, 10, old, 0, LookResult::kLate},
      {"newer here, a moment ago", 10, old, 11, young, 0, LookResult::kLate},
      {"nothing here", 10, old, 0, {}, 0, LookResult::kDiffers},
  };
  for (const LookCase& one : cases) {
    SCOPED_TRACE(one.name);
    LookInput in;
    in.look.count = one.theirs;
    if (one.newest_theirs) in.look.newest = {IssueId(1), *one.newest_theirs};
    in.ours = one.ours;
    in.newest_ours = one.newest_ours;
    in.bias = one.bias;
    in.now = kNow;
    EXPECT_EQ(decide_look(in), one.result);
  }
}

TEST(LedgerCompare, CensusesAreSpreadOverTheDayAndNeverLate) {
  std::set<int64_t> hours_of_day;
  for (int i = 0; i < 400; ++i) {
    const Millis wait = next_census(std::to_string(10'000 + i), kNow) - kNow;
    EXPECT_LE(wait, hours(24));
    EXPECT_GT(wait, hours(18));
    hours_of_day.insert(wait.ms / 3'600'000);
  }
  EXPECT_EQ(hours_of_day.size(), 6u);
}

TEST(LedgerCompare, ARenamedStatusIsNoDifference) {
  const domain::Version version{Instant(5), 0, domain::SourceRank::kRest, 0};
  domain::Attributes before;
  domain::Attributes after;
  domain::set_attribute(before, "status", domain::Ref{"1", "To Do"}, version);
  domain::set_attribute(after, "status", domain::Ref{"1", "Open"}, version);
  domain::set_attribute(after, "$comment_total", 3.0, version);
  EXPECT_TRUE(differing_attributes(before, after).empty());
  domain::set_attribute(after, "status", domain::Ref{"2", "Open"}, version);
  domain::set_attribute(after, "labels", domain::Refs{{"a", "a"}}, version);
  EXPECT_EQ(differing_attributes(before, after), (std::vector<std::string>{"labels", "status"}));
}

TEST(LedgerCompare, ABookSurvivesAsText) {
  BookState state;
  state.run = "r";
  state.filter = "a = \"b\"";
  state.wanted = state.asked = state.running = state.too_many = state.learns_bias = true;
  state.doubts = 1;
  state.bias = -3;
  state.not_before = state.until = state.late_at = kNow;
  state.place = R"({"w":1})";
  state.compared = 4, state.listed = 5, state.requests = 6, state.found = 7, state.explained = -8;
  state.late = {IssueId(1), IssueId(2)};
  state.proof = kNow - minutes(2);
  EXPECT_EQ(parse_book(render_book(state)), state);
  EXPECT_EQ(parse_book("{broken"), BookState());
}

TEST(LedgerCompare, RequestsAreCountedByTheHourForADay) {
  SiteState site;
  site.note_requests(kNow, 5);
  site.note_requests(kNow + hours(1), 7);
  EXPECT_EQ(site.requests_24h(kNow + hours(2)), 12);
  EXPECT_EQ(site.requests_this_hour(kNow + hours(1)), 7);
  EXPECT_EQ(site.requests_24h(kNow + hours(24)), 7);
  EXPECT_EQ(parse_site_state(render_site_state(site)).requests_24h(kNow + hours(2)), 12);
}

TEST(LedgerWords, ClaimWhatWasShown) {
  const WallClock clock{"Europe/Berlin", kNow};  // 14 Nov 2023, 23:13 there
  LedgerRow row;
  row.account.account = "100";
  row.account.state = "proven";
  row.account.census = kNow - minutes(30);
  row.account.proven = kNow - minutes(32);
  row.account.ours = 4212;
  row.account.theirs = 4212;
  EXPECT_EQ(render_row(row, clock),
            "4,212 here, 4,212 in Jira; ids and change stamps proven equal at 22:43 minus 2 min.");
  row.account.state = "nothing_new";
  row.account.looked = kNow - minutes(3);
  EXPECT_EQ(render_row(row, clock),
            "4,212 here, 4,212 in Jira; ids and change stamps proven equal at 22:43 minus 2 min; "
            "nothing new seen at 23:10.");
  EXPECT_EQ(complete_of(row.account, std::nullopt), kNow - minutes(5));
  EXPECT_EQ(complete_of(row.account, kNow - hours(1)), kNow - hours(1) - Millis(1));
  row.account.proven.reset();
  EXPECT_FALSE(complete_of(row.account, std::nullopt)) << "a look alone proves nothing";
  EXPECT_EQ(clock.show(kNow - days(1)), "13 Nov 23:13");
  EXPECT_EQ(clock.show(kNow - days(400)), "11 Oct 2022 00:13");
}

TEST(LedgerWords, AlarmsAndNotesAreSentences) {
  EXPECT_TRUE(render_alarms({}, {}).empty());
  store::ArrivalTally arrivals;
  arrivals.stored = 5;
  arrivals.now.done = 4;
  store::PullTally pulls{10, 7, 1, 1};
  const auto alarms = render_alarms(arrivals, pulls);
  ASSERT_EQ(alarms.size(), 2u);
  EXPECT_NE(alarms[0].find("5 deliveries were stored, and 4 are accounted for"), std::string::npos);
  EXPECT_NE(alarms[1].find("10 issues were read from Jira, and 9"), std::string::npos);
  EXPECT_EQ(render_page_note(1000, 5000, "server"), "");
  EXPECT_NE(render_page_note(100, 5000, "server").find("about 51 requests a day"),
            std::string::npos);
}

}  // namespace
}  // namespace tl::sync
