#include "metrics/sprint/sprint_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "measure/ended.h"
#include "measure/mark.h"
#include "measure/stopwatch.h"
#include "metrics/sprint/sprint_build.h"

namespace tl::metrics::sprint {
namespace {

constexpr std::array<std::string_view, 5> kOutcomes = {"completed", "not_completed", "removed",
                                                       "done_before", "done_after"};

// The filter of the issues: the sprint itself is no filter, or what left it would be missed.
Question without_sprints(Question question) {
  question.sprints.clear();
  return question;
}

Result<SprintWindow> find_window(const Facts& facts, const Question& question,
                                 const SprintRef& sprint) {
  const auto& sprints = facts.version.dictionary().field(lens::LensField::kSprint);
  const lens::Code code = sprints.find(sprint.instance, sprint.id);
  if (code == lens::kNoCode)
    return make_error(ErrorCode::kNotFound, "sprint " + sprint.id + " is not known here");
  return decide_window(sprints.at(code), code, question);
}

// What the answer says of itself: the window is the sprint, the facts are those at its close.
About about_sprint(const Definition& definition, const Facts& facts, const Question& question,
                   const SprintWindow& window) {
  Question asked = question;
  asked.from = Instant(window.start);
  asked.to = Instant(window.close);
  if (!window.open) asked.as_of = Instant(window.close);
  About about = measure::begin_about(definition, facts, asked);
  if (!window.note.empty()) about.notes.push_back(window.note);
  return about;
}

void note_incomplete(size_t incomplete, About& about) {
  if (incomplete > 0)
    about.notes.push_back(fmt::format(
        "not all changes of {} issues have been read from Jira yet: they are shown as far as they "
        "are known",
        incomplete));
}

// Committed first, then by key as people read it: "A-9" before "A-10".
void sort_items(const Facts& facts, std::vector<SprintItem>& items) {
  const auto key = [&](const SprintItem& item) {
    const lens::Chunk& chunk = *facts.version.parts()[item.address.part].chunk;
    return chunk.key.at(item.address.row);
  };
  const auto split_key = [&](const SprintItem& item) {
    const std::string_view text = key(item);
    const size_t dash = text.rfind('-');
    const std::string_view digits =
        dash == std::string_view::npos ? std::string_view() : text.substr(dash + 1);
    return std::tuple(item.added, text.substr(0, dash), digits.size(), digits);
  };
  std::sort(items.begin(), items.end(),
            [&](const SprintItem& a, const SprintItem& b) { return split_key(a) < split_key(b); });
}

bool is_in_group(const SprintItem& item, std::string_view group) {
  if (group == "committed") return !item.added;
  if (group == "added") return item.added;
  return group.empty() || group == to_text(item.outcome);
}

bool is_group(std::string_view group) {
  return group.empty() || group == "committed" || group == "added" ||
         std::find(kOutcomes.begin(), kOutcomes.end(), group) != kOutcomes.end();
}

std::string points_text(const SprintItem& item) {
  const auto text = [](const std::optional<double>& points) {
    return points ? fmt::format("{:g}", *points) : std::string("no");
  };
  if (item.points_at_commitment == item.points_at_close)
    return text(item.points_at_close) + " points";
  return fmt::format("{} points at commitment, {} at the close", text(item.points_at_commitment),
                     text(item.points_at_close));
}

ItemList list_group(const SprintContent& content, const std::string& group) {
  ItemList out;
  std::string words = group.empty() ? "all" : group;
  std::replace(words.begin(), words.end(), '_', ' ');
  out.title = "In the sprint: " + words;
  out.from_title = "Came";
  out.at_title = group == "removed" ? "Left" : "Finished";
  for (const SprintItem& item : content.items) {
    if (!is_in_group(item, group)) continue;
    const auto at = group == "removed" ? item.removed_at : item.finished;
    out.items.push_back({item.address, item.added_at ? item.added_at->ms : lens::kNoInstant,
                         at ? at->ms : lens::kNoInstant, std::nullopt, points_text(item)});
  }
  return out;
}

}  // namespace

std::string_view to_text(Outcome outcome) { return kOutcomes[static_cast<size_t>(outcome)]; }

const Definition kSprintReport{
    "sprint.report",
    1,
    "Sprint report",
    "Committed is what was in the sprint at the instant it started, added and removed what came "
    "and left after that. Completed is what was in the sprint at its close and had finished since "
    "it started. What was done before it started, and what finished only after its close, is shown "
    "apart. All as of the close (an open sprint: as of now), with the points the issues had then; "
    "issues without points are counted apart.",
    "counts, and sums of points",
    "from the start of the sprint to the instant it was completed",
    "count"};

Result<SprintAnswer> decide_sprint(const Facts& facts, const Question& question,
                                   const SprintRef& sprint) {
  const measure::Stopwatch watch;
  const Question asked = without_sprints(question);
  TL_TRY(const SprintWindow window, find_window(facts, asked, sprint));
  SprintAnswer answer;
  static_cast<About&>(answer) = about_sprint(kSprintReport, facts, asked, window);
  SprintContent content = std::move(build_sprints(facts, asked, {window}).front());
  answer.sprint = window.code;
  answer.provisional = window.open;
  answer.close = Instant(window.close);
  answer.amounts = sum_up(content.items);
  answer.n = content.items.size();
  content.excluded.describe(facts.version, answer);
  note_incomplete(content.incomplete, answer);
  answer.days = decide_days(facts, asked, content);
  sort_items(facts, content.items);
  if (content.items.size() > kMaxSprintItems) {
    answer.notes.push_back(fmt::format("only the first {} of {} issues are listed", kMaxSprintItems,
                                       content.items.size()));
    content.items.resize(kMaxSprintItems);
  }
  answer.items = std::move(content.items);
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_sprint_items(const Facts& facts, const Question& question,
                                     const Mark& mark) {
  TL_CHECK_OK(
      measure::check_mark(mark, {measure::MarkPart::kSprintGroup, measure::MarkPart::kExclusion}));
  if (!is_group(mark.sprint_group))
    return make_error(ErrorCode::kInvalidArgument,
                      "sprint_group: " + mark.sprint_group + " is no group of a sprint report");
  if (question.sprints.size() != 1)
    return make_error(ErrorCode::kInvalidArgument, "sprint: name one sprint");
  const Question asked = without_sprints(question);
  TL_TRY(const SprintWindow window, find_window(facts, asked, question.sprints.front()));
  const SprintContent content = std::move(build_sprints(facts, asked, {window}).front());
  if (mark.exclusion) return content.excluded.list(*mark.exclusion);
  return list_group(content, mark.sprint_group);
}

}  // namespace tl::metrics::sprint
