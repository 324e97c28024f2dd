#include "jql/record_catalogue.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/text.h"
#include "domain/issue.h"

namespace tl::jql {
namespace {

using domain::FieldRole;
using domain::RecordKind;

Noun noun_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::kProject:
      return Noun::kProject;
    case RecordKind::kStatus:
      return Noun::kStatus;
    case RecordKind::kIssueType:
      return Noun::kType;
    case RecordKind::kPriority:
      return Noun::kPriority;
    case RecordKind::kResolution:
      return Noun::kResolution;
    case RecordKind::kSprint:
      return Noun::kSprint;
    case RecordKind::kVersion:
      return Noun::kVersion;
    case RecordKind::kComponent:
      return Noun::kComponent;
    case RecordKind::kAccount:
      return Noun::kUser;
    default:
      return Noun::kNone;
  }
}

// Attributes of a record as views into it.
struct Attrs {
  const domain::Attributes& from;

  [[nodiscard]] std::string_view text(std::string_view name) const {
    const domain::Value* value = domain::find_value(from, name);
    const std::string* found = value == nullptr ? nullptr : domain::as_text(*value);
    return found == nullptr ? std::string_view() : std::string_view(*found);
  }
  [[nodiscard]] const domain::Ref* ref(std::string_view name) const {
    const domain::Value* value = domain::find_value(from, name);
    return value == nullptr ? nullptr : domain::as_ref(*value);
  }
  [[nodiscard]] std::string_view id(std::string_view name) const {
    const domain::Ref* found = ref(name);
    return found == nullptr ? std::string_view() : std::string_view(found->id);
  }
};

// The place in the vendor's list; where it is not stored, the number of the id, as Jira makes them.
std::optional<double> rank_of(const domain::Record& record) {
  auto order = domain::number_of(record.attributes, "order");
  if (!order) order = parse_number(record.id);
  if (!order) return std::nullopt;
  return record.kind == RecordKind::kPriority ? -*order : *order;
}

std::optional<int> level_of(const domain::Record& record) {
  if (const auto level = domain::number_of(record.attributes, "level"))
    return static_cast<int>(*level);
  if (domain::find_value(record.attributes, "subtask") == nullptr) return std::nullopt;
  return domain::flag_of(record.attributes, "subtask") ? -1 : 0;
}

Named named_of(const domain::Record& record) {
  const Attrs of{record.attributes};
  Named named;
  named.id = record.id;
  named.name = of.text("name");
  named.gone = domain::flag_of(record.attributes, domain::kDeleted);
  named.archived = domain::flag_of(record.attributes, "archived");
  switch (record.kind) {
    case RecordKind::kProject:
      named.key = of.text("key");
      named.lead = of.id("lead");
      named.type = of.text("type");
      named.category = of.id("category");
      break;
    case RecordKind::kStatus:
      named.category = of.id("category");
      named.project = of.id("project");
      break;
    case RecordKind::kIssueType:
      named.project = of.id("project");
      named.level = level_of(record);
      break;
    case RecordKind::kPriority:
    case RecordKind::kResolution:
      named.rank = rank_of(record);
      break;
    case RecordKind::kSprint:
      named.state = of.text("state");
      break;
    case RecordKind::kVersion:
      named.project = of.id("project");
      named.released = domain::flag_of(record.attributes, "released");
      named.rank = rank_of(record);
      break;
    case RecordKind::kComponent:
      named.project = of.id("project");
      named.lead = of.id("lead");
      break;
    case RecordKind::kAccount:
      named.key = of.text("login");
      named.email = of.text("email");
      break;
    default:
      break;
  }
  return named;
}

class RecordCatalogue : public Catalogue {
 public:
  explicit RecordCatalogue(CatalogueFacts facts) : facts_(std::move(facts)) {
    for (const domain::Record& record : facts_.records) {
      const Noun noun = noun_of(record.kind);
      if (noun == Noun::kNone) continue;
      by_noun_[noun].push_back(named_of(record));
      if (record.kind == RecordKind::kProject) add_project_words(record);
    }
  }

  [[nodiscard]] InstanceId instance() const override { return facts_.instance; }
  [[nodiscard]] bool is_cloud() const override { return facts_.cloud; }
  [[nodiscard]] const domain::FieldCatalogue& fields() const override { return facts_.fields; }

  void each(Noun noun, const Visit& visit) const override {
    const auto found = by_noun_.find(noun);
    if (found == by_noun_.end()) return;
    for (const Named& named : found->second) visit(named);
  }

  // Options are no records: they are compared by name.
  void each_option(std::string_view field_id, const Visit& visit) const override {
    if (facts_.fields.role(field_id) == FieldRole::kSprint) each(Noun::kSprint, visit);
  }

