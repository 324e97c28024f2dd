// The delivery log: what arrived, what became of it, and again.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "sync/delivery_account.h"
#include "sync/delivery_headers.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

using store::ArrivalState;

constexpr size_t kMaxPage = 200;

std::string_view result_of(ArrivalState state) {
  switch (state) {
    case ArrivalState::kWaiting:
      return "waiting";
    case ArrivalState::kDone:
      return "accepted";
    case ArrivalState::kIgnored:
      return "ignored";
    case ArrivalState::kRefused:
      return "failed";
    case ArrivalState::kRejected:
      return "rejected";
  }
  return "failed";
}

// kInvalidArgument for a word that is no result of a row.
Result<ArrivalState> state_of(std::string_view result) {
  for (const ArrivalState state :
       {ArrivalState::kWaiting, ArrivalState::kDone, ArrivalState::kIgnored, ArrivalState::kRefused,
        ArrivalState::kRejected}) {
    if (result_of(state) == result) return state;
  }
  return make_error(ErrorCode::kInvalidArgument,
                    "no result is called '" + shortened(result, 40) +
                        "'; there are waiting, accepted, ignored, failed, rejected and duplicate");
}

Result<void> check_range(std::optional<Instant> from, std::optional<Instant> to) {
  if (!from || !to || *from < *to) return {};
  return make_error(ErrorCode::kInvalidArgument, "the range ends before it begins");
}

// Nothing when the issue is not known here: then no delivery is about it, as far as can be said.
Result<std::optional<IssueId>> find_issue(const store::TenantStore& tenant,
                                          const DeliveryQuery& query) {
  if (const auto number = parse_int(query.issue); number && *number > 0) {
    return std::optional(IssueId(*number));
  }
  const auto found = tenant.find_issue_by_key(query.issue, query.instance);
  if (found.ok()) return std::optional(found->ref.issue);
  if (found.error().code == ErrorCode::kNotFound) return std::optional<IssueId>();
  return found.error();
}

DeliveryEntry entry_of(const store::StoredArrival& stored,
                       const std::vector<domain::Connection>& connections) {
  const store::Arrival& arrival = stored.arrival;
  DeliveryEntry entry;
  entry.id = stored.id.value;
  for (const domain::Connection& connection : connections) {
    if (connection.id == arrival.instance) entry.connection = connection.public_id;
  }
  entry.received = arrival.received;
  entry.finished = stored.finished;
  entry.event = arrival.event;
  entry.issue_key = arrival.issue_key;
  if (arrival.issue) entry.issue_id = std::to_string(arrival.issue.value);
  entry.result = result_of(arrival.state);
  entry.detail = arrival.detail;
  entry.attempt = arrival.attempt;
  entry.repeats = stored.repeats;
  entry.last_repeat = stored.last_repeat;
  entry.replays = stored.replays;
  entry.bytes = stored.bytes;
  return entry;
}

// "kept", "sealed", "none", "expired"; see DeliveryDetail.
std::string_view body_state_of(const store::Arrival& arrival) {
  if (arrival.state == ArrivalState::kRejected) return "none";
  if (arrival.body.empty()) return "expired";
  return JsonDocument::parse(arrival.body).ok() ? "kept" : "sealed";
}

DeliveryStep step(std::string_view id, std::string_view state, std::optional<Instant> at,
                  std::string detail = {}) {
  return {std::string(id), title_of_step(id), std::string(state), at, std::move(detail)};
}

std::string repeats_text(const DeliveryEntry& entry) {
  if (entry.repeats == 0) return "Before it was answered.";
  return fmt::format("Before it was answered. It came {} more {}, which changed nothing.",
                     entry.repeats, entry.repeats == 1 ? "time" : "times");
}

std::vector<DeliveryStep> steps_of(const DeliveryEntry& entry, Account& account) {
  std::vector<DeliveryStep> steps;
  steps.push_back(step("received", "done", entry.received,
                       entry.attempt > 0 ? fmt::format("Retry {} of Jira.", entry.attempt) : ""));
  if (entry.result == "rejected") {
    steps.push_back(step("checked", "failed", entry.received, entry.detail));
    steps.push_back(step("stored", "skipped", std::nullopt,
                         entry.repeats > 0 ? fmt::format("Headers only, of one of {} in this hour.",
                                                         entry.repeats + 1)
                                           : "Headers only."));
    return steps;
  }
  steps.push_back(step("checked", "done", entry.received));
  steps.push_back(step("stored", "done", entry.received, repeats_text(entry)));
  if (entry.replays > 0) {
    steps.push_back(step("replayed", "done", std::nullopt,
                         fmt::format("{} times; the steps below are of the last.", entry.replays)));
  }
  const bool told = !account.steps.empty();
  std::move(account.steps.begin(), account.steps.end(), std::back_inserter(steps));
  if (!told && entry.finished) {
    steps.push_back(
        step("read", entry.result == "failed" ? "failed" : "done", entry.finished, entry.detail));
  }
  if (account.more > 0) {
    steps.back().detail += fmt::format(" {} further facts are not listed.", account.more);
  }
  return steps;
}

}  // namespace

