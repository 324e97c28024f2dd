#include "metrics/flow/cumulative.h"

#include "metrics/flow/inner.h"

namespace tl::metrics::flow {
namespace {

enum CumulativeReason : size_t { kGone, kNotYet };
constexpr std::array<ExclusionText, 2> kTexts = {{
    {"deleted", "deleted in Jira", false},
    {"no_created", "nobody knows when it was created, and it has no changes", true},
}};

Stage counted_stage(Stage stage) { return stage == Stage::kUnmapped ? Stage::kQueue : stage; }

// True when stages tell all that the lines do: then an issue that ended before the window, or that
// never started, needs no look at its changes.
bool zones_follow_stages(const StageMap& stages) {
  for (lens::Code code = 0; code < stages.zones().size(); ++code) {
    if (stages.zone(code) != mapping::zone_of(stages.stage(code))) return false;
  }
  return true;
}

// What differences are summed up to: a reading before the window and one for each date.
struct Sums {
  explicit Sums(size_t readings) : arrivals(readings + 1), departures(readings + 1) {
    for (auto& of_stage : stages) of_stage.resize(readings + 1);
  }
  ByStage<std::vector<int64_t>> stages;
  std::vector<int64_t> arrivals, departures;
  size_t backward = 0;
};

// Work past the start line (begun or done) and work that is done, along one issue's way.
class Way {
 public:
  explicit Way(bool cancelled) : cancelled_(cancelled) {}
  void enter(Zone zone, bool last) {
    if (zone == Zone::kDone && last && cancelled_) zone = Zone::kCancelled;
    if (zone != Zone::kUnknown) past_ = zone == Zone::kStarted || zone == Zone::kDone;
    done_ = zone == Zone::kDone;
  }
  [[nodiscard]] bool past() const { return past_; }
  [[nodiscard]] bool done() const { return done_; }

 private:
  bool cancelled_;
  bool past_ = false;
  bool done_ = false;
};

class Cumulative {
 public:
  Cumulative(const Facts& facts, const Question& question, const ReadingDays& days)
      : facts_(facts),
        question_(question),
        points_(with_baseline(question, days)),
        sums_(points_.size()),
        quick_(zones_follow_stages(facts.stages)) {}

  void run() {
    const Scope scope(facts_, question_);
    for (uint32_t i = 0; i < facts_.version.parts().size(); ++i) {
      const lens::Part& part = facts_.version.parts()[i];
      const lens::Chunk& chunk = *part.chunk;
      const auto columns = flow_columns(chunk, facts_.stages, as_of_ms(question_));
      const auto paths = stage_paths(chunk, facts_.stages, as_of_ms(question_));
      for (uint32_t row = 0; row < chunk.rows(); ++row) {
        if (part.live(row) && scope.holds(chunk, row)) take(chunk, *columns, *paths, {i, row});
      }
    }
  }

  // By reading, the baseline first.
  [[nodiscard]] static std::vector<int64_t> sum_up(const std::vector<int64_t>& changes) {
    std::vector<int64_t> out;
    int64_t sum = 0;
    for (size_t i = 0; i + 1 < changes.size(); ++i) out.push_back(sum += changes[i]);
    return out;
  }
  [[nodiscard]] const Sums& sums() const { return sums_; }
  [[nodiscard]] const Excluded& excluded() const { return excluded_; }

 private:
  static std::vector<int64_t> with_baseline(const Question& question, const ReadingDays& days) {
    std::vector<int64_t> at = {question.from.ms - 1};
    at.insert(at.end(), days.at.begin(), days.at.end());
    return at;
  }

  void take(const lens::Chunk& chunk, const FlowColumns& columns, const StagePaths& paths,
            lens::RowAddress address) {
    const uint32_t row = address.row;
    if (is_deleted(chunk, row, question_.as_of)) {
      excluded_.add(kGone, {chunk.deleted_at[row], lens::kNoInstant, address.part, row});
      return;
    }
    if (chunk.created[row] > points_.at(points_.size() - 1)) return;  // came after the window
    const Outcome outcome = columns.outcome(row);
    if (quick_ && outcome == Outcome::kFinished && columns.end(row) <= points_.at(0)) {
      ++sums_.stages[index_of(Stage::kDone)][0];
      ++sums_.arrivals[0];
      ++sums_.departures[0];
      return;
    }
    if (quick_ && outcome == Outcome::kOpen && waits_only(chunk, columns, row)) {
      ++sums_.stages[index_of(Stage::kQueue)][points_.first_from(chunk.created[row])];
      return;
    }
    follow(paths, row, outcome == Outcome::kCancelled);
    if (chunk.created[row] == lens::kNoInstant && paths.is_empty(row))
      excluded_.add(kNotYet, {lens::kNoInstant, lens::kNoInstant, address.part, row});
  }

