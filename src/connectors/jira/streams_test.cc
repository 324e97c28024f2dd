// The streams over configuration, boards and worklogs.
#include "connectors/jira/streams.h"

#include <gtest/gtest.h>

#include "connectors/jira/fake_site_for_test.h"
#include "connectors/jira/projects.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;
using domain::RecordKind;

class Streams : public testing::Test {
 protected:
  struct All {
    std::vector<domain::Record> records;
    std::vector<std::string> notes;
    std::string state;
    int pages = 0;
  };

  All pull(std::string_view stream, std::string state = "") {
    All all;
    all.state = std::move(state);
    const Stream* found = find_stream(stream);
    EXPECT_NE(found, nullptr) << stream;
    for (bool done = false; found != nullptr && !done && all.pages < 50; ++all.pages) {
      const Client client(fake_.session);
      auto page = found->read(client, PullState::parse(all.state), scope_);
      EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().detail);
      if (!page.ok()) break;
      for (auto& record : page->changes.records) all.records.push_back(std::move(record));
      for (auto& note : page->notes) all.notes.push_back(std::move(note));
      all.state = page->next_state;
      done = page->done;
    }
    return all;
  }

  static std::vector<std::string> ids(const All& all, RecordKind kind) {
    std::vector<std::string> found;
    for (const auto& record : all.records) {
      if (record.kind == kind) found.push_back(record.id);
    }
    return found;
  }
  FakeSite& site() { return fake_.site; }

  FakeSession fake_;
  domain::FieldCatalogue fields_;
  PullScope scope_{.project_keys = {},
                   .since = fake_.clock.now(),
                   .started = fake_.clock.now(),
                   .fields = &fields_,
                   .filter_jql = {},
                   .known = {},
                   .custom_fields = {}};
};

using Ids = std::vector<std::string>;

TEST_F(Streams, CatalogueBringsAllLists) {
  site().on("GET /rest/api/3/field", 200, R"([{"id":"summary","name":"Summary"}])");
  site().on("GET /rest/api/3/status", 200,
            R"([{"id":"3","name":"Doing","statusCategory":{"key":"indeterminate"},)"
            R"("scope":{"type":"PROJECT","project":{"id":"10"}}}])");
  site().on("GET /rest/api/3/issuetype", 200, R"([{"id":"1","name":"Bug","subtask":false}])");
  site().on("GET /rest/api/3/resolution", 200, R"([{"id":"5","name":"Done"}])");
  const All all = pull("catalogue");  // no list of priorities: named, not fatal
  EXPECT_EQ(ids(all, RecordKind::kField), Ids{"summary"});
  EXPECT_EQ(ids(all, RecordKind::kStatus), Ids{"3"});
  EXPECT_EQ(ids(all, RecordKind::kResolution), Ids{"5"});
  ASSERT_EQ(all.notes.size(), 1u);
  EXPECT_NE(all.notes[0].find("priorities"), std::string::npos);
  EXPECT_EQ(domain::ref_of(all.records[1].attributes, "project").id, "10");
}

TEST_F(Streams, TheCatalogueKnowsPlacesInListsAndTheZoneOfTheAccount) {
  site().on("GET /rest/api/3/field", 200, "[]");
  site().on("GET /rest/api/3/status", 200, "[]");
  site().on("GET /rest/api/3/priority", 200,
            R"([{"id":"1","name":"Highest"},{"id":"10","name":"Urgent"},{"id":"3","name":"Low"}])");
  site().on("GET /rest/api/3/myself", 200, R"({"accountId":"me","timeZone":"Europe/Berlin"})");
  const All all = pull("catalogue");
  std::vector<std::pair<std::string, double>> places;
  std::string zone;
  for (const domain::Record& record : all.records) {
    if (record.kind == RecordKind::kAccount) zone = domain::text_of(record.attributes, "zone");
    if (record.kind != RecordKind::kPriority) continue;
    places.emplace_back(record.id, domain::number_of(record.attributes, "order").value_or(-1));
  }
  EXPECT_EQ(places, (std::vector<std::pair<std::string, double>>{{"1", 0}, {"10", 1}, {"3", 2}}));
  EXPECT_EQ(zone, "Europe/Berlin");
}

TEST_F(Streams, AProjectHasItsCategoryWhereTheListSaysIt) {
  site().on("GET /rest/api/3/project/search", 200,
            R"({"total":3,"isLast":true,"values":[{"id":"1","key":"A","projectTypeKey":"software",)"
            R"("lead":{"accountId":"x"},"projectCategory":{"id":"10","name":"Platform"}},)"
            R"({"id":"2","key":"B","projectTypeKey":"software","lead":{"accountId":"x"}},)"
            R"({"id":"3","key":"C"}]})");
  const All all = pull("projects");
  const auto category = [&](std::string_view id) -> const domain::Value* {
    for (const domain::Record& record : all.records) {
      const bool is_it = record.kind == RecordKind::kProject && record.id == id;
      if (is_it) return domain::find_value(record.attributes, "category");
    }
    return nullptr;
  };
  ASSERT_NE(category("1"), nullptr);
  EXPECT_EQ(domain::as_ref(*category("1"))->name, "Platform");
  ASSERT_NE(category("2"), nullptr) << "the list would show it, so there is none";
  EXPECT_EQ(domain::as_ref(*category("2")), nullptr);
  EXPECT_EQ(category("3"), nullptr) << "a short form says nothing";
}

