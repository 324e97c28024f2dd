// Following one issue's status changes across the start and finish lines. The one place where the
// rules of metrics/flow/cycle_time.h are decided; templates, so that columns and rows are followed
// alike.
#pragma once

#include <algorithm>
#include <cstdint>

#include "measure/flow_columns.h"

namespace tl::measure {

class PassageFollower {
 public:
  // The issue comes into a status that lies in `zone`, at `at`.
  void enter(Zone zone, int64_t at) {
    switch (zone) {
      case Zone::kUnknown:  // ends a done stay, crosses nothing
        break;
      case Zone::kBefore:
        started_ = false;
        break;
      case Zone::kStarted:
        if (!started_) cross_start(at);
        break;
      case Zone::kDone:
      case Zone::kCancelled:
        if (stay_ == zone) break;
        passage_.ended_often = ended_;
        passage_.end = at;
        ended_ = true;
        break;
    }
    stay_ = zone;
  }

  // `cancels`: the resolution at the end cancels.
  [[nodiscard]] Passage finish(bool cancels) {
    if (stay_ == Zone::kDone)
      passage_.outcome = cancels ? Outcome::kCancelled : Outcome::kFinished;
    else if (stay_ == Zone::kCancelled)
      passage_.outcome = Outcome::kCancelled;
    else if (ended_)
      passage_.outcome = Outcome::kReopened;
    return passage_;
  }

 private:
  void cross_start(int64_t at) {
    started_ = true;
    passage_.last_start = at;
    if (passage_.first_start == lens::kNoInstant) passage_.first_start = at;
  }
  Passage passage_;
  Zone stay_ = Zone::kUnknown;
  bool started_ = false;
  bool ended_ = false;
};

// How a row of a chunk is read.
class ChunkFacts {
 public:
  ChunkFacts(const lens::Chunk& chunk, uint32_t row)
      : chunk_(chunk), row_(row), statuses_(chunk.changes(row, lens::ChangeField::kStatus)) {}
  [[nodiscard]] uint32_t size() const { return statuses_.size(); }
  [[nodiscard]] int64_t at(uint32_t i) const { return chunk_.change.at[statuses_.begin + i]; }
  [[nodiscard]] lens::Code first_from() const { return chunk_.change.from[statuses_.begin]; }
  [[nodiscard]] lens::Code to(uint32_t i) const { return chunk_.change.to[statuses_.begin + i]; }
  [[nodiscard]] int64_t created() const { return chunk_.created[row_]; }
  [[nodiscard]] int64_t updated() const { return chunk_.updated[row_]; }
  [[nodiscard]] lens::Code status() const { return chunk_.status[row_]; }
  [[nodiscard]] lens::Code resolution() const { return chunk_.resolution[row_]; }
  [[nodiscard]] lens::Code resolution_at(int64_t instant) const {
    const lens::Range changes = chunk_.changes(row_, lens::ChangeField::kResolution);
    if (changes.empty()) return resolution();
    uint32_t end = changes.end;
    while (end > changes.begin && chunk_.change.at[end - 1] > instant) --end;
    return end == changes.begin ? chunk_.change.from[end] : chunk_.change.to[end - 1];
  }

 private:
  const lens::Chunk& chunk_;
  uint32_t row_;
  lens::Range statuses_;
};

// How an issue outside of a chunk is read.
class RowFacts {
 public:
  explicit RowFacts(const lens::IssueRow& issue)
      : issue_(issue), statuses_(issue.changes[lens::ChangeField::kStatus]) {}
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(statuses_.size()); }
  [[nodiscard]] int64_t at(uint32_t i) const { return statuses_[i].at; }
  [[nodiscard]] lens::Code first_from() const { return statuses_.front().from; }
  [[nodiscard]] lens::Code to(uint32_t i) const { return statuses_[i].to; }
  [[nodiscard]] int64_t created() const { return issue_.created; }
  [[nodiscard]] int64_t updated() const { return issue_.updated; }
  [[nodiscard]] lens::Code status() const { return issue_.status; }
  [[nodiscard]] lens::Code resolution() const { return issue_.resolution; }
  [[nodiscard]] lens::Code resolution_at(int64_t instant) const {
    const auto& changes = issue_.changes[lens::ChangeField::kResolution];
    if (changes.empty()) return resolution();
    size_t end = changes.size();
    while (end > 0 && changes[end - 1].at > instant) --end;
    return end == 0 ? changes.front().from : changes[end - 1].to;
  }

 private:
  const lens::IssueRow& issue_;
  const std::vector<lens::Change>& statuses_;
};

// The present status against where the changes lead: only a difference that moves the issue over
// the finish line, or to another side of it, matters.
template <typename Facts>
void note_mismatch(const Facts& facts, const StageMap& stages, lens::Code last, Passage& passage) {
  if (facts.status() == lens::kNoCode || facts.status() == last) return;
  const auto side = [](Zone zone) {
    return zone == Zone::kDone || zone == Zone::kCancelled ? zone : Zone::kUnknown;
  };
  const Zone present = side(stages.zone(facts.status()));
  if (present == side(stages.zone(last))) return;
  passage.outcome = Outcome::kMismatch;
  if (present != Zone::kUnknown)  // ended, nobody knows when: after all that is known
    passage.end =
        std::max(facts.updated(), facts.size() > 0 ? facts.at(facts.size() - 1) : facts.created());
}

template <typename Facts>
Passage follow_passage(const Facts& facts, const StageMap& stages, std::optional<int64_t> as_of) {
  uint32_t size = facts.size();
  if (as_of) {
    if (facts.created() > *as_of) return {};
    while (size > 0 && facts.at(size - 1) > *as_of) --size;
  }
  PassageFollower follower;
  lens::Code last = facts.size() == 0 ? facts.status() : facts.first_from();
  follower.enter(stages.zone(last), facts.created());
  for (uint32_t i = 0; i < size; ++i) {
    last = facts.to(i);
    follower.enter(stages.zone(last), facts.at(i));
  }
  if (as_of) return follower.finish(stages.cancels(facts.resolution_at(*as_of)));
  Passage passage = follower.finish(stages.cancels(facts.resolution()));
  note_mismatch(facts, stages, last, passage);
  return passage;
}

}  // namespace tl::measure