  // Never was anywhere but in the queue, or in statuses that count as queue.
  [[nodiscard]] bool waits_only(const lens::Chunk& chunk, const FlowColumns& columns,
                                uint32_t row) const {
    const int64_t created = chunk.created[row];
    if (created == lens::kNoInstant || columns.start(row, StartRule::kFirst) != lens::kNoInstant)
      return false;
    if (question_.as_of) return created <= question_.as_of->ms;
    const Zone zone = facts_.stages.zone(chunk.status[row]);
    return zone == Zone::kBefore || zone == Zone::kUnknown;
  }

  void follow(const StagePaths& paths, uint32_t row, bool cancelled) {
    Way way(cancelled);
    std::optional<int> place;
    std::optional<size_t> next;  // where the step before ended
    paths.each_step(row, [&](Stage stage, Zone zone, int64_t from, int64_t to) {
      const size_t first = next ? *next : points_.first_from(from);
      next = points_.first_from(to);
      const bool was_past = way.past();
      const bool was_done = way.done();
      way.enter(zone, to == kForever);
      sums_.arrivals[first] += int{way.past()} - int{was_past};
      sums_.departures[first] += int{way.done()} - int{was_done};
      auto& of_stage = sums_.stages[index_of(counted_stage(stage))];
      ++of_stage[first];
      --of_stage[*next];
      note_move(stage, from, place);
    });
  }

  void note_move(Stage stage, int64_t at, std::optional<int>& place) {
    const auto next = place_of(stage);
    if (!next) return;
    if (place && *next < *place && at > points_.at(0) && at <= points_.at(points_.size() - 1))
      ++sums_.backward;
    place = next;
  }

  const Facts& facts_;
  const Question& question_;
  CountPoints points_;
  Sums sums_;
  bool quick_;
  Excluded excluded_{kTexts};
};

std::vector<int64_t> since_baseline(const std::vector<int64_t>& readings) {
  std::vector<int64_t> out;
  for (size_t i = 1; i < readings.size(); ++i) out.push_back(readings[i] - readings[0]);
  return out;
}

std::vector<CumulativeStage> decide_stages(const Sums& sums) {
  std::vector<CumulativeStage> out;
  constexpr std::array kOrder = {Stage::kDone,    Stage::kCancelled, Stage::kReview,
                                 Stage::kBlocked, Stage::kActive,    Stage::kQueue};
  for (const Stage stage : kOrder) {
    std::vector<int64_t> counts = Cumulative::sum_up(sums.stages[index_of(stage)]);
    counts.erase(counts.begin());  // the baseline
    if (std::any_of(counts.begin(), counts.end(), [](int64_t count) { return count != 0; }))
      out.push_back({stage, std::move(counts)});
  }
  return out;
}

// --- items ---

class CumulativeItems {
 public:
  CumulativeItems(const Facts& facts, const Question& question, const Mark& mark, int64_t instant)
      : facts_(facts), question_(question), mark_(mark), instant_(instant) {}

  void run(ItemList& out) {
    const Scope scope(facts_, question_);
    for (uint32_t i = 0; i < facts_.version.parts().size(); ++i) {
      const lens::Part& part = facts_.version.parts()[i];
      const lens::Chunk& chunk = *part.chunk;
      for (uint32_t row = 0; row < chunk.rows(); ++row) {
        if (!part.live(row) || !scope.holds(chunk, row) || is_deleted(chunk, row, question_.as_of))
          continue;
        if (mark_.finding.empty())
          list_stay(chunk, {i, row}, out);
        else
          list_moves(chunk, {i, row}, out);
      }
    }
  }

