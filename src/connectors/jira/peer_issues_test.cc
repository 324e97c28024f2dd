// The peer's raw issues against the rows it made of them: issues, their labels, assignees, sprints,
// boards and due dates.
#include <gtest/gtest.h>

#include "connectors/jira/facts_for_test.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/peer_rows_for_test.h"

namespace tl::connectors::jira {
namespace {

using domain::Attributes;
using domain::RecordKind;

constexpr std::string_view kNotKept = "not a fact: an address, made from the site and the key";
constexpr std::string_view kNotStored = "texts of people are never stored";
constexpr std::string_view kNullIsZero = "the peer writes 0 where Jira says null";

// What the peer was told about this site.
constexpr std::string_view kPoints = "customfield_10024";
constexpr std::string_view kDueDate = "customfield_10003";

class PeerIssues : public testing::Test {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_FIXTURES();
    fields_.add({std::string(kPoints), "Story Points", "number", "", ""});
    fields_.add({std::string(kDueDate), "Due", "date", "", ""});
    facts_ = read("raw_tables/_raw_jira_api_issues.csv");
    read_raw("raw_tables/_raw_jira_api_issues.csv", nullptr,
             [&](JsonElement issue, const Row&, Facts&) {
               Facts alone(&fields_, domain::SourceRank::kRest, Instant());
               const IssueId id = read_issue(issue, {}, alone);
               alone_.emplace(id, std::move(alone));
             });
  }

  Facts read(const std::string& file) {
    return read_raw(file, &fields_, [](JsonElement issue, const Row&, Facts& into) {
      read_issue(issue, {}, into);
    });
  }

  // As the payload of this issue says it: the peer gave one status two categories.
  [[nodiscard]] const Attributes& record(IssueId issue, RecordKind kind,
                                         const std::string& id) const {
    static const Attributes none;
    const domain::Record* found = find_record(alone_.at(issue).changes, kind, id);
    return found == nullptr ? none : found->attributes;
  }

