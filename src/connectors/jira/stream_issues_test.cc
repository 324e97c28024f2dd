// The issue streams against a search that behaves as badly as it may.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <set>

#include "connectors/jira/fake_search_for_test.h"
#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/streams.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

struct Pulled {
  std::set<int64_t> issues;
  std::set<std::string> histories;
  std::map<int64_t, double> totals;
  std::set<int64_t> in_filter;
  std::set<int64_t> left_filter;
  int64_t items = 0;
  int pages = 0;
  std::string state;
  std::vector<std::string> states;
};

// Both families of search: page tokens (Cloud) and offsets (Data Center).
class IssueStreams : public testing::TestWithParam<bool> {
 protected:
  IssueStreams() {
    if (GetParam()) fake_.become("data_center", "9.12.4");
    search_ = std::make_unique<FakeSearch>(fake_);
  }

  const Instant start_{1'772'712'000'000};
  FakeSession fake_;
  std::unique_ptr<FakeSearch> search_;
  domain::FieldCatalogue fields_;
  PullScope scope_{.project_keys = {},
                   .since = start_ - days(90),
                   .started = start_,
                   .fields = &fields_,
                   .filter_jql = {},
                   .known = {},
                   .custom_fields = {}};

  Pulled pull(StreamReader read, std::string state = "", int most = 1000) {
    Pulled all;
    all.state = std::move(state);
    for (bool done = false; !done && all.pages < most; ++all.pages) {
      const Client client(fake_.session);
      auto page = read(client, PullState::parse(all.state), scope_);
      EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().detail);
      if (!page.ok()) break;
      for (const auto& issue : page->changes.issues) {
        all.issues.insert(issue.id.value);
        all.totals[issue.id.value] =
            domain::number_of(issue.attributes, domain::kHistoryTotal).value_or(-1);
      }
      for (const auto& history : page->changes.histories) all.histories.insert(history.id);
      for (const IssueId id : page->in_filter) all.in_filter.insert(id.value);
      for (const IssueId id : page->left_filter) all.left_filter.insert(id.value);
      all.items += page->items;
      all.state = page->next_state;
      all.states.push_back(page->next_state);
      EXPECT_LT(all.state.size(), 200'000u);
      done = page->done;
    }
    EXPECT_LT(all.pages, 1000);
    return all;
  }

  void fill(int count, Millis apart) {
    for (int i = 0; i < count; ++i) {
      search_->rows.push_back({i + 1, start_ - Millis(apart.ms * (i + 1))});
    }
  }
  // Now and then, while they are read, changes a few rows, or many neighbours at once.
  void move_rows(std::mt19937& random, int one_in) {
    clock_ = 0;
    search_->before_answer = [this, &random, one_in] {
      if (random() % static_cast<unsigned>(one_in) != 0 || clock_ > 2'000) return;
      const size_t moves = random() % 3 == 0 ? 10 + random() % 20 : 1 + random() % 3;
      const size_t first = random() % search_->rows.size();
      for (size_t i = first; i < std::min(first + moves, search_->rows.size()); ++i) {
        search_->rows[i].updated = start_ + seconds(++clock_);
      }
    };
  }
  [[nodiscard]] bool tokens() const { return !GetParam(); }
  [[nodiscard]] std::string search_path() const {
    return tokens() ? "POST /rest/api/3/search/jql" : "POST /jira/rest/api/2/search";
  }

 private:
  int64_t clock_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Families, IssueStreams, testing::Bool(), [](const auto& info) {
  return std::string(info.param ? "Offsets" : "Tokens");
});

TEST_P(IssueStreams, BackfillBringsEveryIssueOnce) {
  fill(95, minutes(7));
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.issues.size(), 95u);
  EXPECT_EQ(all.items, 95);
}

TEST_P(IssueStreams, OldIssuesComeOnlyWhenOpen) {
  search_->rows = {{1, start_ - days(1)}, {2, start_ - days(200), false}, {3, start_ - days(201)}};
  EXPECT_EQ(pull(read_issues).issues, (std::set<int64_t>{1, 2}));
}

// A bulk edit: many issues changed in the same instant.
TEST_P(IssueStreams, BackfillGetsThroughABulkEdit) {
  fill(25, minutes(5));
  for (int i = 100; i < 180; ++i) search_->rows.push_back({i, start_ - minutes(31)});
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.issues.size(), 105u);
  EXPECT_EQ(all.items, 105);
  EXPECT_LT(all.pages, 20);
}

