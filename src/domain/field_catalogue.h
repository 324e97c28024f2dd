// The fields of one instance, saved by store and handed to `normalise` as an argument.
// Roles are found by the vendor's type key, never by id: ids differ by site.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/field_role.h"
#include "domain/record.h"

namespace tl::domain {

struct FieldInfo {
  std::string id;             // "customfield_10016"
  std::string name;           // as shown, maybe localised
  std::string type;           // "number", "string", "user", "array", "datetime", "option", ...
  std::string items;          // type of the items of an array
  std::string schema_custom;  // "com.pyxis.greenhopper.jira:gh-sprint"
  FieldRole role = FieldRole::kNone;  // set by FieldCatalogue::add
};

class FieldCatalogue {
 public:
  void add(FieldInfo field);
  void add(const Record& field);  // REQUIRES: kind is kField

  [[nodiscard]] const FieldInfo* find(std::string_view id) const;  // nullptr when unknown
  // Fields of the role, in the order of their ids. A site can have several of one role.
  [[nodiscard]] std::vector<const FieldInfo*> find_role(FieldRole role) const;
  [[nodiscard]] FieldRole role(std::string_view id) const;  // kNone when unknown
  [[nodiscard]] const std::map<std::string, FieldInfo, std::less<>>& all() const { return fields_; }

 private:
  std::map<std::string, FieldInfo, std::less<>> fields_;
};

}  // namespace tl::domain
