// Where a row of the lens holds the values of a field. Used by the row and by the plans over
// columns, so that both read the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "jql/bound.h"
#include "lens/version.h"

namespace tl::jql {

enum class Place : uint8_t {
  kNotHere,
  kCode,         // a column of codes
  kMember,       // the table of members
  kInstant,      // a column of instants
  kDay,          // the column of due dates
  kKey,          // key and numeric id
  kSummary,      //
  kParent,       // the parent that "parent" told
  kEpicLink,     // the epic that the agile API or the field of the epic told
  kParentLink,   // the parent that a parent link told
  kParentEpic,   // the epic above: the parent, or its parent
  kExtra,        // the table of values
  kPoints,       // the first field of story points
  kLinkOther,    // issues that links lead to
  kLinkType,     // phrases of links
  kWorklogWho,   //
  kWorklogWhen,  //
  kComputed,
};

struct LensPlace {
  Place place = Place::kNotHere;
  lens::CodeColumn lens::Chunk::* codes = nullptr;        // kCode
  lens::LensField dictionary = lens::LensField::kNone;    // kCode, kMember
  lens::ChangeField member = lens::ChangeField::kSprint;  // kMember
  lens::InstantColumn lens::Chunk::* instants = nullptr;  // kInstant
  lens::Code field = lens::kNoCode;                       // kExtra, kPoints; kNoCode: no value
  std::vector<lens::Code> points;                         // kPoints: all fields of points
};

// One for each field of the vendor that the name means; a system field is one.
[[nodiscard]] std::vector<LensPlace> find_places(const BoundField& field,
                                                 const lens::Dictionary& dictionary,
                                                 InstanceId instance);
// One custom field, by its id.
[[nodiscard]] LensPlace find_custom(std::string_view id, const lens::Dictionary& dictionary,
                                    InstanceId instance);

// What the past of a field is kept as.
[[nodiscard]] lens::ChangeField change_field_of(HistoryField field);

// The id of an entry of LensField::kOption, without its field.
[[nodiscard]] std::string_view option_id(const lens::DictionaryEntry& option);

// The story points of the field of `place`: those of the row unless the row has all fields' points
// among its values.
[[nodiscard]] std::optional<double> points_of(const LensPlace& place, const lens::Dictionary& from,
                                              const lens::Chunk& chunk, uint32_t row);

}  // namespace tl::jql
