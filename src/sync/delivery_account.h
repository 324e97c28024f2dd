// What became of an arrival: the steps of its processing and the facts it named, with whether each
// was new here. Kept beside the arrival, so it holds no text of people.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/change_set.h"
#include "store/apply.h"
#include "sync/delivery_view.h"

namespace tl::sync {

struct Account {
  std::vector<DeliveryStep> steps;  // titles are made when it is read
  std::vector<DeliveryChange> changes;
  int64_t more = 0;  // further changes that are not listed
};

// A fact that an arrival named, before it is merged with others.
struct NamedFact {
  domain::RecordKind record{};  // of a record; else 0
  bool history = false;
  IssueId issue;
  DeliveryChange change;
};

// At most kMaxNamedFacts; `more` counts the rest.
constexpr size_t kMaxNamedFacts = 24;
[[nodiscard]] std::vector<NamedFact> name_facts(const domain::ChangeSet& changes, int64_t& more);

// Of one apply: what became another than it was.
class ChangedFacts {
 public:
  explicit ChangedFacts(const store::ApplyReport& report);
  [[nodiscard]] bool contains(const NamedFact& fact) const;

 private:
  std::set<IssueId> issues_;
  std::set<std::pair<IssueId, std::string>> histories_;
  std::set<std::pair<domain::RecordKind, std::string>> records_;
};

// Never longer than store::kMaxAccountBytes: further changes are counted only.
[[nodiscard]] std::string render_account(Account account);
// Empty for "" and for what cannot be read.
[[nodiscard]] Account parse_account(std::string_view json);

// "read" → "Read", for a person.
[[nodiscard]] std::string title_of_step(std::string_view id);

}  // namespace tl::sync
