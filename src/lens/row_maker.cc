#include "lens/row_maker.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <tuple>

#include "base/text.h"
#include "domain/issue_view.h"

namespace tl::lens {
namespace {

constexpr uint32_t kMaxKnown = 1u << 24;  // numbers above are looked up each time
constexpr size_t kMaxExtraValues = 1000;  // of an issue; what is beyond is left out
constexpr size_t kMaxPhrase = 200;        // bytes of a link's words

int64_t ms_of(const std::optional<Instant>& instant) { return instant ? instant->ms : kNoInstant; }

int64_t ms_of(const domain::Attributes& from, std::string_view name) {
  return ms_of(domain::instant_of(from, name));
}

// A value that came without an id is known by its text; it can be in no catalogue.
domain::Ref named(std::string_view id, std::string_view text) {
  if (!id.empty()) return {std::string(id), std::string(text)};
  if (!text.empty()) return {"name:" + std::string(text), std::string(text)};
  return {};
}

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The shortest text that reads as the same number, whatever the vendor wrote ("3", "3.0").
domain::Ref number_ref(double number) {
  std::string text = fmt::format("{}", number == 0 ? 0.0 : number);
  return {text, text};
}

domain::Ref ref_of_side(ChangeField field, const ItemSide& side) {
  switch (field) {
    case ChangeField::kPoints: {
      const auto number = number_in(side.text.empty() ? side.id : side.text);
      return number ? number_ref(*number) : domain::Ref{};
    }
    case ChangeField::kProject: {  // the written name is not the key that the lens keeps
      domain::Ref ref = named(side.id, side.text);
      ref.name.clear();
      return ref;
    }
    case ChangeField::kParent:
      if (side.id.empty() && !side.text.empty())
        return {id_of_key(side.text), std::string(side.text)};
      return {std::string(side.id), std::string(side.text)};
    default:
      return named(side.id, side.text);
  }
}

void note_deletion(const domain::Attributes& attributes, IssueRow& row) {
  const auto deleted = attributes.find(domain::kDeleted);
  if (deleted == attributes.end() || !domain::flag_of(attributes, domain::kDeleted)) return;
  row.flags |= kRowDeleted;
  row.deleted_at = deleted->second.version.instant.ms;
}

// "is blocked by" of "is blocked by ABC-7" and of "This issue is blocked by ABC-7".
std::string_view phrase_of(std::string_view sentence) {
  for (const std::string_view subject : {"This issue ", "This work item "}) {
    if (sentence.starts_with(subject)) sentence.remove_prefix(subject.size());
  }
  const size_t space = sentence.rfind(' ');
  return space == std::string_view::npos ? sentence : sentence.substr(0, space);
}

std::string_view last_word(std::string_view text) {
  const size_t space = text.rfind(' ');
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

// By the agile API or by the field of company-managed projects.
bool tells_epic(const domain::Attributes& from, const domain::FieldCatalogue& fields) {
  const domain::Ref epic = domain::ref_of(from, "epic");
  if (!epic.id.empty() || !epic.name.empty()) return true;
  const auto links = fields.find_role(domain::FieldRole::kEpicLink);
  return std::any_of(links.begin(), links.end(), [&](const domain::FieldInfo* field) {
    return !domain::text_of(from, field->id).empty() || !domain::ref_of(from, field->id).id.empty();
  });
}

constexpr std::string_view kDurations[] = {"timespent", "timeoriginalestimate", "timeestimate"};

struct TypedValue {
  ValueKind kind = ValueKind::kNone;
  int64_t value = 0;
};

// What needs no dictionary. kNone: empty, a text, or a reference.
TypedValue typed(std::string_view name, const domain::Value& value) {
  if (const double* number = domain::as_number(value)) {
    if (std::find(std::begin(kDurations), std::end(kDurations), name) != std::end(kDurations))
      return {ValueKind::kSeconds, static_cast<int64_t>(*number)};
    return {ValueKind::kNumber, std::bit_cast<int64_t>(*number)};
  }
  if (const Instant* instant = domain::as_instant(value)) return {ValueKind::kInstant, instant->ms};
  if (const auto* date = std::get_if<CivilDate>(&value)) return {ValueKind::kDate, date->days};
  if (const bool* flag = domain::as_bool(value)) return {ValueKind::kFlag, *flag ? 1 : 0};
  return {};
}

}  // namespace

std::string id_of_key(std::string_view key) {
  std::string id = "key:" + std::string(key);
  for (size_t i = 4; i < id.size(); ++i)
    id[i] = id[i] >= 'a' && id[i] <= 'z' ? static_cast<char>(id[i] - 32) : id[i];
  return id;
}

MadeRow RowMaker::make(const IssueFacts& facts) {
  begin_instance(facts.instance);
  const domain::Attributes& from = facts.issue->attributes;
  MadeRow made;
  IssueRow& row = made.row;
  row.ref = {facts.instance, facts.issue->id};
  set_plain(from, row);
  set_parent(facts, made);
  set_points(facts, row);
  add_single(facts, row);
  for (const ChangeField field :
       {ChangeField::kSprint, ChangeField::kFixVersion, ChangeField::kAffectedVersion,
        ChangeField::kComponent, ChangeField::kLabel})
    add_many(facts, field, row);
  add_links(facts, made);
  add_worklogs(facts, row);
  add_values(facts, row);
  std::sort(row.written.begin(), row.written.end(), [](const Written& a, const Written& b) {
    return std::tie(a.field, a.change, a.to) < std::tie(b.field, b.change, b.to);
  });
  if (const auto total = domain::number_of(from, domain::kCommentTotal))
    row.comments = static_cast<int64_t>(*total);
  else if (facts.comments)
    row.comments = *facts.comments;
  mark_chain(row);
  return made;
}

IssueRow RowMaker::settle(MadeRow made, const KeyMap& keys) {
  IssueRow& row = made.row;
  begin_instance(row.ref.instance);
  for (const MadeRow::Wish& wish : made.wishes) {
    const auto found = keys.find({row.ref.instance, wish.key});
    if (found != keys.end()) {
      (wish.link ? row.links[*wish.link].other : row.parent) = found->second;
      continue;
    }
    const Code field = dictionary_.field_code(instance_, kWaitsField, ValueKind::kNone);
    const Code key = code_of(LensField::kIssue, {id_of_key(wish.key), wish.key});
    const ExtraValue waits{field, key};
    if (std::find(row.values.begin(), row.values.end(), waits) == row.values.end())
      row.values.push_back(waits);
  }
  return std::move(row);
}

void RowMaker::begin_instance(InstanceId instance) {
  if (now_ != nullptr && instance == instance_) return;
  instance_ = instance;
  now_ = &roles_of(roles_, instance);
  known_.clear();
}

Code RowMaker::code_of(LensField field, const domain::Ref& value) {
  return dictionary_.code_of(field, instance_, value);
}

Code RowMaker::new_code(ChangeField field, const ItemSide& side) {
  return code_of(dictionary_of(field), ref_of_side(field, side));
}

Code RowMaker::code_of_side(ChangeField field, const ItemSide& side) {
  if (side.id.empty() && side.text.empty()) return kNoCode;
  if (field == ChangeField::kFlag) return kFlagged;
  if (side.number == 0 || side.number >= kMaxKnown) return new_code(field, side);
  if (side.number >= known_.size())
    known_.resize(std::max<size_t>(side.number + 1, known_.size() * 2));
  Known& known = known_[side.number];
  if (known.code == kUnknownCode) known.code = new_code(field, side);
  return known.code;
}

Code RowMaker::code_of_actor(const ItemSide& side) {
  return code_of_side(ChangeField::kAssignee, side);  // of the same dictionary
}

// Of the last change of the field.
void RowMaker::note_written(IssueRow& row, ChangeField field, bool to, const ItemSide& side) {
  if (!keeps_names(field)) return;
  const Change& change = row.changes[field].back();
  const Code code = to ? change.to : change.from;
  if (code == kNoCode) return;
  Code name = kUnknownCode;
  const bool numbered = side.number != 0 && side.number < known_.size();
  if (numbered) name = known_[side.number].written;
  if (name == kUnknownCode) {
    name = dictionary_.written_code(dictionary_of(field), code, side.text);
    if (numbered) known_[side.number].written = name;
  }
  if (name == kNoCode) return;
  row.written.push_back({field, static_cast<uint32_t>(row.changes[field].size() - 1), to, name});
}

void RowMaker::set_plain(const domain::Attributes& from, IssueRow& row) {
  const auto code = [&](LensField field, std::string_view name) {
    return code_of(field, domain::ref_of(from, name));
  };
  row.key = domain::text_of(from, "key");
  row.summary = domain::text_of(from, "summary");
  row.project = code(LensField::kProject, "project");
  row.type = code(LensField::kType, "issuetype");
  row.status = code(LensField::kStatus, "status");
  row.priority = code(LensField::kPriority, "priority");
  row.resolution = code(LensField::kResolution, "resolution");
  row.assignee = code(LensField::kAccount, "assignee");
  row.reporter = code(LensField::kAccount, "reporter");
  row.creator = code(LensField::kAccount, "creator");
  row.security = code(LensField::kSecurity, "security");
  row.created = ms_of(from, "created");
  row.updated = ms_of(from, "updated");
  row.resolved = ms_of(from, "resolutiondate");
  if (const domain::Value* due = domain::find_value(from, "duedate")) {
    if (const auto* date = std::get_if<CivilDate>(due)) row.due = date->days;
  }
  if (domain::number_of(from, domain::kHistoryTotal)) row.flags |= kRowHistoryComplete;
  if (domain::flag_of(from, domain::kInvisible)) row.flags |= kRowInvisible;
  if (domain::decide_flagged(from, now_->special())) row.flags |= kRowFlagged;
  note_deletion(from, row);
}

void RowMaker::set_parent(const IssueFacts& facts, MadeRow& made) {
  const domain::Attributes& from = facts.issue->attributes;
  const domain::Ref parent = domain::decide_parent(from, now_->special());
  const domain::Ref told = domain::ref_of(from, "parent");
  const bool known = !parent.id.empty() || !parent.name.empty();
  if (known && told.id.empty() && told.name.empty()) made.row.flags |= kRowParentElsewhere;
  if (tells_epic(from, now_->special())) made.row.flags |= kRowEpicLink;
  if (const auto id = parse_int(parent.id)) {
    made.row.parent = IssueId(*id);
    return;
  }
  if (parent.name.empty()) return;
  for (const ChangeItem& item : facts.items) {  // an epic's key: the histories may say its id
    if (item.use.link || item.use.field != ChangeField::kParent || item.to.text != parent.name)
      continue;
    if (const auto id = parse_int(item.to.id)) {
      made.row.parent = IssueId(*id);
      return;
    }
  }
  made.wishes.push_back({parent.name, std::nullopt});
}

void RowMaker::set_points(const IssueFacts& facts, IssueRow& row) {
  const auto points = domain::decide_story_points(facts.issue->attributes, now_->special());
  if (points) row.points = code_of(LensField::kNumber, number_ref(*points));
}

void RowMaker::add_single(const IssueFacts& facts, IssueRow& row) {
  // Of several fields of points that which has the present value; else the best that ever had one.
  std::optional<uint8_t> rank;
  for (size_t i = 0; i < now_->points().size() && !rank; ++i) {
    if (domain::number_of(facts.issue->attributes, now_->points()[i]))
      rank = static_cast<uint8_t>(i);
  }
  for (const ChangeItem& item : facts.items) {
    if (row.points == kNoCode && !item.use.link && item.use.field == ChangeField::kPoints)
      rank = std::min(rank.value_or(item.use.rank), item.use.rank);
  }
  for (const ChangeItem& item : facts.items) {
    const ChangeField field = item.use.field;
    if (item.use.link || is_many(field)) continue;
    if (field == ChangeField::kPoints && item.use.rank != rank) continue;
    auto& changes = row.changes[field];
    const Change change{item.at, code_of_side(field, item.from), code_of_side(field, item.to),
                        code_of_actor(item.actor)};
    if (field == ChangeField::kFlag && change.from == change.to) continue;
    // One act tells of a parent under two names.
    const bool again = field == ChangeField::kParent && !changes.empty() &&
                       changes.back().from == change.from && changes.back().to == change.to;
    if (again) continue;
    changes.push_back(change);
    note_written(row, field, false, item.from);
    note_written(row, field, true, item.to);
  }
}

void RowMaker::add_many(const IssueFacts& facts, ChangeField field, IssueRow& row) {
  const domain::Attributes& from = facts.issue->attributes;
  const domain::Present present = domain::present_of(from, now_->attributes_of(field));
  const LensField dictionary = dictionary_of(field);
  if (present.members) {
    for (const domain::Ref& member : *present.members) {
      const Code code = code_of(dictionary, named(member.id, member.name));
      if (code != kNoCode) row.members.push_back({field, code});
    }
  }
  chosen_.clear();
  stay_items_.clear();
  for (const ChangeItem& item : facts.items) {
    if (item.use.link || item.use.field != field) continue;
    chosen_.push_back(&item);
    stay_items_.push_back(
        {Instant(item.at), item.from.id, item.from.text, item.to.id, item.to.text});
  }
  if (chosen_.empty()) return;
  const Instant created = domain::instant_of(from, "created").value_or(Instant());
  const bool words = field == ChangeField::kLabel;
  add_turns(chosen_, decide_member_turns(stay_items_, words, present, created), field, row);
}

// An end that no history tells has no actor.
void RowMaker::add_turns(std::span<const ChangeItem* const> items,
                         const std::vector<MemberTurn>& turns, ChangeField field, IssueRow& row) {
  for (const MemberTurn& turn : turns) {
    const Code code = code_of(dictionary_of(field), {turn.id, turn.name});
    const Code actor = turn.item == kNoItem ? kNoCode : code_of_actor(items[turn.item]->actor);
    const Change change = turn.entered ? Change{turn.at, kNoCode, code, actor}
                                       : Change{turn.at, code, kNoCode, actor};
    row.changes[field].push_back(change);
    note_written(row, field, turn.entered, {{}, turn.written});
  }
}

void RowMaker::add_links(const IssueFacts& facts, MadeRow& made) {
  const domain::Attributes& from = facts.issue->attributes;
  const domain::Present present = domain::present_of(from, now_->link_attributes());
  stay_items_.clear();
  for (const ChangeItem& item : facts.items) {
    if (!item.use.link) continue;
    stay_items_.push_back(
        {Instant(item.at), item.from.id, item.from.text, item.to.id, item.to.text});
  }
  if (stay_items_.empty() && (!present.members || present.members->empty())) return;
  const Instant created = domain::instant_of(from, "created").value_or(Instant());
  for (const domain::Stay& stay : domain::decide_link_stays(stay_items_, present, created))
    add_link(stay, created, made);
}

void RowMaker::add_link(const domain::Stay& stay, Instant created, MadeRow& made) {
  const bool known = stay.id.starts_with("in:") || stay.id.starts_with("out:");
  const size_t second = known ? stay.id.rfind(':') : std::string::npos;
  const std::string phrase =
      shortened(phrase_of(stay.name.empty() && !known ? stay.id : stay.name), kMaxPhrase);
  Link link;
  link.since = stay.from == created && created == Instant() ? kNoInstant : stay.from.ms;
  link.until = stay.to ? stay.to->ms : kNoInstant;
  if (known) {
    link.type = code_of(LensField::kLinkType, {stay.id.substr(0, second), phrase});
    link.other = IssueId(parse_int(stay.id.substr(second + 1)).value_or(0));
  } else {
    // Ended, and the type's id is in no history: it is known by its words.
    link.type = code_of(LensField::kLinkType, named("", phrase));
    const std::string key(last_word(stay.id));
    if (!key.empty()) made.wishes.push_back({key, made.row.links.size()});
  }
  made.row.links.push_back(link);
}

void RowMaker::add_worklogs(const IssueFacts& facts, IssueRow& row) {
  std::vector<const WorklogFact*> sorted;
  for (const WorklogFact& worklog : facts.worklogs) sorted.push_back(&worklog);
  std::sort(sorted.begin(), sorted.end(), [](const WorklogFact* a, const WorklogFact* b) {
    return std::tie(a->started, a->id, a) < std::tie(b->started, b->id, b);
  });
  for (const WorklogFact* worklog : sorted)
    row.worklogs.push_back({worklog->started, worklog->seconds, code_of_actor(worklog->author)});
}

void RowMaker::add_values(const IssueFacts& facts, IssueRow& row) {
  const domain::Attributes& from = facts.issue->attributes;
  for (const auto& [name, attribute] : from) {
    if (row.values.size() >= kMaxExtraValues) return;
    if (!now_->is_covered(name)) add_value(name, attribute.value, row);
  }
  // IssueRow::points is of the first field unless another one has a number: then all are here.
  const std::vector<std::string>& points = now_->points();
  const auto has_number = [&](const std::string& id) { return domain::number_of(from, id); };
  if (points.empty() || std::none_of(points.begin() + 1, points.end(), has_number)) return;
  for (const std::string& id : points) {
    if (const domain::Value* value = domain::find_value(from, id)) add_value(id, *value, row);
  }
}

// The kind follows from the value, not from the catalogue, which may come later. Should a field
// hold values of two kinds, the first one counts and the others are left out.
void RowMaker::add_value(std::string_view name, const domain::Value& value, IssueRow& row) {
  const auto push = [&](ValueKind kind, int64_t number) {
    const Code field = dictionary_.field_code(instance_, name, kind);
    if (field != kNoCode) row.values.push_back({field, number});
  };
  const auto push_ref = [&](const domain::Ref& ref) {
    domain::Ref value = named(ref.id, ref.name);
    if (value.id.empty()) return;
    value.id.insert(0, std::string(name) + ":");  // ids of options, users, versions are alike
    const Code option = code_of(LensField::kOption, value);
    if (option != kNoCode && row.values.size() < kMaxExtraValues) push(ValueKind::kOption, option);
  };
  const TypedValue plain = typed(name, value);
  if (plain.kind != ValueKind::kNone) return push(plain.kind, plain.value);
  if (const domain::Ref* ref = domain::as_ref(value)) push_ref(*ref);
  if (const domain::Refs* refs = domain::as_refs(value)) {
    for (const domain::Ref& ref : *refs) push_ref(ref);
  }
}

}  // namespace tl::lens
