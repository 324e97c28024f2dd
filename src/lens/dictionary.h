// Dictionary-encoded values: in the columns of the lens a status, project, type, ... is a small
// number, its code. Codes are only ever added, so they stay valid from version to version of one
// lens. A value belongs to its instance: status 3 of two Jiras are two values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/time_text.h"
#include "domain/field_role.h"
#include "domain/record.h"
#include "domain/value.h"

namespace tl::lens {

using Code = uint32_t;
inline constexpr Code kNoCode = 0;  // the field is empty or unknown

enum class LensField : uint8_t {
  kProject,
  kType,
  kStatus,
  kPriority,
  kResolution,
  kAccount,
  kSprint,
  kVersion,
  kComponent,
  kLabel,     // id == name
  kLinkType,  // id "in:10001" or "out:10001", name "is blocked by"
  kSecurity,
  kNumber,  // id: the number as text ("3", "0.5"); story points
  kIssue,   // issues as values (parents): id is theirs, key as last told
  kField,   // fields whose values are ExtraValues: kind says what these are
  kOption,  // values of such fields that have an id: options, users, words; id "FIELD:ID"
  kBoard,
  kWritten,  // names as histories wrote them; id == name, of the empty name "\n"
  kNone,     // no dictionary; always empty
};
inline constexpr size_t kLensFieldCount = 18;

// Jira's status categories. kUnknown: the status is in no catalogue we have read.
enum class StatusCategory : uint8_t { kUnknown, kUndefined, kNew, kIndeterminate, kDone };

[[nodiscard]] StatusCategory parse_status_category(std::string_view id);

// What the number of an ExtraValue is, by its field.
enum class ValueKind : uint8_t {
  kNone,
  kNumber,   // the bits of a double
  kInstant,  // milliseconds UTC
  kDate,     // days since 1970
  kSeconds,  // a duration
  kOption,   // a Code of LensField::kOption; a field of many has a row each
  kFlag,     // 0 or 1
};

struct SprintFacts {
  std::string state;  // "future", "active", "closed"
  std::string goal;
  std::string board;  // id of the origin board, "" unknown
  std::optional<Instant> start, end, complete, activated;
  bool operator==(const SprintFacts&) const = default;
};

struct VersionFacts {
  bool released = false;
  bool archived = false;
  std::optional<CivilDate> start_date, release_date;
  std::optional<double> order;
  bool operator==(const VersionFacts&) const = default;
};

// What few entries have.
struct EntryDetails {
  std::string lead;            // projects, components: the account's id
  std::string type;            // projects: "software"
  domain::Ref category;        // projects
  std::string login, email;    // accounts
  std::optional<double> rank;  // priorities, resolutions: place in the vendor's list; fields of
                               // story points: those of greater rank count after the others
  bool operator==(const EntryDetails&) const = default;
};

struct DictionaryEntry {
  InstanceId instance;
  std::string id;                                      // the vendor's
  std::string name;                                    // the catalogue's, else as written somewhere
  std::string key;                                     // projects: "ACME"
  StatusCategory category = StatusCategory::kUnknown;  // statuses
  std::optional<int> level;  // issue types: -1 sub-task, 0 standard, 1 epic and above
  std::string project;       // statuses, types: id of the one project they belong to; "" none
  bool catalogued = false;   // the vendor's catalogue (a Record) told us
  bool deleted = false;      // the vendor's catalogue no longer has it
  ValueKind kind = ValueKind::kNone;                  // fields
  domain::FieldRole role = domain::FieldRole::kNone;  // fields
  Code written = kNoCode;                             // LensField::kWritten; see written_name
  std::shared_ptr<const SprintFacts> sprint;          // sprints, once catalogued
  std::shared_ptr<const VersionFacts> version;        // versions, once catalogued
  std::shared_ptr<const EntryDetails> details;        // nullptr: none is known
  [[nodiscard]] bool same(const DictionaryEntry& other) const;  // compares what pointers point to
};

// The values of one field. Immutable once it is part of a version. Copies share what does not
// change, so that a version costs what its new values cost.
class FieldDictionary {
 public:
  FieldDictionary();
  // The number of codes in use, kNoCode included: codes are [1, size()).
  [[nodiscard]] Code size() const { return size_; }
  // REQUIRES: code < size(). at(kNoCode) is an empty entry.
  [[nodiscard]] const DictionaryEntry& at(Code code) const {
    return blocks_[code / kBlock]->entries[code % kBlock];
  }
  // kNoCode when unknown.
  [[nodiscard]] Code find(InstanceId instance, std::string_view id) const;
  [[nodiscard]] size_t memory_bytes() const;

