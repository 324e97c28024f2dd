// The delivery log and the webhook check as the api sees them (product.md W6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace tl::sync {

// Of an arrival, in the words of the log: "waiting", "accepted" (applied, or it said nothing new),
// "ignored" (understood, not of interest: `detail` says why), "failed" (could not be read; kept and
// tried again after an upgrade), "rejected" (not verified: headers only).
// "duplicate" is no result of a row: repeats are counted at the one that was stored.
struct DeliveryEntry {
  int64_t id = 0;
  std::string connection;  // public id
  Instant received;
  std::optional<Instant> finished;
  std::string event;      // "jira:issue_updated"
  std::string issue_key;  // "" unknown
  std::string issue_id;
  std::string result;
  std::string detail;
  int64_t attempt = 0;  // 0: Jira's first try
  int64_t repeats = 0;
  std::optional<Instant> last_repeat;
  int64_t replays = 0;
  int64_t bytes = 0;  // of the body as stored
};

struct DeliveryQuery {
  std::optional<InstanceId> instance;
  std::string result;  // "" any; also "duplicate": those that came more than once
  std::string event;
  std::string issue;  // a key or a numeric id; "" any
  std::optional<Instant> from, to;
  int64_t before = 0;
  size_t limit = 50;
};

struct DeliveryPage {
  std::vector<DeliveryEntry> items;  // newest first
  int64_t next_before = 0;           // 0: the last page
};

struct DeliveryStep {
  std::string id;     // "received", "checked", "stored", "read", "applied", ...
  std::string title;  // for a person
  std::string state;  // "done", "skipped", "failed"
  std::optional<Instant> at;
  std::string detail;
};

// One fact that the delivery named, and whether it was new here.
struct DeliveryChange {
  std::string kind;  // "issue", "history", "worklog", "comment", "sprint", ...
  std::string id;
  std::string issue_key;
  bool changed = false;  // false: known already
  std::string summary;   // "status: To Do → In Progress"
};

struct DeliveryDetail {
  DeliveryEntry entry;
  std::vector<std::pair<std::string, std::string>> headers;  // secrets masked
  std::string body;        // as stored: cut; "" when sealed, gone or never kept
  std::string body_state;  // "kept", "sealed" (could not be parsed), "none" (rejected), "expired"
  std::vector<DeliveryStep> steps;
  std::vector<DeliveryChange> changes;
  bool can_replay = false;
};

struct ReplayRequest {
  std::string result = "failed";
  std::optional<Instant> from, to;
};

// The webhook check: "running", "passed", "warning", "failed", or "waiting" for a real event.
struct WebhookCheckRow {
  std::string id;  // "public_url", "reachable", "registered", "signed_post", "event"
  std::string title;
  std::string state;  // "pending", "running", "passed", "warning", "failed", "skipped"
  std::string detail;
  std::string remedy;
};

struct WebhookCheck {
  std::string id;  // public id of this check; "" none was made
  std::string state;
  Instant started;
  std::optional<Instant> finished;
  std::optional<Instant> waits_until;
  std::string issue_key;  // that is changed for it; "" none
  std::vector<WebhookCheckRow> rows;
  std::string curl;  // a line to run from the Jira host
};

struct WebhookCheckRequest {
  std::string issue_key;   // "" wait for any event
  bool confirmed = false;  // the change of that issue
};

}  // namespace tl::sync
