#include "jql/fact_view.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "base/text.h"
#include "domain/issue_view.h"
#include "domain/membership.h"
#include "domain/merge.h"
#include "lens/member_turns.h"

namespace tl::jql {
namespace {

using domain::FieldRole;

// Where the value of a field lies among the attributes.
enum class From : uint8_t { kRef, kRefs, kText, kInstant, kDate, kNumber, kElsewhere };

struct FactRow {
  FieldId field;
  From from;
  std::string_view attribute;
};

constexpr std::array kRows = {
    FactRow{FieldId::kProject, From::kRef, "project"},
    FactRow{FieldId::kType, From::kRef, "issuetype"},
    FactRow{FieldId::kStatus, From::kRef, "status"},
    FactRow{FieldId::kPriority, From::kRef, "priority"},
    FactRow{FieldId::kResolution, From::kRef, "resolution"},
    FactRow{FieldId::kAssignee, From::kRef, "assignee"},
    FactRow{FieldId::kReporter, From::kRef, "reporter"},
    FactRow{FieldId::kCreator, From::kRef, "creator"},
    FactRow{FieldId::kLevel, From::kRef, "security"},
    FactRow{FieldId::kComponent, From::kRefs, "components"},
    FactRow{FieldId::kFixVersion, From::kRefs, "fixVersions"},
    FactRow{FieldId::kAffectedVersion, From::kRefs, "versions"},
    FactRow{FieldId::kLabels, From::kRefs, "labels"},
    FactRow{FieldId::kSummary, From::kText, "summary"},
    FactRow{FieldId::kDescription, From::kText, domain::kDescription},
    FactRow{FieldId::kCreated, From::kInstant, "created"},
    FactRow{FieldId::kUpdated, From::kInstant, "updated"},
    FactRow{FieldId::kResolved, From::kInstant, "resolutiondate"},
    FactRow{FieldId::kStatusCategoryChanged, From::kInstant, "statuscategorychangedate"},
    FactRow{FieldId::kDue, From::kDate, "duedate"},
    FactRow{FieldId::kOriginalEstimate, From::kNumber, "timeoriginalestimate"},
    FactRow{FieldId::kRemainingEstimate, From::kNumber, "timeestimate"},
    FactRow{FieldId::kTimeSpent, From::kNumber, "timespent"},
    FactRow{FieldId::kKey, From::kElsewhere, ""},
    FactRow{FieldId::kSprint, From::kElsewhere, ""},
    FactRow{FieldId::kParent, From::kElsewhere, ""},
    FactRow{FieldId::kEpicLink, From::kElsewhere, ""},
    FactRow{FieldId::kParentLink, From::kElsewhere, ""},
    FactRow{FieldId::kIssueLink, From::kElsewhere, ""},
    FactRow{FieldId::kIssueLinkType, From::kElsewhere, ""},
    FactRow{FieldId::kWorklogAuthor, From::kElsewhere, ""},
    FactRow{FieldId::kWorklogDate, From::kElsewhere, ""},
};

// By FieldId; -1: not of an issue in hand.
constexpr auto kPlaces = [] {
  std::array<int8_t, 256> places{};
  for (int8_t& place : places) place = -1;
  for (size_t i = 0; i < kRows.size(); ++i)
    places[static_cast<size_t>(kRows[i].field)] = static_cast<int8_t>(i);
  return places;
}();

std::string_view attribute_of(HistoryField field) {
  switch (field) {
    case HistoryField::kStatus:
      return "status";
    case HistoryField::kAssignee:
      return "assignee";
    case HistoryField::kReporter:
      return "reporter";
    case HistoryField::kPriority:
      return "priority";
    case HistoryField::kResolution:
      return "resolution";
    case HistoryField::kFixVersion:
      return "fixVersions";
  }
  return "";
}

std::string_view view_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

// "out:10001:10007" of a link and its words "blocks ABC-7".
struct LinkParts {
  std::string_view type, other, phrase, key;
};

LinkParts parts_of_link(const domain::Ref& ref) {
  LinkParts parts;
  const std::string_view id = ref.id, name = ref.name;
  const size_t colon = id.rfind(':'), space = name.rfind(' ');
  parts.type = id.substr(0, colon);
  if (colon != std::string_view::npos) parts.other = id.substr(colon + 1);
  parts.phrase = space == std::string_view::npos ? name : name.substr(0, space);
  if (space != std::string_view::npos) parts.key = name.substr(space + 1);
  return parts;
}

// What was once asked is kept: many queries ask the same of one issue. One thread at a time.
class FactView : public IssueView {
 public:
  explicit FactView(const IssueFacts& facts)
      : facts_(facts), attributes_(facts.issue.attributes), created_(created_of(attributes_)) {
    if (const domain::Value* key = domain::find_value(attributes_, "key"); key != nullptr) {
      if (const std::string* text = domain::as_text(*key)) key_ = *text;
    }
  }

