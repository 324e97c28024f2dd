// The backfill driver: runs the connector's streams page by page. Each page's facts, its cursor and
// the progress are one transaction, so a killed process goes on where it stopped.
#pragma once

#include <optional>
#include <string>

#include "sync/runtime.h"

namespace tl::sync {

inline constexpr std::string_view kBackfillKind = "backfill";
// Cursors of backfills begin so; the id of the run and of the phase follow.
inline constexpr std::string_view kBackfillCursors = "backfill/";

// A new run with one phase per stream; not yet saved.
[[nodiscard]] Progress new_run(const connector::Connector& connector, Instant now);

// As a row of the store and back.
[[nodiscard]] store::Run to_row(const Progress& progress, InstanceId instance);
[[nodiscard]] Result<std::optional<Progress>> load_latest_run(store::TenantStore& tenant,
                                                              InstanceId instance);

class Backfill {
 public:
  Backfill(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // Pulls and stores one page of the first unfinished phase of `progress`, and updates it. Errors
  // that end a phase only (403, 404: "with gaps") are noted there and are not returned.
  Result<void> step(const connector::Connector& connector, const connector::Session& session,
                    const domain::Connection& connection, Progress& progress);

  // Puts phases that failed back into the queue. True when there were any.
  static bool retry_gaps(Progress& progress);

 private:
  Result<void> store_page(const connector::Connector& connector,
                          const domain::Connection& connection, connector::PulledPage page,
                          const std::string& cursor, Progress& progress);
  Result<void> save(const Progress& progress);
  Result<void> refresh_fields();

  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
  std::optional<domain::FieldCatalogue> fields_;
};

// True for errors that concern one stream or item and leave the rest of a connection working.
[[nodiscard]] bool is_gap(ErrorCode code);

}  // namespace tl::sync
