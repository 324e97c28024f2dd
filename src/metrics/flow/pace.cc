#include "metrics/flow/pace.h"

namespace tl::metrics::flow {
namespace {

constexpr std::array<ExclusionText, 3> kOpenTexts = {{
    {"deleted", "was in progress when it was deleted in Jira", false},
    {"history_incomplete", "not all of its changes have been read from Jira yet", false},
    {"n_no_start", "in progress, but its changes do not say since when", true},
}};

int64_t whole_seconds(int64_t from, int64_t to) { return std::max<int64_t>(0, to - from) / 1000; }

// Adds the ages at which one finished issue left its stages.
void add_ages(const StagePaths& paths, const Ended& issue, ByStage<std::vector<int64_t>>& ages) {
  ByStage<int64_t> left;
  left.fill(lens::kNoInstant);
  paths.each_step(issue.row, [&](Stage stage, Zone zone, int64_t /*from*/, int64_t to) {
    if (to <= issue.end && zone == Zone::kStarted) left[index_of(stage)] = to;
  });
  for (size_t stage = 0; stage < kStages; ++stage) {
    if (left[stage] != lens::kNoInstant && left[stage] >= issue.start)
      ages[stage].push_back(whole_seconds(issue.start, left[stage]));
  }
}

std::optional<OpenReason> decide_open_reason(const lens::Chunk& chunk, const OpenIssue& issue,
                                             const Question& question, bool needs_age) {
  if (is_deleted(chunk, issue.address.row, question.as_of)) return OpenReason::kDeleted;
  if (!needs_age) return std::nullopt;
  if ((chunk.flags[issue.address.row] & lens::kRowHistoryComplete) == 0)
    return OpenReason::kHistoryIncomplete;
  if (issue.start == lens::kNoInstant) return OpenReason::kNoStart;
  return std::nullopt;
}

}  // namespace

std::optional<int> Pace::band(Stage stage, int64_t age_seconds) const {
  int band = 0;
  for (const Percentile& one : percentiles[index_of(stage)]) {
    if (!one.value) return std::nullopt;
    if (age_seconds <= *one.value) return band;
    ++band;
  }
  return band;
}

std::optional<double> Pace::rank(Stage stage, int64_t age_seconds) const {
  const auto& sorted = ages[index_of(stage)];
  if (sorted.empty()) return std::nullopt;
  return percentile_rank(sorted, age_seconds);
}

bool Pace::is_over_p85(Stage stage, int64_t age_seconds) const {
  const auto p85 = percentile_if(ages[index_of(stage)], 85);
  return p85 && age_seconds > *p85;
}

bool Pace::has_p85() const {
  return std::any_of(ages.begin(), ages.end(),
                     [](const auto& sorted) { return percentile_if(sorted, 85).has_value(); });
}

Pace decide_pace(const Facts& facts, const Question& question) {
  Pace pace;
  std::vector<std::shared_ptr<const StagePaths>> paths;
  for (const lens::Part& part : facts.version.parts())
    paths.push_back(stage_paths(*part.chunk, facts.stages, as_of_ms(question)));
  const Scope scope(facts, question);
  each_ended(facts, question, scope,
             [&](const Ended& issue, std::optional<ExclusionReason> reason) {
               if (!reason) add_ages(*paths[issue.part], issue, pace.ages);
             });
  for (size_t stage = 0; stage < kStages; ++stage) {
    sort_values(pace.ages[stage]);
    pace.percentiles[stage] = decide_percentiles(pace.ages[stage]);
  }
  return pace;
}

std::span<const ExclusionText> open_reason_texts() { return kOpenTexts; }

OpenIssues select_open(const Facts& facts, const Question& question, bool needs_age) {
  OpenIssues out;
  const Scope scope(facts, question);
  const int64_t seen = question.seen_from().ms;
  for (uint32_t i = 0; i < facts.version.parts().size(); ++i) {
    const lens::Part& part = facts.version.parts()[i];
    const lens::Chunk& chunk = *part.chunk;
    const auto columns = flow_columns(chunk, facts.stages, as_of_ms(question));
    const auto is_open = [&](uint32_t row) {
      return facts.stages.zone(seen_status(chunk, row, question)) == Zone::kStarted;
    };
    each_row_where(chunk.rows(), is_open, [&](uint32_t row) {
      if (!part.live(row) || !scope.holds(chunk, row)) return;
      const Stage stage = facts.stages.stage(seen_status(chunk, row, question));
      OpenIssue issue{{i, row}, stage, columns->start(row, question.start_rule), 0};
      if (issue.start != lens::kNoInstant) issue.age_seconds = whole_seconds(issue.start, seen);
      if (const auto reason = decide_open_reason(chunk, issue, question, needs_age))
        out.excluded.add(static_cast<size_t>(*reason), {seen, issue.start, i, row});
      else
        out.issues.push_back(issue);
    });
  }
  return out;
}

}  // namespace tl::metrics::flow