TEST_P(IssueStreams, BackfillGetsThroughAnExactlyFullPageOfOneInstant) {
  for (int i = 1; i <= 20; ++i) search_->rows.push_back({i, start_ - minutes(31)});
  EXPECT_EQ(pull(read_issues).issues.size(), 20u);
}

TEST_P(IssueStreams, BackfillSurvivesForgottenTokens) {
  for (int i = 1; i <= 35; ++i) search_->rows.push_back({i, start_ - minutes(31) - Millis(i)});
  Pulled all = pull(read_issues, "", 2);
  search_->forget_tokens = true;
  const Client client(fake_.session);
  const auto page = read_issues(client, PullState::parse(all.state), scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  search_->forget_tokens = false;
  const Pulled rest = pull(read_issues, page->next_state);
  all.issues.insert(rest.issues.begin(), rest.issues.end());
  for (const auto& issue : page->changes.issues) all.issues.insert(issue.id.value);
  EXPECT_EQ(all.issues.size(), 35u);
}

// Rows that leave the list while it is read must take no others with them.
TEST_P(IssueStreams, ChangesMeanwhileSkipNobody) {
  fill(100, minutes(7));
  int calls = 0;
  search_->before_answer = [&] {
    ++calls;
    // The newest unread issue changes: it leaves the part that is still to come.
    search_->rows[static_cast<size_t>(std::min(99, calls * 9 + 2))].updated =
        start_ + minutes(calls);
  };
  Pulled all = pull(read_issues);
  search_->before_answer = {};
  scope_.since = start_;
  const Pulled polled = pull(poll_issues);
  all.issues.insert(polled.issues.begin(), polled.issues.end());
  EXPECT_EQ(all.issues.size(), 100u);
}

// Whatever moves while it is read, and however many issues changed at once: the backfill and the
// poll that began with it bring every issue.
TEST_P(IssueStreams, NothingIsLostHoweverRowsMove) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    std::mt19937 random(seed);
    search_->rows.clear();
    search_->before_answer = {};
    search_->page = 5 + static_cast<int>(random() % 12);
    int64_t id = 0;
    while (id < 220) {
      const Instant at = start_ - minutes(1 + static_cast<int64_t>(random() % 150'000));
      const bool bulk = random() % 12 == 0;
      const unsigned many = bulk ? 20 + random() % 60 : 1;
      const unsigned apart = random() % 2 == 0 ? 1 : 400;
      for (unsigned i = 0; i < many; ++i) {
        search_->rows.push_back(
            {++id, at + Millis(static_cast<int64_t>(i) * apart), random() % 3 != 0});
      }
    }
    std::set<int64_t> wanted;
    for (const Row& row : search_->rows) {
      if (row.updated >= scope_.since || !row.done) wanted.insert(row.id);
    }
    move_rows(random, 3);
    Pulled all = pull(read_issues);
    search_->before_answer = {};
    PullScope polling = scope_;
    std::swap(scope_.since, polling.started);  // polls begin with the run
    const Pulled polled = pull(poll_issues);
    std::swap(scope_.since, polling.started);
    all.issues.insert(polled.issues.begin(), polled.issues.end());
    for (const int64_t one : wanted) EXPECT_TRUE(all.issues.contains(one)) << seed << ": " << one;
  }
}

// The same for a poll: what changed before it began comes, though other issues change meanwhile.
TEST_P(IssueStreams, PollLosesNothingEither) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    std::mt19937 random(seed);
    search_->rows.clear();
    search_->before_answer = {};
    search_->page = 5 + static_cast<int>(random() % 12);
    for (int64_t id = 1; id <= 150; ++id) {
      const int64_t second = random() % 3 == 0 ? 90 : static_cast<int64_t>(random() % 200);
      search_->rows.push_back({id, start_ - minutes(4) + seconds(second)});
    }
    scope_.since = start_;
    move_rows(random, 4);
    EXPECT_EQ(pull(poll_issues).issues.size(), 150u) << seed;
  }
}

