// The filter as a person types it, and keys of projects.
#include "connectors/jira/filter.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "connector/connector.h"
#include "connectors/jira/fake_site_for_test.h"
#include "connectors/jira/projects.h"

namespace tl::connectors::jira {
namespace {

using connector::FilterCheck;

// Cloud parses by itself; Data Center is asked for no rows. The words are the same.
class FilterOf : public testing::TestWithParam<bool> {
 protected:
  FilterOf() {
    if (own()) fake_.become("data_center", "9.12.4");
    const std::string api = own() ? "/jira/rest/api/2" : "/rest/api/3";
    fake_.site.on("GET " + api + "/field", 200,
                  R"([{"id":"a","name":"Story Points"},{"id":"b","name":"Status"},)"
                  R"({"id":"c","name":"Résumé"}])");
    fake_.site.on("GET " + api + "/status", 200, R"([{"name":"To Do"},{"name":"Done"}])");
    fake_.site.on("POST " + api + "/search/approximate-count", [](const net::HttpRequest& r) {
      const bool filtered = r.body.find("Bug") != std::string::npos;
      return FakeSite::answer(200, filtered ? R"({"count":3})" : R"({"count":40})");
    });
    const auto search = [this](const net::HttpRequest& r) {
      if (!error_.empty()) {
        return FakeSite::answer(400, R"({"errorMessages":[)" + json_quote(error_) + "]}");
      }
      const bool filtered = r.body.find("Bug") != std::string::npos;
      return FakeSite::answer(200, R"({"total":)" + std::string(filtered ? "3" : "40") +
                                       R"(,"issues":)" + issues_ + "}");
    };
    fake_.site.on("POST " + api + "/search", search);
    fake_.site.on("POST " + api + "/search/jql", search);
    fake_.site.on("POST " + api + "/jql/parse", [this](const net::HttpRequest&) {
      return FakeSite::answer(200, error_.empty() ? R"({"queries":[{"query":"q","structure":{}}]})"
                                                  : R"({"queries":[{"query":"q","errors":[)" +
                                                        json_quote(error_) + "]}]}");
    });
  }

  [[nodiscard]] bool own() const { return GetParam(); }
  FilterCheck check(const std::string& jql) {
    const Client client(fake_.session);
    const auto read = fetch_filter_check(client, {jql, {"ABC"}});
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().detail);
    return read.ok() ? *read : FilterCheck{};
  }

  FakeSession fake_;
  std::string error_;
  std::string issues_ =
      R"([{"id":"7","key":"ABC-7","fields":{"summary":"Broken","status":{"name":"To Do"}}}])";
};

INSTANTIATE_TEST_SUITE_P(Flavours, FilterOf, testing::Bool(), [](const auto& info) {
  return std::string(info.param ? "DataCenter" : "Cloud");
});

TEST_P(FilterOf, ValidOneHasCountsAndSamples) {
  const FilterCheck read = check("type = Bug");
  EXPECT_TRUE(read.valid);
  EXPECT_EQ(read.matches, 3);
  EXPECT_EQ(read.of, 40);
  ASSERT_EQ(read.samples.size(), 1u);
  EXPECT_EQ(read.samples[0].id, IssueId(7));
  EXPECT_EQ(read.samples[0].summary, "Broken");
  EXPECT_EQ(read.samples[0].status, "To Do");
  EXPECT_TRUE(read.notes.empty());
}

TEST_P(FilterOf, InvalidOneSaysWhereAndWhatWasMeant) {
  struct Case {
    std::string error;
    std::optional<int> line;
    std::optional<int> column;
    std::string suggestion;
  };
  for (const Case& c : {
           Case{"Error in the JQL Query: Expecting operator but got 'x'. (line 2, character 18)", 2,
                18, ""},
           Case{"Field 'stroy points' does not exist or you do not have permission to view it.",
                {},
                {},
                "Story Points"},
           Case{"The value 'Doen' does not exist for the field 'status'.", {}, {}, "Done"},
           Case{"The value 'x' does not exist for the field 'assignee'.", {}, {}, ""},
           Case{"Field 'completely else' does not exist.", {}, {}, ""},
       }) {
    error_ = c.error;
    const FilterCheck read = check("a filter");
    EXPECT_FALSE(read.valid);
    EXPECT_EQ(read.error, c.error);
    EXPECT_EQ(read.line, c.line) << c.error;
    EXPECT_EQ(read.column, c.column) << c.error;
    EXPECT_EQ(read.suggestion, c.suggestion) << c.error;
    EXPECT_TRUE(read.samples.empty());
  }
}

TEST_P(FilterOf, OrderIsIgnoredWithANote) {
  const FilterCheck read = check("type = Bug ORDER BY rank");
  EXPECT_TRUE(read.valid);
  ASSERT_EQ(read.notes.size(), 1u);
  for (const net::HttpRequest& request : fake_.site.requests) {
    EXPECT_EQ(request.body.find("rank"), std::string::npos) << request.body;
  }
}

TEST_P(FilterOf, MatchingNothingIsSaid) {
  issues_ = "[]";
  const FilterCheck read = check("type = Bug");
  EXPECT_TRUE(read.valid);
  ASSERT_EQ(read.notes.size(), 1u);
  EXPECT_NE(read.notes[0].find("matches nothing"), std::string::npos);
}

// Not reachable is not the same as not valid.
TEST_P(FilterOf, UnreachableJiraIsAnError) {
  const auto gone = [](const net::HttpRequest&) -> Result<net::HttpAnswer> {
    return make_error(ErrorCode::kDnsFailed, "no such name");
  };
  fake_.site.on("POST /rest/api/3/jql/parse", gone);
  fake_.site.on("POST /jira/rest/api/2/search", gone);
  const Client client = Client::interactive(fake_.session);
  const auto read = fetch_filter_check(client, {"type = Bug", {}});
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kDnsFailed);
}

