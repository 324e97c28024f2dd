// Progress of a backfill, as people see it. Plain data; kept by the server, so a reload, a second
// tab and a restart show the same run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace tl::sync {

enum class RunState : uint8_t {
  kQueued = 1,
  kRunning,
  kWaiting,  // the vendor asked for it, or a person must act; see Progress::waiting
  kRetrying,
  kCompleted,
  kCompletedWithGaps,
  kFailed,
  kCancelled,
};

[[nodiscard]] std::string_view to_text(RunState state);  // "completed_with_gaps", ...
[[nodiscard]] std::optional<RunState> parse_run_state(std::string_view text);
[[nodiscard]] bool is_final(RunState state);

struct Phase {
  std::string id;              // the connector's stream id
  std::string title;           // "Issues and their history"
  std::string unit = "items";  // what is counted: "issues", "boards"
  RunState state = RunState::kQueued;
  int64_t done = 0;
  std::optional<int64_t> total;  // nothing: still counting
  std::string current;           // "ABC-12"
  std::optional<Instant> started;
  std::optional<Instant> last_activity;
  std::string detail;  // for a person: a note, or why it waits
};

struct Waiting {
  std::string reason;            // "Jira limits requests"
  std::optional<Instant> until;  // nothing: until a person acts
};

struct Progress {
  std::string run;  // public id
  RunState state = RunState::kQueued;
  Instant started;
  std::optional<Instant> finished;
  double percent = 0;  // 0..100, never falls within a run
  std::optional<Waiting> waiting;
  std::optional<Instant> complete_back_to;
  int64_t requests = 0;  // made to the vendor by this run
  int64_t refused = 0;   // items that could not be read; kept and listed
  std::vector<Phase> phases;
};

// Seconds left as a range, from the rate of the running phase; nothing in the first 30 s, below
// 2 %, or while waiting.
struct Eta {
  int64_t low_s = 0;
  int64_t high_s = 0;
};
[[nodiscard]] std::optional<Eta> decide_eta(const Progress& progress, Instant now);

// Things per minute of a phase; nothing while it has not run for 5 s.
[[nodiscard]] std::optional<double> per_minute(const Phase& phase, Instant now);

// Percent from the phases (issues weigh most), never below the former one.
void update_percent(Progress& progress);

// As stored. parse gives kUnreadable on what render did not write.
[[nodiscard]] std::string render_progress(const Progress& progress);
[[nodiscard]] Result<Progress> parse_progress(std::string_view json);

}  // namespace tl::sync
