#include "jql/lens_catalogue.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "base/text.h"
#include "jql/key_index.h"
#include "jql/lens_place.h"

namespace tl::jql {
namespace {

using lens::Code;
using lens::DictionaryEntry;
using lens::FieldDictionary;
using lens::LensField;

LensField field_of(Noun noun) {
  switch (noun) {
    case Noun::kProject:
      return LensField::kProject;
    case Noun::kType:
      return LensField::kType;
    case Noun::kStatus:
      return LensField::kStatus;
    case Noun::kPriority:
      return LensField::kPriority;
    case Noun::kResolution:
      return LensField::kResolution;
    case Noun::kUser:
      return LensField::kAccount;
    case Noun::kSprint:
      return LensField::kSprint;
    case Noun::kVersion:
      return LensField::kVersion;
    case Noun::kComponent:
      return LensField::kComponent;
    case Noun::kLabel:
      return LensField::kLabel;
    case Noun::kLevel:
      return LensField::kSecurity;
    default:
      return LensField::kNone;
  }
}

std::string_view category_of(const DictionaryEntry& entry) {
  switch (entry.category) {
    case lens::StatusCategory::kNew:
      return "new";
    case lens::StatusCategory::kIndeterminate:
      return "indeterminate";
    case lens::StatusCategory::kDone:
      return "done";
    case lens::StatusCategory::kUndefined:
      return "undefined";
    default:
      return "";
  }
}

// The place in the vendor's list; where it is not stored, the number of the id, as Jira makes them.
std::optional<double> rank_of(const DictionaryEntry& entry, LensField field) {
  std::optional<double> order = entry.details ? entry.details->rank : std::nullopt;
  if (entry.version) order = entry.version->order;
  if (!order) order = parse_number(entry.id);
  if (!order) return std::nullopt;
  return field == LensField::kPriority ? -*order : *order;
}

void take_details(const DictionaryEntry& entry, LensField field, Named& named) {
  if (!entry.details) return;
  named.lead = entry.details->lead;
  if (field == LensField::kProject) {
    named.type = entry.details->type;
    named.category = entry.details->category.id;
  }
  if (field == LensField::kAccount) {
    named.key = entry.details->login;
    named.email = entry.details->email;
  }
}

Named named_of(const DictionaryEntry& entry, LensField field) {
  Named named;
  named.id = entry.id;
  named.name = entry.name;
  named.project = entry.project;
  named.level = entry.level;
  named.gone = entry.deleted;
  if (field == LensField::kProject) named.key = entry.key;
  if (field == LensField::kStatus) named.category = category_of(entry);
  if (entry.sprint) named.state = entry.sprint->state;
  if (field == LensField::kPriority || field == LensField::kResolution ||
      field == LensField::kVersion)
    named.rank = rank_of(entry, field);
  if (field == LensField::kType && !entry.level && entry.catalogued) named.level = 0;
  if (entry.version) {
    named.released = entry.version->released;
    named.archived = entry.version->archived;
  }
  take_details(entry, field, named);
  return named;
}

// Why a field cannot be asked of the lens; "": it can.
std::string_view why_not(FieldId field) {
  switch (field) {
    case FieldId::kWatcher:
    case FieldId::kWatchers:
      return "Watchers are not stored.";
    case FieldId::kVoter:
    case FieldId::kVotes:
      return "Votes are not stored.";
    case FieldId::kDescription:
      return "Descriptions are not kept for searching over all issues.";
    case FieldId::kEnvironment:
      return "Environments are not stored.";
    case FieldId::kComment:
      return "Texts of comments are not stored.";
    case FieldId::kWorklogComment:
      return "Texts of worklogs are not stored.";
    case FieldId::kAttachments:
      return "Attachments are not stored.";
    case FieldId::kLastViewed:
      return "What somebody looked at is not stored.";
    case FieldId::kRank:
      return "The rank is not kept for searching over all issues.";
    case FieldId::kProperty:
      return "Entity properties are not stored.";
    case FieldId::kDevelopment:
      return "Jira's development panel is not stored.";
    case FieldId::kApprovals:
    case FieldId::kOrganizations:
    case FieldId::kRequestType:
    case FieldId::kRequestChannel:
    case FieldId::kRequestLastActivity:
      return "What service management adds is not stored under this name.";
    case FieldId::kFilter:
      return "Saved filters of Jira are not stored.";
    case FieldId::kParentProject:
    case FieldId::kWorkRatio:
      return "This field is not kept for searching over all issues.";
    default:
      return "";
  }
}

// As values of custom fields are stored: texts of several lines and what apps compute are not.
std::optional<ValueKind> kind_of_type(const domain::FieldInfo& field) {
  if (field.schema_custom.ends_with(":textarea") || field.type == "doc") return std::nullopt;
  if (field.type == "number") return ValueKind::kNumber;
  if (field.type == "date") return ValueKind::kDay;
  if (field.type == "datetime") return ValueKind::kInstant;
  if (field.type == "string") {
    const bool word =
        field.schema_custom.ends_with(":select") || field.schema_custom.ends_with(":radiobuttons");
    return word ? ValueKind::kName : ValueKind::kText;
  }
  if (field.type == "any" || field.type.empty()) return std::nullopt;
  return ValueKind::kName;
}

std::optional<ValueKind> kind_of_role(domain::FieldRole role) {
  switch (role) {
    case domain::FieldRole::kSprint:
    case domain::FieldRole::kTeam:
      return ValueKind::kName;
    case domain::FieldRole::kEpicLink:
    case domain::FieldRole::kParentLink:
      return ValueKind::kIssue;
    case domain::FieldRole::kStoryPoints:
      return ValueKind::kNumber;
    default:
      return std::nullopt;
  }
}

std::optional<ValueKind> kind_of_values(lens::ValueKind kind) {
  switch (kind) {
    case lens::ValueKind::kNumber:
      return ValueKind::kNumber;
    case lens::ValueKind::kInstant:
      return ValueKind::kInstant;
    case lens::ValueKind::kDate:
      return ValueKind::kDay;
    case lens::ValueKind::kSeconds:
      return ValueKind::kDuration;
    case lens::ValueKind::kOption:
    case lens::ValueKind::kFlag:
      return ValueKind::kName;
    case lens::ValueKind::kNone:
      return std::nullopt;
  }
  return std::nullopt;
}

class LensCatalogue final : public Catalogue {
 public:
  LensCatalogue(const lens::LensVersion& version, const LensCatalogueFacts& facts)
      : version_(version), facts_(facts) {}

