// Any order, any repetition, any grouping, any crash between two steps: the same bytes of an
// export. Arrivals go through the inbox as they do in the server; what each says is a change set.
#include <algorithm>
#include <map>
#include <random>

#include "domain/merge.h"
#include "store/store_fixture.h"

namespace tl::store {
namespace {

using domain::ChangeSet;
using domain::SourceRank;

class Picker {
 public:
  explicit Picker(uint64_t seed) : random_(seed) {}
  int64_t below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  bool one_in(int64_t n) { return below(n) == 0; }
  template <typename T>
  void shuffle(std::vector<T>& list) {
    std::shuffle(list.begin(), list.end(), random_);
  }

 private:
  std::mt19937_64 random_;
};

domain::Issue some_issue(Picker& pick, int64_t id, int64_t at, SourceRank rank) {
  domain::Issue issue;
  issue.id = IssueId(id);
  const domain::Version v = version_at(at, rank);
  auto& a = issue.attributes;
  domain::set_attribute(a, "key", (pick.one_in(9) ? "ZZ-" : "AB-") + std::to_string(id), v);
  domain::set_attribute(a, "summary", "text " + std::to_string(pick.below(9)), v);
  domain::set_attribute(a, "updated", Instant(at), v);
  if (pick.one_in(2)) domain::set_attribute(a, "status", domain::Ref{"1", "S"}, v);
  if (pick.one_in(6)) domain::set_attribute(a, domain::kDeleted, pick.one_in(2), v);
  if (rank == SourceRank::kRest) domain::set_attribute(a, domain::kHistoryTotal, 1.0, v);
  return issue;
}

domain::History some_history(Picker& pick, int64_t issue, int64_t at, SourceRank rank) {
  std::vector<domain::HistoryItem> items = {
      status_change("0", std::to_string(pick.below(3))),
      {"key", "Key", std::nullopt, "OLD-" + std::to_string(pick.below(3)), std::nullopt, "AB-1"}};
  if (pick.one_in(2)) items.pop_back();
  domain::History history = make_history(issue, "", at, items);
  if (pick.one_in(7)) history.items.clear();
  history.version.rank = rank;
  history.id = pick.one_in(3) ? domain::content_id(history) : std::to_string(100 + pick.below(6));
  domain::seal_history(history);
  return history;
}

domain::Record some_record(Picker& pick, int64_t at) {
  domain::Record record =
      make_worklog(std::to_string(pick.below(6)), 1 + pick.below(4), 60.0 * pick.below(5), at);
  if (pick.one_in(3)) record.kind = domain::RecordKind::kComment;
  if (pick.one_in(5)) {
    domain::set_attribute(record.attributes, domain::kDeleted, true, version_at(at));
  }
  return record;
}

// What the sender has to say, one set an arrival; they contradict each other.
std::vector<ChangeSet> some_sets(uint64_t seed) {
  Picker pick(seed);
  std::vector<ChangeSet> sets;
  for (int i = 0; i < 40; ++i) {
    const int64_t id = 1 + pick.below(4), at = 1'000'000 + pick.below(6) * 1000;
    const auto rank = static_cast<SourceRank>(1 + pick.below(3));
    ChangeSet set;
    if (!pick.one_in(5)) set.issues.push_back(some_issue(pick, id, at, rank));
    if (!pick.one_in(4)) set.histories.push_back(some_history(pick, id, at, rank));
    if (!pick.one_in(3)) set.records.push_back(some_record(pick, at));
    sets.push_back(std::move(set));
  }
  return sets;
}

// Each of `n` once and some of them up to four times, in any order.
std::vector<size_t> some_order(Picker& pick, size_t n) {
  std::vector<size_t> order;
  for (size_t i = 0; i < n; ++i) {
    const int64_t times = pick.one_in(3) ? 1 + pick.below(4) : 1;
    for (int64_t t = 0; t < times; ++t) order.push_back(i);
  }
  pick.shuffle(order);
  return order;
}

class ConservationTest : public StoreTest {
 protected:
  void begin(int world) {
    tenant_.emplace(make_tenant("world " + std::to_string(world)));
    instance_ = connect(*tenant_);
  }
  void apply(const ChangeSet& set, const ApplyContext& context = {}) {
    const auto report = tenant_->apply(instance_, set, context);
    ASSERT_TRUE(report.ok()) << report.error().detail;
  }
  // The body names the set.
  void put(size_t index, int64_t at) {
    Arrival arrival;
    arrival.tenant = tenant_->id();
    arrival.instance = instance_;
    arrival.key = "delivery-" + std::to_string(index);
    arrival.kind = "webhook";
    arrival.received = Instant(at);
    arrival.headers = "{}";
    arrival.body = std::to_string(index);
    ASSERT_TRUE(store_->inbox().put_and_wait(std::move(arrival)).ok());
  }
  // Takes some of what waits, applies it; at times dies before the marking.
  void process(Picker& pick, const std::vector<ChangeSet>& sets) {
    ChangeSet group;
    ApplyContext context;
    for (const StoredArrival& stored : *store_->inbox().take(1 + pick.below(9))) {
      group.append(ChangeSet(sets.at(std::stoul(stored.arrival.body))));
      context.arrivals.push_back({stored.id, ArrivalState::kDone, "", "{}"});
    }
    if (pick.one_in(4)) context.arrivals.clear();
    apply(group, context);
  }

