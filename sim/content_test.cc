// What issues hold beyond their statuses, the truth that tests compare with, and control.
#include <gtest/gtest.h>

#include <set>

#include "sim/test_site.h"

namespace tl::sim {
namespace {

JsonDocument truth_of(TestSite& t, const std::string& key, const std::string& query = "") {
  const auto all = t.ask("GET", "/_sim/truth/issues" + query, "", "").body;
  for (const auto line : split(all, '\n'))
    if (line.find("\"key\":\"" + key + "\"") != std::string_view::npos)
      return std::move(JsonDocument::parse(line)).value();
  ADD_FAILURE() << key << " is not in the truth";
  return std::move(JsonDocument::parse("{}")).value();
}

TEST(Statuses, SixHaveOneName) {
  TestSite t;
  int count = 0, scoped = 0;
  const auto all = json_of(t.ask("GET", "/rest/api/3/status"));
  for (const auto status : all.root().get_array()) {
    if (json_text(status, "name") != "In Progress") continue;
    ++count;
    scoped += json_get(status, "scope") ? 1 : 0;
  }
  EXPECT_EQ(count, 6);
  EXPECT_EQ(scoped, 5);
}

TEST(Points, StandInOneOfTwoFields) {
  for (const char* flavour : {"cloud", "dc-9"}) {
    TestSite t(flavour_options(flavour));
    const auto& kind = *find_flavour(flavour);
    const std::string first = field_id(Out::kPoints, kind);
    const std::string second = field_id(Out::kPointsTeam, kind);
    std::set<std::string> used;
    for (int id = 10001; id <= 10200; ++id) {
      const auto issue = json_of(t.ask("GET", "/rest/api/2/issue/" + std::to_string(id)));
      const JsonElement fields = issue.root()["fields"];
      const bool docs = json_text(issue.root(), "key")->starts_with("DOCS");
      EXPECT_FALSE(json_get(fields, docs ? first : second).has_value());
      for (const auto& name : {first, second})
        if (json_get(fields, name)) used.insert(name);
    }
    EXPECT_EQ(used.size(), 2u) << flavour;
  }
}

TEST(TypedFields, OccurWithEveryType) {
  TestSite t;
  std::set<Out> seen;
  const auto all =
      json_of(t.ask("POST", "/rest/api/3/search/jql",
                    R"({"jql":"created >= -3650d","maxResults":100,"fields":["*all"]})"));
  for (const auto issue : all.root()["issues"].get_array())
    for (auto i = static_cast<int>(kFirstTyped); i <= static_cast<int>(kLastTyped); ++i) {
      const auto field = static_cast<Out>(i);
      if (json_get(issue["fields"].value(), field_id(field, cloud_flavour()))) seen.insert(field);
    }
  EXPECT_EQ(seen.size(), static_cast<size_t>(kLastTyped) - static_cast<size_t>(kFirstTyped) + 1);
}

TEST(TypedFields, AreSetAndLeaveAHistory) {
  TestSite t;
  const std::string select = field_id(Out::kSelect, cloud_flavour());
  const std::string cascade = field_id(Out::kCascade, cloud_flavour());
  const std::string number = field_id(Out::kNumber, cloud_flavour());
  const auto put = [&](const std::string& field, const std::string& value) {
    return t.ask("PUT", "/rest/api/3/issue/10020", "{\"fields\":{\"" + field + "\":" + value + "}}")
        .status;
  };
  EXPECT_EQ(put(select, "null"), 204);
  EXPECT_EQ(put(select, R"({"value":"Silver"})"), 204);
  EXPECT_EQ(put(cascade, R"({"value":"Europe","child":{"value":"North"}})"), 204);
  EXPECT_EQ(put(cascade, R"({"value":"Asia","child":{"value":"North"}})"), 400);
  EXPECT_EQ(put(number, "-2.5"), 204);
  EXPECT_EQ(put(number, R"("two")"), 400);
  EXPECT_EQ(put(select, R"({"value":"Tin"})"), 400);
  const auto issue = json_of(t.ask("GET", "/rest/api/3/issue/10020?expand=changelog"));
  const JsonElement fields = issue.root()["fields"];
  EXPECT_EQ(json_text(fields[select].value(), "value"), "Silver");
  EXPECT_EQ(json_text(fields[cascade]["child"].value(), "value"), "North");
  EXPECT_EQ(fields[number].get_double().value(), -2.5);
  const auto text = simdjson::minify(issue.root()["changelog"].value());
  EXPECT_NE(text.find("\"fieldId\":\"" + select +
                      "\",\"from\":null,\"fromString\":null,"
                      "\"to\":\"10202\",\"toString\":\"Silver\""),
            std::string::npos);
}

TEST(Links, HaveInstantsInHistoriesAndEvents) {
  TestSite t;
  t.ask("POST", "/rest/webhooks/1.0/webhook",
        R"({"name":"x","url":"http://h.test","events":["issuelink_created","issuelink_deleted"]})");
  t.clock.pass(5000);
  ASSERT_EQ(t.ask("POST", "/rest/api/3/issueLink", R"({"type":{"name":"Blocks"},
      "inwardIssue":{"key":"SHOP-1"},"outwardIssue":{"key":"PAY-1"}})")
                .status,
            201);
  const auto& source = *t.site.world->find_issue("SHOP-1");
  const auto link = source.links.back();
  EXPECT_TRUE(link.outward);
  EXPECT_EQ(link.created, t.site.now());
  const auto log = t.ask("GET", "/rest/api/3/issue/SHOP-1?expand=changelog").body;
  EXPECT_NE(log.find("This issue blocks PAY-1"), std::string::npos);
  EXPECT_NE(t.ask("GET", "/rest/api/3/issue/PAY-1?expand=changelog")
                .body.find("This issue is blocked by SHOP-1"),
            std::string::npos);
  const auto path = "/rest/api/3/issueLink/" + std::to_string(link.id);
  EXPECT_EQ(t.ask("GET", path).status, 200);
  EXPECT_EQ(t.ask("DELETE", path).status, 204);
  EXPECT_EQ(t.ask("DELETE", path).status, 404);
  const auto sent = t.ask("GET", "/_sim/webhooks/sent", "", "").body;
  EXPECT_NE(sent.find("issuelink_created"), std::string::npos);
  EXPECT_NE(sent.find("issuelink_deleted"), std::string::npos);
}

TEST(RemoteLinks, AreSeededAndReplacedByTheirGlobalId) {
  TestSite t;
  bool page = false, pull = false;
  for (int id = 10001; id < 10060; ++id) {
    const auto body = t.ask("GET", "/rest/api/3/issue/" + std::to_string(id) + "/remotelink").body;
    page |= body.find("\"name\":\"Confluence\"") != std::string::npos;
    pull |= body.find("/pull/") != std::string::npos;
  }
  EXPECT_TRUE(page && pull);
  const auto post = [&](const char* title) {
    return t
        .ask("POST", "/rest/api/3/issue/SHOP-1/remotelink",
             std::string(R"({"globalId":"g","object":{"url":"https://x.example","title":")") +
                 title + "\"}}")
        .status;
  };
  EXPECT_EQ(post("one"), 201);
  EXPECT_EQ(post("two"), 200);
  const auto body = t.ask("GET", "/rest/api/3/issue/SHOP-1/remotelink?globalId=g").body;
  EXPECT_EQ(body.find("\"one\""), std::string::npos);
  EXPECT_NE(body.find("\"two\""), std::string::npos);
  EXPECT_EQ(t.ask("POST", "/rest/api/3/issue/SHOP-1/remotelink", R"({"object":{}})").status, 400);
}

TEST(Properties, AreKeptPerIssue) {
  TestSite t;
  const std::string path = "/rest/api/3/issue/SHOP-1/properties/";
  EXPECT_EQ(t.ask("GET", path + "mark").status, 404);
  EXPECT_EQ(t.ask("PUT", path + "mark", R"({"a":1})").status, 201);
  EXPECT_EQ(t.ask("PUT", path + "mark", R"({"a":2})").status, 200);
  EXPECT_EQ(t.ask("PUT", path + "mark", "{broken").status, 400);
  EXPECT_EQ(t.ask("PUT", path + "big", "\"" + std::string(40'000, 'x') + "\"").status, 400);
  EXPECT_EQ(t.ask("GET", path + "mark").body, R"({"key":"mark","value":{"a":2}})");
  EXPECT_NE(t.ask("GET", "/rest/api/3/issue/SHOP-1/properties").body.find("\"mark\""),
            std::string::npos);
  EXPECT_EQ(t.ask("DELETE", path + "mark").status, 204);
  EXPECT_EQ(t.ask("DELETE", path + "mark").status, 404);
}

TEST(Versions, AreMadeReleasedAndMerged) {
  TestSite t;
  t.ask("POST", "/rest/webhooks/1.0/webhook",
        R"({"name":"x","url":"http://h.test","events":["jira:version_created",
            "jira:version_released","jira:version_deleted"]})");
  const auto made =
      json_of(t.ask("POST", "/rest/api/3/version", R"({"project":"SHOP","name":"9.9"})"));
  const auto id = std::string(*json_text(made.root(), "id"));
  EXPECT_EQ(t.ask("POST", "/rest/api/3/version", R"({"project":"SHOP","name":"9.9"})").status, 400);
  EXPECT_EQ(t.ask("PUT", "/rest/api/3/version/" + id, R"({"released":true})").status, 200);
  ASSERT_EQ(t.ask("PUT", "/rest/api/3/issue/SHOP-1",
                  "{\"fields\":{\"fixVersions\":[{\"id\":\"" + id + "\"}]}}")
                .status,
            204);
  const auto other = std::to_string(t.site.world->catalog.projects[0].versions.front().id);
  EXPECT_EQ(t.ask("DELETE", "/rest/api/3/version/" + id + "?moveFixIssuesTo=" + other).status, 204);
  EXPECT_EQ(t.site.world->find_issue("SHOP-1")->fix_versions,
            std::vector<int32_t>{static_cast<int32_t>(*parse_int(other))});
  const auto sent = t.ask("GET", "/_sim/webhooks/sent", "", "").body;
  for (const char* word : {"jira:version_created", "jira:version_released", "mergedTo"})
    EXPECT_NE(sent.find(word), std::string::npos) << word;
}

TEST(Organisation, HoldsCorrectedAndDeletedWorklogs) {
  TestSite t;
  size_t edited = 0;
  for (const auto& issue : t.site.world->issues)
    for (const auto& worklog : issue.worklogs) edited += worklog.updated > worklog.created ? 1 : 0;
  EXPECT_GT(edited, 0u);
  EXPECT_FALSE(t.site.world->deleted_worklogs.empty());
}

TEST(Organisation, GivesEveryIssueAsManyHistoriesAsAsked) {
  auto options = test_options(200);
  options.organisation.histories_per_issue = 10;
  TestSite t(options);
  for (const auto& issue : t.site.world->issues) EXPECT_GE(issue.histories.size(), 10u);
}

TEST(Truth, TellsWhatRestTells) {
  TestSite t;
  const auto truth = truth_of(t, "SHOP-2");
  const auto issue = json_of(t.ask("GET", "/rest/api/3/issue/SHOP-2"));
  const JsonElement fields = issue.root()["fields"];
  EXPECT_EQ(json_text(truth.root(), "id"), json_text(issue.root(), "id"));
  EXPECT_EQ(json_text(truth.root(), "statusId"), json_text(fields["status"].value(), "id"));
  EXPECT_EQ(static_cast<int64_t>(size_of(truth.root(), "worklogList")),
            json_int(fields["worklog"].value(), "total"));
  EXPECT_EQ(json_int(truth.root(), "comments"), json_int(fields["comment"].value(), "total"));
  EXPECT_EQ(size_of(truth.root(), "links"), size_of(fields, "issuelinks"));
}

TEST(Control, DeletesIssuesWithAndWithoutAnEvent) {
  TestSite t;
  t.ask("POST", "/rest/webhooks/1.0/webhook",
        R"({"name":"x","url":"http://h.test","events":["jira:issue_deleted"]})");
  ASSERT_EQ(t.ask("POST", "/_sim/delete-issue", R"({"key":"SHOP-2","silent":true})", "").status,
            200);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/issue/SHOP-2").status, 404);
  EXPECT_EQ(t.site.webhooks.counts().waiting, 0);
  ASSERT_EQ(t.ask("POST", "/_sim/delete-issue", R"({"key":"SHOP-3"})", "").status, 200);
  EXPECT_EQ(t.site.webhooks.counts().waiting, 1);
  EXPECT_EQ(json_bool(truth_of(t, "SHOP-2", "?deleted=true").root(), "deleted"), true);
}

TEST(Control, ReopensAndRewritesClosedSprints) {
  TestSite t;
  const auto sprint = [&] { return json_of(t.ask("GET", "/rest/agile/1.0/sprint/1")); };
  EXPECT_EQ(json_text(sprint().root(), "state"), "closed");
  ASSERT_EQ(t.ask("POST", "/_sim/edit-sprint",
                  R"({"id":1,"state":"active","endDate":"2027-01-01T00:00:00.000Z"})", "")
                .status,
            200);
  EXPECT_EQ(json_text(sprint().root(), "state"), "active");
  EXPECT_EQ(json_text(sprint().root(), "endDate"), "2027-01-01T00:00:00.000Z");
  EXPECT_FALSE(json_text(sprint().root(), "completeDate").has_value());
  EXPECT_EQ(t.ask("POST", "/_sim/edit-sprint", R"({"id":1,"endDate":"soon"})", "").status, 400);
  EXPECT_EQ(t.ask("DELETE", "/rest/agile/1.0/sprint/1").status, 204);
  EXPECT_EQ(t.ask("GET", "/rest/agile/1.0/sprint/1").status, 404);
}

TEST(Control, ARenamedProjectKeepsItsOldKeys) {
  TestSite t;
  ASSERT_EQ(t.ask("POST", "/_sim/rename-project", R"({"project":"SHOP","key":"STORE"})", "").status,
            200);
  const auto issue = json_of(t.ask("GET", "/rest/api/3/issue/SHOP-1"));
  EXPECT_EQ(json_text(issue.root(), "key"), "STORE-1");
  EXPECT_EQ(json_text(issue.root()["fields"]["project"].value(), "key"), "STORE");
}

}  // namespace
}  // namespace tl::sim
