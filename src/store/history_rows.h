// Rows of `change` to domain histories. Internal to store.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "domain/history.h"
#include "store/facts.h"
#include "store/sql.h"

namespace tl::store {

inline constexpr std::string_view kHistoryColumns =
    "SELECT instance, issue, history, ordinal, field, at, actor, from_value, to_value, source_rank,"
    " source_history, hash FROM change ";

// Builds histories out of rows that come ordered by (instance, issue, history, ordinal).
class HistoryReader {
 public:
  using Dict = std::unordered_map<int64_t, DictEntry>;

  void add(const Row& row);
  // Dictionary ids met so far.
  [[nodiscard]] IntList dict_ids() const;
  // What was read, resolved with `dict`; the reader is empty afterwards.
  [[nodiscard]] std::vector<domain::History> take(const Dict& dict);

 private:
  struct RawItem {
    int64_t field = 0, from = 0, to = 0;
  };
  struct RawHistory {
    domain::History history;
    int64_t actor = 0;
    std::vector<RawItem> items;
  };
  std::vector<RawHistory> raw_;
};

// All histories of one issue.
[[nodiscard]] std::vector<domain::History> load_issue_histories(Session& session, TenantId tenant,
                                                                IssueRef ref);

}  // namespace tl::store
