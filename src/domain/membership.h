// Membership over time: in which sprints, versions, parents and links an issue was, from when until
// when. Pure. From the present value and the histories; ids are compared, never names, because
// names hold commas and are changed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/field_catalogue.h"
#include "domain/history.h"
#include "domain/issue.h"

namespace tl::domain {

// One stay: [from, to).
struct Stay {
  std::string id;             // of the sprint, version, ...; of a link see decide_link_since
  std::string name;           // as last told; may be empty
  Instant from;               // when it began; the issue's creation when it was so from the start
  std::optional<Instant> to;  // absent: it lasts
  bool witnessed = true;      // false: a history is missing, an end is the nearest known instant
  auto operator<=>(const Stay&) const = default;
};

// The present value as it is stored. Absent `members`: nothing is known about it.
struct Present {
  std::optional<Refs> members;
  Instant as_of;  // of the value's version
};

// Changes of a field: items whose field id, or name where they have no id, is one of `ids`.
struct StayField {
  std::vector<std::string> ids;
  // Labels have no ids: their texts are lists of words.
  bool words = false;
};

// Whether the item changes the field: by the field's id; by its name where the item has no id, as
// on sites before version 8.
[[nodiscard]] bool is_change_of(const HistoryItem& item, const FieldInfo& field);

// Stays sorted by (from, id). `histories` as effective_histories gives them. An item names what was
// before and after: one id ("Fix Version"), or the whole lists ("15, 16, 18"); both are read.
[[nodiscard]] std::vector<Stay> decide_stays(std::span<const History> histories,
                                             const StayField& field, const Present& present,
                                             Instant created);

// A change of one field, whatever its name was. Views; "" is absent.
struct StayItem {
  Instant at;
  std::string_view from_id, from_text, to_id, to_text;
};

// The present value under the newest of several names; of equally new ones that with members.
[[nodiscard]] Present present_of(const Attributes& issue, std::span<const std::string> names);

// decide_stays and decide_link_since for items that were chosen already, in their order.
[[nodiscard]] std::vector<Stay> decide_item_stays(std::span<const StayItem> items, bool words,
                                                  const Present& present, Instant created);
[[nodiscard]] std::vector<Stay> decide_link_stays(std::span<const StayItem> items,
                                                  const Present& present, Instant created);

// Links to other issues. `id` is that of the present link ("out:10001:10007"), else the vendor's
// sentence ("This issue blocks ABC-7"); `name` "blocks ABC-7" or that sentence.
[[nodiscard]] std::vector<Stay> decide_link_since(std::span<const History> histories,
                                                  const Present& present, Instant created);

// All of an issue. Parents come under three names: Parent, IssueParentAssociation, Epic Link.
struct Memberships {
  std::vector<Stay> sprints;
  std::vector<Stay> fix_versions;
  std::vector<Stay> affected_versions;
  std::vector<Stay> components;
  std::vector<Stay> parents;
  std::vector<Stay> links;
  std::vector<Stay> flags;
};

[[nodiscard]] Memberships decide_memberships(const Issue& issue, std::span<const History> histories,
                                             const FieldCatalogue& fields);

}  // namespace tl::domain
