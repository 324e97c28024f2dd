// The fields of one instance, saved by store and handed to `normalise` as an argument.
// Roles are found by the vendor's type key, never by id: ids differ by site.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "domain/record.h"

namespace tl::domain {

struct FieldInfo {
  std::string id;             // "customfield_10016"
  std::string name;           // as shown, maybe localised
  std::string type;           // "number", "string", "user", "array", "datetime", "option", ...
  std::string items;          // type of the items of an array
  std::string schema_custom;  // "com.pyxis.greenhopper.jira:gh-sprint"
};

class FieldCatalogue {
 public:
  void add(FieldInfo field);
  void add(const Record& field);  // REQUIRES: kind is kField

  [[nodiscard]] const FieldInfo* find(std::string_view id) const;  // nullptr when unknown
  [[nodiscard]] const std::map<std::string, FieldInfo, std::less<>>& all() const { return fields_; }

 private:
  std::map<std::string, FieldInfo, std::less<>> fields_;
};

}  // namespace tl::domain
