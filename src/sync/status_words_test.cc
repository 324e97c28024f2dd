#include "sync/status_words.h"

#include <gtest/gtest.h>

namespace tl::sync {
namespace {

const Instant kNow(1'800'000'000'000);

ConnectionStatus status(domain::ConnectionState state = domain::ConnectionState::kActive) {
  ConnectionStatus made;
  made.connection.name = "acme";
  made.connection.state = state;
  made.connection.state_since = kNow - hours(3);
  made.last_sync = kNow - minutes(2);
  made.webhook.state = "live";
  return made;
}

WorkerStatus failing(ErrorCode code) {
  WorkerStatus worker;
  worker.last_error = make_error(code, "what happened");
  worker.waiting = Waiting{"what happened", kNow + seconds(45)};
  return worker;
}

TEST(Badge, SaysTheWorstThingFirst) {
  EXPECT_EQ(decide_badge(status(), {}, kNow).code, "connected");
  EXPECT_EQ(decide_badge(status(), {}, kNow).line, "Last sync 2 min ago · webhooks live");
  EXPECT_EQ(decide_badge(status(), failing(ErrorCode::kDnsFailed), kNow).code, "unreachable");
  const Badge waits = decide_badge(status(), failing(ErrorCode::kVendorRateLimited), kNow);
  EXPECT_EQ(waits.code, "waiting");
  EXPECT_EQ(waits.line, "what happened. Resumes in 45 s. Nothing is lost.");
  const auto rejected = status(domain::ConnectionState::kNeedsSignIn);
  const Badge badge = decide_badge(rejected, failing(ErrorCode::kDnsFailed), kNow);
  EXPECT_EQ(badge.code, "needs_sign_in");
  EXPECT_EQ(badge.line, "Last new data 2 min ago. Existing data is kept.");
}

TEST(Badge, CountsDownTheTokenFromThirtyDays) {
  ConnectionStatus soon = status();
  soon.connection.token_expires = CivilDate{date_of(kNow).days + 31};
  EXPECT_EQ(decide_badge(soon, {}, kNow).code, "connected");
  soon.connection.token_expires = CivilDate{date_of(kNow).days + 30};
  EXPECT_EQ(decide_badge(soon, {}, kNow).text, "Connected · token expires in 30 days");
  soon.connection.token_expires = CivilDate{date_of(kNow).days - 1};
  EXPECT_EQ(decide_badge(soon, {}, kNow).text, "Connected · token date has passed");
}

TEST(Badge, ABackfillNamesWhatItReads) {
  ConnectionStatus filling = status();
  filling.progress.emplace();
  filling.progress->state = RunState::kRunning;
  filling.progress->percent = 43.4;
  Phase phase;
  phase.title = "Issues";
  phase.state = RunState::kRunning;
  phase.done = 18'400;
  phase.total = 42'900;
  filling.progress->phases.push_back(phase);
  const Badge badge = decide_badge(filling, {}, kNow);
  EXPECT_EQ(badge.text, "Backfilling 43 %");
  EXPECT_EQ(badge.line, "Issues: 18,400 of 42,900");
}

TEST(WebhookWords, FollowTheRegistration) {
  domain::Connection connection;
  store::WebhookHook hook;
  const auto said = [&](const DeliveryCounts& counts, const WorkerStatus& worker) {
    return decide_webhook_status(connection, {hook}, counts, worker, "https://tl.example");
  };
  hook.state = "wanted";
  EXPECT_EQ(said({}, {}).state, "registering");
  hook.state = "failed: no right";
  EXPECT_EQ(said({}, {}).state, "failed");
  hook.state = "registered";
  EXPECT_EQ(said({}, {}).state, "live");
  WorkerStatus silent;
  silent.silent_since = kNow;
  EXPECT_EQ(said({}, silent).state, "silent");
  DeliveryCounts counts;
  counts.rejected = 3;
  EXPECT_NE(said(counts, {}).detail.find("3 deliveries were rejected"), std::string::npos);
  EXPECT_EQ(decide_webhook_status(connection, {hook}, {}, {}, "").state, "off");
  connection.webhooks_wanted = false;
  EXPECT_EQ(said({}, {}).state, "off");
}

}  // namespace
}  // namespace tl::sync