  std::optional<TenantStore> tenant_;
  InstanceId instance_;
};
TL_ON_BOTH_DATABASES(ConservationTest);

TEST_P(ConservationTest, AnyOrderOfChangeSetsEndsInTheSameExport) {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    const std::vector<ChangeSet> sets = some_sets(seed);
    std::vector<std::string> expected;
    for (int permutation = 0; permutation < 4; ++permutation) {
      begin(permutation);
      Picker pick(seed * 1000 + static_cast<uint64_t>(permutation));
      ChangeSet group;
      for (const size_t index : some_order(pick, sets.size())) {
        group.append(ChangeSet(sets[index]));
        if (pick.one_in(3)) continue;
        apply(group);
        group = {};
      }
      apply(group);
      const auto lines = exported(*tenant_);
      ASSERT_GT(lines.size(), 8u);
      if (permutation == 0) expected = lines;
      ASSERT_EQ(lines, expected) << "seed " << seed << ", permutation " << permutation;
    }
  }
}

TEST_P(ConservationTest, AnyOrderOfArrivalsEndsInTheSameExport) {
  for (uint64_t seed = 11; seed <= 14; ++seed) {
    const std::vector<ChangeSet> sets = some_sets(seed);
    std::vector<std::string> expected;
    for (int permutation = 0; permutation < 3; ++permutation) {
      begin(permutation);
      Picker pick(seed * 1000 + static_cast<uint64_t>(permutation));
      std::map<size_t, int64_t> times;
      for (const size_t index : some_order(pick, sets.size())) {
        put(index, pick.below(1'000'000'000));
        ++times[index];
        if (pick.one_in(6)) process(pick, sets);
        if (pick.one_in(60)) {
          reopen();
          tenant_.emplace(store_->tenant(tenant_->id()));
        }
      }
      // Twice: a person replays all of it.
      for (int round = 0; round < 2; ++round) {
        while (*store_->inbox().count_waiting(tenant_->id(), instance_) > 0) process(pick, sets);
        ArrivalQuery all;
        all.tenant = tenant_->id();
        if (round == 0) {
          EXPECT_EQ(*store_->inbox().replay(all, 1000), 40);
        }
      }
      const auto tally = store_->inbox().tally(tenant_->id(), instance_);
      EXPECT_TRUE(tally->balanced());
      EXPECT_EQ(tally->now.done, 40);
      int64_t repeats = 0;
      for (const auto& [index, n] : times) repeats += n - 1;
      EXPECT_EQ(tally->now.repeats, repeats);
      const auto lines = exported(*tenant_);
      if (permutation == 0) expected = lines;
      ASSERT_EQ(lines, expected) << "seed " << seed << ", permutation " << permutation;
    }
  }
}

}  // namespace
}  // namespace tl::store
