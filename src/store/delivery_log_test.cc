// The delivery log: repeats, results with their accounts, filters, replays, and the tally.
#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <random>

#include "store/inbox_impl.h"
#include "store/store_fixture.h"

namespace tl::store {
namespace {

constexpr TenantId kTenant(1);
constexpr InstanceId kInstance(1);

Arrival delivery(const std::string& key, int64_t received_ms = 1000) {
  Arrival arrival;
  arrival.tenant = kTenant;
  arrival.instance = kInstance;
  arrival.key = key;
  arrival.kind = "webhook";
  arrival.received = Instant(received_ms);
  arrival.headers = "{\"a\":\"" + key + "\"}";
  arrival.body = "{\"key\":\"" + key + "\"}";
  arrival.event = "jira:issue_updated";
  arrival.issue = IssueId(7);
  arrival.issue_key = "AB-7";
  return arrival;
}

class DeliveryLogTest : public StoreTest {
 protected:
  [[nodiscard]] Inbox& inbox() { return store_->inbox(); }
  PutOutcome put(const Arrival& arrival) { return inbox().put_and_wait(arrival).value(); }
  [[nodiscard]] std::vector<StoredArrival> all(InstanceId instance = kInstance) {
    ArrivalQuery query;
    query.tenant = kTenant;
    query.instance = instance;
    query.limit = 500;
    return inbox().list(query).value();
  }
  // The one with this key.
  [[nodiscard]] StoredArrival find(const std::string& key) {
    for (StoredArrival& stored : all()) {
      if (stored.arrival.key == key) return std::move(stored);
    }
    ADD_FAILURE() << key << " is not there";
    return {};
  }
  void end(const std::string& key, ArrivalState state, const std::string& detail = "") {
    ASSERT_TRUE(inbox().finish(find(key).id, state, detail).ok());
  }
};
TL_ON_BOTH_DATABASES(DeliveryLogTest);

class SqliteDeliveryLogTest : public DeliveryLogTest {};
TL_ON_SQLITE(SqliteDeliveryLogTest);

TEST_P(DeliveryLogTest, KeepsWhatTheLogShows) {
  Arrival sent = delivery("a", 5000);
  sent.attempt = 2;
  ASSERT_EQ(put(sent), PutOutcome::kStored);
  const StoredArrival listed = find("a");
  EXPECT_EQ(listed.arrival.event, "jira:issue_updated");
  EXPECT_EQ(listed.arrival.issue, IssueId(7));
  EXPECT_EQ(listed.arrival.issue_key, "AB-7");
  EXPECT_EQ(listed.arrival.attempt, 2);
  EXPECT_EQ(listed.bytes, static_cast<int64_t>(sent.body.size()));
  EXPECT_EQ(listed.repeats, 0);
  EXPECT_FALSE(listed.last_repeat.has_value());
  EXPECT_FALSE(listed.finished.has_value());
  EXPECT_EQ(listed.arrival.body, "");
  const auto whole = inbox().load(kTenant, listed.id);
  EXPECT_EQ((*whole)->arrival.headers, sent.headers);
  EXPECT_EQ((*whole)->arrival.body, sent.body);
}

TEST_P(DeliveryLogTest, RepeatsAreCountedAtTheFirst) {
  EXPECT_EQ(put(delivery("a", 1000)), PutOutcome::kStored);
  Arrival again = delivery("a", 9000);
  again.body = "other";
  again.times = 3;
  EXPECT_EQ(put(again), PutOutcome::kDuplicate);
  EXPECT_EQ(put(delivery("a", 4000)), PutOutcome::kDuplicate);  // delayed: not the last one
  const StoredArrival stored = find("a");
  EXPECT_EQ(stored.repeats, 4);
  EXPECT_EQ(stored.last_repeat, Instant(9000));
  EXPECT_EQ((*inbox().load(kTenant, stored.id))->arrival.body, delivery("a").body);
  EXPECT_EQ(all().size(), 1u);
  const auto counts = inbox().counts(kTenant, kInstance);
  EXPECT_EQ(counts->all(), 1);
  EXPECT_EQ(counts->repeats, 4);
}

// Repeats within one group commit, where none of them is stored yet.
TEST_P(DeliveryLogTest, RepeatsOfOneGroupAreCounted) {
  std::promise<void> entered, release;
  auto gate = release.get_future().share();
  inbox().put(delivery("hold"), [&, gate](const Result<PutOutcome>&) {
    entered.set_value();
    gate.wait();
  });
  entered.get_future().wait();
  std::atomic<int> stored = 0, repeated = 0;
  for (int i = 0; i < 10; ++i) {
    inbox().put(delivery(i % 2 == 0 ? "a" : "b", 1000 + i), [&](const Result<PutOutcome>& outcome) {
      ++(outcome.value() == PutOutcome::kStored ? stored : repeated);
    });
  }
  release.set_value();
  EXPECT_EQ(put(delivery("behind")), PutOutcome::kStored);
  EXPECT_EQ(stored, 2);
  EXPECT_EQ(repeated, 8);
  EXPECT_EQ(find("a").repeats, 4);
  EXPECT_EQ(find("a").last_repeat, Instant(1008));
  EXPECT_EQ(find("b").repeats, 4);
  EXPECT_EQ(inbox().tally(kTenant, kInstance)->stored, 4);
}

TEST_P(DeliveryLogTest, RejectionsAreOneRowForMany) {
  Arrival rejected = delivery("rejected:signature:17", 1000);
  rejected.state = ArrivalState::kRejected;
  rejected.detail = "the signature does not match";
  rejected.times = 5;
  EXPECT_EQ(put(rejected), PutOutcome::kStored);
  EXPECT_EQ(find(rejected.key).repeats, 4);
  EXPECT_EQ(find(rejected.key).last_repeat, Instant(1000));
  rejected.times = 10;
  rejected.received = Instant(2000);
  EXPECT_EQ(put(rejected), PutOutcome::kDuplicate);
  const StoredArrival row = find(rejected.key);
  EXPECT_EQ(row.repeats, 14);
  EXPECT_EQ(row.last_repeat, Instant(2000));
  EXPECT_EQ(row.bytes, 0);
  const auto whole = inbox().load(kTenant, row.id);
  EXPECT_EQ((*whole)->arrival.body, "");
  EXPECT_EQ((*whole)->arrival.headers, rejected.headers);
  EXPECT_TRUE(inbox().take(10)->empty());
  EXPECT_EQ(*inbox().replay_one(kTenant, row.id), 0);
}

TEST_P(DeliveryLogTest, ResultsKeepTheirAccounts) {
  for (const char* key : {"a", "b", "c", "d"}) put(delivery(key));
  clock_.set(77'000);
  inbox().finish_later(
      {{find("a").id, ArrivalState::kDone, "", "{\"steps\":1}"},
       {find("b").id, ArrivalState::kIgnored, "not of a chosen project", ""},
       {find("c").id, ArrivalState::kRefused, "it's \"odd\"", std::string(kMaxAccountBytes, 'x')},
       {find("d").id, ArrivalState::kDone, "", std::string(kMaxAccountBytes + 1, 'x')},
       {ArrivalId(999'999), ArrivalState::kDone, "", "{}"}});
  ASSERT_TRUE(inbox().finish(find("a").id, ArrivalState::kRefused, "too late").ok());
  EXPECT_EQ(find("a").arrival.state, ArrivalState::kDone);
  EXPECT_EQ(find("a").finished, Instant(77'000));
  EXPECT_EQ(find("b").arrival.state, ArrivalState::kIgnored);
  EXPECT_EQ(find("b").arrival.detail, "not of a chosen project");
  EXPECT_EQ(find("c").arrival.detail, "it's \"odd\"");
  EXPECT_EQ(find("d").arrival.state, ArrivalState::kDone);
  EXPECT_EQ(*inbox().load_account(kTenant, find("a").id), "{\"steps\":1}");
  EXPECT_EQ(*inbox().load_account(kTenant, find("b").id), "");
  EXPECT_EQ(inbox().load_account(kTenant, find("c").id)->size(), kMaxAccountBytes);
  EXPECT_EQ(*inbox().load_account(kTenant, find("d").id), "");
  EXPECT_EQ(*inbox().load_account(TenantId(2), find("a").id), "");
  EXPECT_EQ(*inbox().load_account(kTenant, ArrivalId(999'999)), "");

  // Once more, with an account of its own; and again without one.
  EXPECT_EQ(*inbox().replay_one(kTenant, find("a").id), 1);
  inbox().finish_later({{find("a").id, ArrivalState::kDone, "", "{\"steps\":2}"}});
  EXPECT_EQ(*inbox().replay_one(kTenant, find("a").id), 1);
  ASSERT_TRUE(inbox().finish(find("a").id, ArrivalState::kDone, "").ok());
  EXPECT_EQ(*inbox().load_account(kTenant, find("a").id), "{\"steps\":2}");
  EXPECT_EQ(find("a").replays, 2);
}

// --- filters: against a plain loop over all ---

bool matches(const StoredArrival& stored, const ArrivalQuery& query) {
  const Arrival& a = stored.arrival;
  return (!query.instance || a.instance == *query.instance) &&
         (!query.state || a.state == *query.state) && (!query.repeated || stored.repeats > 0) &&
         (query.event.empty() || a.event == query.event) &&
         (!query.issue || a.issue == *query.issue) && (!query.from || a.received >= *query.from) &&
         (!query.to || a.received < *query.to) && (!query.before || stored.id < query.before);
}

std::vector<int64_t> ids_of(const std::vector<StoredArrival>& list) {
  std::vector<int64_t> ids;
  for (const StoredArrival& stored : list) ids.push_back(stored.id.value);
  return ids;
}

class Picker {
 public:
  explicit Picker(uint64_t seed) : random_(seed) {}
  int64_t below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  bool one_in(int64_t n) { return below(n) == 0; }

 private:
  std::mt19937_64 random_;
};

constexpr int64_t kDay = 86'400'000;

// Of a clock that also goes backwards.
Arrival some_delivery(Picker& pick, int n) {
  Arrival a = delivery("k" + std::to_string(n), pick.below(kDay));
  a.instance = InstanceId(1 + pick.below(2));
  a.event = pick.one_in(5) ? "" : "event_" + std::to_string(pick.below(3));
  a.issue = IssueId(pick.below(4));
  if (pick.one_in(6)) a.state = ArrivalState::kRejected;
  return a;
}

ArrivalQuery some_query(Picker& pick, const std::vector<StoredArrival>& known) {
  ArrivalQuery query;
  query.tenant = kTenant;
  if (!pick.one_in(3)) query.instance = InstanceId(1 + pick.below(2));
  if (pick.one_in(2)) query.state = static_cast<ArrivalState>(1 + pick.below(5));
  query.repeated = pick.one_in(4);
  if (pick.one_in(3)) query.event = "event_" + std::to_string(pick.below(3));
  if (pick.one_in(4)) query.issue = IssueId(1 + pick.below(4));
  if (pick.one_in(3)) query.from = Instant(pick.below(kDay));
  if (pick.one_in(3)) query.to = Instant(pick.below(kDay));
  if (pick.one_in(3)) query.before = known[pick.below(static_cast<int64_t>(known.size()))].id;
  query.limit = 1 + pick.below(40);
  return query;
}

void fill(Inbox& inbox, Picker& pick) {
  for (int n = 0; n < 120; ++n) {
    const Arrival a = some_delivery(pick, n);
    ASSERT_TRUE(inbox.put_and_wait(a).ok());
    if (pick.one_in(5)) {
      ASSERT_TRUE(inbox.put_and_wait(a).ok());
    }
  }
  for (const StoredArrival& waiting : *inbox.take(1000)) {
    if (pick.one_in(4)) continue;
    const auto state = static_cast<ArrivalState>(2 + pick.below(3));
    ASSERT_TRUE(inbox.finish(waiting.id, state, "").ok());
  }
}

TEST_P(DeliveryLogTest, EveryFilterAgreesWithAPlainLoop) {
  Picker pick(5);
  fill(inbox(), pick);
  ArrivalQuery everything;
  everything.tenant = kTenant;
  everything.limit = 500;
  const std::vector<StoredArrival> known = inbox().list(everything).value();
  ASSERT_EQ(known.size(), 120u);
  size_t found = 0;
  for (int i = 0; i < 400; ++i) {
    const ArrivalQuery query = some_query(pick, known);
    std::vector<int64_t> expected;
    for (const StoredArrival& stored : known) {
      if (matches(stored, query) && expected.size() < query.limit)
        expected.push_back(stored.id.value);
    }
    const auto listed = inbox().list(query);
    ASSERT_TRUE(listed.ok()) << listed.error().detail;
    ASSERT_EQ(ids_of(*listed), expected) << "query " << i;
    found += expected.size();
  }
  EXPECT_GT(found, 500u);
  ArrivalQuery foreign;
  foreign.tenant = TenantId(2);
  EXPECT_TRUE(inbox().list(foreign)->empty());
}

TEST_P(DeliveryLogTest, PagesHaveALimit) {
  std::promise<void> stored;
  std::atomic<int> left = 501;
  for (int i = 0; i < 501; ++i) {
    inbox().put(delivery(std::to_string(i)), [&](const Result<PutOutcome>& outcome) {
      EXPECT_TRUE(outcome.ok());
      if (--left == 0) stored.set_value();
    });
  }
  stored.get_future().wait();
  ArrivalQuery query;
  query.tenant = kTenant;
  query.limit = 501;
  const auto page = inbox().list(query);
  ASSERT_EQ(page->size(), 500u);
  query.before = page->back().id;
  EXPECT_EQ(inbox().list(query)->size(), 1u);
}

TEST_P(DeliveryLogTest, NamesOfEventsAreListedOnce) {
  for (const char* event : {"b", "a", "", "b", "Ü"}) {
    Arrival a = delivery(std::to_string(all().size()));
    a.event = event;
    put(a);
  }
  Arrival elsewhere = delivery("x");
  elsewhere.instance = InstanceId(2);
  elsewhere.event = "other";
  put(elsewhere);
  EXPECT_EQ(*inbox().list_events(kTenant, kInstance), (std::vector<std::string>{"a", "b", "Ü"}));
  EXPECT_TRUE(inbox().list_events(kTenant, InstanceId(3))->empty());
  EXPECT_TRUE(inbox().list_events(TenantId(2), kInstance)->empty());
}

// Lists must not read bodies, nor walk over what the filter leaves out.
TEST_P(SqliteDeliveryLogTest, FiltersUseTheirIndexes) {
  put(delivery("a"));
  const auto session = raw_session("inbox.db");
  const auto plan = [&](const auto& change) {
    ArrivalQuery query;
    query.tenant = kTenant;
    query.instance = kInstance;
    change(query);
    const ListStatement list = list_statement(*session, query);
    std::string text;
    session->query("EXPLAIN QUERY PLAN " + list.sql, list.params,
                   [&](const Row& row) { text += row.string(3) + "\n"; });
    EXPECT_EQ(text.find("arrival_body"), std::string::npos) << text;
    EXPECT_EQ(text.find("TEMP B-TREE"), std::string::npos) << text;
    const size_t at = text.find(" INDEX ");
    return at == std::string::npos
               ? text
               : text.substr(at + 7, text.find_first_of(" \n", at + 7) - at - 7);
  };
  using Query = ArrivalQuery;
  EXPECT_EQ(plan([](Query&) {}), "arrival_log");
  EXPECT_EQ(plan([](Query& q) { q.before = ArrivalId(5); }), "arrival_log");
  EXPECT_EQ(plan([](Query& q) { q.from = Instant(0), q.to = Instant(kDay); }), "arrival_log");
  EXPECT_EQ(plan([](Query& q) { q.event = "x"; }), "arrival_event");
  EXPECT_EQ(plan([](Query& q) { q.issue = IssueId(7); }), "arrival_issue");
  EXPECT_EQ(plan([](Query& q) { q.issue = IssueId(7), q.event = "x"; }), "arrival_issue");
  EXPECT_EQ(plan([](Query& q) { q.repeated = true; }), "arrival_repeated");
  EXPECT_EQ(plan([](Query& q) { q.state = ArrivalState::kWaiting; }), "arrival_waiting");
  EXPECT_EQ(plan([](Query& q) { q.state = ArrivalState::kIgnored; }), "arrival_ignored");
  EXPECT_EQ(plan([](Query& q) { q.state = ArrivalState::kRefused; }), "arrival_refused");
  EXPECT_EQ(plan([](Query& q) { q.state = ArrivalState::kRejected; }), "arrival_rejected");
}

// --- replays ---

TEST_P(DeliveryLogTest, ReplaysWhatMatchesOldestFirst) {
  for (int i = 0; i < 6; ++i) put(delivery(std::to_string(i), 1000 * i));
  Arrival rejected = delivery("r", 2000);
  rejected.state = ArrivalState::kRejected;
  put(rejected);
  for (const char* key : {"0", "1", "2", "3"}) end(key, ArrivalState::kRefused, "odd");
  end("4", ArrivalState::kDone);
  ArrivalQuery query;
  query.tenant = kTenant;
  query.instance = kInstance;
  query.state = ArrivalState::kRefused;
  query.from = Instant(1000);
  query.limit = 1;              // of pages: has no say
  query.before = ArrivalId(1);  // nor this
  EXPECT_EQ(*inbox().replay(query, 2), 2);
  EXPECT_EQ(find("1").arrival.state, ArrivalState::kWaiting);
  EXPECT_EQ(find("1").replays, 1);
  EXPECT_FALSE(find("1").finished.has_value());
  EXPECT_EQ(find("0").arrival.state, ArrivalState::kRefused);
  EXPECT_EQ(find("2").arrival.state, ArrivalState::kWaiting);
  EXPECT_EQ(find("3").arrival.state, ArrivalState::kRefused);
  EXPECT_EQ(*inbox().replay(query, 100), 1);
  EXPECT_EQ(*inbox().replay(query, 100), 0);

  query = {};
  query.tenant = kTenant;
  EXPECT_EQ(*inbox().replay(query, 100), 2);  // "0" and "4"; waiting and rejected ones stay
  EXPECT_EQ(find("r").arrival.state, ArrivalState::kRejected);
  EXPECT_EQ(find("5").replays, 0);
  for (const auto state : {ArrivalState::kWaiting, ArrivalState::kRejected}) {
    query.state = state;
    EXPECT_EQ(*inbox().replay(query, 100), 0);
  }
  query.state.reset();
  query.tenant = TenantId(2);
  EXPECT_EQ(*inbox().replay(query, 100), 0);
}

TEST_P(DeliveryLogTest, OneIsReplayedByItsTenantOnly) {
  put(delivery("a"));
  EXPECT_EQ(*inbox().replay_one(kTenant, find("a").id), 0) << "it waits";
  end("a", ArrivalState::kDone);
  EXPECT_EQ(*inbox().replay_one(TenantId(2), find("a").id), 0);
  EXPECT_EQ(*inbox().replay_one(kTenant, ArrivalId(12'345)), 0);
  EXPECT_EQ(*inbox().replay_one(kTenant, find("a").id), 1);
  ASSERT_EQ(inbox().take(10)->size(), 1u);
  EXPECT_EQ(inbox().take(10)->front().arrival.body, delivery("a").body);
}

// --- conservation ---

TEST_P(DeliveryLogTest, TheTallyBalancesThroughItsWholeLife) {
  const auto tally = [&] { return inbox().tally(kTenant, kInstance).value(); };
  EXPECT_TRUE(tally().balanced());
  for (int i = 0; i < 8; ++i) put(delivery(std::to_string(i), i * 3'600'000));
  put(delivery("0"));
  Arrival other = delivery("x");
  other.instance = InstanceId(2);
  put(other);
  EXPECT_EQ(tally().stored, 8);
  EXPECT_EQ(tally().now.waiting, 8);
  for (int i = 0; i < 5; ++i) end(std::to_string(i), ArrivalState::kDone);
  EXPECT_EQ(*inbox().prune(Instant(4 * 3'600'000)), 4);
  EXPECT_EQ(tally().stored, 8);
  EXPECT_EQ(tally().deleted, 4);
  EXPECT_EQ(tally().now.done, 1);
  EXPECT_EQ(tally().now.waiting, 3);
  EXPECT_TRUE(tally().balanced());
  const auto session = raw_session("inbox.db");
  EXPECT_EQ(session->query_int("SELECT COUNT(*) FROM arrival_body", {}), 5);  // "x" is one

  session->script("DELETE FROM arrival WHERE id = " + std::to_string(find("6").id.value));
  EXPECT_FALSE(tally().balanced()) << "a lost row must show";

  ASSERT_TRUE(inbox().delete_instance(kTenant, kInstance).ok());
  EXPECT_EQ(tally().stored, 0);
  EXPECT_TRUE(tally().balanced());
  EXPECT_EQ(inbox().tally(kTenant, InstanceId(2))->stored, 1);
  EXPECT_TRUE(inbox().tally(kTenant, InstanceId(2))->balanced());
}

TEST_P(DeliveryLogTest, PruningTakesAccountsAlong) {
  put(delivery("a"));
  inbox().finish_later({{find("a").id, ArrivalState::kDone, "", "{}"}});
  ASSERT_TRUE(inbox().finish(ArrivalId(1'000'000), ArrivalState::kDone, "").ok());  // behind it
  EXPECT_EQ(*inbox().prune(Instant(2000)), 1);
  const auto session = raw_session("inbox.db");
  for (const char* table : {"arrival", "arrival_body", "arrival_account"}) {
    EXPECT_EQ(session->query_int(fmt::format("SELECT COUNT(*) FROM {}", table), {}), 0) << table;
  }
}

TEST_P(DeliveryLogTest, TheQueueTellsItsLengthAndAge) {
  EXPECT_EQ(inbox().queue(kTenant, kInstance)->waiting, 0);
  EXPECT_FALSE(inbox().queue(kTenant, kInstance)->oldest.has_value());
  put(delivery("a", 5000));
  put(delivery("b", 3000));
  Arrival other = delivery("c", 1000);
  other.instance = InstanceId(2);
  put(other);
  EXPECT_EQ(inbox().queue(kTenant, kInstance)->waiting, 2);
  EXPECT_EQ(inbox().queue(kTenant, kInstance)->oldest, Instant(3000));
  EXPECT_EQ(inbox().queue(kTenant, std::nullopt)->waiting, 3);
  EXPECT_EQ(inbox().queue(kTenant, std::nullopt)->oldest, Instant(1000));
  EXPECT_EQ(inbox().queue(TenantId(2), std::nullopt)->waiting, 0);
  end("b", ArrivalState::kDone);
  EXPECT_EQ(inbox().queue(kTenant, kInstance)->oldest, Instant(5000));
}

TEST_P(DeliveryLogTest, CountsSinceFollowTheClockNotTheOrder) {
  put(delivery("late", 9 * 3'600'000));
  put(delivery("early", 1 * 3'600'000));  // the clock went back
  put(delivery("later", 10 * 3'600'000));
  EXPECT_EQ(inbox().counts_since(kTenant, kInstance, Instant(9 * 3'600'000))->waiting, 2);
  EXPECT_EQ(inbox().counts_since(kTenant, kInstance, Instant(0))->waiting, 3);
  EXPECT_EQ(inbox().counts_since(kTenant, kInstance, Instant(11 * 3'600'000))->all(), 0);
  EXPECT_EQ(inbox().counts_since(TenantId(2), kInstance, Instant(0))->all(), 0);
}

}  // namespace
}  // namespace tl::store
