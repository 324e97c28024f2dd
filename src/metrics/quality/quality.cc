// The checks themselves: checks.cc.
#include "metrics/quality/quality.h"

#include <algorithm>

#include "measure/excluded.h"
#include "measure/in_progress.h"
#include "measure/mark.h"
#include "measure/scope.h"
#include "measure/stopwatch.h"
#include "metrics/quality/checks.h"

namespace tl::metrics::quality {
namespace {

using measure::Outcome;
using measure::Zone;

constexpr int64_t kWeekMs = 7LL * 86'400'000;

constexpr std::array<measure::ExclusionText, 1> kTexts = {{{"deleted", "deleted in Jira", false}}};

// The planned end of each active sprint, by code; nothing for all others.
std::vector<std::optional<int64_t>> active_sprints(const lens::Dictionary& dictionary) {
  const auto& sprints = dictionary.field(lens::LensField::kSprint);
  std::vector<std::optional<int64_t>> out(sprints.size());
  for (lens::Code code = 1; code < sprints.size(); ++code) {
    const auto& facts = sprints.at(code).sprint;
    if (!facts || facts->state != "active" || sprints.at(code).deleted) continue;
    out[code] = facts->end ? facts->end->ms : std::numeric_limits<int64_t>::max();
  }
  return out;
}

// Calls visit(look) for each issue of the question: what ended in the window or is open, in scope
// and not deleted. Deleted ones go into `excluded`.
class Looker {
 public:
  Looker(const Facts& facts, const Question& question)
      : facts_(facts),
        question_(question),
        scope_(facts, question),
        sprints_(active_sprints(facts.version.dictionary())) {}

  template <typename Visit>
  void run(measure::Excluded& excluded, Visit visit) {
    for (uint32_t i = 0; i < facts_.version.parts().size(); ++i) {
      const lens::Part& part = facts_.version.parts()[i];
      const lens::Chunk& chunk = *part.chunk;
      const auto columns =
          measure::flow_columns(chunk, facts_.stages, measure::as_of_ms(question_));
      for (uint32_t row = 0; row < chunk.rows(); ++row) {
        const int64_t end = columns->end(row);
        const Outcome outcome = columns->outcome(row);
        const bool ended_then = end != lens::kNoInstant && outcome != Outcome::kOpen &&
                                end >= question_.from.ms && end < question_.to.ms;
        if (!ended_then && (outcome == Outcome::kFinished || outcome == Outcome::kCancelled))
          continue;
        const lens::Code status = status_of(chunk, row);
        const Zone zone = facts_.stages.zone(status);
        const bool open = zone != Zone::kDone && zone != Zone::kCancelled && exists(chunk, row);
        if ((!ended_then && !open) || !part.live(row) || !scope_.holds(chunk, row)) continue;
        const measure::Ended item{end, columns->start(row, question_.start_rule), i, row};
        if (measure::is_deleted(chunk, row, question_.as_of)) {
          excluded.add(0, item);
          continue;
        }
        visit(look_at(chunk, item, outcome, status, ended_then, open));
      }
    }
  }

 private:
  [[nodiscard]] lens::Code status_of(const lens::Chunk& chunk, uint32_t row) const {
    return question_.as_of ? measure::status_at(chunk, row, question_.as_of->ms)
                           : chunk.status[row];
  }
  [[nodiscard]] bool exists(const lens::Chunk& chunk, uint32_t row) const {
    return !question_.as_of || chunk.created[row] <= question_.as_of->ms;
  }

  [[nodiscard]] Look look_at(const lens::Chunk& chunk, const measure::Ended& item, Outcome outcome,
                             lens::Code status, bool ended, bool open) const {
    Look look{facts_, question_, chunk, item, kEveryone, std::nullopt, outcome, status, 0, {}};
    look.seen = question_.seen_from().ms;
    if (ended) {
      look.groups |= kEnded;
      look.reason = measure::decide_exclusion(chunk, outcome, item, question_.as_of);
      if (measure::is_finished(look.reason)) look.groups |= kFinished;
    }
    if (!open) return look;
    look.groups |= kOpen;
    if (facts_.stages.zone(status) == Zone::kStarted) look.groups |= kInProgress;
    const lens::Range members = chunk.members(item.row, lens::ChangeField::kSprint);
    for (uint32_t i = members.begin; i < members.end; ++i) {
      const auto& sprint_end = sprints_[chunk.member.code[i]];
      if (!sprint_end) continue;
      look.groups |= kInSprint;
      look.sprint_end = std::min(look.sprint_end.value_or(*sprint_end), *sprint_end);
    }
    return look;
  }

  const Facts& facts_;
  const Question& question_;
  measure::Scope scope_;
  std::vector<std::optional<int64_t>> sprints_;
};

// One check over all issues.
struct Tally {
  size_t count = 0;
  size_t of = 0;
  size_t left_out = 0;
  std::array<size_t, kSparkWeeks> spark{};
  measure::LastItems last{kMaxFindingKeys};
  std::vector<std::pair<int64_t, size_t>> instances;

