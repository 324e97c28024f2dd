// The lens over facts in memory: rows, following, versions that do not change, eviction.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <thread>

#include "lens/lens_house.h"
#include "lens/memory_source.h"
#include "lens/version_builder.h"

namespace tl::lens {
namespace {

const InstanceId kAcme{1};
const InstanceId kBeta{2};

class TestClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant(1'000'000); }
  bool wait_until(Instant /*until*/, const std::stop_token& stop) const override {
    return !stop.stop_requested();
  }
};

void set(SourceIssue& issue, std::string_view name, domain::Value value, int64_t at = 0) {
  set_attribute(issue.issue.attributes, name, std::move(value),
                {Instant(at), 0, domain::SourceRank::kRest, 0});
}

SourceIssue make_issue(InstanceId instance, int64_t id) {
  SourceIssue issue;
  issue.instance = instance;
  issue.issue.id = IssueId(id);
  set(issue, "key", fmt::format("A-{}", id));
  set(issue, "summary", fmt::format("Summary of {}", id));
  set(issue, "status", domain::Ref{"1", "To Do"});
  set(issue, "project", domain::Ref{"10", "A"});
  set(issue, "created", Instant(id * 10));
  set(issue, "updated", Instant(id * 10 + 1));
  return issue;
}

void add_status(SourceIssue& issue, std::string id, int64_t at, const domain::Ref& from,
                const domain::Ref& to) {
  domain::History history;
  history.issue = issue.issue.id;
  history.id = std::move(id);
  history.version = {Instant(at), 0, domain::SourceRank::kRest, 0};
  history.items.push_back({"status", "status", from.id, from.name, to.id, to.name});
  if (history.id.empty()) history.id = domain::content_id(history);
  issue.histories.push_back(std::move(history));
}

domain::Record status_record(const std::string& id, const std::string& name,
                             const std::string& category) {
  domain::Record record;
  record.kind = domain::RecordKind::kStatus;
  record.id = id;
  set_attribute(record.attributes, "name", name, {});
  set_attribute(record.attributes, "category", domain::Ref{category, category}, {});
  return record;
}

// A row with values instead of codes: equal whatever the history of the dictionary.
std::string describe(const LensVersion& version, const IssueRow& row) {
  const auto value = [&](LensField field, Code code) {
    const DictionaryEntry& entry = version.dictionary().at(field, code);
    return fmt::format("{}/{}/{}/{}/{}", entry.instance.value, entry.id, entry.name, entry.key,
                       static_cast<int>(entry.category));
  };
  std::string out = fmt::format(
      "{}:{} {} '{}' p={} s={} r={} a={} {} {} {} {} f={}", row.ref.instance.value,
      row.ref.issue.value, row.key, row.summary, value(LensField::kProject, row.project),
      value(LensField::kStatus, row.status), value(LensField::kResolution, row.resolution),
      value(LensField::kAccount, row.assignee), row.created, row.updated, row.deleted_at,
      row.parent.value, row.flags);
  for (const Change& change : row.changes[ChangeField::kStatus]) {
    out += fmt::format("\n  {} {} -> {}", change.at, value(LensField::kStatus, change.from),
                       value(LensField::kStatus, change.to));
  }
  return out;
}

// All live rows, in the order of their ids.
std::map<IssueRef, std::string> describe(const LensVersion& version) {
  std::map<IssueRef, std::string> all;
  for (const Part& part : version.parts()) {
    for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
      if (!part.live(row)) continue;
      const IssueRow issue = part.chunk->row(row);
      EXPECT_TRUE(all.emplace(issue.ref, describe(version, issue)).second) << "live twice";
    }
  }
  EXPECT_EQ(all.size(), version.issue_count());
  return all;
}

class LensTest : public testing::Test {
 protected:
  std::unique_ptr<Lens> load() {
    return Lens::load(TenantId(1), std::make_unique<MemorySource>(facts_), clock_, {}).value();
  }
  bool follow(Lens& lens) { return lens.follow_once({}).value(); }
  TestClock clock_;
  std::shared_ptr<MemoryFacts> facts_ = std::make_shared<MemoryFacts>();
};

