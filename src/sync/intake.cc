#include "sync/intake.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "sync/admission.h"
#include "sync/edge.h"
#include "sync/scope.h"

namespace tl::sync {
namespace {

constexpr size_t kBatch = 256;
constexpr Millis kIdle = Millis(1000);
constexpr Millis kAfterError = seconds(2);
constexpr Millis kFieldsAge = minutes(1);
constexpr Millis kHouseEvery = hours(1);
constexpr Millis kArrivalsKept = days(30);  // product.md R9

constexpr std::string_view kOutside = "outside of the filter of the connection";

using store::ArrivalId;
using store::ArrivalState;
using store::FinishedArrival;
using store::StoredArrival;

DeliveryStep step(std::string_view id, std::string_view state, Instant at,
                  std::string detail = {}) {
  return {std::string(id), {}, std::string(state), at, std::move(detail)};
}

FinishedArrival ended(const StoredArrival& stored, ArrivalState state, std::string detail,
                      Account account) {
  return {stored.id, state, std::move(detail), render_account(std::move(account))};
}

// Errors of the place where we run: they pass, and nobody's arrival is to blame.
bool is_of_the_house(ErrorCode code) {
  switch (code) {
    case ErrorCode::kDiskFull:
    case ErrorCode::kQueueFull:
    case ErrorCode::kStopping:
    case ErrorCode::kCancelled:
    case ErrorCode::kLocked:
    case ErrorCode::kTimedOut:
    case ErrorCode::kConnectFailed:
    case ErrorCode::kNotFound:  // the connection was removed meanwhile; the next turn sees that
      return true;
    default:
      return false;
  }
}

std::string fault_text(const Error& error) {
  return "A fault of ours while it was processed (" + error.id +
         "); it is kept and tried again after an upgrade.";
}

}  // namespace

struct Intake::Place {
  TenantId tenant;
  InstanceId instance;
  domain::Connection connection;
  const connector::Connector* connector = nullptr;
  const domain::FieldCatalogue* fields = nullptr;
  FilterHerePtr filter;  // nullptr: it has none

  [[nodiscard]] bool is_filtered() const { return !connection.options.filter_jql.empty(); }
  [[nodiscard]] bool decides_here() const { return filter != nullptr && filter->decides_some(); }
};

struct Intake::Read {
  const StoredArrival* stored = nullptr;
  domain::ChangeSet changes;
  std::vector<NamedFact> facts;
  std::vector<IssueId> issues;  // that it is about, as admitted so far
  Account account;
};

// Takes from what was read of an arrival the issues that the filter did not admit, and says so.
// True when nothing else is left of it and nobody is asked.
bool Intake::leave_out(const store::ApplyReport& report, Read& read, Instant now) {
  const std::set<IssueId> outside(report.not_admitted.begin(), report.not_admitted.end());
  const std::set<IssueId> asked(report.asked.begin(), report.asked.end());
  const bool waits = std::any_of(read.issues.begin(), read.issues.end(),
                                 [&](IssueId issue) { return asked.contains(issue); });
  const bool out = std::any_of(read.issues.begin(), read.issues.end(),
                               [&](IssueId issue) { return outside.contains(issue); });
  if (!waits && !out) return false;
  std::erase_if(read.facts, [&](const NamedFact& fact) {
    return outside.contains(fact.issue) || asked.contains(fact.issue);
  });
  if (waits) {
    read.account.steps.push_back(
        step("asked", "done", now, "The filter cannot be decided here; Jira is asked."));
    return false;
  }
  read.account.steps.push_back(step("admitted", "skipped", now, std::string(kOutside)));
  const bool names_others =
      std::any_of(read.facts.begin(), read.facts.end(),
                  [](const NamedFact& fact) { return static_cast<bool>(fact.issue); });
  return !names_others;
}

void Intake::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Intake::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Intake::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto applied = apply_waiting(stop);
    if (on_turn_) on_turn_();
    if (!applied.ok()) {
      log_error("intake", applied.error());
      runtime_.clock.wait_for(kAfterError, stop);
      continue;
    }
    keep_house();
    if (*applied == 0) runtime_.store.inbox().wait({}, kIdle, stop);
  }
}

