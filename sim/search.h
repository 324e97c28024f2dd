// Searching: which issues a query finds for a caller, in order, and pages of them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sim/call.h"
#include "sim/jql.h"

namespace tl::sim {

// Keys to sort by, negated for descending order; the last one is the issue's id.
constexpr size_t kSortKeys = 6;
struct FoundRow {
  std::array<int64_t, kSortKeys> keys;
  int32_t issue;
};
using FoundRows = std::vector<FoundRow>;

// The last few results, so that paging through 100,000 issues does not search for each page.
// Thread-safe. Valid for one version of the world only.
class SearchCache {
 public:
  [[nodiscard]] std::shared_ptr<const FoundRows> find(const std::string& key, uint64_t version);
  void keep(const std::string& key, uint64_t version, std::shared_ptr<const FoundRows> rows);

 private:
  struct Entry {
    std::string key;
    uint64_t version;
    std::shared_ptr<const FoundRows> rows;
  };
  std::mutex mutex_;
  std::vector<Entry> entries_;  // the newest last
};

[[nodiscard]] JqlContext jql_context(const Call& call, int64_t now_ms);

// All matches, sorted. `reconcile`: issues whose real state is looked at in spite of the lag.
[[nodiscard]] FoundRows search_issues(const Call& call, const JqlQuery& query,
                                      const std::vector<int32_t>& reconcile);

// `updated` as the search index knows it; -1: the issue is not in the index yet.
[[nodiscard]] int64_t indexed_updated(const Issue& issue, int64_t now_ms, int64_t lag_ms);

}  // namespace tl::sim
