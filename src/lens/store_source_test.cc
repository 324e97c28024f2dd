// The lens over a real store (SQLite in a directory of its own): reading everything and following
// the feed end in the same rows.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "lens/lens_house.h"
#include "lens/random_facts_for_test.h"
#include "lens/rows_for_test.h"
#include "lens/store_source.h"
#include "store/store.h"

namespace tl::lens {
namespace {

class StoreClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant(1'800'000'000'000); }
  bool wait_until(Instant /*until*/, const std::stop_token& stop) const override {
    return !stop.stop_requested();
  }
};

domain::Version version_at(int64_t at) { return {Instant(at), 0, domain::SourceRank::kRest, 0}; }

domain::Issue make_issue(int64_t id, int64_t at, const std::string& status) {
  domain::Issue issue;
  issue.id = IssueId(id);
  auto& attributes = issue.attributes;
  const domain::Version version = version_at(at);
  set_attribute(attributes, "key", fmt::format("A-{}", id), version);
  set_attribute(attributes, "summary", fmt::format("Version {} of it", at), version);
  set_attribute(attributes, "project", domain::Ref{"10", "A"}, version);
  set_attribute(attributes, "status", domain::Ref{status, "S" + status}, version);
  set_attribute(attributes, "created", Instant(1'000 + id), version);
  set_attribute(attributes, "updated", Instant(at), version);
  set_attribute(attributes, domain::kHistoryTotal, 1.0, version);
  return issue;
}

domain::History make_history(int64_t issue, const std::string& id, int64_t at,
                             const std::string& from, const std::string& to) {
  domain::History history;
  history.issue = IssueId(issue);
  history.id = id;
  history.author = {"acc", "Someone"};
  history.version = version_at(at);
  history.items.push_back({"status", "Status", from, "S" + from, to, "S" + to});
  history.items.push_back({"labels", "labels", std::nullopt, std::nullopt, std::nullopt, "x"});
  if (to == "9")
    history.items.push_back({"resolution", "resolution", std::nullopt, std::nullopt, "1", "Done"});
  if (history.id.empty()) history.id = domain::content_id(history);
  domain::seal_history(history);
  return history;
}

std::string describe(const LensVersion& version, IssueRef ref) {
  const auto row = version.issue(ref);
  if (!row) return "none";
  const auto id = [&](LensField field, Code code) {
    const DictionaryEntry& entry = version.dictionary().at(field, code);
    return entry.id + "/" + entry.name + "/" + entry.key;
  };
  std::string out = fmt::format(
      "{} {} {} {} {} {} {} {}", row->key, row->summary, id(LensField::kProject, row->project),
      id(LensField::kStatus, row->status), row->created, row->updated, row->deleted_at, row->flags);
  for (const Change& change : row->changes[ChangeField::kStatus])
    out += fmt::format(" | {} {}->{}", change.at, id(LensField::kStatus, change.from),
                       id(LensField::kStatus, change.to));
  for (const Change& change : row->changes[ChangeField::kResolution])
    out += fmt::format(" | {} r {}->{}", change.at, id(LensField::kResolution, change.from),
                       id(LensField::kResolution, change.to));
  return out;
}

class StoreSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("tl-lens-test-{}-{}", getpid(), static_cast<const void*>(this));
    store::StoreOptions options;
    options.data_dir = folder_.string();
    store_ = store::Store::open(options, clock_).value();
    store::NewTenant fresh;
    fresh.name = "Test";
    tenant_ = store_->create_tenant(fresh).value().id;
    domain::Connection connection;
    connection.vendor = "jira";
    connection.flavour = "cloud";
    connection.base_url = "https://a.example";
    connection.site_id = "site-a";
    instance_ = store_->tenant(tenant_).create_connection(connection).value().id;
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void apply(const domain::ChangeSet& set) {
    ASSERT_TRUE(store_->tenant(tenant_).apply(instance_, set, {}).ok());
  }
  std::unique_ptr<Lens> load() {
    return Lens::load(tenant_, make_store_source(*store_, tenant_), clock_, {}).value();
  }

  StoreClock clock_;
  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
  TenantId tenant_;
  InstanceId instance_;
};

TEST_F(StoreSourceTest, ReadsRowsChangesAndCatalogue) {
  domain::ChangeSet set;
  set.issues.push_back(make_issue(5, 9000, "9"));
  set.histories.push_back(make_history(5, "10", 3000, "3", "9"));
  set.histories.push_back(make_history(5, "9", 3000, "1", "3"));
  set.histories.push_back(make_history(5, "", 3001, "1", "3"));  // absorbed by 9
  domain::Record status;
  status.kind = domain::RecordKind::kStatus;
  status.id = "9";
  set_attribute(status.attributes, "name", std::string("Done"), version_at(1));
  set_attribute(status.attributes, "category", domain::Ref{"done", "Done"}, version_at(1));
  set.records.push_back(status);
  apply(set);
  const VersionPtr version = load()->pin();
  EXPECT_EQ(version->issue_count(), 1u);
  EXPECT_GT(version->position(), 0);
  EXPECT_EQ(describe(*version, {instance_, IssueId(5)}),
            "A-5 Version 9000 of it 10//A 9/Done/ 1005 9000 -9223372036854775808 2"
            " | 3000 1/S1/->3/S3/ | 3000 3/S3/->9/Done/ | 3000 r //->1/Done/");
  const auto& statuses = version->dictionary().field(LensField::kStatus);
  EXPECT_EQ(statuses.at(statuses.find(instance_, "9")).category, StatusCategory::kDone);
}

TEST_F(StoreSourceTest, FollowingEqualsReadingAnew) {
  std::mt19937 random(11);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto lens = load();
  int64_t at = 10'000;
  for (int round = 0; round < 25; ++round) {
    domain::ChangeSet set;
    for (int i = 0; i < 6; ++i) {
      const int64_t id = 1 + below(30);
      at += 10;
      const std::string from = std::to_string(1 + below(9));
      const std::string to = std::to_string(1 + below(9));
      set.issues.push_back(make_issue(id, at, to));
      if (below(8) == 0)
        set_attribute(set.issues.back().attributes, domain::kDeleted, true, version_at(at));
      set.histories.push_back(
          make_history(id, below(3) == 0 ? "" : std::to_string(at), at, from, to));
    }
    apply(set);
    while (lens->follow_once({}).value()) {
    }
    const VersionPtr followed = lens->pin();
    const VersionPtr anew = load()->pin();
    ASSERT_EQ(followed->position(), anew->position());
    ASSERT_EQ(followed->issue_count(), anew->issue_count());
    for (int64_t id = 1; id <= 30; ++id) {
      const IssueRef ref{instance_, IssueId(id)};
      ASSERT_EQ(describe(*followed, ref), describe(*anew, ref)) << "round " << round;
    }
  }
}

// Whatever comes in whatever order: the follower's rows are those of a whole scan.
TEST_F(StoreSourceTest, EverythingFollowedEqualsEverythingScanned) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    test::RandomFacts facts(seed);
    std::unique_ptr<Lens> lens;
    for (int round = 0; round < 40; ++round) {
      if (round == 5) apply(facts.catalogue());  // roles come later: a rebuild
      apply(facts.next());
      if (round == 2) lens = load();
      if (round < 2) continue;
      while (lens->follow_once({}).value()) {
      }
      if (round % 4 != 3) continue;
      const VersionPtr anew = load()->pin();
      ASSERT_EQ(test::describe_rows(*lens->pin()), test::describe_rows(*anew))
          << "seed " << seed << ", round " << round;
      if (facts.below(4) == 0)
        ASSERT_TRUE(
            store_->tenant(tenant_).remove_issues(instance_, {IssueId(1 + facts.below(25))}).ok());
    }
  }
}