Result<DeliveryPage> Service::deliveries(TenantId tenant, const DeliveryQuery& query) {
  const store::TenantStore store = impl_->runtime.store.tenant(tenant);
  if (query.instance) TL_CHECK_OK(store.load_connection(*query.instance));
  TL_CHECK_OK(check_range(query.from, query.to));
  const size_t wanted = std::clamp<size_t>(query.limit, 1, kMaxPage);
  store::ArrivalQuery asked;
  asked.tenant = tenant;
  asked.instance = query.instance;
  asked.repeated = query.result == "duplicate";
  asked.event = query.event;
  asked.from = query.from;
  asked.to = query.to;
  asked.before = store::ArrivalId(query.before);
  asked.limit = wanted + 1;
  if (!query.result.empty() && !asked.repeated) {
    TL_TRY(asked.state, state_of(query.result));
  }
  DeliveryPage page;
  if (!query.issue.empty()) {
    TL_TRY(asked.issue, find_issue(store, query));
    if (!asked.issue) return page;
  }
  TL_TRY(std::vector<store::StoredArrival> found, impl_->runtime.store.inbox().list(asked));
  TL_TRY(const std::vector<domain::Connection> connections, store.list_connections());
  if (found.size() > wanted) {
    found.resize(wanted);
    page.next_before = found.back().id.value;
  }
  for (const store::StoredArrival& stored : found) {
    page.items.push_back(entry_of(stored, connections));
  }
  return page;
}

Result<DeliveryDetail> Service::delivery(TenantId tenant, int64_t id) {
  store::Inbox& inbox = impl_->runtime.store.inbox();
  TL_TRY(const std::optional<store::StoredArrival> stored,
         inbox.load(tenant, store::ArrivalId(id)));
  if (!stored) {
    return make_error(ErrorCode::kNotFound, "there is no such delivery; they are kept for 30 days");
  }
  TL_TRY(const std::vector<domain::Connection> connections,
         impl_->runtime.store.tenant(tenant).list_connections());
  TL_TRY(const std::string text, inbox.load_account(tenant, stored->id));
  Account account = parse_account(text);
  DeliveryDetail detail;
  detail.entry = entry_of(*stored, connections);
  detail.headers = parse_kept_headers(stored->arrival.headers);
  detail.body_state = body_state_of(stored->arrival);
  if (detail.body_state == "kept") detail.body = stored->arrival.body;
  detail.changes = std::move(account.changes);
  detail.steps = steps_of(detail.entry, account);
  detail.can_replay = detail.entry.result != "waiting" && detail.entry.result != "rejected" &&
                      detail.body_state != "expired";
  return detail;
}

Result<std::vector<std::string>> Service::delivery_events(TenantId tenant, InstanceId instance) {
  TL_CHECK_OK(impl_->runtime.store.tenant(tenant).load_connection(instance));
  return impl_->runtime.store.inbox().list_events(tenant, instance);
}

Result<int64_t> Service::replay(TenantId tenant, int64_t id) {
  store::Inbox& inbox = impl_->runtime.store.inbox();
  TL_TRY(const std::optional<store::StoredArrival> stored,
         inbox.load(tenant, store::ArrivalId(id)));
  if (!stored) {
    return make_error(ErrorCode::kNotFound, "there is no such delivery; they are kept for 30 days");
  }
  if (stored->arrival.state == ArrivalState::kRejected) {
    return make_error(ErrorCode::kConflict,
                      "a rejected delivery was not kept, so it cannot be processed");
  }
  if (stored->arrival.state == ArrivalState::kWaiting) {
    return make_error(ErrorCode::kConflict, "this delivery waits to be processed already");
  }
  TL_TRY(const int64_t count, inbox.replay_one(tenant, stored->id));
  impl_->publish(tenant, stored->arrival.instance);
  return count;
}

Result<int64_t> Service::replay_range(TenantId tenant, InstanceId instance,
                                      const ReplayRequest& request) {
  TL_CHECK_OK(impl_->runtime.store.tenant(tenant).load_connection(instance));
  TL_CHECK_OK(check_range(request.from, request.to));
  TL_TRY(const ArrivalState state, state_of(request.result));
  if (state == ArrivalState::kWaiting || state == ArrivalState::kRejected) {
    return make_error(ErrorCode::kInvalidArgument,
                      "only failed, accepted and ignored deliveries can be processed again");
  }
  store::ArrivalQuery query;
  query.tenant = tenant;
  query.instance = instance;
  query.state = state;
  query.from = request.from;
  query.to = request.to;
  TL_TRY(const int64_t count, impl_->runtime.store.inbox().replay(query, kMaxReplay));
  impl_->publish(tenant, instance);
  return count;
}

}  // namespace tl::sync
