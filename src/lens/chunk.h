// A chunk: some issues of one tenant as columns. Immutable once published, shared by versions.
// Rows are sorted by (instance, issue id). What an issue has many of (changes, members, links,
// worklogs, values) lies in one table of columns each; that of row r at [begin[r], begin[r + 1]).
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "lens/change_field.h"
#include "lens/column.h"
#include "lens/dictionary.h"
#include "lens/kept.h"

namespace tl::lens {

inline constexpr uint32_t kMaxChunkRows = 1u << 18;
// An instant that is not known (no created date) or did not happen (not deleted).
inline constexpr int64_t kNoInstant = std::numeric_limits<int64_t>::min();
inline constexpr int64_t kNoNumber = kNoInstant;

using CodeColumn = Column<Code, kNoCode>;
using InstantColumn = Column<int64_t, kNoInstant>;  // milliseconds UTC, or other numbers
using IdColumn = Column<int64_t, 0>;                // issue ids, 0 none
using SmallColumn = Column<uint8_t, 0>;

enum RowFlag : uint8_t {
  kRowDeleted = 1,
  kRowHistoryComplete = 2,   // all histories were read at least once (domain::kHistoryTotal)
  kRowChainBroken = 4,       // a status change begins elsewhere than the one before it ended
  kRowInvisible = 8,         // the vendor no longer shows it (domain::kInvisible); not deleted
  kRowFlagged = 16,          // flagged ("Impediment") now
  kRowParentElsewhere = 32,  // the parent is not told by "parent": by the epic, or a parent link
  kRowEpicLink = 64,         // an epic is told, whether or not "parent" is too
};

struct Change {
  int64_t at = 0;  // milliseconds UTC
  Code from = kNoCode;
  Code to = kNoCode;
  Code actor = kNoCode;  // LensField::kAccount
  bool operator==(const Change&) const = default;
};

// A name as a change wrote it, where it is not the first that was written of that value
// (DictionaryBuilder::written_code).
struct Written {
  ChangeField field = ChangeField::kStatus;
  uint32_t change = 0;  // index into the changes of the field
  bool to = false;      // of the side `to`, else `from`
  Code name = kNoCode;  // LensField::kWritten
  bool operator==(const Written&) const = default;
};

// A member of a field that holds many: kSprint, kFixVersion, kAffectedVersion, kComponent, kLabel.
struct Member {
  ChangeField field = ChangeField::kSprint;
  Code code = kNoCode;
  bool operator==(const Member&) const = default;
};

struct Link {
  Code type = kNoCode;  // LensField::kLinkType: direction and type, "in:10001"; its name "is
                        // blocked by"
  IssueId other;        // in the same instance
  int64_t since = kNoInstant;
  int64_t until = kNoInstant;  // kNoInstant: it lasts
  bool operator==(const Link&) const = default;
};

struct Worklog {
  int64_t started = 0;
  int64_t seconds = 0;
  Code author = kNoCode;
  bool operator==(const Worklog&) const = default;
};

// A value of a field that has no column of its own: custom fields, due date, estimates, ... What
// `value` is follows from the field's entry (DictionaryEntry::kind).
struct ExtraValue {
  Code field = kNoCode;  // LensField::kField
  int64_t value = 0;
  bool operator==(const ExtraValue&) const = default;
};

// One issue with everything the lens knows, apart from any chunk.
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
  Code reporter = kNoCode;
  Code creator = kNoCode;
  Code security = kNoCode;
  Code points = kNoCode;  // LensField::kNumber: story points of the instance's field
  int64_t created = kNoInstant;
  int64_t updated = kNoInstant;
  int64_t resolved = kNoInstant;
  int64_t deleted_at = kNoInstant;
  int64_t due = kNoNumber;       // days since 1970
  int64_t comments = kNoNumber;  // how many
  IssueId parent;
  uint8_t flags = 0;
  ByField<std::vector<Change>> changes;  // each sorted by time
  std::vector<Written> written;          // sorted by field, change, side
  std::vector<Member> members;           // sorted by field, then as the vendor lists them
  std::vector<Link> links;
  std::vector<Worklog> worklogs;  // sorted by start; deleted ones are left out
  std::vector<ExtraValue> values;
  bool operator==(const IssueRow&) const = default;
};

