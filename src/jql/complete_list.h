// Candidates of a completion: the best of very many are kept.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jql/complete.h"

namespace tl::jql {

class CompletionList {
 public:
  CompletionList(std::string_view prefix, size_t limit);

  // How well any of the texts fits what is written: 0 begins so, 1 a word of it begins so, 2 holds
  // it; -1 not at all.
  [[nodiscard]] int rank(std::string_view text) const;

  // Whether such an item can be among the best still: asked before one is made.
  [[nodiscard]] bool takes(int rank, int place, std::string_view label);
  // `place`: kinds of items one after the other, smaller first. `instance`: whose it is; "" all.
  void add(int rank, int place, Completion item, const std::string& instance = "");
  [[nodiscard]] Completions finish(Span replaces) &&;

 private:
  struct Item {
    int rank, place;
    Completion completion;
    std::vector<std::string> instances;
  };
  void shrink(size_t to);
  static bool before(const Item& a, const Item& b);

  std::string prefix_;  // folded
  size_t limit_;
  bool more_ = false;
  bool full_ = false;  // items_.back() of the last shrink() is the worst that is kept
  int worst_rank_ = 0, worst_place_ = 0;
  std::string worst_label_;
  std::vector<Item> items_;
};

}  // namespace tl::jql
