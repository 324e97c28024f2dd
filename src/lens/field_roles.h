// What the fields of one instance are for, as the lens needs it: which changes it keeps, which
// attributes have columns of their own. Decided when a lens is built, from the vendor's catalogue.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "domain/field_catalogue.h"
#include "lens/change_field.h"

namespace tl::lens {

// What a change of a field is to the lens.
struct FieldUse {
  ChangeField field = ChangeField::kStatus;
  bool link = false;  // a change of links to other issues; `field` says nothing then
  uint8_t rank = 0;   // kPoints: which of the fields, best first
  bool operator==(const FieldUse&) const = default;
};

class FieldRoles {
 public:
  FieldRoles();  // without a catalogue: the system fields
  explicit FieldRoles(const domain::FieldCatalogue& fields);

  // nullptr: the lens has no use for it. By id; by name where the change has no id, as on sites
  // before version 8.
  [[nodiscard]] const FieldUse* find(std::string_view field_id, std::string_view field_name) const;
  // Ids and names that find() knows: what a scan of changes asks for.
  [[nodiscard]] std::vector<std::string> wanted() const;

  // The fields that have a role, no others: quick to look through.
  [[nodiscard]] const domain::FieldCatalogue& special() const { return special_; }
  // Attributes that hold the present members of a field that has many.
  [[nodiscard]] const std::vector<std::string>& attributes_of(ChangeField field) const;
  [[nodiscard]] const std::vector<std::string>& link_attributes() const { return links_; }
  // Fields of story points, best first.
  [[nodiscard]] const std::vector<std::string>& points() const { return points_; }
  // Whether an attribute is in a column or of no use, and no extra value.
  [[nodiscard]] bool is_covered(std::string_view attribute) const;

  // Equal when the same changes and attributes mean the same: else a lens is built anew.
  [[nodiscard]] bool same_meaning(const FieldRoles& other) const { return uses_ == other.uses_; }
  [[nodiscard]] uint64_t hash() const;

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  void add(std::string_view id, FieldUse use);
  void add_role(domain::FieldRole role, ChangeField field);
  void add_points();

  domain::FieldCatalogue special_;
  std::unordered_map<std::string, FieldUse, Hash, std::equal_to<>> uses_;
  std::unordered_map<std::string, bool, Hash, std::equal_to<>> covered_;
  std::array<std::vector<std::string>, kChangeFieldCount> attributes_;
  std::vector<std::string> links_{"issuelinks"};
  std::vector<std::string> points_;
};

using RoleMap = std::map<InstanceId, FieldRoles>;

// Those of the instance; of an instance without a catalogue the system fields.
[[nodiscard]] const FieldRoles& roles_of(const RoleMap& all, InstanceId instance);
[[nodiscard]] uint64_t hash_of(const RoleMap& all);

}  // namespace tl::lens
