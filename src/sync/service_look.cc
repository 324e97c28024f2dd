// Looking at a connection: why it brings nothing, its writes, its history.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sync/diagnosis.h"
#include "sync/outbox.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

constexpr size_t kMaxPage = 200;

// "MILLIS.HEX": where the next page of writes begins.
std::string render_place(const store::OutboxEffect& last) {
  return fmt::format("{}.{}", last.created.ms, to_hex(last.effect.key));
}

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (size_t at = 0; at < hex.size(); at += 2) {
    int value = 0;
    for (const char c : hex.substr(at, 2)) {
      const bool digit = c >= '0' && c <= '9';
      if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
      value = value * 16 + (digit ? c - '0' : c - 'a' + 10);
    }
    bytes += static_cast<char>(value);
  }
  return bytes;
}

Result<std::optional<store::EffectPlace>> parse_place(std::string_view cursor) {
  if (cursor.empty()) return std::optional<store::EffectPlace>();
  const auto dot = cursor.find('.');
  const auto ms = parse_int(cursor.substr(0, dot));
  const auto key = dot == std::string_view::npos ? std::nullopt : from_hex(cursor.substr(dot + 1));
  if (!ms || !key) {
    return make_error(ErrorCode::kInvalidArgument, "the page cursor is none of this list");
  }
  return std::optional(store::EffectPlace{Instant(*ms), *key});
}

std::string_view state_of_write(store::EffectState state) {
  switch (state) {
    case store::EffectState::kPending:
      return "waiting";
    case store::EffectState::kTrying:
    case store::EffectState::kUnknown:
      return "unknown";
    case store::EffectState::kDone:
      return "done";
    case store::EffectState::kFailed:
      return "failed";
    case store::EffectState::kOff:
      return "switched_off";
  }
  return "unknown";
}

std::string summary_of(const store::OutboxEffect& effect) {
  if (!effect.detail.empty()) return effect.detail;
  if (effect.effect.kind == kRegister) return "Register the webhook";
  if (effect.effect.kind == kRemove) return "Remove the webhook";
  if (effect.effect.kind == kCheckIssue) return "Change an issue for the webhook check";
  return effect.effect.kind;
}

SyncEntry entry_of(const store::Run& run) {
  SyncEntry entry;
  entry.id = run.id;
  entry.kind = run.kind;
  entry.state = run.state;
  entry.started = run.started;
  entry.finished = run.finished;
  entry.detail = run.detail;
  if (const auto progress = parse_progress(run.phases); progress.ok()) {
    entry.requests = progress->requests;
    for (const Phase& phase : progress->phases) {
      entry.items += phase.done;
      if (entry.detail.empty() && phase.state == RunState::kFailed) entry.detail = phase.detail;
    }
  }
  return entry;
}

Result<void> ask_vendor(Service& service, Runtime& runtime, TenantId tenant, DiagnosisInput& in) {
  const domain::Connection& c = in.status.connection;
  TL_TRY(const Access access, load_access(runtime, tenant, c.id));
  const Visit visit(runtime, access);
  connector::CheckRequest ask;
  ask.project_keys = c.project_keys;
  ask.webhooks_wanted = c.webhooks_wanted;
  ask.writes_worklogs = c.options.writes_worklogs;
  ask.filter_jql = c.options.filter_jql;
  ask.expected_site_id = c.site_id;
  ask.expected_url = c.base_url;
  TL_TRY(in.check, access.connector->fetch_check(visit.session, ask));
  if (!in.check->can_proceed) return {};
  if (!c.options.filter_jql.empty()) {
    auto filter = service.check_filter(tenant, c.id, {c.options.filter_jql, c.project_keys});
    if (filter.ok()) in.filter = std::move(*filter);
  }
  if (c.project_keys.empty()) {
    TL_TRY(const auto stored, runtime.store.tenant(tenant).count_issues_by_key_project(c.id));
    std::vector<std::string> keys;
    for (const auto& [key, issues] : stored) {
      if (keys.size() < connector::Connector::kMaxKeysPerCheck && !key.empty()) keys.push_back(key);
    }
    auto verdicts = access.connector->fetch_key_check(visit.session, keys);
    if (verdicts.ok()) in.projects = std::move(*verdicts);
  }
  if (c.webhooks_wanted) {
    auto hooks = access.connector->fetch_hooks(visit.session);
    if (hooks.ok()) in.remote_hooks = std::move(*hooks);  // not every account may list them
  }
  return {};
}

}  // namespace