  [[nodiscard]] std::string_view key() const override { return key_; }
  [[nodiscard]] int64_t id() const override { return facts_.issue.id.value; }
  [[nodiscard]] int64_t created() const override { return created_; }
  bool values(const BoundField& field, Values& out) const override;
  bool steps(HistoryField field, std::vector<Step>& out) const override;
  bool links(std::vector<LinkSeen>& out, Values& scratch) const override;
  bool acts(std::vector<Act>& out) const override;

 private:
  struct Kept {
    bool asked = false;
    bool known = false;
    std::vector<Value> all;
  };

  static int64_t created_of(const domain::Attributes& attributes) {
    const auto created = domain::instant_of(attributes, "created");
    return created ? created->ms : INT64_MIN;
  }

  const Kept& kept(FieldId field) const;
  const Kept& kept_custom(const std::string& id) const;
  bool find(const FactRow& row, std::vector<Value>& out) const;
  bool find_elsewhere(FieldId field, std::vector<Value>& out) const;
  void find_custom(std::string_view id, std::vector<Value>& out) const;
  void find_worklogs(bool who, std::vector<Value>& out) const;

  void push_ref(const domain::Ref& ref, std::vector<Value>& out) const;
  void push_refs(const domain::Refs& refs, std::vector<Value>& out) const;
  void push_value(const domain::Value& value, std::vector<Value>& out) const;
  void push_issue(const domain::Ref& ref, std::vector<Value>& out) const;
  std::string_view keep(std::string text) const { return made_.emplace_back(std::move(text)); }

  [[nodiscard]] std::optional<domain::Ref> epic() const;
  [[nodiscard]] const domain::Refs* link_refs() const;
  const std::vector<domain::History>& histories() const;
  const std::vector<Step>& kept_steps(HistoryField field) const;
  void find_steps(HistoryField field, std::vector<Step>& out) const;
  void find_version_steps(std::vector<Step>& out) const;
  Step::Side side(std::string_view id, std::string_view text) const;

