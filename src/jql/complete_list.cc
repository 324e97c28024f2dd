#include "jql/complete_list.h"

#include <algorithm>
#include <tuple>

#include "jql/text_query.h"

namespace tl::jql {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

int rank_of(std::string_view text, std::string_view prefix, bool folded) {
  const auto same = [folded](char a, char b) { return (folded ? a : lower(a)) == b; };
  auto from = text.begin();
  int best = -1;
  while (true) {
    const auto at = std::search(from, text.end(), prefix.begin(), prefix.end(), same);
    if (at == text.end()) return best;
    if (at == text.begin()) return 0;
    const char before = *(at - 1);
    if (before == ' ' || before == '-' || before == '.' || before == '_') return 1;
    best = 2;
    from = at + 1;
  }
}

}  // namespace

CompletionList::CompletionList(std::string_view prefix, size_t limit)
    : prefix_(fold(prefix)), limit_(limit) {}

int CompletionList::rank(std::string_view text) const {
  if (text.empty()) return -1;
  if (prefix_.empty()) return 0;
  if (is_ascii(text)) return rank_of(text, prefix_, false);
  return rank_of(fold(text), prefix_, true);
}

bool CompletionList::before(const Item& a, const Item& b) {
  return std::tie(a.rank, a.place, a.completion.label, a.completion.insert) <
         std::tie(b.rank, b.place, b.completion.label, b.completion.insert);
}

bool CompletionList::takes(int rank, int place, std::string_view label) {
  if (rank < 0) return false;
  if (!full_) return true;
  const auto worst = std::tuple(worst_rank_, worst_place_, std::string_view(worst_label_));
  if (std::tuple(rank, place, label) <= worst) return true;
  more_ = true;
  return false;
}

void CompletionList::add(int rank, int place, Completion item, const std::string& instance) {
  if (!takes(rank, place, item.label)) return;
  Item made{rank, place, std::move(item), {}};
  if (!instance.empty()) made.instances.push_back(instance);
  items_.push_back(std::move(made));
  if (items_.size() > 200 + 4 * limit_) shrink(100 + 2 * limit_);
}

// Equal items of several instances become one; then only the best stay.
void CompletionList::shrink(size_t to) {
  std::sort(items_.begin(), items_.end(), before);
  std::vector<Item> merged;
  for (Item& item : items_) {
    if (!merged.empty() && merged.back().completion.label == item.completion.label &&
        merged.back().completion.insert == item.completion.insert &&
        merged.back().completion.kind == item.completion.kind) {
      for (std::string& name : item.instances) {
        std::vector<std::string>& names = merged.back().instances;
        if (std::find(names.begin(), names.end(), name) == names.end()) {
          names.push_back(std::move(name));
        }
      }
      continue;
    }
    merged.push_back(std::move(item));
  }
  if (merged.size() > to) {
    merged.erase(merged.begin() + static_cast<std::ptrdiff_t>(to), merged.end());
    more_ = true;
    full_ = true;
    worst_rank_ = merged.back().rank;
    worst_place_ = merged.back().place;
    worst_label_ = merged.back().completion.label;
  }
  items_ = std::move(merged);
}

Completions CompletionList::finish(Span replaces) && {
  shrink(limit_);
  Completions made;
  made.replaces = replaces;
  made.more = more_;
  for (Item& item : items_) {
    std::string& detail = item.completion.detail;
    for (size_t i = 0; i < item.instances.size() && i < 4; ++i) {
      detail += (i > 0 ? ", " : detail.empty() ? "" : " · ") + item.instances[i];
    }
    if (item.instances.size() > 4) {
      detail += " and " + std::to_string(item.instances.size() - 4) + " more";
    }
    made.items.push_back(std::move(item.completion));
  }
  return made;
}

}  // namespace tl::jql
