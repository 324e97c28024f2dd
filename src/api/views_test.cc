// Saved views, links and the calendar over HTTP.
#include <gmock/gmock.h>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;

struct Viewed : World {
  Viewed() : cookie(set_up()) {}
  Answer edit(const std::string& method, const std::string& target, const std::string& body,
              const std::string& version) {
    Ask ask{.method = method, .target = target, .body = body, .cookie = cookie};
    ask.headers = {{"Origin", "http://tl.example.com"}, {"Content-Type", "application/json"}};
    if (!version.empty()) ask.headers.set("If-Match", version);
    return call(ask);
  }
  std::string cookie;
};

constexpr std::string_view kNew = R"({"name":"Bugs","page":"flow","search":"?v=1&type=Bug"})";

TEST(ViewsApi, AViewIsSavedFoundChangedAndDeleted) {
  Viewed world;
  EXPECT_EQ(world.get("/api/v1/views", world.cookie).body, R"({"items":[]})");
  auto made = world.send("POST", "/api/v1/views", std::string(kNew), world.cookie);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("/visibility"), "private");
  EXPECT_EQ(made.text("/mine"), "true");
  EXPECT_EQ(made.headers.value("ETag"), "\"1\"");
  const std::string target = "/api/v1/views/" + made.text("/id");
  EXPECT_EQ(world.get(target, world.cookie).text("/name"), "Bugs");
  EXPECT_EQ(world.edit("PATCH", target, R"({"name":"All bugs","visibility":"tenant"})", "\"1\"")
                .text("/name"),
            "All bugs");
  auto late = world.edit("PATCH", target, R"({"name":"x"})", "\"1\"");
  EXPECT_EQ(late.status, 412) << late.body;
  EXPECT_EQ(world.send("PUT", target + "/star", "", world.cookie).status, 204);
  EXPECT_EQ(world.send("PUT", target + "/default", "", world.cookie).status, 204);
  auto listed = world.get("/api/v1/views?page=flow", world.cookie);
  EXPECT_EQ(listed.text("/items/0/starred"), "true");
  EXPECT_EQ(listed.text("/items/0/is_default"), "true");
  EXPECT_EQ(world.get("/api/v1/views?page=issues", world.cookie).body, R"({"items":[]})");
  EXPECT_EQ(world.send("DELETE", target + "/star", "", world.cookie).status, 204);
  EXPECT_EQ(world.send("DELETE", target + "/default", "", world.cookie).status, 204);
  EXPECT_EQ(world.get("/api/v1/views", world.cookie).text("/items/0/starred"), "false");
  EXPECT_EQ(world.send("DELETE", target, "", world.cookie).status, 204);
  EXPECT_EQ(world.get(target, world.cookie).status, 404);
  EXPECT_EQ(world.send("DELETE", target, "", world.cookie).status, 404);
}

TEST(ViewsApi, WhatIsWrongIsNamed) {
  Viewed world;
  const struct {
    std::string body, field;
  } wrong[] = {
      {R"({"page":"flow"})", "name"},
      {R"({"name":"x","page":"nowhere"})", "page"},
      {R"({"name":"x","page":"flow","search":"https://evil.example.com"})", "search"},
      {R"({"name":"x","page":"flow","search":"?a b"})", "search"},
      {R"({"name":"x","page":"flow","visibility":"team"})", "visibility"},
      {R"({"name":"x","page":"flow","owner":"me"})", "owner"},
  };
  for (const auto& one : wrong) {
    auto answer = world.send("POST", "/api/v1/views", one.body, world.cookie);
    EXPECT_EQ(answer.status, 400) << one.body;
    EXPECT_EQ(answer.text("/errors/0/field"), one.field) << answer.body;
  }
  auto no_version = world.edit("PATCH", "/api/v1/views/none", R"({"name":"x"})", "");
  EXPECT_EQ(no_version.status, 400);
  EXPECT_EQ(no_version.text("/errors/0/field"), "If-Match");
}

TEST(ViewsApi, OnlyOwnerAndAdminChangeASharedView) {
  Viewed world;
  world.add_user(world.tenant_id(), "viewer@example.com", store::Role::kViewer);
  const std::string viewer = world.sign_in("viewer@example.com");
  auto shared = world.send("POST", "/api/v1/views",
                           R"({"name":"Ours","page":"flow","visibility":"tenant"})", world.cookie);
  const std::string target = "/api/v1/views/" + shared.text("/id");
  EXPECT_EQ(world.get(target, viewer).text("/may_change"), "false");
  EXPECT_EQ(world.send("DELETE", target, "", viewer).status, 403);
  Ask rename{.method = "PATCH", .target = target, .body = R"({"name":"Mine"})", .cookie = viewer};
  rename.headers = {{"Origin", "http://tl.example.com"},
                    {"Content-Type", "application/json"},
                    {"If-Match", "\"1\""}};
  EXPECT_EQ(world.call(rename).status, 403);
  EXPECT_EQ(world.send("PUT", target + "/star", "", viewer).status, 204) << "a star is one's own";
}

TEST(ViewsApi, ALongAddressHasAShortId) {
  Viewed world;
  const std::string body =
      R"({"page":"flow","search":"?v=1&label=)" + std::string(3000, 'x') + "\"}";
  auto saved = world.send("POST", "/api/v1/links", body, world.cookie);
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(world.send("POST", "/api/v1/links", body, world.cookie).text("/id"), saved.text("/id"));
  auto found = world.get("/api/v1/links/" + saved.text("/id"), world.cookie);
  EXPECT_EQ(found.text("/search").size(), 3011u);
  EXPECT_EQ(world.send("POST", "/api/v1/links", R"({"page":"flow"})", world.cookie).status, 400);
  EXPECT_EQ(world.get("/api/v1/links/none", world.cookie).status, 404);
}

