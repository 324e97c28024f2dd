// What one instance knows by name: fields, projects, statuses, people, sprints, ... The binder
// looks names up here. Implementations: lens_catalogue.h (the lens), record_catalogue.h (stored
// facts), issue_file.h (a file of issues).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "domain/field_catalogue.h"
#include "jql/field.h"

namespace tl::jql {

// One thing that has a name. Views: valid during the call only. Members without meaning for the
// noun are empty.
struct Named {
  std::string_view id;
  std::string_view name;
  std::string_view key;       // project: "OPS"; user: the login
  std::string_view email;     // user
  std::string_view project;   // version, component: id of its project; status, type: of one's own
  std::string_view category;  // status: "new", "indeterminate", "done"; project: id of its category
  std::string_view state;     // sprint: "future", "active", "closed"
  std::string_view lead;      // project, component: the account's id
  std::string_view type;      // project: "software", "service_desk", "business"
  std::string_view inward, outward;  // link type: "is blocked by", "blocks"
  std::optional<double> rank;        // priority: greater is higher; version: place in its project;
                                     // resolution: place in the list
  std::optional<int> level;          // issue type: -1 sub-task, 0 standard, 1 epic and above
  bool released = false;             // version
  bool archived = false;             // version
  bool gone = false;                 // no longer in the vendor's catalogue
};

class Catalogue {
 public:
  virtual ~Catalogue() = default;
  [[nodiscard]] virtual InstanceId instance() const = 0;
  [[nodiscard]] virtual bool is_cloud() const = 0;

  using Visit = std::function<void(const Named&)>;
  // Everything of the noun. One thing may come several times with its former names, as histories
  // wrote them: then `gone` is set unless the name is the present one.
  virtual void each(Noun noun, const Visit& visit) const = 0;
  // Values of one custom field that has options. Names that were never seen are not there.
  virtual void each_option(std::string_view field_id, const Visit& visit) const = 0;
  // Custom fields and system fields of the vendor.
  [[nodiscard]] virtual const domain::FieldCatalogue& fields() const = 0;

  // Whether the views of this instance hold the field at all: else what is asked of it cannot be
  // decided here. `field_id`: of a custom field. Nothing: they do; else why not, for people:
  // "Texts of comments are not stored."
  [[nodiscard]] virtual std::optional<std::string> why_not_stored(
      FieldId field, std::string_view field_id) const = 0;
  // What the values of a custom field are; nothing: cannot be decided here.
  [[nodiscard]] virtual std::optional<ValueKind> custom_kind(std::string_view field_id) const = 0;

  // Account ids of a group. Unknown group: an empty optional inside. Groups not known at all:
  // kNotKnown.
  enum class GroupAnswer : uint8_t { kKnown, kNoSuchGroup, kNotKnown };
  virtual GroupAnswer members(std::string_view group,
                              std::vector<std::string>& account_ids) const = 0;
  // A saved filter of the vendor by id or name: its JQL.
  virtual GroupAnswer saved_filter(std::string_view id_or_name, std::string& jql) const = 0;
  // Whether an issue of that key (or numeric id) is here. Nothing: cannot tell.
  [[nodiscard]] virtual std::optional<bool> has_issue(std::string_view key_or_id) const = 0;

  // Working hours behind "1d" and "1w" of estimates.
  [[nodiscard]] virtual double hours_per_day() const { return 8; }
  [[nodiscard]] virtual double days_per_week() const { return 5; }
};

}  // namespace tl::jql