 private:
  friend class DictionaryBuilder;
  static constexpr Code kBlock = 256;
  struct Block {
    std::vector<DictionaryEntry> entries;
    size_t text_bytes = 0;  // on the heap, set by freeze()
  };
  // Some of the codes, in an open table: a slot is a code or kNoCode.
  struct Layer {
    std::vector<Code> slots;
    Code count = 0;
  };

  Code add(InstanceId instance, std::string_view id);  // REQUIRES: not known yet
  DictionaryEntry& writable(Code code);
  Block& own_block(size_t index);
  void put(Layer& layer, Code code) const;
  void grow(Layer& layer, Code count) const;
  [[nodiscard]] Code find_in(const Layer& layer, uint64_t hash, InstanceId instance,
                             std::string_view id) const;
  void freeze();  // ends the changing

  Code size_ = 1;
  std::vector<std::shared_ptr<Block>> blocks_;        // each may be shared with other copies ...
  std::vector<bool> own_;                             // ... unless it says so here
  std::vector<std::shared_ptr<const Layer>> layers_;  // from large to small
  Layer fresh_;                                       // codes since the last freeze()
};

// All fields. Cheap to copy.
class Dictionary {
 public:
  Dictionary();
  [[nodiscard]] const FieldDictionary& field(LensField field) const {
    return *fields_[static_cast<size_t>(field)];
  }
  // The entry of a code; the empty one for a code out of range.
  [[nodiscard]] const DictionaryEntry& at(LensField field, Code code) const;
  [[nodiscard]] size_t memory_bytes() const;

 private:
  friend class DictionaryBuilder;
  std::array<std::shared_ptr<const FieldDictionary>, kLensFieldCount> fields_;
};

// The name of a value as a change wrote it. `written`: what DictionaryBuilder::written_code gave
// for it then. Whatever the catalogue calls it now.
[[nodiscard]] std::string_view written_name(const Dictionary& dictionary, LensField field,
                                            Code value, Code written);

// Adds values to a copy of a dictionary. Fields that nothing was added to are shared with it.
class DictionaryBuilder {
 public:
  explicit DictionaryBuilder(Dictionary base = {});

  // The code of a value, new when it was not known; kNoCode for an empty id.
  Code code_of(LensField field, InstanceId instance, const domain::Ref& value);

  // The code of a field whose values are ExtraValues of `kind`; kNoCode when the field is known to
  // have values of another kind.
  Code field_code(InstanceId instance, std::string_view id, ValueKind kind);

  // Takes names, categories, levels, keys, and facts of sprints and versions from the vendor's
  // catalogue. What was deleted there is kept and marked. Other kinds of records are ignored.
  void add_record(InstanceId instance, const domain::Record& record);

  // Adds an entry as it was in another dictionary; kNoCode when its id is known already. Codes are
  // given in the order of calls.
  Code restore(LensField field, DictionaryEntry entry);

  // A change names the value so. The first name that any change gave to a value is kept with it for
  // good: kNoCode for that one, a code of LensField::kWritten for any other.
  // REQUIRES: `value` is a code of `field` and not kNoCode.
  Code written_code(LensField field, Code value, std::string_view name);

  // What was added becomes a dictionary; the builder goes on from there.
  [[nodiscard]] Dictionary finish();

 private:
  [[nodiscard]] const FieldDictionary& values(LensField field) const;
  FieldDictionary& writable(LensField field);
  // The entry to write, made when it is not there.
  std::pair<Code, DictionaryEntry*> entry_of(LensField field, InstanceId instance,
                                             std::string_view id);
  Dictionary base_;
  std::array<std::shared_ptr<FieldDictionary>, kLensFieldCount> changed_;
};

}  // namespace tl::lens
