// What sync keeps between its steps: cursors, runs, re-fetches, refused items. Plain data.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "domain/change_set.h"

namespace tl::store {

// Where a pull stands. `state` is the connector's text; it moves only inside apply (invariant 3) or
// by save_cursor when there was nothing to store.
struct PullCursor {
  std::string stream;  // "issues", "worklogs", "backfill:KEY", ...
  std::string state;
  Instant updated;
};

// One run of a job over a connection ("backfill", "poll", ...), shown as progress.
struct Run {
  std::string id;  // public id, made by the caller (random_public_id)
  InstanceId instance;
  std::string kind;
  std::string state;  // "running", "waiting", "done", "failed", "cancelled"
  Instant started;
  std::optional<Instant> finished;
  std::string phases;  // JSON, written and read by sync: name, state, done, total, current, ...
  std::string wait_reason;  // for a person; "" when it does not wait
  std::optional<Instant> wait_until;
  std::string detail;  // for a person: why it failed
  Instant updated;     // set by store
};

// An issue to ask the vendor about again. One row an issue; `generation` counts how often it was
// asked for, so that a request that came while the answer was under way is not lost.
struct Refetch {
  IssueId issue;
  std::string reason;
  Instant since;  // first asked
  int64_t generation = 0;
};

struct RefusedItem {
  domain::Refused item;
  int64_t normaliser_version = 0;
  Instant since;
};

// A sealed secret of a connection. As something to save: an empty one is removed.
struct NamedSecret {
  std::string name;
  std::string sealed;
};
// Seals what is saved together with a connection; sealing needs its id, which a new one gets only
// in that transaction. Must not use the store. An error undoes the whole.
using SealSecrets = std::function<Result<std::vector<NamedSecret>>(InstanceId)>;

// One version of the configuration of an instance (InstanceId{} for the whole tenant).
struct Configuration {
  InstanceId instance;
  int64_t version = 0;   // counted from 1 by store
  std::string document;  // JSON
  Instant created;
  UserId by;  // none: made by the server itself
};

// A webhook registration. `path_id` is the unguessable last part of its address.
struct WebhookHook {
  TenantId tenant;
  InstanceId instance;
  std::string path_id;
  std::string sealed_secret;  // by vault; "": the vendor does not sign (yet)
  std::string vendor_id;      // the vendor's id of the registration; "" until it is registered
  std::string state;          // "wanted", "registered", "retiring", ...; sync's words
  Instant created;
  std::optional<Instant> last_event;
};

}  // namespace tl::store
