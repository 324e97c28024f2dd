// Sprint report: what was committed, added, removed and completed, as of the sprint's close.
//
//   committed      in the sprint at its start instant
//   added/removed  membership changes after the start and before the close; an issue that left and
//                  came back is neither, when it was committed
//   completed      in the sprint at its close, and finished (as metrics/flow decides) between its
//                  start and its close
//   done before    finished before the start; done after: finished after the close (of issues that
//                  were not completed). Both apart.
//   points         those at commitment and those at the close; issues without points counted apart
// An open sprint is reported as of now, and says that it is provisional. Close: the complete date,
// never the planned end. Sub-tasks count with the population only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/about.h"
#include "measure/item.h"

namespace tl::metrics::sprint {

using measure::About;
using measure::Definition;
using measure::Facts;
using measure::ItemList;
using measure::Mark;
using measure::Question;
using measure::SprintRef;

inline constexpr size_t kMaxSprintItems = 5000;
inline constexpr size_t kMaxSprintHistory = 50;

struct Amount {
  size_t issues = 0;
  double points = 0;
  size_t unestimated = 0;  // of `issues`
};

enum class Outcome : uint8_t { kCompleted, kNotCompleted, kRemoved, kDoneBefore, kDoneAfter };
[[nodiscard]] std::string_view to_text(Outcome outcome);  // "completed", "not_completed", ...

struct SprintItem {
  lens::RowAddress address;
  bool added = false;    // after the start; else committed
  bool removed = false;  // not in it at the close
  Outcome outcome = Outcome::kNotCompleted;
  std::optional<double> points_at_commitment;  // of an added one: when it came
  std::optional<double> points_at_close;
  std::optional<Instant> added_at, removed_at, finished;
};

// Remaining and completed work at the end of each day of the sprint, start and close included.
struct SprintDay {
  CivilDate date;
  Amount remaining, completed, scope;
};

struct SprintAmounts {
  Amount committed, added, removed, completed, not_completed, done_before, done_after;
};

struct SprintAnswer : About {
  lens::Code sprint = lens::kNoCode;
  bool provisional = false;  // not closed yet: as of now
  Instant close;             // the complete date, or now
  SprintAmounts amounts;
  std::vector<SprintDay> days;
  std::vector<SprintItem> items;  // committed first, then by key
};

// Errors: kNotFound for a sprint that is not known; kInvalidArgument for one that never started.
[[nodiscard]] Result<SprintAnswer> decide_sprint(const Facts& facts, const Question& question,
                                                 const SprintRef& sprint);
// Marks: sprint_group ("committed", "added", "removed", "completed", "not_completed",
// "done_before", "done_after"), exclusion. `question.sprints` names the one sprint.
[[nodiscard]] Result<ItemList> decide_sprint_items(const Facts& facts, const Question& question,
                                                   const Mark& mark);

struct SprintSummary {
  lens::Code sprint = lens::kNoCode;
  SprintAmounts amounts;
};
struct SprintHistory : About {
  std::vector<SprintSummary> sprints;  // closed ones, oldest first
};
// The last `count` closed sprints of a board (its id; "" any board) of an instance.
[[nodiscard]] Result<SprintHistory> decide_sprint_history(const Facts& facts,
                                                          const Question& question,
                                                          InstanceId instance,
                                                          const std::string& board, size_t count);

struct SprintQuery {
  std::optional<InstanceId> instance;
  std::string board;
  std::vector<std::string> states;  // "active", "closed", "future"; empty: all
  std::string text;                 // part of the name, ASCII case ignored
};
struct SprintFound {
  lens::Code sprint = lens::kNoCode;
  size_t issues = 0;  // in it now, not deleted
};
// Newest first: active, then by (complete, end, start, created id) descending; future ones first.
[[nodiscard]] std::vector<SprintFound> list_sprints(const lens::LensVersion& version,
                                                    const SprintQuery& query);

extern const Definition kSprintReport;
extern const Definition kSprintHistory;

}  // namespace tl::metrics::sprint
