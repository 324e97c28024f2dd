// A chunk: some issues of one tenant as columns. Immutable once published, shared by versions.
// Rows are sorted by (instance, issue id); the changes of all rows lie in one array per column,
// those of row r at [begin[r], begin[r + 1]), sorted by time (compressed sparse rows).
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "lens/dictionary.h"

namespace tl::lens {

inline constexpr uint32_t kMaxChunkRows = 1u << 18;
// An instant that is not known (no created date) or did not happen (not deleted).
inline constexpr int64_t kNoInstant = std::numeric_limits<int64_t>::min();

enum RowFlag : uint8_t {
  kRowDeleted = 1,
  kRowHistoryComplete = 2,  // all histories were read at least once (domain::kHistoryTotal)
  kRowChainBroken = 4,      // a status change begins elsewhere than the one before it ended
  kRowInvisible = 8,        // the vendor no longer shows it (domain::kInvisible); not deleted
};

// Changes of one field. `from`/`to`: kNoCode is "empty".
struct ChangeColumns {
  std::vector<uint32_t> begin{0};  // rows + 1
  std::vector<int64_t> at;         // milliseconds UTC
  std::vector<Code> from;
  std::vector<Code> to;
};

// Texts one after the other; text r lies at [begin[r], begin[r + 1]).
struct TextColumn {
  std::vector<uint32_t> begin{0};
  std::string bytes;
  [[nodiscard]] std::string_view at(uint32_t row) const {
    return std::string_view(bytes).substr(begin[row], begin[row + 1] - begin[row]);
  }
};

// One issue with everything the lens knows, apart from any chunk.
struct Change {
  int64_t at = 0;
  Code from = kNoCode;
  Code to = kNoCode;
  bool operator==(const Change&) const = default;
};

struct IssueRow {
  IssueRef ref;
  std::string key;
  std::string summary;
  Code project = kNoCode;
  Code type = kNoCode;
  Code status = kNoCode;
  Code priority = kNoCode;
  Code resolution = kNoCode;
  Code assignee = kNoCode;
  int64_t created = kNoInstant;
  int64_t updated = kNoInstant;
  int64_t deleted_at = kNoInstant;
  IssueId parent;
  uint8_t flags = 0;
  std::vector<Change> statuses;     // sorted by time
  std::vector<Change> resolutions;  // sorted by time
  bool operator==(const IssueRow&) const = default;
};

// Sets or clears kRowChainBroken. Whoever makes a row calls it (LensBuilder and the follower do).
void mark_chain(IssueRow& row);

struct Chunk {
  uint64_t serial = 0;  // unique in this process; caches of derived columns use it as their key
  std::vector<uint32_t> instance;
  std::vector<int64_t> issue;
  std::vector<Code> project, type, status, priority, resolution, assignee;
  std::vector<int64_t> created, updated, deleted_at;  // milliseconds UTC or kNoInstant
  std::vector<int64_t> parent;                        // issue id in the same instance, 0 none
  std::vector<uint8_t> flags;                         // RowFlag
  TextColumn key, summary;
  ChangeColumns status_changes, resolution_changes;
  int64_t greatest_updated = kNoInstant;

  [[nodiscard]] uint32_t rows() const { return static_cast<uint32_t>(issue.size()); }
  [[nodiscard]] IssueRef ref(uint32_t row) const {
    return {InstanceId(instance[row]), IssueId(issue[row])};
  }
  [[nodiscard]] std::optional<uint32_t> find(IssueRef ref) const;  // binary search
  [[nodiscard]] IssueRow row(uint32_t row) const;
  [[nodiscard]] size_t memory_bytes() const;
};

// Fills a chunk. REQUIRES: rows come sorted by (instance, issue id), each issue once, at most
// kMaxChunkRows.
class ChunkBuilder {
 public:
  ChunkBuilder();
  void reserve(size_t rows, size_t status_changes);
  void add(const IssueRow& row);
  void copy(const Chunk& from, uint32_t row);  // without going through an IssueRow
  [[nodiscard]] uint32_t rows() const { return chunk_->rows(); }
  [[nodiscard]] std::shared_ptr<const Chunk> finish();  // the builder is empty afterwards

 private:
  std::shared_ptr<Chunk> chunk_;
};

}  // namespace tl::lens
