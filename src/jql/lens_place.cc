#include "jql/lens_place.h"

#include <algorithm>
#include <bit>
#include <charconv>

namespace tl::jql {
namespace {

using lens::Chunk;
using lens::Code;
using lens::Dictionary;
using lens::DictionaryEntry;
using lens::LensField;

LensPlace codes(lens::CodeColumn Chunk::* column, LensField dictionary) {
  LensPlace place;
  place.place = Place::kCode;
  place.codes = column;
  place.dictionary = dictionary;
  return place;
}

LensPlace members(lens::ChangeField field) {
  LensPlace place;
  place.place = Place::kMember;
  place.member = field;
  place.dictionary = lens::dictionary_of(field);
  return place;
}

LensPlace instants(lens::InstantColumn Chunk::* column) {
  LensPlace place;
  place.place = Place::kInstant;
  place.instants = column;
  return place;
}

LensPlace plain(Place what) {
  LensPlace place;
  place.place = what;
  return place;
}

LensPlace extra(std::string_view id, const Dictionary& dictionary, InstanceId instance) {
  LensPlace place = plain(Place::kExtra);
  place.field = dictionary.field(LensField::kField).find(instance, id);
  return place;
}

// Fields of story points in the order of domain::decide_story_points.
std::vector<Code> points_fields(const Dictionary& dictionary, InstanceId instance) {
  const lens::FieldDictionary& fields = dictionary.field(LensField::kField);
  std::vector<Code> found;
  for (Code code = 1; code < fields.size(); ++code) {
    const DictionaryEntry& entry = fields.at(code);
    if (entry.instance == instance && entry.role == domain::FieldRole::kStoryPoints)
      found.push_back(code);
  }
  const auto rank = [&](Code code) {
    const DictionaryEntry& entry = fields.at(code);
    return std::pair(entry.details ? entry.details->rank.value_or(0) : 0.0,
                     std::string_view(entry.id));
  };
  std::sort(found.begin(), found.end(), [&](Code a, Code b) { return rank(a) < rank(b); });
  return found;
}

LensPlace points(Code field, const Dictionary& dictionary, InstanceId instance) {
  LensPlace place = plain(Place::kPoints);
  place.field = field;
  place.points = points_fields(dictionary, instance);
  return place;
}

LensPlace system_place(FieldId id) {
  switch (id) {
    case FieldId::kProject:
      return codes(&Chunk::project, LensField::kProject);
    case FieldId::kType:
      return codes(&Chunk::type, LensField::kType);
    case FieldId::kStatus:
      return codes(&Chunk::status, LensField::kStatus);
    case FieldId::kPriority:
      return codes(&Chunk::priority, LensField::kPriority);
    case FieldId::kResolution:
      return codes(&Chunk::resolution, LensField::kResolution);
    case FieldId::kAssignee:
      return codes(&Chunk::assignee, LensField::kAccount);
    case FieldId::kReporter:
      return codes(&Chunk::reporter, LensField::kAccount);
    case FieldId::kCreator:
      return codes(&Chunk::creator, LensField::kAccount);
    case FieldId::kLevel:
      return codes(&Chunk::security, LensField::kSecurity);
    case FieldId::kComponent:
      return members(lens::ChangeField::kComponent);
    case FieldId::kFixVersion:
      return members(lens::ChangeField::kFixVersion);
    case FieldId::kAffectedVersion:
      return members(lens::ChangeField::kAffectedVersion);
    case FieldId::kLabels:
      return members(lens::ChangeField::kLabel);
    case FieldId::kSprint:
      return members(lens::ChangeField::kSprint);
    case FieldId::kCreated:
      return instants(&Chunk::created);
    case FieldId::kUpdated:
      return instants(&Chunk::updated);
    case FieldId::kResolved:
      return instants(&Chunk::resolved);
    default:
      return {};
  }
}

Place plain_place(FieldId id) {
  switch (id) {
    case FieldId::kDue:
      return Place::kDay;
    case FieldId::kKey:
      return Place::kKey;
    case FieldId::kSummary:
      return Place::kSummary;
    case FieldId::kParent:
      return Place::kParent;
    case FieldId::kEpicLink:
      return Place::kEpicLink;
    case FieldId::kParentLink:
      return Place::kParentLink;
    case FieldId::kParentEpic:
      return Place::kParentEpic;
    case FieldId::kIssueLink:
      return Place::kLinkOther;
    case FieldId::kIssueLinkType:
      return Place::kLinkType;
    case FieldId::kWorklogAuthor:
      return Place::kWorklogWho;
    case FieldId::kWorklogDate:
      return Place::kWorklogWhen;
    case FieldId::kComputed:
      return Place::kComputed;
    default:
      return Place::kNotHere;
  }
}

std::string_view extra_name(FieldId id) {
  switch (id) {
    case FieldId::kStatusCategoryChanged:
      return "statuscategorychangedate";
    case FieldId::kOriginalEstimate:
      return "timeoriginalestimate";
    case FieldId::kRemainingEstimate:
      return "timeestimate";
    case FieldId::kTimeSpent:
      return "timespent";
    default:
      return "";
  }
}

}  // namespace

LensPlace find_custom(std::string_view id, const Dictionary& dictionary, InstanceId instance) {
  const LensPlace place = extra(id, dictionary, instance);
  switch (dictionary.at(LensField::kField, place.field).role) {
    case domain::FieldRole::kSprint:
      return members(lens::ChangeField::kSprint);
    case domain::FieldRole::kEpicLink:
      return plain(Place::kEpicLink);
    case domain::FieldRole::kParentLink:
      return plain(Place::kParentLink);
    case domain::FieldRole::kStoryPoints:
      return points(place.field, dictionary, instance);
    case domain::FieldRole::kRank:
    case domain::FieldRole::kDevelopment:
    case domain::FieldRole::kTimeInStatus:
      return {};
    default:
      return place;
  }
}

std::vector<LensPlace> find_places(const BoundField& field, const Dictionary& dictionary,
                                   InstanceId instance) {
  if (field.id == FieldId::kCustom) {
    std::vector<LensPlace> places;
    for (const std::string& id : field.custom)
      places.push_back(find_custom(id, dictionary, instance));
    return places;
  }
  if (const std::string_view name = extra_name(field.id); !name.empty())
    return {extra(name, dictionary, instance)};
  if (const Place place = plain_place(field.id); place != Place::kNotHere) return {plain(place)};
  return {system_place(field.id)};
}

lens::ChangeField change_field_of(HistoryField field) {
  switch (field) {
    case HistoryField::kStatus:
      return lens::ChangeField::kStatus;
    case HistoryField::kAssignee:
      return lens::ChangeField::kAssignee;
    case HistoryField::kReporter:
      return lens::ChangeField::kReporter;
    case HistoryField::kPriority:
      return lens::ChangeField::kPriority;
    case HistoryField::kResolution:
      return lens::ChangeField::kResolution;
    case HistoryField::kFixVersion:
      return lens::ChangeField::kFixVersion;
  }
  return lens::ChangeField::kStatus;
}

std::string_view option_id(const DictionaryEntry& option) {
  const std::string_view id = option.id;
  const size_t colon = id.find(':');
  return colon == std::string_view::npos ? id : id.substr(colon + 1);
}

std::optional<double> points_of(const LensPlace& place, const Dictionary& from, const Chunk& chunk,
                                uint32_t row) {
  const lens::Range values = chunk.values(row);
  bool told = false;
  for (uint32_t i = values.begin; i < values.end; ++i) {
    const Code field = chunk.value.field[i];
    if (field == place.field) return std::bit_cast<double>(chunk.value.value[i]);
    told = told || std::find(place.points.begin(), place.points.end(), field) != place.points.end();
  }
  if (told || place.points.empty() || place.points.front() != place.field) return std::nullopt;
  const Code code = chunk.points[row];
  if (code == lens::kNoCode) return std::nullopt;
  const std::string& text = from.at(LensField::kNumber, code).id;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

}  // namespace tl::jql