// Sets or clears kRowChainBroken. Whoever makes a row calls it (LensBuilder and the follower do).
void mark_chain(IssueRow& row);

// Texts one after the other; text r lies at [begin[r], begin[r + 1]).
struct TextColumn {
  std::vector<uint32_t> begin{0};
  std::string bytes;
  [[nodiscard]] std::string_view at(uint32_t row) const {
    return std::string_view(bytes).substr(begin[row], begin[row + 1] - begin[row]);
  }
};

// [begin, end) of a table.
struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;
  [[nodiscard]] uint32_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return begin == end; }
};

// columns() of each: what it is made of besides `begin`, in the order of a snapshot.
struct ChangeTable {
  std::vector<uint32_t> begin{0};  // rows + 1
  SmallColumn field;               // ChangeField + 1
  InstantColumn at;
  CodeColumn from, to, actor;
  static constexpr auto columns() {
    return std::tuple(&ChangeTable::field, &ChangeTable::at, &ChangeTable::from, &ChangeTable::to,
                      &ChangeTable::actor);
  }
  [[nodiscard]] Change change(uint32_t i) const { return {at[i], from[i], to[i], actor[i]}; }
};
// Few changes have a row here, so there is no `begin`.
struct WrittenTable {
  IdColumn place;  // 2 * index into the changes + 1 for the side `to`; rising
  CodeColumn name;
  static constexpr auto columns() { return std::tuple(&WrittenTable::place, &WrittenTable::name); }
};
struct MemberTable {
  std::vector<uint32_t> begin{0};
  SmallColumn field;  // ChangeField + 1
  CodeColumn code;
  static constexpr auto columns() { return std::tuple(&MemberTable::field, &MemberTable::code); }
};
struct LinkTable {
  std::vector<uint32_t> begin{0};
  CodeColumn type;
  IdColumn other;
  InstantColumn since, until;
  static constexpr auto columns() {
    return std::tuple(&LinkTable::type, &LinkTable::other, &LinkTable::since, &LinkTable::until);
  }
};
struct WorklogTable {
  std::vector<uint32_t> begin{0};
  InstantColumn started, seconds;
  CodeColumn author;
  static constexpr auto columns() {
    return std::tuple(&WorklogTable::started, &WorklogTable::seconds, &WorklogTable::author);
  }
};
struct ValueTable {
  std::vector<uint32_t> begin{0};
  CodeColumn field;
  InstantColumn value;
  static constexpr auto columns() { return std::tuple(&ValueTable::field, &ValueTable::value); }
};

struct Chunk {
  uint64_t serial = 0;  // unique in this process
  IdColumn instance, issue;
  CodeColumn project, type, status, priority, resolution, assignee, reporter, creator, security,
      points;
  InstantColumn created, updated, resolved, deleted_at;  // milliseconds UTC or kNoInstant
  InstantColumn due, comments;
  IdColumn parent;    // issue id in the same instance, 0 none
  SmallColumn flags;  // RowFlag
  TextColumn key, summary;
  ChangeTable change;
  WrittenTable written;
  MemberTable member;
  LinkTable link;
  WorklogTable worklog;
  ValueTable value;
  int64_t greatest_updated = kNoInstant;
  mutable Kept kept;  // the one thing that changes once it is published

  [[nodiscard]] uint32_t rows() const { return static_cast<uint32_t>(issue.size()); }
  [[nodiscard]] IssueRef ref(uint32_t row) const {
    return {InstanceId(instance[row]), IssueId(issue[row])};
  }
  // The changes of one field, sorted by time: indexes into `change`. kStatus is the quickest.
  [[nodiscard]] Range changes(uint32_t row, ChangeField field) const;
  // Of a change (index into `change`): the name as it was written, see written_name().
  [[nodiscard]] Code written_at(uint32_t change, bool to) const;
  // Those of the changes [begin, end), as indexes into `written`.
  [[nodiscard]] Range written_in(Range wanted) const;
  // The members of one field.
  [[nodiscard]] Range members(uint32_t row, ChangeField field) const;
  [[nodiscard]] Range links(uint32_t row) const { return {link.begin[row], link.begin[row + 1]}; }
  [[nodiscard]] Range worklogs(uint32_t row) const {
    return {worklog.begin[row], worklog.begin[row + 1]};
  }
  [[nodiscard]] Range values(uint32_t row) const {
    return {value.begin[row], value.begin[row + 1]};
  }
  [[nodiscard]] Link link_at(uint32_t i) const {
    return {link.type[i], IssueId(link.other[i]), link.since[i], link.until[i]};
  }
  [[nodiscard]] Worklog worklog_at(uint32_t i) const {
    return {worklog.started[i], worklog.seconds[i], worklog.author[i]};
  }
  [[nodiscard]] std::optional<uint32_t> find(IssueRef ref) const;  // binary search
  [[nodiscard]] IssueRow row(uint32_t row) const;
  [[nodiscard]] size_t memory_bytes() const;  // without what is kept beside it
};

