#include "measure/stays.h"

#include <algorithm>

#include "measure/passage.h"

namespace tl::measure {
namespace {

bool is_ended(Zone zone) { return zone == Zone::kDone || zone == Zone::kCancelled; }

int64_t whole_seconds(Instant from, Instant to) {
  return std::max<int64_t>(0, (to.ms - from.ms) / 1000);
}

StatusStay begin_stay(lens::Code status, int64_t at, const lens::Dictionary& dictionary,
                      const StageMap& stages) {
  const lens::DictionaryEntry& entry = dictionary.at(lens::LensField::kStatus, status);
  StatusStay stay;
  stay.status = status;
  stay.status_id = entry.id;
  stay.status_name = entry.name;
  stay.stage = stages.stage(status);
  stay.from = Instant(at);
  return stay;
}

void end_stay(StatusStay& stay, Instant at) {
  stay.to = std::max(stay.from, at);
  stay.seconds = whole_seconds(stay.from, stay.to);
}

std::optional<Instant> known(int64_t instant) {
  return instant == lens::kNoInstant ? std::nullopt : std::optional(Instant(instant));
}

}  // namespace

std::vector<StatusStay> status_stays(const lens::IssueRow& issue,
                                     const lens::Dictionary& dictionary, const StageMap& stages,
                                     Instant now) {
  std::vector<StatusStay> stays;
  const auto& changes = issue.changes[lens::ChangeField::kStatus];
  const lens::Code initial = changes.empty() ? issue.status : changes.front().from;
  const bool born = issue.created != lens::kNoInstant;
  if (born && initial != lens::kNoCode)
    stays.push_back(begin_stay(initial, issue.created, dictionary, stages));
  for (const lens::Change& change : changes) {
    if (!stays.empty() && stays.back().status == change.to) continue;
    if (!stays.empty()) end_stay(stays.back(), Instant(change.at));
    stays.push_back(begin_stay(change.to, change.at, dictionary, stages));
  }
  if (stays.empty()) return stays;
  StatusStay& present = stays.back();
  present.ongoing =
      !is_ended(stages.zone(present.status)) && (issue.flags & lens::kRowDeleted) == 0;
  end_stay(present, present.ongoing ? now : present.from);
  return stays;
}

std::vector<StatusTotal> time_in_status(const std::vector<StatusStay>& stays) {
  std::vector<StatusTotal> totals;
  for (const StatusStay& stay : stays) {
    auto total = std::find_if(totals.begin(), totals.end(), [&](const StatusTotal& known_total) {
      return known_total.status == stay.status;
    });
    if (total == totals.end())
      total = totals.insert(totals.end(), {stay.status, stay.status_name, stay.stage, 0, 0});
    total->seconds += stay.seconds;
    ++total->stays;
  }
  return totals;
}

IssueFlow decide_issue_flow(const lens::IssueRow& issue, const StageMap& stages, Instant now) {
  const Passage passage = follow_passage(RowFacts(issue), stages, std::nullopt);
  IssueFlow flow;
  flow.started = known(passage.first_start);
  flow.cancelled = passage.outcome == Outcome::kCancelled;
  flow.reopened = passage.outcome == Outcome::kReopened;
  if (passage.outcome == Outcome::kFinished) flow.finished = known(passage.end);
  if (flow.started && flow.finished && *flow.started <= *flow.finished)
    flow.cycle_seconds = whole_seconds(*flow.started, *flow.finished);
  const bool open = passage.outcome == Outcome::kOpen || flow.reopened;
  if (flow.started && open && (issue.flags & lens::kRowDeleted) == 0)
    flow.age_seconds = whole_seconds(*flow.started, now);
  return flow;
}

}  // namespace tl::measure
