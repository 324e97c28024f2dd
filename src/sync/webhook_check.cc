#include "sync/webhook_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>

#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "sync/outbox.h"
#include "sync/visit.h"
#include "sync/webhook_check_rows.h"

namespace tl::sync {
namespace {

constexpr int64_t kRequestMillis = 15'000;
constexpr size_t kMostAnswer = 64u << 10;
constexpr auto kLookAgain = std::chrono::milliseconds(200);  // real time; the clock may jump

net::HttpRequest request_to(std::string url, std::string method) {
  net::HttpRequest request;
  request.method = std::move(method);
  request.url = std::move(url);
  request.timeout_ms = kRequestMillis;
  request.max_body_bytes = kMostAnswer;
  return request;
}

}  // namespace

struct WebhookChecks::Run {
  TenantId tenant;
  InstanceId instance;
  std::string effect;  // key of the change that a person confirmed; "" none
  mutable std::mutex mutex;
  std::condition_variable_any ended;
  WebhookCheck report;
  std::jthread thread;  // last: it uses all of the above

  [[nodiscard]] WebhookCheck copy() const {
    std::lock_guard lock(mutex);
    return report;
  }
};

struct WebhookChecks::Target {
  domain::Connection connection;
  std::string public_url;
  std::string delivery_url;  // "" without a webhook
  std::optional<store::WebhookHook> hook;
  connector::SecretText secret;
};

Result<WebhookCheck> WebhookChecks::start(TenantId tenant, InstanceId instance,
                                          const WebhookCheckRequest& request) {
  const store::TenantStore store = runtime_.store.tenant(tenant);
  TL_TRY(const domain::Connection connection, store.load_connection(instance));
  if (connection.flavour == kImportFlavour) {
    return make_error(ErrorCode::kConflict, connection.name + " is known from files only");
  }
  if (!request.issue_key.empty()) {
    if (!request.confirmed) {
      return make_error(ErrorCode::kInvalidArgument,
                        "confirm that " + request.issue_key + " is changed for the check");
    }
    const auto found = store.find_issue_by_key(request.issue_key, instance);
    if (!found.ok() && found.error().code != ErrorCode::kNotFound) return found.error();
    if (!found.ok()) {
      return make_error(ErrorCode::kInvalidArgument,
                        "no issue " + shortened(request.issue_key, 60) + " of this connection");
    }
    if (connection.state != domain::ConnectionState::kActive) {
      return make_error(ErrorCode::kConflict,
                        connection.name + " is not active, so nothing can be changed there");
    }
  }
  auto made = std::make_shared<Run>();
  made->tenant = tenant;
  made->instance = instance;
  made->report.id = random_public_id();
  made->report.state = "running";
  made->report.started = runtime_.clock.now();
  made->report.issue_key = request.issue_key;
  made->report.rows = pending_check_rows();
  const std::string public_url = runtime_.public_url();
  if (!public_url.empty()) {
    made->report.curl = fmt::format("curl -sS -i {}/v1/issue", public_url);
  }
  std::shared_ptr<Run> former;  // ends outside of the lock
  std::lock_guard lock(mutex_);
  if (stopped_) return make_error(ErrorCode::kStopping, "the server is stopping");
  auto& slot = runs_[{tenant, instance}];
  if (slot != nullptr && !slot->copy().finished) {
    return make_error(ErrorCode::kConflict, "a webhook check of this connection is running");
  }
  former = std::exchange(slot, made);
  made->thread = std::jthread(
      [this, run = made.get()](const std::stop_token& stop) { this->run(*run, stop); });
  return made->copy();
}

WebhookCheck WebhookChecks::status(TenantId tenant, InstanceId instance) const {
  std::lock_guard lock(mutex_);
  const auto found = runs_.find({tenant, instance});
  return found == runs_.end() ? WebhookCheck{} : found->second->copy();
}

void WebhookChecks::stop() {
  std::map<std::pair<TenantId, InstanceId>, std::shared_ptr<Run>> runs;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    runs.swap(runs_);
  }
  for (const auto& [key, run] : runs) run->thread.request_stop();
  runs.clear();  // joins
}

