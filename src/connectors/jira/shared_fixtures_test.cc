// Recorded answers and deliveries of real sites: none may crash, and where expected rows are known
// the facts must say the same.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/text.h"
#include "base/time_text.h"
#include "connectors/jira/cut_body.h"
#include "connectors/jira/histories.h"
#include "connectors/jira/inspect.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/pages.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

namespace fs = std::filesystem;
using domain::RecordKind;

const fs::path kFixtures = fs::path(TL_SHARED_DIR) / "fixtures";
const fs::path kPeer = kFixtures / "devlake/jira";

#define SKIP_WITHOUT_FIXTURES() \
  if (!fs::exists(kFixtures)) GTEST_SKIP() << "the shared fixtures are not there"

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

using Row = std::map<std::string, std::string>;

// RFC 4180, with empty lines and a byte order mark before the header.
std::vector<Row> read_csv(const fs::path& path) {
  std::string text = read_file(path);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      lines.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      lines.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      lines.emplace_back(1);
    } else if (c != '\r' || quoted) {
      lines.back().back() += c;
    }
  }
  std::erase_if(lines, [](const auto& line) { return line.size() == 1 && line[0].empty(); });
  std::vector<Row> rows;
  for (size_t i = 1; i < lines.size(); ++i) {
    Row& row = rows.emplace_back();
    for (size_t k = 0; k < lines[0].size() && k < lines[i].size(); ++k) {
      row[lines[0][k]] = lines[i][k];
    }
  }
  return rows;
}

std::map<std::string, Row> by_id(const fs::path& path, const std::string& id) {
  std::map<std::string, Row> rows;
  for (Row& row : read_csv(path)) {
    std::string key = row[id];
    rows[key] = std::move(row);
  }
  return rows;
}

// Facts of every raw row: `read` is given the object, the Row its other columns.
template <typename Read>
Facts read_raw(const fs::path& path, const domain::FieldCatalogue* fields, Read read) {
  Facts facts(fields, domain::SourceRank::kRest, Instant(1'650'000'000'000));
  for (const Row& row : read_csv(path)) {
    if (row.at("params").find(R"("ConnectionId":2)") == std::string::npos) continue;
    const auto document = JsonDocument::parse(row.at("data"));
    EXPECT_TRUE(document.ok()) << row.at("data").substr(0, 80);
    if (document.ok()) read(document->root(), row, facts);
  }
  return facts;
}

std::string instant_text(const domain::Attributes& from, std::string_view name) {
  const auto instant = domain::instant_of(from, name);
  if (!instant) return "";
  std::string text = format_instant(*instant);
  return text.replace(text.size() - 1, 1, "+00:00");
}

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