TEST_P(FilterOf, TooLongOneIsNotSent) {
  const FilterCheck at_limit = check("type = Bug " + std::string(10'000 - 11, ' '));
  EXPECT_TRUE(at_limit.valid);
  fake_.site.asked.clear();
  const FilterCheck above = check("type = Bug " + std::string(10'001 - 11, ' '));
  EXPECT_FALSE(above.valid);
  EXPECT_TRUE(fake_.site.asked.empty());
}

TEST(Nearest, ForgivesLittle) {
  const std::vector<std::string> names = {"Status", "Story Points", "Sprint", "Done"};
  EXPECT_EQ(nearest("statsu", names), "Status");
  EXPECT_EQ(nearest("STORY POINTS", names), "Story Points");
  EXPECT_EQ(nearest("Dnoe", names), "Done");
  EXPECT_EQ(nearest("xyz", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("Sprints", {}), "");
}

TEST(PlaceIn, ReadsJirasWords) {
  const auto place = place_in("Error in the JQL Query: ... (line 1, character 9)");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->line, 1);
  EXPECT_EQ(place->column, 9);
  EXPECT_FALSE(place_in("no place here"));
  EXPECT_FALSE(place_in("line x, character y"));
}

// Keys are looked at one by one, in lower case too; a renamed project is found by its old key.
TEST(Keys, AreJudgedOneByOne) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/project/ABC", 200, R"({"id":"1","key":"ABC","name":"Alpha"})");
  fake.site.on("GET /rest/api/3/project/OLD", 200, R"({"id":"2","key":"NEW","name":"Beta"})");
  fake.site.on("GET /rest/api/3/project/SEC", 403, "{}");
  const std::vector<std::string> keys = {"abc", "OLD", "SEC", "NOPE", "a b"};
  const auto read = fetch_key_check(Client(fake.session), keys);
  ASSERT_TRUE(read.ok()) << read.error().detail;
  ASSERT_EQ(read->size(), 5u);
  const auto& verdicts = *read;
  EXPECT_TRUE(verdicts[0].visible);
  EXPECT_EQ(verdicts[0].key, "ABC");
  EXPECT_EQ(verdicts[0].project.name, "Alpha");
  EXPECT_EQ(verdicts[1].key, "NEW");
  EXPECT_FALSE(verdicts[2].visible);
  EXPECT_NE(verdicts[2].reason.find("may not see"), std::string::npos);
  EXPECT_EQ(verdicts[3].reason, "Jira knows no project NOPE, or this account may not see it.");
  EXPECT_NE(verdicts[4].reason.find("cannot be the key"), std::string::npos);
}

TEST(Keys, AreLimitedAndErrorsAreErrors) {
  FakeSession fake;
  fake.site.on("GET /rest/api/3/project/ABC", 401, "");
  const std::vector<std::string> one = {"ABC"};
  const auto rejected = fetch_key_check(Client(fake.session), one);
  ASSERT_FALSE(rejected.ok());
  EXPECT_EQ(rejected.error().code, ErrorCode::kVendorRejectedCredentials);
  const std::vector<std::string> many(connector::Connector::kMaxKeysPerCheck + 1, "a b");
  EXPECT_EQ(fetch_key_check(Client(fake.session), many).error().code, ErrorCode::kTooLarge);
  const std::vector<std::string> most(connector::Connector::kMaxKeysPerCheck, "a b");
  EXPECT_TRUE(fetch_key_check(Client(fake.session), most).ok());
}

// A site without pages of projects gives all; the picker looks as elsewhere.
TEST(Picker, SlicesTheArrayOfDataCenter) {
  FakeSession fake;
  fake.become("data_center", "9.12.4");
  std::string array;
  for (int i = 0; i < 250; ++i) {
    array += (i ? "," : "") + std::string(R"({"id":")") + std::to_string(i) + R"(","key":"P)" +
             std::to_string(1000 - i) + R"(","name":"Project )" + (i % 5 == 0 ? "Blue" : "Red") +
             "\"}";
  }
  fake.site.on("GET /jira/rest/api/2/project", 200, "[" + array + "]");
  const Client client(fake.session);
  std::vector<std::string> keys;
  std::string cursor;
  do {
    const auto page = fetch_project_page(client, {"", cursor, 100});
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(page->total, 250);
    for (const auto& project : page->projects) keys.push_back(project.key);
    cursor = page->next_cursor;
  } while (!cursor.empty());
  EXPECT_EQ(keys.size(), 250u);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  const auto found = fetch_project_page(client, {" blue ", "", 500});
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->total, 50);
  EXPECT_EQ(found->projects.size(), 50u);
  EXPECT_EQ(found->next_cursor, "");
}

}  // namespace
}  // namespace tl::connectors::jira
