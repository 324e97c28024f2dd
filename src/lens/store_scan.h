// Reading rows out of one snapshot of the store: all of a tenant, or some issues. Used by
// store_source.cc alone.
#pragma once

#include <array>
#include <future>
#include <map>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/record.h"
#include "lens/lens_builder.h"
#include "store/facts.h"

namespace tl::lens {

// Records that the lens has a use for; fields first, they say what the others' values mean.
inline constexpr std::array kCatalogueKinds = {
    domain::RecordKind::kField,     domain::RecordKind::kProject,  domain::RecordKind::kIssueType,
    domain::RecordKind::kStatus,    domain::RecordKind::kPriority, domain::RecordKind::kResolution,
    domain::RecordKind::kAccount,   domain::RecordKind::kSprint,   domain::RecordKind::kVersion,
    domain::RecordKind::kComponent, domain::RecordKind::kBoard};

inline constexpr int64_t kScanBatch = 10'000;  // issues in memory at once, twice

// Thrown out of a scan to end it; the source turns it into an Error.
struct ScanStopped {
  Error error;
};

// Dictionary entries by id.
class ValueDict {
 public:
  ValueDict() = default;
  explicit ValueDict(std::vector<store::DictEntry> entries);  // sorted by id
  [[nodiscard]] const store::DictEntry* find(DictId id) const;
  [[nodiscard]] ItemSide side(DictId id) const;  // empty when unknown

 private:
  std::vector<store::DictEntry> entries_;
};

// Facts of some issues as the store gave them, sorted by issue.
struct RawBatch {
  struct Issue {
    IssueRef ref;
    std::string document;
  };
  struct Change {
    IssueRef ref;
    int64_t at = 0;
    int64_t history = 0;       // the number in `history_text`, 0 without
    std::string history_text;  // only where it is no number
    int64_t ordinal = 0;
    DictId field, actor, from, to;
  };
  std::vector<Issue> issues;
  std::vector<Change> changes;
  void add(const store::ScannedIssue& issue);
  void add(const store::ScannedChange& change);
};

// What is read apart from issues, for all of them at once.
struct SideFacts {
  struct Worklog {
    IssueRef ref;
    int64_t started = 0;
    int64_t seconds = 0;
    DictId author;
    size_t place = 0;  // in the order of the store
  };
  std::vector<Worklog> worklogs;   // sorted by issue; of one issue as the store orders them
  std::vector<IssueRef> comments;  // one a comment, sorted
  void add(const store::ScannedWorklog& worklog);
  void sort();
};

// Raw facts to rows. Uses no connection, so it can run beside the reading of the next batch.
class BatchMaker {
 public:
  // All must outlive it.
  BatchMaker(RowMaker& maker, const ValueDict& values, const SideFacts& sides)
      : maker_(maker), values_(values), sides_(sides) {}
  // Sorts the changes of the batch. Throws ScanStopped for a document that cannot be read.
  [[nodiscard]] std::vector<MadeRow> make(RawBatch& batch);

 private:
  void take_changes(RawBatch& batch, IssueRef ref, size_t& next, IssueFacts& facts);
  void take_sides(IssueRef ref, IssueFacts& facts);
  const FieldUse* use_of(InstanceId instance, DictId field);

  RowMaker& maker_;
  const ValueDict& values_;
  const SideFacts& sides_;
  InstanceId used_instance_;
  std::unordered_map<DictId, const FieldUse*> uses_;
};

// Asks the store for the issues whose keys the rows name. An issue that is not there is no error.
[[nodiscard]] KeyMap find_wished(store::Snapshot& snapshot, const std::vector<MadeRow>& rows);

// Reads a whole tenant. Batches are made into rows by a second thread meanwhile.
class StoreScan {
 public:
  StoreScan(store::Snapshot& snapshot, LensBuilder& into, std::stop_token stop);
  void run();  // throws ScanStopped

 private:
  void read_sides();
  RawBatch read_batch(IssueRef after);
  void check_stop() const;

  store::Snapshot& snapshot_;
  LensBuilder& into_;
  std::stop_token stop_;
  std::vector<std::string> fields_;  // that the lens has a use for
  ValueDict values_;
  SideFacts sides_;
};

// The rows of those of `refs` that are stored. REQUIRES: sorted, each once. Throws ScanStopped.
[[nodiscard]] std::vector<IssueRow> read_rows(store::Snapshot& snapshot,
                                              const std::vector<IssueRef>& refs, RowMaker& maker);

}  // namespace tl::lens
