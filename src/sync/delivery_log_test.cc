// The delivery log over a real store: what arrived, what became of it, and again.
#include <sqlite3.h>

#include <algorithm>
#include <random>

#include "sync/service_fixture.h"

namespace tl::sync {
namespace {

class DeliveryLogTest : public ServiceTest {
 protected:
  InstanceId connected() {
    const InstanceId instance = connect();
    EXPECT_TRUE(eventually([&] { return run_is(instance, RunState::kCompleted); }));
    EXPECT_TRUE(eventually([&] { return status(instance).webhook.state == "live"; }));
    return instance;
  }
  static std::string body(int64_t id, int64_t updated, const std::string& summary) {
    return R"({"webhookEvent":"issue_updated","id":)" + std::to_string(id) + R"(,"key":"SHOP-)" +
           std::to_string(id) + R"(","updated":)" + std::to_string(updated) + R"(,"summary":")" +
           summary + "\"}";
  }
  std::vector<DeliveryEntry> log(InstanceId instance, const std::string& result = "") {
    DeliveryQuery query;
    query.instance = instance;
    query.result = result;
    const auto page = service_->deliveries(tenant_, query);
    EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().detail);
    return page.ok() ? page->items : std::vector<DeliveryEntry>();
  }
  DeliveryDetail detail(int64_t id) {
    auto found = service_->delivery(tenant_, id);
    EXPECT_TRUE(found.ok());
    return std::move(*found);
  }
  static std::string state_of(const DeliveryDetail& detail, std::string_view step) {
    for (const DeliveryStep& known : detail.steps) {
      if (known.id == step) return known.state;
    }
    return "absent";
  }
  bool is_quiet(InstanceId instance) {
    return status(instance).pending == 0 && status(instance).webhook.queue.waiting == 0;
  }
  std::string exported() {
    std::string lines;
    const auto done = store_->tenant(tenant_).export_facts([&](std::string_view line) {
      lines += line;
      lines += '\n';
    });
    EXPECT_TRUE(done.ok());
    return lines;
  }
};

TEST_F(DeliveryLogTest, SaysWhatArrivedAndWhatBecameOfIt) {
  const InstanceId instance = connected();
  ASSERT_TRUE(deliver("a", body(7, 4000, "newer")).ok());
  ASSERT_TRUE(deliver("a", body(7, 4000, "newer")).ok());
  ASSERT_TRUE(deliver("b", R"({"webhookEvent":"nothing","noise":1})").ok());
  ASSERT_TRUE(eventually([&] { return is_quiet(instance); }));
  ASSERT_TRUE(eventually([&] { return log(instance, "accepted").size() == 1; }));
  const DeliveryEntry entry = log(instance, "accepted")[0];
  EXPECT_EQ(entry.event, "issue_updated");
  EXPECT_EQ(entry.issue_key, "SHOP-7");
  EXPECT_EQ(entry.issue_id, "7");
  EXPECT_EQ(entry.connection, status(instance).connection.public_id);
  EXPECT_TRUE(entry.finished.has_value());
  EXPECT_GT(entry.bytes, 0);
  const DeliveryDetail found = detail(entry.id);
  EXPECT_EQ(found.body_state, "kept");
  EXPECT_NE(found.body.find("SHOP-7"), std::string::npos);
  EXPECT_EQ(state_of(found, "received"), "done");
  EXPECT_EQ(state_of(found, "stored"), "done");
  EXPECT_EQ(state_of(found, "read"), "done");
  EXPECT_EQ(state_of(found, "applied"), "done");
  ASSERT_EQ(found.changes.size(), 1u);
  EXPECT_EQ(found.changes[0].kind, "issue");
  EXPECT_EQ(found.changes[0].issue_key, "SHOP-7");
  EXPECT_TRUE(found.changes[0].changed);
  EXPECT_TRUE(found.can_replay);
  ASSERT_EQ(log(instance, "duplicate").size(), 1u);
  EXPECT_EQ(log(instance, "duplicate")[0].repeats, 1);
  ASSERT_EQ(log(instance, "ignored").size(), 1u);
  EXPECT_EQ(log(instance, "ignored")[0].detail, "nothing of interest");
  EXPECT_EQ(log(instance).size(), 2u);
  EXPECT_EQ(*service_->delivery_events(tenant_, instance),
            (std::vector<std::string>{"issue_updated", "nothing"}));
}