TEST_F(Streams, ProjectsAdvanceByWhatCame) {
  site().on("GET /rest/api/3/project/search", [](const net::HttpRequest& request) {
    const bool first = FakeSite::asks(request, "startAt=0&");
    return FakeSite::answer(200, first ? R"({"total":3,"isLast":false,"values":[)"
                                         R"({"id":"1","key":"A"},{"id":"2","key":"B"}]})"
                                       : R"({"total":3,"isLast":true,"values":[)"
                                         R"({"id":"3","key":"C"}]})");
  });
  EXPECT_EQ(ids(pull("projects"), RecordKind::kProject), (Ids{"1", "2", "3"}));
  EXPECT_EQ(site().count("GET /rest/api/3/project/search"), 2);
  EXPECT_EQ(site().count("GET /rest/api/3/project/C"), 1);  // versions and components
}

TEST_F(Streams, ChosenProjectsAreKeptAndMissingOnesNamed) {
  scope_.project_keys = {"b", "OPS"};
  site().on("GET /rest/api/3/project/search", 200,
            R"({"total":2,"isLast":true,"values":[{"id":"1","key":"A"},{"id":"2","key":"B"}]})");
  const All all = pull("projects");
  EXPECT_EQ(ids(all, RecordKind::kProject), Ids{"2"});
  EXPECT_EQ(all.notes, Ids{"No right to browse OPS."});
}

TEST_F(Streams, PeopleGoOnUntilAnEmptyPage) {
  site().on("GET /rest/api/3/users/search", [](const net::HttpRequest& request) {
    if (FakeSite::asks(request, "startAt=0&")) {  // short, yet not the last
      return FakeSite::answer(200, R"([{"accountId":"a"},{"accountId":"c",)"
                                   R"("accountType":"customer"}])");
    }
    if (FakeSite::asks(request, "startAt=2&"))
      return FakeSite::answer(200, R"([{"accountId":"b"}])");
    return FakeSite::answer(200, "[]");
  });
  const All all = pull("people");
  EXPECT_EQ(ids(all, RecordKind::kAccount), (Ids{"a", "b"}));
  EXPECT_EQ(all.pages, 3);
}

TEST_F(Streams, PeopleWithoutTheRightGiveANote) {
  site().on("GET /rest/api/3/users/search", 403, "{}");
  EXPECT_EQ(pull("people").notes.size(), 1u);
}

void serve_boards(FakeSite& site) {
  site.on("GET /rest/agile/1.0/board", 200,
          R"({"isLast":true,"values":[{"id":1,"name":"One","type":"scrum",)"
          R"("location":{"projectId":10,"projectKey":"A"}},{"id":2,"name":"Two","type":"kanban"},)"
          R"({"id":3,"name":"Three","type":"simple","location":{"projectKey":"B"}}]})");
  site.on("GET /rest/agile/1.0/board/3/sprint", 400,
          R"({"errorMessages":["The board does not support sprints"]})");
}

TEST_F(Streams, BoardsBringTheirSprintsPageByPage) {
  serve_boards(site());
  site().on("GET /rest/agile/1.0/board/1/sprint", [](const net::HttpRequest& request) {
    return FakeSite::answer(200, FakeSite::asks(request, "startAt=0&")
                                     ? R"({"isLast":false,"values":[{"id":7,"state":"closed"}]})"
                                     : R"({"isLast":true,"values":[{"id":8,"state":"active"}]})");
  });
  const All all = pull("boards");
  EXPECT_EQ(ids(all, RecordKind::kBoard), (Ids{"1", "2", "3"}));
  EXPECT_EQ(ids(all, RecordKind::kSprint), (Ids{"7", "8"}));
  EXPECT_EQ(site().count("GET /rest/agile/1.0/board/2/sprint"), 0);
}

TEST_F(Streams, BoardsOfOtherProjectsAreLeftOut) {
  serve_boards(site());
  scope_.project_keys = {"B"};
  EXPECT_EQ(ids(pull("boards"), RecordKind::kBoard), (Ids{"2", "3"}));
}

TEST_F(Streams, WithoutBoardsThereIsANote) {
  site().on("GET /rest/agile/1.0/board", 403, "{}");
  EXPECT_EQ(pull("boards").notes.size(), 1u);
}

