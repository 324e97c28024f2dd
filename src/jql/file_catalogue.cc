// The catalogue of a file's instance, and what is known only once all issues were read.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "jql/file_world.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

std::optional<ValueKind> kind_of_type(std::string_view type) {
  struct Row {
    std::string_view type;
    ValueKind kind;
  };
  constexpr Row kRows[] = {
      {"number", ValueKind::kNumber},   {"float", ValueKind::kNumber},
      {"date", ValueKind::kDay},        {"datetime", ValueKind::kInstant},
      {"text", ValueKind::kText},       {"string", ValueKind::kText},
      {"textarea", ValueKind::kText},   {"textfield", ValueKind::kText},
      {"url", ValueKind::kText},        {"doc", ValueKind::kText},
      {"option", ValueKind::kName},     {"select", ValueKind::kName},
      {"array", ValueKind::kName},      {"user", ValueKind::kName},
      {"group", ValueKind::kName},      {"version", ValueKind::kName},
      {"project", ValueKind::kName},    {"sprint", ValueKind::kName},
      {"labels", ValueKind::kName},     {"multiselect", ValueKind::kName},
      {"checkboxes", ValueKind::kName}, {"radiobuttons", ValueKind::kName},
      {"team", ValueKind::kName},       {"option-with-child", ValueKind::kName},
      {"epiclink", ValueKind::kIssue},  {"parentlink", ValueKind::kIssue},
      {"issuelink", ValueKind::kIssue},
  };
  for (const Row& row : kRows) {
    if (equals_no_case(row.type, type)) return row.kind;
  }
  return std::nullopt;
}

ValueKind kind_of_shapes(unsigned shapes) {
  if ((shapes & kShapeIssue) != 0) return ValueKind::kIssue;
  if ((shapes & kShapeName) != 0) return ValueKind::kName;
  if (shapes == kShapeNumber) return ValueKind::kNumber;
  if (shapes == kShapeDay) return ValueKind::kDay;
  if (shapes == kShapeInstant) return ValueKind::kInstant;
  return shapes == 0 ? ValueKind::kName : ValueKind::kText;
}

// A type of the file, unless every value that is there says otherwise.
ValueKind decide_kind(const domain::FieldInfo& field, unsigned shapes) {
  if (field.role == domain::FieldRole::kEpicLink || field.role == domain::FieldRole::kParentLink)
    return ValueKind::kIssue;
  if (field.role == domain::FieldRole::kSprint) return ValueKind::kName;
  const auto told = kind_of_type(field.type);
  const bool names = shapes == kShapeName;
  if (told && !(names && *told != ValueKind::kName)) return *told;
  return kind_of_shapes(shapes);
}

void decide_kinds(FileWorld& world) {
  for (const auto& [id, shapes] : world.shapes) {
    if (world.fields.find(id) != nullptr) continue;
    domain::FieldInfo seen;  // no name is told: it is known by its number
    seen.id = seen.name = id;
    world.fields.add(std::move(seen));
  }
  for (const auto& [id, field] : world.fields.all()) {
    if (!id.starts_with("customfield_")) continue;
    const auto shapes = world.shapes.find(id);
    world.kinds[id] = decide_kind(field, shapes == world.shapes.end() ? 0 : shapes->second);
  }
}

using Issues = std::vector<std::unique_ptr<IssueView>>;
FileIssue& file_issue(const std::unique_ptr<IssueView>& issue) {
  return static_cast<FileIssue&>(*issue);
}

// Options by field. Ids that stand for several names are no ids: the names take their place.
void gather_options(FileWorld& world, const Issues& issues) {
  std::map<std::string_view, std::map<std::string_view, std::set<std::string_view>>> seen;
  for (const auto& issue : issues) {
    for (const auto& [field, value] : file_issue(issue).facts().custom) {
      const auto kind = world.kinds.find(field);
      if (kind != world.kinds.end() && kind->second == ValueKind::kName)
        seen[field][value.id].insert(value.text);
    }
  }
  std::set<std::string_view> unclear;
  for (const auto& [field, ids] : seen) {
    const bool clear =
        std::all_of(ids.begin(), ids.end(), [](const auto& one) { return one.second.size() == 1; });
    if (!clear && world.fields.role(field) != domain::FieldRole::kSprint) unclear.insert(field);
    std::set<std::string_view> made;
    for (const auto& [id, names] : ids) {
      for (const std::string_view name : names) {
        Named named;
        named.id = unclear.contains(field) ? name : id;
        named.name = name;
        if (made.insert(named.id).second) world.options[std::string(field)].push_back(named);
      }
    }
  }
  if (unclear.empty()) return;
  for (const auto& issue : issues) {
    for (auto& [field, value] : file_issue(issue).facts().custom) {
      if (unclear.contains(field)) value.id = value.text;
    }
  }
}

