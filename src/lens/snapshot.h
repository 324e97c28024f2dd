// The lens on disk, so that a restart need not read all facts. A cache: whatever is wrong with the
// file, the lens is built from the store instead. Never part of a backup.
//
// File: magic, head (format, schema, tenant, seal, position, ...), body (dictionaries, parts),
// checksum. All in blocks of kSnapshotBlock bytes; little endian.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "lens/version.h"

namespace tl::lens {

inline constexpr size_t kSnapshotBlock = size_t{256} << 10;
// Raised when the layout below changes, or what RowMaker makes of the same facts.
inline constexpr uint32_t kSnapshotFormat = 2;

struct SnapshotHead {
  TenantId tenant;
  // A random text that is in the database, too, since this snapshot was taken: a database that was
  // restored from before, or another one, has not got it.
  std::string seal;
  int64_t position = 0;  // of the feed
  Instant built_at;
  uint64_t roles = 0;  // hash_of(RoleMap): what the fields were taken for
};

// Writes beside the file, makes it durable, puts it in its place; readable for our user alone. The
// folder is made (0700). kDiskFull, kDatabase; what was there before is then still there.
[[nodiscard]] Result<void> save_snapshot(const std::string& file, const SnapshotHead& head,
                                         const LensVersion& version);

struct LoadedSnapshot {
  SnapshotHead head;
  VersionPtr version;
};

// `check` looks at the head before the body is read. kNotFound: there is no file. kUnreadable: it
// is of another format, cut, damaged, or contradicts itself. Else what `check` said.
[[nodiscard]] Result<LoadedSnapshot> load_snapshot(
    const std::string& file, const std::function<Result<void>(const SnapshotHead&)>& check);

// --- for tests ---
// A body without head and checksum, and what is read from one.
[[nodiscard]] std::string render_snapshot_body(const LensVersion& version);
[[nodiscard]] Result<VersionPtr> parse_snapshot_body(std::string_view body);

}  // namespace tl::lens
