// What every pull of a connection has in common: what is asked for, and what becomes of a page.
#pragma once

#include "sync/runtime.h"

namespace tl::sync {

// `fields` must outlive the scope; `started` is now, `since` the birth of the connection.
[[nodiscard]] connector::PullScope make_scope(const Runtime& runtime, TenantId tenant,
                                              const domain::Connection& connection,
                                              const domain::FieldCatalogue& fields);

// Leaves out of the page what is not of the connection, and moves what it says beside its facts
// into `context`, also what became of each issue that was read (invariant 4).
// Its issues are judged by the filter as it is decided here; names that the page brings are stored
// first, for the filter may be about them.
Result<void> prepare_page(const Runtime& runtime, store::TenantStore& tenant,
                          const connector::Connector& connector,
                          const domain::Connection& connection, connector::PulledPage& page,
                          store::ApplyContext& context);

// The filter of the connection, up to date with the names that `changes` bring; nullptr without
// one.
[[nodiscard]] Result<FilterHerePtr> filter_for(const Runtime& runtime, store::TenantStore& tenant,
                                               const domain::Connection& connection,
                                               const domain::ChangeSet& changes);

[[nodiscard]] int64_t count_refused_issues(const std::vector<domain::Refused>& refused);

// Remembers what the site says it is now: its version, its id where none was known yet, and its
// address after the vendor renamed it.
// kVendorOtherSite: it is another one than before; nothing of the page may be stored.
Result<void> note_site(store::TenantStore& tenant, const domain::Connection& connection,
                       const connector::PulledPage& page);

// True when what was applied changed the field catalogue, or may have.
[[nodiscard]] bool changes_fields(const domain::ChangeSet& set, const store::ApplyReport& applied);

}  // namespace tl::sync
