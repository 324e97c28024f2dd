// Flow efficiency and blocked time of finished issues. When an issue was blocked: block_finder.h.
#include "metrics/flow/block_finder.h"
#include "metrics/flow/blocked.h"

#include <fmt/format.h>

namespace tl::metrics::flow {
namespace {

constexpr size_t kNoTime = kExclusionReasons;  // after those of all finished issues
constexpr size_t kCauses = 3;                  // BlockCause

const std::array<ExclusionText, kExclusionReasons + 1>& texts() {
  static const auto all = [] {
    std::array<ExclusionText, kExclusionReasons + 1> out;
    std::copy(kExclusionTexts.begin(), kExclusionTexts.end(), out.begin());
    out[kNoTime] = {"zero_cycle", "its cycle time is zero: nothing to compare with", false};
    return out;
  }();
  return all;
}

// What one finished issue adds.
struct IssueTimes {
  int64_t cycle = 0;
  int64_t active = 0;   // without blocked time
  int64_t blocked = 0;  // in any stage
  ByStage<int64_t> stages{};
};

class EfficiencyOf {
 public:
  EfficiencyOf(const Facts& facts, const Question& question)
      : facts_(facts), question_(question), finder_(facts) {}

  [[nodiscard]] IssueTimes times(const Ended& issue) {
    IssueTimes out;
    out.cycle = seconds(issue.start, issue.end);
    const std::vector<Span>& blocked = finder_.find(issue.address(), issue.end, std::nullopt);
    if (!blocked.empty())
      out.blocked = overlap_seconds(facts_, question_.unit, blocked, issue.start, issue.end);
    const Track track(chunk_of(facts_, issue.address()), issue.row, as_of_ms(question_));
    track.each_stay([&](lens::Code status, int64_t from, int64_t to) {
      from = std::max(from, issue.start);
      to = std::min(to, issue.end);
      if (from >= to) return;
      const Stage stage = facts_.stages.stage(status);
      const int64_t in_it = seconds(from, to);
      out.stages[index_of(stage)] += in_it;
      if (stage != Stage::kActive) return;
      out.active += in_it;
      if (!blocked.empty())
        out.active -= overlap_seconds(facts_, question_.unit, blocked, from, to);
    });
    return out;
  }

  // Blocked by one cause, within start..finish.
  [[nodiscard]] int64_t blocked_seconds(const Ended& issue, std::optional<BlockCause> cause) {
    const std::vector<Span>& spans = finder_.find(issue.address(), issue.end, cause);
    return overlap_seconds(facts_, question_.unit, spans, issue.start, issue.end);
  }

  [[nodiscard]] size_t unknown_blockers() const { return finder_.unknown_blockers(); }

 private:
  [[nodiscard]] int64_t seconds(int64_t from, int64_t to) const {
    return seconds_between(facts_, question_.unit, from, to);
  }
  const Facts& facts_;
  const Question& question_;
  BlockFinder finder_;
};

// Finished issues with a cycle time above zero. visit(ended, times).
template <typename Visit>
Excluded each_timed(const Facts& facts, const Question& question, EfficiencyOf& of, Visit visit) {
  Excluded excluded(texts());
  const Scope scope(facts, question);
  each_ended(facts, question, scope,
             [&](const Ended& issue, std::optional<ExclusionReason> reason) {
               if (reason) {
                 excluded.add(static_cast<size_t>(*reason), issue);
                 return;
               }
               const IssueTimes times = of.times(issue);
               if (times.cycle > 0)
                 visit(issue, times);
               else
                 excluded.add(kNoTime, issue);
             });
  return excluded;
}

void add(EfficiencyValue& value, const IssueTimes& times) {
  ++value.n;
  value.active_seconds += times.active;
  value.blocked_seconds += times.blocked;
  value.cycle_seconds += times.cycle;
}

class Efficiency {
 public:
  Efficiency(const Facts& facts, const Question& question, EfficiencyAnswer& answer)
      : facts_(facts), question_(question), answer_(answer), of_(facts, question) {
    answer_.series.resize(answer_.periods.size());
    answer_.blocked_issues_series.resize(answer_.periods.size());
    for (size_t i = 0; i < kCauses; ++i) causes_[i].cause = static_cast<BlockCause>(i);
  }

  void run() {
    const Excluded excluded =
        each_timed(facts_, question_, of_,
                   [&](const Ended& issue, const IssueTimes& times) { take(issue, times); });
    answer_.n = answer_.all.n;
    excluded.describe(facts_.version, answer_);
    for (const Stage stage : kWorkflow) {
      if (stages_[index_of(stage)] > 0) answer_.stages.push_back({stage, stages_[index_of(stage)]});
    }
    for (const BlockedCause& cause : causes_) {
      if (cause.issues > 0) answer_.causes.push_back(cause);
    }
    if (unknown_ > 0)
      answer_.notes.push_back(
          fmt::format("{} links say that an issue is blocked by one that is not stored here; it "
                      "counts as open while the link lasts",
                      unknown_));
  }

