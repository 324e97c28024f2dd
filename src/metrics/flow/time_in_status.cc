#include "metrics/flow/time_in_status.h"

#include <fmt/format.h>

#include "base/text.h"
#include "metrics/flow/time_cells.h"
#include "metrics/flow/time_rows.h"

namespace tl::metrics::flow {
namespace {

// Period and seconds of one issue in one row, as one number.
constexpr int kSecondsBits = 40;
constexpr int64_t kSecondsMask = (int64_t{1} << kSecondsBits) - 1;

// The seconds of one issue in each row; only rows it was in.
class Stays {
 public:
  Stays(const Facts& facts, const Question& question, const StatusRows& rows)
      : facts_(facts), question_(question), rows_(rows), seconds_(rows.rows.size(), kNever) {}

  // Calls visit(row, seconds) for each.
  template <typename Visit>
  void each_row(const Ended& issue, Visit visit) {
    const Track track(chunk_of(facts_, issue.address()), issue.row, as_of_ms(question_));
    track.each_stay([&](lens::Code status, int64_t from, int64_t to) {
      const uint32_t row = status < rows_.row_of.size() ? rows_.row_of[status] : kNoRow;
      if (row == kNoRow || to == kForever) return;
      if (seconds_[row] == kNever) {
        seconds_[row] = 0;
        been_.push_back(row);
      }
      seconds_[row] += seconds_between(facts_, question_.unit, from, to);
    });
    for (const uint32_t row : been_) {
      visit(row, seconds_[row]);
      seconds_[row] = kNever;
    }
    been_.clear();
  }

