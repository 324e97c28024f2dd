// Issues over HTTP: the same facts in the list and on the page.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Twelve issues ACME-1 .. ACME-12, each finished a day after the other; the n-th took n hours.
struct Filled : World {
  Filled() {
    cookie = set_up();
    connection = connect(cookie);
    instance = instance_id(connection);
    add_catalogue(tenant_id(), instance);
    for (int64_t n = 1; n <= 12; ++n) {
      add_issue(tenant_id(), instance, 100 + n, "ACME-" + std::to_string(n),
                n == 3 ? "=cmd()" : "Story number " + std::to_string(n), clock.now() - days(30 - n),
                n * 3600);
    }
  }
  std::vector<std::string> keys(Answer& answer) {
    std::vector<std::string> keys;
    for (JsonElement item : simdjson::dom::array(answer.json()["items"])) {
      keys.emplace_back(json_text(item, "key").value_or(""));
    }
    return keys;
  }
  std::string cookie;
  std::string connection;
  InstanceId instance;
};

TEST(IssueList, pages_through_all_in_every_order) {
  Filled world;
  for (const char* sort : {"", "updated", "-updated", "created", "-created", "key", "-key"}) {
    std::vector<std::string> all;
    std::string cursor;
    const std::string base =
        "/api/v1/issues?limit=5" + (*sort != 0 ? std::string("&sort=") + sort : "");
    do {
      auto page = world.get(base + (cursor.empty() ? "" : "&cursor=" + cursor), world.cookie);
      ASSERT_EQ(page.status, 200) << page.body;
      EXPECT_EQ(page.text("/total"), "12");
      for (auto& key : world.keys(page)) all.push_back(std::move(key));
      cursor = page.text("/next_cursor");
    } while (cursor != "null");
    ASSERT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 12u) << sort;
    const bool up = *sort != 0 && *sort != '-';
    EXPECT_EQ(all.front(), up ? "ACME-1" : "ACME-12") << sort;
    EXPECT_EQ(all[10], up ? "ACME-11" : "ACME-2") << sort;
  }
}

TEST(IssueList, filters) {
  Filled world;
  auto found = [&](const std::string& query) {
    auto page = world.get("/api/v1/issues?sort=key&" + query, world.cookie);
    EXPECT_EQ(page.status, 200) << page.body;
    return world.keys(page);
  };
  EXPECT_THAT(found("q=NUMBER%201"), ElementsAre("ACME-1", "ACME-10", "ACME-11", "ACME-12"));
  EXPECT_THAT(found("q=acme-7"), ElementsAre("ACME-7"));
  EXPECT_EQ(found("project=acme").size(), 12u);
  EXPECT_TRUE(found("project=OTHER").empty());
  EXPECT_EQ(found("project=OTHER&project=ACME").size(), 12u);
  EXPECT_EQ(found("status_category=done").size(), 12u);
  EXPECT_TRUE(found("status_category=new").empty());
  EXPECT_EQ(found("type=story&connection=" + world.connection).size(), 12u);
  EXPECT_TRUE(found("type=Bug").empty());
}

TEST(IssueList, refuses_what_it_does_not_know) {
  Filled world;
  auto page = world.get("/api/v1/issues?limit=5", world.cookie);
  const std::string cursor = page.text("/next_cursor");
  for (const std::string& query :
       {std::string("limit=0"), std::string("limit=201"), std::string("limit=x"),
        std::string("sort=size"), std::string("status_category=closed"), std::string("q=a&q=b"),
        std::string("connection=nothing"), std::string("cursor=nonsense"),
        "sort=key&cursor=" + cursor, "q=x&cursor=" + cursor}) {
    EXPECT_EQ(world.get("/api/v1/issues?" + query, world.cookie).status, 400) << query;
  }
  EXPECT_EQ(world.get("/api/v1/issues?limit=7&cursor=" + cursor, world.cookie).status, 200)
      << "another page size is the same query";
}

TEST(ProjectList, counts) {
  Filled world;
  auto projects = world.get("/api/v1/projects", world.cookie);
  EXPECT_EQ(projects.text("/items/0/key"), "ACME");
  EXPECT_EQ(projects.text("/items/0/name"), "Acme project");
  EXPECT_EQ(projects.text("/items/0/issues"), "12");
  EXPECT_EQ(projects.text("/items/0/connection"), world.connection);
}

