// Issues that a number leaves out, all of them kept: for lists. (Exclusions of ended.h only
// counts.) And those that it counts, where these are finished issues.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "measure/about.h"
#include "measure/ended.h"
#include "measure/item.h"

namespace tl::measure {

class Excluded {
 public:
  // `texts` must outlive this. In an answer exclusions come in their order.
  explicit Excluded(std::span<const ExclusionText> texts) : texts_(texts), items_(texts.size()) {}

  // REQUIRES: reason < texts.size().
  void add(size_t reason, const Ended& item) { items_[reason].push_back(item); }

  [[nodiscard]] size_t count() const;  // of all codes
  [[nodiscard]] const std::vector<Ended>& of(size_t reason) const { return items_[reason]; }

  // Appends to about.exclusions those that occur; about.considered = about.n + count().
  void describe(const lens::LensVersion& version, About& about) const;

  // The issues of one code. Errors: kInvalidArgument for a code that the number does not have.
  [[nodiscard]] Result<ItemList> list(std::string_view code) const;

 private:
  std::span<const ExclusionText> texts_;
  std::vector<std::vector<Ended>> items_;  // by reason
};

struct FinishedIssues {
  std::vector<Ended> finished;
  Excluded excluded{kExclusionTexts};
};
// Issues that finished in the question's window. `needs_start`: those that never crossed the start
// line are left out.
[[nodiscard]] FinishedIssues select_finished(const Facts& facts, const Question& question,
                                             bool needs_start);

}  // namespace tl::measure
