#include "sync/worker.h"

#include <algorithm>

#include "base/log.h"
#include "sync/quiet.h"
#include "sync/visit.h"

namespace tl::sync {
namespace {

constexpr Millis kFirstRetry = seconds(5);
constexpr Millis kLongestRetry = minutes(5);
constexpr Millis kLookAgain = Millis(200);  // real time between looks at a clock that may jump
constexpr Millis kWebhookGrace = minutes(2);
constexpr Millis kFreshLook = seconds(2);  // before a rejected sign-in is believed
constexpr Millis kLookForLost = hours(24);
constexpr size_t kLostAtOnce = 100;
constexpr size_t kMaxProofs = 100;  // asked for and not begun
constexpr std::string_view kNormaliserCursor = "$normaliser";

Millis retry_wait(const Error& error, int failures) {
  if (error.retry_after_ms >= 0) return Millis(std::max<int64_t>(error.retry_after_ms, 1000));
  Millis wait = kFirstRetry;
  for (int i = 1; i < failures && wait < kLongestRetry; ++i) wait = Millis(wait.ms * 2);
  return std::min(wait, kLongestRetry);
}

}  // namespace

struct Worker::Site {
  const connector::Connector& connector;
  const domain::Connection& connection;
  const connector::Session& session;
};

Worker::Worker(Runtime& runtime, TenantId tenant, InstanceId instance,
               std::function<std::optional<Instant>()> last_event)
    : runtime_(runtime),
      tenant_(tenant),
      instance_(instance),
      last_event_(std::move(last_event)),
      budget_(runtime.clock),
      cap_(runtime.transport, runtime.clock,
           [this](std::optional<Instant> until) { note_own_limit(until); }),
      dropper_(runtime, tenant, instance),
      remover_(runtime, tenant, instance),
      refilter_(runtime, tenant, instance),
      hooks_(runtime, tenant, instance),
      rounds_(runtime, tenant, instance),
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

void Worker::request_proof(const std::vector<std::string>& project_keys) {
  std::lock_guard lock(mutex_);
  if (proofs_asked_.size() >= kMaxProofs) proofs_asked_ = {{}};  // of all, then
  proofs_asked_.push_back(project_keys);
  awake_ = true;
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
      looked_again_ = false;
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
  TL_TRY(const bool dropped, dropper_.drop_projects());
  TL_TRY(const bool removed, remover_.step(*connector));
  if (dropped || removed) return Next::kAtOnce;
  if (connection.flavour == kImportFlavour) return Next::kResting;
  TL_TRY(const bool refiltering, refilter_.step(connection));
  if (!progress_) TL_CHECK_OK(load_progress(*connector));
  if (connection.state != domain::ConnectionState::kActive) {
    return refiltering ? Next::kAtOnce : Next::kResting;
  }
  TL_TRY(const bool quiet, is_quiet(connection));
  if (quiet) return refiltering ? Next::kAtOnce : Next::kIdle;
  TL_TRY(Secrets secrets, load_secrets(runtime_, tenant_, connection));
  cap_.set_limit(connection.options.requests_per_minute);
  connector::Session session =
      make_session(runtime_, budget_, cap_, connection, std::move(secrets), stop);
  session.on_retry = [this](const auto& note) { note_retry(note); };
  session.on_answer = [this](int) { note_request(); };
  TL_TRY(const Next next, work({*connector, connection, session}));
  return refiltering ? Next::kAtOnce : next;
}

Result<Worker::Next> Worker::work(const Site& site) {
  const auto& [connector, connection, session] = site;
  if (!refused_retried_) TL_CHECK_OK(retry_refused(connector));
  // Before the field catalogue is here nothing may be read: values could not be typed.
  const bool ready = progress_->phases.empty() || is_final(progress_->phases.front().state);
  bool wrote = false;
  bool read_again = false;
  bool dropped = false;
  if (ready) {
    TL_TRY(wrote, outbox_.step(connector, session, connection));
    TL_TRY(read_again, poller_.refetch(connector, session, connection));
    TL_TRY(dropped, dropper_.drop_unmatched(connector, session, connection));
  }
  bool asked = false;
  if (ready && poll_due(asked)) {
    if (asked) Backfill::retry_gaps(*progress_);
    TL_TRY(const bool more, poll_round(site, asked));
    if (more) return Next::kAtOnce;
  }
  if (!is_final(progress_->state)) {
    TL_CHECK_OK(backfill_.step(connector, session, connection, *progress_));
    note_progress();
    return Next::kAtOnce;
  }
  if (wrote || read_again || dropped) return Next::kAtOnce;
  TL_TRY(const bool balancing, balance(site));
  return balancing ? Next::kAtOnce : Next::kIdle;
}

// One step of the ledger; true when there is more to do at once.
Result<bool> Worker::balance(const Site& site) {
  std::vector<std::vector<std::string>> asked;
  bool silent = false;
  {
    std::lock_guard lock(mutex_);
    asked.swap(proofs_asked_);
    silent = status_.silent_since.has_value();
  }
  for (const std::vector<std::string>& keys : asked) ledger_.want_proof(keys);
  const int64_t before = requests_;
  const LedgerSite ledger_site{.runtime = runtime_,
                               .tenant = tenant_,
                               .instance = instance_,
                               .connector = site.connector,
                               .connection = site.connection,
                               .session = site.session,
                               .run = progress_->run,
                               .since = progress_->started - days(site.connection.backfill_days),
                               .poll_every = poll_interval(site.connection, silent)};
  auto stepped = ledger_.step(ledger_site);
  ledger_.note_requests(runtime_.clock.now(), requests_ - before);
  return stepped;
}

// In its quiet hours a connection sleeps until they end, and says so.
Result<bool> Worker::is_quiet(const domain::Connection& connection) {
  std::optional<Instant> until;
  if (connection.options.quiet_hours) {
    TL_TRY(const store::Tenant owner, runtime_.store.tenant(tenant_).load_tenant());
    until = quiet_until(connection.options.quiet_hours, owner.zone, runtime_.clock.now());
  }
  {
    std::lock_guard lock(mutex_);
    if (!until && !status_.quiet) return false;
    if (!until) {
      status_.quiet = false;
      status_.waiting.reset();
      return false;
    }
    if (status_.quiet && status_.waiting && status_.waiting->until == until) {
      retry_at_ = until;
      return true;
    }
    status_.quiet = true;
    status_.waiting = Waiting{"Quiet hours: no requests are made", until};
    retry_at_ = until;
  }
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  return true;
}

// What an older version could not read is read again by a newer one.
Result<void> Worker::retry_refused(const connector::Connector& connector) {
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(const std::optional<store::PullCursor> known,
         tenant.load_cursor(instance_, kNormaliserCursor));
  const std::string version = std::to_string(connector.normaliser_version());
  if (!known || known->state != version) {
    TL_TRY(const int64_t again, runtime_.store.inbox().retry_refused(tenant_, instance_));
    if (again > 0) log_info("{} refused deliveries are read again", again);
    TL_CHECK_OK(tenant.save_cursor(instance_, {std::string(kNormaliserCursor), version, {}}));
  }
  refused_retried_ = true;
  return {};
}

// What is looked after beside the data, once in a while or when a person asks for a round. True
// when that made work.
Result<bool> Worker::keep_house(const Site& site, bool asked) {
  bool silent = false;
  {
    std::lock_guard lock(mutex_);
    silent = status_.silent_since.has_value();
  }
  TL_TRY(bool more, hooks_.look(site.connector, site.session, site.connection, asked, silent));
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  const Instant now = runtime_.clock.now();
  if (!lost_looked_) lost_looked_ = now;
  if (asked || now - *lost_looked_ >= kLookForLost) {
    lost_looked_ = now;
    TL_TRY(const std::vector<IssueId> lost,
           tenant.list_invisible(instance_, lost_after_, kLostAtOnce));
    lost_after_ = lost.size() < kLostAtOnce ? IssueId() : lost.back();
    if (!lost.empty()) TL_CHECK_OK(tenant.add_refetch(instance_, lost, "is it visible again?"));
    more |= !lost.empty();
  }
  return more;
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

Millis Worker::poll_interval(const domain::Connection& connection, bool silent) const {
  const bool hooks_live = connection.webhooks_wanted && !silent && last_event_().has_value();
  return hooks_live ? runtime_.options.poll_with_webhooks : runtime_.options.poll_without_webhooks;
}

// True when there is more to do at once.
Result<bool> Worker::poll_round(const Site& site, bool asked) {
  const Instant begun = runtime_.clock.now();
  {
    std::lock_guard lock(mutex_);
    status_.next_poll = begun + seconds(30);  // after an error; set again below
  }
  const int64_t before = requests_;
  RoundReport report;
  Result<bool> polled = true;
  auto pulled = poller_.poll(site.connector, site.session, site.connection, asked, report);
  if (!pulled.ok()) {
    polled = std::move(pulled).error();
  } else {
    polled = keep_house(site, asked);
  }
  const bool stopped = !polled.ok() && (polled.error().code == ErrorCode::kCancelled ||
                                        polled.error().code == ErrorCode::kStopping);
  if (!stopped) {
    rounds_.note(begun, report, requests_ - before, polled.ok() ? nullptr : &polled.error());
  }
  if (!polled.ok()) {
    std::lock_guard lock(mutex_);
    sync_asked_ |= asked;  // what a person asked for is not done yet
    return polled;
  }
  note_round(begun, site.connection, report);
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  return polled;
}

void Worker::note_round(Instant begun, const domain::Connection& connection,
                        const RoundReport& report) {
  const auto last_event = last_event_();
  std::lock_guard lock(mutex_);
  const bool first = !status_.last_sync;
  status_.last_sync = begun;
  status_.last_error.reset();
  status_.waiting.reset();
  const bool heard = last_event && begun - *last_event < kWebhookGrace;
  if (heard) status_.silent_since.reset();
  const bool silent = !first && report.unannounced > 0 && connection.webhooks_wanted && !heard;
  if (silent && !status_.silent_since) status_.silent_since = begun;
  status_.next_poll = begun + poll_interval(connection, status_.silent_since.has_value());
}

// A rejected sign-in is tried once more before a person is called: one 401 can be a hiccup of the
// vendor, or a token that is being replaced right now.
bool Worker::looks_again(const Error& error) {
  if (error.code != ErrorCode::kVendorRejectedCredentials || looked_again_) return false;
  looked_again_ = true;
  std::lock_guard lock(mutex_);
  retry_at_ = runtime_.clock.now() + kFreshLook;
  status_.next_poll = retry_at_;
  status_.waiting = Waiting{"The sign-in was rejected; looking once more", retry_at_};
  return true;
}

void Worker::note_error(const Error& error, int failures) {
  if (error.code == ErrorCode::kCancelled || error.code == ErrorCode::kStopping) return;
  log_error("connection " + std::to_string(instance_.value), error);
  if (looks_again(error)) return;
  const Instant now = runtime_.clock.now();
  const bool person = error.code == ErrorCode::kVendorRejectedCredentials ||
                      error.code == ErrorCode::kVendorCaptcha ||
                      error.code == ErrorCode::kVendorOtherSite;
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

void Worker::note_own_limit(std::optional<Instant> until) {
  {
    std::lock_guard lock(mutex_);
    status_.own_limit = until.has_value();
    if (until) status_.waiting = Waiting{"The own limit of requests a minute is reached", until};
    if (!until) status_.waiting.reset();
  }
  runtime_.events.publish({Event::Kind::kProgress, tenant_, instance_, 0});
}

void Worker::note_request() {
  ++requests_;
  std::lock_guard lock(mutex_);  // a connector may fetch on several threads
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
    auto due = retry_at_ ? retry_at_ : resting ? std::nullopt : status_.next_poll;
    if (due && !retry_at_) due = std::min(*due, refilter_.due().value_or(*due));
    if (due && *due <= now) break;
    woken_.wait_for(lock, stop, std::chrono::milliseconds(kLookAgain.ms),
                    [this] { return awake_; });
  }
  awake_ = false;
  retry_at_.reset();
}

}  // namespace tl::sync
