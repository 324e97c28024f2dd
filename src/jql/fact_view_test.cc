#include "jql/fact_view.h"

#include <gtest/gtest.h>

#include "domain/issue.h"
#include "jql/record_catalogue.h"

namespace tl::jql {
namespace {

using domain::Ref;
using domain::Refs;

BoundField field_of(FieldId id, ValueKind kind = ValueKind::kName) {
  BoundField field;
  field.id = id;
  field.kind = kind;
  return field;
}

BoundField custom(std::string id) {
  BoundField field = field_of(FieldId::kCustom);
  field.custom = {std::move(id)};
  return field;
}

class FactViewTest : public testing::Test {
 protected:
  void set(std::string_view name, domain::Value value) {
    set_attribute(issue_.attributes, name, std::move(value), {});
  }

  void add_field(std::string id, std::string schema_custom) {
    fields_.add(
        domain::FieldInfo{std::move(id), "Some field", "any", "", std::move(schema_custom)});
  }

  void add_history(std::string id, int64_t at, std::vector<domain::HistoryItem> items) {
    domain::History history;
    history.issue = IssueId(7);
    history.id = std::move(id);
    history.author = {"u9", "Ina"};
    history.version.instant = Instant(at);
    history.items = std::move(items);
    histories_.push_back(std::move(history));
  }

  std::unique_ptr<IssueView> view() {
    issue_.id = IssueId(7);
    return make_fact_view(
        {InstanceId(1), issue_, histories_, complete_, worklogs_, worklogs_known_, fields_});
  }

  // "id|text" of each, "?" where it is not known.
  std::string seen(const IssueView& issue, const BoundField& field) {
    Values values;
    if (!issue.values(field, values)) return "?";
    std::string out;
    for (const Value& value : values.all)
      out += std::string(value.id) + "|" + std::string(value.text) + " ";
    return out;
  }
  std::string seen(FieldId id) { return seen(*view(), field_of(id)); }

  domain::Issue issue_;
  std::vector<domain::History> histories_;
  bool complete_ = true;
  std::vector<domain::Record> worklogs_;
  bool worklogs_known_ = false;
  domain::FieldCatalogue fields_;
};

TEST_F(FactViewTest, ValuesAsTheyAreStored) {
  set("key", std::string("ABC-7"));
  set("status", Ref{"3", "Doing"});
  set("priority", Ref{"", "High"});
  set("labels", Refs{{"a", "a"}, {"b", "b"}});
  set("assignee", std::monostate());
  set("duedate", CivilDate{100});
  set("timespent", 3600.0);
  EXPECT_EQ(view()->key(), "ABC-7");
  EXPECT_EQ(seen(FieldId::kKey), "7|ABC-7 ");
  EXPECT_EQ(seen(FieldId::kStatus), "3|Doing ");
  EXPECT_EQ(seen(FieldId::kPriority), "name:High|High ");
  EXPECT_EQ(seen(FieldId::kLabels), "a|a b|b ");
  EXPECT_EQ(seen(FieldId::kAssignee), "");
  EXPECT_EQ(seen(FieldId::kReporter), "");
  EXPECT_EQ(seen(FieldId::kWatcher), "?");
  EXPECT_EQ(seen(FieldId::kComputed), "?");
  EXPECT_EQ(seen(FieldId::kStatusCategory), "?");
  Values values;
  ASSERT_TRUE(view()->values(field_of(FieldId::kDue, ValueKind::kDay), values));
  EXPECT_EQ(values.all.at(0).at, 100);
  ASSERT_TRUE(view()->values(field_of(FieldId::kTimeSpent, ValueKind::kDuration), values));
  EXPECT_EQ(values.all.at(0).number, 3600);
}

TEST_F(FactViewTest, TheSecondQuestionGivesTheSame) {
  set("status", Ref{"3", "Doing"});
  set("customfield_5", Ref{"1", "Red"});
  const auto issue = view();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(seen(*issue, field_of(FieldId::kStatus)), "3|Doing ");
    EXPECT_EQ(seen(*issue, custom("customfield_5")), "1|Red ");
    EXPECT_EQ(seen(*issue, custom("customfield_6")), "");
  }
}

TEST_F(FactViewTest, ParentsEpicsAndSprints) {
  add_field("customfield_1", "com.pyxis.greenhopper.jira:gh-epic-link");
  add_field("customfield_2", "com.pyxis.greenhopper.jira:gh-sprint");
  set("customfield_1", std::string("ABC-1"));
  set("customfield_2", Refs{{"31", "Sprint 31"}});
  EXPECT_EQ(seen(FieldId::kParent), "");
  EXPECT_EQ(seen(FieldId::kEpicLink), "|ABC-1 ");
  EXPECT_EQ(seen(*view(), custom("customfield_1")), "|ABC-1 ");
  EXPECT_EQ(seen(FieldId::kSprint), "31|Sprint 31 ");
  EXPECT_EQ(seen(*view(), custom("customfield_2")), "31|Sprint 31 ");
  issue_.attributes.clear();
  set("parent", Ref{"10", "ABC-10"});
  EXPECT_EQ(seen(FieldId::kParent), "10|ABC-10 ");
  EXPECT_EQ(seen(FieldId::kEpicLink), "");
}

TEST_F(FactViewTest, LinksAndWhoDidSomething) {
  set("created", Instant(50));
  set("creator", Ref{"u1", "Bo"});
  set("issuelinks", Refs{{"out:5:9", "blocks ABC-9"}});
  add_history("1", 100, {});
  const auto issue = view();
  std::vector<IssueView::LinkSeen> links;
  Values scratch;
  ASSERT_TRUE(issue->links(links, scratch));
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links[0].key, "ABC-9");
  EXPECT_EQ(links[0].id, "9");
  EXPECT_EQ(links[0].phrase, "blocks");
  EXPECT_EQ(seen(*issue, field_of(FieldId::kIssueLink)), "9|ABC-9 ");
  EXPECT_EQ(seen(*issue, field_of(FieldId::kIssueLinkType)), "out:5|blocks ");
  std::vector<IssueView::Act> acts;
  EXPECT_FALSE(issue->acts(acts));  // comments are not among the facts
  ASSERT_EQ(acts.size(), 2u);
  EXPECT_EQ(acts[1].by, "u9");
}