Result<int64_t> Intake::apply_waiting(const std::stop_token& stop) {
  store::Inbox& inbox = runtime_.store.inbox();
  int64_t applied = 0;
  ArrivalId after;
  while (!stop.stop_requested()) {
    TL_TRY(const std::vector<StoredArrival> arrivals, inbox.take(kBatch, after));
    if (arrivals.empty()) {
      if (after == ArrivalId()) break;
      // Behind all marks that were made: what is found waiting now is new, or was put back.
      TL_CHECK_OK(inbox.finish(ArrivalId(), ArrivalState::kDone, ""));
      after = ArrivalId();
      continue;
    }
    TL_CHECK_OK(apply_some(arrivals));
    after = arrivals.back().id;
    applied += static_cast<int64_t>(arrivals.size());
    if (on_turn_) on_turn_();
  }
  return applied;
}

Result<void> Intake::apply_some(const std::vector<StoredArrival>& arrivals) {
  std::map<std::pair<TenantId, InstanceId>, std::vector<const StoredArrival*>> groups;
  for (const StoredArrival& stored : arrivals) {
    groups[{stored.arrival.tenant, stored.arrival.instance}].push_back(&stored);
  }
  for (const auto& [place, group] : groups) TL_CHECK_OK(apply_group(group));
  return {};
}

Result<void> Intake::apply_group(Arrivals arrivals) {
  Place place;
  place.tenant = arrivals.front()->arrival.tenant;
  place.instance = arrivals.front()->arrival.instance;
  auto connection = runtime_.store.tenant(place.tenant).load_connection(place.instance);
  if (!connection.ok() && connection.error().code != ErrorCode::kNotFound) {
    return std::move(connection).error();
  }
  if (connection.ok()) {
    place.connection = std::move(*connection);
    place.connector = runtime_.connector(place.connection.vendor);
  }
  if (place.connector == nullptr) {
    const bool gone = !connection.ok();
    std::vector<FinishedArrival> finished;
    for (const StoredArrival* stored : arrivals) {
      finished.push_back(ended(*stored, gone ? ArrivalState::kIgnored : ArrivalState::kRefused,
                               gone ? "its connection was removed" : "unknown vendor", {}));
    }
    runtime_.store.inbox().finish_later(std::move(finished));
    return {};
  }
  TL_TRY(place.fields, fields(place.tenant, place.instance));
  TL_TRY(place.filter, runtime_.filters.of(place.tenant, place.connection));
  return apply_all_or_split(place, arrivals);
}

// One that makes the whole fail is found by halving, and refused; the others go on.
Result<void> Intake::apply_all_or_split(const Place& place, Arrivals arrivals) {
  const auto applied = apply_together(place, arrivals);
  if (applied.ok() || is_of_the_house(applied.error().code)) return applied;
  if (arrivals.size() == 1) return refuse_guilty(place, *arrivals.front(), applied.error());
  const size_t half = arrivals.size() / 2;
  TL_CHECK_OK(apply_all_or_split(place, arrivals.first(half)));
  return apply_all_or_split(place, arrivals.subspan(half));
}

Result<void> Intake::refuse_guilty(const Place& place, const StoredArrival& stored,
                                   const Error& error) {
  // A database that takes nothing else either is no fault of the arrival.
  TL_CHECK_OK(runtime_.store.tenant(place.tenant).probe_writes());
  log_error(fmt::format("arrival {} of connection {}", stored.id.value, place.connection.public_id),
            error);
  Account account;
  account.steps.push_back(step("applied", "failed", runtime_.clock.now(), fault_text(error)));
  runtime_.store.inbox().finish_later(
      {ended(stored, ArrivalState::kRefused, fault_text(error), std::move(account))});
  return {};
}