  [[nodiscard]] InstanceId instance() const override { return facts_.instance; }
  [[nodiscard]] bool is_cloud() const override { return facts_.cloud; }

  void each(Noun noun, const Visit& visit) const override {
    if (noun == Noun::kStatusCategory) return each_status_category(visit);
    if (noun == Noun::kProjectCategory || noun == Noun::kProjectType)
      return each_project_detail(noun, visit);
    if (noun == Noun::kLinkType) return each_link_type(visit);
    const LensField field = field_of(noun);
    if (field == LensField::kNone) return;
    each_entry(field, [&](Code, const DictionaryEntry& entry) { visit(named_of(entry, field)); });
    each_former_name(field, visit);
  }

  void each_option(std::string_view field_id, const Visit& visit) const override {
    const FieldDictionary& fields = version_.dictionary().field(LensField::kField);
    if (fields.at(fields.find(instance(), field_id)).role == domain::FieldRole::kSprint)
      return each(Noun::kSprint, visit);
    each_entry(LensField::kOption, [&](Code, const DictionaryEntry& entry) {
      const std::string_view id = entry.id;
      if (id.size() <= field_id.size() || id[field_id.size()] != ':' || !id.starts_with(field_id))
        return;
      Named named;
      named.id = option_id(entry);
      named.name = entry.name;
      visit(named);
    });
  }

  [[nodiscard]] const domain::FieldCatalogue& fields() const override {
    static const domain::FieldCatalogue none;
    return facts_.fields == nullptr ? none : *facts_.fields;
  }

  [[nodiscard]] std::optional<std::string> why_not_stored(
      FieldId field, std::string_view field_id) const override {
    if (field == FieldId::kCustom) return why_not_custom(field_id);
    const std::string_view why = why_not(field);
    return why.empty() ? std::nullopt : std::optional(std::string(why));
  }

  [[nodiscard]] std::optional<ValueKind> custom_kind(std::string_view field_id) const override {
    const domain::FieldInfo* info = fields().find(field_id);
    const domain::FieldRole role = info == nullptr ? domain::FieldRole::kNone : info->role;
    if (const auto kind = kind_of_role(role)) return kind;
    const FieldDictionary& known = version_.dictionary().field(LensField::kField);
    if (const auto kind = kind_of_values(known.at(known.find(instance(), field_id)).kind))
      return kind;
    return info == nullptr ? std::nullopt : kind_of_type(*info);
  }

  GroupAnswer members(std::string_view, std::vector<std::string>&) const override {
    return GroupAnswer::kNotKnown;
  }
  GroupAnswer saved_filter(std::string_view, std::string&) const override {
    return GroupAnswer::kNotKnown;
  }
  [[nodiscard]] std::optional<bool> has_issue(std::string_view key_or_id) const override {
    if (!find_issue(version_, instance(), key_or_id).empty()) return true;
    return facts_.whole ? std::optional(false) : std::nullopt;
  }

