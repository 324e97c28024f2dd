// Dictionaries and parts of a version in a snapshot. Used by snapshot.cc alone.
#pragma once

#include "lens/snapshot_io.h"
#include "lens/version.h"

namespace tl::lens {

void write_body(SnapshotWriter& out, const LensVersion& version);
// Nothing when it cannot be read or contradicts itself; the reader then says why. What is read is
// safe to use even when its checksum turns out wrong.
[[nodiscard]] VersionPtr read_body(SnapshotReader& in, int64_t position, Instant built_at);

}  // namespace tl::lens
