// The lens on disk: what is written is read again; what is damaged, foreign or stale is not
// believed.
#include "lens/snapshot.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "lens/lens_house.h"
#include "lens/memory_source.h"
#include "lens/random_facts_for_test.h"
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

class SnapshotTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("tl-snapshot-{}-{}", getpid(), static_cast<const void*>(this));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string file() const { return (folder_ / "lens" / "1.snapshot").string(); }

  // Issues with everything in them.
  void fill(unsigned seed, int rounds) {
    test::RandomFacts facts(seed);
    put(facts.catalogue());
    for (int i = 0; i < rounds; ++i) put(facts.next());
  }
  void put(const domain::ChangeSet& set) {
    for (const domain::Record& record : set.records) {
      if (!record.issue) facts_->put_record(kAcme, record);
    }
    for (const domain::Issue& issue : set.issues) {
      SourceIssue source{kAcme, issue, {}};
      for (const domain::History& history : set.histories) {
        if (history.issue == issue.id) source.histories.push_back(history);
      }
      for (const domain::Record& record : set.records) {
        if (record.issue == issue.id && record.kind == domain::RecordKind::kWorklog)
          source.worklogs.push_back(record);
      }
      facts_->put(std::move(source));
    }
  }

  // How often facts were read as a whole.
  class CountingSource : public MemorySource {
   public:
    CountingSource(std::shared_ptr<MemoryFacts> facts, int& scans)
        : MemorySource(std::move(facts)), scans_(scans) {}
    Result<void> scan(LensBuilder& into, const std::stop_token& stop) override {
      ++scans_;
      return MemorySource::scan(into, stop);
    }

   private:
    int& scans_;
  };
  std::unique_ptr<Lens> load(TenantId tenant = TenantId(1)) {
    return Lens::load(tenant, std::make_unique<CountingSource>(facts_, scans_), clock_, {}, file())
        .value();
  }
  [[nodiscard]] std::string contents() const {
    std::ifstream in(file(), std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
  }
  void overwrite(const std::string& bytes) const {
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
  }

  StillClock clock_;
  std::filesystem::path folder_;
  std::shared_ptr<MemoryFacts> facts_ = std::make_shared<MemoryFacts>();
  int scans_ = 0;
};

Result<LoadedSnapshot> read(const std::string& file) {
  return load_snapshot(file, [](const SnapshotHead&) { return Result<void>(); });
}

TEST_F(SnapshotTest, WhatIsWrittenIsReadAgain) {
  fill(3, 40);
  const auto lens = load();
  for (int i = 0; i < 5; ++i) {  // several parts, with replaced rows
    fill(static_cast<unsigned>(10 + i), 2);
    while (lens->follow_once({}).value()) {
    }
  }
  const VersionPtr version = lens->pin();
  const SnapshotHead head{TenantId(7), "seal", 42, Instant(5), 99};
  ASSERT_TRUE(save_snapshot(file(), head, *version).ok());
  const LoadedSnapshot loaded = read(file()).value();
  EXPECT_EQ(loaded.head.tenant, TenantId(7));
  EXPECT_EQ(loaded.head.seal, "seal");
  EXPECT_EQ(loaded.head.roles, 99u);
  EXPECT_EQ(loaded.version->position(), 42);
  EXPECT_EQ(loaded.version->built_at(), Instant(5));
  EXPECT_EQ(loaded.version->data_to(), version->data_to());
  EXPECT_EQ(loaded.version->issue_count(), version->issue_count());
  EXPECT_EQ(test::describe_rows(*loaded.version), test::describe_rows(*version));
  for (size_t i = 0; i < kLensFieldCount; ++i) {
    const auto& before = version->dictionary().field(static_cast<LensField>(i));
    const auto& after = loaded.version->dictionary().field(static_cast<LensField>(i));
    ASSERT_EQ(before.size(), after.size());
    for (Code code = 0; code < before.size(); ++code)
      EXPECT_TRUE(before.at(code).same(after.at(code))) << i << " " << code;
  }
}

