// The issue filter of a connection, decided here on facts (product.md C6). Asking the vendor
// whether an issue matches is asking an index that is behind: a new issue is not in it yet. Where a
// clause cannot be decided here, the vendor decides as ever.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/connection.h"
#include "domain/field_catalogue.h"
#include "jql/bound.h"
#include "jql/problem.h"
#include "store/apply.h"
#include "store/store.h"

namespace tl::sync {

// A filter with its names looked up at one instant. Immutable; thread-safe.
class FilterHere : public std::enable_shared_from_this<FilterHere> {
 public:
  // What it was made of; for filter_bind.cc.
  struct Parts {
    std::string jql;
    std::optional<jql::Problem> problem;   // the text is no query, or names what is not there
    std::string not_ready;                 // why names cannot be looked up yet; "" they can
    std::optional<jql::BoundQuery> bound;  // clauses that the vendor decides are kUndecided
    domain::FieldCatalogue fields;
    std::string zone;           // of the account; "" unknown
    bool names_people = false;  // people were looked up
  };
  explicit FilterHere(Parts parts);

  [[nodiscard]] const std::string& jql() const { return parts_.jql; }
  [[nodiscard]] const std::optional<jql::Problem>& problem() const { return parts_.problem; }
  [[nodiscard]] const std::string& not_ready() const { return parts_.not_ready; }
  [[nodiscard]] const std::vector<jql::Notice>& undecided() const;
  [[nodiscard]] const std::vector<jql::Notice>& warnings() const;
  [[nodiscard]] jql::TimeNeed time() const;
  [[nodiscard]] const std::string& zone() const { return parts_.zone; }
  [[nodiscard]] bool names_people() const { return parts_.names_people; }
  // Some issue can be decided here; every issue that was read in full.
  [[nodiscard]] bool decides_some() const { return some_; }
  [[nodiscard]] bool decides_all() const { return some_ && all_; }
  // Why it does not decide all, for people; "" it does.
  [[nodiscard]] std::string why() const;
  // Equal for filters that give equal answers. 0: it decides nothing.
  [[nodiscard]] uint64_t fingerprint() const { return fingerprint_; }
  // See filter_tests.h.
  [[nodiscard]] std::optional<std::vector<store::DatedSpan>> moved_since(
      const FilterHere& former) const;

  [[nodiscard]] store::FilterWord decide(const store::MergedIssue& issue) const;
  // For an apply; it holds this filter. Empty when nothing is decided here.
  [[nodiscard]] store::FilterJudge judge() const;

 private:
  Parts parts_;
  bool some_ = false;
  bool all_ = false;
  bool histories_ = false;
  bool worklogs_ = false;
  uint64_t fingerprint_ = 0;
};
using FilterHerePtr = std::shared_ptr<const FilterHere>;

// "none", "day", "minute".
[[nodiscard]] std::string_view to_text(jql::TimeNeed time);

}  // namespace tl::sync