std::vector<std::string> lines_of(std::string_view kind, const std::string& text) {
  std::vector<std::string> lines;
  (void)inspect(kind, text, "", [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
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

void compare_issue(const domain::Issue& issue, Row& row) {
  const domain::Attributes& a = issue.attributes;
  EXPECT_EQ(domain::text_of(a, "key"), row["issue_key"]);
  // The peer drops U+0000; here it becomes visible.
  std::string summary = domain::text_of(a, "summary");
  if (summary.ends_with("\xE2\x90\x80")) summary.resize(summary.size() - 3);
  EXPECT_EQ(summary, row["summary"]);
  EXPECT_EQ(domain::ref_of(a, "issuetype").name, row["type"]);
  EXPECT_EQ(domain::ref_of(a, "status").name, row["status_name"]);
  EXPECT_EQ(domain::ref_of(a, "priority").id, row["priority_id"]);
  EXPECT_EQ(domain::ref_of(a, "creator").id, row["creator_account_id"]);
  EXPECT_EQ(domain::ref_of(a, "assignee").id, row["assignee_account_id"]);
  EXPECT_EQ(domain::ref_of(a, "project").id, row["project_id"]);
  EXPECT_EQ(instant_text(a, "created"), row["created"]);
  EXPECT_EQ(instant_text(a, "updated"), row["updated"]);
  EXPECT_EQ(instant_text(a, "resolutiondate"), row["resolution_date"]);
  const std::string points = row["story_point"];
  const auto read = domain::number_of(a, "customfield_10024");
  // The peer writes 0 where Jira says null; here the two differ.
  EXPECT_EQ(read.value_or(0), points.empty() ? 0 : std::stod(points));
}

TEST(SharedFixtures, IssuesEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  domain::FieldCatalogue fields;
  fields.add({"customfield_10024", "Story Points", "number", "", ""});
  const Facts facts =
      read_raw(kPeer / "raw_tables/_raw_jira_api_issues.csv", &fields,
               [](JsonElement issue, const Row&, Facts& into) { read_issue(issue, {}, into); });
  auto rows = by_id(kPeer / "snapshot_tables/_tool_jira_issues.csv", "issue_id");
  EXPECT_EQ(facts.changes.issues.size(), rows.size());
  EXPECT_TRUE(facts.refused.empty());
  std::map<IssueId, int64_t> histories;
  for (const auto& history : facts.changes.histories) ++histories[history.issue];
  for (const auto& issue : facts.changes.issues) {
    const auto row = rows.find(std::to_string(issue.id.value));
    ASSERT_NE(row, rows.end());
    SCOPED_TRACE(row->second["issue_key"]);
    compare_issue(issue, row->second);
    const auto total = domain::number_of(issue.attributes, domain::kHistoryTotal);
    if (total) {
      EXPECT_EQ(std::to_string(histories[issue.id]), row->second["changelog_total"]);
    }
  }
}

TEST(SharedFixtures, SprintsEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts = read_raw(
      kPeer / "raw_tables/_raw_jira_api_sprints.csv", nullptr,
      [](JsonElement sprint, const Row&, Facts& into) { read_sprint(sprint, false, into); });
  auto rows = by_id(kPeer / "snapshot_tables/_tool_jira_sprints.csv", "sprint_id");
  std::set<std::string> seen;
  for (const auto& sprint : facts.changes.records) {
    Row& row = rows[sprint.id];
    const domain::Attributes& a = sprint.attributes;
    EXPECT_EQ(domain::text_of(a, "name"), row["name"]);
    EXPECT_EQ(domain::text_of(a, "state"), row["state"]);
    EXPECT_EQ(instant_text(a, "start"), row["start_date"]);
    EXPECT_EQ(instant_text(a, "end"), row["end_date"]);
    EXPECT_EQ(instant_text(a, "complete"), row["complete_date"]);
    EXPECT_EQ(domain::ref_of(a, "board").id, row["origin_board_id"]);
    seen.insert(sprint.id);
  }
  EXPECT_EQ(seen.size(), rows.size());
}

TEST(SharedFixtures, WorklogsEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts = read_raw(
      kPeer / "raw_tables/_raw_jira_api_worklogs.csv", nullptr,
      [](JsonElement worklog, const Row&, Facts& into) { read_worklog(worklog, IssueId(), into); });
  auto rows = by_id(kPeer / "snapshot_tables/_tool_jira_worklogs.csv", "worklog_id");
  size_t worklogs = 0;
  for (const auto& record : facts.changes.records) {
    if (record.kind != RecordKind::kWorklog) continue;
    ++worklogs;
    Row& row = rows[record.id];
    const domain::Attributes& a = record.attributes;
    EXPECT_EQ(std::to_string(record.issue.value), row["issue_id"]);
    EXPECT_EQ(domain::ref_of(a, "author").id, row["author_id"]);
    EXPECT_EQ(domain::number_of(a, "seconds"), std::stod(row["time_spent_seconds"]));
    EXPECT_EQ(instant_text(a, "started"), row["started"]);
    EXPECT_EQ(instant_text(a, "updated"), row["updated"]);
  }
  EXPECT_EQ(worklogs, rows.size());
}

TEST(SharedFixtures, StatusesAndUsersEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts statuses =
      read_raw(kPeer / "raw_tables/_raw_jira_api_status.csv", nullptr,
               [](JsonElement status, const Row&, Facts& into) { read_status(status, into); });
  auto rows = by_id(kPeer / "snapshot_tables/_tool_jira_statuses.csv", "id");
  size_t known = 0;
  for (const auto& status : statuses.changes.records) {
    // The peer leaves out statuses of team-managed projects.
    if (domain::find_value(status.attributes, "project") != nullptr) continue;
    ++known;
    EXPECT_EQ(domain::text_of(status.attributes, "name"), rows[status.id]["name"]);
    EXPECT_EQ(domain::ref_of(status.attributes, "category").id, rows[status.id]["status_category"]);
  }
  EXPECT_EQ(known, rows.size());
  const Facts users =
      read_raw(kPeer / "raw_tables/_raw_jira_api_users.csv", nullptr,
               [](JsonElement user, const Row&, Facts& into) { read_user(user, into); });
  auto accounts = by_id(kPeer / "snapshot_tables/_tool_jira_accounts.csv", "account_id");
  EXPECT_EQ(users.changes.records.size(), accounts.size());
  for (const auto& user : users.changes.records) {
    Row& row = accounts[user.id];
    EXPECT_EQ(domain::text_of(user.attributes, "name"), row["name"]);
    EXPECT_EQ(domain::text_of(user.attributes, "email"), row["email"]);
    EXPECT_EQ(domain::text_of(user.attributes, "type"), row["account_type"]);
    EXPECT_EQ(domain::text_of(user.attributes, "zone"), row["timezone"]);
  }
}

TEST(SharedFixtures, HistoriesEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  domain::FieldCatalogue fields;
  for (Row& row : read_csv(kPeer / "issue_changelogs/_tool_jira_issue_fields.csv")) {
    fields.add(
        {row["id"], row["name"], row["schema_type"], row["schema_items"], row["schema_custom"]});
  }
  const Facts facts =
      read_raw(kPeer / "issue_changelogs/_raw_jira_api_issue_changelogs.csv", &fields,
               [](JsonElement history, const Row&, Facts& into) {
                 read_history(history, IssueId(13383), std::nullopt, domain::Ref{}, into);
               });
  auto rows = by_id(kPeer / "issue_changelogs/_tool_jira_issue_changelogs.csv", "changelog_id");
  std::set<std::string> ids;
  for (const auto& history : facts.changes.histories) {
    ids.insert(history.id);
    std::string at = format_instant(history.at());
    EXPECT_EQ(at.replace(at.size() - 1, 1, "+00:00"), rows[history.id]["created"]);
    EXPECT_EQ(history.author.name, rows[history.id]["author_display_name"]);
  }
  EXPECT_EQ(ids.size(), rows.size());
  for (Row& row : read_csv(kPeer / "issue_changelogs/_tool_jira_accounts.csv")) {
    const auto& records = facts.changes.records;
    EXPECT_TRUE(std::any_of(records.begin(), records.end(), [&](const domain::Record& record) {
      return record.id == row["account_id"];
    })) << row["account_id"];
  }
}

}  // namespace
}  // namespace tl::connectors::jira
