// The mapping over HTTP: guessed, set, refused, in conflict, told; and what the numbers make of it.
#include <gmock/gmock.h>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;

constexpr std::string_view kCycle = "/api/v1/metrics/flow/cycle-time";

// Six issues ACME-1 .. ACME-6, To Do -> In Progress -> Done; the n-th took n hours.
struct Mapped : World {
  Mapped() {
    cookie = set_up();
    connection = connect(cookie);
    instance = instance_id(connection);
    add_catalogue(tenant_id(), instance);
    for (int64_t n = 1; n <= 6; ++n) {
      add_issue(tenant_id(), instance, 100 + n, "ACME-" + std::to_string(n), "Number",
                clock.now() - days(30 - n), n * 3600);
    }
    target = "/api/v1/connections/" + connection + "/mapping";
  }
  Answer put(const std::string& version, const std::string& body, const std::string& by = "") {
    Ask ask{.method = "PUT", .target = target, .body = body, .cookie = by.empty() ? cookie : by};
    ask.headers = {{"Origin", "http://tl.example.com"}, {"Content-Type", "application/json"}};
    if (!version.empty()) ask.headers.set("If-Match", version);
    return call(ask);
  }
  Answer cycle(const std::string& query = "") { return get(std::string(kCycle) + query, cookie); }

  std::string cookie, connection, target;
  InstanceId instance;
};

TEST(MappingApi, ShowsTheGuessBeforeAnythingIsSet) {
  Mapped world;
  auto shown = world.get(world.target, world.cookie);
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.headers.value("ETag"), "\"0\"");
  EXPECT_EQ(shown.text("/version"), "0");
  EXPECT_EQ(shown.text("/saved_at"), "null");
  EXPECT_EQ(shown.text("/start_line"), "null");
  EXPECT_EQ(shown.text("/types/0/name"), "Story");
  EXPECT_EQ(shown.text("/types/0/category"), "feature");
  EXPECT_EQ(shown.text("/types/0/origin"), "exact");
  EXPECT_EQ(shown.text("/types/0/rule"), "Story");
  EXPECT_EQ(shown.text("/types/0/issues"), "6");
  EXPECT_EQ(shown.text("/types/0/examples/0"), "ACME-6");
  EXPECT_EQ(shown.text("/types/0/examples/2"), "ACME-4");
  EXPECT_EQ(shown.text("/types/0/examples/3"), "");
  EXPECT_EQ(shown.text("/statuses/0/name"), "To Do");
  EXPECT_EQ(shown.text("/statuses/1/stage"), "active");
  EXPECT_EQ(shown.text("/statuses/1/state"), "in_progress");
  EXPECT_EQ(shown.text("/statuses/2/category"), "done");
  EXPECT_EQ(shown.text("/statuses/2/issues_now"), "6");
  EXPECT_EQ(world.get(world.target + "/versions", world.cookie).body, R"({"items":[]})");
}

TEST(MappingApi, APreviewTellsTheEffectAndSavesNothing) {
  Mapped world;
  const std::string target = world.target + "/preview";
  auto shown = world.send("POST", target, R"({"types":{"10":"bug"},"statuses":{"2":"queue"}})",
                          world.cookie);
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.text("/before/n"), "6");
  EXPECT_EQ(shown.text("/after/n"), "0") << "nothing crosses the start line any more";
  EXPECT_EQ(shown.text("/after/finished"), "6");
  EXPECT_EQ(shown.text("/moved/started_later"), "6");
  EXPECT_EQ(shown.text("/category_changes/0/from"), "feature");
  EXPECT_EQ(shown.text("/category_changes/0/issues"), "6");
  EXPECT_EQ(world.get(world.target, world.cookie).text("/version"), "0");
  auto wrong = world.send("POST", target, R"({"statuses":{"99":"queue"}})", world.cookie);
  EXPECT_EQ(wrong.status, 400) << wrong.body;
  EXPECT_EQ(wrong.text("/errors/0/field"), "statuses.99");
}

TEST(MappingApi, WhatIsSetChangesRowsAndNumbersAtOnce) {
  Mapped world;
  EXPECT_EQ(world.cycle().text("/n"), "6");
  EXPECT_EQ(world.cycle().text("/configuration_version"), "0");
  auto saved = world.put("\"0\"", R"({"types":{"10":"bug"},"statuses":{"2":"queue"}})");
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.headers.value("ETag"), "\"1\"");
  EXPECT_EQ(saved.text("/saved_by"), "Ada Example");
  EXPECT_EQ(saved.text("/saved_at"), "2026-11-21T00:00:00.000Z");
  EXPECT_EQ(saved.text("/types/0/category"), "bug");
  EXPECT_EQ(saved.text("/types/0/origin"), "person");
  auto answer = world.cycle();
  EXPECT_EQ(answer.text("/n"), "0") << "nothing crosses the start line any more";
  EXPECT_EQ(answer.text("/exclusions/0/code"), "n_no_start");
  EXPECT_EQ(answer.text("/configuration_version"), "1");
  EXPECT_EQ(world.get("/api/v1/issues", world.cookie).text("/items/0/category"), "bug");
  EXPECT_EQ(world.get("/api/v1/issues/ACME-1", world.cookie).text("/row/category"), "bug");

  auto back = world.put("\"1\"", R"({"types":{"10":null},"statuses":{"2":null}})");
  EXPECT_EQ(back.text("/types/0/origin"), "exact");
  EXPECT_EQ(world.cycle().text("/n"), "6");
  EXPECT_EQ(world.cycle().text("/configuration_version"), "2");
}

