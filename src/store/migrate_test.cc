// What an older version left behind is read by this one.
#include "store/migrate.h"

#include <gtest/gtest.h>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

class MigrateTest : public StoreTest {
 protected:
  // A database of facts as the schema was after `last`, with a connection and three issues.
  void make_old(int last) {
    store_.reset();
    if (options_.postgres_url) {
      raw_session()->script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    } else {
      for (const char* file : {"facts.db", "facts.db-wal", "facts.db-shm"}) {
        std::filesystem::remove(options_.data_dir + "/" + file);
      }
    }
    const auto session = raw_session();
    session->script(translated(
        "CREATE TABLE migration (part bigint NOT NULL, number bigint NOT NULL,"
        " name @text NOT NULL, applied bigint NOT NULL, PRIMARY KEY (part, number)) @clustered",
        session->backend()));
    for (const Migration& migration : migrations()) {
      if (migration.part != Part::kFacts || migration.number > last) continue;
      session->script(translated(migration.sql, session->backend()));
      session->exec("INSERT INTO migration (part, number, name, applied) VALUES (1, $1, $2, 0)",
                    {migration.number, migration.name});
    }
    session->script(
        "INSERT INTO connection (tenant, id, public_id, vendor, flavour, name, base_url, site_id,"
        " site_key, account_email, account_name, account_id, project_keys, backfill_days,"
        " webhooks_wanted, state, state_reason, state_since, created, revision) VALUES (1, 4, 'p',"
        " 'jira', 'cloud', 'Old', 'https://a.example', 's', 's', 'e', 'n', 'i', '[\"AB\"]', 90, 1,"
        " 1, '', 5, 5, 3)");
    for (const char* row : {"1, 0, 0", "2, 1, 0", "3, 0, 1"}) {
      session->script(
          "INSERT INTO issue (issue, deleted, incomplete, tenant, instance, issue_key,"
          " key_project, key_number, project, status, type, created, updated, normaliser, search)"
          " VALUES (" +
          std::string(row) + ", 1, 4, 'AB-1', 'AB', 1, '10', '1', '1', 0, 0, 1, '')");
    }
  }
};

TEST_P(MigrateTest, ConnectionsAndCountsOfTheFirstReleaseAreRead) {
  make_old(4);
  open();
  TenantStore tenant = store_->tenant(TenantId(1));
  const auto connection = tenant.load_connection(InstanceId(4));
  ASSERT_TRUE(connection.ok());
  EXPECT_EQ(connection->name, "Old");
  EXPECT_EQ(connection->version, "");
  EXPECT_EQ(connection->api_url, "");
  EXPECT_EQ(connection->method, domain::SignInMethod::kApiToken);
  EXPECT_EQ(connection->options, domain::ConnectionOptions{});
  const auto counts = tenant.count_issues(InstanceId(4));
  ASSERT_TRUE(counts.ok()) << counts.error().detail;
  EXPECT_EQ(counts->present, 2);
  EXPECT_EQ(counts->deleted, 1);
  EXPECT_EQ(counts->incomplete, 1);
  EXPECT_EQ(counts->invisible, 0);
}

TL_ON_BOTH_DATABASES(MigrateTest);

}  // namespace
}  // namespace tl::store