 private:
  static constexpr int64_t kNever = -1;
  const Facts& facts_;
  const Question& question_;
  const StatusRows& rows_;
  std::vector<int64_t> seconds_;
  std::vector<uint32_t> been_;
};

// Cells of all periods: the values are dealt out to their periods, then only what a percentile
// needs is put in order. `scratch` is as long as the values.
void fill_cells(TimeRow& row, const std::vector<int64_t>& values, size_t periods,
                std::vector<int64_t>& scratch) {
  row.cells.resize(periods);
  std::vector<size_t> begin(periods + 1);
  for (const int64_t value : values) ++begin[static_cast<size_t>(value >> kSecondsBits) + 1];
  for (size_t i = 1; i <= periods; ++i) begin[i] += begin[i - 1];
  scratch.resize(values.size());
  std::vector<size_t> next = begin;
  for (const int64_t value : values)
    scratch[next[static_cast<size_t>(value >> kSecondsBits)]++] = value & kSecondsMask;
  for (size_t i = 0; i < periods; ++i) {
    const std::span cell(scratch.data() + begin[i], begin[i + 1] - begin[i]);
    row.cells[i] = {cell.size(), select_percentile(cell, 50), select_percentile(cell, 85)};
  }
}

void fill_row(TimeRow& row, std::vector<int64_t>& values, size_t periods,
              std::vector<int64_t>& scratch) {
  fill_cells(row, values, periods, scratch);
  for (const int64_t value : scratch) row.total_seconds += value;
  row.n = scratch.size();
  row.p50 = select_percentile(scratch, 50);
  row.p85 = select_percentile(scratch, 85);
  std::vector<int64_t>().swap(values);
}

// From what is kept beside the chunks. False when that cannot answer the question.
bool count_rows(const Facts& facts, const Question& question, StatusRows& rows,
                TimeInStatusAnswer& answer) {
  if (question.as_of || question.unit != TimeUnit::kCalendar) return false;
  TimeCells cells(facts, answer.periods.size());
  if (!cells.is_exact()) return false;
  Exclusions excluded;
  const Scope scope(facts, question);
  const PeriodFinder finder(answer.periods);
  each_ended(facts, question, scope, [&](const Ended& item, std::optional<ExclusionReason> reason) {
    if (reason && *reason != ExclusionReason::kNoStart) return excluded.add(*reason, item);
    cells.add(item, finder.find(item.end).value_or(0));
    ++answer.n;
  });
  excluded.fill(facts.version, answer);
  cells.fill(rows);
  return true;
}

// Following each issue.
void follow_rows(const Facts& facts, const Question& question, StatusRows& rows,
                 TimeInStatusAnswer& answer) {
  const FinishedIssues ended = select_finished(facts, question, false);
  std::vector<std::vector<int64_t>> values(rows.rows.size());
  Stays stays(facts, question, rows);
  const PeriodFinder finder(answer.periods);
  for (const Ended& issue : ended.finished) {
    const auto period = static_cast<int64_t>(finder.find(issue.end).value_or(0));
    stays.each_row(issue, [&](uint32_t row, int64_t seconds) {
      values[row].push_back(period << kSecondsBits | std::min(seconds, kSecondsMask));
    });
  }
  answer.n = ended.finished.size();
  ended.excluded.describe(facts.version, answer);
  std::vector<int64_t> scratch;
  for (size_t i = 0; i < rows.rows.size(); ++i)
    fill_row(rows.rows[i], values[i], answer.periods.size(), scratch);
}

// Keeps the rows with most time, in their order.
void cut_rows(TimeInStatusAnswer& answer) {
  std::erase_if(answer.rows, [](const TimeRow& row) { return row.n == 0; });
  if (answer.rows.size() <= kMaxStatusRows) return;
  std::vector<int64_t> totals;
  for (const TimeRow& row : answer.rows) totals.push_back(row.total_seconds);
  std::sort(totals.begin(), totals.end(), std::greater<>());
  const int64_t least = totals[kMaxStatusRows - 1];
  size_t at_least =
      static_cast<size_t>(std::count(totals.begin(), totals.begin() + kMaxStatusRows, least));
  const size_t before = answer.rows.size();
  std::erase_if(answer.rows, [&](const TimeRow& row) {
    if (row.total_seconds != least) return row.total_seconds < least;
    return at_least == 0 || at_least-- == 0;
  });
  answer.notes.push_back(
      fmt::format("{} more statuses with less time are left out", before - answer.rows.size()));
}

bool is_row_marked(const TimeRow& row, const Mark& mark) {
  if (mark.stage && row.stage != *mark.stage) return false;
  return !mark.status || equals_no_case(row.name, *mark.status);
}

}  // namespace

const Definition kTimeInStatus{
    "flow.time_in_status",
    1,
    "Time in status",
    "How long issues that finished in the window had been in each status: the sum of all their "
    "stays there. An issue counts in the statuses it was in. Time after it was done does not "
    "count.",
    "sum of (left - entered) over all stays, in whole seconds",
    "issues that finished in the window, its end left out",
    "nearest rank"};

const Definition kTimeInStage{
    "flow.time_in_stage",
    1,
    "Time in stage",
    "How long issues that finished in the window had been in each stage: the sum of all their "
    "stays in its statuses. An issue counts in the stages it was in. Time after it was done does "
    "not count.",
    "sum of (left - entered) over all stays, in whole seconds",
    "issues that finished in the window, its end left out",
    "nearest rank"};

Result<TimeInStatusAnswer> decide_time_in_status(const Facts& facts, const Question& question,
                                                 StayUnit by, PeriodLength length) {
  const Stopwatch watch;
  TL_CHECK_OK(check_question(question));
  TimeInStatusAnswer answer;
  TL_TRY(answer.periods, decide_periods(question, length));
  static_cast<About&>(answer) =
      begin_about(by == StayUnit::kStatus ? kTimeInStatus : kTimeInStage, facts, question);
  answer.by = by;
  StatusRows rows = decide_status_rows(facts, by);
  if (!count_rows(facts, question, rows, answer)) follow_rows(facts, question, rows, answer);
  answer.rows = std::move(rows.rows);
  cut_rows(answer);
  answer.computed_in_us = watch.us();
  return answer;
}

Result<ItemList> decide_time_in_status_items(const Facts& facts, const Question& question,
                                             const Mark& mark) {
  TL_CHECK_OK(check_question(question));
  TL_CHECK_OK(check_mark(mark, {MarkPart::kStatus, MarkPart::kStage, MarkPart::kOn,
                                MarkPart::kSeconds, MarkPart::kExclusion}));
  Question window = question;
  TL_TRY(const auto period, period_of(question, mark));
  if (period) {
    window.from = period->from;
    window.to = period->to;
  }
  const FinishedIssues ended = select_finished(facts, window, false);
  if (mark.exclusion) return ended.excluded.list(*mark.exclusion);
  if (!mark.status && !mark.stage)
    return make_error(ErrorCode::kInvalidArgument, "status: name a status or a stage");
  StatusRows rows = decide_status_rows(facts, mark.status ? StayUnit::kStatus : StayUnit::kStage);
  for (uint32_t& row : rows.row_of) {  // all that is marked becomes the first row
    if (row != kNoRow) row = is_row_marked(rows.rows[row], mark) ? 0 : kNoRow;
  }
  ItemList out;
  out.title = "Finished, with time in " +
              (mark.status ? *mark.status : "stage " + std::string(to_text(*mark.stage)));
  out.at_title = "Finished";
  out.seconds_title = "Time in it";
  Stays stays(facts, question, rows);
  for (const Ended& issue : ended.finished) {
    stays.each_row(issue, [&](uint32_t, int64_t seconds) {
      if (is_as_long(mark, seconds))
        out.items.push_back({issue.address(), lens::kNoInstant, issue.end, seconds, ""});
    });
  }
  return out;
}

}  // namespace tl::metrics::flow