TEST_F(DeliveryLogTest, IsPagedAndFiltered) {
  const InstanceId instance = connected();
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(deliver(std::to_string(i), body(i, 4000, "x")).ok());
  }
  ASSERT_TRUE(eventually([&] { return is_quiet(instance); }));
  DeliveryQuery query;
  query.instance = instance;
  query.limit = 2;
  std::vector<std::string> keys;
  int pages = 0;
  do {
    const auto page = service_->deliveries(tenant_, query);
    ASSERT_TRUE(page.ok());
    for (const DeliveryEntry& entry : page->items) keys.push_back(entry.issue_key);
    query.before = page->next_before;
  } while (query.before != 0 && ++pages < 10);
  EXPECT_EQ(keys, (std::vector<std::string>{"SHOP-5", "SHOP-4", "SHOP-3", "SHOP-2", "SHOP-1"}));
  query.issue = "SHOP-3";
  EXPECT_EQ(service_->deliveries(tenant_, query)->items.size(), 1u);
  query.issue = "4";
  EXPECT_EQ(service_->deliveries(tenant_, query)->items.at(0).issue_key, "SHOP-4");
  query.issue = "SHOP-99";
  EXPECT_TRUE(service_->deliveries(tenant_, query)->items.empty());
  query.issue.clear();
  query.event = "other";
  EXPECT_TRUE(service_->deliveries(tenant_, query)->items.empty());
  query.event.clear();
  query.result = "nonsense";
  EXPECT_EQ(service_->deliveries(tenant_, query).error().code, ErrorCode::kInvalidArgument);
  query.result.clear();
  query.from = Instant(10);
  query.to = Instant(10);
  EXPECT_EQ(service_->deliveries(tenant_, query).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(DeliveryLogTest, ReplayChangesNothingThatIsKnown) {
  const InstanceId instance = connected();
  ASSERT_TRUE(deliver("1", body(7, 4000, "one")).ok());
  ASSERT_TRUE(deliver("2", body(8, 4000, "two")).ok());
  ASSERT_TRUE(deliver("3", R"({"noise":1})").ok());
  ASSERT_TRUE(
      eventually([&] { return is_quiet(instance) && log(instance, "accepted").size() == 2; }));
  const std::string before = exported();
  const int64_t id = log(instance, "accepted")[0].id;
  EXPECT_EQ(service_->replay(tenant_, id).value(), 1);
  ASSERT_TRUE(
      eventually([&] { return is_quiet(instance) && log(instance, "accepted").size() == 2; }));
  EXPECT_EQ(exported(), before);
  const DeliveryDetail again = detail(id);
  EXPECT_EQ(again.entry.replays, 1);
  EXPECT_EQ(state_of(again, "replayed"), "done");
  ASSERT_EQ(again.changes.size(), 1u);
  EXPECT_FALSE(again.changes[0].changed) << "known already";
  EXPECT_EQ(service_->replay_range(tenant_, instance, {"accepted", {}, {}}).value(), 2);
  EXPECT_EQ(service_->replay_range(tenant_, instance, {"ignored", {}, {}}).value(), 1);
  ASSERT_TRUE(eventually([&] { return is_quiet(instance); }));
  EXPECT_EQ(exported(), before);
  EXPECT_EQ(service_->replay_range(tenant_, instance, {"failed", {}, {}}).value(), 0);
  EXPECT_EQ(service_->replay_range(tenant_, instance, {"accepted", Instant(0), Instant(1)}).value(),
            0);
  EXPECT_EQ(service_->replay_range(tenant_, instance, {"rejected", {}, {}}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(service_->replay(tenant_, 4711).error().code, ErrorCode::kNotFound);
}

TEST_F(DeliveryLogTest, AThousandRejectionsAreOneRowWithoutBody) {
  const InstanceId instance = connected();
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(deliver("r" + std::to_string(i), body(7, 4000, "forged"), "guess").error().code,
              ErrorCode::kUnauthenticated);
  }
  const auto total = [&] {
    int64_t sum = 0;
    for (const DeliveryEntry& entry : log(instance, "rejected")) sum += entry.repeats + 1;
    return sum;
  };
  ASSERT_TRUE(eventually([&] { return total() == 1000; }));
  const auto rows = log(instance, "rejected");
  EXPECT_LE(rows.size(), 2u) << "one an hour; the test may see an hour end";
  const DeliveryDetail found = detail(rows[0].id);
  EXPECT_EQ(found.body_state, "none");
  EXPECT_EQ(found.body, "");
  EXPECT_EQ(state_of(found, "checked"), "failed");
  EXPECT_FALSE(found.can_replay);
  ASSERT_FALSE(found.headers.empty());
  EXPECT_EQ(found.headers[0].first, "X-Secret");
  EXPECT_EQ(found.headers[0].second, "masked");
  EXPECT_EQ(service_->replay(tenant_, rows[0].id).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(log(instance, "accepted").empty());
}

TEST_F(DeliveryLogTest, RejectionsThatWereOnlyCountedAreWrittenWhenTheServerStops) {
  const InstanceId instance = connected();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(deliver("r", "{}", "guess").ok());
  close();
  open();
  int64_t sum = 0;
  for (const DeliveryEntry& entry : log(instance, "rejected")) sum += entry.repeats + 1;
  EXPECT_EQ(sum, 3);
}

TEST_F(DeliveryLogTest, OneThatMakesUsFailHoldsUpNobody) {
  const InstanceId instance = connected();
  ASSERT_TRUE(service_->pause(tenant_, instance, "a test").ok());
  for (int i = 1; i <= 9; ++i) {
    const bool bomb = i == 5;
    const std::string text = bomb ? R"({"id":5,"bomb":true})" : body(i, 4000, "fine");
    ASSERT_TRUE(deliver(std::to_string(i), text).ok());
  }
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.queue.waiting == 0; }));
  EXPECT_EQ(log(instance, "accepted").size(), 8u);
  const auto failed = log(instance, "failed");
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_NE(failed[0].detail.find("A fault of ours"), std::string::npos);
  EXPECT_EQ(failed[0].detail.find("bomb"), std::string::npos) << "no inner words for people";
  EXPECT_EQ(detail(failed[0].id).body_state, "kept");
}

