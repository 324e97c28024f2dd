// Filters: each member alone, together, with what is not known.
#include "measure/scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "measure/delivered_for_test.h"
#include "measure/mark.h"

namespace tl::measure::delivered {
namespace {

using lens::ChangeField;
using lens::LensField;

const InstanceId kOther{2};

// A small world: an epic with a story that has a sub-task, and issues that share nothing.
class World {
 public:
  World() {
    type("1", "Story", 0);
    type("2", "Bug", 0);
    type("3", "Sub-task", -1);
    type("4", "Epic", 1);
    add(kInstance, 1, "A-1", "4", "A");
    add(kInstance, 2, "A-2", "1", "A").parent = IssueId(1);
    add(kInstance, 3, "A-3", "3", "A").parent = IssueId(2);
    add(kInstance, 4, "B-4", "2", "B");
    add(kOther, 2, "A-2", "1", "A").parent = IssueId(1);  // another site, the same ids
    add(kInstance, 5, "B-5", "", "");
  }

  lens::IssueRow& row(size_t index) { return rows_[index]; }
  lens::Code code(LensField field, InstanceId instance, const std::string& id,
                  const std::string& name = "") {
    return builder_.dictionary().code_of(field, instance, {id, name.empty() ? id : name});
  }
  void member(size_t index, ChangeField field, LensField of, const std::string& id,
              const std::string& name = "") {
    rows_[index].members.push_back({field, code(of, rows_[index].ref.instance, id, name)});
  }

  // The keys that the filter lets through, "/2" where it is not the first site's.
  std::vector<std::string> keys(const Filter& filter) {
    make();
    const Scope scope(test_->facts(), filter);
    notes = scope.notes();
    std::vector<std::string> found;
    for (const lens::Part& part : test_->version->parts()) {
      for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
        if (!part.live(row) || !scope.holds(*part.chunk, row)) continue;
        const bool other = part.chunk->ref(row).instance == kOther;
        found.push_back(std::string(part.chunk->key.at(row)) + (other ? "/2" : ""));
      }
    }
    std::sort(found.begin(), found.end());
    return found;
  }
  std::vector<std::string> notes;

 private:
  void type(const std::string& id, const std::string& name, double level) {
    domain::Record record;
    record.kind = domain::RecordKind::kIssueType;
    record.id = id;
    set_attribute(record.attributes, "name", name, {});
    set_attribute(record.attributes, "level", level, {});
    builder_.add_record(kInstance, record);
    builder_.add_record(kOther, record);
  }
  lens::IssueRow& add(InstanceId instance, int64_t id, const std::string& key,
                      const std::string& type_id, const std::string& project) {
    lens::IssueRow& row = rows_.emplace_back();
    row.ref = {instance, IssueId(id)};
    row.key = key;
    row.created = kStart;
    if (!type_id.empty()) row.type = code(LensField::kType, instance, type_id);
    if (!project.empty()) row.project = code(LensField::kProject, instance, project);
    return row;
  }
  void make() {
    if (test_) return;
    for (const lens::IssueRow& row : rows_) builder_.add(row);
    test_.emplace(builder_.finish(1, Instant(kStart)));
  }