 private:
  void list_stay(const lens::Chunk& chunk, lens::RowAddress address, ItemList& out) {
    const Track track(chunk, address.row, as_of_ms(question_));
    track.each_stay([&](lens::Code status, int64_t from, int64_t to) {
      if (from > instant_ || instant_ >= to) return;
      const Stage stage = counted_stage(facts_.stages.stage(status));
      if (mark_.stage && counted_stage(*mark_.stage) != stage) return;
      out.items.push_back({address, from, lens::kNoInstant, (instant_ - from) / 1000, ""});
    });
  }

  void list_moves(const lens::Chunk& chunk, lens::RowAddress address, ItemList& out) {
    const Track track(chunk, address.row, as_of_ms(question_));
    std::optional<int> place;
    Stage before = Stage::kUnmapped;
    track.each_stay([&](lens::Code status, int64_t from, int64_t /*to*/) {
      const Stage stage = facts_.stages.stage(status);
      const auto next = place_of(stage);
      if (!next) return;
      if (place && *next < *place && from >= question_.from.ms && from <= instant_)
        out.items.push_back(
            {address, lens::kNoInstant, from, std::nullopt,
             "from " + std::string(to_text(before)) + " back to " + std::string(to_text(stage))});
      place = next;
      before = stage;
    });
  }

  const Facts& facts_;
  const Question& question_;
  const Mark& mark_;
  int64_t instant_;
};

ItemList titled(const Mark& mark, CivilDate last) {
  ItemList out;
  if (!mark.finding.empty()) {
    out.title = "Moves back to an earlier stage";
    out.at_title = "Moved";
    return out;
  }
  out.title = mark.stage ? "In stage " + std::string(to_text(*mark.stage)) : "Created by then";
  out.title += " at the end of " + format_date(mark.on.value_or(last));
  out.from_title = "In the status since";
  out.seconds_title = "For";
  return out;
}

}  // namespace

const Definition kCumulative{
    "flow.cumulative",
    1,
    "Cumulative flow",
    "How many issues are in each stage at the end of each day. Arrivals count work that crossed "
    "the start line since the window began, less what returned or was cancelled; departures count "
    "work that finished, less what was reopened, so that arrivals less departures is how much the "
    "work in progress grew. Statuses without a stage count as queue. Issues deleted since are left "
    "out of all days.",
    "count of issues by the stage of their status",
    "at the end of each day of the window",
    "count"};

Result<CumulativeAnswer> decide_cumulative(const Facts& facts, const Question& question) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(question));
  TL_TRY(const ReadingDays days, decide_reading_days(question, kDailyUpTo));
  CumulativeAnswer answer;
  static_cast<About&>(answer) = begin_about(kCumulative, facts, question);
  Cumulative work(facts, question, days);
  work.run();
  answer.step = days.step;
  answer.dates = days.dates;
  answer.stages = decide_stages(work.sums());
  answer.arrivals = since_baseline(Cumulative::sum_up(work.sums().arrivals));
  answer.departures = since_baseline(Cumulative::sum_up(work.sums().departures));
  answer.backward_moves = work.sums().backward;
  for (const CumulativeStage& stage : answer.stages)
    answer.n += static_cast<size_t>(stage.counts.back());
  work.excluded().describe(facts.version, answer);
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_cumulative_items(const Facts& facts, const Question& question,
                                         const Mark& mark) {
  TL_CHECK_OK(check_question(question));
  TL_CHECK_OK(check_mark(
      mark, {MarkPart::kOn, MarkPart::kStage, MarkPart::kExclusion, MarkPart::kFinding}));
  if (!mark.finding.empty() && mark.finding != "backward_moves")
    return make_error(ErrorCode::kInvalidArgument,
                      "finding: only backward_moves has a meaning for this number");
  TL_TRY(const ReadingDays days, decide_reading_days(question, kDailyUpTo));
  if (mark.exclusion) {
    Cumulative work(facts, question, days);
    work.run();
    return work.excluded().list(*mark.exclusion);
  }
  TL_TRY(const int64_t instant, find_reading(days, mark.on));
  ItemList out = titled(mark, days.dates.back());
  CumulativeItems(facts, question, mark, mark.finding.empty() ? instant : days.at.back()).run(out);
  return out;
}

}  // namespace tl::metrics::flow