 private:
  template <typename VisitEntry>
  void each_entry(LensField field, VisitEntry visit) const {
    const FieldDictionary& values = version_.dictionary().field(field);
    for (Code code = 1; code < values.size(); ++code) {
      if (values.at(code).instance == instance()) visit(code, values.at(code));
    }
  }

  void each_status_category(const Visit& visit) const {
    std::set<std::string_view> seen;
    each_entry(LensField::kStatus, [&](Code, const DictionaryEntry& entry) {
      if (const std::string_view id = category_of(entry); !id.empty()) seen.insert(id);
    });
    for (const std::string_view id : seen) {
      Named named;
      named.id = id;
      named.name = id == "new"             ? "To Do"
                   : id == "done"          ? "Done"
                   : id == "indeterminate" ? "In Progress"
                                           : "No Category";
      visit(named);
    }
  }

  void each_project_detail(Noun noun, const Visit& visit) const {
    std::map<std::string_view, std::string_view> seen;
    each_entry(LensField::kProject, [&](Code, const DictionaryEntry& entry) {
      if (!entry.details) return;
      const lens::EntryDetails& details = *entry.details;
      if (noun == Noun::kProjectType)
        seen.emplace(details.type, details.type);
      else
        seen.emplace(details.category.id, details.category.name);
    });
    for (const auto& [id, name] : seen) {
      Named named;
      named.id = id;
      named.name = name;
      if (!id.empty()) visit(named);
    }
  }

  // Phrases by the type's id; the name of the type itself is not stored.
  void each_link_type(const Visit& visit) const {
    std::map<std::string_view, Named> types;
    each_entry(LensField::kLinkType, [&](Code, const DictionaryEntry& entry) {
      const std::string_view id = entry.id;
      const bool in = id.starts_with("in:");
      if (!in && !id.starts_with("out:")) return;
      Named& named = types[id.substr(in ? 3 : 4)];
      (in ? named.inward : named.outward) = entry.name;
    });
    for (auto& [id, named] : types) {
      named.id = id;
      visit(named);
    }
  }

  [[nodiscard]] std::optional<std::string> why_not_custom(std::string_view field_id) const {
    const domain::FieldInfo* info = fields().find(field_id);
    const domain::FieldRole role = info == nullptr ? domain::FieldRole::kNone : info->role;
    if (role == domain::FieldRole::kRank || role == domain::FieldRole::kDevelopment ||
        role == domain::FieldRole::kTimeInStatus)
      return "This field is not kept for searching over all issues.";
    if (custom_kind(field_id) == ValueKind::kText)
      return "Texts of custom fields are not kept for searching over all issues.";
    return std::nullopt;
  }

  // Names that changes wrote and that are not the present one.
  void each_former_name(LensField field, const Visit& visit) const {
    std::call_once(gathered_, [&] { gather_former_names(); });
    const lens::Dictionary& dictionary = version_.dictionary();
    const auto tell = [&](Code value, std::string_view name) {
      const DictionaryEntry& entry = dictionary.at(field, value);
      if (name == entry.name || name.empty()) return;
      Named named = named_of(entry, field);
      named.name = name;
      named.gone = true;
      visit(named);
    };
    each_entry(field, [&](Code code, const DictionaryEntry& entry) {
      if (entry.written != lens::kNoCode)
        tell(code, dictionary.at(LensField::kWritten, entry.written).name);
    });
    for (const auto& [of, value, written] : former_) {
      if (of == field) tell(value, dictionary.at(LensField::kWritten, written).name);
    }
  }

  void gather_former_names() const {
    for (const lens::Part& part : version_.parts()) {
      const lens::Chunk& chunk = *part.chunk;
      for (size_t i = 0; i < chunk.written.place.size(); ++i) {
        const auto change = static_cast<uint32_t>(chunk.written.place[i] / 2);
        const bool to = (chunk.written.place[i] & 1) != 0;
        const auto field = static_cast<lens::ChangeField>(chunk.change.field[change] - 1);
        const Code value = to ? chunk.change.to[change] : chunk.change.from[change];
        const LensField of = lens::dictionary_of(field);
        if (version_.dictionary().at(of, value).instance == instance())
          former_.insert({of, value, chunk.written.name[i]});
      }
    }
  }

  const lens::LensVersion& version_;
  LensCatalogueFacts facts_;
  mutable std::once_flag gathered_;
  mutable std::set<std::tuple<LensField, Code, Code>> former_;  // field, value, kWritten
};

}  // namespace

std::unique_ptr<Catalogue> make_lens_catalogue(const lens::LensVersion& version,
                                               const LensCatalogueFacts& facts) {
  return std::make_unique<LensCatalogue>(version, facts);
}

}  // namespace tl::jql
