// Following: how many reads a batch takes, issues that name others by key, dictionaries that grow,
// and the limit of memory.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lens/lens_house.h"
#include "lens/memory_source.h"
#include "lens/rows_for_test.h"

namespace tl::lens {
namespace {

const InstanceId kAcme{1};

class StillClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant(1'000'000); }
  bool wait_until(Instant /*until*/, const std::stop_token& stop) const override {
    return !stop.stop_requested();
  }
};

SourceIssue make_issue(int64_t id) {
  SourceIssue issue{kAcme, {IssueId(id), {}}, {}};
  set_attribute(issue.issue.attributes, "key", fmt::format("A-{}", id), {});
  set_attribute(issue.issue.attributes, "status", domain::Ref{"1", "To Do"}, {});
  return issue;
}

// An issue whose epic is known by its key alone, as old sites tell it.
SourceIssue make_child(int64_t id, const std::string& epic) {
  SourceIssue issue = make_issue(id);
  set_attribute(issue.issue.attributes, "customfield_5", epic, {});
  return issue;
}

domain::Record epic_link_field() {
  domain::Record field;
  field.kind = domain::RecordKind::kField;
  field.id = "customfield_5";
  set_attribute(field.attributes, "name", std::string("Epic Link"), {});
  set_attribute(field.attributes, "schema_custom",
                std::string("com.pyxis.greenhopper.jira:gh-epic-link"), {});
  return field;
}

class CountingSource : public MemorySource {
 public:
  using MemorySource::MemorySource;
  struct Counts {
    int reads = 0;
    size_t issues = 0;
  };
  Counts* counts = nullptr;
  Result<std::vector<IssueRow>> load_rows(const std::vector<IssueRef>& refs,
                                          RowMaker& maker) override {
    ++counts->reads;
    counts->issues += refs.size();
    return MemorySource::load_rows(refs, maker);
  }
};

class FollowTest : public testing::Test {
 protected:
  std::unique_ptr<Lens> load() {
    auto source = std::make_unique<CountingSource>(facts_);
    source->counts = &counts_;
    return Lens::load(TenantId(1), std::move(source), clock_, {}).value();
  }
  void follow(Lens& lens) {
    while (lens.follow_once({}).value()) {
    }
  }
  static IssueId parent_of(const Lens& lens, int64_t id) {
    return lens.pin()->issue({kAcme, IssueId(id)})->parent;
  }
  StillClock clock_;
  std::shared_ptr<MemoryFacts> facts_ = std::make_shared<MemoryFacts>();
  CountingSource::Counts counts_;
};

// StoreSource::load_rows makes five queries for a connection's issues and one for the values they
// name, however many issues there are: so a batch of 500 events costs what one event costs, and
// the rest is work in memory.
TEST_F(FollowTest, ABatchIsReadAtOnce) {
  const auto lens = load();
  for (int round = 0; round < 3; ++round) {
    for (int64_t id = 1; id <= 500; ++id) facts_->put(make_issue(id));
  }
  EXPECT_TRUE(lens->follow_once({}).value());
  EXPECT_EQ(counts_.reads, 1);
  EXPECT_EQ(counts_.issues, 500u) << "an issue that changed three times is read once";
  EXPECT_FALSE(lens->follow_once({}).value());
  EXPECT_EQ(counts_.reads, 1);
}

TEST_F(FollowTest, ABatchHasALimit) {
  const auto lens = load();
  for (size_t id = 1; id <= kFollowBatch + 1; ++id) facts_->put(make_issue(int64_t(id)));
  EXPECT_TRUE(lens->follow_once({}).value());
  EXPECT_EQ(lens->pin()->issue_count(), kFollowBatch);
  EXPECT_TRUE(lens->follow_once({}).value());
  EXPECT_EQ(lens->pin()->issue_count(), kFollowBatch + 1);
}

TEST_F(FollowTest, AnEpicThatComesLaterIsFound) {
  facts_->put_record(kAcme, epic_link_field());
  facts_->put(make_child(2, "A-7"));
  facts_->put(make_child(3, "A-8"));
  const auto lens = load();
  EXPECT_EQ(parent_of(*lens, 2), IssueId());
  facts_->put(make_issue(7));
  follow(*lens);
  EXPECT_EQ(parent_of(*lens, 2), IssueId(7));
  EXPECT_EQ(parent_of(*lens, 3), IssueId()) << "it waits for another one";
  EXPECT_TRUE(lens->pin()->issue({kAcme, IssueId(2)})->values.empty()) << "still waiting";
  facts_->remove({kAcme, IssueId(7)});
  follow(*lens);
  EXPECT_EQ(parent_of(*lens, 2), IssueId());
  EXPECT_EQ(test::describe_rows(*lens->pin()), test::describe_rows(*load()->pin()));
}

// A role that is learned later changes what stored values mean.
TEST_F(FollowTest, ANewRoleBuildsAnew) {
  facts_->put(make_issue(7));
  facts_->put(make_child(2, "A-7"));
  const auto lens = load();
  EXPECT_EQ(parent_of(*lens, 2), IssueId());
  facts_->put_record(kAcme, epic_link_field());
  follow(*lens);
  EXPECT_EQ(parent_of(*lens, 2), IssueId(7));
}