void WebhookChecks::run(Run& run, const std::stop_token& stop) {
  begin_row(run, kPublicUrlRow);
  const auto target = load_target(run);
  if (!target.ok()) {
    set_row(run, {std::string(kPublicUrlRow), "", "failed", target.error().detail,
                  "Look at the connection; it may have been removed."});
    skip_rest(run, "The connection could not be looked up.");
    return finish(run);
  }
  WebhookCheckRow url =
      decide_public_url(target->public_url, target->connection.flavour == "cloud");
  const bool has_url = !target->public_url.empty();
  set_row(run, std::move(url));
  if (!has_url) {
    skip_rest(run, "There is no address to try.");
    return finish(run);
  }
  begin_row(run, kReachableRow);
  const std::string probe =
      target->delivery_url.empty() ? target->public_url + "/v1/issue" : target->delivery_url;
  set_row(run, decide_reachable(runtime_.transport.fetch(request_to(probe, "GET"), stop),
                                target->public_url));
  begin_row(run, kRegisteredRow);
  WebhookCheckRow registered = check_registered(run, *target, stop);
  const bool may_come = registered.state != "failed";
  set_row(run, std::move(registered));
  if (!target->hook) {
    skip_rest(run, "There is no webhook that an event could come by.");
    return finish(run);
  }
  begin_row(run, kSignedPostRow);
  set_row(run, post_ping(run, *target, stop));
  if (!may_come) {
    skip_rest(run, "Jira has no webhook that would send one.");
    return finish(run);
  }
  if (!stop.stop_requested()) wait_for_event(run, stop);
  finish(run);
}

Result<WebhookChecks::Target> WebhookChecks::load_target(const Run& run) const {
  const store::TenantStore store = runtime_.store.tenant(run.tenant);
  Target target;
  TL_TRY(target.connection, store.load_connection(run.instance));
  target.public_url = runtime_.public_url();
  while (target.public_url.ends_with('/')) target.public_url.pop_back();
  TL_TRY(const std::vector<store::WebhookHook> hooks, store.list_hooks(run.instance));
  const store::WebhookHook* main = main_hook(hooks);
  if (main == nullptr) return target;
  target.hook = *main;
  TL_TRY(const store::Tenant owner, store.load_tenant());
  target.delivery_url = delivery_url(target.public_url, owner.public_id, main->path_id);
  TL_TRY(target.secret, hook_secret(runtime_, *main));
  return target;
}

WebhookCheckRow WebhookChecks::check_registered(const Run& run, const Target& target,
                                                const std::stop_token& stop) const {
  RegisteredInput in;
  in.wanted = target.connection.webhooks_wanted;
  in.hook = target.hook ? &*target.hook : nullptr;
  auto access = load_access(runtime_, run.tenant, run.instance);
  if (!access.ok()) {
    in.remote = access.error();
  } else if (in.hook != nullptr) {
    net::RateBudget budget(runtime_.clock);
    const connector::Session session = make_session(runtime_, budget, runtime_.transport,
                                                    access->connection, access->secrets, stop);
    auto listed = access->connector->fetch_hooks(session);
    if (listed.ok()) {
      in.remote = look_up(*listed, *in.hook);
    } else {
      in.remote = std::move(listed).error();
    }
  }
  return decide_registered(in);
}

WebhookCheckRow WebhookChecks::post_ping(const Run& run, const Target& target,
                                         const std::stop_token& stop) const {
  const Instant since = runtime_.clock.now();
  JsonWriter body;
  body.begin_object()
      .member("webhookEvent", kPingEvent)
      .member("timestamp", since.ms)
      .member("check", run.copy().id)
      .end_object();
  net::HttpRequest request = request_to(target.delivery_url, "POST");
  request.body = body.take();
  request.headers.set("Content-Type", "application/json");
  request.headers.set("X-Atlassian-Webhook-Identifier", "throughline-" + random_public_id());
  if (!target.secret.empty()) {
    request.headers.set("X-Hub-Signature",
                        "sha256=" + to_hex(hmac_sha256(target.secret.reveal(), request.body)));
  }
  const auto answer = runtime_.transport.fetch(request, stop);
  const bool accepted = answer.ok() && answer->status == 202;
  return decide_signed_post(answer, accepted && ping_arrived(run, since), !target.secret.empty());
}

bool WebhookChecks::ping_arrived(const Run& run, Instant since) const {
  store::ArrivalQuery query;
  query.tenant = run.tenant;
  query.instance = run.instance;
  query.event = kPingEvent;
  query.from = since;
  query.limit = 1;
  const auto found = runtime_.store.inbox().list(query);
  return found.ok() && !found->empty();
}