TEST(MappingApi, LinesMoveStartAndFinish) {
  Mapped world;
  EXPECT_EQ(world.cycle().text("/points/0/seconds"), "3600");
  auto saved = world.put("\"0\"", R"({"start_line":"1"})");
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.text("/start_line"), "1");
  auto answer = world.cycle();
  EXPECT_EQ(answer.text("/points/0/seconds"), "7200") << "from its creation on";
  EXPECT_EQ(answer.text("/notes/0"), "the start line is drawn at \"To Do\"");
  ASSERT_EQ(world.put("\"1\"", R"({"finish_line":"2"})").status, 200);
  EXPECT_EQ(world.cycle().text("/points/0/seconds"), "3600") << "from creation to In Progress";
  auto page = world.get("/api/v1/issues/ACME-2", world.cookie);
  EXPECT_EQ(page.text("/cycle/seconds"), "3600");
  EXPECT_EQ(page.text("/stays/1/stage"), "active") << "a line is no stage";
}

TEST(MappingApi, CategoriesFilterTheNumber) {
  Mapped world;
  EXPECT_EQ(world.cycle("?category=feature").text("/n"), "6");
  EXPECT_EQ(world.cycle("?category=feature").text("/points/0/category"), "feature");
  EXPECT_EQ(world.cycle("?category=bug,chore").text("/n"), "0");
  EXPECT_EQ(world.cycle("?category=bug,feature").text("/n"), "6");
  EXPECT_EQ(world.cycle("?category=bug&category=feature").text("/n"), "6");
  EXPECT_EQ(world.cycle("?category=story").text("/errors/0/field"), "category");
  ASSERT_EQ(world.put("\"0\"", R"({"types":{"10000/10":"chore"}})").status, 200);
  EXPECT_EQ(world.cycle("?category=chore").text("/n"), "6");
  EXPECT_EQ(world.cycle("?category=feature").text("/n"), "0");
  auto shown = world.get(world.target, world.cookie);
  EXPECT_EQ(shown.text("/types/0/id"), "10");
  EXPECT_EQ(shown.text("/types/0/issues"), "0");
  EXPECT_EQ(shown.text("/types/1/id"), "10000/10");
  EXPECT_EQ(shown.text("/types/1/project/key"), "ACME");
  EXPECT_EQ(shown.text("/types/1/issues"), "6");
}

TEST(MappingApi, RefusesAndNamesTheMember) {
  Mapped world;
  struct Row {
    std::string version, body, field;
  };
  for (const Row& row :
       std::vector<Row>{{"", "{}", "If-Match"},
                        {"0", "{}", "If-Match"},
                        {"\"x\"", "{}", "If-Match"},
                        {"\"0\"", R"({"types":{"10":"story"}})", "types.10"},
                        {"\"0\"", R"({"types":{"77":"bug"}})", "types.77"},
                        {"\"0\"", R"({"types":{"77/10":"bug"}})", "types.77/10"},
                        {"\"0\"", R"({"statuses":{"1":"unmapped"}})", "statuses.1"},
                        {"\"0\"", R"({"statuses":{"77":"done"}})", "statuses.77"},
                        {"\"0\"", R"({"resolutions":{"1":true}})", "resolutions.1"},
                        {"\"0\"", R"({"order":["1","77"]})", "order[1]"},
                        {"\"0\"", R"({"start_line":"77"})", "start_line"},
                        {"\"0\"", R"({"start_line":"3","finish_line":"2"})", "finish_line"},
                        {"\"0\"", R"({"version":3})", "version"},
                        {"\"0\"", R"({"lines":{}})", "lines"}}) {
    auto answer = world.put(row.version, row.body);
    EXPECT_EQ(answer.status, 400) << row.body;
    EXPECT_EQ(answer.text("/errors/0/field"), row.field) << answer.body;
  }
  EXPECT_EQ(world.put("\"0\"", "{").status, 400);
  EXPECT_EQ(world.put("\"0\"", "[]").status, 400);
  auto both = world.put("", R"({"types":{"10":"x"},"statuses":{"1":"y"}})");
  EXPECT_EQ(both.text("/errors/2/field"), "statuses.1") << "all at once";
  EXPECT_EQ(world.get(world.target, world.cookie).text("/version"), "0");
}