TEST_P(IssueStreams, ResumesAfterAKillAtEveryPage) {
  fill(60, minutes(3));
  const Pulled whole = pull(read_issues);
  for (size_t cut = 0; cut + 1 < whole.states.size(); ++cut) {
    Pulled before = pull(read_issues, "", static_cast<int>(cut) + 1);
    const Pulled after = pull(read_issues, before.state);
    before.issues.insert(after.issues.begin(), after.issues.end());
    EXPECT_EQ(before.issues.size(), 60u) << cut;
  }
}

TEST_P(IssueStreams, SaysHowFarBackItIsComplete) {
  fill(25, minutes(7));
  const Client client(fake_.session);
  const auto page = read_issues(client, {}, scope_);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->complete_back_to, start_ - minutes(70));
  EXPECT_EQ(page->total, 25);
  EXPECT_EQ(page->current_item, "ABC-10");
  EXPECT_FALSE(page->done);
}

// Dates never claim more than was delivered.
TEST_P(IssueStreams, CompleteBackToIsTrueAtEveryPage) {
  fill(300, minutes(11));
  std::set<int64_t> seen;
  std::string state;
  for (bool done = false; !done;) {
    const Client client(fake_.session);
    const auto page = read_issues(client, PullState::parse(state), scope_);
    ASSERT_TRUE(page.ok()) << page.error().detail;
    for (const auto& issue : page->changes.issues) seen.insert(issue.id.value);
    for (const Row& row : search_->rows) {
      if (page->complete_back_to && row.updated > *page->complete_back_to) {
        EXPECT_TRUE(seen.contains(row.id)) << row.id;
      }
    }
    state = page->next_state;
    done = page->done;
  }
  EXPECT_EQ(seen.size(), 300u);
}

TEST_P(IssueStreams, CutHistoriesAreCompleted) {
  search_->rows = {{1, start_ - days(1), true, 2}, {2, start_ - days(2), true, 7}};
  if (!tokens()) search_->serve_issues();
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.histories.size(), 9u);
  EXPECT_EQ(all.totals.at(1), 2);
  EXPECT_EQ(all.totals.at(2), 7);
  if (tokens()) {  // one history a page
    EXPECT_EQ(fake_.site.count("POST /rest/api/3/changelog/bulkfetch"), 7);
  } else {
    EXPECT_EQ(fake_.site.count("GET /jira/rest/api/2/issue/2"), 1);
    EXPECT_EQ(fake_.site.count("GET /jira/rest/api/2/issue/1"), 0);
  }
}

// A token without the right to the bulk resource, or a site without it: issue by issue.
// Data Center has no bulk requests at all.
class CloudIssueStreams : public IssueStreams {};
INSTANTIATE_TEST_SUITE_P(Tokens, CloudIssueStreams, testing::Values(false));
TEST_P(CloudIssueStreams, HistoriesWithoutBulkRequests) {
  search_->rows = {{2, start_ - days(2), true, 7}};
  for (const int status : {403, 404, 410}) {
    fake_.site.on("POST /rest/api/3/changelog/bulkfetch", status, "{}");
    fake_.site.on("GET /rest/api/3/issue/2/changelog", [](const net::HttpRequest& request) {
      const bool first = FakeSite::asks(request, "startAt=0&");
      std::string values;
      for (int i = first ? 1 : 5; i <= (first ? 4 : 7); ++i) {
        values += (values.empty() ? "" : ",") + std::string(R"({"id":")") +
                  std::to_string(2000 + i) + R"(","created":1772000000,"items":[]})";
      }
      return FakeSite::answer(200, R"({"total":7,"values":[)" + values + "]}");
    });
    const Pulled all = pull(read_issues);
    EXPECT_EQ(all.histories.size(), 7u) << status;
    EXPECT_EQ(all.totals.at(2), 7) << status;
  }
}

TEST_P(IssueStreams, BackfillTakesOnlyWhatMatchesTheFilter) {
  fill(30, minutes(7));
  for (Row& row : search_->rows) row.chosen = row.id % 3 == 0;
  scope_.filter_jql = "label = chosen ORDER BY rank";
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.issues.size(), 10u);
  EXPECT_EQ(all.in_filter, all.issues);
}