// The first value of a field; nullptr: none.
const Value* first_value(const FileIssue& issue, FieldId field) {
  for (const auto& [id, value] : issue.facts().system) {
    if (id == field) return &value;
  }
  return nullptr;
}

class Parents {
 public:
  Parents(const FileWorld& world, const Issues& issues) {
    const auto types = world.nouns.find(Noun::kType);
    if (types != world.nouns.end()) {
      for (const Named& type : types->second) {
        if (type.level.value_or(0) > 0) epic_types_.insert(type.id);
      }
    }
    const auto projects = world.nouns.find(Noun::kProject);
    if (projects != world.nouns.end()) {
      for (const Named& project : projects->second) projects_[project.key] = &project;
    }
    for (const auto& issue : issues) by_key_[issue->key()] = &file_issue(issue);
  }

  // The epic above: the parent, or the parent's parent; or what an epic link says.
  [[nodiscard]] const Value* epic_of(const FileIssue& issue) const {
    if (const Value* link = first_value(issue, FieldId::kEpicLink)) return link;
    const Value* above = first_value(issue, FieldId::kParent);
    for (int step = 0; above != nullptr && step < 2; ++step) {
      const auto found = by_key_.find(above->text);
      if (found == by_key_.end()) return nullptr;
      const Value* type = first_value(*found->second, FieldId::kType);
      if (type != nullptr && epic_types_.contains(type->id)) return above;
      const Value* link = first_value(*found->second, FieldId::kEpicLink);
      above = link != nullptr ? link : first_value(*found->second, FieldId::kParent);
    }
    return nullptr;
  }

  [[nodiscard]] const Value* parent_of(const FileIssue& issue) const {
    const Value* parent = first_value(issue, FieldId::kParent);
    return parent != nullptr ? parent : first_value(issue, FieldId::kEpicLink);
  }

  [[nodiscard]] const Named* project_of(std::string_view key) const {
    const auto found = projects_.find(key.substr(0, key.rfind('-')));
    return found == projects_.end() ? nullptr : found->second;
  }

  // An epic that is the parent itself: what "Epic Link" says on Cloud.
  [[nodiscard]] bool is_epic(std::string_view key) const {
    const auto found = by_key_.find(key);
    const Value* type =
        found == by_key_.end() ? nullptr : first_value(*found->second, FieldId::kType);
    return type != nullptr && epic_types_.contains(type->id);
  }

 private:
  std::set<std::string_view> epic_types_;
  std::map<std::string_view, const Named*> projects_;
  std::unordered_map<std::string_view, const FileIssue*> by_key_;
};

void add_parents(FileWorld& world, const Issues& issues) {
  const Parents parents(world, issues);
  const bool has_epic_field = !world.fields.find_role(domain::FieldRole::kEpicLink).empty();
  struct Above {
    FileIssue* issue;
    FieldId field;
    Value value;
  };
  std::vector<Above> found;
  for (const auto& one : issues) {
    FileIssue& issue = file_issue(one);
    if (const Value* epic = parents.epic_of(issue))
      found.push_back({&issue, FieldId::kParentEpic, *epic});
    const Value* parent = parents.parent_of(issue);
    if (parent == nullptr) continue;
    if (const Named* project = parents.project_of(parent->text))
      found.push_back({&issue, FieldId::kParentProject, {project->id, project->key}});
    if (!has_epic_field && parents.is_epic(parent->text))
      found.push_back({&issue, FieldId::kEpicLink, *parent});
  }
  for (const Above& one : found) one.issue->add(one.field, one.value);
}

class FileCatalogue : public Catalogue {
 public:
  explicit FileCatalogue(std::shared_ptr<const FileWorld> world) : world_(std::move(world)) {}