// Fills a chunk. REQUIRES: rows come sorted by (instance, issue id), each issue once, at most
// kMaxChunkRows.
class ChunkBuilder {
 public:
  ChunkBuilder();
  void reserve(size_t rows, size_t changes);
  void add(const IssueRow& row);
  void copy(const Chunk& from, uint32_t row);  // without going through an IssueRow
  [[nodiscard]] uint32_t rows() const { return chunk_->rows(); }
  [[nodiscard]] std::shared_ptr<const Chunk> finish();  // the builder is empty afterwards

 private:
  std::shared_ptr<Chunk> chunk_;
};

// A number for Chunk::serial, for whoever makes a chunk without the builder.
[[nodiscard]] uint64_t next_chunk_serial();

// Every column that has a value a row, with the member of an IssueRow that it holds; in the order
// of a snapshot.
inline constexpr auto kRowColumns = std::tuple(
    std::pair(&Chunk::instance, [](auto& row) -> auto& { return row.ref.instance.value; }),
    std::pair(&Chunk::issue, [](auto& row) -> auto& { return row.ref.issue.value; }),
    std::pair(&Chunk::project, &IssueRow::project), std::pair(&Chunk::type, &IssueRow::type),
    std::pair(&Chunk::status, &IssueRow::status), std::pair(&Chunk::priority, &IssueRow::priority),
    std::pair(&Chunk::resolution, &IssueRow::resolution),
    std::pair(&Chunk::assignee, &IssueRow::assignee),
    std::pair(&Chunk::reporter, &IssueRow::reporter),
    std::pair(&Chunk::creator, &IssueRow::creator),
    std::pair(&Chunk::security, &IssueRow::security), std::pair(&Chunk::points, &IssueRow::points),
    std::pair(&Chunk::created, &IssueRow::created), std::pair(&Chunk::updated, &IssueRow::updated),
    std::pair(&Chunk::resolved, &IssueRow::resolved),
    std::pair(&Chunk::deleted_at, &IssueRow::deleted_at), std::pair(&Chunk::due, &IssueRow::due),
    std::pair(&Chunk::comments, &IssueRow::comments),
    std::pair(&Chunk::parent, [](auto& row) -> auto& { return row.parent.value; }),
    std::pair(&Chunk::flags, &IssueRow::flags));

// Calls visit(column pointer, member) for each of kRowColumns.
template <typename Visit>
void each_row_column(Visit visit) {
  std::apply([&](const auto&... one) { (visit(one.first, one.second), ...); }, kRowColumns);
}

// Calls visit(table) for every table of a chunk, in the order of a snapshot.
template <typename ChunkType, typename Visit>
void each_table(ChunkType& c, Visit visit) {
  visit(c.change), visit(c.member), visit(c.link), visit(c.worklog), visit(c.value);
}

// Calls visit(column) with every packed column of a chunk: those with a value a row, then those of
// the tables, then names as written.
template <typename ChunkType, typename Visit>
void each_column(ChunkType& c, Visit visit) {
  each_row_column([&](auto column, const auto&) { visit(c.*column); });
  each_table(c, [&](auto& table) {
    std::apply([&](auto... column) { (visit(table.*column), ...); }, table.columns());
  });
  std::apply([&](auto... column) { (visit(c.written.*column), ...); }, WrittenTable::columns());
}

}  // namespace tl::lens