TEST_F(LensTest, RowHoldsWhatTheIssueSays) {
  SourceIssue issue = make_issue(kAcme, 5);
  set(issue, "resolution", domain::Ref{"3", "Done"});
  set(issue, "assignee", domain::Ref{"acc", "Someone"});
  set(issue, "parent", domain::Ref{"77", "A-77"});
  set(issue, domain::kHistoryTotal, 2.0);
  facts_->put(issue);
  const auto lens = load();
  const VersionPtr version = lens->pin();
  const auto row = version->issue({kAcme, IssueId(5)});
  ASSERT_TRUE(row);
  EXPECT_EQ(row->key, "A-5");
  EXPECT_EQ(row->summary, "Summary of 5");
  EXPECT_EQ(row->created, 50);
  EXPECT_EQ(row->updated, 51);
  EXPECT_EQ(row->deleted_at, kNoInstant);
  EXPECT_EQ(row->parent, IssueId(77));
  EXPECT_EQ(row->flags, kRowHistoryComplete);
  EXPECT_EQ(version->dictionary().at(LensField::kProject, row->project).key, "A");
  EXPECT_EQ(version->dictionary().at(LensField::kResolution, row->resolution).name, "Done");
  EXPECT_EQ(version->data_to(), Instant(51));
  EXPECT_EQ(version->position(), 1);
  EXPECT_FALSE(version->find({kBeta, IssueId(5)}));
}

TEST_F(LensTest, UnknownStaysUnknown) {
  SourceIssue issue;
  issue.instance = kAcme;
  issue.issue.id = IssueId(1);
  facts_->put(issue);
  const auto row = load()->pin()->issue({kAcme, IssueId(1)});
  ASSERT_TRUE(row);
  EXPECT_EQ(row->created, kNoInstant);
  EXPECT_EQ(row->status, kNoCode);
  EXPECT_EQ(row->flags, 0) << "no reading brought all histories";
}

TEST_F(LensTest, OutOfSightIsMarkedUntilSeenAgain) {
  SourceIssue issue = make_issue(kAcme, 5);
  set(issue, domain::kInvisible, true);
  facts_->put(issue);
  const auto lens = load();
  EXPECT_EQ(lens->pin()->issue({kAcme, IssueId(5)})->flags, kRowInvisible);
  set(issue, domain::kInvisible, false);
  facts_->put(issue);
  EXPECT_TRUE(follow(*lens));
  EXPECT_EQ(lens->pin()->issue({kAcme, IssueId(5)})->flags, 0);
}

TEST_F(LensTest, AStatusOfOneProjectSaysSo) {
  domain::Record own = status_record("1", "To Do", "new");
  set_attribute(own.attributes, "project", domain::Ref{"10", "A"}, {});
  facts_->put_record(kAcme, own);
  facts_->put_record(kAcme, status_record("2", "To Do", "new"));
  const VersionPtr version = load()->pin();
  const auto& statuses = version->dictionary().field(LensField::kStatus);
  EXPECT_EQ(statuses.at(statuses.find(kAcme, "1")).project, "10");
  EXPECT_EQ(statuses.at(statuses.find(kAcme, "2")).project, "");
}

TEST_F(LensTest, HistoriesAreSortedAndAbsorbed) {
  SourceIssue issue = make_issue(kAcme, 1);
  const domain::Ref todo{"1", "To Do"};
  const domain::Ref doing{"2", "Doing"};
  add_status(issue, "9", 200, doing, todo);
  add_status(issue, "", 101, todo, doing);   // the webhook's, without an id
  add_status(issue, "8", 100, todo, doing);  // the same act as REST tells it
  add_status(issue, "10", 200, todo, doing);
  facts_->put(issue);
  const auto row = load()->pin()->issue({kAcme, IssueId(1)});
  ASSERT_EQ(row->changes[ChangeField::kStatus].size(), 3u);
  EXPECT_EQ(row->changes[ChangeField::kStatus][0].at, 100);
  EXPECT_EQ(row->changes[ChangeField::kStatus][1].to, row->changes[ChangeField::kStatus][0].from)
      << "9 before 10 at the same instant";
  EXPECT_EQ(row->flags & kRowChainBroken, 0);
}

TEST_F(LensTest, BrokenChainIsMarked) {
  SourceIssue issue = make_issue(kAcme, 1);
  add_status(issue, "1", 100, {"1", "To Do"}, {"2", "Doing"});
  add_status(issue, "2", 200, {"3", "Review"}, {"4", "Done"});
  facts_->put(issue);
  EXPECT_NE(load()->pin()->issue({kAcme, IssueId(1)})->flags & kRowChainBroken, 0);
}