// What matched once is followed; what never did is not fetched.
TEST_P(IssueStreams, PollFollowsKnownIssuesThatLeftTheFilter) {
  search_->rows = {
      {1, start_, true, 0, true}, {2, start_, true, 0, false}, {3, start_, true, 0, false}};
  scope_.since = start_;
  scope_.filter_jql = "label = chosen";
  scope_.known = [](std::span<const IssueId> ids) {
    std::vector<IssueId> known;
    for (const IssueId id : ids) {
      if (id.value == 2) known.push_back(id);
    }
    return known;
  };
  const Pulled all = pull(poll_issues);
  EXPECT_EQ(all.issues, (std::set<int64_t>{1, 2}));
  EXPECT_EQ(all.in_filter, std::set<int64_t>{1});
  EXPECT_EQ(all.left_filter, std::set<int64_t>{2});
}

TEST_P(IssueStreams, ByIdTheFilterAdmitsOrNot) {
  search_->rows = {{1, start_, true, 0, true}, {2, start_}, {3, start_}};
  scope_.filter_jql = "label = chosen";
  scope_.known = [](std::span<const IssueId>) { return std::vector<IssueId>{IssueId(2)}; };
  const Client client(fake_.session);
  const std::vector<IssueId> ids = {IssueId(1), IssueId(2), IssueId(3), IssueId(4)};
  const auto page = fetch_by_id(client, ids, scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  EXPECT_EQ(page->in_filter, std::vector<IssueId>{IssueId(1)});
  EXPECT_EQ(page->left_filter, std::vector<IssueId>{IssueId(2)});
  EXPECT_EQ(page->not_admitted, std::vector<IssueId>{IssueId(3)});
  EXPECT_EQ(page->lost_sight, std::vector<IssueId>{IssueId(4)});
  EXPECT_EQ(page->changes.issues.size(), 2u);
}

// What a backfill of ordinary issues costs. The target for Cloud is 40 a thousand.
TEST_P(IssueStreams, RequestsPerThousandIssues) {
  constexpr int kIssues = 10'000;
  search_->page = tokens() ? 100 : 1000;
  search_->embedded = 40;
  std::mt19937 random(7);
  Instant at = start_;
  for (int i = 1; i <= kIssues; ++i) {
    at = at - Millis(static_cast<int64_t>(random() % 1'400'000));  // 81 days in all
    search_->rows.push_back({i, at, true, static_cast<int>(random() % 41)});
  }
  scope_.since = start_ - days(120);
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.issues.size(), static_cast<size_t>(kIssues));
  const double each = static_cast<double>(fake_.site.asked.size()) * 1000 / kIssues;
  printf("%s: %.1f requests per 1,000 issues, %d pages\n", tokens() ? "Cloud" : "Data Center", each,
         all.pages);
  EXPECT_LE(each, 40);
}

// Memory and cursor do not grow with the project, and several requests go out at once.
TEST_P(IssueStreams, LanesAreBoundedAndUsed) {
  fill(3000, minutes(30));
  scope_.since = start_ - days(100);
  search_->page = 100;
  const Pulled all = pull(read_issues);
  EXPECT_EQ(all.issues.size(), 3000u);
  EXPECT_EQ(all.items, 3000);
  EXPECT_LT(all.pages, 12);
  for (const std::string& state : all.states) {
    EXPECT_LE(PullState::parse(state).list("lanes").size(), 8u);
    EXPECT_LE(PullState::parse(state).list("pieces").size(), 64u);
  }
}

// One lane fails for a while: what the others brought is kept, and it is read later.
TEST_P(IssueStreams, WhatWasReadBesideAFailureIsKept) {
  fill(400, minutes(7));
  Pulled all = pull(read_issues, "", 1);
  search_->unavailable = 1;
  const Client client(fake_.session, 1);
  const auto page = read_issues(client, PullState::parse(all.state), scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  EXPECT_GT(page->items, 0);
  for (const auto& issue : page->changes.issues) all.issues.insert(issue.id.value);
  const Pulled rest = pull(read_issues, page->next_state);
  all.issues.insert(rest.issues.begin(), rest.issues.end());
  EXPECT_EQ(all.issues.size(), 400u);
  search_->unavailable = 100;
  const auto none = read_issues(client, {}, scope_);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kVendorUnavailable);
}