Result<void> Intake::apply_together(const Place& place, Arrivals arrivals) {
  std::vector<FinishedArrival> finished;
  std::vector<Read> reads;
  for (const StoredArrival* stored : arrivals) {
    TL_TRY(std::optional<Read> read, read_arrival(place, *stored, finished));
    if (read) reads.push_back(std::move(*read));
  }
  TL_CHECK_OK(admit_all(place, reads, finished));
  if (!reads.empty()) {
    TL_TRY(const store::ApplyReport report, apply_reads(place, reads));
    const ChangedFacts changed(report);
    const Instant now = runtime_.clock.now();
    for (Read& read : reads) {
      if (leave_out(report, read, now)) {
        finished.push_back(ended(*read.stored, ArrivalState::kIgnored, std::string(kOutside),
                                 std::move(read.account)));
        continue;
      }
      size_t fresh = 0;
      for (NamedFact& fact : read.facts) {
        fact.change.changed = changed.contains(fact);
        fresh += fact.change.changed ? 1 : 0;
        read.account.changes.push_back(std::move(fact.change));
      }
      read.account.steps.push_back(
          step("applied", "done", now,
               fresh == 0 ? "All of it was known already."
                          : fmt::format("{} of {} facts were new.", fresh, read.facts.size())));
      finished.push_back(ended(*read.stored, ArrivalState::kDone, "", std::move(read.account)));
    }
  }
  runtime_.store.inbox().finish_later(std::move(finished));
  return {};
}

// What was sealed because it could not be parsed: opened, cut as it would be now, and kept so from
// now on. Nothing when the body is none of those, or still cannot be parsed.
Result<std::optional<std::string>> Intake::unseal(const Place& place,
                                                  const StoredArrival& stored) const {
  const std::string& sealed = stored.arrival.body;
  const auto opened = runtime_.unseal(place.tenant, place.instance, kSealedBody, sealed);
  if (!opened.ok()) return std::optional<std::string>();
  auto cut = place.connector->cut_body(opened->reveal(),
                                       {place.fields, place.connection.options.descriptions});
  if (!cut.ok()) return std::optional<std::string>();
  const auto replace = [&](std::string_view body) -> std::optional<std::string> {
    return body == sealed ? std::optional(cut->body) : std::nullopt;
  };
  TL_CHECK_OK(runtime_.store.inbox().rewrite_bodies(place.tenant, place.instance,
                                                    ArrivalId(stored.id.value - 1), 1, replace));
  return std::optional(std::move(cut->body));
}

// Nothing when it has ended with that: it is in `finished`.
Result<std::optional<Intake::Read>> Intake::read_arrival(const Place& place,
                                                         const StoredArrival& stored,
                                                         std::vector<FinishedArrival>& finished) {
  const store::Arrival& arrival = stored.arrival;
  const connector::NormaliseContext context{place.fields, arrival.received,
                                            place.connection.options.descriptions};
  Read read;
  read.stored = &stored;
  const auto end = [&](ArrivalState state, std::string detail) {
    const bool refused = state == ArrivalState::kRefused;
    read.account.steps.push_back(
        step("read", refused ? "failed" : "skipped", runtime_.clock.now(), detail));
    finished.push_back(ended(stored, state, std::move(detail), std::move(read.account)));
    return std::optional<Read>();
  };
  if (arrival.event == kPingEvent) {
    return end(ArrivalState::kIgnored, "A test delivery of the webhook check.");
  }
  try {
    connector::Normalised said = place.connector->normalise_arrival(arrival.body, context);
    if (!said.refused.empty()) {
      TL_TRY(const std::optional<std::string> body, unseal(place, stored));
      if (body) {
        read.account.steps.push_back(step("unsealed", "done", runtime_.clock.now()));
        said = place.connector->normalise_arrival(*body, context);
      }
    }
    if (said.ignored) return end(ArrivalState::kIgnored, *said.ignored);
    if (!said.refused.empty()) {
      return end(ArrivalState::kRefused, said.refused.front().reason);
    }
    read.account.steps.push_back(step("read", "done", runtime_.clock.now(), said.event));
    read.changes = std::move(said.changes);
  } catch (const std::exception& bug) {
    const Error error = make_error(ErrorCode::kInternal, bug.what());
    log_error(fmt::format("reading arrival {}", stored.id.value), error);
    return end(ArrivalState::kRefused, fault_text(error));
  }
  return std::optional(std::move(read));
}