// Here the database itself refuses one issue, so that every batch with it fails.
TEST_F(DeliveryLogTest, OneThatCannotBeStoredIsFoundAndTheOthersGoOn) {
  const InstanceId instance = connected();
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open((dir_ / "facts.db").c_str(), &file), SQLITE_OK);
  sqlite3_busy_timeout(file, 5000);
  EXPECT_EQ(sqlite3_exec(file,
                         "CREATE TRIGGER poison BEFORE INSERT ON issue WHEN NEW.issue = 5"
                         " BEGIN SELECT RAISE(ABORT, 'poison'); END",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(file);
  ASSERT_TRUE(service_->pause(tenant_, instance, "a test").ok());
  for (int i = 1; i <= 9; ++i) ASSERT_TRUE(deliver(std::to_string(i), body(i, 4000, "fine")).ok());
  ASSERT_TRUE(eventually([&] { return status(instance).webhook.queue.waiting == 0; }));
  EXPECT_EQ(log(instance, "accepted").size(), 8u);
  const auto failed = log(instance, "failed");
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(failed[0].issue_key, "SHOP-5");
  EXPECT_EQ(state_of(detail(failed[0].id), "applied"), "failed");
}

TEST_F(DeliveryLogTest, WhatCouldNotBeParsedIsSealedShownAndReadByALaterVersion) {
  const InstanceId instance = connected();
  ASSERT_TRUE(deliver("odd", "<<" + body(7, 4000, "odd one") + ">>").ok());
  ASSERT_TRUE(deliver("odder", "never to be read").ok());
  ASSERT_TRUE(eventually([&] { return log(instance, "failed").size() == 2; }));
  for (const DeliveryEntry& entry : log(instance, "failed")) {
    const DeliveryDetail found = detail(entry.id);
    EXPECT_EQ(found.body_state, "sealed");
    EXPECT_EQ(found.body, "");
    EXPECT_TRUE(found.can_replay);
  }
  EXPECT_EQ(service_->replay_range(tenant_, instance, {"failed", {}, {}}).value(), 2);
  ASSERT_TRUE(eventually([&] { return log(instance, "failed").size() == 2; })) << "not lost";
  EXPECT_EQ(summary(instance, 7), "");
  close();
  vendor_->normaliser = 2;
  vendor_->reads_more = true;
  open();
  ASSERT_TRUE(eventually([&] { return log(instance, "accepted").size() == 1; }));
  EXPECT_TRUE(eventually([&] { return !summary(instance, 7).empty(); }));
  const DeliveryDetail read = detail(log(instance, "accepted")[0].id);
  EXPECT_EQ(read.body_state, "kept");
  EXPECT_NE(read.body.find("odd one"), std::string::npos);
  EXPECT_EQ(state_of(read, "unsealed"), "done");
  ASSERT_TRUE(eventually([&] { return log(instance, "failed").size() == 1; }));
  EXPECT_EQ(detail(log(instance, "failed")[0].id).body_state, "sealed");
}

TEST_F(DeliveryLogTest, AnotherTenantSeesAndReplaysNothing) {
  const InstanceId instance = connected();
  ASSERT_TRUE(deliver("1", body(7, 4000, "ours")).ok());
  ASSERT_TRUE(eventually([&] { return log(instance, "accepted").size() == 1; }));
  const int64_t id = log(instance)[0].id;
  const TenantId other = store_->create_tenant({"Other", "UTC", 1})->id;
  EXPECT_EQ(service_->delivery(other, id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(service_->replay(other, id).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(service_->deliveries(other, {})->items.empty());
  DeliveryQuery query;
  query.instance = instance;
  EXPECT_EQ(service_->deliveries(other, query).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(service_->delivery_events(other, instance).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(service_->replay_range(other, instance, {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(service_->rotate_hooks(other, instance).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(service_->webhook_check(other, instance).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(service_->start_webhook_check(other, instance, {}).error().code, ErrorCode::kNotFound);
}

// Invariant 2, from the raw delivery to the export: any order and any repetition of the same
// deliveries ends in the same bytes.
TEST_F(DeliveryLogTest, AnyOrderAndRepetitionEndsInTheSameExport) {
  std::vector<std::pair<std::string, std::string>> deliveries;
  for (int issue = 1; issue <= 6; ++issue) {
    for (int turn = 1; turn <= 4; ++turn) {
      const std::string id = std::to_string(issue) + "-" + std::to_string(turn);
      deliveries.emplace_back(id, body(issue, 1000 * turn, "turn " + std::to_string(turn)));
    }
  }
  std::string expected;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    close();
    std::filesystem::remove_all(dir_);
    dir_ = std::filesystem::temp_directory_path() / ("tl-sync-" + random_base32(10));
    open();
    const auto made =
        store_->first_run({"Acme", "UTC", 1}, {"a@example.com", "A", store::Role::kAdmin, "x"});
    ASSERT_TRUE(made.ok());
    tenant_ = made->tenant;
    const InstanceId instance = connected();
    ASSERT_TRUE(service_->pause(tenant_, instance, "a test").ok());  // arrivals alone
    auto shuffled = deliveries;
    std::mt19937 random(seed);
    for (int copies = 0; copies < 8; ++copies) {
      shuffled.push_back(deliveries[random() % deliveries.size()]);
    }
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    for (const auto& [id, text] : shuffled) ASSERT_TRUE(deliver(id, text).ok());
    ASSERT_TRUE(eventually([&] { return log(instance, "accepted").size() == deliveries.size(); }))
        << "seed " << seed;
    const std::string now = exported();
    EXPECT_NE(now.find("turn 4"), std::string::npos);
    EXPECT_EQ(now.find("turn 3"), std::string::npos);
    if (expected.empty()) expected = now;
    EXPECT_EQ(now, expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tl::sync