TEST_F(StoreSourceTest, FollowsTheCatalogue) {
  domain::ChangeSet set;
  set.issues.push_back(make_issue(1, 5000, "4"));
  apply(set);
  const auto lens = load();
  domain::ChangeSet catalogue;
  domain::Record status;
  status.kind = domain::RecordKind::kStatus;
  status.id = "4";
  set_attribute(status.attributes, "name", std::string("Shipped"), version_at(1));
  set_attribute(status.attributes, "category", domain::Ref{"done", "Done"}, version_at(1));
  catalogue.records.push_back(status);
  apply(catalogue);
  while (lens->follow_once({}).value()) {
  }
  const VersionPtr version = lens->pin();
  const Code code = version->issue({instance_, IssueId(1)})->status;
  const DictionaryEntry& entry = version->dictionary().at(LensField::kStatus, code);
  EXPECT_EQ(entry.name, "Shipped");
  EXPECT_EQ(entry.category, StatusCategory::kDone);
}

TEST_F(StoreSourceTest, RemovedConnectionLeavesTheLens) {
  domain::ChangeSet set;
  for (int64_t id = 1; id <= 3; ++id) set.issues.push_back(make_issue(id, 5000, "1"));
  apply(set);
  const auto lens = load();
  EXPECT_EQ(lens->pin()->issue_count(), 3u);
  ASSERT_TRUE(store_->tenant(tenant_).delete_connection(instance_).ok());
  while (lens->follow_once({}).value()) {
  }
  EXPECT_EQ(lens->pin()->issue_count(), 0u);
}

TEST_F(StoreSourceTest, HouseFollowsWhatIsStored) {
  LensHouse house(
      [&](TenantId tenant) -> Result<std::unique_ptr<LensSource>> {
        return make_store_source(*store_, tenant);
      },
      clock_);
  EXPECT_EQ(house.pin(tenant_).value()->issue_count(), 0u);
  domain::ChangeSet set;
  set.issues.push_back(make_issue(1, 5000, "1"));
  const auto report = store_->tenant(tenant_).apply(instance_, set, {}).value();
  const VersionPtr version = house.pin_at(tenant_, report.feed_position, Millis(60'000)).value();
  EXPECT_EQ(version->issue_count(), 1u);
  house.stop();
}

}  // namespace
}  // namespace tl::lens