// A sprint that is closed leaves the list of open ones; it is asked for by id once.
TEST_F(Streams, PollNoticesAClosedSprint) {
  serve_boards(site());
  site().on("GET /rest/agile/1.0/board/1/sprint", 200,
            R"({"isLast":true,"values":[{"id":7,"state":"active"},{"id":8,"state":"future"}]})");
  const All first = pull("poll.sprints");
  EXPECT_EQ(ids(first, RecordKind::kSprint), (Ids{"7", "8"}));
  site().on("GET /rest/agile/1.0/board/1/sprint", 200,
            R"({"isLast":true,"values":[{"id":8,"state":"active"}]})");
  site().on("GET /rest/agile/1.0/sprint/7", 200, R"({"id":7,"state":"closed","name":"S"})");
  const All second = pull("poll.sprints", first.state);
  EXPECT_EQ(ids(second, RecordKind::kSprint), (Ids{"8", "7"}));
  pull("poll.sprints", second.state);
  EXPECT_EQ(site().count("GET /rest/agile/1.0/sprint/7"), 1);
}

TEST_F(Streams, WorklogsAreFollowedWithDeletionsAndOverlap) {
  site().on("GET /rest/api/3/worklog/updated", [](const net::HttpRequest& request) {
    const bool second = FakeSite::asks(request, "since=1772712300000");
    return FakeSite::answer(200, second
                                     ? R"({"values":[{"worklogId":2,"updatedTime":1772712500000}],)"
                                       R"("until":1772712600000,"lastPage":true})"
                                     : R"({"values":[{"worklogId":1,"updatedTime":1772712200000}],)"
                                       R"("until":1772712300000,"lastPage":false})");
  });
  site().on("GET /rest/api/3/worklog/deleted", 200,
            R"({"values":[{"worklogId":9,"updatedTime":1772712400000}],)"
            R"("until":1772712400000,"lastPage":true})");
  site().on("POST /rest/api/3/worklog/list", [](const net::HttpRequest& request) {
    const bool two = request.body == R"({"ids":[2]})";
    return FakeSite::answer(200,
                            two ? R"([{"id":"2","issueId":"5","timeSpentSeconds":60}])" : "[]");
  });
  const All all = pull("poll.worklogs");
  EXPECT_EQ(ids(all, RecordKind::kWorklog), (Ids{"2", "9"}));
  EXPECT_TRUE(domain::flag_of(all.records.back().attributes, domain::kDeleted));
  const PullState state = PullState::parse(all.state);
  EXPECT_EQ(state.number("updated"), 1772712600000 - 120'000);
  EXPECT_EQ(state.number("deleted"), 1772712400000 - 120'000);
}

TEST_F(Streams, WorklogPageThatDoesNotAdvanceEnds) {
  site().on("GET /rest/api/3/worklog/updated", 200, R"({"values":[],"until":5,"lastPage":false})");
  site().on("GET /rest/api/3/worklog/deleted", 200, R"({"values":[],"lastPage":true})");
  EXPECT_LT(pull("poll.worklogs").pages, 4);
}

// The same streams at a Jira of one's own: arrays, other parameters, below a context path.
TEST_F(Streams, DataCenterHasItsOwnPaths) {
  fake_.become("data_center", "9.12.4");
  const std::string api = "GET /jira/rest/api/2";
  site().on(api + "/field", 200, R"([{"id":"summary","name":"Summary"}])");
  site().on(api + "/status", 200, R"([{"id":"3","name":"Doing"}])");
  EXPECT_EQ(ids(pull("catalogue"), RecordKind::kStatus), Ids{"3"});
  site().on(api + "/project", 200, R"([{"id":"1","key":"A"},{"id":"2","key":"B"}])");
  site().on(api + "/project/A", 200,
            R"({"id":"1","key":"A","versions":[{"id":"50","name":"1.0","projectId":1}],)"
            R"("components":[{"id":"60","name":"Core"}]})");
  const All projects = pull("projects");
  EXPECT_EQ(ids(projects, RecordKind::kVersion), Ids{"50"});
  EXPECT_EQ(ids(projects, RecordKind::kComponent), Ids{"60"});
  EXPECT_EQ(projects.pages, 1);
  site().on(api + "/user/search", [](const net::HttpRequest& request) {
    EXPECT_TRUE(FakeSite::asks(request, "username=."));
    EXPECT_TRUE(FakeSite::asks(request, "includeInactive=true"));
    return FakeSite::answer(200, FakeSite::asks(request, "startAt=0&")
                                     ? R"([{"key":"JIRAUSER1","name":"ada"}])"
                                     : "[]");
  });
  EXPECT_EQ(ids(pull("people"), RecordKind::kAccount), Ids{"key:JIRAUSER1"});
  site().on("GET /jira/rest/agile/1.0/board", 200,
            R"({"isLast":true,"values":[{"id":1,"type":"scrum"}]})");
  site().on("GET /jira/rest/agile/1.0/board/1/sprint", 200,
            R"({"isLast":true,"values":[{"id":7,"state":"closed","name":"S"}]})");
  EXPECT_EQ(ids(pull("boards"), RecordKind::kSprint), Ids{"7"});
}

// An old Server that refuses "everybody": people are known from issues.
TEST_F(Streams, PeopleOfAServerThatRefusesTheQuestion) {
  fake_.become("server", "7.2.0");
  site().on("GET /jira/rest/api/2/user/search", 400, R"({"errorMessages":["no"]})");
  EXPECT_EQ(pull("people").notes.size(), 1u);
}

TEST_F(Streams, WorklogListsMayBeMissing) {
  fake_.become("server", "7.2.0");
  const All all = pull("poll.worklogs");
  EXPECT_EQ(all.notes.size(), 1u);
  EXPECT_EQ(all.pages, 1);
}

// A renamed project answers under the key that was chosen; a hidden one is named.
TEST_F(Streams, RenamedProjectIsNotMissing) {
  scope_.project_keys = {"OLD", "SEC"};
  site().on("GET /rest/api/3/project/search", 200,
            R"({"total":1,"isLast":true,"values":[{"id":"2","key":"NEW"}]})");
  site().on("GET /rest/api/3/project/OLD", 200, R"({"id":"2","key":"NEW","name":"Renamed"})");
  const All all = pull("projects");
  EXPECT_EQ(ids(all, RecordKind::kProject), Ids{"2"});
  EXPECT_EQ(all.notes, Ids{"No right to browse SEC."});
}

// After an upgrade other paths are right; the round says what the site is now.
TEST_F(Streams, CatalogueRoundTellsTheVersion) {
  fake_.become("data_center", "9.17.0");
  site().on("GET /jira/rest/api/2/serverInfo", 200,
            R"({"deploymentType":"Server","version":"10.0.1"})");
  site().on("GET /jira/rest/api/2/field", 200, "[]");
  site().on("GET /jira/rest/api/2/status", 200, "[]");
  const Client client(fake_.session);
  const auto page = find_stream("poll.catalogue")->read(client, {}, scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  EXPECT_EQ(page->site_version, "10.0.1");
  EXPECT_EQ(page->site_id, "") << "it tells none";
  site().on("GET /jira/rest/applinks/1.0/manifest", 200,
            R"({"id":"b5c3f2f0-5a0e-3a6c-9a3e-2a1f4c0f7a11","typeId":"jira"})");
  const auto again = find_stream("poll.catalogue")->read(client, {}, scope_);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->site_id, "b5c3f2f0-5a0e-3a6c-9a3e-2a1f4c0f7a11");
}

// A renamed Cloud site tells its new address; an address that an admin may set is not believed.
TEST_F(Streams, CatalogueRoundTellsTheAddressOfACloudSite) {
  site().on("GET /rest/api/3/field", 200, "[]");
  site().on("GET /rest/api/3/status", 200, "[]");
  site().on("GET /_edge/tenant_info", 200, R"({"cloudId":"c-1"})");
  const Client client(fake_.session);
  for (const auto& [told, url] : std::vector<std::pair<std::string, std::string>>{
           {"https://new-name.atlassian.net/", "https://new-name.atlassian.net"},
           {"http://new-name.atlassian.net", ""},
           {"https://jira.acme.example", ""}}) {
    site().on("GET /rest/api/2/serverInfo", 200,
              R"({"deploymentType":"Cloud","version":"1001.0.0","baseUrl":")" + told + R"("})");
    const auto page = find_stream("poll.catalogue")->read(client, {}, scope_);
    ASSERT_TRUE(page.ok()) << page.error().detail;
    EXPECT_EQ(page->site_id, "c-1");
    EXPECT_EQ(page->site_url, url) << told;
  }
}

TEST_F(Streams, ProjectPickerPagesAndSearches) {
  site().on("GET /rest/api/3/project/search", 200,
            R"({"total":3,"isLast":true,"values":[{"id":"1","key":"A","name":"Alpha",)"
            R"("lead":{"displayName":"Ada"},"insight":{"totalIssueCount":12}}]})");
  const Client client(fake_.session);
  const auto page = fetch_project_page(client, {" al pha ", "2", 500});
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->projects[0].issues, 12);
  EXPECT_EQ(page->projects[0].lead, "Ada");
  EXPECT_EQ(page->next_cursor, "");  // three of three
  EXPECT_TRUE(FakeSite::asks(site().requests[0], "maxResults=100&"));
  EXPECT_TRUE(FakeSite::asks(site().requests[0], "query=al%20pha"));
}

}  // namespace
}  // namespace tl::connectors::jira
