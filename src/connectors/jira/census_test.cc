#include "connectors/jira/census.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <set>

#include "connectors/jira/census_site_for_test.h"
#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/streams.h"

namespace tl::connectors::jira {
namespace {

using connector::CensusPage;
using connector::CensusScope;

struct Census {
  std::map<int64_t, Instant> stamps;
  int64_t requests = 0;
  int64_t page_size = 0;
  int pages = 0;
};

// Both families of search: Cloud, and offsets (Data Center).
class CensusOf : public testing::TestWithParam<bool> {
 protected:
  CensusOf() {
    if (GetParam()) fake_.become("data_center", "9.12.4");
    site_ = std::make_unique<CensusSite>(fake_);
  }

  const Instant until_{1'772'712'000'000};
  FakeSession fake_;
  std::unique_ptr<CensusSite> site_;
  CensusScope scope_{.project_id = "10000",
                     .project_key = "ABC",
                     .filter_jql = {},
                     .since = until_ - days(9000),
                     .until = until_};

  // Each page must begin where the last one ended and hold nothing beyond its ends.
  Census take() {
    Census all;
    std::string state;
    Instant at = scope_.until;
    for (bool done = false; !done && all.pages < 2000; ++all.pages) {
      const Client client(fake_.session);
      const auto page = fetch_census_page(client, scope_, PullState::parse(state));
      EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().detail);
      if (!page.ok()) return all;
      EXPECT_EQ(page->to, at);
      EXPECT_LT(page->from, page->to);
      for (const auto& stamp : page->stamps) {
        EXPECT_GT(stamp.updated, page->from);
        EXPECT_LE(stamp.updated, page->to);
        EXPECT_TRUE(all.stamps.emplace(stamp.id.value, stamp.updated).second) << stamp.id.value;
      }
      all.requests += page->requests;
      all.page_size = page->page_size;
      at = page->from;
      state = page->next_state;
      done = page->done;
    }
    EXPECT_EQ(at, Instant(INT64_MIN));
    EXPECT_EQ(all.requests, site_->requests);
    return all;
  }

