#include "sync/round_log.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/random.h"

namespace tl::sync {

Result<void> save_round(store::TenantStore& tenant, InstanceId instance, const RoundEntry& entry) {
  Progress progress;
  progress.run = entry.id;
  progress.started = entry.started;
  progress.finished = entry.finished;
  progress.percent = 100;
  progress.requests = entry.requests;
  progress.refused = entry.refused;
  progress.state = !entry.failure.empty()                    ? RunState::kFailed
                   : entry.refused > 0 || !entry.gap.empty() ? RunState::kCompletedWithGaps
                                                             : RunState::kCompleted;
  Phase phase;
  phase.id = entry.kind;
  phase.state = progress.state;
  phase.done = entry.items;
  progress.phases.push_back(std::move(phase));
  store::Run run;
  run.id = entry.id;
  run.instance = instance;
  run.kind = entry.kind;
  run.state = to_text(progress.state);
  run.started = entry.started;
  run.finished = entry.finished;
  run.phases = render_progress(progress);
  run.detail = entry.failure.empty() ? entry.gap : entry.failure;
  TL_CHECK_OK(tenant.save_run(run));
  return tenant.prune_runs(instance, entry.kind, kRunsKept);
}

void RoundLog::note(Instant started, const RoundReport& report, int64_t requests,
                    const Error* error) {
  if (error == nullptr) failing_.reset();
  const bool new_gap = !report.gap.empty() && report.gap != gap_;
  gap_ = report.gap;
  if (error == nullptr && report.changed == 0 && report.refused == 0 && !new_gap) return;
  RoundEntry entry{
      random_public_id(), kPollKind, started,        runtime_.clock.now(),
      report.changed,     requests,  report.refused, error == nullptr ? "" : error->detail,
      report.gap};
  if (error != nullptr) {
    const bool again = failing_ && failing_->failure == error->detail;
    failures_ = again ? failures_ + 1 : 1;
    if (again) {
      entry.id = failing_->id;
      entry.started = failing_->started;
      entry.items += failing_->items;
      entry.requests += failing_->requests;
    }
    failing_ = entry;
    if (failures_ > 1) entry.failure += fmt::format(" ({} times)", failures_);
  }
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  if (auto saved = save_round(tenant, instance_, entry); !saved.ok()) {
    log_error("the history of a connection", saved.error());
  }
}

}  // namespace tl::sync
