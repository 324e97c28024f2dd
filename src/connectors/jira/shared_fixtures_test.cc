// Recorded answers and deliveries of real sites: none may crash, cutting changes nothing, and both
// versions of the API say the same. Their facts are in recorded_test.cc and peer_*_test.cc.
#include <gtest/gtest.h>

#include <map>

#include "connectors/jira/cut_body.h"
#include "connectors/jira/payloads_for_test.h"

namespace tl::connectors::jira {
namespace {

namespace fs = std::filesystem;

const fs::path kFixtures = shared_fixtures();

std::vector<fs::path> jira_files() {
  std::vector<fs::path> files;
  for (const char* folder :
       {"faros-airbyte-connectors", "go-atlassian", "go-jira", "jira-cli", "jira-rest-java-client",
        "jira-ruby", "jira-to-matrix", "jirametrics", "tidev-jira-archive", "zulip/jira"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kFixtures / folder)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
  }
  return files;
}

TEST(SharedFixtures, EveryFileAsEveryKindGivesLinesOfJson) {
  SKIP_WITHOUT_FIXTURES();
  const std::vector<fs::path> files = jira_files();
  EXPECT_GT(files.size(), 200u);
  for (const fs::path& file : files) {
    const std::string text = read_file(file);
    for (const std::string_view kind : inspect_kinds()) {
      int lines = 0;
      const int status = inspect(kind, text, "", [&](std::string_view line) {
        ++lines;
        EXPECT_TRUE(JsonDocument::parse(line).ok()) << file << ' ' << kind;
      });
      EXPECT_LT(status, 2) << file;
      EXPECT_GT(lines, 0) << file << ' ' << kind;
    }
  }
}

TEST(SharedFixtures, CuttingChangesNoFactOfADelivery) {
  SKIP_WITHOUT_FIXTURES();
  int deliveries = 0;
  for (const fs::path& file : jira_files()) {
    const std::string text = read_file(file);
    if (text.find("\"webhookEvent\"") == std::string::npos) continue;
    ++deliveries;
    const auto cut = cut_body(text);
    ASSERT_TRUE(cut.ok()) << file;
    EXPECT_EQ(lines_of("webhook", *cut), lines_of("webhook", text)) << file;
    for (const char* gone :
         {"\"body\":", "\"description\":", "\"avatarUrls\":", "\"attachment\":"}) {
      EXPECT_EQ(cut->find(gone), std::string::npos) << file << ' ' << gone;
    }
  }
  EXPECT_GE(deliveries, 20);
}

TEST(SharedFixtures, DeliveriesSayWhatTheirNamesPromise) {
  SKIP_WITHOUT_FIXTURES();
  const std::map<std::string, std::vector<std::string>> expected = {
      {"jira-to-matrix/webhooks/issue/created.json",
       {"\"issue\",\"id\":30369,\"key\":\"BBCOM-1398"}},
      {"jira-to-matrix/webhooks/issue/updated/move-issue.json",
       {"\"issue\",\"id\":12490,\"key\":\"INDEV-130\"", "TCP-2"}},
      {"jira-to-matrix/webhooks/issue/updated/status-changed.json",
       {"{\"id\":\"10257\",\"text\":\"To Do\"},\"to\":{\"id\":\"10258\""}},
      {"jira-to-matrix/webhooks/comment/deleted.json",
       {"\"10757\",\"issue\":11961", "\"$deleted\":true"}},
      {"jira-to-matrix/webhooks/project/created.json", {"\"project\",\"id\":\"10181\""}},
      {"jira-to-matrix/webhooks/issuelink/created.json", {"\"refetch\",\"id\":11442"}},
      {"zulip/jira/worklog_created.json", {"\"worklog\",\"id\":\"10066\",\"issue\":10014"}},
      {"zulip/jira/worklog_deleted.json", {"\"10033\",\"issue\":10014", "\"$deleted\":true"}},
      {"zulip/jira/issue_deleted.json", {"\"id\":10400,\"key\":\"BUG-15\"", "\"$deleted\":true"}},
      {"zulip/jira/attachment_created.json", {"{\"ignored\""}},
      {"zulip/jira/example_anomalous_payload.json", {"{\"ignored\""}},
  };
  for (const auto& [file, parts] : expected) {
    std::string all;
    for (const std::string& line : lines_of("webhook", read_file(kFixtures / file))) all += line;
    for (const std::string& part : parts)
      EXPECT_NE(all.find(part), std::string::npos) << file << part;
  }
}

// The same 18 issues in both versions of the API.
TEST(SharedFixtures, BothApiVersionsGiveEqualFacts) {
  SKIP_WITHOUT_FIXTURES();
  const auto two =
      lines_of("search", read_file(kFixtures / "go-atlassian/mocks/issue-search-v2.json"));
  const auto three =
      lines_of("search", read_file(kFixtures / "go-atlassian/v3/mocks/search-issues.json"));
  EXPECT_GT(two.size(), 18u);
  EXPECT_EQ(two, three);
}

}  // namespace
}  // namespace tl::connectors::jira
