// Reading facts: one issue with its history, lists, and scans of a whole tenant. Plain data.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "domain/issue.h"
#include "domain/record.h"

namespace tl::store {

struct IssueRow {
  IssueRef ref;
  std::string key;
  bool deleted = false;
  bool invisible = false;  // the account no longer sees it, and nobody said that it was deleted
  domain::Attributes attributes;
};

struct FoundIssue {
  IssueRef ref;
  std::string current_key;
  bool moved = false;  // the asked key is a former one
};

enum class IssueSort : uint8_t { kUpdated, kCreated, kKey };

// kKey sorts by project part and number ("AB-9" before "AB-10").
struct IssueQuery {
  std::optional<InstanceId> instance;
  std::string project_id;  // vendor's ids; "" is any
  std::string status_id;
  std::string type_id;
  std::string text;  // part of key or summary, ASCII case ignored
  bool with_deleted = false;
  IssueSort sort = IssueSort::kUpdated;
  bool descending = true;
  std::string after;  // cursor of the former page; "" for the first
  size_t limit = 50;  // at most kMaxIssuePage
};

constexpr size_t kMaxIssuePage = 500;
constexpr size_t kMaxIssueText = 1000;  // bytes of IssueQuery::text; above: kTooLarge

struct IssuePage {
  std::vector<IssueRow> rows;
  std::string next;   // cursor of the next page; "" at the end. Opaque.
  int64_t total = 0;  // of the whole query
};

struct FactCounts {
  int64_t issues = 0;  // not deleted
  int64_t deleted_issues = 0;
  int64_t changes = 0;
  int64_t worklogs = 0;    // not deleted
  int64_t comments = 0;    // not deleted
  int64_t incomplete = 0;  // issues without a full reading
};

// Kept current by apply: costs one row, not a count.
struct IssueCounts {
  int64_t present = 0;  // not deleted; invisible ones are among them
  int64_t deleted = 0;
  int64_t invisible = 0;
  int64_t incomplete = 0;
  int64_t left_filter = 0;
};

// How often records of an instance changed since the server started: people, and all else that has
// a name (no worklogs, comments or links).
struct CatalogueVersion {
  int64_t people = 0;
  int64_t others = 0;
  bool operator==(const CatalogueVersion&) const = default;
};

// Some stored issues asked for their filter again; see TenantStore::look_filter.
struct FilterLook {
  std::vector<IssueId> changed;  // that are marked otherwise than the judge says
  int64_t looked = 0;            // issues that are not deleted
  int64_t in = 0, undecided = 0;
  IssueId last;       // where the next page begins
  bool done = false;  // of a page: there is no next
};

struct LeftIssue {
  IssueId issue;
  Instant since;  // when it was seen not to match any more
};

// An issue column that is a date, and a span of it, both ends included.
struct DatedSpan {
  bool created = false;  // else updated
  Instant from, to;
};

// One step of taking descriptions away.
struct PurgedDescriptions {
  IssueId last;         // where the next step begins
  int64_t issues = 0;   // that had one
  int64_t changes = 0;  // histories that had an old or new text
  bool done = false;
};

// --- Scans ---------------------------------------------------------------------------------------

// The tenant's dictionary of values. `field`: the vendor's field id the value belongs to;
// kFieldDict: the entry is a field (id, display name); kActorDict: an account (id, display name).
struct DictEntry {
  DictId id;
  std::string field;
  std::string vendor_id;
  std::string name;  // as written; cut to kMaxDictName bytes
};
inline constexpr std::string_view kFieldDict = "$field";
inline constexpr std::string_view kActorDict = "$actor";
constexpr size_t kMaxDictName = 200;

// Views are valid during the callback only.
struct ScannedIssue {
  IssueRef ref;
  std::string_view key;
  std::string_view project_id, status_id, type_id;
  Instant created, updated;  // 0 when unknown
  bool deleted = false;
  std::string_view document;  // domain::unpack_attributes
};

struct ScannedChange {
  IssueRef ref;
  std::string_view history;  // vendor's id as text, or "~..."
  int64_t ordinal = 0;       // within the history
  DictId field;              // entry of kFieldDict
  Instant at;
  DictId actor;     // entry of kActorDict; none: anonymous
  DictId from, to;  // none: empty
};

struct ScannedWorklog {
  IssueRef ref;
  std::string_view id;
  DictId author;
  Instant started;
  int64_t seconds = 0;
};

// Which issues a scan is about: those beyond `after` up to `last`, by (instance, issue); or a list
// of one instance.
struct IssueScope {
  IssueRef after;
  IssueRef last = {InstanceId(INT64_MAX), IssueId(INT64_MAX)};
  InstanceId instance;                           // of `issues`
  const std::vector<int64_t>* issues = nullptr;  // sorted, each once; nullptr: the span
};

// One consistent view of a tenant's facts. Used inside the callback of read_snapshot, on its
// thread; it holds a reader of the pool, so do not make other reads of the store in there.
// Callbacks may throw; the exception passes through.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  [[nodiscard]] virtual int64_t feed_position() const = 0;
  // Ordered by (instance, issue). Deleted ones too.
  void scan_issues(const std::function<void(const ScannedIssue&)>& fn) {
    scan_issues({}, INT64_MAX, fn);
  }
  // The first `limit` of the scope.
  virtual void scan_issues(const IssueScope& scope, int64_t limit,
                           const std::function<void(const ScannedIssue&)>& fn) = 0;
  // Grouped by issue, ordered by (instance, issue, history as text, ordinal): the reader sorts each
  // issue by (at, numeric history id, ordinal). Absorbed histories are left out, as
  // domain::effective_histories does; histories without items too. `fields`: vendor field ids
  // ("status"); empty: all.
  void scan_changes(const std::vector<std::string>& fields,
                    const std::function<void(const ScannedChange&)>& fn) {
    scan_changes({}, fields, fn);
  }
  virtual void scan_changes(const IssueScope& scope, const std::vector<std::string>& fields,
                            const std::function<void(const ScannedChange&)>& fn) = 0;
  // Ordered by (instance, id as text); deleted ones are left out.
  virtual void scan_worklogs(const std::function<void(const ScannedWorklog&)>& fn) = 0;
  // The same of the issues of a list (scope.issues).
  virtual void scan_worklogs(const IssueScope& scope,
                             const std::function<void(const ScannedWorklog&)>& fn) = 0;
  // The issue of each comment that is not deleted, in no order; `scope` as above, nullptr for all.
  virtual void scan_comments(const IssueScope* scope, const std::function<void(IssueRef)>& fn) = 0;
  virtual void scan_records(domain::RecordKind kind,
                            const std::function<void(InstanceId, const domain::Record&)>& fn) = 0;
  // Those of `ids` that are stored.
  virtual void load_records(InstanceId instance, domain::RecordKind kind,
                            const std::vector<std::string>& ids,
                            const std::function<void(InstanceId, const domain::Record&)>& fn) = 0;
  [[nodiscard]] virtual std::vector<DictEntry> load_dictionary() = 0;
  // Only entries with id > `after`: a follower keeps its copy.
  [[nodiscard]] virtual std::vector<DictEntry> load_dictionary_after(DictId after) = 0;
  // Entries with their texts whole, by id: all of these fields ("status", kFieldDict, ...).
  [[nodiscard]] virtual std::vector<DictEntry> load_values(
      const std::vector<std::string>& fields) = 0;
  // The same of these ids.
  [[nodiscard]] virtual std::vector<DictEntry> load_values(const std::vector<int64_t>& ids) = 0;
  // Calls `fn` with each of `keys` (capitals) that an issue has or had, and the issue; as
  // find_issue_by_key chooses.
  virtual void find_keys(InstanceId instance, const std::vector<std::string>& keys,
                         const std::function<void(std::string_view key, IssueId issue)>& fn) = 0;
};

// --- Feed ----------------------------------------------------------------------------------------

enum class FeedKind : uint8_t {
  kIssue = 1,      // its attributes or its histories changed
  kRecord,         // record_kind and record_id; issue too for worklogs and comments
  kConfiguration,  // of `instance` (none: of the tenant)
  kConnection,     // made, changed or removed with its facts: rebuild what is about it
};

// A reference to what changed; the reader loads the present state.
struct FeedRow {
  int64_t position = 0;
  FeedKind kind = FeedKind::kIssue;
  InstanceId instance;
  IssueId issue;
  domain::RecordKind record_kind = domain::RecordKind::kProject;  // kRecord only
  std::string record_id;                                          // kRecord only
};

struct FeedPage {
  std::vector<FeedRow> rows;
  int64_t head = 0;  // greatest position of the tenant
  bool gap = false;  // rows after the asked position were trimmed: rebuild from a snapshot
};

}  // namespace tl::store