  void add(const Look& look, int64_t at) {
    ++count;
    last.add({at, lens::kNoInstant, look.item.part, look.item.row});
    const int64_t weeks_ago = at > look.seen ? -1 : (look.seen - at) / kWeekMs;
    if (at != lens::kNoInstant && weeks_ago >= 0 && weeks_ago < int64_t{kSparkWeeks})
      ++spark[kSparkWeeks - 1 - static_cast<size_t>(weeks_ago)];
    const int64_t instance = look.chunk.instance[look.row()];
    const auto known = std::find_if(instances.begin(), instances.end(),
                                    [&](const auto& one) { return one.first == instance; });
    if (known == instances.end())
      instances.emplace_back(instance, 1);
    else
      ++known->second;
  }
};

Finding render(const Check& check, Tally& tally, const lens::LensVersion& version) {
  Finding out;
  out.code = check.code;
  out.title = check.title;
  out.text = check.text;
  out.count = tally.count;
  out.of = tally.of;
  if (check.excludes) out.excluded_from_cycle_time = tally.left_out;
  out.spark = tally.spark;
  for (const measure::Ended& item : tally.last.sorted())
    out.examples.emplace_back(version.parts()[item.part].chunk->key.at(item.row));
  out.fix = check.fix;
  out.fix_text = check.fix_text;
  const auto most =
      std::max_element(tally.instances.begin(), tally.instances.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != tally.instances.end()) out.instance = InstanceId(most->first);
  return out;
}

void take(const Look& look, std::vector<Tally>& tallies) {
  for (size_t i = 0; i < tallies.size(); ++i) {
    const Check& check = all_checks()[i];
    if ((look.groups & check.looks_at) == 0) continue;
    ++tallies[i].of;
    const auto at = check.look(look);
    if (!at) continue;
    tallies[i].add(look, *at);
    if (check.excludes && look.reason == check.excludes) ++tallies[i].left_out;
  }
}

}  // namespace

const Definition kQuality{
    "quality.findings",
    1,
    "Data quality",
    "What in the data makes the numbers doubtful. Each check counts the issues it concerns among "
    "those that ended in the window or are open now, and says how many of them cycle time leaves "
    "out for it.",
    "count of issues for which a check holds",
    "issues that ended in the window, and issues open now",
    "count"};

Result<QualityAnswer> decide_quality(const Facts& facts, const Question& question) {
  const measure::Stopwatch watch;
  TL_CHECK_OK(measure::check_question(question));
  QualityAnswer answer;
  static_cast<About&>(answer) = measure::begin_about(kQuality, facts, question);
  std::vector<Tally> tallies(all_checks().size());
  measure::Excluded excluded(kTexts);
  Looker(facts, question).run(excluded, [&](const Look& look) {
    ++answer.n;
    take(look, tallies);
  });
  excluded.describe(facts.version, answer);
  for (size_t i = 0; i < tallies.size(); ++i) {
    if (tallies[i].count > 0)
      answer.findings.push_back(render(all_checks()[i], tallies[i], facts.version));
    else
      answer.clean.emplace_back(all_checks()[i].title);
  }
  const auto weight = [](const Finding& one) {
    return std::pair(one.excluded_from_cycle_time.value_or(0), one.count);
  };
  std::sort(answer.findings.begin(), answer.findings.end(),
            [&](const Finding& a, const Finding& b) {
              return weight(a) != weight(b) ? weight(a) > weight(b) : a.code < b.code;
            });
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_quality_items(const Facts& facts, const Question& question,
                                      const Mark& mark) {
  TL_CHECK_OK(measure::check_question(question));
  TL_CHECK_OK(
      measure::check_mark(mark, {measure::MarkPart::kFinding, measure::MarkPart::kExclusion}));
  const auto checks = all_checks();
  const auto check = std::find_if(checks.begin(), checks.end(),
                                  [&](const Check& one) { return one.code == mark.finding; });
  if (!mark.exclusion && check == checks.end())
    return make_error(ErrorCode::kInvalidArgument,
                      mark.finding.empty() ? "finding: name a check"
                                           : "finding: there is no check " + mark.finding);
  ItemList out;
  measure::Excluded excluded(kTexts);
  Looker(facts, question).run(excluded, [&](const Look& look) {
    if (check == checks.end() || (look.groups & check->looks_at) == 0) return;
    const auto at = check->look(look);
    if (at) out.items.push_back({look.item.address(), lens::kNoInstant, *at, std::nullopt, ""});
  });
  if (mark.exclusion) return excluded.list(*mark.exclusion);
  out.title = check->title;
  out.at_title = check->at_title;
  return out;
}

}  // namespace tl::metrics::quality