TEST_P(IssueStreams, PollBeginsBeforeTheStartAndGoesOn) {
  search_->rows = {{1, start_ - minutes(4)}, {2, start_ - minutes(9)}};
  scope_.since = start_;
  const Pulled first = pull(poll_issues);
  EXPECT_EQ(first.issues, std::set<int64_t>{1});
  search_->rows.push_back({3, start_ + minutes(1)});
  const Pulled second = pull(poll_issues, first.state);
  EXPECT_TRUE(second.issues.contains(3));
}

TEST_P(IssueStreams, PollReadsManyPages) {
  for (int i = 1; i <= 64; ++i) search_->rows.push_back({i, start_ + seconds(i * 40)});
  scope_.since = start_;
  EXPECT_EQ(pull(poll_issues).issues.size(), 64u);
}

TEST_P(IssueStreams, HiddenProjectIsLeftOutAndNamed) {
  scope_.project_keys = {"ABC", "OPS"};
  fake_.site.on(tokens() ? "GET /rest/api/3/project/ABC" : "GET /jira/rest/api/2/project/ABC", 200,
                R"({"id":"1","key":"ABC"})");
  const auto good = FakeSite::answer(200, R"({"issues":[],"isLast":true,"total":0})");
  fake_.site.on(search_path(), [&](const net::HttpRequest& request) {
    if (request.body.find("OPS") == std::string::npos) return good;
    return FakeSite::answer(
        400, R"({"errorMessages":["The value 'OPS' does not exist for the field 'project'."]})");
  });
  for (const StreamReader read : {&read_issues, &poll_issues}) {
    const Client client(fake_.session);
    const auto page = read(client, {}, scope_);
    ASSERT_TRUE(page.ok()) << page.error().detail;
    ASSERT_EQ(page->notes.size(), 1u);
    EXPECT_EQ(page->notes.front(), "No right to browse OPS.");
  }
}

// An expired token in the middle of polling: Cloud answers 200 with nothing to strangers.
TEST_P(IssueStreams, ExpiredTokenIsNoEmptyPage) {
  fake_.site.on(search_path(), [](const net::HttpRequest&) {
    net::HttpAnswer answer = FakeSite::answer(200, R"({"issues":[],"isLast":true,"total":0})");
    answer.headers.set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
    return answer;
  });
  for (const StreamReader read : {&read_issues, &poll_issues}) {
    const Client client(fake_.session);
    const auto page = read(client, {}, scope_);
    ASSERT_FALSE(page.ok());
    EXPECT_EQ(page.error().code, ErrorCode::kVendorRejectedCredentials);
  }
}

