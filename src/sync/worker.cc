#include "sync/worker.h"

#include <algorithm>

#include "base/log.h"

namespace tl::sync {
namespace {

constexpr Millis kFirstRetry = seconds(5);
constexpr Millis kLongestRetry = minutes(5);
constexpr Millis kLookAgain = Millis(200);  // real time between looks at a clock that may jump
constexpr Millis kWebhookGrace = minutes(2);

Millis retry_wait(const Error& error, int failures) {
  if (error.retry_after_ms >= 0) return Millis(std::max<int64_t>(error.retry_after_ms, 1000));
  Millis wait = kFirstRetry;
  for (int i = 1; i < failures && wait < kLongestRetry; ++i) wait = Millis(wait.ms * 2);
  return std::min(wait, kLongestRetry);
}

}  // namespace

Worker::Worker(Runtime& runtime, TenantId tenant, InstanceId instance,
               std::function<std::optional<Instant>()> last_event)
    : runtime_(runtime),
      tenant_(tenant),
      instance_(instance),
      last_event_(std::move(last_event)),
      budget_(runtime.clock),
      backfill_(runtime, tenant, instance),
      poller_(runtime, tenant, instance),
      outbox_(runtime, tenant, instance) {}

void Worker::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Worker::request_stop() { thread_.request_stop(); }

void Worker::stop() {
  request_stop();
  if (thread_.joinable()) thread_.join();
}

void Worker::wake() {
  std::lock_guard lock(mutex_);
  awake_ = true;
  woken_.notify_all();
}

void Worker::request_sync() {
  std::lock_guard lock(mutex_);
  sync_asked_ = true;
  awake_ = true;
  retry_at_.reset();
  woken_.notify_all();
}

void Worker::reload() {
  std::lock_guard lock(mutex_);
  awake_ = true;
  retry_at_.reset();
  status_.waiting.reset();
  woken_.notify_all();
}

WorkerStatus Worker::status() const {
  std::lock_guard lock(mutex_);
  WorkerStatus copy = status_;
  if (const auto wait = budget_.current_wait()) copy.waiting = Waiting{wait->reason, wait->until};
  if (copy.progress && !is_final(copy.progress->state) && copy.waiting) {
    copy.progress->waiting = copy.waiting;
    copy.progress->state = RunState::kWaiting;
  }
  return copy;
}

void Worker::run(const std::stop_token& stop) {
  int failures = 0;
  while (!stop.stop_requested()) {
    auto next = step(stop);
    if (stop.stop_requested()) return;
    if (next.ok()) {
      failures = 0;
      if (*next == Next::kAtOnce) continue;
    } else {
      note_error(next.error(), ++failures);
    }
    sleep_until_work(stop, next.ok() && *next == Next::kResting);
  }
}

// One unit of work. kIdle: nothing to do until woken or the next poll. kResting: until woken.
Result<Worker::Next> Worker::step(const std::stop_token& stop) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(const domain::Connection connection, tenant.load_connection(instance_));
  const connector::Connector* connector = runtime_.connector(connection.vendor);
  if (connector == nullptr) return make_error(ErrorCode::kInternal, "unknown vendor");
  if (!progress_) TL_CHECK_OK(load_progress(*connector));
  if (connection.state != domain::ConnectionState::kActive) return Next::kResting;
  TL_TRY(connector::SecretText token, runtime_.load_secret(tenant_, instance_, kTokenSecret));
  connector::Session session{.base_url = connection.base_url,
                             .email = connection.account_email,
                             .token = std::move(token),
                             .transport = runtime_.transport,
                             .budget = budget_,
                             .clock = runtime_.clock,
                             .stop = stop,
                             .ca_bundle_pem = {},
                             .proxy = {},
                             .on_retry = [this](const auto& note) { note_retry(note); },
                             .on_answer = [this](int) { note_request(); }};
  // Before the field catalogue is here nothing may be read: values could not be typed.
  const bool ready = progress_->phases.empty() || is_final(progress_->phases.front().state);
  bool wrote = false;
  bool read_again = false;
  if (ready) {
    TL_TRY(wrote, outbox_.step(*connector, session, connection));
    TL_TRY(read_again, poller_.refetch(*connector, session, connection));
  }
  bool asked = false;
  if (ready && poll_due(asked)) {
    if (asked && progress_) Backfill::retry_gaps(*progress_);
    TL_CHECK_OK(poll_round(*connector, session, connection, asked));
  }
  if (progress_ && !is_final(progress_->state)) {
    TL_CHECK_OK(backfill_.step(*connector, session, connection, *progress_));
    note_progress();
    return Next::kAtOnce;
  }
  return wrote || read_again ? Next::kAtOnce : Next::kIdle;
}

