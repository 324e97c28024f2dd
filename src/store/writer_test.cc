// Group commit: a failing job takes nobody down, order is kept, closing finishes what is queued.
#include "store/writer.h"

#include <future>
#include <thread>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

class WriterTest : public StoreTest {
 protected:
  // A writer of its own beside the store's.
  std::unique_ptr<Writer> make_writer() {
    const auto open = [this] { return raw_session("writer.db"); };
    auto session = open();
    session->script("CREATE TABLE number_list (n bigint NOT NULL PRIMARY KEY)");
    return std::make_unique<Writer>(std::move(session), open);
  }
  int64_t count() {
    return raw_session("writer.db")->query_int("SELECT COUNT(*) FROM number_list", {}).value();
  }
};
TL_ON_BOTH_DATABASES(WriterTest);

class PostgresWriterTest : public WriterTest {};
TL_ON_POSTGRES(PostgresWriterTest);

Writer::Job insert(int64_t n) {
  return [n](Session& session) -> Result<void> {
    session.exec("INSERT INTO number_list (n) VALUES ($1)", {n});
    return {};
  };
}

// Jobs queued while the writer is held form one group.
struct Gate {
  std::promise<void> entered, release;
  std::shared_future<void> released = release.get_future().share();
  Writer::Job job() {
    return [this](Session&) -> Result<void> {
      entered.set_value();
      released.wait();
      return {};
    };
  }
};

TEST_P(WriterTest, FailingJobsOfAGroupFailAlone) {
  auto writer = make_writer();
  Gate gate;
  std::atomic<int> ok = 0, failed = 0;
  const auto tally = [&](const Result<void>& r) { ++(r.ok() ? ok : failed); };
  writer->post(gate.job(), tally);
  gate.entered.get_future().wait();
  writer->post(insert(1), tally);
  writer->post(insert(1), tally);  // breaks the key
  writer->post(
      [](Session& session) -> Result<void> {
        session.exec("INSERT INTO number_list (n) VALUES (2)", {});
        return make_error(ErrorCode::kConflict, "undone");
      },
      tally);
  writer->post([](Session&) -> Result<void> { throw std::runtime_error("a bug"); }, tally);
  writer->post(insert(3), tally);
  gate.release.set_value();
  writer->close();
  EXPECT_EQ(ok, 3);
  EXPECT_EQ(failed, 3);
  EXPECT_EQ(count(), 2);
}

TEST_P(WriterTest, DoneComesAfterTheCommit) {
  auto writer = make_writer();
  for (int64_t n = 0; n < 20; ++n) {
    ASSERT_TRUE(writer->run(insert(n)).ok());
    ASSERT_EQ(count(), n + 1);  // another connection sees it
  }
}

TEST_P(WriterTest, ManyCallersShareCommits) {
  auto writer = make_writer();
  std::vector<std::thread> threads;
  for (int64_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t i = 0; i < 50; ++i) EXPECT_TRUE(writer->run(insert(t * 100 + i)).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count(), 400);
}

TEST_P(WriterTest, ClosingFinishesTheQueueAndRefusesTheRest) {
  auto writer = make_writer();
  std::atomic<int> ok = 0;
  for (int64_t n = 0; n < 100; ++n) {
    writer->post(insert(n), [&](const Result<void>& r) { ok += r.ok() ? 1 : 0; });
  }
  writer->close();
  EXPECT_EQ(ok, 100);
  EXPECT_EQ(count(), 100);
  EXPECT_EQ(writer->run(insert(1000)).error().code, ErrorCode::kStopping);
}

TEST_P(PostgresWriterTest, LostPostgresConnectionIsReplaced) {
  auto writer = make_writer();
  ASSERT_TRUE(writer->run(insert(1)).ok());
  // The server ends all other connections of this test's database.
  raw_session()->query(
      "SELECT pg_terminate_backend(pid)::int FROM pg_stat_activity"
      " WHERE datname = current_database() AND pid <> pg_backend_pid()",
      {}, [](const Row&) {});
  ASSERT_TRUE(writer->run(insert(2)).ok());
  EXPECT_EQ(count(), 2);
}

}  // namespace
}  // namespace tl::store
