#include "sync/backfill.h"

#include <algorithm>

#include "base/log.h"
#include "base/random.h"
#include "sync/scope.h"

namespace tl::sync {
namespace {

std::string cursor_name(const Progress& progress, const Phase& phase) {
  return std::string(kBackfillCursors) + progress.run + "/" + phase.id;
}

Phase* first_open(Progress& progress) {
  const auto found = std::find_if(progress.phases.begin(), progress.phases.end(),
                                  [](const Phase& phase) { return !is_final(phase.state); });
  return found == progress.phases.end() ? nullptr : &*found;
}

void finish_run(Progress& progress, Instant now) {
  const bool gaps = std::any_of(progress.phases.begin(), progress.phases.end(),
                                [](const Phase& p) { return p.state != RunState::kCompleted; });
  progress.state = gaps ? RunState::kCompletedWithGaps : RunState::kCompleted;
  progress.finished = now;
  progress.waiting.reset();
  progress.percent = 100;
}

void note_page(const connector::PulledPage& page, Phase& phase, Progress& progress, Instant now) {
  phase.done += page.items;
  if (page.total) phase.total = std::max(*page.total, phase.done);
  if (!page.current_item.empty()) phase.current = page.current_item;
  if (!page.notes.empty()) phase.detail = page.notes.back();
  phase.last_activity = now;
  if (page.done) {
    phase.state = page.notes.empty() && page.refused.empty() ? RunState::kCompleted
                                                             : RunState::kCompletedWithGaps;
    phase.total = phase.done;
  }
  if (page.complete_back_to) progress.complete_back_to = page.complete_back_to;
  progress.refused += static_cast<int64_t>(page.refused.size());
  update_percent(progress);
}

}  // namespace

bool is_gap(ErrorCode code) {
  return code == ErrorCode::kVendorForbidden || code == ErrorCode::kVendorNotFound ||
         code == ErrorCode::kVendorGone || code == ErrorCode::kVendorRefused;
}

Progress new_run(const connector::Connector& connector, Instant now) {
  Progress progress;
  progress.run = random_public_id();
  progress.started = now;
  for (const connector::StreamInfo& stream : connector.backfill_streams()) {
    Phase phase;
    phase.id = stream.id;
    phase.title = stream.title;
    phase.unit = stream.unit;
    progress.phases.push_back(std::move(phase));
  }
  return progress;
}

store::Run to_row(const Progress& progress, InstanceId instance) {
  store::Run run;
  run.id = progress.run;
  run.instance = instance;
  run.kind = kBackfillKind;
  run.state = to_text(progress.state);
  run.started = progress.started;
  run.finished = progress.finished;
  run.phases = render_progress(progress);
  if (progress.waiting) {
    run.wait_reason = progress.waiting->reason;
    run.wait_until = progress.waiting->until;
  }
  return run;
}

Result<std::optional<Progress>> load_latest_run(store::TenantStore& tenant, InstanceId instance) {
  TL_TRY(const std::vector<store::Run> runs, tenant.list_runs(instance, 20));
  for (const store::Run& run : runs) {
    if (run.kind != kBackfillKind) continue;
    TL_TRY(Progress progress, parse_progress(run.phases));
    return std::optional(std::move(progress));
  }
  return std::optional<Progress>();
}

bool Backfill::retry_gaps(Progress& progress) {
  bool any = false;
  for (Phase& phase : progress.phases) {
    if (phase.state != RunState::kFailed) continue;
    phase.state = RunState::kQueued;
    phase.detail.clear();
    any = true;
  }
  if (any) {
    progress.state = RunState::kRunning;
    progress.finished.reset();
  }
  return any;
}

Result<void> Backfill::refresh_fields() {
  TL_TRY(fields_, runtime_.store.tenant(tenant_).load_field_catalogue(instance_));
  return {};
}

Result<void> Backfill::save(const Progress& progress) {
  return runtime_.store.tenant(tenant_).save_run(to_row(progress, instance_));
}

Result<void> Backfill::step(const connector::Connector& connector,
                            const connector::Session& session, const domain::Connection& connection,
                            Progress& progress) {
  const Instant now = runtime_.clock.now();
  Phase* phase = first_open(progress);
  if (phase == nullptr) {
    finish_run(progress, now);
    return save(progress);
  }
  if (!fields_) TL_CHECK_OK(refresh_fields());
  if (!phase->started) phase->started = now;
  phase->state = RunState::kRunning;
  progress.state = RunState::kRunning;
  progress.waiting.reset();

  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  const std::string cursor = cursor_name(progress, *phase);
  TL_TRY(const std::optional<store::PullCursor> saved, tenant.load_cursor(instance_, cursor));
  connector::PullScope scope = make_scope(runtime_, tenant_, connection, *fields_);
  scope.since = progress.started - days(connection.backfill_days);
  scope.started = progress.started;
  auto page = connector.fetch_page(session, phase->id, saved ? saved->state : "", scope);
  if (!page.ok() && is_gap(page.error().code)) {
    log_error("backfill phase " + phase->id, page.error());
    phase->state = RunState::kFailed;
    phase->detail = page.error().detail;
    phase->last_activity = runtime_.clock.now();
    update_percent(progress);
    return save(progress);
  }
  if (!page.ok()) return std::move(page).error();
  return store_page(connector, connection, std::move(*page), cursor, progress);
}

Result<void> Backfill::store_page(const connector::Connector& connector,
                                  const domain::Connection& connection, connector::PulledPage page,
                                  const std::string& cursor, Progress& progress) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  Progress after = progress;
  note_page(page, *first_open(after), after, runtime_.clock.now());
  if (first_open(after) == nullptr) finish_run(after, runtime_.clock.now());
  store::ApplyContext context;
  context.cursors.push_back({cursor, page.next_state, {}});
  TL_CHECK_OK(prepare_page(runtime_, tenant, connector, connection, page, context));
  context.run = to_row(after, instance_);
  TL_TRY(const store::ApplyReport report, tenant.apply(instance_, page.changes, context));
  progress = std::move(after);
  if (changes_fields(page.changes, report)) {
    TL_CHECK_OK(refresh_fields());
    runtime_.tell_fields_changed(tenant_, instance_);
  }
  runtime_.events.publish({Event::Kind::kFeed, tenant_, instance_, report.feed_position});
  return {};
}

}  // namespace tl::sync