TEST_F(SnapshotTest, OnlyOurUserReadsIt) {
  fill(1, 3);
  load()->stop();
  struct stat about{};
  ASSERT_EQ(::stat(file().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((folder_ / "lens").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700u);
}

TEST_F(SnapshotTest, ARestartReadsOnlyWhatCameSince) {
  fill(5, 20);
  load()->stop();
  EXPECT_EQ(scans_, 1);
  fill(6, 5);
  const auto lens = load();
  EXPECT_EQ(scans_, 1) << "everything was read again";
  const std::string left = file();
  const auto anew =
      Lens::load(TenantId(1), std::make_unique<MemorySource>(facts_), clock_, {}).value();
  EXPECT_EQ(lens->pin()->position(), anew->pin()->position());
  EXPECT_EQ(test::describe_rows(*lens->pin()), test::describe_rows(*anew->pin()));
}

TEST_F(SnapshotTest, CutFilesAreNotBelieved) {
  fill(2, 10);
  load()->stop();
  const std::string whole = contents();
  ASSERT_TRUE(read(file()).ok());
  for (size_t size = 0; size < whole.size(); size += 1 + whole.size() / 150) {
    overwrite(whole.substr(0, size));
    EXPECT_EQ(read(file()).error().code, ErrorCode::kUnreadable) << size;
  }
  overwrite(whole + "x");
  EXPECT_FALSE(read(file()).ok());
  (void)load();
  EXPECT_EQ(scans_, 2) << "built from the facts, silently";
}

TEST_F(SnapshotTest, AFlippedBitIsFound) {
  fill(2, 10);
  load()->stop();
  const std::string whole = contents();
  for (size_t at = 0; at < whole.size(); at += 1 + whole.size() / 400) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    overwrite(damaged);
    EXPECT_EQ(read(file()).error().code, ErrorCode::kUnreadable) << at;
  }
}

TEST_F(SnapshotTest, AnotherTenantsIsNotBelieved) {
  fill(1, 5);
  load()->stop();
  (void)load(TenantId(2));
  EXPECT_EQ(scans_, 2);
}

// A database that was restored from before the snapshot has an older seal.
TEST_F(SnapshotTest, ARestoredDatabaseIsReadAnew) {
  fill(1, 5);
  load()->stop();
  MemorySource source(facts_);
  const std::string old_seal = source.load_seal().value();
  fill(2, 5);
  load()->stop();
  EXPECT_EQ(scans_, 1);
  ASSERT_NE(source.load_seal().value(), old_seal);
  ASSERT_TRUE(source.save_seal(old_seal).ok());
  (void)load();
  EXPECT_EQ(scans_, 2);
  ASSERT_TRUE(source.save_seal("").ok());  // another database, never seen
  (void)load();
  EXPECT_EQ(scans_, 3);
}

TEST_F(SnapshotTest, AheadOfTheFactsIsNotBelieved) {
  fill(1, 5);
  load()->stop();
  const std::string seal = MemorySource(facts_).load_seal().value();
  facts_ = std::make_shared<MemoryFacts>();
  ASSERT_TRUE(MemorySource(facts_).save_seal(seal).ok());
  EXPECT_EQ(load()->pin()->issue_count(), 0u);
  EXPECT_EQ(scans_, 2);
}

TEST_F(SnapshotTest, FieldsThatMeanSomethingElseRebuild) {
  fill(1, 5);
  load()->stop();
  domain::Record field;
  field.kind = domain::RecordKind::kField;
  field.id = "customfield_77";
  set_attribute(field.attributes, "name", std::string("Sprint too"), {});
  set_attribute(field.attributes, "schema_custom",
                std::string("com.pyxis.greenhopper.jira:gh-sprint"), {});
  facts_->put_record(kAcme, field);
  (void)load();
  EXPECT_EQ(scans_, 2);
}

TEST_F(SnapshotTest, ServingGoesOnWhenItCannotBeWritten) {
  std::ofstream(folder_ / "lens") << "a file where the folder should be";
  fill(1, 5);
  const auto lens = load();
  lens->stop();
  EXPECT_GT(lens->pin()->issue_count(), 0u);
  EXPECT_EQ(save_snapshot(file(), {}, *lens->pin()).error().code, ErrorCode::kDatabase);
  (void)load();
  EXPECT_EQ(scans_, 2);
}

TEST_F(SnapshotTest, ABodyThatContradictsItselfIsRefused) {
  fill(4, 10);
  const std::string body = render_snapshot_body(*load()->pin());
  ASSERT_TRUE(parse_snapshot_body(body).ok());
  EXPECT_FALSE(parse_snapshot_body("").ok());
  // Damage with a checksum that fits: refused, or of a meaning that holds together.
  for (size_t at = 0; at < body.size(); at += 1 + body.size() / 500) {
    std::string damaged = body;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    const auto version = parse_snapshot_body(damaged);
    if (version) (void)test::describe_rows(**version);
  }
}

TEST_F(SnapshotTest, TheHouseKeepsThemByTenant) {
  fill(1, 5);
  const auto open = [&](TenantId) -> Result<std::unique_ptr<LensSource>> {
    return std::unique_ptr<LensSource>(std::make_unique<CountingSource>(facts_, scans_));
  };
  const std::string folder = (folder_ / "lens").string();
  {
    LensHouse house(open, clock_, kDefaultLensMemory, folder);
    ASSERT_TRUE(house.pin(TenantId(1)).ok());
    house.evict(TenantId(1));
    EXPECT_TRUE(std::filesystem::exists(folder + "/1.snapshot"));
    ASSERT_TRUE(house.pin(TenantId(1)).ok());
    EXPECT_EQ(scans_, 1) << "an evicted lens comes back from its snapshot";
    house.stop();
  }
  LensHouse house(open, clock_, kDefaultLensMemory, folder);
  ASSERT_TRUE(house.pin(TenantId(1)).ok());
  EXPECT_EQ(scans_, 1);
}

}  // namespace
}  // namespace tl::lens