constexpr std::string_view kCalendar =
    R"({"weekdays":[[{"from":"08:00","to":"12:00"},{"from":"13:00","to":"17:00"}],)"
    R"([],[],[],[],[],[]],)"
    R"("days_off":[{"date":"2026-12-25","name":"Christmas"}],"working_day_seconds":28800})";

TEST(CalendarApi, IsReadChangedAndKeptInVersions) {
  Viewed world;
  auto first = world.get("/api/v1/calendar", world.cookie);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.text("/version"), "0");
  EXPECT_EQ(first.text("/weekdays/0/0/from"), "09:00");
  EXPECT_EQ(first.text("/weekdays/5/0/from"), "") << "nobody works on Saturday";
  auto saved = world.edit("PUT", "/api/v1/calendar", std::string(kCalendar), "\"0\"");
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.headers.value("ETag"), "\"1\"");
  EXPECT_EQ(saved.text("/days_off/0/name"), "Christmas");
  EXPECT_EQ(saved.text("/saved_by"), "Ada Example");
  auto again = world.edit("PUT", "/api/v1/calendar", std::string(kCalendar), "\"1\"");
  EXPECT_EQ(again.text("/version"), "1") << "nothing changed, no new version";
  auto late = world.edit("PUT", "/api/v1/calendar", std::string(kCalendar), "\"0\"");
  EXPECT_EQ(late.status, 412);
  EXPECT_THAT(late.text("/detail"), HasSubstr("Ada Example changed this calendar"));
  auto versions = world.get("/api/v1/calendar/versions", world.cookie);
  EXPECT_EQ(versions.text("/items/0/version"), "1");
  EXPECT_EQ(versions.text("/items/0/calendar/weekdays/0/1/to"), "17:00");
}

TEST(CalendarApi, IsForAdminsAndNamesWhatIsWrong) {
  Viewed world;
  world.add_user(world.tenant_id(), "viewer@example.com", store::Role::kViewer);
  const std::string viewer = world.sign_in("viewer@example.com");
  EXPECT_EQ(world.get("/api/v1/calendar", viewer).status, 200);
  Ask ask{.method = "PUT",
          .target = "/api/v1/calendar",
          .body = std::string(kCalendar),
          .cookie = viewer};
  ask.headers = {{"Origin", "http://tl.example.com"},
                 {"Content-Type", "application/json"},
                 {"If-Match", "\"0\""}};
  EXPECT_EQ(world.call(ask).status, 403);
  auto wrong = world.edit("PUT", "/api/v1/calendar",
                          R"({"weekdays":[[{"from":"17:00","to":"09:00"}],[],[],[],[],[]],)"
                          R"("days_off":[{"date":"someday","name":""}]})",
                          "\"0\"");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("days_off[0].date"));
  EXPECT_THAT(wrong.body, HasSubstr("weekdays"));
}

}  // namespace
}  // namespace tl::api
