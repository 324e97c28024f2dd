#include "measure/ended.h"

#include <algorithm>

namespace tl::measure {
namespace {

bool ended_later(const Ended& a, const Ended& b) {
  if (a.end != b.end) return a.end > b.end;
  if (a.part != b.part) return a.part < b.part;
  return a.row < b.row;
}

}  // namespace

const std::array<ExclusionText, kExclusionReasons> kExclusionTexts = {{
    {"n_no_start", "done without crossing the start line; counts in throughput all the same",
     false},
    {"cancelled", "in a cancelled stage, or done with a resolution that cancels", false},
    {"reopened", "was done in the window and is open again", false},
    {"deleted", "deleted in Jira", false},
    {"negative", "finished before it started: check its dates", true},
    {"history_incomplete", "not all of its changes have been read from Jira yet", false},
    {"history_mismatch", "its changes do not lead to its present status", true},
}};

void LastItems::add(const Ended& item) {
  ++count_;
  if (item.end < floor_) return;
  items_.push_back(item);
  if (items_.size() >= 2 * limit_ + 64) cut();
}

const std::vector<Ended>& LastItems::kept() {
  if (items_.size() > limit_) cut();
  return items_;
}

const std::vector<Ended>& LastItems::sorted() {
  if (items_.size() > limit_) cut();
  std::sort(items_.begin(), items_.end(), ended_later);
  return items_;
}

void LastItems::cut() {
  const auto last = items_.begin() + static_cast<std::ptrdiff_t>(limit_);
  std::nth_element(items_.begin(), last, items_.end(), ended_later);
  floor_ = last->end;  // nothing that ended before this can be among the last any more
  items_.resize(limit_);
}

Exclusions::Exclusions(std::span<const ExclusionText> texts)
    : texts_(texts), items_(texts.size(), LastItems(kMaxExclusionIds)) {}

void Exclusions::fill(const lens::LensVersion& version, About& about) {
  about.considered = about.n;
  for (size_t reason = 0; reason < texts_.size(); ++reason) {
    LastItems& all = items_[reason];
    about.considered += all.count();
    if (all.count() == 0) continue;
    Exclusion& out = about.exclusions.emplace_back();
    out.code = texts_[reason].code;
    out.text = texts_[reason].text;
    out.finding = texts_[reason].finding;
    out.count = all.count();
    for (const Ended& item : all.sorted()) {
      const lens::Chunk& chunk = *version.parts()[item.part].chunk;
      out.issues.push_back(chunk.ref(item.row));
      out.keys.emplace_back(chunk.key.at(item.row));
    }
  }
}

}  // namespace tl::measure
