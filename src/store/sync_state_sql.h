// Writing what sync keeps, inside any transaction: shared by apply and the single calls. Internal.
#pragma once

#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "domain/change_set.h"
#include "domain/effect.h"
#include "store/facts.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/sql.h"
#include "store/sync_state.h"

namespace tl::store {

// Whose rows are written, and when.
struct Scope {
  TenantId tenant;
  InstanceId instance;
  Instant now;
};

// Adds to the counts of the instance; nothing when all are 0.
void add_counts(Session& session, const Scope& scope, const IssueCounts& growth);
void add_pull_tally(Session& session, const Scope& scope, const PullTally& growth);
void write_cursor(Session& session, const Scope& scope, const PullCursor& cursor);
void write_run(Session& session, const Scope& scope, const Run& run);
void write_refetch(Session& session, const Scope& scope, const std::vector<IssueId>& issues,
                   std::string_view reason);
void remove_refetch(Session& session, const Scope& scope, const std::vector<Refetch>& done);
void write_refused(Session& session, const Scope& scope, const std::vector<domain::Refused>& items,
                   int64_t normaliser_version);
// True when the effect was not there yet.
bool write_effect(Session& session, const Scope& scope, const domain::Effect& effect, Instant due);
void write_effect_state(Session& session, const Scope& scope, const EffectUpdate& update);

}  // namespace tl::store
