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
#include <vector>

#include "base/ids.h"
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
};
inline constexpr size_t kLensFieldCount = 6;

// Jira's status categories. kUnknown: the status is in no catalogue we have read.
enum class StatusCategory : uint8_t { kUnknown, kUndefined, kNew, kIndeterminate, kDone };

[[nodiscard]] StatusCategory parse_status_category(std::string_view id);

struct DictionaryEntry {
  InstanceId instance;
  std::string id;                                      // the vendor's
  std::string name;                                    // the catalogue's, else as written somewhere
  std::string key;                                     // projects: "ACME"
  StatusCategory category = StatusCategory::kUnknown;  // statuses
  std::optional<int> level;  // issue types: -1 sub-task, 0 standard, 1 epic and above
  std::string project;       // statuses, types: id of the one project they belong to; "" none
  bool catalogued = false;   // the vendor's catalogue (a Record) told us
  bool operator==(const DictionaryEntry&) const = default;
};

// The values of one field. Immutable once it is part of a version.
class FieldDictionary {
 public:
  // The number of codes in use, kNoCode included: codes are [1, size()).
  [[nodiscard]] Code size() const { return static_cast<Code>(entries_.size()); }
  // REQUIRES: code < size(). at(kNoCode) is an empty entry.
  [[nodiscard]] const DictionaryEntry& at(Code code) const { return entries_[code]; }
  // kNoCode when unknown.
  [[nodiscard]] Code find(InstanceId instance, std::string_view id) const;
  [[nodiscard]] size_t memory_bytes() const;

 private:
  friend class DictionaryBuilder;
  std::vector<DictionaryEntry> entries_ = std::vector<DictionaryEntry>(1);
  std::map<InstanceId, std::map<std::string, Code, std::less<>>> codes_;
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

// Adds values to a copy of a dictionary. Fields that nothing was added to are shared with it.
class DictionaryBuilder {
 public:
  explicit DictionaryBuilder(Dictionary base = {});

  // The code of a value, new when it was not known; kNoCode for an empty id.
  Code code_of(LensField field, InstanceId instance, const domain::Ref& value);

  // Takes names, categories, levels and keys from the vendor's catalogue. Other kinds of records
  // are ignored.
  void add_record(InstanceId instance, const domain::Record& record);

  // What was added becomes a dictionary; the builder goes on from there.
  [[nodiscard]] Dictionary finish();

 private:
  FieldDictionary& writable(LensField field);
  DictionaryEntry& entry_of(LensField field, InstanceId instance, std::string_view id);
  Dictionary base_;
  std::array<std::shared_ptr<FieldDictionary>, kLensFieldCount> changed_;
};

}  // namespace tl::lens
