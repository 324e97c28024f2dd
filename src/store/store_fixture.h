// What the tests of store share: a fresh store on each database, and facts to put into it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "store/core.h"
#include "store/sql.h"
#include "store/store.h"

namespace tl::store {

// Stands still until told otherwise.
class ManualClock final : public Clock {
 public:
  Instant now() const override { return Instant(ms_.load()); }
  bool wait_until(Instant, const std::stop_token&) const override { return true; }
  void set(int64_t ms) { ms_ = ms; }

 private:
  std::atomic<int64_t> ms_ = 1'700'000'000'000;
};

// The two databases behind a store, for tests that look at them or break them.
struct StoreProbe {
  static Database& facts(Store& store) { return store.core_->facts(); }
  static Database& inbox(Store& store) { return store.core_->inbox_database(); }
};

// The PostgreSQL database of this test program: made at the first use, dropped at the end.
class TestDatabase {
 public:
  explicit TestDatabase(std::string server)
      : server_(std::move(server)), name_("tl_test_" + to_lower(random_base32(12))) {
    open_postgres(server_)->script("CREATE DATABASE " + name_);
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase() {
    try {
      open_postgres(server_)->script("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    } catch (const SqlFailure& failure) {
      fprintf(stderr, "%s\n", failure.what());
    }
  }
  [[nodiscard]] std::string url() const {
    const size_t host = server_.find("://") + 3;
    const size_t query = std::min(server_.find('?', host), server_.size());
    const size_t path = std::min(server_.find('/', host), query);
    return server_.substr(0, path) + "/" + name_ + server_.substr(query);
  }
  void empty() const {
    open_postgres(url())->script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

 private:
  std::string server_, name_;
};

// Parameter: Backend. PostgreSQL needs TL_TEST_POSTGRES, the URL of a server where CREATE DATABASE
// is allowed; each test finds an empty database.
class StoreTest : public ::testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    std::string pattern = "/tmp/tl-store-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    options_.data_dir = pattern;
    if (GetParam() == Backend::kPostgres) use_postgres();
    if (!IsSkipped()) open();
  }

  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(options_.data_dir);
  }

  void open() {
    auto opened = Store::open(options_, clock_);
    ASSERT_TRUE(opened.ok()) << opened.error().detail;
    store_ = std::move(*opened);
  }
  void reopen() {
    store_.reset();
    open();
  }

  // A session beside the store's own, to look at what is there.
  [[nodiscard]] std::unique_ptr<Session> raw_session(const std::string& file = "facts.db") const {
    if (options_.postgres_url) return open_postgres(*options_.postgres_url);
    return open_sqlite(options_.data_dir + "/" + file, {});
  }

  TenantStore make_tenant(const std::string& name = "Acme") {
    auto tenant = store_->create_tenant({name, "Europe/Berlin", 1});
    EXPECT_TRUE(tenant.ok());
    return store_->tenant(tenant->id);
  }

  static InstanceId connect(TenantStore tenant, const std::string& site = "site-1") {
    domain::Connection connection;
    connection.vendor = "jira";
    connection.flavour = "cloud";
    connection.name = site;
    connection.base_url = "https://" + site + ".example.com";
    connection.site_id = site;
    auto made = tenant.create_connection(connection);
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().detail);
    return made.ok() ? made->id : InstanceId{};
  }

  static std::vector<std::string> exported(const TenantStore& tenant) {
    std::vector<std::string> lines;
    const auto done = tenant.export_facts([&](std::string_view line) { lines.emplace_back(line); });
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().detail);
    return lines;
  }

  ManualClock clock_;
  StoreOptions options_;
  std::unique_ptr<Store> store_;

 private:
  void use_postgres() {
    const char* server = std::getenv("TL_TEST_POSTGRES");
    if (server == nullptr) GTEST_SKIP() << "TL_TEST_POSTGRES is not set";
    static const TestDatabase database(server);
    database.empty();
    options_.postgres_url = database.url();
  }
};

inline std::string backend_name(const ::testing::TestParamInfo<Backend>& info) {
  return info.param == Backend::kSqlite ? "Sqlite" : "Postgres";
}

// What only one of them has: the tests of such a fixture are not made for the other.
#define TL_ON_SQLITE(fixture) \
  INSTANTIATE_TEST_SUITE_P(Only, fixture, ::testing::Values(Backend::kSqlite), backend_name)
#define TL_ON_POSTGRES(fixture) \
  INSTANTIATE_TEST_SUITE_P(Only, fixture, ::testing::Values(Backend::kPostgres), backend_name)

#define TL_ON_BOTH_DATABASES(fixture)                                                              \
  INSTANTIATE_TEST_SUITE_P(Both, fixture, ::testing::Values(Backend::kSqlite, Backend::kPostgres), \
                           backend_name)

// --- facts ---

inline domain::Version version_at(int64_t ms, domain::SourceRank rank = domain::SourceRank::kRest) {
  domain::Version version;
  version.instant = Instant(ms);
  version.rank = rank;
  return version;
}

// A full reading of an issue as REST gives it.
inline domain::Issue make_issue(int64_t id, const std::string& key, const std::string& summary,
                                int64_t updated_ms = 1'000'000) {
  domain::Issue issue;
  issue.id = IssueId(id);
  const domain::Version v = version_at(updated_ms);
  auto& a = issue.attributes;
  domain::set_attribute(a, "key", key, v);
  domain::set_attribute(a, "summary", summary, v);
  domain::set_attribute(a, "project", domain::Ref{"100", "AB"}, v);
  domain::set_attribute(a, "status", domain::Ref{"1", "To Do"}, v);
  domain::set_attribute(a, "issuetype", domain::Ref{"7", "Task"}, v);
  domain::set_attribute(a, "created", Instant(500'000), v);
  domain::set_attribute(a, "updated", Instant(updated_ms), v);
  domain::set_attribute(a, domain::kHistoryTotal, 1.0, v);
  domain::set_attribute(a, domain::kDeleted, false, v);
  return issue;
}

inline domain::History make_history(int64_t issue, const std::string& id, int64_t at_ms,
                                    std::vector<domain::HistoryItem> items) {
  domain::History history;
  history.issue = IssueId(issue);
  history.id = id;
  history.author = {"acc-1", "Robin Example"};
  history.version = version_at(at_ms);
  history.items = std::move(items);
  domain::seal_history(history);
  return history;
}

inline domain::HistoryItem status_change(const std::string& from, const std::string& to) {
  return {"status", "Status", from, "name of " + from, to, "name of " + to};
}

inline domain::Record make_worklog(const std::string& id, int64_t issue, double seconds,
                                   int64_t started_ms = 900'000) {
  domain::Record record;
  record.kind = domain::RecordKind::kWorklog;
  record.id = id;
  record.issue = IssueId(issue);
  const domain::Version v = version_at(started_ms);
  domain::set_attribute(record.attributes, "author", domain::Ref{"acc-2", "Kim Example"}, v);
  domain::set_attribute(record.attributes, "started", Instant(started_ms), v);
  domain::set_attribute(record.attributes, "seconds", seconds, v);
  return record;
}

}  // namespace tl::store
