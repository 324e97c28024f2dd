#include "api/issue_set.h"

#include <algorithm>
#include <iterator>

namespace tl::api {
namespace {

void put(std::string& bytes, uint64_t number) {
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
  bytes += static_cast<char>(number);
}

uint64_t take(const std::string& bytes, size_t& at) {
  uint64_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    number |= uint64_t{byte & 0x7Fu} << shift;
    if ((byte & 0x80) == 0) return number;
  }
}

}  // namespace

IssueSet::IssueSet(std::vector<IssueRef> issues) : count_(issues.size()) {
  std::sort(issues.begin(), issues.end());
  uint64_t before = 0;
  for (const IssueRef& issue : issues) {
    if (runs_.empty() || runs_.back().instance != issue.instance) {
      runs_.push_back({issue.instance, {}});
      before = 0;
    }
    const auto id = static_cast<uint64_t>(issue.issue.value);
    put(runs_.back().bytes, id - before);
    before = id;
  }
  for (Run& run : runs_) run.bytes.shrink_to_fit();
}

size_t IssueSet::memory_bytes() const {
  size_t bytes = runs_.capacity() * sizeof(Run);
  for (const Run& run : runs_) bytes += run.bytes.capacity();
  return bytes;
}

std::vector<IssueRef> IssueSet::all() const {
  std::vector<IssueRef> issues;
  issues.reserve(count_);
  for (const Run& run : runs_) {
    uint64_t id = 0;
    for (size_t at = 0; at < run.bytes.size();) {
      id += take(run.bytes, at);
      issues.push_back({run.instance, IssueId(static_cast<int64_t>(id))});
    }
  }
  return issues;
}

std::vector<IssueRef> IssueSet::without(const IssueSet& other) const {
  const std::vector<IssueRef> mine = all();
  const std::vector<IssueRef> others = other.all();
  std::vector<IssueRef> left;
  std::set_difference(mine.begin(), mine.end(), others.begin(), others.end(),
                      std::back_inserter(left));
  return left;
}

}  // namespace tl::api
