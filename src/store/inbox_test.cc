// The inbox: durable before acknowledged, duplicates told apart, limits.
#include "store/inbox.h"

#include <signal.h>
#include <sys/wait.h>

#include <future>
#include <mutex>
#include <thread>

#include "store/packing.h"
#include "store/store_fixture.h"

namespace tl::store {
namespace {

using InboxTest = StoreTest;
TL_ON_BOTH_DATABASES(InboxTest);

Arrival make_arrival(const std::string& key, const std::string& body = "{\"a\":1}") {
  Arrival arrival;
  arrival.tenant = TenantId(1);
  arrival.instance = InstanceId(1);
  arrival.key = key;
  arrival.kind = "webhook";
  arrival.received = Instant(1000);
  arrival.headers = "{}";
  arrival.body = body;
  return arrival;
}

TEST_P(InboxTest, StoresInOrderAndKnowsDuplicates) {
  Inbox& inbox = store_->inbox();
  const std::string large(100'000, 'x');
  EXPECT_EQ(*inbox.put_and_wait(make_arrival("a", large)), PutOutcome::kStored);
  EXPECT_EQ(*inbox.put_and_wait(make_arrival("b", std::string("\0\xff", 2))), PutOutcome::kStored);
  EXPECT_EQ(*inbox.put_and_wait(make_arrival("a", "other")), PutOutcome::kDuplicate);
  Arrival elsewhere = make_arrival("a");
  elsewhere.instance = InstanceId(2);
  EXPECT_EQ(*inbox.put_and_wait(elsewhere), PutOutcome::kStored);
  const auto taken = inbox.take(10);
  ASSERT_EQ(taken->size(), 3u);
  EXPECT_EQ((*taken)[0].arrival.body, large);
  EXPECT_EQ((*taken)[1].arrival.body, std::string("\0\xff", 2));
  EXPECT_LT((*taken)[0].id, (*taken)[1].id);
  EXPECT_EQ(inbox.take(10, (*taken)[1].id)->size(), 1u);
  EXPECT_EQ(inbox.take(1)->size(), 1u);
}

TEST_P(InboxTest, FinishedOnesAreNotTakenAgain) {
  Inbox& inbox = store_->inbox();
  for (const char* key : {"a", "b", "c", "d"})
    ASSERT_TRUE(inbox.put_and_wait(make_arrival(key)).ok());
  Arrival rejected = make_arrival("e", "");
  rejected.state = ArrivalState::kRejected;
  ASSERT_TRUE(inbox.put_and_wait(rejected).ok());
  const auto taken = inbox.take(10);
  ASSERT_EQ(taken->size(), 4u);
  ASSERT_TRUE(inbox.finish((*taken)[0].id, ArrivalState::kRefused, "not JSON").ok());
  const ArrivalState done = ArrivalState::kDone;
  inbox.finish_later({{(*taken)[1].id, done, "", ""}, {(*taken)[2].id, done, "", ""}});
  ASSERT_TRUE(inbox.finish(ArrivalId(12345), ArrivalState::kDone, "").ok());  // and so after it
  EXPECT_EQ(inbox.take(10)->size(), 1u);
  const auto counts = inbox.counts(TenantId(1), std::nullopt);
  EXPECT_EQ(counts->waiting, 1);
  EXPECT_EQ(counts->refused, 1);
  EXPECT_EQ(counts->done, 2);
  EXPECT_EQ(counts->rejected, 1);
  EXPECT_EQ(*inbox.retry_refused(TenantId(1), InstanceId(1)), 1);
  EXPECT_EQ(inbox.take(10)->size(), 2u);
  EXPECT_EQ(inbox.counts(TenantId(2), std::nullopt)->waiting, 0);
}

TEST_P(InboxTest, ListsNewestFirstAndPrunesWhatIsFinished) {
  Inbox& inbox = store_->inbox();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(inbox.put_and_wait(make_arrival(std::to_string(i))).ok());
  }
  ArrivalQuery query;
  query.tenant = TenantId(1);
  query.limit = 3;
  const auto page = inbox.list(query);
  ASSERT_EQ(page->size(), 3u);
  EXPECT_EQ(page->front().arrival.key, "4");
  EXPECT_TRUE(page->front().arrival.body.empty());
  query.before = page->back().id;
  EXPECT_EQ(inbox.list(query)->size(), 2u);
  query.tenant = TenantId(2);
  EXPECT_TRUE(inbox.list(query)->empty());
  EXPECT_FALSE(inbox.load(TenantId(2), page->front().id)->has_value());
  EXPECT_EQ((*inbox.load(TenantId(1), page->front().id))->arrival.body, "{\"a\":1}");
  ASSERT_TRUE(inbox.finish(page->front().id, ArrivalState::kDone, "").ok());
  EXPECT_EQ(*inbox.prune(Instant(1000)), 0);
  EXPECT_EQ(*inbox.prune(Instant(1001)), 1);  // waiting ones stay
  EXPECT_EQ(inbox.take(10)->size(), 4u);
}

TEST_P(InboxTest, WaitingEndsWithAnArrival) {
  Inbox& inbox = store_->inbox();
  EXPECT_FALSE(inbox.wait({}, Millis(1), {}));
  std::jthread sender([&] { EXPECT_TRUE(inbox.put_and_wait(make_arrival("a")).ok()); });
  EXPECT_TRUE(inbox.wait({}, minutes(5), {}));
  sender.join();
  EXPECT_TRUE(inbox.wait({}, Millis(1), {}));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(inbox.wait(inbox.take(1)->front().id, minutes(5), stop.get_token()));
}

TEST_P(InboxTest, ManyWritersAreStoredOnceEach) {
  Inbox& inbox = store_->inbox();
  std::atomic<int> stored = 0, duplicates = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto outcome = inbox.put_and_wait(make_arrival(std::to_string(i)));
        ASSERT_TRUE(outcome.ok()) << outcome.error().detail;
        ++(*outcome == PutOutcome::kStored ? stored : duplicates);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(stored, 50);
  EXPECT_EQ(duplicates, 350);
  EXPECT_EQ(inbox.take(1000)->size(), 50u);
  EXPECT_EQ(inbox.queued(), 0u);
}

TEST_P(InboxTest, LimitsAreNamedAndRefusedAtOnce) {
  Inbox& inbox = store_->inbox();
  EXPECT_TRUE(inbox.put_and_wait(make_arrival("a", std::string(kMaxArrivalBytes, 'x'))).ok());
  EXPECT_EQ(
      inbox.put_and_wait(make_arrival("b", std::string(kMaxArrivalBytes + 1, 'x'))).error().code,
      ErrorCode::kTooLarge);
  // A callback that waits holds the writer, so what follows stays queued.
  std::promise<void> entered, release;
  auto gate = release.get_future().share();
  inbox.put(make_arrival("hold"), [&, gate](const Result<PutOutcome>&) {
    entered.set_value();
    gate.wait();
  });
  entered.get_future().wait();
  std::atomic<size_t> stored = 0, full = 0;
  for (size_t i = 0; i < kMaxInboxQueue + 1; ++i) {
    inbox.put(make_arrival("q" + std::to_string(i)), [&](const Result<PutOutcome>& outcome) {
      if (outcome.ok())
        ++stored;
      else if (outcome.error().code == ErrorCode::kQueueFull)
        ++full;
    });
  }
  EXPECT_EQ(full, 1u);
  EXPECT_EQ(inbox.queued(), kMaxInboxQueue);
  release.set_value();
  store_->close();
  EXPECT_EQ(stored + full, kMaxInboxQueue + 1);
  EXPECT_EQ(stored, kMaxInboxQueue);
  EXPECT_EQ(inbox.put_and_wait(make_arrival("late")).error().code, ErrorCode::kStopping);
}

// A child stores arrivals and says which were acknowledged, until it is killed.
[[noreturn]] void run_child(const StoreOptions& options, int out) {
  const auto clock = make_system_clock();
  auto store = Store::open(options, *clock);
  if (!store.ok()) ::_exit(1);
  std::atomic<int> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (true) {
        const int n = ++next;
        if (!(*store)->inbox().put_and_wait(make_arrival(std::to_string(n))).ok()) ::_exit(2);
        if (::write(out, &n, sizeof n) != sizeof n) ::_exit(3);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ::_exit(4);
}

TEST_P(InboxTest, KilledProcessLosesNothingAcknowledged) {
  store_.reset();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) run_child(options_, ends[1]);
  ::close(ends[1]);
  std::set<std::string> acknowledged;
  int n = 0;
  while (::read(ends[0], &n, sizeof n) == sizeof n) {
    acknowledged.insert(std::to_string(n));
    if (acknowledged.size() == 300) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
  open();
  std::set<std::string> found;
  const auto taken = store_->inbox().take(100'000);
  for (const StoredArrival& a : *taken) found.insert(a.arrival.key);
  for (const std::string& key : acknowledged) EXPECT_TRUE(found.contains(key)) << key;
  EXPECT_GE(acknowledged.size(), 300u);
}

TEST_P(InboxTest, ApplyMarksItsArrivalsDone) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  ASSERT_TRUE(store_->inbox().put_and_wait(make_arrival("a")).ok());
  ApplyContext context;
  const ArrivalId id = store_->inbox().take(1)->front().id;
  context.arrivals.push_back({id, ArrivalState::kIgnored, "said nothing", "{\"steps\":[]}"});
  ASSERT_TRUE(tenant.apply(instance, {}, context).ok());
  ASSERT_TRUE(store_->inbox().put_and_wait(make_arrival("b")).ok());  // behind the marking
  EXPECT_EQ(store_->inbox().take(10)->size(), 1u);
  const auto ended = store_->inbox().load(TenantId(1), id);
  EXPECT_EQ((*ended)->arrival.state, ArrivalState::kIgnored);
  EXPECT_EQ((*ended)->arrival.detail, "said nothing");
  EXPECT_EQ(*store_->inbox().load_account(TenantId(1), id), "{\"steps\":[]}");
}

TEST(PackingTest, BodiesComeBack) {
  for (const std::string& body : {std::string(), std::string("short"), std::string(10'000, 'x')}) {
    const Packed packed = pack_body(body);
    EXPECT_EQ(unpack_body(packed.packing, packed.bytes, 10'000), body);
  }
  const Packed packed = pack_body(std::string(10'000, 'x'));
  EXPECT_EQ(packed.packing, Packing::kZstd);
  EXPECT_THROW((void)unpack_body(packed.packing, packed.bytes, 9'999), SqlFailure);
  EXPECT_THROW((void)unpack_body(Packing::kZstd, "junk", 9'999), SqlFailure);
}

}  // namespace
}  // namespace tl::store
