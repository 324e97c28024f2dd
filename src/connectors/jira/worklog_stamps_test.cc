#include "connectors/jira/worklog_stamps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "connector/connector.h"
#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {
namespace {

using connector::WorklogStamp;

constexpr int64_t kNow = 1'772'712'001'000;  // of the fake site's Date header

struct Change {
  int64_t id;
  int64_t at;
};

// Lists of Jira: oldest first, nothing of the last minute, `page` at a time, never cut in an
// instant.
class Lists {
 public:
  explicit Lists(FakeSession& fake) {
    serve(fake, "updated", updated);
    serve(fake, "deleted", deleted);
  }
  std::vector<Change> updated;
  std::vector<Change> deleted;
  size_t page = 1000;

 private:
  void serve(FakeSession& fake, const std::string& which, const std::vector<Change>& changes) {
    fake.site.on("GET /rest/api/3/worklog/" + which, [this, &changes](const auto& request) {
      const size_t at = request.url.find("since=");
      return answer(changes, std::strtoll(request.url.c_str() + at + 6, nullptr, 10));
    });
  }

  Result<net::HttpAnswer> answer(std::vector<Change> found, int64_t since) const {
    std::erase_if(found, [&](const Change& c) { return c.at < since || c.at > kNow - 60'000; });
    std::sort(found.begin(), found.end(),
              [](const Change& a, const Change& b) { return a.at < b.at; });
    size_t end = std::min(page, found.size());
    const bool last = end == found.size();
    while (!last && end > 1 && found[end].at == found[end - 1].at) --end;
    JsonWriter out;
    out.begin_object().key("values").begin_array();
    for (size_t i = 0; i < end; ++i) {
      out.begin_object().member("worklogId", found[i].id).member("updatedTime", found[i].at);
      out.end_object();
    }
    out.end_array().member("until", end == 0 ? since : found[end - 1].at);
    out.member("lastPage", last).end_object();
    return FakeSite::answer(200, out.take());
  }
};

class WorklogStamps : public testing::Test {
 protected:
  FakeSession fake_;
  Lists lists_{fake_};

  std::vector<WorklogStamp> take(Instant from, Instant to, Instant& reached) {
    std::vector<WorklogStamp> all;
    reached = from;
    for (int i = 0; i < 500; ++i) {
      const Client client(fake_.session);
      const auto page = fetch_worklog_stamps(client, reached, to);
      EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().detail);
      if (!page.ok()) return all;
      EXPECT_EQ(page->from, reached);
      for (const WorklogStamp& stamp : page->stamps) {
        EXPECT_GE(stamp.updated, page->from);
        EXPECT_LT(stamp.updated, page->to);
      }
      all.insert(all.end(), page->stamps.begin(), page->stamps.end());
      reached = page->to;
      if (page->done) return all;
    }
    ADD_FAILURE() << "no end";
    return all;
  }
};

TEST_F(WorklogStamps, BringsChangesAndDeletionsOfTheWindow) {
  lists_.updated = {{1, kNow - 500'000}, {2, kNow - 400'000}, {3, kNow - 100'000}};
  lists_.deleted = {{9, kNow - 450'000}};
  Instant reached;
  const auto all = take(Instant(kNow - 450'000), Instant(kNow - 100'000), reached);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].id, "9");
  EXPECT_TRUE(all[0].deleted);
  EXPECT_EQ(all[1].id, "2");
  EXPECT_EQ(all[1].updated, Instant(kNow - 400'000));
  EXPECT_EQ(reached, Instant(kNow - 100'000));
}

// What Jira hides for a minute is not claimed to be looked at.
TEST_F(WorklogStamps, TheLastMinuteIsLeftToTheNextCall) {
  lists_.updated = {{1, kNow - 61'000}, {2, kNow - 59'000}};
  Instant reached;
  EXPECT_EQ(take(Instant(kNow - 500'000), Instant(kNow), reached).size(), 1u);
  EXPECT_EQ(reached, Instant(kNow - 60'000));
  const Client client(fake_.session);
  const auto none = fetch_worklog_stamps(client, reached, Instant(kNow));
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->done);
  EXPECT_EQ(none->to, reached);
}

TEST_F(WorklogStamps, ManyPagesOfBothLists) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    lists_.page = 20 + random() % 40;  // more than change in one instant
    lists_.updated.clear();
    lists_.deleted.clear();
    std::map<std::string, int64_t> wanted;
    const int64_t begin = kNow - 900'000;
    for (int64_t id = 1; id <= 300; ++id) {
      const auto at = begin + static_cast<int64_t>(random() % 830'000) / 7'000 * 7'000;
      (id % 5 == 0 ? lists_.deleted : lists_.updated).push_back({id, at});
      wanted[std::to_string(id)] = at;
    }
    Instant reached;
    std::map<std::string, int64_t> found;
    for (const WorklogStamp& stamp : take(Instant(begin), Instant(kNow), reached)) {
      EXPECT_TRUE(found.emplace(stamp.id, stamp.updated.ms).second) << stamp.id;
    }
    EXPECT_EQ(found, wanted) << seed;
  }
}

TEST_F(WorklogStamps, AThousandAPage) {
  for (int64_t id = 1; id <= 4'500; ++id) lists_.updated.push_back({id, kNow - 9'000'000 + id});
  const Client client(fake_.session);
  const auto page = fetch_worklog_stamps(client, Instant(kNow - 9'500'000), Instant(kNow));
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->stamps.size(), 4'500u);
  EXPECT_TRUE(page->done);
  EXPECT_EQ(page->requests, 6);
}

// Jira never cuts a page within an instant; were it to, the rest is not waited for without end.
TEST_F(WorklogStamps, APageThatDoesNotAdvanceEnds) {
  fake_.site.on("GET /rest/api/3/worklog/updated", 200,
                R"({"values":[{"worklogId":1,"updatedTime":1772712000000}],)"
                R"("until":1772711000000,"lastPage":false})");
  const Client client(fake_.session);
  const auto page = fetch_worklog_stamps(client, Instant(kNow - 900'000'000), Instant(kNow));
  ASSERT_TRUE(page.ok());
  EXPECT_GT(page->to, page->from);
}

TEST_F(WorklogStamps, AJiraWithoutTheListsSaysSo) {
  fake_.become("server", "7.2.0");
  const Client client(fake_.session);
  const auto page = fetch_worklog_stamps(client, Instant(1), Instant(kNow));
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::kVendorGone);
  EXPECT_NE(page.error().detail.find("Jira Server 7.2.0"), std::string::npos)
      << page.error().detail;
}

TEST_F(WorklogStamps, PlacesOfThoseThatAreSeen) {
  fake_.site.on("POST /rest/api/3/worklog/list", [](const net::HttpRequest& request) {
    EXPECT_EQ(request.body, R"({"ids":[7,8]})");
    return FakeSite::answer(
        200, R"([{"id":"7","issueId":"10002","updated":"2026-03-05T10:00:00.000+0000"}])");
  });
  const Client client(fake_.session);
  const std::vector<std::string> ids = {"7", "no number", "8"};
  const auto places = fetch_worklog_places(client, ids);
  ASSERT_TRUE(places.ok()) << places.error().detail;
  ASSERT_EQ(places->size(), 1u);
  EXPECT_EQ(places->front().id, "7");
  EXPECT_EQ(places->front().issue, IssueId(10002));
  EXPECT_EQ(places->front().updated, Instant(1'772'704'800'000));
  EXPECT_TRUE(fetch_worklog_places(client, {})->empty());
  const std::vector<std::string> many(connector::Connector::kMaxWorklogsPerFetch + 1, "7");
  EXPECT_FALSE(fetch_worklog_places(client, many).ok());
}

}  // namespace
}  // namespace tl::connectors::jira
