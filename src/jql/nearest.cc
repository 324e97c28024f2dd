#include "jql/nearest.h"

#include <algorithm>
#include <array>
#include <bit>

namespace tl::jql {
namespace {

constexpr size_t kMostBytes = 64;

// What is compared of a text, without allocating.
struct Simplified {
  std::array<char, kMostBytes + 1> text;
  size_t size = 0;  // kMostBytes + 1: too long
  uint64_t bytes = 0;
};

Simplified simplify(std::string_view text) {
  Simplified out;
  for (const char c : text) {
    if (out.size > kMostBytes) break;
    const auto byte = static_cast<unsigned char>(c);
    char kept = c;
    if (c >= 'A' && c <= 'Z') kept = static_cast<char>(c - 'A' + 'a');
    const bool keeps = (kept >= 'a' && kept <= 'z') || (c >= '0' && c <= '9') || byte > 127;
    if (!keeps) continue;
    out.text[out.size++] = kept;
    out.bytes |= uint64_t{1} << (static_cast<unsigned char>(kept) % 64U);
  }
  return out;
}

// Edits between a and b, a swap of neighbours being one; `most` when there are as many or more.
size_t distance(std::string_view a, std::string_view b, size_t most) {
  using Row = std::array<size_t, kMostBytes + 1>;
  Row before{}, last{}, row{};
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    size_t least = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least >= most) return most;
    before = last;
    last = row;
  }
  return std::min(last[b.size()], most);
}

}  // namespace

Nearest::Nearest(std::string_view wanted) {
  const Simplified simple = simplify(wanted);
  wanted_.assign(simple.text.data(), simple.size);
  bytes_ = simple.bytes;
  least_ = wanted_.size() <= 2 ? 1 : std::min<size_t>(wanted_.size() / 3, 4) + 1;
  if (wanted_.empty() || wanted_.size() > kMostBytes) least_ = 0;
}

void Nearest::offer(std::string_view name) {
  if (least_ == 0 || name.empty() || name.size() > 2 * wanted_.size() + 8) return;
  if (name.size() + least_ <= wanted_.size()) return;
  const Simplified other = simplify(name);
  if (other.size == 0 || other.size > kMostBytes) return;
  const size_t gap =
      other.size > wanted_.size() ? other.size - wanted_.size() : wanted_.size() - other.size;
  if (gap >= least_) return;
  // Each edit brings in one byte at most and takes out one.
  const auto missing = static_cast<size_t>(std::popcount(bytes_ & ~other.bytes));
  const auto foreign = static_cast<size_t>(std::popcount(other.bytes & ~bytes_));
  if (std::max(missing, foreign) >= least_) return;
  const size_t edits = distance(wanted_, {other.text.data(), other.size}, least_);
  if (edits >= least_) return;
  least_ = edits;
  best_ = name;
}

}  // namespace tl::jql