TEST_P(IssueStreams, AsksForNoTextOfPeople) {
  fields_.add({"customfield_1", "Notes", "string", "",
               "com.atlassian.jira.plugin.system.customfieldtypes:textarea"});
  fields_.add({"customfield_2", "Points", "number", "", ""});
  fields_.add({"customfield_3", "Colour", "option", "", ""});
  const auto has = [&](std::string_view name) {
    const std::vector<std::string> wanted = wanted_fields(scope_);
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  EXPECT_FALSE(has("description") || has("environment") || has("attachment"));
  EXPECT_FALSE(has("customfield_1"));
  EXPECT_TRUE(has("customfield_2") && has("customfield_3") && has("status") && has("updated"));
  scope_.custom_fields = {"customfield_9"};
  EXPECT_TRUE(has("customfield_2"));
  EXPECT_FALSE(has("customfield_3"));
  scope_.descriptions = true;
  EXPECT_TRUE(has("description"));
  EXPECT_FALSE(has("environment") || has("attachment"));
  fields_ = {};  // before the catalogue is read
  EXPECT_FALSE(has("-description"));
  EXPECT_TRUE(has("-environment") && has("-attachment"));
  scope_.descriptions = false;
  EXPECT_TRUE(has("-description"));
}

TEST_P(IssueStreams, MissingIdsAreLostSightOf) {
  search_->rows = {{5, start_}};
  const Client client(fake_.session);
  const std::vector<IssueId> ids = {IssueId(5), IssueId(6)};
  const auto page = fetch_by_id(client, ids, scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  EXPECT_EQ(page->lost_sight, std::vector<IssueId>{IssueId(6)});
  EXPECT_EQ(page->changes.issues.size(), 1u);
}

// One id that is not seen may empty the whole answer of a search: the others come all the same.
TEST_P(IssueStreams, OneHiddenIdHidesNoOther) {
  std::vector<IssueId> ids;
  for (int i = 1; i <= 100; ++i) {
    ids.push_back(IssueId(i));
    if (i != 37) search_->rows.push_back({i, start_});
  }
  search_->page = 1000;
  search_->unknown_ids_empty = true;
  if (!tokens()) search_->serve_issues();
  const Client client(fake_.session);
  const auto page = fetch_by_id(client, ids, scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  EXPECT_EQ(page->changes.issues.size(), 99u);
  EXPECT_EQ(page->lost_sight, std::vector<IssueId>{IssueId(37)});
  EXPECT_LT(fake_.site.asked.size(), 25u);
  const auto live = fetch_live(client, ids);
  ASSERT_TRUE(live.ok()) << live.error().detail;
  EXPECT_EQ(live->size(), 99u);
}

// Answers above the limit are asked for again with fewer rows.
TEST_P(IssueStreams, TooLongAnswersAreHalved) {
  std::vector<int64_t> asked;
  fake_.site.on(search_path(), [&](const net::HttpRequest& request) -> Result<net::HttpAnswer> {
    const auto body = JsonDocument::parse(request.body);
    asked.push_back(json_int(body->root(), "maxResults").value_or(0));
    if (asked.back() > 30) return make_error(ErrorCode::kTooLarge, "too long");
    return FakeSite::answer(200, R"({"issues":[],"isLast":true,"total":0})");
  });
  const Client client(fake_.session);
  SearchRequest request;
  request.rows = 100;
  ASSERT_TRUE(fetch_search_page(client, request, scope_).ok());
  EXPECT_EQ(asked, (std::vector<int64_t>{100, 50, 25}));
}

TEST(JqlText, IsBoundedAndQuoted) {
  EXPECT_EQ(render_jql({}), "updated >= 946684800000 ORDER BY updated DESC, key DESC");
  IssueQuery query;
  query.project_keys = {" abc", "ABC", "x\" OR 1=1", "OP_S2"};
  query.updated_to = Instant(1'772'000'000'000);
  EXPECT_EQ(render_condition(query), R"(project in ("ABC", "OP_S2") AND updated <= 1772000000000)");
  EXPECT_EQ(jql_quote(R"(a"b\)"), R"("a\"b\\")");
}

TEST(JqlText, FilterIsOneConditionOfMany) {
  IssueQuery query;
  query.project_keys = {"ABC"};
  query.filter = "type = Bug OR priority = High order by rank";
  EXPECT_EQ(render_condition(query), R"(project in ("ABC") AND (type = Bug OR priority = High))");
  query.project_keys.clear();  // Jira wants a bound
  EXPECT_EQ(render_condition(query), "updated >= 946684800000 AND (type = Bug OR priority = High)");
}

TEST(JqlText, OrderIsFoundOutsideOfQuotesOnly) {
  struct Case {
    std::string_view jql;
    std::string_view condition;
    bool had_order;
  };
  for (const Case& c : {
           Case{"a = 1", "a = 1", false},
           Case{" a = 1 ORDER  BY x DESC", "a = 1", true},
           Case{"order by rank", "", true},
           Case{"a = 1\nOrDer\tbY x", "a = 1", true},
           Case{R"(a ~ "order by me")", R"(a ~ "order by me")", false},
           Case{R"(a ~ 'x\' order by y' AND b = 1)", R"(a ~ 'x\' order by y' AND b = 1)", false},
           Case{"reorder by = 1", "reorder by = 1", false},
           Case{"order byte", "order byte", false},
           Case{"a = order", "a = order", false},
       }) {
    const PlainFilter plain = strip_order(c.jql);
    EXPECT_EQ(plain.condition, c.condition) << c.jql;
    EXPECT_EQ(plain.had_order, c.had_order) << c.jql;
  }
}

TEST(PullStateText, SurvivesARoundTripAndNonsense) {
  PullState state;
  state.set("floor", -5);
  state.set_text("token", "a\"b");
  state.set_list("known", {"1", "2"});
  const PullState read = PullState::parse(state.render());
  EXPECT_EQ(read.render(), state.render());
  EXPECT_EQ(read.number("floor"), -5);
  EXPECT_TRUE(PullState::parse("nonsense").empty());
  EXPECT_TRUE(PullState::parse("[1]").empty());
}

}  // namespace
}  // namespace tl::connectors::jira