TEST(DictionaryTest, GrowsWithoutChangingWhatWasTaken) {
  std::vector<Dictionary> taken;
  Dictionary now;
  int next = 0;
  for (int round = 0; round < 60; ++round) {
    DictionaryBuilder builder(now);
    for (int i = 0; i < 1 + round * 7 % 50; ++i, ++next) {
      const std::string id = std::to_string(next);
      const Code code = builder.code_of(LensField::kLabel, kAcme, {id, id});
      EXPECT_EQ(code, static_cast<Code>(next + 1));
      EXPECT_EQ(builder.code_of(LensField::kLabel, kAcme, {id, id}), code);
    }
    now = builder.finish();
    taken.push_back(now);
  }
  EXPECT_EQ(now.field(LensField::kLabel).size(), static_cast<Code>(next + 1));
  for (const Dictionary& one : taken) {
    const FieldDictionary& labels = one.field(LensField::kLabel);
    for (Code code = 1; code < labels.size(); ++code) {
      EXPECT_EQ(labels.at(code).id, std::to_string(code - 1));
      EXPECT_EQ(labels.find(kAcme, labels.at(code).id), code);
      EXPECT_EQ(labels.find(InstanceId(2), labels.at(code).id), kNoCode);
    }
    EXPECT_EQ(labels.find(kAcme, std::to_string(labels.size() - 1)), kNoCode);
  }
  EXPECT_GT(now.memory_bytes(), static_cast<size_t>(next) * sizeof(DictionaryEntry));
}

TEST(DictionaryTest, ANewNameLeavesTheFormerVersionAlone) {
  DictionaryBuilder builder;
  const Code code = builder.code_of(LensField::kSprint, kAcme, {"1", "A"});
  const Dictionary before = builder.finish();
  domain::Record sprint;
  sprint.kind = domain::RecordKind::kSprint;
  sprint.id = "1";
  set_attribute(sprint.attributes, "name", std::string("Named"), {});
  set_attribute(sprint.attributes, domain::kDeleted, true, {});
  DictionaryBuilder again(before);
  again.add_record(kAcme, sprint);
  const Dictionary after = again.finish();
  EXPECT_EQ(before.at(LensField::kSprint, code).name, "A");
  EXPECT_FALSE(before.at(LensField::kSprint, code).deleted);
  EXPECT_EQ(after.at(LensField::kSprint, code).name, "Named");
  EXPECT_TRUE(after.at(LensField::kSprint, code).deleted) << "marked and kept";
}

class LimitTest : public testing::Test {
 protected:
  LensHouse::OpenSource open() {
    return [this](TenantId) -> Result<std::unique_ptr<LensSource>> {
      return std::unique_ptr<LensSource>(std::make_unique<MemorySource>(facts_));
    };
  }
  size_t size_of_one() {
    LensHouse house(open(), clock_);
    return house.pin(TenantId(1)).value()->memory_bytes();
  }
  StillClock clock_;
  std::shared_ptr<MemoryFacts> facts_ = std::make_shared<MemoryFacts>();
};

TEST_F(LimitTest, AtTheLimitAllStayOneByteBelowOneGoes) {
  for (int64_t id = 1; id <= 50; ++id) facts_->put(make_issue(id));
  const size_t one = size_of_one();
  for (const size_t limit : {2 * one, 2 * one - 1}) {
    LensHouse house(open(), clock_, limit);
    ASSERT_TRUE(house.pin(TenantId(1)).ok());
    ASSERT_TRUE(house.pin(TenantId(2)).ok());
    EXPECT_EQ(house.status().size(), limit == 2 * one ? 2u : 1u) << limit;
    EXPECT_EQ(house.status().back().tenant, TenantId(2)) << "the one just asked for stays";
  }
}

TEST_F(LimitTest, LensesThatGrewAreLookedAtAgain) {
  facts_->put(make_issue(1));
  const size_t one = size_of_one();
  LensHouse house(open(), clock_, 2 * one + 2000);
  ASSERT_TRUE(house.pin(TenantId(1)).ok());
  ASSERT_TRUE(house.pin(TenantId(2)).ok());
  ASSERT_EQ(house.status().size(), 2u);
  for (int64_t id = 1; id <= 2000; ++id) facts_->put(make_issue(id));
  ASSERT_TRUE(house.pin_at(TenantId(1), 2001, Millis(60'000)).ok());
  for (uint64_t i = 0; i <= kUsesBetweenLooks; ++i) ASSERT_TRUE(house.pin(TenantId(1)).ok());
  ASSERT_EQ(house.status().size(), 1u);
  EXPECT_EQ(house.status()[0].tenant, TenantId(1)) << "larger than the limit alone, and served";
}

TEST_F(LimitTest, MemoryCountsWhatIsHeld) {
  for (int64_t id = 1; id <= 1000; ++id) facts_->put(make_issue(id));
  LensHouse house(open(), clock_);
  const size_t small = house.pin(TenantId(1)).value()->memory_bytes();
  for (int64_t id = 1; id <= 1000; ++id) {
    SourceIssue issue = make_issue(id);
    set_attribute(issue.issue.attributes, "summary", std::string(200, 'x'), {});
    facts_->put(issue);
  }
  const size_t large = house.pin_at(TenantId(1), 2000, Millis(60'000)).value()->memory_bytes();
  EXPECT_LT(small, 100'000u) << "what columns were filled with is still held";
  EXPECT_GE(large, small + 199'000);
  EXPECT_LE(large, small + 300'000) << "replaced rows are still held";
}

}  // namespace
}  // namespace tl::lens