void WebhookChecks::wait_for_event(Run& run, const std::stop_token& stop) {
  const Instant started = run.copy().started;
  const Instant until = runtime_.clock.now() + kWait;
  {
    std::lock_guard lock(run.mutex);
    run.report.waits_until = until;
    run.report.state = "waiting";
  }
  begin_row(run, kEventRow);
  const std::string issue = run.copy().issue_key;
  if (!issue.empty()) {
    auto wanted = want_check(runtime_, run.tenant, run.instance, run.copy().id, issue);
    if (!wanted.ok()) {
      return set_row(run, {std::string(kEventRow), "", "failed", wanted.error().detail, ""});
    }
    run.effect = std::move(*wanted);
    wake_(run.instance);
  }
  std::unique_lock lock(run.mutex);
  while (!stop.stop_requested()) {
    lock.unlock();
    const auto last = edge_.counts(run.instance).last_event;
    if (last && *last >= started) return set_row(run, came(run));
    if (!run.effect.empty()) {
      const auto effect = runtime_.store.tenant(run.tenant).load_effect(run.effect);
      if (effect.ok() && *effect && (*effect)->state == store::EffectState::kFailed) {
        return set_row(run, {std::string(kEventRow), "", "failed",
                             issue + " could not be changed: " + (*effect)->detail,
                             "Name an issue that the account may edit, or change one by hand."});
      }
    }
    if (runtime_.clock.now() >= until) return set_row(run, came_not(run));
    lock.lock();
    run.ended.wait_for(lock, stop, kLookAgain, [] { return false; });
  }
}

WebhookCheckRow WebhookChecks::came(const Run& run) const {
  store::ArrivalQuery query;
  query.tenant = run.tenant;
  query.instance = run.instance;
  query.from = run.copy().started;
  query.limit = 10;
  WebhookCheckRow row{std::string(kEventRow), "", "passed", "A delivery of Jira arrived.", ""};
  const auto found = runtime_.store.inbox().list(query);
  if (!found.ok()) return row;
  for (const store::StoredArrival& stored : *found) {
    const store::Arrival& arrival = stored.arrival;
    if (arrival.event.empty() || arrival.event == kPingEvent) continue;
    row.detail = fmt::format("{}{} arrived after {} s.", arrival.event,
                             arrival.issue_key.empty() ? "" : " of " + arrival.issue_key,
                             (arrival.received - *query.from).ms / 1000);
    break;
  }
  return row;
}

WebhookCheckRow WebhookChecks::came_not(const Run& run) const {
  WebhookCheckRow row{std::string(kEventRow), "", "warning", "", ""};
  const std::string minutes = std::to_string(kWait.ms / 60'000);
  if (run.effect.empty()) {
    row.detail = "No event came within " + minutes + " minutes. Maybe nobody changed anything.";
    row.remedy =
        "Change an issue in Jira and run the check again, or name one that may be changed.";
    return row;
  }
  row.state = "failed";
  const auto effect = runtime_.store.tenant(run.tenant).load_effect(run.effect);
  const bool done = effect.ok() && *effect && (*effect)->state == store::EffectState::kDone;
  row.detail = done ? fmt::format("{} was changed, but no event came within {} minutes.",
                                  run.copy().issue_key, minutes)
                    : "The issue could not be changed in time: other work goes before, or Jira is "
                      "not reached.";
  row.remedy = done ? "Run the line below on the Jira host: it shows what Jira meets. Then look at "
                      "the last delivery on Jira's webhook page."
                    : "Look at the state of the connection, then run the check again.";
  return row;
}

void WebhookChecks::begin_row(Run& run, std::string_view id, std::string_view state) {
  {
    std::lock_guard lock(run.mutex);
    for (WebhookCheckRow& row : run.report.rows) {
      if (row.id == id) row.state = state;
    }
  }
  publish(run);
}

void WebhookChecks::set_row(Run& run, WebhookCheckRow row) {
  {
    std::lock_guard lock(run.mutex);
    for (WebhookCheckRow& known : run.report.rows) {
      if (known.id != row.id) continue;
      row.title = known.title;
      known = std::move(row);
      break;
    }
  }
  publish(run);
}

void WebhookChecks::skip_rest(Run& run, std::string_view why) {
  std::lock_guard lock(run.mutex);
  for (WebhookCheckRow& row : run.report.rows) {
    if (row.state != "pending") continue;
    row.state = "skipped";
    row.detail = why;
  }
}

void WebhookChecks::finish(Run& run) {
  {
    std::lock_guard lock(run.mutex);
    for (WebhookCheckRow& row : run.report.rows) {
      if (row.state == "pending" || row.state == "running") row.state = "skipped";
    }
    run.report.waits_until.reset();
    run.report.finished = runtime_.clock.now();
    run.report.state = worst_of(run.report.rows);
  }
  publish(run);
}

void WebhookChecks::publish(const Run& run) {
  runtime_.events.publish({Event::Kind::kConnection, run.tenant, run.instance, 0});
}

}  // namespace tl::sync
