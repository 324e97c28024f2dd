// What goes wrong around a store: a full disk, a database that goes away, a second server.
#include <fmt/format.h>

#include <random>
#include <set>
#include <thread>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

class RobustTest : public StoreTest {
 protected:
  // Lets the file of a SQLite database grow by `pages` only. Negative: as much as it wants.
  static void allow_pages(Database& database, int64_t pages) {
    const auto done = database.write([&](Session& session) {
      const int64_t now = session.query_int("PRAGMA page_count", {}).value();
      const int64_t most = pages < 0 ? 1'000'000'000 : now + pages;
      session.query_int(fmt::format("PRAGMA max_page_count = {}", most), {});
    });
    ASSERT_TRUE(done.ok());
  }
  static void expect_sound(Database& database) {
    const auto said = database.read([](Session& session) {
      std::string words;
      session.query("PRAGMA integrity_check", {}, [&](const Row& row) { words += row.text(0); });
      return words;
    });
    EXPECT_EQ(*said, "ok");
  }
  // Ends every connection to the database but the one that asks.
  void end_connections() const {
    raw_session()->query(
        "SELECT pg_terminate_backend(pid, 10000)::int FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        {}, [](const Row&) {});
  }
  static int64_t count(Database& database, const std::string& table) {
    const std::string sql = "SELECT COUNT(*) FROM " + table;
    return database.read([&](Session& s) { return s.query_int(sql, {}).value(); }).value();
  }
};
TL_ON_BOTH_DATABASES(RobustTest);

class SqliteRobustTest : public RobustTest {};
TL_ON_SQLITE(SqliteRobustTest);

class PostgresRobustTest : public RobustTest {};
TL_ON_POSTGRES(PostgresRobustTest);

// Does not shrink.
std::string noise(uint64_t seed, size_t bytes) {
  std::mt19937_64 random(seed);
  std::string out;
  while (out.size() < bytes) out += fmt::format("{:016x}", random());
  return out;
}

Arrival delivery(const std::string& key, size_t bytes = 20'000) {
  Arrival arrival;
  arrival.tenant = TenantId(1);
  arrival.instance = InstanceId(1);
  arrival.key = key;
  arrival.kind = "webhook";
  arrival.received = Instant(1000);
  arrival.headers = "{}";
  arrival.body = noise(std::hash<std::string>{}(key), bytes);
  return arrival;
}

domain::ChangeSet big_set(int64_t first, int64_t issues = 10) {
  domain::ChangeSet set;
  for (int64_t id = first; id < first + issues; ++id) {
    domain::Issue issue = make_issue(id, fmt::format("AB-{}", id), "x");
    domain::set_attribute(issue.attributes, "description", noise(static_cast<uint64_t>(id), 9'000),
                          version_at(1'000'000));
    domain::set_attribute(issue.attributes, "custom", noise(static_cast<uint64_t>(id), 9'000),
                          version_at(1'000'000));
    set.issues.push_back(std::move(issue));
    set.histories.push_back(
        make_history(id, std::to_string(id), 600'000, {status_change("1", std::to_string(id))}));
  }
  return set;
}

TEST_P(SqliteRobustTest, AFullDiskRefusesArrivalsAndLosesNone) {
  Inbox& inbox = store_->inbox();
  Database& database = StoreProbe::inbox(*store_);
  allow_pages(database, 150);
  std::set<std::string> acknowledged;
  std::mutex mutex;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string key = fmt::format("{}-{}", t, i);
        const auto stored = inbox.put_and_wait(delivery(key));
        if (stored.ok()) {
          std::lock_guard lock(mutex);
          acknowledged.insert(key);
        } else {
          EXPECT_EQ(stored.error().code, ErrorCode::kDiskFull) << stored.error().detail;
          ++refused;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(refused, 5);
  EXPECT_GT(acknowledged.size(), 5u);
  std::set<std::string> found;
  const auto taken = inbox.take(1000);
  for (const StoredArrival& a : *taken) {
    EXPECT_EQ(a.arrival.body, delivery(a.arrival.key).body);
    found.insert(a.arrival.key);
  }
  EXPECT_EQ(found, acknowledged);
  EXPECT_EQ(count(database, "arrival"), count(database, "arrival_body"));
  EXPECT_TRUE(inbox.tally(TenantId(1), InstanceId(1))->balanced());
  expect_sound(database);

  allow_pages(database, -1);
  EXPECT_EQ(*inbox.put_and_wait(delivery("3-24")),
            acknowledged.contains("3-24") ? PutOutcome::kDuplicate : PutOutcome::kStored);
  EXPECT_EQ(*inbox.put_and_wait(delivery("after")), PutOutcome::kStored);
  reopen();
  EXPECT_GE(store_->inbox().take(1000)->size(), acknowledged.size() + 1);
}

TEST_P(SqliteRobustTest, AFullDiskLeavesFactsAndCursorsAsTheyWere) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ApplyContext context;
  context.cursors.push_back({"issues", "page-1", {}});
  context.counts = true;
  context.tally.read = 10;
  ASSERT_TRUE(tenant.apply(instance, big_set(1), context).ok());
  const auto before = exported(tenant);
  const int64_t head = tenant.load_feed(0, 1000)->head;
  Database& database = StoreProbe::facts(*store_);
  allow_pages(database, 3);
  context.cursors[0].state = "page-2";
  const auto full = tenant.apply(instance, big_set(1000, 100), context);
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().code, ErrorCode::kDiskFull) << full.error().detail;
  EXPECT_EQ(exported(tenant), before);
  EXPECT_EQ((*tenant.load_cursor(instance, "issues"))->state, "page-1");
  EXPECT_EQ(tenant.load_feed(0, 1000)->head, head);
  EXPECT_EQ(tenant.load_pull_tally(instance)->read, 10);
  expect_sound(database);
  allow_pages(database, -1);
  ASSERT_TRUE(tenant.apply(instance, big_set(1000, 100), context).ok());
  EXPECT_EQ(tenant.count_issues(instance)->present, 110);
  EXPECT_EQ((*tenant.load_cursor(instance, "issues"))->state, "page-2");
  EXPECT_TRUE(tenant.load_pull_tally(instance)->read == 20);
}

// Several in one group: those that were told "done" are there, whole, and no others.
TEST_P(SqliteRobustTest, AFullDiskFailsWholeApplies) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  allow_pages(StoreProbe::facts(*store_), 60);
  std::mutex mutex;
  std::set<int64_t> expected;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int64_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; i < 5; ++i) {
        const int64_t first = 1 + (t * 5 + i) * 10;
        const auto report = tenant.apply(instance, big_set(first), {});
        if (report.ok()) {
          std::lock_guard lock(mutex);
          for (int64_t id = first; id < first + 10; ++id) expected.insert(id);
        } else {
          EXPECT_EQ(report.error().code, ErrorCode::kDiskFull) << report.error().detail;
          ++refused;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(refused, 5);
  std::set<int64_t> found;
  for (const IssueId id : *tenant.list_issue_ids(instance, {}, 1000)) found.insert(id.value);
  EXPECT_EQ(found, expected);
  for (const int64_t id : found) {
    EXPECT_EQ(tenant.load_histories({instance, IssueId(id)})->size(), 1u) << id;
  }
  EXPECT_EQ(tenant.count_issues(instance)->present, static_cast<int64_t>(expected.size()));
  expect_sound(StoreProbe::facts(*store_));
  allow_pages(StoreProbe::facts(*store_), -1);
  for (int64_t first = 1; first <= 400; first += 10) {
    ASSERT_TRUE(tenant.apply(instance, big_set(first), {}).ok());
  }
  EXPECT_EQ(tenant.count_issues(instance)->present, 400);
}

// Killing a process does not prove a power cut; this is what does (invariant 1).
TEST_P(RobustTest, BothWritersWriteThroughToTheDisk) {
  for (Database* database : {&StoreProbe::facts(*store_), &StoreProbe::inbox(*store_)}) {
    const auto done = database->write([&](Session& session) {
      std::string mode;
      if (session.is_postgres()) {
        session.query("SELECT current_setting('synchronous_commit')", {},
                      [&](const Row& row) { mode = row.string(0); });
        EXPECT_EQ(mode, "on");
        return;
      }
      EXPECT_EQ(session.query_int("PRAGMA synchronous", {}), 2) << "FULL";
      session.query("PRAGMA journal_mode", {}, [&](const Row& row) { mode = row.string(0); });
      EXPECT_EQ(mode, "wal");
    });
    EXPECT_TRUE(done.ok());
  }
}

TEST_P(RobustTest, ASecondServerIsToldWhy) {
  StoreOptions same = options_;
  if (options_.postgres_url) same.data_dir += "-other";
  const auto second = Store::open(same, clock_);
  if (options_.postgres_url) std::filesystem::remove_all(same.data_dir);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kLocked);
  EXPECT_NE(second.error().detail.find("another server uses this"), std::string::npos);
  EXPECT_TRUE(store_->save_setting("still", "works").ok()) << "the first one goes on";
}

// --- PostgreSQL goes away ---

TEST_P(PostgresRobustTest, AWriteCutOffInItsMiddleLeavesNothing) {
  const auto cut = StoreProbe::facts(*store_).write([&](Session& session) {
    session.exec("INSERT INTO server_setting (name, value, updated) VALUES ('a', '1', 0)", {});
    end_connections();
    session.exec("INSERT INTO server_setting (name, value, updated) VALUES ('b', '2', 0)", {});
  });
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().code, ErrorCode::kDatabase);
  EXPECT_FALSE(store_->load_setting("a")->has_value());
  ASSERT_TRUE(store_->save_setting("c", "3").ok());
  EXPECT_EQ(*store_->load_setting("c"), "3");
  StoreOptions other = options_;
  other.data_dir += "-other";
  EXPECT_EQ(Store::open(other, clock_).error().code, ErrorCode::kLocked) << "the lock is held";
  std::filesystem::remove_all(other.data_dir);
}

TEST_P(PostgresRobustTest, IdleConnectionsThatWereLostAreReplacedUnseen) {
  TenantStore tenant = make_tenant();
  ASSERT_TRUE(store_->inbox().put_and_wait(delivery("a")).ok());
  ASSERT_TRUE(tenant.load_tenant().ok());
  ASSERT_EQ(store_->inbox().take(10)->size(), 1u);
  end_connections();
  EXPECT_TRUE(tenant.load_tenant().ok());
  EXPECT_EQ(store_->inbox().take(10)->size(), 1u);
  EXPECT_TRUE(store_->save_setting("a", "b").ok());
  EXPECT_EQ(*store_->inbox().put_and_wait(delivery("b")), PutOutcome::kStored);
}

TEST_P(PostgresRobustTest, ALostLockIsNoticed) {
  ASSERT_TRUE(store_->save_setting("a", "mine").ok());
  end_connections();
  auto thief = raw_session();
  int64_t taken = 0;
  constexpr int64_t kLock = 0x74686c696e65;  // as in store.cc
  thief->query("SELECT pg_try_advisory_lock($1)::int", {kLock},
               [&](const Row& row) { taken = row.integer(0); });
  ASSERT_EQ(taken, 1);
  const auto refused = store_->save_setting("a", "not any more");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLocked);
  EXPECT_EQ(*store_->load_setting("a"), "mine");
  thief.reset();
  ASSERT_TRUE(store_->save_setting("a", "mine again").ok());
}

// Connections end again and again while facts and arrivals come. Who retries loses nothing.
TEST_P(PostgresRobustTest, ADatabaseThatComesAndGoesLosesNothing) {
  TenantStore tenant = make_tenant(), reference = make_tenant("reference");
  const InstanceId instance = connect(tenant, "same"), copy = connect(reference, "same");
  std::atomic<int> failures = 0;
  std::atomic<bool> over = false;
  const auto until_done = [&](const auto& step) {
    for (int tries = 0; tries < 1000; ++tries) {
      if (step()) return;
      ++failures;
    }
    ADD_FAILURE() << "it never worked";
  };
  std::thread facts([&] {
    for (int64_t i = 0; i < 60; ++i) {
      until_done([&] { return tenant.apply(instance, big_set(1 + i * 3, 5), {}).ok(); });
    }
  });
  std::thread arrivals([&] {
    for (int i = 0; i < 60; ++i) {
      until_done([&] { return store_->inbox().put_and_wait(delivery(std::to_string(i))).ok(); });
    }
  });
  std::thread trouble([&] {
    for (int i = 0; i < 12 || (failures == 0 && i < 500 && !over); ++i) end_connections();
  });
  facts.join();
  arrivals.join();
  over = true;
  trouble.join();
  for (int64_t i = 0; i < 60; ++i) {
    until_done([&] { return reference.apply(copy, big_set(1 + i * 3, 5), {}).ok(); });
  }
  EXPECT_EQ(exported(tenant), exported(reference));
  EXPECT_EQ(store_->inbox().take(1000)->size(), 60u);
  EXPECT_TRUE(store_->inbox().tally(TenantId(1), InstanceId(1))->balanced());
  EXPECT_EQ(tenant.count_issues(instance)->present, reference.count_issues(copy)->present);
}

}  // namespace
}  // namespace tl::store
