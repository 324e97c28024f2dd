#include "lens/field_roles.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"

namespace tl::lens {
namespace {

struct SystemField {
  std::string_view name;
  FieldUse use;
};

// As histories name them: by id, by the display name where they have none.
constexpr std::array kSystemFields = {
    SystemField{"status", {ChangeField::kStatus}},
    SystemField{"resolution", {ChangeField::kResolution}},
    SystemField{"assignee", {ChangeField::kAssignee}},
    SystemField{"reporter", {ChangeField::kReporter}},
    SystemField{"priority", {ChangeField::kPriority}},
    SystemField{"issuetype", {ChangeField::kType}},
    SystemField{"project", {ChangeField::kProject}},
    SystemField{"parent", {ChangeField::kParent}},
    SystemField{"IssueParentAssociation", {ChangeField::kParent}},
    SystemField{"epic", {ChangeField::kParent}},
    SystemField{"Epic Link", {ChangeField::kParent}},
    SystemField{"sprint", {ChangeField::kSprint}},
    SystemField{"Sprint", {ChangeField::kSprint}},
    SystemField{"flagged", {ChangeField::kFlag}},
    SystemField{"Flagged", {ChangeField::kFlag}},
    SystemField{"fixVersions", {ChangeField::kFixVersion}},
    SystemField{"versions", {ChangeField::kAffectedVersion}},
    SystemField{"components", {ChangeField::kComponent}},
    SystemField{"labels", {ChangeField::kLabel}},
    SystemField{"Link", {ChangeField::kStatus, true}},
    SystemField{"issuelinks", {ChangeField::kStatus, true}},
};

constexpr std::array kCovered = {
    "key",      "summary",  "project",    "issuetype",   "status",   "priority",   "resolution",
    "assignee", "reporter", "creator",    "security",    "created",  "updated",    "resolutiondate",
    "duedate",  "labels",   "components", "fixVersions", "versions", "issuelinks", "parent",
    "epic",     "sprint",   "flagged",    "description"};

// Roles whose values are in columns.
constexpr std::array kCoveredRoles = {
    domain::FieldRole::kStoryPoints, domain::FieldRole::kSprint, domain::FieldRole::kEpicLink,
    domain::FieldRole::kParentLink,  domain::FieldRole::kRank,   domain::FieldRole::kDevelopment,
    domain::FieldRole::kTimeInStatus};

bool is_custom(std::string_view id) { return id.starts_with("customfield_"); }

bool is_team_managed(const domain::FieldInfo& field) {
  return field.schema_custom.ends_with(":jsw-story-points");
}

}  // namespace

FieldRoles::FieldRoles() : FieldRoles(domain::FieldCatalogue()) {}

FieldRoles::FieldRoles(const domain::FieldCatalogue& fields) {
  for (const auto& [id, field] : fields.all()) {
    if (field.role != domain::FieldRole::kNone) special_.add(field);
  }
  for (const SystemField& field : kSystemFields) uses_.emplace(field.name, field.use);
  const auto list = [&](ChangeField field) -> auto& {
    return attributes_[static_cast<size_t>(field)];
  };
  list(ChangeField::kSprint) = {"sprint"};
  list(ChangeField::kFixVersion) = {"fixVersions"};
  list(ChangeField::kAffectedVersion) = {"versions"};
  list(ChangeField::kComponent) = {"components"};
  list(ChangeField::kLabel) = {"labels"};
  add_role(domain::FieldRole::kSprint, ChangeField::kSprint);
  add_role(domain::FieldRole::kFlagged, ChangeField::kFlag);
  add_role(domain::FieldRole::kEpicLink, ChangeField::kParent);
  add_points();
  for (const char* name : kCovered) covered_.emplace(name, true);
  for (const domain::FieldRole role : kCoveredRoles) {
    for (const domain::FieldInfo* field : special_.find_role(role))
      covered_.emplace(field->id, true);
  }
}

void FieldRoles::add(std::string_view id, FieldUse use) {
  if (!id.empty()) uses_.try_emplace(std::string(id), use);
}

void FieldRoles::add_role(domain::FieldRole role, ChangeField field) {
  for (const domain::FieldInfo* one : special_.find_role(role)) {
    add(one->id, {field});
    add(one->name, {field});
    attributes_[static_cast<size_t>(field)].push_back(one->id);
  }
}

// In the order of domain::decide_story_points.
void FieldRoles::add_points() {
  auto fields = special_.find_role(domain::FieldRole::kStoryPoints);
  std::sort(fields.begin(), fields.end(),
            [](const domain::FieldInfo* a, const domain::FieldInfo* b) {
              return std::pair(is_team_managed(*a), a->id) < std::pair(is_team_managed(*b), b->id);
            });
  for (const domain::FieldInfo* field : fields) {
    const auto rank = static_cast<uint8_t>(std::min<size_t>(points_.size(), 255));
    add(field->id, {ChangeField::kPoints, false, rank});
    add(field->name, {ChangeField::kPoints, false, rank});
    points_.push_back(field->id);
  }
}

const FieldUse* FieldRoles::find(std::string_view field_id, std::string_view field_name) const {
  auto found = uses_.find(field_id);
  if (found == uses_.end() && !is_custom(field_id)) found = uses_.find(field_name);
  return found == uses_.end() ? nullptr : &found->second;
}

std::vector<std::string> FieldRoles::wanted() const {
  std::vector<std::string> names;
  names.reserve(uses_.size());
  for (const auto& [name, use] : uses_) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

const std::vector<std::string>& FieldRoles::attributes_of(ChangeField field) const {
  return attributes_[static_cast<size_t>(field)];
}

bool FieldRoles::is_covered(std::string_view attribute) const {
  return attribute.starts_with('$') || covered_.contains(attribute);
}

uint64_t FieldRoles::hash() const {
  uint64_t sum = 0;  // the order of a hash map does not matter
  for (const auto& [name, use] : uses_) {
    const uint64_t what = static_cast<uint64_t>(use.field) << 16 | uint64_t{use.rank} << 8 |
                          static_cast<uint64_t>(use.link);
    sum += stable_hash(name, what);
  }
  return sum;
}

const FieldRoles& roles_of(const RoleMap& all, InstanceId instance) {
  static const FieldRoles none;
  const auto found = all.find(instance);
  return found == all.end() ? none : found->second;
}

uint64_t hash_of(const RoleMap& all) {
  uint64_t sum = 0;
  for (const auto& [instance, roles] : all)
    sum += roles.hash() * (2 * static_cast<uint64_t>(instance.value) + 1);
  return sum;
}

}  // namespace tl::lens