  const IssueFacts facts_;
  const domain::Attributes& attributes_;
  int64_t created_;
  std::string_view key_;
  mutable std::deque<std::string> made_;
  mutable domain::Refs sprints_;
  mutable std::array<Kept, kRows.size()> kept_;
  mutable std::map<std::string, Kept, std::less<>> custom_;
  mutable std::optional<std::vector<domain::History>> histories_;
  mutable std::array<std::optional<std::vector<Step>>, kHistoryFieldCount> steps_;
};

// A value that came without an id is known by its name, as in the lens.
void FactView::push_ref(const domain::Ref& ref, std::vector<Value>& out) const {
  if (ref.id.empty() && ref.name.empty()) return;
  const std::string_view id = ref.id.empty() ? keep("name:" + ref.name) : std::string_view(ref.id);
  out.push_back({id, ref.name, 0, 0});
}

void FactView::push_refs(const domain::Refs& refs, std::vector<Value>& out) const {
  for (const domain::Ref& ref : refs) push_ref(ref, out);
}

void FactView::push_issue(const domain::Ref& ref, std::vector<Value>& out) const {
  if (ref.id.empty() && ref.name.empty()) return;
  out.push_back({keep(ref.id), keep(ref.name), 0, 0});
}

void FactView::push_value(const domain::Value& value, std::vector<Value>& out) const {
  if (const domain::Ref* ref = domain::as_ref(value)) return push_ref(*ref, out);
  if (const domain::Refs* refs = domain::as_refs(value)) return push_refs(*refs, out);
  Value made;
  if (const double* number = domain::as_number(value)) {
    made.number = *number;
  } else if (const std::string* text = domain::as_text(value)) {
    if (text->empty()) return;
    made.id = made.text = *text;
  } else if (const Instant* instant = domain::as_instant(value)) {
    made.at = instant->ms;
  } else if (const auto* date = std::get_if<CivilDate>(&value)) {
    made.at = date->days;
  } else if (const bool* flag = domain::as_bool(value)) {
    made.id = made.text = *flag ? "true" : "false";
    made.number = *flag ? 1 : 0;
  } else {
    return;
  }
  out.push_back(made);
}

const FactView::Kept& FactView::kept(FieldId field) const {
  static const Kept kUnknown;
  const int8_t place = kPlaces[static_cast<size_t>(field)];
  if (place < 0) return kUnknown;
  Kept& one = kept_[static_cast<size_t>(place)];
  if (one.asked) return one;
  one.asked = true;
  one.known = find(kRows[static_cast<size_t>(place)], one.all);
  return one;
}

const FactView::Kept& FactView::kept_custom(const std::string& id) const {
  Kept& one = custom_[id];
  if (one.asked) return one;
  one.asked = one.known = true;
  find_custom(id, one.all);
  return one;
}

bool FactView::find(const FactRow& row, std::vector<Value>& out) const {
  if (row.from == From::kElsewhere) return find_elsewhere(row.field, out);
  const domain::Value* value = domain::find_value(attributes_, row.attribute);
  if (value == nullptr) return true;
  const bool fits = [&] {
    switch (row.from) {
      case From::kRef:
        return domain::as_ref(*value) != nullptr;
      case From::kRefs:
        return domain::as_refs(*value) != nullptr;
      case From::kText:
        return domain::as_text(*value) != nullptr;
      case From::kInstant:
        return domain::as_instant(*value) != nullptr;
      case From::kDate:
        return std::holds_alternative<CivilDate>(*value);
      default:
        return domain::as_number(*value) != nullptr;
    }
  }();
  if (fits) push_value(*value, out);
  return true;
}

std::optional<domain::Ref> FactView::epic() const {
  const domain::Ref told = domain::ref_of(attributes_, "epic");
  if (!told.id.empty() || !told.name.empty()) return told;
  for (const domain::FieldInfo* field : facts_.fields.find_role(FieldRole::kEpicLink)) {
    const domain::Value* value = domain::find_value(attributes_, field->id);
    if (value == nullptr) continue;
    if (const domain::Ref* ref = domain::as_ref(*value)) return *ref;
    if (const std::string* text = domain::as_text(*value); text != nullptr && !text->empty())
      return domain::Ref{"", *text};
  }
  return std::nullopt;
}

const domain::Refs* FactView::link_refs() const {
  const domain::Value* value = domain::find_value(attributes_, "issuelinks");
  return value == nullptr ? nullptr : domain::as_refs(*value);
}

bool FactView::find_elsewhere(FieldId field, std::vector<Value>& out) const {
  const domain::Ref told = domain::ref_of(attributes_, "parent");
  const bool has_parent = !told.id.empty() || !told.name.empty();
  switch (field) {
    case FieldId::kKey:
      out.push_back({keep(std::to_string(id())), key_, 0, 0});
      return true;
    case FieldId::kSprint:
      sprints_ = domain::decide_sprints(attributes_, facts_.fields);
      push_refs(sprints_, out);
      return true;
    case FieldId::kParent:
      push_issue(told, out);
      return true;
    case FieldId::kEpicLink:
      // The present parent is what counts where both are told, as in the lens.
      if (const auto above = epic()) push_issue(has_parent ? told : *above, out);
      return true;
    case FieldId::kParentLink:
      if (!has_parent && !epic())
        push_issue(domain::decide_parent(attributes_, facts_.fields), out);
      return true;
    case FieldId::kIssueLink:
    case FieldId::kIssueLinkType:
      if (const domain::Refs* refs = link_refs()) {
        for (const domain::Ref& ref : *refs) {
          const LinkParts link = parts_of_link(ref);
          if (field == FieldId::kIssueLink)
            out.push_back({link.other, link.key, 0, 0});
          else
            out.push_back({link.type, link.phrase, 0, 0});
        }
      }
      return true;
    case FieldId::kWorklogAuthor:
    case FieldId::kWorklogDate:
      if (facts_.worklogs_known) find_worklogs(field == FieldId::kWorklogAuthor, out);
      return facts_.worklogs_known;
    default:
      return false;
  }
}

void FactView::find_worklogs(bool who, std::vector<Value>& out) const {
  for (const domain::Record& worklog : facts_.worklogs) {
    if (domain::flag_of(worklog.attributes, domain::kDeleted)) continue;
    const domain::Value* value = domain::find_value(worklog.attributes, who ? "author" : "started");
    if (value != nullptr) push_value(*value, out);
  }
}

void FactView::find_custom(std::string_view id, std::vector<Value>& out) const {
  const FieldRole role = facts_.fields.role(id);
  const auto same_as = [&](FieldId field) {
    const Kept& other = kept(field);
    out.insert(out.end(), other.all.begin(), other.all.end());
  };
  if (role == FieldRole::kSprint) return same_as(FieldId::kSprint);
  if (role == FieldRole::kEpicLink) return same_as(FieldId::kEpicLink);
  if (role == FieldRole::kParentLink) return same_as(FieldId::kParentLink);
  if (const domain::Value* value = domain::find_value(attributes_, id)) push_value(*value, out);
}

bool FactView::values(const BoundField& field, Values& out) const {
  out.clear();
  if (field.id == FieldId::kCustom) {
    for (const std::string& id : field.custom) {
      const Kept& one = kept_custom(id);
      out.all.insert(out.all.end(), one.all.begin(), one.all.end());
    }
    return true;
  }
  const Kept& one = kept(field.id);
  out.all.insert(out.all.end(), one.all.begin(), one.all.end());
  return one.known;
}

const std::vector<domain::History>& FactView::histories() const {
  if (!histories_) {
    histories_ = domain::effective_histories(
        std::vector<domain::History>(facts_.histories.begin(), facts_.histories.end()));
  }
  return *histories_;
}

Step::Side FactView::side(std::string_view id, std::string_view text) const {
  if (id.empty() && !text.empty()) return {keep("name:" + std::string(text)), text};
  return {id, text};
}

void FactView::find_steps(HistoryField field, std::vector<Step>& out) const {
  const std::string_view wanted = attribute_of(field);
  for (const domain::History& history : histories()) {
    for (const domain::HistoryItem& item : history.items) {
      if ((item.field_id.empty() ? item.field_name : item.field_id) != wanted) continue;
      out.push_back({history.at().ms, side(view_of(item.from_id), view_of(item.from_text)),
                     side(view_of(item.to_id), view_of(item.to_text)), history.author.id,
                     history.author.name});
    }
  }
}

void FactView::find_version_steps(std::vector<Step>& out) const {
  std::vector<Step> raw;
  std::vector<domain::StayItem> items;
  for (const domain::History& history : histories()) {
    for (const domain::HistoryItem& item : history.items) {
      if ((item.field_id.empty() ? item.field_name : item.field_id) != "fixVersions") continue;
      items.push_back({history.at(), view_of(item.from_id), view_of(item.from_text),
                       view_of(item.to_id), view_of(item.to_text)});
      raw.push_back({history.at().ms, {}, {}, history.author.id, history.author.name});
    }
  }
  const std::string names[] = {"fixVersions"};
  const Instant created = created_ == INT64_MIN ? Instant() : Instant(created_);
  for (const lens::MemberTurn& turn :
       lens::decide_member_turns(items, false, domain::present_of(attributes_, names), created)) {
    Step step;
    step.at = turn.at;
    (turn.entered ? step.to : step.from) = {keep(turn.id), keep(turn.written)};
    if (turn.item != lens::kNoItem) {
      step.by = raw[turn.item].by;
      step.by_text = raw[turn.item].by_text;
    }
    out.push_back(step);
  }
}

const std::vector<Step>& FactView::kept_steps(HistoryField field) const {
  auto& steps = steps_[static_cast<size_t>(field)];
  if (steps) return *steps;
  steps.emplace();
  if (field == HistoryField::kFixVersion)
    find_version_steps(*steps);
  else
    find_steps(field, *steps);
  return *steps;
}

bool FactView::steps(HistoryField field, std::vector<Step>& out) const {
  out = kept_steps(field);
  return facts_.histories_complete;
}

bool FactView::links(std::vector<LinkSeen>& out, Values& scratch) const {
  (void)scratch;
  out.clear();
  const domain::Refs* refs = link_refs();
  if (refs == nullptr) return true;
  for (const domain::Ref& ref : *refs) {
    const LinkParts link = parts_of_link(ref);
    out.push_back({link.key, link.other, link.phrase, {}});
  }
  return true;
}

bool FactView::acts(std::vector<Act>& out) const {
  out.clear();
  const Kept& creator = kept(FieldId::kCreator);
  if (created_ != INT64_MIN && !creator.all.empty())
    out.push_back({created_, creator.all.front().id});
  for (const domain::History& history : histories())
    out.push_back({history.at().ms, history.author.id});
  for (const domain::Record& worklog : facts_.worklogs) {
    const domain::Value* author = domain::find_value(worklog.attributes, "author");
    const domain::Ref* who = author == nullptr ? nullptr : domain::as_ref(*author);
    const auto at = domain::instant_of(worklog.attributes, "started");
    if (who != nullptr && at) out.push_back({at->ms, who->id});
  }
  return false;  // who wrote comments is not among the facts
}

}  // namespace

std::unique_ptr<IssueView> make_fact_view(const IssueFacts& facts) {
  return std::make_unique<FactView>(facts);
}

}  // namespace tl::jql