Result<void> Intake::admit_all(const Place& place, std::vector<Read>& reads,
                               std::vector<FinishedArrival>& finished) const {
  std::vector<IssueId> named;
  for (const Read& read : reads) {
    const std::vector<IssueId> issues = issues_of(read.changes);
    named.insert(named.end(), issues.begin(), issues.end());
  }
  TL_TRY(const std::vector<IssueId> here,
         runtime_.store.tenant(place.tenant).known_issues(place.instance, named));
  std::set<IssueId> known(here.begin(), here.end());  // stored, or about to be by this batch
  const bool filtered = place.is_filtered();
  std::vector<Read> admitted;
  for (Read& read : reads) {
    admit(read.changes, {.project_keys = place.connection.project_keys,
                         .known = known,
                         .ask_filter = filtered,
                         .decided_here = place.decides_here(),
                         .ask_unknown = filtered || place.connection.project_keys.empty()});
    for (const domain::Issue& issue : read.changes.issues) known.insert(issue.id);
    if (read.changes.empty()) {
      constexpr std::string_view kWhy = "not of a chosen project";
      read.account.steps.push_back(
          step("admitted", "skipped", runtime_.clock.now(), std::string(kWhy)));
      finished.push_back(
          ended(*read.stored, ArrivalState::kIgnored, std::string(kWhy), std::move(read.account)));
      continue;
    }
    read.facts = name_facts(read.changes, read.account.more);
    for (const domain::Issue& issue : read.changes.issues) read.issues.push_back(issue.id);
    for (NamedFact& fact : read.facts) {
      if (fact.change.issue_key.empty() && fact.issue == read.stored->arrival.issue) {
        fact.change.issue_key = read.stored->arrival.issue_key;
      }
    }
    if (!read.changes.refetch.empty()) {
      read.account.steps.push_back(
          step("asked", "done", runtime_.clock.now(), "It says too little to be stored alone."));
    }
    admitted.push_back(std::move(read));
  }
  reads = std::move(admitted);
  return {};
}

Result<store::ApplyReport> Intake::apply_reads(const Place& place, std::vector<Read>& reads) {
  domain::ChangeSet changes;
  for (Read& read : reads) changes.append(std::move(read.changes));
  store::TenantStore tenant = runtime_.store.tenant(place.tenant);
  store::ApplyContext context;
  if (place.is_filtered()) {
    context.refetch_reason = "does the filter admit it?";
    TL_TRY(const FilterHerePtr filter, filter_for(runtime_, tenant, place.connection, changes));
    if (filter != nullptr) context.filter = filter->judge();
    // The names that came along may have made it undecidable: then the vendor is asked about all.
    if (place.decides_here() && !context.filter) context.filter = place.filter->judge();
    context.ask_unknown = true;
  }
  bool wants_refetch = !changes.refetch.empty();
  TL_TRY(store::ApplyReport report, tenant.apply(place.instance, changes, context));
  wants_refetch |= !report.asked.empty();
  if (!report.incomplete.empty()) {
    TL_CHECK_OK(tenant.add_refetch(place.instance, report.incomplete, "not read in full yet"));
  }
  if ((wants_refetch || !report.incomplete.empty()) && on_refetch_) on_refetch_(place.instance);
  runtime_.events.publish({Event::Kind::kFeed, place.tenant, place.instance, report.feed_position});
  return report;
}

Result<const domain::FieldCatalogue*> Intake::fields(TenantId tenant, InstanceId instance) {
  const Instant now = runtime_.clock.now();
  if (now - fields_read_ > kFieldsAge || now < fields_read_) fields_.clear();
  if (fields_.empty()) fields_read_ = now;
  const auto found = fields_.find(instance);
  if (found != fields_.end()) return &found->second;
  TL_TRY(domain::FieldCatalogue loaded,
         runtime_.store.tenant(tenant).load_field_catalogue(instance));
  return &fields_.insert_or_assign(instance, std::move(loaded)).first->second;
}

void Intake::keep_house() {
  const Instant now = runtime_.clock.now();
  if (now - house_kept_ < kHouseEvery && now >= house_kept_) return;
  house_kept_ = now;
  if (auto pruned = runtime_.store.inbox().prune(now - kArrivalsKept); !pruned.ok()) {
    log_error("pruning the inbox", pruned.error());
  }
  auto tenants = runtime_.store.list_tenants();
  if (!tenants.ok()) return;
  for (const store::Tenant& tenant : *tenants) {
    if (auto trimmed = runtime_.store.tenant(tenant.id).trim_feed(); !trimmed.ok()) {
      log_error("trimming the feed", trimmed.error());
    }
  }
}

}  // namespace tl::sync
