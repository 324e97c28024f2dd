// Names as histories wrote them, and what few entries of a dictionary have.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lens/lens_builder.h"
#include "lens/snapshot.h"
#include "lens/version_builder.h"

namespace tl::lens {
namespace {

using domain::Ref;

const InstanceId kAcme{1};

void set(SourceIssue& issue, std::string_view name, domain::Value value) {
  set_attribute(issue.issue.attributes, name, std::move(value),
                {Instant(0), 0, domain::SourceRank::kRest, 0});
}

SourceIssue make_issue(int64_t id) {
  SourceIssue issue;
  issue.instance = kAcme;
  issue.issue.id = IssueId(id);
  set(issue, "key", fmt::format("A-{}", id));
  set(issue, "status", Ref{"2", "Review"});
  set(issue, "created", Instant(10));
  return issue;
}

void add_change(SourceIssue& issue, int64_t at, const std::string& field, const Ref& from,
                const Ref& to) {
  domain::History history;
  history.issue = issue.issue.id;
  history.id = std::to_string(at);
  history.version = {Instant(at), 0, domain::SourceRank::kRest, 0};
  history.items.push_back({field, field, from.id, from.name, to.id, to.name});
  issue.histories.push_back(std::move(history));
}

domain::Record record_of(domain::RecordKind kind, const std::string& id, const std::string& name) {
  domain::Record record;
  record.kind = kind;
  record.id = id;
  set_attribute(record.attributes, "name", name, {});
  return record;
}

// "To Do > Review, Review > Done": names as they were written.
std::string written(const LensVersion& version, int64_t id, ChangeField field) {
  const auto address = version.find({kAcme, IssueId(id)});
  const Chunk& chunk = *version.parts()[address->part].chunk;
  const Range range = chunk.changes(address->row, field);
  std::string out;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Change change = chunk.change.change(i);
    const auto name = [&](Code code, bool to) {
      return written_name(version.dictionary(), dictionary_of(field), code,
                          chunk.written_at(i, to));
    };
    out += fmt::format("{}{} > {}", out.empty() ? "" : ", ", name(change.from, false),
                       name(change.to, true));
  }
  return out;
}

SourceIssue renamed(int64_t id) {
  SourceIssue issue = make_issue(id);
  add_change(issue, 20, "status", {"1", "To Do"}, {"2", "Check"});
  add_change(issue, 30, "status", {"2", "Check"}, {"1", "Open"});
  add_change(issue, 40, "status", {"1", "Open"}, {"2", "Review"});
  return issue;
}

constexpr std::string_view kRenamed = "To Do > Check, Check > Open, Open > Review";

VersionPtr build(const std::vector<SourceIssue>& issues,
                 const std::vector<domain::Record>& records = {}) {
  LensBuilder builder;
  for (const domain::Record& record : records) builder.add_record(kAcme, record);
  for (const SourceIssue& issue : issues) builder.add(issue);
  return builder.finish(1, Instant(1));
}

TEST(Written, NamesAreThoseOfTheChangeWhateverTheCatalogueSays) {
  const auto version = build({renamed(1)}, {record_of(domain::RecordKind::kStatus, "1", "Backlog"),
                                            record_of(domain::RecordKind::kStatus, "2", "QA")});
  EXPECT_EQ(written(*version, 1, ChangeField::kStatus), kRenamed);
  const FieldDictionary& statuses = version->dictionary().field(LensField::kStatus);
  EXPECT_EQ(statuses.at(statuses.find(kAcme, "2")).name, "QA");
}

TEST(Written, OnlyNamesThatDifferTakeRoom) {
  SourceIssue plain = make_issue(1);
  for (int64_t at = 20; at < 60; at += 10)
    add_change(plain, at, "status", {"1", "To Do"}, {"2", "Review"});
  const auto version = build({plain, renamed(2)});
  const Chunk& chunk = *version->parts()[0].chunk;
  EXPECT_TRUE(chunk.written_in({chunk.change.begin[0], chunk.change.begin[1]}).empty());
  EXPECT_EQ(chunk.written.place.size(), 4u) << "Check twice, Open twice";
}

TEST(Written, SurvivesMergingAndCopying) {
  const auto base = build({renamed(1), renamed(3), renamed(5)});
  DictionaryBuilder dictionary(base->dictionary());
  ChunkBuilder chunk;
  RoleMap roles;
  chunk.add(make_row(dictionary, renamed(2), roles));
  chunk.add(make_row(dictionary, renamed(3), roles));
  VersionBuilder next(*base);
  next.append(chunk.finish());
  next.set_dictionary(dictionary.finish());
  next.compact();
  const auto version = next.finish(2, Instant(2));
  ASSERT_EQ(version->parts().size(), 1u);
  for (const int64_t id : {1, 2, 3, 5})
    EXPECT_EQ(written(*version, id, ChangeField::kStatus), kRenamed) << id;
}

TEST(Written, SurvivesASnapshot) {
  const auto version = build({make_issue(1), renamed(2)});
  const auto read = parse_snapshot_body(render_snapshot_body(*version));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(written(**read, 2, ChangeField::kStatus), kRenamed);
}

TEST(Written, ARowGivesBackWhatItWasMadeOf) {
  const auto version = build({renamed(1)});
  const IssueRow row = *version->issue({kAcme, IssueId(1)});
  ASSERT_EQ(row.written.size(), 3u);  // Open twice, Review
  EXPECT_EQ(row.written[0].change, 1u);
  EXPECT_TRUE(row.written[0].to);
  ChunkBuilder again;
  again.add(row);
  EXPECT_EQ(again.finish()->row(0), row);
}

TEST(Written, AnEmptyNameIsNotTheFirstOne) {
  SourceIssue issue = make_issue(1);
  add_change(issue, 20, "assignee", {}, {"u1", "Ann"});
  add_change(issue, 30, "assignee", {"u1", ""}, {"u1", "Ann Lee"});
  const auto version = build({issue});
  EXPECT_EQ(written(*version, 1, ChangeField::kAssignee), " > Ann,  > Ann Lee");
}

TEST(Written, VersionsAreNamedByTheItemThatTellsOfThem) {
  SourceIssue issue = make_issue(1);
  set(issue, "fixVersions", domain::Refs{{"7", "2.0"}});
  add_change(issue, 20, "fixVersions", {}, {"7", "2.0-beta"});
  add_change(issue, 30, "fixVersions", {"7", "2.0-rc"}, {});
  add_change(issue, 40, "fixVersions", {}, {"7", "2.0"});
  const auto version = build({issue});
  EXPECT_EQ(written(*version, 1, ChangeField::kFixVersion), " > 2.0-beta, 2.0-rc > ,  > 2.0");
}

TEST(Details, OfProjectsAccountsAndPriorities) {
  domain::Record project = record_of(domain::RecordKind::kProject, "10", "Shop");
  set_attribute(project.attributes, "lead", Ref{"u1", "Ann"}, {});
  set_attribute(project.attributes, "type", std::string("software"), {});
  set_attribute(project.attributes, "category", Ref{"3", "Web"}, {});
  domain::Record account = record_of(domain::RecordKind::kAccount, "u1", "Ann");
  set_attribute(account.attributes, "login", std::string("ann"), {});
  set_attribute(account.attributes, "email", std::string("ann@example.invalid"), {});
  domain::Record priority = record_of(domain::RecordKind::kPriority, "1", "High");
  set_attribute(priority.attributes, "order", 2.0, {});
  const auto version = build({make_issue(1)}, {project, account, priority});
  const auto read = parse_snapshot_body(render_snapshot_body(*version));
  ASSERT_TRUE(read) << read.error().detail;
  for (const VersionPtr& one : {version, *read}) {
    const auto details = [&](LensField field, std::string_view id) {
      const FieldDictionary& values = one->dictionary().field(field);
      return *values.at(values.find(kAcme, id)).details;
    };
    EXPECT_EQ(details(LensField::kProject, "10").lead, "u1");
    EXPECT_EQ(details(LensField::kProject, "10").type, "software");
    EXPECT_EQ(details(LensField::kProject, "10").category, (Ref{"3", "Web"}));
    EXPECT_EQ(details(LensField::kAccount, "u1").login, "ann");
    EXPECT_EQ(details(LensField::kAccount, "u1").email, "ann@example.invalid");
    EXPECT_EQ(details(LensField::kPriority, "1").rank, 2.0);
  }
}

TEST(Details, AProjectsCategoryIsNoCategoryOfAStatus) {
  domain::Record project = record_of(domain::RecordKind::kProject, "10", "Shop");
  set_attribute(project.attributes, "category", Ref{"done", "Done"}, {});
  const auto version = build({}, {project});
  EXPECT_EQ(version->dictionary().at(LensField::kProject, 1).category, StatusCategory::kUnknown);
}

domain::Record points_field(const std::string& id, const std::string& type) {
  domain::Record record = record_of(domain::RecordKind::kField, id, "Story Points");
  set_attribute(record.attributes, "custom", true, {});
  set_attribute(record.attributes, "schema_custom", type, {});
  return record;
}

TEST(Points, AllFieldsAreKeptOnceAnotherThanTheFirstHasANumber) {
  const auto plain =
      points_field("customfield_1", "com.atlassian.jira.plugin.system.customfieldtypes:float");
  const auto estimate =
      points_field("customfield_2", "com.pyxis.greenhopper.jira:jsw-story-points");
  SourceIssue first = make_issue(1);
  set(first, "customfield_1", 3.0);
  SourceIssue second = make_issue(2);
  set(second, "customfield_2", 5.0);
  const auto version = build({first, second}, {plain, estimate});
  EXPECT_TRUE(version->issue({kAcme, IssueId(1)})->values.empty());
  EXPECT_EQ(version->issue({kAcme, IssueId(2)})->values.size(), 1u);
  const FieldDictionary& fields = version->dictionary().field(LensField::kField);
  EXPECT_EQ(fields.at(fields.find(kAcme, "customfield_2")).role, domain::FieldRole::kStoryPoints);
}

TEST(Parents, ARowSaysWhichFieldToldOfIt) {
  domain::Record link = record_of(domain::RecordKind::kField, "customfield_5", "Epic Link");
  set_attribute(link.attributes, "custom", true, {});
  set_attribute(link.attributes, "schema_custom",
                std::string("com.pyxis.greenhopper.jira:gh-epic-link"), {});
  SourceIssue alone = make_issue(1);
  SourceIssue child = make_issue(2);
  set(child, "parent", Ref{"1", "A-1"});
  SourceIssue story = make_issue(3);
  set(story, "customfield_5", std::string("A-1"));
  SourceIssue both = make_issue(4);
  set(both, "parent", Ref{"1", "A-1"});
  set(both, "customfield_5", std::string("A-1"));
  const auto version = build({alone, child, story, both}, {link});
  const auto flags = [&](int64_t id) {
    return version->issue({kAcme, IssueId(id)})->flags & (kRowParentElsewhere | kRowEpicLink);
  };
  EXPECT_EQ(flags(1), 0);
  EXPECT_EQ(flags(2), 0);
  EXPECT_EQ(flags(3), kRowParentElsewhere | kRowEpicLink);
  EXPECT_EQ(flags(4), kRowEpicLink);
}

}  // namespace
}  // namespace tl::lens