 private:
  void take(const Ended& issue, const IssueTimes& times) {
    add(answer_.all, times);
    for (size_t i = 0; i < kStages; ++i) stages_[i] += times.stages[i];
    const auto period = find_period(answer_.periods, issue.end);
    if (period) add(answer_.series[*period], times);
    unknown_ = of_.unknown_blockers();
    if (times.blocked == 0) return;
    ++answer_.blocked_issues;
    if (period) ++answer_.blocked_issues_series[*period];
    for (BlockedCause& cause : causes_) {
      const int64_t seconds = causes_of_.blocked_seconds(issue, cause.cause);
      cause.seconds += seconds;
      if (seconds > 0) ++cause.issues;
    }
  }

  const Facts& facts_;
  const Question& question_;
  EfficiencyAnswer& answer_;
  EfficiencyOf of_;
  EfficiencyOf causes_of_{facts_, question_};  // of its own, so that no link is noted twice
  ByStage<int64_t> stages_{};
  std::array<BlockedCause, kCauses> causes_{};
  size_t unknown_ = 0;
};

// What of an issue the mark asks for; nothing: the issue is not marked.
std::optional<int64_t> marked_seconds(const Ended& issue, const IssueTimes& times, const Mark& mark,
                                      EfficiencyOf& of) {
  const auto some = [](int64_t seconds) {
    return seconds > 0 ? std::optional(seconds) : std::nullopt;
  };
  if (mark.cause) {
    if (times.blocked == 0) return std::nullopt;
    return some(of.blocked_seconds(issue, *mark.cause));
  }
  if (!mark.finding.empty()) return some(times.blocked);
  if (mark.stage) return some(times.stages[index_of(*mark.stage)]);
  return times.cycle;
}

ItemList titled(const Mark& mark) {
  ItemList out;
  out.from_title = "Started";
  out.at_title = "Finished";
  if (mark.cause || !mark.finding.empty()) {
    out.title = "Finished, and had been blocked";
    if (mark.cause) out.title += " (" + std::string(to_text(*mark.cause)) + ")";
    out.seconds_title = "Blocked";
  } else if (mark.stage) {
    out.title = "Finished, with time in stage " + std::string(to_text(*mark.stage));
    out.seconds_title = "Time in it";
  } else {
    out.title = "Finished, by the share of active time";
    out.seconds_title = "Cycle time";
  }
  return out;
}

std::string share_text(const IssueTimes& times) {
  const double share = 100.0 * static_cast<double>(times.active) / static_cast<double>(times.cycle);
  return fmt::format("{:.0f} % of it active", share);
}

}  // namespace

const Definition kEfficiency{
    "flow.efficiency",
    1,
    "Flow efficiency",
    "The share of cycle time in which finished issues were really worked on: time in active "
    "stages without the time they were blocked meanwhile, by cycle time. Blocked means flagged, in "
    "a blocked stage, or linked as blocked by an issue that was open then. Review counts as "
    "waiting unless it is mapped as active.",
    "sum of (active - blocked within it) / sum of cycle time",
    "issues that finished in the window with a cycle time above zero",
    "ratio of sums"};

Result<EfficiencyAnswer> decide_efficiency(const Facts& facts, const Question& question,
                                           PeriodLength length) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(question));
  EfficiencyAnswer answer;
  TL_TRY(answer.periods, decide_periods(question, length));
  static_cast<About&>(answer) = begin_about(kEfficiency, facts, question);
  Efficiency(facts, question, answer).run();
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_efficiency_items(const Facts& facts, const Question& question,
                                         const Mark& mark) {
  TL_CHECK_OK(check_question(question));
  TL_CHECK_OK(check_mark(mark, {MarkPart::kOn, MarkPart::kCause, MarkPart::kStage,
                                MarkPart::kExclusion, MarkPart::kFinding}));
  if (!mark.finding.empty() && mark.finding != "blocked")
    return make_error(ErrorCode::kInvalidArgument,
                      "finding: only blocked has a meaning for this number");
  TL_TRY(const auto period, period_of(question, mark));
  Question window = question;
  if (period) {
    window.from = period->from;
    window.to = period->to;
  }
  ItemList out = titled(mark);
  if (period) out.title += ", " + when_text(period, mark.period);
  EfficiencyOf of(facts, window);
  EfficiencyOf of_cause(facts, window);
  const Excluded excluded =
      each_timed(facts, window, of, [&](const Ended& issue, const IssueTimes& times) {
        const auto seconds = marked_seconds(issue, times, mark, of_cause);
        if (seconds)
          out.items.push_back(
              {issue.address(), issue.start, issue.end, *seconds, share_text(times)});
      });
  if (mark.exclusion) return excluded.list(*mark.exclusion);
  return out;
}

}  // namespace tl::metrics::flow