  [[nodiscard]] InstanceId instance() const override { return world_->instance; }
  [[nodiscard]] bool is_cloud() const override { return world_->cloud; }
  [[nodiscard]] const domain::FieldCatalogue& fields() const override { return world_->fields; }
  [[nodiscard]] double hours_per_day() const override { return world_->hours_per_day; }
  [[nodiscard]] double days_per_week() const override { return world_->days_per_week; }

  void each(Noun noun, const Visit& visit) const override {
    const auto found = world_->nouns.find(noun);
    if (found == world_->nouns.end()) return;
    for (const Named& named : found->second) visit(named);
  }

  void each_option(std::string_view field_id, const Visit& visit) const override {
    const auto found = world_->options.find(field_id);
    if (world_->fields.role(field_id) == domain::FieldRole::kSprint)
      return each(Noun::kSprint, visit);
    if (found == world_->options.end()) return;
    for (const Named& named : found->second) visit(named);
  }

  [[nodiscard]] std::optional<std::string> why_not_stored(FieldId field,
                                                          std::string_view field_id) const override;

  [[nodiscard]] std::optional<ValueKind> custom_kind(std::string_view field_id) const override {
    const auto found = world_->kinds.find(field_id);
    if (found == world_->kinds.end()) return std::nullopt;
    return found->second;
  }

  GroupAnswer members(std::string_view group, std::vector<std::string>& ids) const override {
    const std::string folded = fold(group);
    for (const FileGroup& one : world_->groups) {
      if (!equals_folded(one.name, folded)) continue;
      ids.insert(ids.end(), one.members.begin(), one.members.end());
      return GroupAnswer::kKnown;
    }
    return GroupAnswer::kNoSuchGroup;
  }

  GroupAnswer saved_filter(std::string_view id_or_name, std::string& jql) const override {
    const std::string folded = fold(id_or_name);
    for (const FileFilter& one : world_->filters) {
      if (one.id != id_or_name && !equals_folded(one.name, folded)) continue;
      jql = one.jql;
      return GroupAnswer::kKnown;
    }
    return GroupAnswer::kNoSuchGroup;
  }

  [[nodiscard]] std::optional<bool> has_issue(std::string_view key_or_id) const override {
    std::string key(key_or_id);
    for (char& c : key) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return world_->issues.contains(key);
  }

 private:
  std::shared_ptr<const FileWorld> world_;
};

// Fields that every issue has, or that follow from others.
bool is_always_there(FieldId field) {
  constexpr FieldId kAlways[] = {FieldId::kProject,        FieldId::kProjectCategory,
                                 FieldId::kProjectType,    FieldId::kType,
                                 FieldId::kStatus,         FieldId::kStatusCategory,
                                 FieldId::kText,           FieldId::kKey,
                                 FieldId::kParent,         FieldId::kEpicLink,
                                 FieldId::kParentEpic,     FieldId::kParentProject,
                                 FieldId::kHierarchyLevel, FieldId::kFilter,
                                 FieldId::kCustom,         FieldId::kSummary,
                                 FieldId::kDescription,    FieldId::kEnvironment,
                                 FieldId::kComment};
  return std::find(std::begin(kAlways), std::end(kAlways), field) != std::end(kAlways);
}

std::optional<std::string> FileCatalogue::why_not_stored(FieldId field,
                                                         std::string_view field_id) const {
  (void)field_id;
  if (is_always_there(field) || world_->present.contains(field)) return std::nullopt;
  const auto has_role = [&](domain::FieldRole role) {
    return !world_->fields.find_role(role).empty();
  };
  if (field == FieldId::kSprint && has_role(domain::FieldRole::kSprint)) return std::nullopt;
  if (field == FieldId::kParentLink && has_role(domain::FieldRole::kParentLink))
    return std::nullopt;
  if (field == FieldId::kRank && has_role(domain::FieldRole::kRank)) return std::nullopt;
  return "No issue of the file has this field.";
}

}  // namespace

void finish_world(FileWorld& world, std::vector<std::unique_ptr<IssueView>>& issues) {
  decide_kinds(world);
  gather_options(world, issues);
  add_parents(world, issues);
}

std::unique_ptr<Catalogue> make_file_catalogue(std::shared_ptr<const FileWorld> world) {
  return std::make_unique<FileCatalogue>(std::move(world));
}

}  // namespace tl::jql