  void expect_all(const Census& census) {
    size_t wanted = 0;
    for (const CensusRow& row : site_->rows()) {
      if (row.gone || row.updated > scope_.until) continue;
      ++wanted;
      const auto found = census.stamps.find(row.id);
      ASSERT_NE(found, census.stamps.end()) << row.id;
      EXPECT_EQ(found->second, row.updated) << row.id;
    }
    EXPECT_EQ(census.stamps.size(), wanted);
  }
  [[nodiscard]] bool cloud() const { return !GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Families, CensusOf, testing::Bool(), [](const auto& info) {
  return std::string(info.param ? "Offsets" : "Tokens");
});

TEST_P(CensusOf, BringsEveryStampOnceAndNoneThatIsNewer) {
  for (int i = -20; i < 4000; ++i) site_->add(until_ - seconds(97 * i));
  const Census census = take();
  expect_all(census);
  EXPECT_EQ(census.stamps.size(), 4000u);
  EXPECT_LE(census.requests, 6);
  EXPECT_EQ(census.page_size, 1000);
}

TEST_P(CensusOf, OneSmallProjectIsOneRequest) {
  for (int i = 0; i < 30; ++i) site_->add(until_ - minutes(i));
  expect_all(take());
  EXPECT_EQ(site_->requests, 1);
}

// The issue's own words: a census of 100,000 issues costs at most 120 requests.
TEST_P(CensusOf, AHundredThousandIssuesCostFewRequests) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 60'000; ++i) {  // five years of work
    site_->add(until_ - Millis(static_cast<int64_t>(random() % 157'000'000'000)));
  }
  for (int i = 0; i < 20'000; ++i) {  // an import, some hundred a minute
    site_->add(until_ - days(400) - Millis(static_cast<int64_t>(i) * 100));
  }
  for (int edit = 0; edit < 4; ++edit) {  // bulk edits, all of one instant
    for (int i = 0; i < 5'000; ++i) site_->add(until_ - days(30 + edit));
  }
  const Census census = take();
  expect_all(census);
  EXPECT_EQ(census.stamps.size(), 100'000u);
  EXPECT_LE(census.requests, 120);
  RecordProperty("requests_1000", static_cast<int>(census.requests));
  if (!cloud()) return;
  site_->page = 5000;
  site_->requests = 0;
  const Census large = take();
  EXPECT_EQ(large.stamps, census.stamps);
  EXPECT_LE(large.requests, 40);
  EXPECT_EQ(large.page_size, 5000);
  RecordProperty("requests_5000", static_cast<int>(large.requests));
}

// A minute with thousands of equal stamps, at each end and in the middle.
TEST_P(CensusOf, GetsThroughBulkEdits) {
  for (const Instant at : {until_, until_ - minutes(31), until_ - days(3)}) {
    for (int i = 0; i < 3'500; ++i) site_->add(at);
  }
  for (int i = 0; i < 3'000; ++i) site_->add(until_ - days(1) - Millis(i * 20));
  for (int i = 0; i < 500; ++i) site_->add(until_ - minutes(i * 13));
  const Census census = take();
  expect_all(census);
  EXPECT_LE(census.requests, 26);
}

TEST_P(CensusOf, ExactlyFullPagesEnd) {
  for (int i = 0; i < 2'000; ++i) site_->add(until_ - days(1));
  expect_all(take());
}

TEST_P(CensusOf, ALowerCapIsFollowedAndTold) {
  site_->page = 100;
  for (int i = 0; i < 2'000; ++i) site_->add(until_ - minutes(i));
  const Census census = take();
  expect_all(census);
  EXPECT_EQ(census.page_size, 100);
  EXPECT_LE(census.requests, 24);
}

// Jira that reads instants to the minute only: found out, and nothing lost by it.
TEST_P(CensusOf, InstantsCutToTheMinute) {
  site_->cut_to_minutes = true;
  site_->page = 50;
  std::mt19937 random(3);
  for (int i = 0; i < 900; ++i) {
    site_->add(until_ - Millis(static_cast<int64_t>(random() % 3'600'000)));
  }
  for (int i = 0; i < 200; ++i) site_->add(until_ - hours(2) + Millis(i));
  for (int i = 0; i < 200; ++i) site_->add(until_ - hours(3));
  expect_all(take());
}

// Issues that change, and issues that are deleted, take no others with them.
TEST_P(CensusOf, NothingIsLostHoweverRowsMove) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    site_ = std::make_unique<CensusSite>(fake_);
    site_->page = 8 + static_cast<int>(random() % 30);
    site_->cut_to_minutes = seed % 4 == 0;
    for (int64_t id = 0; id < 400;) {
      const Instant at = until_ - seconds(static_cast<int64_t>(random() % 20'000));
      const unsigned many = random() % 10 == 0 ? 20 + random() % 60 : 1;
      const unsigned apart = random() % 3 == 0 ? 0 : 1 + random() % 900;
      for (unsigned i = 0; i < many; ++i, ++id) site_->add(at - Millis(i * apart));
    }
    std::set<int64_t> moved;
    site_->before_answer = [&] {
      const size_t moves = random() % 4;
      for (size_t i = 0; i < moves && moved.size() < 150; ++i) {
        const auto id = static_cast<int64_t>(1 + random() % site_->rows().size());
        moved.insert(id);
        if (random() % 3 == 0) {
          site_->remove(id);
        } else {
          site_->change(id, until_ + seconds(static_cast<int64_t>(random() % 900)));
        }
      }
    };
    const Census census = take();
    for (const CensusRow& row : site_->rows()) {
      if (moved.contains(row.id) || row.updated > until_) continue;
      const auto found = census.stamps.find(row.id);
      ASSERT_NE(found, census.stamps.end()) << "seed " << seed << " id " << row.id;
      EXPECT_EQ(found->second, row.updated);
    }
  }
}

// The conditions are those of the backfill, so that the numbers can be compared.
TEST_P(CensusOf, AsksForWhatTheBackfillAsksFor) {
  scope_.since = Instant(1'700'000'000'000);
  scope_.filter_jql = "labels = bug ORDER BY rank";
  site_->add(until_ - days(1));
  take();
  const std::string& jql = site_->queries.front();
  EXPECT_EQ(jql.find("project in (\"ABC\") AND (updated >= 1700000000000 OR "
                     "statusCategory != Done)"),
            0u)
      << jql;
  EXPECT_NE(jql.find("AND (labels = bug) ORDER BY updated DESC, key DESC"), std::string::npos);
  const auto body = JsonDocument::parse(fake_.site.requests.front().body);
  const simdjson::dom::array fields(body->root()["fields"]);
  ASSERT_EQ(fields.size(), 1u);
  EXPECT_EQ(std::string_view(fields.at(0)), "updated");
  EXPECT_FALSE(json_get(body->root(), "expand"));
}

TEST_P(CensusOf, AQuickLookIsQuick) {
  for (int i = 0; i < 5'000; ++i) site_->add(until_ + minutes(10) - minutes(i));
  const Client client(fake_.session);
  const auto look = fetch_quick_look(client, scope_);
  ASSERT_TRUE(look.ok()) << look.error().detail;
  EXPECT_EQ(look->count, 5'000);
  EXPECT_EQ(look->exact, !cloud());
  ASSERT_TRUE(look->newest);
  EXPECT_EQ(look->newest->updated, until_ + minutes(10));
  EXPECT_EQ(look->requests, site_->requests);
  EXPECT_LE(look->requests, cloud() ? 2 : 1);
}

TEST_P(CensusOf, AnEmptyProjectIsEmptyWhenSomebodyIsSignedIn) {
  const Client client(fake_.session);
  const auto look = fetch_quick_look(client, scope_);
  ASSERT_TRUE(look.ok()) << look.error().detail;
  EXPECT_EQ(look->count, 0);
  EXPECT_FALSE(look->newest);
  EXPECT_LE(look->requests, 3);
  site_->requests = 0;
  const Census census = take();
  EXPECT_TRUE(census.stamps.empty());
}

// A dead token: 200 and nothing in it.
TEST_P(CensusOf, NothingIsBelievedOfADeadToken) {
  site_->signed_in = false;
  const Client client(fake_.session);
  const auto look = fetch_quick_look(client, scope_);
  ASSERT_FALSE(look.ok());
  EXPECT_EQ(look.error().code, ErrorCode::kVendorRejectedCredentials);
  const auto page = fetch_census_page(client, scope_, {});
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::kVendorRejectedCredentials);
}

// Where a header says so, nothing is asked in addition, and pulls do not believe it either.
TEST_P(CensusOf, TheLoginReasonIsRead) {
  const std::string path = cloud() ? "/rest/api/3/search/jql" : "/jira/rest/api/2/search";
  fake_.site.on("POST " + path, [](const net::HttpRequest&) {
    net::HttpAnswer answer = FakeSite::answer(200, R"({"issues":[],"isLast":true,"total":0})");
    answer.headers.set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
    return answer;
  });
  domain::FieldCatalogue fields;
  connector::PullScope pull;
  pull.since = until_ - days(90);
  pull.started = until_;
  pull.fields = &fields;
  const Client client(fake_.session);
  const auto code = [](const auto& result) {
    return result.ok() ? ErrorCode::kInternal : result.error().code;
  };
  EXPECT_EQ(code(fetch_quick_look(client, scope_)), ErrorCode::kVendorRejectedCredentials);
  EXPECT_EQ(code(fetch_census_page(client, scope_, {})), ErrorCode::kVendorRejectedCredentials);
  EXPECT_EQ(code(read_issues(client, {}, pull)), ErrorCode::kVendorRejectedCredentials);
  EXPECT_EQ(code(poll_issues(client, {}, pull)), ErrorCode::kVendorRejectedCredentials);
  const std::vector<IssueId> ids = {IssueId(1)};
  if (!cloud()) {
    EXPECT_EQ(code(fetch_by_id(client, ids, pull)), ErrorCode::kVendorRejectedCredentials);
  }
  EXPECT_EQ(fake_.site.asked.size(), cloud() ? 4u : 5u);
}

// 200 with no list at all is no empty list.
TEST_P(CensusOf, AnAnswerWithoutAListIsNoAnswer) {
  const std::string path = cloud() ? "/rest/api/3/search/jql" : "/jira/rest/api/2/search";
  fake_.site.on("POST " + path, 200, "{}");
  const Client client(fake_.session);
  const auto page = fetch_census_page(client, scope_, {});
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::kVendorNotJira);
}

TEST_P(CensusOf, AProjectOutOfSightIsNotFound) {
  const std::string path = cloud() ? "/rest/api/3/search/jql" : "/jira/rest/api/2/search";
  fake_.site.on("POST " + path, 400,
                R"({"errorMessages":["The value 'ABC' does not exist for the field 'project'."]})");
  const Client client(fake_.session);
  const auto page = fetch_census_page(client, scope_, {});
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::kVendorNotFound);
  EXPECT_NE(page.error().detail.find("ABC"), std::string::npos);
}

TEST(QuickLook, WithoutACountCloudSaysTheNewest) {
  FakeSession fake;
  CensusSite site(fake);
  site.add(Instant(1'772'000'000'000));
  fake.site.on("POST /rest/api/3/search/approximate-count", 410, "{}");
  const Client client(fake.session);
  const auto look = fetch_quick_look(
      client,
      {.project_id = "1", .project_key = "ABC", .filter_jql = {}, .since = {}, .until = {}});
  ASSERT_TRUE(look.ok()) << look.error().detail;
  EXPECT_FALSE(look->count);
  EXPECT_TRUE(look->newest);
}

}  // namespace
}  // namespace tl::connectors::jira