TEST(IssuePage, shows_the_whole_line) {
  Filled world;
  auto page = world.get("/api/v1/issues/acme-5", world.cookie);
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.text("/row/key"), "ACME-5");
  EXPECT_EQ(page.text("/row/status/category"), "done");
  EXPECT_EQ(page.text("/row/assignee/name"), "Robin Sample");
  EXPECT_EQ(page.text("/url"), "https://acme.example.net/browse/ACME-5");
  EXPECT_EQ(page.text("/story_points"), "5");
  EXPECT_EQ(page.text("/worklog_seconds"), "1800");
  EXPECT_EQ(page.text("/comments"), "1");
  EXPECT_EQ(page.text("/cycle/seconds"), "18000");
  EXPECT_EQ(page.text("/cycle/exclusion"), "null");
  EXPECT_EQ(page.text("/cycle/rank_percent"), "100") << "the slowest so far when it finished";
  EXPECT_EQ(page.text("/stays/0/stage"), "queue");
  EXPECT_EQ(page.text("/stays/0/seconds"), "3600");
  EXPECT_EQ(page.text("/stays/1/stage"), "active");
  EXPECT_EQ(page.text("/stays/1/seconds"), "18000");
  EXPECT_EQ(page.text("/stays/2/stage"), "done");
  EXPECT_EQ(page.text("/stays/2/to"), "null");
  EXPECT_EQ(page.text("/timeline/0/kind"), "created");
  EXPECT_EQ(page.text("/timeline/1/items/0/from"), "To Do");
  EXPECT_EQ(page.text("/timeline/1/items/0/to"), "In Progress");
  EXPECT_EQ(page.text("/timeline/1/actor/name"), "Robin Sample");
  EXPECT_EQ(page.text("/timeline/3/kind"), "worklog");
  EXPECT_EQ(page.text("/timeline/3/seconds"), "1800");
  EXPECT_EQ(page.text("/timeline/4/kind"), "comment");
  EXPECT_EQ(page.text("/custom_fields/0/text"), "blue");
  EXPECT_EQ(page.text("/custom_fields/1"), "") << "story points are no custom field here";
  EXPECT_EQ(page.text("/complete"), "true");
  EXPECT_EQ(world.get("/api/v1/issues/ACME-99", world.cookie).status, 404);
  EXPECT_EQ(world.get("/api/v1/issues/ACME-5?connection=gone", world.cookie).status, 404);
}

TEST(IssuePage, two_instances_with_one_key_must_be_told_apart) {
  Filled world;
  const std::string second = world.connect(world.cookie, "beta");
  world.add_issue(world.tenant_id(), world.instance_id(second), 900, "ACME-5", "The other one",
                  world.clock.now() - days(5), 60);
  auto both = world.get("/api/v1/issues/ACME-5", world.cookie);
  EXPECT_EQ(both.status, 409);
  EXPECT_THAT(both.text("/detail"), HasSubstr(second));
  auto other = world.get("/api/v1/issues/ACME-5?connection=" + second, world.cookie);
  EXPECT_EQ(other.text("/row/summary"), "The other one");
}

TEST(IssuePage, an_old_key_resolves) {
  Filled world;
  world.add_issue(world.tenant_id(), world.instance, 105, "BETA-3", "Moved",
                  world.clock.now() - days(1), 60);
  auto moved = world.get("/api/v1/issues/ACME-5", world.cookie);
  ASSERT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(moved.text("/row/key"), "BETA-3");
  EXPECT_EQ(moved.text("/moved_from"), "ACME-5");
}

TEST(Export, is_the_stores) {
  Filled world;
  auto answer = world.get("/api/v1/export", world.cookie);
  EXPECT_EQ(answer.headers.value("Content-Type"), "application/x-ndjson");
  EXPECT_THAT(answer.body, HasSubstr("Story number 12"));
}

TEST(Answers, follow_the_feed) {
  Filled world;
  EXPECT_EQ(world.get("/api/v1/issues", world.cookie).text("/total"), "12");
  world.add_issue(world.tenant_id(), world.instance, 999, "ACME-999", "Fresh",
                  world.clock.now() - days(1), 60);
  EXPECT_EQ(world.get("/api/v1/issues", world.cookie).text("/total"), "13")
      << "an answer is never older than what was stored before it was asked for";
}

}  // namespace
}  // namespace tl::api
