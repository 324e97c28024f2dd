// The properties that everything stands on: merging is commutative, associative and idempotent.
#include "domain/merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tl::domain {
namespace {

// Few names, instants and values, so that collisions and ties are common.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  int64_t below(int64_t n) { return static_cast<int64_t>(engine_() % n); }

  Value value() {
    switch (below(8)) {
      case 0:
        return std::monostate{};
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<double>(below(3)) / 2;
      case 3:
        return std::string(1, static_cast<char>('a' + below(3)));
      case 4:
        return Instant(below(3));
      case 5:
        return CivilDate{static_cast<int32_t>(below(3))};
      case 6:
        return ref();
      default:
        return Refs(below(3), ref());
    }
  }
  Ref ref() { return {std::to_string(below(2)), std::to_string(below(2))}; }
  Version version() {
    Version v;
    v.instant = Instant(below(3));
    v.history = below(2);
    v.rank = static_cast<SourceRank>(1 + below(3));
    return v;
  }
  Attributes attributes() {
    Attributes out;
    for (int64_t left = below(6); left > 0; --left) {
      set_attribute(out, std::string(1, static_cast<char>('p' + below(4))), value(), version());
    }
    return out;
  }
  History history() {
    History h;
    h.issue = IssueId(1);
    h.version = version();
    h.author = ref();
    for (int64_t left = below(3); left > 0; --left) {
      h.items.push_back({"status", "Status", text(), text(), text(), text()});
    }
    h.id = below(2) == 0 ? std::to_string(below(3)) : content_id(h);
    seal_history(h);
    return h;
  }

 private:
  std::optional<std::string> text() {
    if (below(3) == 0) return std::nullopt;
    return std::to_string(below(2));
  }
  std::mt19937_64 engine_;
};

Attributes merged(Attributes a, const Attributes& b) {
  merge_attributes(a, b);
  return a;
}

constexpr uint64_t kSeeds = 20'000;

TEST(MergeAttributes, IsCommutativeAssociativeAndIdempotent) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    Random random(seed);
    const Attributes a = random.attributes(), b = random.attributes(), c = random.attributes();
    ASSERT_EQ(merged(a, b), merged(b, a)) << "seed " << seed;
    ASSERT_EQ(merged(merged(a, b), c), merged(a, merged(b, c))) << "seed " << seed;
    ASSERT_EQ(merged(a, a), a) << "seed " << seed;
    Attributes again = merged(a, b);
    ASSERT_FALSE(merge_attributes(again, b)) << "seed " << seed;
  }
}

TEST(MergeAttributes, SaysWhetherItChanged) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    const Attributes a = random.attributes(), b = random.attributes();
    Attributes into = a;
    EXPECT_EQ(merge_attributes(into, b), into != a);
  }
}

TEST(MergeAttributes, FullBeatsThinWhateverTheInstant) {
  Attributes full, thin;
  Version rest, comment;
  rest.rank = SourceRank::kRest;
  rest.instant = Instant(1);
  comment.instant = Instant(999);
  set_attribute(full, "summary", std::string("full"), rest);
  set_attribute(thin, "summary", std::string("thin"), comment);
  set_attribute(thin, "other", std::string("thin"), comment);
  const Attributes both = merged(thin, full);
  EXPECT_EQ(text_of(both, "summary"), "full");
  EXPECT_EQ(text_of(both, "other"), "thin");  // but it fills what is unknown
}

TEST(MergeAttributes, LaterInstantBeatsBetterSource) {
  Attributes rest, webhook;
  Version early, late;
  early.rank = SourceRank::kRest;
  early.instant = Instant(1);
  late.rank = SourceRank::kWebhook;
  late.instant = Instant(2);
  set_attribute(rest, "status", Ref{"1", "To Do"}, early);
  set_attribute(webhook, "status", Ref{"2", "Done"}, late);
  EXPECT_EQ(ref_of(merged(webhook, rest), "status").id, "2");
  late.instant = early.instant;
  set_attribute(webhook, "status", Ref{"2", "Done"}, late);
  EXPECT_EQ(ref_of(merged(webhook, rest), "status").id, "1");
}

TEST(Version, IsATotalOrder) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    const Version a = random.version(), b = random.version(), c = random.version();
    EXPECT_EQ(a<b, b> a);
    EXPECT_EQ(a == b, (a <=> b) == 0);
    if (a < b && b < c) {
      EXPECT_LT(a, c);
    }
  }
}

bool same(const History& a, const History& b) {
  return a.id == b.id && a.version == b.version && a.author == b.author && a.items == b.items;
}

History merged(History a, const History& b) {
  merge_history(a, b);
  return a;
}

TEST(MergeHistory, IsCommutativeAssociativeAndIdempotent) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    Random random(seed);
    History a = random.history(), b = random.history(), c = random.history();
    b.id = c.id = a.id;
    ASSERT_TRUE(same(merged(a, b), merged(b, a))) << "seed " << seed;
    ASSERT_TRUE(same(merged(merged(a, b), c), merged(a, merged(b, c)))) << "seed " << seed;
    ASSERT_FALSE(merge_history(a, a));
  }
}

TEST(MergeHistory, RestLeadsEvenWhenEarlier) {
  History webhook, rest;
  webhook.id = rest.id = "7";
  webhook.version.rank = SourceRank::kWebhook;
  webhook.version.instant = Instant(9);
  rest.version.rank = SourceRank::kRest;
  rest.version.instant = Instant(1);
  EXPECT_TRUE(merge_history(webhook, rest));
  EXPECT_FALSE(merge_history(rest, webhook));
}

TEST(EffectiveHistories, DoNotDependOnOrder) {
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    Random random(seed);
    std::vector<History> set;
    for (int i = 0; i < 6; ++i) {
      History h = random.history();
      const bool known = std::any_of(set.begin(), set.end(),
                                     [&](const History& other) { return other.id == h.id; });
      if (!known) set.push_back(std::move(h));
    }
    const auto expected = effective_histories(set);
    std::reverse(set.begin(), set.end());
    const auto actual = effective_histories(set);
    ASSERT_TRUE(std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(), same));
    ASSERT_TRUE(std::is_sorted(expected.begin(), expected.end(),
                               [](const auto& a, const auto& b) { return a.at() < b.at(); }));
  }
}

TEST(EffectiveHistories, OneWithoutIdIsAbsorbedByTheRealOne) {
  History webhook;
  webhook.author = {"acc", "Robin Example"};
  webhook.items.push_back({"status", "Status", "1", "To Do", "2", "Done"});
  webhook.id = content_id(webhook);
  History real = webhook;
  real.id = "10042";
  History other = webhook;
  other.items[0].to_id = "3";
  other.id = content_id(other);
  const auto left = effective_histories({webhook, real, other});
  ASSERT_EQ(left.size(), 2u);
  EXPECT_TRUE(
      std::none_of(left.begin(), left.end(), [&](const History& h) { return h.id == webhook.id; }));
}

TEST(EffectiveHistories, SortNumericallyWithinAnInstant) {
  History nine, ten;
  nine.id = "9";
  ten.id = "10";
  const auto sorted = effective_histories({ten, nine});
  EXPECT_EQ(sorted.front().id, "9");
}

TEST(ContentId, EmptyAndAbsentAreTheSame) {
  History a, b;
  a.items.push_back({"status", "Status", std::nullopt, "", "2", "Done"});
  b.items.push_back({"status", "Status", "", std::nullopt, "2", "Done"});
  EXPECT_EQ(content_id(a), content_id(b));
}

}  // namespace
}  // namespace tl::domain