TEST(MappingApi, AConflictSaysWhoAndWhen) {
  Mapped world;
  ASSERT_EQ(world.put("\"0\"", R"({"types":{"10":"bug"}})").status, 200);
  world.clock.advance(hours(1));
  auto late = world.put("\"0\"", R"({"types":{"10":"chore"}})");
  EXPECT_EQ(late.status, 412);
  EXPECT_THAT(late.text("/detail"), HasSubstr("Ada Example"));
  EXPECT_THAT(late.text("/detail"), HasSubstr("2026-11-21 00:00 UTC"));
  EXPECT_THAT(late.text("/detail"), HasSubstr("version 1"));
  EXPECT_EQ(world.put("\"7\"", "{}").status, 412);
  EXPECT_EQ(world.get(world.target, world.cookie).text("/types/0/category"), "bug");
}

TEST(MappingApi, TheSameAgainIsNoNewVersion) {
  Mapped world;
  ASSERT_EQ(world.put("\"0\"", R"({"types":{"10":"bug"}})").status, 200);
  EXPECT_EQ(world.put("\"1\"", R"({"types":{"10":"bug"}})").text("/version"), "1");
  EXPECT_EQ(world.put("\"1\"", "{}").text("/version"), "1");
}

TEST(MappingApi, VersionsTellWhatChanged) {
  Mapped world;
  ASSERT_EQ(world.put("\"0\"", R"({"types":{"10":"bug"},"statuses":{"2":"review"}})").status, 200);
  world.clock.advance(hours(2));
  ASSERT_EQ(
      world.put("\"1\"", R"({"types":{"10":null},"start_line":"2","order":["1","2","3"]})").status,
      200);
  auto versions = world.get(world.target + "/versions", world.cookie);
  ASSERT_EQ(versions.status, 200) << versions.body;
  EXPECT_EQ(versions.text("/items/0/version"), "2");
  EXPECT_EQ(versions.text("/items/0/saved_at"), "2026-11-21T02:00:00.000Z");
  EXPECT_EQ(versions.text("/items/0/summary"),
            "start line at \"In Progress\"; \"Story\" as guessed; statuses in a new order");
  EXPECT_EQ(versions.text("/items/1/saved_by"), "Ada Example");
  EXPECT_EQ(versions.text("/items/1/summary"), "\"Story\" is bug; \"In Progress\" is review");
}

TEST(MappingApi, ADocumentOfBeforeIsStillUsed) {
  Mapped world;
  auto store = world.store->tenant(world.tenant_id());
  ASSERT_TRUE(
      store.save_configuration(world.instance, R"({"statuses":{"2":"queue"}})", UserId()).ok());
  auto shown = world.get(world.target, world.cookie);
  EXPECT_EQ(shown.text("/version"), "1");
  EXPECT_EQ(shown.text("/statuses/1/stage"), "queue");
  EXPECT_EQ(shown.text("/saved_by"), "Throughline");
  EXPECT_EQ(world.cycle().text("/n"), "0");
  ASSERT_TRUE(store.save_configuration(world.instance, "{broken", UserId()).ok());
  EXPECT_EQ(world.get(world.target, world.cookie).text("/statuses/1/stage"), "active")
      << "what cannot be read counts as not set";
  EXPECT_EQ(world.put("\"2\"", R"({"statuses":{"2":"review"}})").text("/version"), "3");
}

TEST(MappingApi, AnUnknownCategoryIsFlagged) {
  Mapped world;
  domain::ChangeSet set;
  domain::Record record{domain::RecordKind::kStatus, "9", {}, {}};
  set_attribute(record.attributes, "name", std::string("Odd"), {});
  set_attribute(record.attributes, "category", domain::Ref{"undefined", "No Category"}, {});
  set_attribute(record.attributes, "project", domain::Ref{"10000", ""}, {});
  set.records.push_back(record);
  ASSERT_TRUE(world.store->tenant(world.tenant_id()).apply(world.instance, set, {}).ok());
  auto shown = world.get(world.target, world.cookie);
  EXPECT_EQ(shown.text("/statuses/0/name"), "Odd");
  EXPECT_EQ(shown.text("/statuses/0/state"), "open");
  EXPECT_EQ(shown.text("/statuses/0/flagged"), "true");
  EXPECT_EQ(shown.text("/statuses/0/project/key"), "ACME");
}

TEST(MappingApi, RightsAndTenants) {
  Mapped world;
  world.add_user(world.tenant_id(), "viewer@example.com", store::Role::kViewer);
  const std::string viewer = world.sign_in("viewer@example.com");
  EXPECT_EQ(world.get(world.target, viewer).status, 200);
  EXPECT_EQ(world.get(world.target + "/versions", viewer).status, 200);
  EXPECT_EQ(world.put("\"0\"", R"({"types":{"10":"bug"}})", viewer).status, 403);
  EXPECT_EQ(world.get(world.target).status, 401);
  world.add_tenant("Other");
  const std::string other = world.sign_in("admin@other.example");
  EXPECT_EQ(world.get(world.target, other).status, 404);
  EXPECT_EQ(world.get(world.target + "/versions", other).status, 404);
  EXPECT_EQ(world.put("\"0\"", R"({"types":{"10":"bug"}})", other).status, 404);
}

}  // namespace
}  // namespace tl::api
