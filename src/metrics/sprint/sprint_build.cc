#include "metrics/sprint/sprint_build.h"

#include <algorithm>
#include <array>

#include "base/zone.h"
#include "measure/flow_columns.h"
#include "measure/in_progress.h"

namespace tl::metrics::sprint {
namespace {

constexpr std::array<measure::ExclusionText, 1> kTexts = {
    {{"deleted", "was in the sprint and deleted in Jira before its close", false}}};

// Which sprints are asked about, by code.
class Wanted {
 public:
  Wanted(const lens::FieldDictionary& sprints, const std::vector<SprintWindow>& windows)
      : by_code_(sprints.size(), 0) {
    for (size_t i = 0; i < windows.size(); ++i) {
      by_code_[windows[i].code] = static_cast<uint32_t>(i + 1);
      earliest_ = std::min(earliest_, windows[i].start);
    }
  }
  // Indexes of the sprints that the issue is in, or that its changes name, each once. Changes are
  // looked at only where the issue was touched since the earliest sprint began: what left a sprint
  // before that does not matter.
  void find(const lens::Chunk& chunk, uint32_t row, std::vector<uint32_t>& out) const {
    out.clear();
    const lens::Range members = chunk.members(row, lens::ChangeField::kSprint);
    for (uint32_t i = members.begin; i < members.end; ++i) add(chunk.member.code[i], out);
    const int64_t updated = chunk.updated[row];
    if (updated != lens::kNoInstant && updated < earliest_) return;
    const lens::Range changes = chunk.changes(row, lens::ChangeField::kSprint);
    for (uint32_t i = changes.begin; i < changes.end; ++i) {
      add(chunk.change.from[i], out);
      add(chunk.change.to[i], out);
    }
  }

 private:
  void add(lens::Code code, std::vector<uint32_t>& out) const {
    if (code >= by_code_.size() || by_code_[code] == 0) return;
    const uint32_t index = by_code_[code] - 1;
    if (std::find(out.begin(), out.end(), index) == out.end()) out.push_back(index);
  }
  std::vector<uint32_t> by_code_;  // index + 1; 0: not asked about
  int64_t earliest_ = std::numeric_limits<int64_t>::max();
};

std::optional<Instant> known(std::optional<int64_t> ms) {
  return ms ? std::optional(Instant(*ms)) : std::nullopt;
}

bool is_finished(const measure::Passage& passage) {
  return passage.outcome == measure::Outcome::kFinished;
}

// How the issue ended, as of the close; done after it by what is known now.
void decide_outcome(const Facts& facts, const Question& question, const SprintWindow& window,
                    SprintItem& item) {
  const lens::Chunk& chunk = *facts.version.parts()[item.address.part].chunk;
  const auto at_close =
      measure::decide_passage(chunk, item.address.row, facts.stages, window.close);
  if (is_finished(at_close)) item.finished = Instant(at_close.end);
  if (item.removed) {
    item.outcome = Outcome::kRemoved;
  } else if (is_finished(at_close)) {
    item.outcome = at_close.end < window.start ? Outcome::kDoneBefore : Outcome::kCompleted;
  } else if (!window.open) {
    const auto as_of = question.as_of ? std::optional(question.as_of->ms) : std::nullopt;
    const auto now = measure::decide_passage(chunk, item.address.row, facts.stages, as_of);
    if (!is_finished(now) || now.end <= window.close) return;
    item.outcome = Outcome::kDoneAfter;
    item.finished = Instant(now.end);
  }
}

void take(const Facts& facts, const Question& question, lens::RowAddress address,
          SprintContent& content) {
  const lens::Chunk& chunk = *facts.version.parts()[address.part].chunk;
  const SprintWindow& window = content.window;
  const Membership membership(chunk, address.row, window.code);
  if (!membership.touches(window)) return;
  if (measure::is_deleted(chunk, address.row, Instant(window.close))) {
    content.excluded.add(
        static_cast<size_t>(SprintReason::kDeleted),
        {chunk.deleted_at[address.row], lens::kNoInstant, address.part, address.row});
    return;
  }
  SprintItem item;
  item.address = address;
  item.added = !membership.in_at(window.start);
  item.removed = !membership.in_at_close(window);
  if (item.added) item.added_at = known(membership.came_after(window));
  if (item.removed) item.removed_at = known(membership.left_before_close(window));
  const lens::Dictionary& names = facts.version.dictionary();
  item.points_at_commitment =
      points_at(names, chunk, address.row, item.added_at ? item.added_at->ms : window.start);
  item.points_at_close =
      points_at(names, chunk, address.row, item.removed_at ? item.removed_at->ms : window.close);
  decide_outcome(facts, question, window, item);
  if ((chunk.flags[address.row] & lens::kRowHistoryComplete) == 0) ++content.incomplete;
  content.items.push_back(std::move(item));
}

void add(Amount& amount, const std::optional<double>& points) {
  ++amount.issues;
  if (points)
    amount.points += *points;
  else
    ++amount.unestimated;
}

// One instant of the burndown. The close decides by its own rule what is in.
SprintDay day_at(const Facts& facts, const SprintContent& content,
                 const std::vector<Membership>& memberships, CivilDate date, int64_t instant) {
  SprintDay day{date, {}, {}, {}};
  const SprintWindow& window = content.window;
  for (size_t i = 0; i < content.items.size(); ++i) {
    const bool in = instant >= window.close ? memberships[i].in_at_close(window)
                                            : memberships[i].in_at(instant);
    if (!in) continue;
    const lens::RowAddress address = content.items[i].address;
    const lens::Chunk& chunk = *facts.version.parts()[address.part].chunk;
    const auto points = points_at(facts.version.dictionary(), chunk, address.row, instant);
    const auto passage = measure::decide_passage(chunk, address.row, facts.stages, instant);
    add(day.scope, points);
    if (!is_finished(passage))
      add(day.remaining, points);
    else if (passage.end >= window.start)
      add(day.completed, points);
  }
  return day;
}

}  // namespace

std::span<const measure::ExclusionText> sprint_reason_texts() { return kTexts; }

std::vector<SprintContent> build_sprints(const Facts& facts, const Question& question,
                                         const std::vector<SprintWindow>& windows) {
  std::vector<SprintContent> out(windows.size());
  for (size_t i = 0; i < windows.size(); ++i) out[i].window = windows[i];
  const measure::Scope scope(facts, question);
  const Wanted wanted(facts.version.dictionary().field(lens::LensField::kSprint), windows);
  std::vector<uint32_t> found;
  for (uint32_t i = 0; i < facts.version.parts().size(); ++i) {
    const lens::Part& part = facts.version.parts()[i];
    for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
      wanted.find(*part.chunk, row, found);
      if (found.empty() || !part.live(row) || !scope.holds(*part.chunk, row)) continue;
      for (const uint32_t index : found) take(facts, question, {i, row}, out[index]);
    }
  }
  return out;
}

