#include "metrics/sprint/membership.h"

#include <algorithm>
#include <charconv>

#include "measure/track.h"

namespace tl::metrics::sprint {
namespace {

bool is_member_now(const lens::Chunk& chunk, uint32_t row, lens::Code sprint) {
  const lens::Range members = chunk.members(row, lens::ChangeField::kSprint);
  for (uint32_t i = members.begin; i < members.end; ++i) {
    if (chunk.member.code[i] == sprint) return true;
  }
  return false;
}

}  // namespace

Result<SprintWindow> decide_window(const lens::DictionaryEntry& sprint, lens::Code code,
                                   const measure::Question& question) {
  const lens::SprintFacts facts = sprint.sprint ? *sprint.sprint : lens::SprintFacts();
  const auto start = facts.activated ? facts.activated : facts.start;
  const Instant seen = question.seen_from();
  if (!start || facts.state == "future")
    return make_error(ErrorCode::kInvalidArgument, "this sprint never started");
  if (*start > seen)
    return make_error(ErrorCode::kInvalidArgument, "this sprint had not started then");
  SprintWindow window{code, start->ms, seen.ms, true, ""};
  const bool closed = facts.state == "closed" && facts.complete;
  if (closed && *facts.complete <= seen) {
    window.open = false;
    window.close = std::max(start->ms, facts.complete->ms);
  } else if (facts.state == "closed" && !facts.complete) {
    window.note = "Jira does not say when this sprint was closed: it is reported as of now";
  } else if (facts.state == "active" && facts.complete) {
    window.note =
        "this sprint was closed on " + format_date(date_of(*facts.complete)) + " and opened again";
  }
  return window;
}

// Without changes an issue has been in its sprints since its creation.
Membership::Membership(const lens::Chunk& chunk, uint32_t row, lens::Code sprint) {
  const lens::Range changes = chunk.changes(row, lens::ChangeField::kSprint);
  std::optional<int64_t> since;
  bool told = false;
  for (uint32_t i = changes.begin; i < changes.end; ++i) {
    const bool leaves = chunk.change.from[i] == sprint;
    const bool comes = chunk.change.to[i] == sprint;
    if (leaves == comes) continue;
    if (leaves && !told) since = chunk.created[row];  // it was in it from the beginning
    told = true;
    const int64_t at = chunk.change.at[i];
    if (leaves && since && *since < at) stays_.push_back({*since, at});
    if (leaves)
      since.reset();
    else if (!since)
      since = at;
  }
  if (!told && is_member_now(chunk, row, sprint)) since = chunk.created[row];
  if (since) stays_.push_back({*since, measure::kForever});
}

bool Membership::in_at(int64_t instant) const {
  return std::any_of(stays_.begin(), stays_.end(),
                     [&](const Stay& stay) { return stay.from <= instant && instant < stay.to; });
}

bool Membership::in_at_close(const SprintWindow& window) const {
  return std::any_of(stays_.begin(), stays_.end(),
                     [&](const Stay& stay) { return window.at_close(stay.from, stay.to); });
}

bool Membership::touches(const SprintWindow& window) const {
  return std::any_of(stays_.begin(), stays_.end(), [&](const Stay& stay) {
    return window.before_close(stay.from) && stay.to > window.start;
  });
}

std::optional<int64_t> Membership::came_after(const SprintWindow& window) const {
  for (const Stay& stay : stays_) {
    if (stay.from > window.start && window.before_close(stay.from)) return stay.from;
  }
  return std::nullopt;
}

std::optional<int64_t> Membership::left_before_close(const SprintWindow& window) const {
  std::optional<int64_t> left;
  for (const Stay& stay : stays_) {
    if (stay.to != measure::kForever && window.before_close(stay.to)) left = stay.to;
  }
  return left;
}

std::optional<double> points_at(const lens::Dictionary& dictionary, const lens::Chunk& chunk,
                                uint32_t row, int64_t instant) {
  const lens::Code code =
      measure::value_at(chunk, row, lens::ChangeField::kPoints, chunk.points[row], instant);
  if (code == lens::kNoCode) return std::nullopt;
  const std::string& text = dictionary.at(lens::LensField::kNumber, code).id;
  double points = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), points);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return points;
}

}  // namespace tl::metrics::sprint
