// What an older version left behind is read by this one.
#include "store/migrate.h"

#include <gtest/gtest.h>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

class MigrateTest : public StoreTest {
 protected:
  // Empties the database; a session to `file` of it, with the schema of `part` as it was after
  // `last`.
  std::unique_ptr<Session> begin_old(Part part, int last) {
    store_.reset();
    const std::string file = part == Part::kFacts ? "facts.db" : "inbox.db";
    if (options_.postgres_url) {
      raw_session()->script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    } else {
      for (const char* end : {"", "-wal", "-shm"}) {
        std::filesystem::remove(options_.data_dir + "/" + file + end);
      }
    }
    auto session = raw_session(file);
    session->script(translated(
        "CREATE TABLE migration (part bigint NOT NULL, number bigint NOT NULL,"
        " name @text NOT NULL, applied bigint NOT NULL, PRIMARY KEY (part, number)) @clustered",
        session->backend()));
    for (const Migration& migration : migrations()) {
      if (migration.part != part || migration.number > last) continue;
      session->script(translated(migration.sql, session->backend()));
      session->exec("INSERT INTO migration (part, number, name, applied) VALUES ($1, $2, $3, 0)",
                    {static_cast<int64_t>(part), migration.number, migration.name});
    }
    return session;
  }

  // A database of facts as the schema was after `last`, with a connection and three issues.
  void make_old(int last) {
    const auto session = begin_old(Part::kFacts, last);
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

// Arrivals of a time without a delivery log are in it, counted, and what waits is processed.
TEST_P(MigrateTest, ArrivalsOfAnOlderInboxAreKeptAndCounted) {
  {
    const auto session = begin_old(Part::kInbox, 2);
    session->script("INSERT INTO arrival_counter (tenant, value) VALUES (0, 10000)");
    for (int64_t id = 1; id <= 5; ++id) {
      const std::string key = "k" + std::to_string(id), body = "body " + std::to_string(id);
      session->exec(
          "INSERT INTO arrival (tenant, id, instance, arrival_key, kind, received, finished, state,"
          " detail, headers, packing, body)"
          " VALUES (1, $1, $2, $3, 'webhook', $4, NULL, $5, 'words', '{\"h\":1}', 0, $6)",
          {id, id == 5 ? 2 : 1, key, id * 3'600'000, id <= 2 ? 1 : id, Blob{body}});
    }
  }
  open();
  Inbox& inbox = store_->inbox();
  const auto waiting = inbox.take(10);
  ASSERT_EQ(waiting->size(), 2u);
  EXPECT_EQ((*waiting)[1].arrival.body, "body 2");
  EXPECT_EQ((*waiting)[1].arrival.headers, "{\"h\":1}");
  EXPECT_EQ((*waiting)[1].arrival.detail, "words");
  EXPECT_EQ((*waiting)[1].bytes, 6);
  const auto tally = inbox.tally(TenantId(1), InstanceId(1));
  EXPECT_EQ(tally->stored, 4);
  EXPECT_EQ(tally->now.refused, 1);
  EXPECT_TRUE(tally->balanced());
  ArrivalQuery query;
  query.tenant = TenantId(1);
  query.from = Instant(3 * 3'600'000);
  EXPECT_EQ(inbox.list(query)->size(), 3u);
  Arrival again = (*waiting)[0].arrival;
  again.received = Instant(9 * 3'600'000);
  EXPECT_EQ(*inbox.put_and_wait(again), PutOutcome::kDuplicate);
  again.key = "new";
  EXPECT_EQ(*inbox.put_and_wait(again), PutOutcome::kStored);
  EXPECT_EQ(inbox.take(10)->size(), 3u);
}

TL_ON_BOTH_DATABASES(MigrateTest);

}  // namespace
}  // namespace tl::store