  domain::FieldCatalogue fields_;
  Facts facts_{nullptr, domain::SourceRank::kRest, Instant()};
  std::map<IssueId, Facts> alone_;
};

std::string number_text(std::optional<double> number) {
  return number ? std::to_string(static_cast<int64_t>(*number)) : "";
}

std::string minutes(const Attributes& from, std::string_view name) {
  const auto seconds = domain::number_of(from, name);
  return number_text(seconds ? std::optional(*seconds / 60) : std::nullopt);
}

std::string lead_minutes(const Attributes& from) {
  const auto created = domain::instant_of(from, "created");
  const auto resolved = domain::instant_of(from, "resolutiondate");
  if (!created || !resolved) return "";
  return std::to_string((resolved->ms - created->ms) / 60000);
}

// As the peer's test host did: midnight in UTC+8.
std::string midnight_in_china(const Attributes& from, std::string_view name) {
  const domain::Value* value = domain::find_value(from, name);
  const auto* date = value == nullptr ? nullptr : std::get_if<CivilDate>(value);
  if (date == nullptr) return "";
  return peer_instant(Instant((int64_t{date->days} * 24 - 8) * 3'600'000));
}

std::string or_zero(std::string text) { return text.empty() ? "0" : text; }

// Sprint ids of an issue, as the agile API gives them.
std::set<std::string> sprints_of(const Attributes& from) {
  std::set<std::string> ids;
  const domain::Value* value = domain::find_value(from, "sprint");
  const domain::Refs* refs = value == nullptr ? nullptr : domain::as_refs(*value);
  for (const domain::Ref& ref : refs == nullptr ? domain::Refs() : *refs) ids.insert(ref.id);
  return ids;
}

std::string standard_status(const std::string& category) {
  if (category == "done") return "DONE";
  return category == "indeterminate" ? "IN_PROGRESS" : std::string("TO") + "DO";
}

TEST_F(PeerIssues, EqualThePeersRows) {
  PeerTable table("snapshot_tables/_tool_jira_issues.csv", "issue_id",
                  {{"self", kNotKept},
                   {"icon_url", kNotKept},
                   {"summary", "the peer drops U+0000, here it becomes visible", "10066"},
                   {"story_point", kNullIsZero},
                   {"aggregate_estimate_minutes", "a sum over sub-tasks, computed when asked for"},
                   {"remaining_estimate_minutes", kNullIsZero},
                   {"creator_account_type", "the peer leaves it out"},
                   {"assignee_account_type", "the peer leaves it out"},
                   {"std_type", "the peer's mapping; here a setting, not a fact"},
                   {"std_status", "the peer's status map of two types; here a setting"}});
  for (const auto& issue : facts_.changes.issues) {
    const Attributes& a = issue.attributes;
    const domain::Ref project = domain::ref_of(a, "project");
    const domain::Ref type = domain::ref_of(a, "issuetype");
    const std::string category =
        domain::ref_of(record(issue.id, RecordKind::kStatus, domain::ref_of(a, "status").id),
                       "category")
            .id;
    const bool subtask =
        domain::flag_of(record(issue.id, RecordKind::kIssueType, type.id), "subtask");
    const domain::Ref creator = domain::ref_of(a, "creator");
    const domain::Ref assignee = domain::ref_of(a, "assignee");
    const domain::Ref priority = domain::ref_of(a, "priority");
    int64_t histories = 0;
    for (const auto& history : facts_.changes.histories) histories += history.issue == issue.id;
    table.check(std::to_string(issue.id.value),
                {{"issue_id", std::to_string(issue.id.value)},
                 {"project_id", project.id},
                 {"project_name",
                  domain::text_of(record(issue.id, RecordKind::kProject, project.id), "name")},
                 {"issue_key", domain::text_of(a, "key")},
                 {"summary", domain::text_of(a, "summary")},
                 {"description", ""},
                 {"type", type.name},
                 {"epic_key", domain::ref_of(a, "epic").name},
                 {"status_name", domain::ref_of(a, "status").name},
                 {"status_key", category},
                 {"story_point", number_text(domain::number_of(a, kPoints))},
                 {"original_estimate_minutes", minutes(a, "timeoriginalestimate")},
                 {"remaining_estimate_minutes", minutes(a, "timeestimate")},
                 {"spent_minutes", minutes(a, "timespent")},
                 {"creator_account_id", creator.id},
                 {"creator_display_name", creator.name},
                 {"assignee_account_id", assignee.id},
                 {"assignee_display_name", assignee.name},
                 {"priority_id", priority.id},
                 {"priority_name", priority.name},
                 {"parent_id", or_zero(domain::ref_of(a, "parent").id)},
                 {"parent_key", domain::ref_of(a, "parent").name},
                 {"sprint_id", "0"},  // none of these issues is in an open sprint
                 {"sprint_name", ""},
                 {"resolution_date", peer_instant(a, "resolutiondate")},
                 {"created", peer_instant(a, "created")},
                 {"updated", peer_instant(a, "updated")},
                 {"lead_time_minutes", lead_minutes(a)},
                 {"std_type", type.name},
                 {"std_status", standard_status(category)},
                 {"changelog_total", std::to_string(histories)},
                 {"comment_total", number_text(domain::number_of(a, domain::kCommentTotal))},
                 {"subtask", subtask ? "1" : "0"},
                 {"due_date", midnight_in_china(a, "duedate")}});
  }
  table.finish();
  EXPECT_TRUE(facts_.refused.empty());
}

std::string peer_id(std::string_view kind, const std::string& id) {
  return id.empty() ? "" : "jira:Jira" + std::string(kind) + ":2:" + id;
}

void check_domain_issues(const Facts& facts, PeerTable& table) {
  for (const auto& issue : facts.changes.issues) {
    const Attributes& a = issue.attributes;
    const std::string parent = domain::ref_of(a, "parent").id;
    const domain::Value* versions = domain::find_value(a, "fixVersions");
    std::string names;
    for (const domain::Ref& ref :
         versions == nullptr ? domain::Refs() : *domain::as_refs(*versions)) {
      names += (names.empty() ? "" : ",") + ref.name;
    }
    const domain::Ref creator = domain::ref_of(a, "creator");
    const domain::Ref assignee = domain::ref_of(a, "assignee");
    const domain::Ref project = domain::ref_of(a, "project");
    const domain::Record* known = find_record(facts.changes, RecordKind::kProject, project.id);
    table.check(
        peer_id("Issue", std::to_string(issue.id.value)),
        {{"id", peer_id("Issue", std::to_string(issue.id.value))},
         {"issue_key", domain::text_of(a, "key")},
         {"title", domain::text_of(a, "summary")},
         {"description", ""},
         {"epic_key", domain::ref_of(a, "epic").name},
         {"original_type", domain::ref_of(a, "issuetype").name},
         {"original_status", domain::ref_of(a, "status").name},
         {"story_point", number_text(domain::number_of(a, kPoints))},
         {"resolution_date", peer_instant(a, "resolutiondate")},
         {"created_date", peer_instant(a, "created")},
         {"updated_date", peer_instant(a, "updated")},
         {"lead_time_minutes", lead_minutes(a)},
         {"parent_issue_id", peer_id("Issue", parent)},
         {"priority", domain::ref_of(a, "priority").name},
         {"original_estimate_minutes", minutes(a, "timeoriginalestimate")},
         {"time_spent_minutes", minutes(a, "timespent")},
         {"time_remaining_minutes", minutes(a, "timeestimate")},
         {"creator_id", peer_id("Account", creator.id)},
         {"creator_name", creator.name},
         {"assignee_id", peer_id("Account", assignee.id)},
         {"assignee_name", assignee.name},
         {"severity", ""},
         {"component", ""},
         {"fix_versions", names},
         {"original_project", known == nullptr ? "" : domain::text_of(known->attributes, "name")},
         {"due_date", midnight_in_china(a, "duedate")}});
  }
  table.finish();
}

std::vector<PeerChoice> domain_choices() {
  return {{"url", kNotKept},
          {"icon_url", kNotKept},
          {"title", "the peer drops U+0000, here it becomes visible"},
          {"type", "the peer's mapping; here a setting, not a fact"},
          {"status", "the peer's mapping; here a setting, not a fact"},
          {"story_point", kNullIsZero},
          {"time_remaining_minutes", kNullIsZero}};
}

TEST_F(PeerIssues, EqualTheRowsOfItsDomain) {
  PeerTable mapped("snapshot_tables/issues.csv", "id", domain_choices());
  check_domain_issues(facts_, mapped);
  PeerTable unmapped("snapshot_tables/issues_with_no_mapping_subtask.csv", "id", domain_choices());
  check_domain_issues(facts_, unmapped);
}

TEST_F(PeerIssues, DueDateOfACustomField) {
  const Facts facts = read("raw_tables/_raw_jira_api_issues_for_due_date.csv");
  ASSERT_EQ(facts.changes.issues.size(), 1u);
  const Attributes& a = facts.changes.issues[0].attributes;
  for (const char* file : {"_tool_jira_issues_for_due_date.csv", "issues_for_due_date.csv"}) {
    const auto rows = read_csv(peer_folder() / "snapshot_tables" / file);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(midnight_in_china(a, kDueDate), rows[0].at("due_date")) << file;
    EXPECT_EQ(domain::text_of(a, "key"), rows[0].at("issue_key"));
  }
}

using Pairs = std::set<std::pair<std::string, std::string>>;

Pairs pairs_of(const std::string& file, const std::string& first, const std::string& second) {
  Pairs pairs;
  for (Row& row : read_csv(peer_folder() / "snapshot_tables" / file)) {
    pairs.emplace(row[first].substr(row[first].rfind(':') + 1),
                  row[second].substr(row[second].rfind(':') + 1));
  }
  return pairs;
}

TEST_F(PeerIssues, SprintsOfIssues) {
  Pairs ours;
  for (const auto& issue : facts_.changes.issues) {
    for (const std::string& sprint : sprints_of(issue.attributes)) {
      ours.emplace(sprint, std::to_string(issue.id.value));
    }
  }
  EXPECT_EQ(ours, pairs_of("_tool_jira_sprint_issues.csv", "sprint_id", "issue_id"));
  EXPECT_EQ(ours, pairs_of("sprint_issues.csv", "sprint_id", "issue_id"));
  for (Row& row : read_csv(peer_folder() / "snapshot_tables/_tool_jira_sprint_issues.csv")) {
    for (const auto& issue : facts_.changes.issues) {
      if (std::to_string(issue.id.value) != row["issue_id"]) continue;
      EXPECT_EQ(peer_instant(issue.attributes, "resolutiondate"), row["resolution_date"]);
      EXPECT_EQ(peer_instant(issue.attributes, "created"), row["issue_created_date"]);
    }
  }
}

TEST_F(PeerIssues, LabelsOfIssues) {
  Pairs ours;
  for (const auto& issue : facts_.changes.issues) {
    const domain::Value* labels = domain::find_value(issue.attributes, "labels");
    ASSERT_NE(labels, nullptr);
    for (const domain::Ref& label : *domain::as_refs(*labels)) {
      ours.emplace(std::to_string(issue.id.value), label.name);
    }
  }
  EXPECT_EQ(ours, pairs_of("_tool_jira_issue_labels.csv", "issue_id", "label_name"));
}

TEST_F(PeerIssues, AssigneesOfIssues) {
  Pairs ours;
  for (const auto& issue : facts_.changes.issues) {
    const domain::Ref assignee = domain::ref_of(issue.attributes, "assignee");
    if (assignee.id.empty()) continue;
    ours.emplace(std::to_string(issue.id.value), assignee.id.substr(assignee.id.rfind(':') + 1));
  }
  EXPECT_EQ(ours, pairs_of("issue_assignees.csv", "issue_id", "assignee_id"));
}

// Which issues a board shows is not in an issue: the peer takes it from the address it asked. Here
// every issue of those rows is known, and nothing says the board.
TEST_F(PeerIssues, IssuesOfTheBoardAreKnown) {
  std::set<std::string> ours;
  for (const auto& issue : facts_.changes.issues) ours.insert(std::to_string(issue.id.value));
  for (const char* file : {"_tool_jira_board_issues.csv", "board_issues.csv"}) {
    std::set<std::string> theirs;
    for (const auto& [board, issue] : pairs_of(file, "board_id", "issue_id")) theirs.insert(issue);
    EXPECT_TRUE(std::includes(theirs.begin(), theirs.end(), ours.begin(), ours.end())) << file;
  }
}

TEST_F(PeerIssues, TypesOfIssues) {
  const Facts facts =
      read_raw("raw_tables/_raw_jira_api_issue_types.csv", nullptr,
               [](JsonElement type, const Row&, Facts& into) { read_issue_type(type, into); });
  PeerTable table("snapshot_tables/_tool_jira_issue_types.csv", "id",
                  {{"self", kNotKept},
                   {"icon_url", kNotKept},
                   {"description", kNotStored},
                   {"untranslated_name", "the shown name is kept; types are known by id"},
                   {"avatar_id", kNotKept}});
  for (const auto& type : facts.changes.records) {
    // The peer leaves out types of team-managed projects.
    if (domain::find_value(type.attributes, "project") != nullptr) continue;
    const auto level = domain::number_of(type.attributes, "level");
    table.check(type.id, {{"id", type.id},
                          {"name", domain::text_of(type.attributes, "name")},
                          {"subtask", domain::flag_of(type.attributes, "subtask") ? "1" : "0"},
                          {"hierarchy_level", number_text(level)}});
  }
  table.finish();
}

}  // namespace
}  // namespace tl::connectors::jira
