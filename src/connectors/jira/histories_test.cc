// Histories that come in parts, twice, and in any order must end as the whole of them.
#include "connectors/jira/histories.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "connectors/jira/facts_for_test.h"
#include "connectors/jira/pages.h"
#include "domain/merge.h"

namespace tl::connectors::jira {
namespace {

using domain::History;

constexpr int kChanges = 9;

// Change number `n`; two of them share an instant.
std::string change(int n) {
  const int minute = n == 5 ? 4 : n;
  return R"({"id":")" + std::to_string(60 + n) + R"(","author":{"accountId":"1:a"},"created":)" +
         R"("2026-03-01T09:0)" + std::to_string(minute) +
         R"(:00.000+0000","items":[{"field":"status","fieldId":"status","from":")" +
         std::to_string(n) + R"(","to":")" + std::to_string(n + 1) + R"("}]})";
}

std::string changes(const std::vector<int>& numbers) {
  std::string out;
  for (const int n : numbers) out += (out.empty() ? "" : ",") + change(n);
  return out;
}

std::vector<History> read_embedded(const std::vector<int>& numbers, int total) {
  const Facts facts = read_rest(
      R"("fields":{"updated":"2026-03-02T00:00:00.000Z"},"changelog":{"startAt":0,"total":)" +
      std::to_string(total) + R"(,"histories":[)" + changes(numbers) + "]}");
  return facts.changes.histories;
}

std::vector<History> read_pages(const std::vector<int>& numbers) {
  Facts facts(nullptr, domain::SourceRank::kRest, Instant());
  const auto page = JsonDocument::parse(R"({"values":[)" + changes(numbers) + "]}");
  read_changelog_page(page->root(), IssueId(10), facts);
  return facts.changes.histories;
}

// As the store keeps them: one per id.
std::vector<History> merged(const std::vector<History>& arrivals) {
  std::map<std::string, History> by_id;
  for (const History& history : arrivals) {
    const auto [known, inserted] = by_id.try_emplace(history.id, history);
    if (!inserted) domain::merge_history(known->second, history);
  }
  std::vector<History> all;
  for (auto& [id, history] : by_id) all.push_back(history);
  return domain::effective_histories(std::move(all));
}

void expect_whole(const std::vector<History>& histories) {
  ASSERT_EQ(histories.size(), static_cast<size_t>(kChanges));
  for (int n = 0; n < kChanges; ++n) {
    const History& history = histories[static_cast<size_t>(n)];
    EXPECT_EQ(history.id, std::to_string(60 + n));
    EXPECT_EQ(history.items.at(0).to_id, std::to_string(n + 1));
  }
}

TEST(Histories, CutOnesAndTheirPagesMakeTheWhole) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<int> order(kChanges);
    for (int n = 0; n < kChanges; ++n) order[static_cast<size_t>(n)] = n;
    std::shuffle(order.begin(), order.end(), random);
    // Some embedded, newest first; the rest in two pages that overlap.
    const auto cut = static_cast<long>(random() % kChanges);
    std::vector<int> embedded(order.begin(), order.begin() + cut);
    std::sort(embedded.rbegin(), embedded.rend());
    const auto middle = static_cast<long>(random() % (kChanges + 1));
    std::vector<std::vector<History>> parts = {
        read_embedded(embedded, kChanges),
        read_pages(std::vector<int>(order.begin(), order.begin() + middle)),
        read_pages(std::vector<int>(order.begin() + std::min(cut, middle), order.end()))};
    std::shuffle(parts.begin(), parts.end(), random);
    std::vector<History> arrivals;
    for (const auto& part : parts) arrivals.insert(arrivals.end(), part.begin(), part.end());
    expect_whole(merged(arrivals));
  }
}

TEST(Histories, CompletenessIsByTheVendorsTotal) {
  const auto total = [](const std::string& changelog) {
    const Facts facts =
        read_rest(R"("fields":{"updated":"2026-03-02T00:00:00.000Z"},"changelog":)" + changelog);
    return domain::number_of(only_issue(facts.changes), domain::kHistoryTotal);
  };
  EXPECT_EQ(total(R"({"startAt":0,"total":1,"histories":[)" + change(0) + "]}"), 1);
  EXPECT_EQ(total(R"({"startAt":0,"maxResults":1,"total":2,"histories":[)" + change(0) + "]}"),
            std::nullopt);
  EXPECT_EQ(total(R"({"startAt":1,"total":1,"histories":[)" + change(0) + "]}"), std::nullopt);
  EXPECT_EQ(total(R"({"histories":[)" + change(0) + "]}"), std::nullopt);
}

// The same act by webhook and by the REST API, on an old site whose webhook gives no id.
TEST(Histories, DeliveredWithoutIdIsAbsorbedByTheVendorsOwn) {
  const std::string items =
      R"("items":[{"field":"assignee","from":"bo","fromString":"Bo","to":"ada","toString":"Ada"}])";
  const std::string user = R"({"name":"ada","key":"ada","displayName":"Ada"})";
  const auto delivered =
      deliver("jira:issue_updated",
              R"("issue":{"id":"10","key":"A-1","fields":{"updated":"2026-03-05T12:00:00.100Z"}},)"
              R"("user":)" +
                  user + R"(,"changelog":{)" + items + "}");
  const Facts fetched = read_rest(
      R"("fields":{"updated":"2026-03-05T12:00:00.100Z"},"changelog":{"startAt":0,"total":1,)"
      R"("histories":[{"id":"70","created":"2026-03-05T12:00:00.090Z","author":)" +
      user + "," + items + "}]}");
  std::vector<History> both = delivered.changes.histories;
  ASSERT_EQ(both.size(), 1u);
  EXPECT_FALSE(both[0].has_vendor_id());
  both.push_back(fetched.changes.histories.at(0));
  const auto whole = domain::effective_histories(both);
  ASSERT_EQ(whole.size(), 1u);
  EXPECT_EQ(whole[0].id, "70");
  EXPECT_EQ(whole[0].items.at(0).to_id, "key:ada");
}

}  // namespace
}  // namespace tl::connectors::jira
