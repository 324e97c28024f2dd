#include "sync/progress.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/json.h"
#include "base/time_text.h"

namespace tl::sync {
namespace {

constexpr std::array<std::pair<RunState, std::string_view>, 8> kStates = {{
    {RunState::kQueued, "queued"},
    {RunState::kRunning, "running"},
    {RunState::kWaiting, "waiting"},
    {RunState::kRetrying, "retrying"},
    {RunState::kCompleted, "completed"},
    {RunState::kCompletedWithGaps, "completed_with_gaps"},
    {RunState::kFailed, "failed"},
    {RunState::kCancelled, "cancelled"},
}};

constexpr Millis kEtaAfter = seconds(30);
constexpr double kEtaAfterPercent = 2;

// Issues and their history are nearly all of the work; the rest is small and of unknown size.
double weight_of(const Phase& phase) { return phase.id == "issues" ? 12.0 : 1.0; }

double share_done(const Phase& phase) {
  if (phase.state == RunState::kCompleted || phase.state == RunState::kCompletedWithGaps) return 1;
  if (!phase.total || *phase.total <= 0) return 0;
  return std::min(0.99, static_cast<double>(phase.done) / static_cast<double>(*phase.total));
}

std::optional<std::string> text(const std::optional<Instant>& instant) {
  return instant ? std::optional(format_instant(*instant)) : std::nullopt;
}

std::optional<Instant> read_instant(JsonElement object, std::string_view key) {
  const auto found = json_text(object, key);
  return found ? parse_instant(*found) : std::nullopt;
}

std::string read_text(JsonElement object, std::string_view key) {
  return std::string(json_text(object, key).value_or(""));
}

RunState read_state(JsonElement object) {
  return parse_run_state(json_text(object, "state").value_or("")).value_or(RunState::kQueued);
}

void render_phase(JsonWriter& out, const Phase& phase) {
  out.begin_object()
      .member("id", phase.id)
      .member("title", phase.title)
      .member("unit", phase.unit)
      .member("state", to_text(phase.state))
      .member("done", phase.done)
      .member("total", phase.total)
      .member("current", phase.current)
      .member("started", text(phase.started))
      .member("last_activity", text(phase.last_activity))
      .member("detail", phase.detail)
      .end_object();
}

Phase parse_phase(JsonElement json) {
  Phase phase;
  phase.id = read_text(json, "id");
  phase.title = read_text(json, "title");
  phase.unit = std::string(json_text(json, "unit").value_or("items"));
  phase.state = read_state(json);
  phase.done = json_int(json, "done").value_or(0);
  phase.total = json_int(json, "total");
  phase.current = read_text(json, "current");
  phase.started = read_instant(json, "started");
  phase.last_activity = read_instant(json, "last_activity");
  phase.detail = read_text(json, "detail");
  return phase;
}

}  // namespace

std::string_view to_text(RunState state) {
  for (const auto& [known, name] : kStates) {
    if (known == state) return name;
  }
  return "queued";
}

std::optional<RunState> parse_run_state(std::string_view wanted) {
  for (const auto& [state, name] : kStates) {
    if (name == wanted) return state;
  }
  return std::nullopt;
}

bool is_final(RunState state) { return state >= RunState::kCompleted; }

std::optional<double> per_minute(const Phase& phase, Instant now) {
  if (!phase.started || phase.done == 0) return std::nullopt;
  const Instant end = is_final(phase.state) ? phase.last_activity.value_or(now) : now;
  const Millis spent = end - *phase.started;
  if (spent < seconds(5)) return std::nullopt;
  return static_cast<double>(phase.done) * 60'000 / static_cast<double>(spent.ms);
}

std::optional<Eta> decide_eta(const Progress& progress, Instant now) {
  const Millis elapsed = now - progress.started;
  if (progress.state != RunState::kRunning || elapsed < kEtaAfter ||
      progress.percent < kEtaAfterPercent) {
    return std::nullopt;
  }
  const double left_s = static_cast<double>(elapsed.ms) / 1000 * (100 - progress.percent) /
                        std::max(progress.percent, 1.0);
  return Eta{static_cast<int64_t>(left_s * 0.8), static_cast<int64_t>(std::ceil(left_s * 1.3))};
}

void update_percent(Progress& progress) {
  double all = 0;
  double done = 0;
  for (const Phase& phase : progress.phases) {
    all += weight_of(phase);
    done += weight_of(phase) * share_done(phase);
  }
  if (all > 0) progress.percent = std::max(progress.percent, std::floor(1000 * done / all) / 10);
}

std::string render_progress(const Progress& progress) {
  JsonWriter out;
  out.begin_object()
      .member("run", progress.run)
      .member("state", to_text(progress.state))
      .member("started", format_instant(progress.started))
      .member("finished", text(progress.finished))
      .member("percent", progress.percent)
      .member("complete_back_to", text(progress.complete_back_to))
      .member("requests", progress.requests)
      .member("refused", progress.refused);
  if (progress.waiting) {
    out.key("waiting")
        .begin_object()
        .member("reason", progress.waiting->reason)
        .member("until", text(progress.waiting->until))
        .end_object();
  }
  out.key("phases").begin_array();
  for (const Phase& phase : progress.phases) render_phase(out, phase);
  out.end_array().end_object();
  return out.take();
}

Result<Progress> parse_progress(std::string_view json) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(json));
  const JsonElement root = document.root();
  const auto started = read_instant(root, "started");
  if (!started) return make_error(ErrorCode::kUnreadable, "a stored progress has no start");
  Progress progress;
  progress.run = read_text(root, "run");
  progress.state = read_state(root);
  progress.started = *started;
  progress.finished = read_instant(root, "finished");
  if (const auto percent = json_get(root, "percent"); percent && percent->is_number()) {
    progress.percent =
        percent->is_double() ? double(*percent) : static_cast<double>(int64_t(*percent));
  }
  progress.complete_back_to = read_instant(root, "complete_back_to");
  progress.requests = json_int(root, "requests").value_or(0);
  progress.refused = json_int(root, "refused").value_or(0);
  if (const auto waiting = json_get(root, "waiting")) {
    progress.waiting = Waiting{read_text(*waiting, "reason"), read_instant(*waiting, "until")};
  }
  simdjson::dom::array phases;
  if (const auto found = json_get(root, "phases"); found && !found->get(phases)) {
    for (const JsonElement phase : phases) progress.phases.push_back(parse_phase(phase));
  }
  return progress;
}

}  // namespace tl::sync