TEST_F(LensTest, SameStatusIdOfTwoInstancesAreTwoValues) {
  facts_->put_record(kAcme, status_record("1", "To Do", "new"));
  facts_->put_record(kBeta, status_record("1", "Shipped", "done"));
  facts_->put(make_issue(kAcme, 1));
  facts_->put(make_issue(kBeta, 1));
  const auto version = load()->pin();
  const auto status = [&](InstanceId instance) {
    return version->dictionary().at(LensField::kStatus,
                                    version->issue({instance, IssueId(1)})->status);
  };
  EXPECT_EQ(status(kAcme).category, StatusCategory::kNew);
  EXPECT_EQ(status(kBeta).category, StatusCategory::kDone);
  EXPECT_EQ(status(kBeta).name, "Shipped") << "the catalogue's name, not the one written";
}

TEST_F(LensTest, FollowsChangesAndPinnedVersionsStay) {
  for (int64_t id = 1; id <= 100; ++id) facts_->put(make_issue(kAcme, id));
  const auto lens = load();
  const VersionPtr before = lens->pin();
  const auto text_before = describe(*before);
  EXPECT_FALSE(follow(*lens)) << "no news";
  SourceIssue changed = make_issue(kAcme, 7);
  set(changed, "summary", std::string("New words"));
  facts_->put(changed);
  facts_->remove({kAcme, IssueId(8)});
  facts_->put(make_issue(kAcme, 101));
  EXPECT_TRUE(follow(*lens));
  const VersionPtr after = lens->pin();
  EXPECT_EQ(after->issue({kAcme, IssueId(7)})->summary, "New words");
  EXPECT_FALSE(after->find({kAcme, IssueId(8)}));
  EXPECT_TRUE(after->find({kAcme, IssueId(101)}));
  EXPECT_EQ(after->issue_count(), 100u);
  EXPECT_EQ(after->position(), 103);
  EXPECT_EQ(describe(*before), text_before);
  EXPECT_EQ(before->position(), 100);
}

TEST_F(LensTest, CatalogueChangesRenewTheDictionary) {
  facts_->put_record(kAcme, status_record("1", "To Do", "new"));
  facts_->put(make_issue(kAcme, 1));
  const auto lens = load();
  facts_->put_record(kAcme, status_record("1", "Finished", "done"));
  EXPECT_TRUE(follow(*lens));
  const auto& statuses = lens->pin()->dictionary().field(LensField::kStatus);
  const DictionaryEntry& entry = statuses.at(statuses.find(kAcme, "1"));
  EXPECT_EQ(entry.category, StatusCategory::kDone);
  EXPECT_EQ(entry.name, "Finished");
}

TEST_F(LensTest, DeletedAndGoneConnections) {
  SourceIssue issue = make_issue(kAcme, 1);
  set(issue, domain::kDeleted, true, 900);
  facts_->put(issue);
  facts_->put(make_issue(kBeta, 1));
  const auto lens = load();
  EXPECT_EQ(lens->pin()->issue({kAcme, IssueId(1)})->deleted_at, 900);
  facts_->remove_instance(kAcme);
  EXPECT_TRUE(follow(*lens));
  EXPECT_FALSE(lens->pin()->find({kAcme, IssueId(1)}));
  EXPECT_TRUE(lens->pin()->find({kBeta, IssueId(1)}));
}

TEST_F(LensTest, TrimmedFeedRebuilds) {
  facts_->put(make_issue(kAcme, 1));
  const auto lens = load();
  facts_->put(make_issue(kAcme, 2));
  facts_->trim();
  EXPECT_TRUE(follow(*lens));
  EXPECT_TRUE(lens->pin()->find({kAcme, IssueId(2)}));
  EXPECT_FALSE(follow(*lens));
}