  lens::LensBuilder builder_;
  std::vector<lens::IssueRow> rows_;
  std::optional<TestFacts> test_;
};

using Keys = std::vector<std::string>;

Filter all_levels() {
  Filter filter;
  filter.population = {true, true, true};
  return filter;
}

TEST(ScopeTest, PopulationProjectsTypesInstances) {
  World world;
  EXPECT_EQ(world.keys({}), (Keys{"A-2", "A-2/2", "B-4", "B-5"}));
  EXPECT_EQ(world.keys(all_levels()).size(), 6u);
  Filter filter;
  filter.population = {false, true, true};
  EXPECT_EQ(world.keys(filter), (Keys{"A-1", "A-3"}));
  filter = {};
  filter.types = {"BUG", "epic"};
  EXPECT_EQ(world.keys(filter), (Keys{"B-4"}));
  filter = {};
  filter.projects = {{kInstance, "a"}, {kOther, "B"}};
  EXPECT_EQ(world.keys(filter), (Keys{"A-2"}));
  EXPECT_EQ(world.notes, Keys{"project B is not known here"});
  filter = {};
  filter.instances = {kOther};
  EXPECT_EQ(world.keys(filter), (Keys{"A-2/2"}));
  filter.instances = {kInstance, kOther};
  EXPECT_EQ(world.keys(filter).size(), 4u);
}

TEST(ScopeTest, PrioritiesLabelsComponents) {
  World world;
  world.row(1).priority = world.code(LensField::kPriority, kInstance, "1", "High");
  world.row(3).priority = world.code(LensField::kPriority, kInstance, "2", "Low");
  world.member(1, ChangeField::kLabel, LensField::kLabel, "web");
  world.member(1, ChangeField::kLabel, LensField::kLabel, "slow");
  world.member(4, ChangeField::kComponent, LensField::kComponent, "9", "Cart");
  world.member(3, ChangeField::kComponent, LensField::kComponent, "9", "Cart");
  world.member(3, ChangeField::kLabel, LensField::kLabel, "slow");
  Filter filter;
  filter.priorities = {"high"};
  EXPECT_EQ(world.keys(filter), (Keys{"A-2"}));
  filter = {};
  filter.labels = {"SLOW"};
  EXPECT_EQ(world.keys(filter), (Keys{"A-2", "B-4"}));
  filter.labels = {"web", "nowhere"};
  EXPECT_EQ(world.keys(filter), (Keys{"A-2"}));
  EXPECT_EQ(world.notes, Keys{"label nowhere is not known here"});
  filter = {};
  filter.components = {"cart"};  // a component of one name on two sites
  EXPECT_EQ(world.keys(filter), (Keys{"A-2/2", "B-4"}));
  filter.labels = {"slow"};  // both must hold
  EXPECT_EQ(world.keys(filter), (Keys{"B-4"}));
  filter = {};
  filter.priorities = {"Blocker"};
  EXPECT_EQ(world.keys(filter), Keys{});
  EXPECT_EQ(world.notes, Keys{"priority Blocker is not known here"});
}

TEST(ScopeTest, SprintsAsNowOrEver) {
  World world;
  world.member(1, ChangeField::kSprint, LensField::kSprint, "7");
  const lens::Code seven = world.code(LensField::kSprint, kInstance, "7");
  const lens::Code eight = world.code(LensField::kSprint, kInstance, "8");
  world.row(3).changes[ChangeField::kSprint] = {{kStart, lens::kNoCode, eight, lens::kNoCode},
                                                {kStart + 1, eight, lens::kNoCode, lens::kNoCode}};
  world.row(5).changes[ChangeField::kSprint] = {{kStart, seven, lens::kNoCode, lens::kNoCode}};
  Filter filter;
  filter.sprints = {{kInstance, "7"}};
  EXPECT_EQ(world.keys(filter), (Keys{"A-2", "B-5"}));
  filter.sprints = {{kInstance, "8"}};
  EXPECT_EQ(world.keys(filter), (Keys{"B-4"})) << "taken out again";
  filter.sprints = {{kOther, "7"}};
  EXPECT_EQ(world.keys(filter), Keys{});
  EXPECT_EQ(world.notes, Keys{"sprint 7 is not known here"});
}

TEST(ScopeTest, EpicsByTheirKeyAndTheParentsParent) {
  World world;
  Filter filter = all_levels();
  filter.epics = {"a-1"};
  EXPECT_EQ(world.keys(filter), (Keys{"A-2", "A-3"})) << "the sub-task by its story";
  EXPECT_TRUE(world.notes.empty());
  filter.epics = {"B-5"};
  EXPECT_EQ(world.keys(filter), Keys{});
  EXPECT_TRUE(world.notes.empty()) << "it is known, and has nothing below";
  filter.epics = {"C-9"};
  EXPECT_EQ(world.keys(filter), Keys{});
  EXPECT_EQ(world.notes, Keys{"epic C-9 is not known here"});
  filter.epics = {"A-2"};  // of both sites; what is below the other's is not there
  EXPECT_EQ(world.keys(filter), (Keys{"A-3"}));
}

// --- marks ---------------------------------------------------------------------------------------

TEST(MarkTest, EachMemberIsRefusedWhereItHasNoMeaning) {
  struct Row {
    const char* member;
    MarkPart part;
    void (*set)(Mark&);
  };
  for (const Row& row :
       {Row{"exclusion", MarkPart::kExclusion, [](Mark& m) { m.exclusion = "deleted"; }},
        Row{"on", MarkPart::kOn, [](Mark& m) { m.on = CivilDate{20'000}; }},
        Row{"stage", MarkPart::kStage, [](Mark& m) { m.stage = Stage::kReview; }},
        Row{"status", MarkPart::kStatus, [](Mark& m) { m.status = "Doing"; }},
        Row{"item_category", MarkPart::kCategory, [](Mark& m) { m.category = Category::kBug; }},
        Row{"longer_than", MarkPart::kSeconds, [](Mark& m) { m.longer_than = 0; }},
        Row{"shorter_than", MarkPart::kSeconds, [](Mark& m) { m.shorter_than = 5; }},
        Row{"band", MarkPart::kBand, [](Mark& m) { m.band = 4; }},
        Row{"cause", MarkPart::kCause, [](Mark& m) { m.cause = BlockCause::kLink; }},
        Row{"sprint_group", MarkPart::kSprintGroup, [](Mark& m) { m.sprint_group = "added"; }},
        Row{"finding", MarkPart::kFinding, [](Mark& m) { m.finding = "negative"; }}}) {
    Mark mark;
    row.set(mark);
    EXPECT_TRUE(check_mark(mark, {row.part}).ok()) << row.member;
    const auto refused = check_mark(mark, {});
    ASSERT_FALSE(refused.ok()) << row.member;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(refused.error().detail, testing::StartsWith(std::string(row.member) + " has no"));
  }
  EXPECT_TRUE(check_mark({}, {}).ok());
}

TEST(MarkTest, ValuesOutOfRangeAreRefused) {
  const auto ok = [](auto set) {
    Mark mark;
    set(mark);
    return check_mark(mark, {MarkPart::kSeconds, MarkPart::kBand}).ok();
  };
  EXPECT_FALSE(ok([](Mark& m) { m.longer_than = -1; }));
  EXPECT_FALSE(ok([](Mark& m) { m.shorter_than = 0; }));
  EXPECT_FALSE(ok([](Mark& m) { m.longer_than = m.shorter_than = 7; }));
  EXPECT_TRUE(ok([](Mark& m) { m.longer_than = 7, m.shorter_than = 8; }));
  EXPECT_FALSE(ok([](Mark& m) { m.band = 5; }));
  EXPECT_FALSE(ok([](Mark& m) { m.band = -1; }));
  Mark mark;
  mark.exclusion = "none such";
  EXPECT_FALSE(exclusion_of(mark).ok());
  mark.exclusion = "negative";
  EXPECT_EQ(exclusion_of(mark).value(), 4u);
}

TEST(MarkTest, PeriodsAndWords) {
  Question question;
  question.from = parse_instant("2026-09-30T00:00:00Z").value();
  question.to = parse_instant("2026-11-01T00:00:00Z").value();
  Mark mark;
  EXPECT_FALSE(period_of(question, mark).value());
  mark.on = *parse_date("2026-10-07");
  EXPECT_EQ(when_text(period_of(question, mark).value(), mark.period), "in the week of 2026-10-05");
  mark.period = PeriodLength::kMonth;
  EXPECT_EQ(when_text(period_of(question, mark).value(), mark.period), "in October 2026");
  mark.period = PeriodLength::kDay;
  EXPECT_EQ(when_text(period_of(question, mark).value(), mark.period), "on 2026-10-07");
  EXPECT_EQ(when_text({}, mark.period), "");
  mark.on = *parse_date("2026-11-01");
  EXPECT_FALSE(period_of(question, mark).ok());
  const TestFacts test(build({}));
  const Durations days(test.facts(), TimeUnit::kCalendar);
  const auto words = [&](std::optional<int64_t> longer, std::optional<int64_t> shorter) {
    Mark one;
    one.longer_than = longer;
    one.shorter_than = shorter;
    return length_text(one, days);
  };
  EXPECT_EQ(words({}, {}), "");
  EXPECT_EQ(words(86'400, {}), "1 day or longer");
  EXPECT_EQ(words({}, 7200), "under 2 hours");
  EXPECT_EQ(words(0, 172'800), "0 days to under 2 days");
  EXPECT_EQ(words(61, {}), "61 seconds or longer");
}

TEST(ItemTest, CausesAsWords) {
  for (const BlockCause cause : {BlockCause::kFlagged, BlockCause::kStage, BlockCause::kLink})
    EXPECT_EQ(parse_block_cause(to_text(cause)), cause);
  EXPECT_FALSE(parse_block_cause("rain"));
}

}  // namespace
}  // namespace tl::measure::delivered