SprintAmounts sum_up(const std::vector<SprintItem>& items) {
  SprintAmounts out;
  for (const SprintItem& item : items) {
    add(item.added ? out.added : out.committed, item.points_at_commitment);
    switch (item.outcome) {
      case Outcome::kCompleted:
        add(out.completed, item.points_at_close);
        break;
      case Outcome::kNotCompleted:
        add(out.not_completed, item.points_at_close);
        break;
      case Outcome::kRemoved:
        add(out.removed, item.points_at_close);
        break;
      case Outcome::kDoneBefore:
        add(out.done_before, item.points_at_close);
        break;
      case Outcome::kDoneAfter:
        add(out.done_after, item.points_at_close);
        break;
    }
  }
  return out;
}

std::vector<SprintDay> decide_days(const Facts& facts, const Question& question,
                                   const SprintContent& content) {
  const SprintWindow& window = content.window;
  auto first = date_in_zone(question.zone, Instant(window.start));
  const auto last = date_in_zone(question.zone, Instant(window.close));
  if (!first || !last) return {};
  first->days = std::max(first->days, last->days - static_cast<int32_t>(kMaxSprintDays) + 1);
  std::vector<Membership> memberships;
  for (const SprintItem& item : content.items)
    memberships.emplace_back(*facts.version.parts()[item.address.part].chunk, item.address.row,
                             window.code);
  std::vector<SprintDay> days;
  for (CivilDate date = *first; date <= *last; ++date.days) {
    const auto end = start_of_day(question.zone, CivilDate{date.days + 1});
    const int64_t instant = end ? std::min(end->ms - 1, window.close) : window.close;
    days.push_back(day_at(facts, content, memberships, date, instant));
  }
  return days;
}

}  // namespace tl::metrics::sprint