// Any sequence of edits ends in the same lens as building it anew.
TEST_F(LensTest, IncrementalEqualsRebuilt) {
  std::mt19937 random(4711);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int64_t id = 1; id <= 300; ++id) facts_->put(make_issue(kAcme, id));
  const auto lens = load();
  for (int round = 0; round < 120; ++round) {
    for (int edits = below(30); edits >= 0; --edits) {
      const InstanceId instance = below(4) == 0 ? kBeta : kAcme;
      const int64_t id = 1 + below(400);
      if (below(10) == 0) {
        facts_->remove({instance, IssueId(id)});
        continue;
      }
      SourceIssue issue = make_issue(instance, id);
      set(issue, "updated", Instant(100'000 + round));
      const std::string status = std::to_string(1 + below(6));
      set(issue, "status", domain::Ref{status, "Status " + status});
      for (int i = below(5); i > 0; --i) {
        const std::string from = std::to_string(1 + below(6));
        const std::string to = std::to_string(1 + below(6));
        add_status(issue, std::to_string(i), 1000 + below(50), {from, "Status " + from},
                   {to, "Status " + to});
      }
      if (below(20) == 0) set(issue, domain::kDeleted, true, 99);
      facts_->put(issue);
    }
    if (below(5) == 0)
      facts_->put_record(kAcme, status_record("2", "Two", below(2) ? "new" : "done"));
    follow(*lens);
    if (round % 10 != 9) continue;
    const VersionPtr rebuilt = load()->pin();
    ASSERT_EQ(describe(*lens->pin()), describe(*rebuilt)) << "round " << round;
    EXPECT_EQ(lens->pin()->data_to(), rebuilt->data_to());
  }
  EXPECT_LE(lens->pin()->parts().size(), 12u) << "small parts were not merged";
}

TEST_F(LensTest, CompactionDropsReplacedRows) {
  for (int64_t id = 1; id <= 1000; ++id) facts_->put(make_issue(kAcme, id));
  const auto lens = load();
  for (int64_t id = 1; id <= 1000; ++id) {
    facts_->put(make_issue(kAcme, id));
    follow(*lens);
  }
  const VersionPtr version = lens->pin();
  size_t rows = 0;
  for (const Part& part : version->parts()) rows += part.chunk->rows();
  EXPECT_EQ(version->issue_count(), 1000u);
  EXPECT_LE(rows, 1000u * 3 / 2);
  EXPECT_LE(version->parts().size(), 12u);
}

TEST(LensBuilderTest, AnyOrderAndTheLastOneCounts) {
  LensBuilder builder;
  builder.add(make_issue(kBeta, 3));
  builder.add(make_issue(kAcme, 9));
  builder.add(make_issue(kAcme, 2));
  SourceIssue again = make_issue(kBeta, 3);
  set(again, "summary", std::string("Again"));
  builder.add(again);
  const VersionPtr version = builder.finish(1, Instant(5));
  EXPECT_EQ(describe(*version).size(), 3u);
  EXPECT_EQ(version->issue({kBeta, IssueId(3)})->summary, "Again");
}

TEST(LensBuilderTest, ChunksAreBounded) {
  LensBuilder builder;
  for (int64_t id = 1; id <= kMaxChunkRows + 1; ++id) {
    IssueRow row;
    row.ref = {kAcme, IssueId(id)};
    builder.add(std::move(row));
  }
  const VersionPtr version = builder.finish(1, Instant(5));
  EXPECT_EQ(version->issue_count(), kMaxChunkRows + 1);
  for (const Part& part : version->parts()) EXPECT_LE(part.chunk->rows(), kMaxChunkRows);
  EXPECT_TRUE(version->find({kAcme, IssueId(kMaxChunkRows + 1)}));
}

TEST_F(LensTest, EmptyTenant) {
  const auto version = load()->pin();
  EXPECT_EQ(version->issue_count(), 0u);
  EXPECT_FALSE(version->data_to());
  EXPECT_FALSE(version->find({kAcme, IssueId(1)}));
}

// Readers pin while the follower publishes; every version is whole (ThreadSanitizer looks on).
TEST_F(LensTest, ReadersPinWhileTheFollowerPublishes) {
  constexpr int64_t kEdits = 300;
  for (int64_t id = 1; id <= 200; ++id) facts_->put(make_issue(kAcme, id));
  const auto lens = load();
  const int64_t before = lens->pin()->position();
  lens->start();
  std::atomic<bool> done = false;
  std::atomic<int64_t> bad = 0;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      int64_t last = 0;
      while (!done) {
        const VersionPtr version = lens->pin();
        const auto row = version->issue({kAcme, IssueId(100)});
        if (version->position() < last || !row || version->issue_count() != 200) ++bad;
        last = version->position();
      }
    });
  }
  for (int64_t i = 0; i < kEdits; ++i) {
    SourceIssue issue = make_issue(kAcme, 1 + i % 200);
    set(issue, "status", domain::Ref{std::to_string(i), "S"});
    facts_->put(issue);
  }
  EXPECT_TRUE(lens->wait_for_position(before + kEdits, Millis(60'000)));
  done = true;
  readers.clear();
  lens->stop();
  EXPECT_EQ(bad, 0);
  EXPECT_EQ(describe(*lens->pin()), describe(*load()->pin()));
}

class FailingSource : public MemorySource {
 public:
  using MemorySource::MemorySource;
  std::atomic<int> failures{3};
  Result<FeedNews> load_news(int64_t after, size_t limit) override {
    if (failures-- > 0) return make_error(ErrorCode::kDatabase, "no");
    return MemorySource::load_news(after, limit);
  }
};

TEST_F(LensTest, FollowerGoesOnAfterErrors) {
  facts_->put(make_issue(kAcme, 1));
  const auto lens =
      Lens::load(TenantId(1), std::make_unique<FailingSource>(facts_), clock_, {}).value();
  lens->start();
  facts_->put(make_issue(kAcme, 2));
  EXPECT_TRUE(lens->wait_for_position(2, Millis(60'000)));
  EXPECT_FALSE(lens->trouble());
}

class HouseTest : public LensTest {
 protected:
  LensHouse::OpenSource open() {
    return [this](TenantId tenant) -> Result<std::unique_ptr<LensSource>> {
      ++opened_;
      if (tenant.value == 99) return make_error(ErrorCode::kNotFound, "no such tenant");
      return std::unique_ptr<LensSource>(std::make_unique<MemorySource>(facts_));
    };
  }
  std::atomic<int> opened_ = 0;
};

TEST_F(HouseTest, LoadsOnceAndFollows) {
  facts_->put(make_issue(kAcme, 1));
  LensHouse house(open(), clock_);
  {
    std::vector<std::jthread> askers;
    for (int i = 0; i < 4; ++i)
      askers.emplace_back([&] { EXPECT_EQ(house.pin(TenantId(1)).value()->issue_count(), 1u); });
  }
  EXPECT_EQ(opened_, 1);
  facts_->put(make_issue(kAcme, 2));
  EXPECT_EQ(house.pin_at(TenantId(1), 2, Millis(60'000)).value()->issue_count(), 2u);
  ASSERT_EQ(house.status().size(), 1u);
  EXPECT_EQ(house.status()[0].issues, 2u);
}

TEST_F(HouseTest, FailuresAreNotKept) {
  LensHouse house(open(), clock_);
  EXPECT_EQ(house.pin(TenantId(99)).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(house.pin(TenantId(99)).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(opened_, 2);
  EXPECT_TRUE(house.status().empty());
}

TEST_F(HouseTest, EvictsTheLeastRecentlyUsed) {
  facts_->put(make_issue(kAcme, 1));
  size_t one = 0;
  {
    LensHouse house(open(), clock_);
    one = house.pin(TenantId(1)).value()->memory_bytes();
  }
  LensHouse house(open(), clock_, one * 2);  // room for two
  const VersionPtr pinned = house.pin(TenantId(1)).value();
  (void)house.pin(TenantId(2)).value();
  EXPECT_EQ(house.status().size(), 2u);
  (void)house.pin(TenantId(1)).value();
  (void)house.pin(TenantId(3)).value();
  ASSERT_EQ(house.status().size(), 2u);
  EXPECT_EQ(house.status()[0].tenant, TenantId(1));
  EXPECT_EQ(house.status()[1].tenant, TenantId(3));
  EXPECT_EQ(pinned->issue_count(), 1u);
}

TEST_F(HouseTest, OneLensAboveTheLimitStillWorks) {
  facts_->put(make_issue(kAcme, 1));
  LensHouse house(open(), clock_, 1);
  EXPECT_TRUE(house.pin(TenantId(1)).ok());
  EXPECT_EQ(house.status().size(), 1u);
}

TEST_F(HouseTest, StopEndsIt) {
  LensHouse house(open(), clock_);
  const VersionPtr pinned = house.pin(TenantId(1)).value();
  house.stop();
  EXPECT_EQ(house.pin(TenantId(1)).error().code, ErrorCode::kStopping);
  EXPECT_EQ(pinned->issue_count(), 0u);
}

}  // namespace
}  // namespace tl::lens
