// What was probably meant: the nearest of many names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tl::jql {

// Keeps the best of all that is offered: first equal but for case and punctuation, then by edit
// distance, at most a third of the length. Cheap: most offers are refused by length.
class Nearest {
 public:
  explicit Nearest(std::string_view wanted);
  void offer(std::string_view name);
  [[nodiscard]] const std::string& best() const { return best_; }  // "": nothing is near

 private:
  std::string wanted_;  // in lower case, letters and digits of ASCII and all other bytes
  uint64_t bytes_;      // which of them, a bit for several
  std::string best_;
  size_t least_;  // distance of best_ + 1 at most
};

}  // namespace tl::jql