Result<void> Worker::load_progress(const connector::Connector& connector) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(std::optional<Progress> latest, load_latest_run(tenant, instance_));
  progress_ = latest ? std::move(*latest) : new_run(connector, runtime_.clock.now());
  if (!latest) TL_CHECK_OK(tenant.save_run(to_row(*progress_, instance_)));
  std::lock_guard lock(mutex_);
  status_.progress = progress_;
  return {};
}

bool Worker::poll_due(bool& asked) {
  std::lock_guard lock(mutex_);
  asked = sync_asked_;
  sync_asked_ = false;
  return asked || !status_.next_poll || *status_.next_poll <= runtime_.clock.now();
}

Millis Worker::poll_interval(const domain::Connection& connection) const {
  const bool hooks_live = connection.webhooks_wanted && last_event_().has_value();
  return hooks_live ? runtime_.options.poll_with_webhooks : runtime_.options.poll_without_webhooks;
}

Result<void> Worker::poll_round(const connector::Connector& connector,
                                const connector::Session& session,
                                const domain::Connection& connection, bool asked) {
  const Instant begun = runtime_.clock.now();
  bool first = false;
  {
    std::lock_guard lock(mutex_);
    first = !status_.last_sync;
    status_.next_poll = begun + seconds(30);  // after an error; set again below
  }
  TL_TRY(const RoundReport report, poller_.poll(connector, session, connection, asked));
  const auto last_event = last_event_();
  std::lock_guard lock(mutex_);
  status_.last_sync = begun;
  status_.next_poll = begun + poll_interval(connection);
  status_.last_error.reset();
  status_.waiting.reset();
  const bool heard = last_event && begun - *last_event < kWebhookGrace;
  if (heard) status_.silent_since.reset();
  const bool silent = !first && report.unannounced > 0 && connection.webhooks_wanted && !heard;
  if (silent && !status_.silent_since) status_.silent_since = begun;
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  return {};
}

void Worker::note_error(const Error& error, int failures) {
  if (error.code == ErrorCode::kCancelled || error.code == ErrorCode::kStopping) return;
  log_error("connection " + std::to_string(instance_.value), error);
  const Instant now = runtime_.clock.now();
  const bool person = error.code == ErrorCode::kVendorRejectedCredentials ||
                      error.code == ErrorCode::kVendorCaptcha;
  if (person) {
    // Pauses and says so; place and facts are kept, a new token resumes (invariant 7).
    auto paused = runtime_.store.tenant(tenant_).set_connection_state(
        instance_, domain::ConnectionState::kNeedsSignIn, error.detail);
    if (!paused.ok()) log_error("pausing a connection", paused.error());
  }
  {
    std::lock_guard lock(mutex_);
    status_.last_error = error;
    retry_at_ = person ? std::nullopt : std::optional(now + retry_wait(error, failures));
    status_.waiting = Waiting{error.detail, retry_at_};
  }
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
}

void Worker::note_progress() {
  {
    std::lock_guard lock(mutex_);
    status_.progress = progress_;
    status_.waiting.reset();
    status_.last_error.reset();
  }
  runtime_.events.publish({Event::Kind::kProgress, tenant_, instance_, 0});
}

void Worker::note_request() {
  if (progress_ && !is_final(progress_->state)) ++progress_->requests;
}

void Worker::note_retry(const connector::RetryNote& note) {
  {
    std::lock_guard lock(mutex_);
    status_.waiting = Waiting{note.reason, note.next_try};
    if (status_.progress && !is_final(status_.progress->state)) {
      status_.progress->state = RunState::kRetrying;
    }
  }
  runtime_.events.publish({Event::Kind::kProgress, tenant_, instance_, 0});
}

// `resting`: no poll is due until a person acts, however late it is.
void Worker::sleep_until_work(const std::stop_token& stop, bool resting) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested() && !awake_) {
    const Instant now = runtime_.clock.now();
    const auto due = retry_at_ ? retry_at_ : resting ? std::nullopt : status_.next_poll;
    if (due && *due <= now) break;
    woken_.wait_for(lock, stop, std::chrono::milliseconds(kLookAgain.ms),
                    [this] { return awake_; });
  }
  awake_ = false;
  retry_at_.reset();
}

}  // namespace tl::sync
