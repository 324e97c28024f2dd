// Fields whose changes the lens keeps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "lens/dictionary.h"

namespace tl::lens {

// In a chunk the changes of an issue lie in this order of fields. Single: a change goes from one
// value to another. Many: a change adds a member (from kNoCode) or takes it away (to kNoCode).
enum class ChangeField : uint8_t {
  kStatus,
  kResolution,
  kFlag,    // single; kFlagged or kNoCode
  kSprint,  // many
  kPoints,  // single; the role's field of the instance
  kAssignee,
  kReporter,
  kPriority,
  kType,
  kProject,
  kParent,           // single; LensField::kIssue: any of the three namings of a parent
  kFixVersion,       // many
  kAffectedVersion,  // many
  kComponent,        // many
  kLabel,            // many
};
inline constexpr size_t kChangeFieldCount = 15;
inline constexpr Code kFlagged = 1;

// Whose codes `from` and `to` are. kFlag has none: LensField::kNone.
[[nodiscard]] LensField dictionary_of(ChangeField field);
[[nodiscard]] bool is_many(ChangeField field);
// Whether names as they were written are kept with its changes: those of which JQL asks the past.
[[nodiscard]] bool keeps_names(ChangeField field);

template <typename T>
class ByField {
 public:
  T& operator[](ChangeField field) { return all_[static_cast<size_t>(field)]; }
  const T& operator[](ChangeField field) const { return all_[static_cast<size_t>(field)]; }
  [[nodiscard]] auto begin() const { return all_.begin(); }
  [[nodiscard]] auto end() const { return all_.end(); }
  bool operator==(const ByField&) const = default;

 private:
  std::array<T, kChangeFieldCount> all_{};
};

}  // namespace tl::lens
