// "Why nothing?": each cause has its finding, with what to do.
#include "sync/diagnosis.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tl::sync {
namespace {

DiagnosisInput healthy() {
  DiagnosisInput in;
  in.now = Instant(1'800'000'000'000);
  in.status.connection.name = "Acme";
  in.status.connection.flavour = "cloud";
  in.status.badge.code = "connected";
  in.status.webhook.state = "live";
  in.status.issues = 10;
  in.public_url = "https://tl.example";
  Progress done;
  done.state = RunState::kCompleted;
  in.status.progress = done;
  return in;
}

std::string codes(const DiagnosisInput& in) {
  std::string all;
  for (const Finding& finding : decide_findings(in)) {
    all += (all.empty() ? "" : " ") + finding.code;
    EXPECT_FALSE(finding.title.empty() || finding.detail.empty() || finding.remedy.empty())
        << finding.code;
  }
  return all;
}

TEST(Diagnosis, NothingIsWrongWhenNothingIs) {
  EXPECT_EQ(codes(healthy()), "");
  EXPECT_EQ(render_findings(healthy().status.connection, {}), "Acme: nothing is wrong.\n");
}

struct Case {
  const char* codes;
  void (*change)(DiagnosisInput&);
};

void expect_findings(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    DiagnosisInput in = healthy();
    c.change(in);
    EXPECT_EQ(codes(in), c.codes);
  }
}

TEST(Diagnosis, EachStateHasItsFinding) {
  expect_findings(
      {{"paused",
        [](DiagnosisInput& in) { in.status.connection.state = domain::ConnectionState::kPaused; }},
       {"token_dead",
        [](DiagnosisInput& in) {
          in.status.connection.state = domain::ConnectionState::kNeedsSignIn;
          in.status.connection.token_expires = date_of(in.now);
        }},
       {"disconnected",
        [](DiagnosisInput& in) {
          in.status.connection.state = domain::ConnectionState::kDisconnected;
        }},
       {"token_expiring",
        [](DiagnosisInput& in) {
          in.status.connection.token_expires = CivilDate{date_of(in.now).days + 30};
        }},
       {"",
        [](DiagnosisInput& in) {
          in.status.connection.token_expires = CivilDate{date_of(in.now).days + 31};
        }},
       {"unreachable", [](DiagnosisInput& in) { in.status.badge.code = "unreachable"; }},
       {"waiting",
        [](DiagnosisInput& in) {
          in.status.badge = {"waiting", "warn", "Waiting for Jira", "Jira limits requests"};
        }},
       {"still_queued", [](DiagnosisInput& in) { in.arrivals_waiting = 3; }},
       {"still_queued",
        [](DiagnosisInput& in) { in.status.progress->state = RunState::kRunning; }}});
}

TEST(Diagnosis, EachCauseHasItsFinding) {
  expect_findings(
      {{"gaps",
        [](DiagnosisInput& in) { in.status.progress->state = RunState::kCompletedWithGaps; }},
       {"no_public_url", [](DiagnosisInput& in) { in.public_url.clear(); }},
       {"webhook_missing",
        [](DiagnosisInput& in) {
          in.status.webhook = {"failed", "failed: no right", {}, 0, "", {}};
        }},
       {"webhook_silent",
        [](DiagnosisInput& in) { in.status.webhook = {"silent", "silent", {}, 0, "", {}}; }},
       {"webhook_unreachable", [](DiagnosisInput& in) { in.rejected = 1; }},
       {"webhook_unreachable", [](DiagnosisInput& in) { in.elsewhere = 1; }},
       {"refused", [](DiagnosisInput& in) { in.refused = 1; }},
       {"incomplete", [](DiagnosisInput& in) { in.incomplete = 1; }},
       {"lost_sight", [](DiagnosisInput& in) { in.status.invisible = 1; }},
       {"no_issues", [](DiagnosisInput& in) { in.status.issues = 0; }},
       {"filter_matches_nothing",
        [](DiagnosisInput& in) {
          in.filter.emplace();
          in.filter->valid = true;
          in.filter->matches = 0;
        }},
       {"filter_invalid",
        [](DiagnosisInput& in) {
          in.filter.emplace();
          in.filter->error = "no such field";
        }},
       {"no_projects",
        [](DiagnosisInput& in) {
          in.check.emplace();
          in.check->can_proceed = true;
        }},
       {"no_permission",
        [](DiagnosisInput& in) {
          in.check.emplace();
          in.check->can_proceed = true;
          in.check->projects_visible = 1;
          in.check->rows.push_back({"worklogs", "Worklogs", connector::CheckState::kMissing,
                                    "No right to see them.", "Hours are absent.", "Ask an admin."});
        }},
       {"lost_access",
        [](DiagnosisInput& in) {
          in.projects = {{"OPS", false, {}, "not visible"}, {"PAY", true, {}, ""}};
        }},
       {"unreachable", [](DiagnosisInput& in) {
          in.check_error = make_error(ErrorCode::kDnsFailed, "no name");
        }}});
}

TEST(Diagnosis, TheWorstComesFirstAndOneCauseOnce) {
  DiagnosisInput in = healthy();
  in.refused = 1;
  in.arrivals_waiting = 1;
  in.status.connection.state = domain::ConnectionState::kNeedsSignIn;
  in.check.emplace();
  in.check->rows.push_back({"signed_in", "Signed in", connector::CheckState::kFailed,
                            "the token was refused", "", "Make a new token."});
  EXPECT_EQ(codes(in), "token_dead refused still_queued");
}

TEST(Diagnosis, AWebhookThatJiraDoesNotListOrCannotDeliverIsSaid) {
  DiagnosisInput in = healthy();
  store::WebhookHook hook;
  hook.path_id = "abc";
  hook.state = "registered";
  hook.vendor_id = "12,13";
  in.hooks = {hook};
  in.remote_hooks.emplace();
  EXPECT_EQ(codes(in), "webhook_missing");
  in.remote_hooks = {{"13", "", "", true, {}, ""}};
  EXPECT_EQ(codes(in), "");
  in.remote_hooks->front().enabled = false;
  EXPECT_EQ(codes(in), "webhook_missing");
  in.remote_hooks = {{"99", "", "https://tl.example/v1/issue/t/abc", true, {}, "timed out"}};
  EXPECT_EQ(codes(in), "webhook_unreachable");
}

}  // namespace
}  // namespace tl::sync