Result<Diagnosis> Service::diagnose(TenantId tenant, InstanceId instance, bool ask) {
  Runtime& runtime = impl_->runtime;
  store::TenantStore store = runtime.store.tenant(tenant);
  DiagnosisInput in;
  in.now = runtime.clock.now();
  TL_TRY(in.status, status(tenant, instance));
  in.public_url = runtime.public_url();
  TL_TRY(in.hooks, load_main_hook(store, instance));
  TL_TRY(in.arrivals_waiting, runtime.store.inbox().count_waiting(tenant, instance));
  TL_TRY(in.refetch_waiting, store.count_refetch(instance));
  TL_TRY(in.refused, store.count_refused(instance));
  TL_TRY(const int64_t unreadable, runtime.store.inbox().count_refused(tenant, instance));
  in.refused += unreadable;
  TL_TRY(const store::IssueCounts counts, store.count_issues(instance));
  in.incomplete = counts.incomplete;
  const DeliveryCounts deliveries = impl_->edge.counts(instance);
  in.rejected = deliveries.rejected;
  in.elsewhere = deliveries.elsewhere;
  Diagnosis diagnosis;
  diagnosis.at = in.now;
  const domain::Connection& connection = in.status.connection;
  const bool can_ask = connection.flavour != kImportFlavour &&
                       connection.state != domain::ConnectionState::kDisconnected;
  if (ask && can_ask) {
    diagnosis.asked_vendor = true;
    if (auto asked = ask_vendor(*this, runtime, tenant, in); !asked.ok()) {
      in.check_error = asked.error();
    }
  }
  diagnosis.findings = decide_findings(in);
  diagnosis.text = render_findings(connection, diagnosis.findings);
  return diagnosis;
}

Result<WritePage> Service::writes(TenantId tenant, std::optional<InstanceId> instance,
                                  std::string_view cursor, size_t limit) {
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  if (instance) TL_CHECK_OK(store.load_connection(*instance));
  TL_TRY(const std::optional<store::EffectPlace> place, parse_place(cursor));
  const size_t wanted = std::clamp<size_t>(limit, 1, kMaxPage);
  TL_TRY(std::vector<store::OutboxEffect> effects,
         store.list_all_effects(instance, place, wanted + 1));
  TL_TRY(const std::vector<domain::Connection> connections, store.list_connections());
  WritePage page;
  if (effects.size() > wanted) {
    effects.resize(wanted);
    page.next_cursor = render_place(effects.back());
  }
  for (const store::OutboxEffect& effect : effects) {
    WriteEntry entry;
    entry.key = effect.effect.key;
    for (const domain::Connection& connection : connections) {
      if (connection.id != effect.effect.instance) continue;
      entry.connection = connection.public_id;
      entry.connection_name = connection.name;
    }
    entry.kind = effect.effect.kind;
    entry.state = state_of_write(effect.state);
    entry.summary = summary_of(effect);
    entry.attempts = effect.attempts;
    entry.created = effect.created;
    entry.updated = effect.updated;
    page.items.push_back(std::move(entry));
  }
  return page;
}

Result<std::vector<SyncEntry>> Service::sync_history(TenantId tenant, InstanceId instance,
                                                     size_t limit) {
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_CHECK_OK(store.load_connection(instance));
  TL_TRY(const std::vector<store::Run> runs,
         store.list_runs(instance, std::clamp<size_t>(limit, 1, kMaxPage)));
  std::vector<SyncEntry> entries;
  for (const store::Run& run : runs) entries.push_back(entry_of(run));
  return entries;
}

}  // namespace tl::sync
