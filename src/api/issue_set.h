// A set of issues in little memory: ids ascending, each as the distance to the one before.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"

namespace tl::api {

class IssueSet {
 public:
  IssueSet() = default;
  explicit IssueSet(std::vector<IssueRef> issues);  // in any order, each once

  [[nodiscard]] size_t size() const { return count_; }
  [[nodiscard]] size_t memory_bytes() const;
  // Those of this set that are not in the other.
  [[nodiscard]] std::vector<IssueRef> without(const IssueSet& other) const;
  [[nodiscard]] std::vector<IssueRef> all() const;

 private:
  struct Run {
    InstanceId instance;
    std::string bytes;  // seven bits each, the lowest first
  };
  std::vector<Run> runs_;
  size_t count_ = 0;
};

}  // namespace tl::api