TEST_F(FactViewTest, ChangesInOrderAndWithoutDoubles) {
  const domain::HistoryItem late{"status", "status", "1", "New", "2", "Doing"};
  const domain::HistoryItem early{"", "status", std::nullopt, std::nullopt, "1", "New"};
  add_history("2", 200, {late});
  add_history("1", 100, {early});
  domain::History again = histories_[0];
  again.id = domain::content_id(again);
  histories_.push_back(again);
  std::vector<Step> steps;
  const auto issue = view();
  ASSERT_TRUE(issue->steps(HistoryField::kStatus, steps));
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].at, 100);
  EXPECT_TRUE(steps[0].from.empty());
  EXPECT_EQ(steps[1].to.id, "2");
  EXPECT_EQ(steps[1].by_text, "Ina");
  complete_ = false;
  EXPECT_FALSE(view()->steps(HistoryField::kStatus, steps));
}

TEST_F(FactViewTest, VersionsComeAndGoOneByOne) {
  set("created", Instant(50));
  set("fixVersions", Refs{{"2", "2.0"}});
  add_history("1", 100, {{"fixVersions", "Fix Version", std::nullopt, std::nullopt, "2", "2.0"}});
  add_history("2", 200, {{"fixVersions", "Fix Version", "1", "1.0", std::nullopt, std::nullopt}});
  std::vector<Step> steps;
  const auto issue = view();
  ASSERT_TRUE(issue->steps(HistoryField::kFixVersion, steps));
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].to.id, "2");
  EXPECT_EQ(steps[1].from.text, "1.0");
  EXPECT_EQ(steps[1].by, "u9");
}

TEST_F(FactViewTest, WorklogsWhereTheyAreKnown) {
  domain::Record worklog;
  worklog.kind = domain::RecordKind::kWorklog;
  set_attribute(worklog.attributes, "author", Ref{"u1", "Bo"}, {});
  set_attribute(worklog.attributes, "started", Instant(70), {});
  worklogs_.push_back(worklog);
  set_attribute(worklog.attributes, domain::kDeleted, true, {});
  worklogs_.push_back(worklog);
  EXPECT_EQ(seen(FieldId::kWorklogAuthor), "?");
  worklogs_known_ = true;
  EXPECT_EQ(seen(FieldId::kWorklogAuthor), "u1|Bo ");
}

domain::Record record(domain::RecordKind kind, std::string id, std::string name) {
  domain::Record made;
  made.kind = kind;
  made.id = std::move(id);
  set_attribute(made.attributes, "name", std::move(name), {});
  return made;
}

TEST(RecordCatalogue, TellsWhatIsStored) {
  CatalogueFacts facts;
  facts.instance = InstanceId(4);
  facts.fields.add(domain::FieldInfo{"customfield_1", "Points", "number", "", ""});
  facts.fields.add(domain::FieldInfo{"customfield_2", "Notes", "string", "", "x:textarea"});
  domain::Record project = record(domain::RecordKind::kProject, "1", "Shipping");
  set_attribute(project.attributes, "key", std::string("SHIP"), {});
  set_attribute(project.attributes, "category", Ref{"77", "Sea"}, {});
  facts.records.push_back(project);
  domain::Record gone = record(domain::RecordKind::kPriority, "3", "High");
  set_attribute(gone.attributes, domain::kDeleted, true, {});
  set_attribute(gone.attributes, "order", 0.0, {});
  facts.records.push_back(gone);
  facts.records.push_back(record(domain::RecordKind::kPriority, "4", "Low"));
  const auto catalogue = make_record_catalogue(std::move(facts));
  std::string seen;
  for (const Noun noun : {Noun::kProject, Noun::kProjectCategory, Noun::kPriority, Noun::kLabel}) {
    catalogue->each(noun, [&](const Named& one) {
      seen += std::string(one.id) + "=" + std::string(one.name) + (one.gone ? "(gone) " : " ");
    });
  }
  EXPECT_EQ(seen, "1=Shipping 77=Sea 3=High(gone) 4=Low ");
  EXPECT_EQ(catalogue->custom_kind("customfield_1"), ValueKind::kNumber);
  EXPECT_EQ(catalogue->custom_kind("customfield_2"), std::nullopt);
  EXPECT_EQ(catalogue->custom_kind("customfield_3"), std::nullopt);
  EXPECT_TRUE(catalogue->why_not_stored(FieldId::kDescription, "").has_value());
  EXPECT_TRUE(catalogue->why_not_stored(FieldId::kWatcher, "").has_value());
  EXPECT_FALSE(catalogue->why_not_stored(FieldId::kStatus, "").has_value());
  std::vector<std::string> ids;
  EXPECT_EQ(catalogue->members("crew", ids), Catalogue::GroupAnswer::kNotKnown);
  EXPECT_EQ(catalogue->has_issue("SHIP-1"), std::nullopt);
}

}  // namespace
}  // namespace tl::jql
