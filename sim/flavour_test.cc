// Each kind of Jira has the routes and shapes of its kind.
#include <gtest/gtest.h>

#include <set>

#include "sim/test_site.h"

namespace tl::sim {
namespace {

struct RouteCase {
  const char* target;
  int cloud, dc10, dc9, server8, server7;
};

constexpr RouteCase kRoutes[] = {
    {"/rest/api/3/myself", 200, 404, 404, 404, 404},
    {"/rest/api/2/myself", 200, 200, 200, 200, 200},
    {"/rest/api/latest/myself", 200, 200, 200, 200, 200},
    {"/_edge/tenant_info", 200, 404, 404, 404, 404},
    {"/rest/applinks/1.0/manifest", 404, 200, 200, 200, 200},
    {"/rest/api/2/search?jql=project%3DSHOP", 410, 200, 200, 200, 200},
    {"/rest/api/2/search/jql?jql=project%3DSHOP", 200, 404, 404, 404, 404},
    {"/rest/api/2/issue/SHOP-1/changelog", 200, 404, 404, 404, 404},
    {"/rest/api/2/project/search", 200, 404, 404, 404, 404},
    {"/rest/api/2/project", 200, 200, 200, 200, 200},
    {"/rest/api/2/users/search", 200, 404, 404, 404, 404},
    {"/rest/api/2/user/search?username=.", 400, 200, 200, 200, 200},
    {"/rest/api/2/user/search?query=a", 200, 400, 400, 400, 400},
    {"/rest/api/2/mypermissions", 400, 200, 200, 200, 200},
    {"/rest/api/2/issue/createmeta", 200, 404, 404, 200, 200},
    {"/rest/api/2/issue/createmeta/SHOP/issuetypes", 200, 200, 200, 200, 404},
    {"/rest/api/2/issue/createmeta/SHOP/issuetypes/10001", 200, 200, 200, 200, 404},
    {"/rest/api/2/priority", 200, 200, 200, 200, 200},
    {"/rest/api/2/worklog/updated", 200, 200, 200, 200, 200},
    {"/rest/api/2/worklog/deleted", 200, 200, 200, 200, 200},
    {"/rest/api/2/project/SHOP/versions", 200, 200, 200, 200, 200},
    {"/rest/api/2/project/SHOP/version", 200, 200, 200, 200, 200},
    {"/rest/api/2/project/SHOP/components", 200, 200, 200, 200, 200},
    {"/rest/api/2/issue/SHOP-1/remotelink", 200, 200, 200, 200, 200},
    {"/rest/api/2/issue/SHOP-1/properties", 200, 200, 200, 200, 200},
    {"/rest/agile/1.0/board", 200, 200, 200, 200, 200},
    {"/rest/agile/1.0/board/1/sprint", 200, 200, 200, 200, 200},
    {"/rest/agile/1.0/board/3/sprint", 400, 400, 400, 400, 400},
    {"/rest/webhooks/1.0/webhook", 200, 404, 200, 200, 200},
    {"/rest/jira-webhook/1.0/webhooks", 404, 200, 404, 404, 404}};

class EachFlavour : public testing::TestWithParam<const char*> {};

TEST_P(EachFlavour, HasTheRoutesOfItsKind) {
  TestSite t(flavour_options(GetParam()));
  const auto at = static_cast<size_t>(find_flavour(GetParam()) - flavours().data());
  for (const auto& c : kRoutes) {
    const int wanted[] = {c.cloud, c.dc10, c.dc9, c.server8, c.server7};
    EXPECT_EQ(t.ask("GET", c.target).status, wanted[at]) << c.target;
  }
}

TEST_P(EachFlavour, IsTheSameOrganisationEachTime) {
  TestSite a(flavour_options(GetParam(), 5)), b(flavour_options(GetParam(), 5));
  const auto& flavour = *find_flavour(GetParam());
  const std::string search = flavour.cloud() ? "/rest/api/2/search/jql" : "/rest/api/2/search";
  for (const auto& target : {search + "?jql=created%3E%3D-3650d&fields=*all&expand=changelog",
                             std::string("/_sim/truth/issues")})
    EXPECT_EQ(a.ask("GET", target).body, b.ask("GET", target).body) << target;
}

TEST_P(EachFlavour, FieldsOfAnIssueStandInTheCatalogue) {
  TestSite t(flavour_options(GetParam(), 5));
  std::set<std::string> known{"aggregatetimespent"};
  const auto fields = json_of(t.ask("GET", "/rest/api/2/field"));
  for (const auto field : fields.root().get_array())
    known.insert(std::string(*json_text(field, "id")));
  const auto issue = json_of(t.ask("GET", "/rest/api/2/issue/10004"));
  for (const auto member : issue.root()["fields"].get_object())
    EXPECT_TRUE(known.contains(std::string(member.key))) << member.key;
}

TEST_P(EachFlavour, LiesBelowItsContextPath) {
  auto options = flavour_options(GetParam());
  options.context_path = "/jira";
  options.base_url = "http://sim.test/jira";
  TestSite t(options);
  const auto outside = t.ask("GET", "/rest/api/2/serverInfo");
  EXPECT_EQ(outside.status, 404);
  EXPECT_EQ(outside.content_type, "text/html;charset=UTF-8");
  EXPECT_EQ(t.ask("GET", "/jirafe/rest/api/2/serverInfo").status, 404);
  const auto inside = t.ask("GET", "/jira/rest/api/2/issue/SHOP-1");
  EXPECT_EQ(inside.status, 200);
  for (const char* link : {"\"http://sim.test/rest", "\"http://sim.test/secure"})
    EXPECT_EQ(inside.body.find(link), std::string::npos);
  EXPECT_EQ(t.ask("GET", "/_sim/stats").status, 200);
}

TEST_P(EachFlavour, TranslatesNamesAndKeepsIds) {
  auto options = flavour_options(GetParam(), 5);
  TestSite english(options);
  options.organisation.language = Language::kGerman;
  TestSite german(options);
  const auto names = [](TestSite& t, const char* target) {
    std::map<std::string, std::string> out;
    const auto all = json_of(t.ask("GET", target));
    for (const auto item : all.root().get_array())
      out[std::string(*json_text(item, "id"))] = std::string(*json_text(item, "name"));
    return out;
  };
  for (const char* target : {"/rest/api/2/status", "/rest/api/2/issuetype", "/rest/api/2/priority",
                             "/rest/api/2/resolution", "/rest/api/2/field"}) {
    const auto en = names(english, target);
    const auto de = names(german, target);
    EXPECT_EQ(en.size(), de.size());
    size_t same = 0;
    for (const auto& [id, name] : en) same += de.at(id) == name ? 1 : 0;
    EXPECT_LT(same, en.size()) << target;
  }
  EXPECT_EQ(names(german, "/rest/api/2/status").at("10000"), "Zu erledigen");
  const auto found = german.ask("GET", "/rest/api/2/issue/10004?expand=changelog");
  EXPECT_NE(found.body.find("Storypunkte"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, EachFlavour,
                         testing::Values("cloud", "dc-10", "dc-9", "server-8", "server-7"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(Upgrade, ChangesRoutesAndKeepsEverythingElse) {
  TestSite t(flavour_options("dc-9"));
  const auto before = t.ask("GET", "/_sim/truth/issues").body;
  ASSERT_EQ(t.ask("POST", "/_sim/flavour", R"({"flavour":"dc-10"})", "").status, 200);
  EXPECT_EQ(t.ask("GET", "/rest/webhooks/1.0/webhook").status, 404);
  EXPECT_EQ(t.ask("GET", "/rest/jira-webhook/1.0/webhooks").status, 200);
  const auto info = json_of(t.ask("GET", "/rest/api/2/serverInfo"));
  EXPECT_EQ(json_text(info.root(), "version"), "10.3.24");
  EXPECT_EQ(t.ask("GET", "/_sim/truth/issues").body, before);
  EXPECT_EQ(t.ask("POST", "/_sim/flavour", R"({"flavour":"cloud"})", "").status, 400);
}

TEST(Manifest, NamesTheServerForGood) {
  const auto id_of = [](TestSite& t) {
    Request request;
    request.method = "GET";
    EXPECT_TRUE(set_target(request, "/rest/applinks/1.0/manifest"));
    request.headers["accept"] = "application/json";
    const auto said = json_of(t.site.handle(request));  // to everybody
    EXPECT_EQ(json_text(said.root(), "typeId"), "jira");
    return std::string(json_text(said.root(), "id").value_or(""));
  };
  TestSite t(flavour_options("dc-9"));
  const auto id = id_of(t);
  EXPECT_EQ(id.size(), 36u);
  ASSERT_EQ(t.ask("POST", "/_sim/flavour", R"({"flavour":"dc-10"})", "").status, 200);
  EXPECT_EQ(id_of(t), id);
  auto options = flavour_options("server-7");
  options.base_url = "http://moved.test";
  TestSite moved(options);
  EXPECT_EQ(id_of(moved), id);
  options.organisation.seed = 2;
  TestSite other(options);
  EXPECT_NE(id_of(other), id);
  EXPECT_NE(t.ask("GET", "/rest/applinks/1.0/manifest").body.find("<id>" + id), std::string::npos);
}

TEST(ServerInfo, TellsItsTimeToMembersOnly) {
  TestSite t(flavour_options("dc-9"));
  const auto open = json_of(t.ask("GET", "/rest/api/2/serverInfo", "", ""));
  EXPECT_EQ(json_text(open.root(), "deploymentType"), "Server");
  EXPECT_EQ(json_text(open.root(), "version"), "9.12.4");
  EXPECT_FALSE(json_text(open.root(), "serverTime").has_value());
  EXPECT_TRUE(json_text(json_of(t.ask("GET", "/rest/api/2/serverInfo")).root(), "serverTime"));
}

TEST(ServerSearch, PagesByOffsetUpToItsCap) {
  auto options = flavour_options("dc-10");
  options.search_cap = 60;
  TestSite t(options);
  std::set<std::string> keys;
  int64_t total = 0;
  for (int64_t start = 0; start == 0 || start < total;) {
    const auto page = json_of(t.ask("POST", "/rest/api/2/search",
                                    "{\"jql\":\"\",\"maxResults\":1000,\"fields\":[\"status\"],"
                                    "\"startAt\":" +
                                        std::to_string(start) + "}"));
    total = *json_int(page.root(), "total");
    EXPECT_EQ(json_int(page.root(), "maxResults"), 60);
    ASSERT_GT(size_of(page.root(), "issues"), 0u);
    for (const auto issue : page.root()["issues"].get_array())
      EXPECT_TRUE(keys.insert(std::string(*json_text(issue, "key"))).second);
    start += static_cast<int64_t>(size_of(page.root(), "issues"));
  }
  EXPECT_EQ(total, 400);
  EXPECT_EQ(keys.size(), 400u);
}

TEST(ServerSearch, EmbedsWholeHistoriesOldestFirst) {
  TestSite t(flavour_options("dc-9"));
  const auto r = json_of(t.ask("GET", "/rest/api/2/search?jql=id%3D10004&expand=changelog"));
  const JsonElement log = r.root()["issues"].at(0)["changelog"];
  const auto& issue = *t.site.world->issue_by_id(10004);
  ASSERT_GT(issue.histories.size(), 100u);
  EXPECT_EQ(size_of(log, "histories"), issue.histories.size());
  EXPECT_EQ(json_text(log["histories"].at(0), "id"), std::to_string(issue.histories[0].id));
}

TEST(ServerSearch, RefusesOrWarns) {
  TestSite t(flavour_options("server-8"));
  EXPECT_EQ(t.ask("GET", "/rest/api/2/search?jql=project%3DNOPE").status, 400);
  const auto lenient =
      json_of(t.ask("GET", "/rest/api/2/search?jql=project%3DNOPE&validateQuery=false"));
  EXPECT_EQ(json_int(lenient.root(), "total"), 0);
  EXPECT_EQ(size_of(lenient.root(), "warningMessages"), 1u);
  EXPECT_EQ(t.ask("POST", "/rest/api/2/search", R"({"jql":5})").status, 400);
  EXPECT_EQ(t.ask("POST", "/rest/api/2/search", R"({"fields":"summary"})").status, 400);
  EXPECT_EQ(t.ask("POST", "/rest/api/2/search", R"({"startAt":"x"})").status, 400);
}

TEST(ServerShapes, WriteSprintsAsJavaDoes) {
  const std::map<std::string, std::string> forms{{"dc-10", "[activatedDate="},
                                                 {"dc-9", "[id="},
                                                 {"server-8", "[id="},
                                                 {"server-7", "[rapidViewId="}};
  for (const auto& [name, begin] : forms) {
    TestSite t(flavour_options(name.c_str()));
    const std::string field = field_id(Out::kSprint, *find_flavour(name));
    const auto found = json_of(t.ask(
        "GET",
        "/rest/api/2/search?jql=sprint%20in%20closedSprints()&maxResults=400&fields=" + field));
    bool comma = false, bracket = false, closed = false;
    for (const auto issue : found.root()["issues"].get_array()) {
      for (const auto sprint : issue["fields"][field].get_array()) {
        const auto text = std::string(sprint.get_string().value());
        EXPECT_TRUE(text.starts_with("com.atlassian.greenhopper.service.sprint.Sprint@")) << text;
        EXPECT_NE(text.find(begin), std::string::npos) << text;
        const bool lower = name == "server-7";
        closed |= text.find(lower ? "state=closed" : "state=CLOSED") != std::string::npos;
        EXPECT_EQ(text.find(lower ? "state=CLOSED" : "state=closed"), std::string::npos) << text;
        comma |= text.find(", bugs & polish") != std::string::npos;
        bracket |= text.find("[hot=fix], part ]") != std::string::npos;
      }
    }
    EXPECT_TRUE(comma && bracket && closed) << name;
  }
}

TEST(ServerShapes, NameUsersByLoginAndKey) {
  TestSite t(flavour_options("dc-9"));
  const auto all = json_of(t.ask("GET", "/rest/api/2/user/search?username=.&maxResults=1000"));
  bool renamed = false, spaced = false, numbered = false;
  for (const auto user : all.root().get_array()) {
    const auto name = *json_text(user, "name"), key = *json_text(user, "key");
    EXPECT_FALSE(json_text(user, "accountId").has_value());
    EXPECT_TRUE(json_text(user, "emailAddress").has_value());
    renamed |= key == "before.the.wedding";
    spaced |= key.find(' ') != std::string_view::npos;
    numbered |= key.starts_with("JIRAUSER") && key != name;
  }
  EXPECT_TRUE(renamed && spaced && numbered);
  const auto& gone = t.site.world->catalog.users[kInactiveUser];
  EXPECT_EQ(t.site.shapes.user(kInactiveUser + 1, {}),
            "{\"name\":\"" + gone.login + "\",\"active\":false}");
  EXPECT_EQ(t.ask("GET", "/rest/api/2/user?username=bot").status, 200);
  EXPECT_EQ(t.ask("GET", "/rest/api/2/user?key=JIRAUSER999").status, 404);
  EXPECT_EQ(t.ask("GET", "/rest/api/2/user?accountId=x").status, 400);
}

TEST(ServerShapes, OldHistoriesCarryNoFieldIds) {
  TestSite old_one(flavour_options("server-7")), newer(flavour_options("server-8"));
  const char* target = "/rest/api/2/issue/10004?expand=changelog";
  EXPECT_EQ(old_one.ask("GET", target).body.find("\"fieldId\""), std::string::npos);
  EXPECT_NE(newer.ask("GET", target).body.find("\"fieldId\""), std::string::npos);
}

TEST(ServerShapes, ListPermissionsWithTheirOldKeys) {
  TestSite t(flavour_options("dc-10"));
  const auto all = json_of(t.ask("GET", "/rest/api/2/mypermissions", "", "reader"));
  const JsonElement list = all.root()["permissions"];
  EXPECT_EQ(json_bool(list["ADMINISTER"].value(), "havePermission"), false);
  EXPECT_EQ(json_bool(list["BROWSE_PROJECTS"].value(), "havePermission"), true);
  EXPECT_EQ(json_bool(list["BROWSE"].value(), "deprecatedKey"), true);
}

TEST(ServerWorklogs, ComeAllAtOnce) {
  TestSite t(flavour_options("server-7"));
  const auto r = json_of(t.ask("GET", "/rest/api/2/issue/10010/worklog?maxResults=5&startAt=3"));
  EXPECT_EQ(static_cast<int64_t>(size_of(r.root(), "worklogs")), json_int(r.root(), "total"));
  EXPECT_GE(json_int(r.root(), "total"), 27);
}

TEST(ServerWrites, TakeLoginsAndWikiText) {
  TestSite t(flavour_options("dc-9"));
  EXPECT_EQ(t.ask("PUT", "/rest/api/2/issue/SHOP-2/assignee", R"({"name":"reader"})").status, 204);
  EXPECT_EQ(t.ask("PUT", "/rest/api/2/issue/SHOP-2/assignee", R"({"accountId":"x"})").status, 400);
  EXPECT_EQ(t.site.world->find_issue("SHOP-2")->assignee, kReaderUser + 1);
  EXPECT_EQ(t.ask("POST", "/rest/api/2/issue/SHOP-2/comment", R"({"body":"*bold*"})").status, 201);
  EXPECT_EQ(t.ask("POST", "/rest/api/2/issue/SHOP-2/comment",
                  R"({"body":{"type":"doc","version":1,"content":[]}})")
                .status,
            400);
  const auto epic = std::string(field_id(Out::kEpicLink, *find_flavour("dc-9")));
  EXPECT_EQ(
      t.ask("PUT", "/rest/api/2/issue/10020", "{\"fields\":{\"" + epic + "\":\"SHOP-1\"}}").status,
      204);
  const auto& issue = *t.site.world->issue_by_id(10020);
  EXPECT_EQ(issue.items.back().field, Field::kEpicLink);
}

}  // namespace
}  // namespace tl::sim
