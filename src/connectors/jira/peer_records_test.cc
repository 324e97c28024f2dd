// The peer's raw users, sprints, worklogs, statuses, projects, fields and changes against the rows
// it made of them.
#include <gtest/gtest.h>

#include "base/text.h"
#include "connectors/jira/facts_for_test.h"
#include "connectors/jira/histories.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/peer_rows_for_test.h"

namespace tl::connectors::jira {
namespace {

using domain::Attributes;
using domain::Record;
using domain::RecordKind;

constexpr std::string_view kNotKept = "not a fact: an address or how something is shown";

std::string number_text(std::optional<double> number) {
  return number ? std::to_string(static_cast<int64_t>(*number)) : "";
}

TEST(PeerRecords, AccountsEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts =
      read_raw("raw_tables/_raw_jira_api_users.csv", nullptr,
               [](JsonElement user, const Row&, Facts& into) { read_user(user, into); });
  PeerTable table("snapshot_tables/_tool_jira_accounts.csv", "account_id",
                  {{"avatar_url", kNotKept}});
  PeerTable domain_table("snapshot_tables/accounts.csv", "id",
                         {{"avatar_url", kNotKept}, {"status", "the peer never fills it"}});
  for (const Record& user : facts.changes.records) {
    const Attributes& a = user.attributes;
    table.check(user.id, {{"account_id", user.id},
                          {"account_type", domain::text_of(a, "type")},
                          {"name", domain::text_of(a, "name")},
                          {"email", domain::text_of(a, "email")},
                          {"timezone", domain::text_of(a, "zone")}});
    const std::string id = "jira:JiraAccount:2:" + user.id;
    domain_table.check(id, {{"id", id},
                            {"email", domain::text_of(a, "email")},
                            {"full_name", domain::text_of(a, "name")},
                            {"user_name", domain::text_of(a, "name")},
                            {"organization", ""},
                            {"created_date", ""}});
  }
  table.finish();
  domain_table.finish();
}

TEST(PeerRecords, SprintsEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts = read_raw(
      "raw_tables/_raw_jira_api_sprints.csv", nullptr,
      [](JsonElement sprint, const Row&, Facts& into) { read_sprint(sprint, false, into); });
  PeerTable table("snapshot_tables/_tool_jira_sprints.csv", "sprint_id", {{"self", kNotKept}});
  const auto domain_rows = by_id(peer_folder() / "snapshot_tables/sprints.csv", "id");
  size_t in_domain = 0;
  for (const Record& sprint : facts.changes.records) {
    const Attributes& a = sprint.attributes;
    table.check(sprint.id, {{"sprint_id", sprint.id},
                            {"state", domain::text_of(a, "state")},
                            {"name", domain::text_of(a, "name")},
                            {"start_date", peer_instant(a, "start")},
                            {"end_date", peer_instant(a, "end")},
                            {"complete_date", peer_instant(a, "complete")},
                            {"origin_board_id", domain::ref_of(a, "board").id}});
    // The peer's domain has only the sprints of its convertor's rows.
    const auto row = domain_rows.find("jira:JiraSprint:2:" + sprint.id);
    if (row == domain_rows.end()) continue;
    ++in_domain;
    EXPECT_EQ(to_lower(row->second.at("status")), domain::text_of(a, "state"));
    EXPECT_EQ(row->second.at("name"), domain::text_of(a, "name"));
    EXPECT_EQ(row->second.at("completed_date"), peer_instant(a, "complete"));
  }
  table.finish();
  EXPECT_EQ(in_domain, domain_rows.size());
}

// That board 8 shows a sprint stands in the address that was asked, not in the sprint: the sprint
// names the board it was made on.
TEST(PeerRecords, SprintsOfTheBoardAreKnown) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts = read_raw(
      "raw_tables/_raw_jira_api_sprints.csv", nullptr,
      [](JsonElement sprint, const Row&, Facts& into) { read_sprint(sprint, false, into); });
  std::set<std::string> ours;
  for (const Record& sprint : facts.changes.records) ours.insert(sprint.id);
  for (const char* file : {"_tool_jira_board_sprints.csv", "board_sprints.csv"}) {
    for (Row& row : read_csv(peer_folder() / "snapshot_tables" / file)) {
      const std::string id = row["sprint_id"].substr(row["sprint_id"].rfind(':') + 1);
      EXPECT_TRUE(ours.contains(id)) << file << ' ' << id;
    }
  }
}

TEST(PeerRecords, WorklogsEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts = read_raw(
      "raw_tables/_raw_jira_api_worklogs.csv", nullptr,
      [](JsonElement worklog, const Row&, Facts& into) { read_worklog(worklog, IssueId(), into); });
  PeerTable table("snapshot_tables/_tool_jira_worklogs.csv", "worklog_id",
                  {{"time_spent", "a text whose days have the site's length; seconds are kept"},
                   {"issue_updated", "of the request, not of the worklog"}});
  const auto domain_rows = by_id(peer_folder() / "snapshot_tables/worklogs.csv", "id");
  size_t in_domain = 0;
  for (const Record& record : facts.changes.records) {
    if (record.kind != RecordKind::kWorklog) continue;
    const Attributes& a = record.attributes;
    const std::string issue = std::to_string(record.issue.value);
    const auto seconds = domain::number_of(a, "seconds");
    table.check(record.id, {{"worklog_id", record.id},
                            {"issue_id", issue},
                            {"author_id", domain::ref_of(a, "author").id},
                            {"update_author_id", domain::ref_of(a, "editor").id},
                            {"time_spent_seconds", number_text(seconds)},
                            {"started", peer_instant(a, "started")},
                            {"updated", peer_instant(a, "updated")}});
    // Only worklogs of issues on the board are in the peer's domain.
    const auto row = domain_rows.find("jira:JiraWorklog:2:" + issue + ":" + record.id);
    if (row == domain_rows.end()) continue;
    ++in_domain;
    EXPECT_EQ(row->second.at("time_spent_minutes"), number_text(*seconds / 60));
    EXPECT_EQ(row->second.at("logged_date"), peer_instant(a, "updated"));
    EXPECT_EQ(row->second.at("started_date"), peer_instant(a, "started"));
    EXPECT_EQ(row->second.at("comment"), "");
  }
  table.finish();
  EXPECT_EQ(in_domain, domain_rows.size());
}

TEST(PeerRecords, StatusesEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts =
      read_raw("raw_tables/_raw_jira_api_status.csv", nullptr,
               [](JsonElement status, const Row&, Facts& into) { read_status(status, into); });
  PeerTable table("snapshot_tables/_tool_jira_statuses.csv", "id", {});
  size_t team_managed = 0;
  for (const Record& status : facts.changes.records) {
    // The peer leaves out statuses of team-managed projects.
    if (domain::find_value(status.attributes, "project") != nullptr) {
      ++team_managed;
      continue;
    }
    table.check(status.id, {{"id", status.id},
                            {"name", domain::text_of(status.attributes, "name")},
                            {"status_category", domain::ref_of(status.attributes, "category").id}});
  }
  table.finish();
  EXPECT_EQ(team_managed, 17u);
}

TEST(PeerRecords, ProjectsEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts =
      read_raw("raw_tables/_raw_jira_api_projects.csv", nullptr,
               [](JsonElement project, const Row&, Facts& into) { read_project(project, into); });
  PeerTable table("snapshot_tables/_tool_jira_projects.csv", "id", {});
  for (const Record& project : facts.changes.records) {
    if (project.kind != RecordKind::kProject) continue;
    table.check(project.id, {{"id", project.id},
                             {"project_key", domain::text_of(project.attributes, "key")},
                             {"name", domain::text_of(project.attributes, "name")}});
  }
  table.finish();
}

TEST(PeerRecords, FieldsEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  const Facts facts =
      read_raw("raw_tables/_raw_jira_api_issue_fields.csv", nullptr,
               [](JsonElement field, const Row&, Facts& into) { read_field(field, into); });
  constexpr std::string_view kNotAsked = "says how the field can be used in a search";
  PeerTable table("extract_issue_fields/_tool_jira_issue_fields.csv", "id",
                  {{"board_id", "of the request, not of the field"},
                   {"orderable", kNotAsked},
                   {"navigable", kNotAsked},
                   {"searchable", kNotAsked},
                   {"schema_custom_id", "repeats the id"}});
  for (const Record& field : facts.changes.records) {
    const Attributes& a = field.attributes;
    table.check(field.id, {{"id", field.id},
                           {"name", domain::text_of(a, "name")},
                           {"custom", domain::flag_of(a, "custom") ? "1" : "0"},
                           {"schema_type", domain::text_of(a, "type")},
                           {"schema_items", domain::text_of(a, "items")},
                           {"schema_custom", domain::text_of(a, "schema_custom")},
                           {"sche_custom_system", domain::text_of(a, "system")}});
  }
  table.finish();
}

TEST(PeerRecords, ChangesEqualThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  domain::FieldCatalogue fields;
  for (Row& row : read_csv(peer_folder() / "issue_changelogs/_tool_jira_issue_fields.csv")) {
    fields.add(
        {row["id"], row["name"], row["schema_type"], row["schema_items"], row["schema_custom"]});
  }
  const Facts facts =
      read_raw("issue_changelogs/_raw_jira_api_issue_changelogs.csv", &fields,
               [](JsonElement history, const Row& row, Facts& into) {
                 const auto input = JsonDocument::parse(row.at("input"));
                 const IssueId issue(json_int(input->root(), "issue_id").value_or(0));
                 read_history(history, issue, std::nullopt, domain::Ref{}, into);
               });
  PeerTable table("issue_changelogs/_tool_jira_issue_changelogs.csv", "changelog_id",
                  {{"author_account_id", "the peer does not read it from the address"},
                   {"author_active", "the author's account has it"},
                   {"issue_updated", "of the request, not of the change"}});
  std::set<std::string> seen;
  for (const auto& history : facts.changes.histories) {
    if (!seen.insert(history.id).second) continue;  // one raw row comes twice
    table.check(history.id, {{"changelog_id", history.id},
                             {"issue_id", std::to_string(history.issue.value)},
                             {"author_account_id", history.author.id},
                             {"author_display_name", history.author.name},
                             {"created", peer_instant(history.at())}});
  }
  table.finish();
  // Only fields of people name people.
  std::set<std::string> named;
  for (const Record& record : facts.changes.records) {
    if (record.kind == RecordKind::kAccount) named.insert(record.id);
  }
  for (Row& row : read_csv(peer_folder() / "issue_changelogs/_tool_jira_accounts.csv")) {
    EXPECT_TRUE(named.contains(row["account_id"])) << row["account_id"];
  }
  EXPECT_FALSE(named.contains("not_a_user"));
}

}  // namespace
}  // namespace tl::connectors::jira