  [[nodiscard]] std::optional<std::string> why_not_stored(FieldId field,
                                                          std::string_view field_id) const override;
  [[nodiscard]] std::optional<ValueKind> custom_kind(std::string_view field_id) const override;

  GroupAnswer members(std::string_view group, std::vector<std::string>& ids) const override {
    (void)group, (void)ids;
    return GroupAnswer::kNotKnown;
  }
  GroupAnswer saved_filter(std::string_view id_or_name, std::string& jql) const override {
    (void)id_or_name, (void)jql;
    return GroupAnswer::kNotKnown;
  }
  [[nodiscard]] std::optional<bool> has_issue(std::string_view key_or_id) const override {
    (void)key_or_id;
    return std::nullopt;
  }

 private:
  // Categories and types are known by the projects that have them.
  void add_project_words(const domain::Record& project) {
    const Attrs of{project.attributes};
    const auto add = [&](Noun noun, std::string_view id, std::string_view name) {
      if (id.empty() || !words_.emplace(noun, id).second) return;
      Named named;
      named.id = id;
      named.name = name.empty() ? id : name;
      by_noun_[noun].push_back(named);
    };
    if (const domain::Ref* category = of.ref("category"))
      add(Noun::kProjectCategory, category->id, category->name);
    add(Noun::kProjectType, of.text("type"), "");
  }

  const CatalogueFacts facts_;  // the views below are into it
  std::map<Noun, std::vector<Named>> by_noun_;
  std::set<std::pair<Noun, std::string_view>> words_;
};

std::optional<std::string> RecordCatalogue::why_not_stored(FieldId field,
                                                           std::string_view field_id) const {
  (void)field_id;
  switch (field) {
    case FieldId::kWatcher:
    case FieldId::kWatchers:
      return "Who watches an issue is not stored.";
    case FieldId::kVoter:
    case FieldId::kVotes:
      return "Votes are not stored.";
    case FieldId::kComment:
      return "Texts of comments are not stored.";
    case FieldId::kWorklogComment:
      return "Texts of worklogs are not stored.";
    case FieldId::kDescription:
      if (facts_.descriptions) return std::nullopt;
      return "Descriptions are not stored; an admin can turn it on for the connection.";
    case FieldId::kEnvironment:
    case FieldId::kAttachments:
    case FieldId::kWorkRatio:
    case FieldId::kLastViewed:
    case FieldId::kRank:
    case FieldId::kProperty:
    case FieldId::kDevelopment:
    case FieldId::kApprovals:
    case FieldId::kOrganizations:
    case FieldId::kRequestType:
    case FieldId::kRequestChannel:
    case FieldId::kRequestLastActivity:
      return "This field is not stored.";
    case FieldId::kParentEpic:
    case FieldId::kParentProject:
      return "What is above the parent is not known of a single issue.";
    case FieldId::kComputed:
      return "This field is known of issues that are stored, not of one in hand.";
    default:
      return std::nullopt;
  }
}

// As values of custom fields are stored: texts of several lines and what apps compute are not.
std::optional<ValueKind> RecordCatalogue::custom_kind(std::string_view field_id) const {
  const domain::FieldInfo* field = facts_.fields.find(field_id);
  if (field == nullptr) return std::nullopt;
  switch (field->role) {
    case FieldRole::kEpicLink:
    case FieldRole::kParentLink:
      return ValueKind::kIssue;
    case FieldRole::kSprint:
    case FieldRole::kTeam:
      return ValueKind::kName;
    case FieldRole::kRank:
    case FieldRole::kDevelopment:
    case FieldRole::kTimeInStatus:
    case FieldRole::kSla:
    case FieldRole::kApprovals:
      return std::nullopt;
    default:
      break;
  }
  if (field->schema_custom.ends_with(":textarea") || field->type == "doc") return std::nullopt;
  if (field->type == "number") return ValueKind::kNumber;
  if (field->type == "date") return ValueKind::kDay;
  if (field->type == "datetime") return ValueKind::kInstant;
  if (field->type == "string") {
    const bool word = field->schema_custom.ends_with(":select") ||
                      field->schema_custom.ends_with(":radiobuttons");
    return word ? ValueKind::kName : ValueKind::kText;
  }
  if (field->type == "any" || field->type.empty()) return std::nullopt;
  return ValueKind::kName;
}

}  // namespace

std::unique_ptr<Catalogue> make_record_catalogue(CatalogueFacts facts) {
  return std::make_unique<RecordCatalogue>(std::move(facts));
}

}  // namespace tl::jql
