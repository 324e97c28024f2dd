// What a test says of a row of which is known whether it has values and whether one of them fits:
// the rule of decide_test() for the plans over columns.
#pragma once

#include "jql/bound.h"

namespace tl::jql {

class ManyValues {
 public:
  explicit ManyValues(const Test& test)
      : negated_(test.negated),
        of_empty_(!test.negated && (test.kind == TestKind::kEmpty || test.or_empty)) {}
  // `any`: one of the values fits the test without its NOT; none does for kEmpty.
  [[nodiscard]] bool answer(bool has, bool any) const { return has ? any != negated_ : of_empty_; }

 private:
  bool negated_;
  bool of_empty_;
};

}  // namespace tl::jql
