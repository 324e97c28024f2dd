#include "jql/lens_row.h"

#include <bit>

#include "jql/lens_place.h"

namespace tl::jql {

using lens::Chunk;
using lens::Code;
using lens::DictionaryEntry;
using lens::LensField;
using lens::Range;

// Reads the values of one place.
struct LensRow::Reader {
  const LensRow& of;
  const lens::Dictionary& dictionary;
  const Chunk& chunk;
  uint32_t row;
  Values& out;

  void named(LensField field, Code code) {
    if (code == lens::kNoCode) return;
    const DictionaryEntry& entry = dictionary.at(field, code);
    const bool keyed = field == LensField::kProject && !entry.key.empty();
    out.all.push_back({entry.id, keyed ? entry.key : entry.name, 0, 0});
  }
  void number(double value) { out.all.push_back({{}, {}, value, 0}); }
  void at(int64_t value) {
    if (value != lens::kNoInstant) out.all.push_back({{}, {}, 0, value});
  }
  void text(std::string_view value) {
    if (!value.empty()) out.all.push_back({{}, value, 0, 0});
  }
  std::string_view made(int64_t number) { return out.made.emplace_back(std::to_string(number)); }

  // An issue by its id; its key where it is stored.
  void issue(int64_t id) {
    if (id == 0) return;
    const auto found = of.version_.find({of.instance(), IssueId(id)});
    const std::string_view key =
        found ? of.version_.parts()[found->part].chunk->key.at(found->row) : std::string_view();
    out.all.push_back({made(id), key, 0, 0});
  }

  // An issue that is known by its key alone: the first that the row waits for.
  void waited() {
    const Range values = chunk.values(row);
    for (uint32_t i = values.begin; i < values.end; ++i) {
      if (dictionary.at(LensField::kField, chunk.value.field[i]).id != kWaits) continue;
      const auto code = static_cast<Code>(chunk.value.value[i]);
      out.all.push_back({{}, dictionary.at(LensField::kIssue, code).key, 0, 0});
      return;
    }
  }

  void parent(Place place) {
    const uint8_t flags = chunk.flags[row];
    const bool elsewhere = (flags & lens::kRowParentElsewhere) != 0;
    const bool epic = (flags & lens::kRowEpicLink) != 0;
    const bool told = place == Place::kParent     ? !elsewhere
                      : place == Place::kEpicLink ? epic
                                                  : elsewhere && !epic;
    if (!told) return;
    if (chunk.parent[row] != 0) return issue(chunk.parent[row]);
    if (elsewhere) waited();
  }

  void parent_epic() {
    IssueRef above{of.instance(), IssueId(chunk.parent[row])};
    for (int i = 0; i < 2 && above.issue; ++i) {
      const auto found = of.version_.find(above);
      if (!found) return;
      const Chunk& in = *of.version_.parts()[found->part].chunk;
      const DictionaryEntry& type = dictionary.at(LensField::kType, in.type[found->row]);
      if (type.level.value_or(0) == 1) return issue(above.issue.value);
      above.issue = IssueId(in.parent[found->row]);
    }
  }

  void extra(Code field) {
    if (field == lens::kNoCode) return;
    const lens::ValueKind kind = dictionary.at(LensField::kField, field).kind;
    const Range values = chunk.values(row);
    for (uint32_t i = values.begin; i < values.end; ++i) {
      if (chunk.value.field[i] == field) extra_value(kind, chunk.value.value[i]);
    }
  }

  void extra_value(lens::ValueKind kind, int64_t value) {
    switch (kind) {
      case lens::ValueKind::kNumber:
        return number(std::bit_cast<double>(value));
      case lens::ValueKind::kSeconds:
        return number(static_cast<double>(value));
      case lens::ValueKind::kInstant:
      case lens::ValueKind::kDate:
        return at(value);
      case lens::ValueKind::kFlag: {
        const std::string_view word = value != 0 ? "true" : "false";
        out.all.push_back({word, word, static_cast<double>(value), 0});
        return;
      }
      case lens::ValueKind::kOption: {
        const DictionaryEntry& option = dictionary.at(LensField::kOption, static_cast<Code>(value));
        out.all.push_back({option_id(option), option.name, 0, 0});
        return;
      }
      case lens::ValueKind::kNone:
        return;
    }
  }

  void links(bool others) {
    const Range range = chunk.links(row);
    for (uint32_t i = range.begin; i < range.end; ++i) {
      if (chunk.link.until[i] != lens::kNoInstant) continue;
      if (others) {
        issue(chunk.link.other[i]);
        continue;
      }
      const DictionaryEntry& type = dictionary.at(LensField::kLinkType, chunk.link.type[i]);
      out.all.push_back({type.id, type.name, 0, 0});
    }
  }

  void worklogs(bool who) {
    const Range range = chunk.worklogs(row);
    for (uint32_t i = range.begin; i < range.end; ++i) {
      if (who)
        named(LensField::kAccount, chunk.worklog.author[i]);
      else
        at(chunk.worklog.started[i]);
    }
  }

  void computed(const ComputedColumn& column) {
    const ComputedValue value = column.value(chunk, row);
    if (const double* number_of = std::get_if<double>(&value)) number(*number_of);
    if (const auto* name = std::get_if<std::string_view>(&value))
      out.all.push_back({*name, *name, 0, 0});
  }

  void members(lens::ChangeField field) {
    const Range range = chunk.members(row, field);
    for (uint32_t i = range.begin; i < range.end; ++i)
      named(lens::dictionary_of(field), chunk.member.code[i]);
  }

  bool read(const LensPlace& place, const BoundField& field);
  static constexpr std::string_view kWaits = "$waits";  // lens::kWaitsField
};

bool LensRow::Reader::read(const LensPlace& place, const BoundField& field) {
  switch (place.place) {
    case Place::kNotHere:
      return false;
    case Place::kCode:
      return named(place.dictionary, (chunk.*place.codes)[row]), true;
    case Place::kMember:
      return members(place.member), true;
    case Place::kInstant:
      return at((chunk.*place.instants)[row]), true;
    case Place::kDay:
      return at(chunk.due[row]), true;
    case Place::kKey:
      return out.all.push_back({made(of.id()), of.key(), 0, 0}), true;
    case Place::kSummary:
      return text(chunk.summary.at(row)), true;
    case Place::kParent:
    case Place::kEpicLink:
    case Place::kParentLink:
      return parent(place.place), true;
    case Place::kParentEpic:
      return parent_epic(), true;
    case Place::kExtra:
      return extra(place.field), true;
    case Place::kPoints:
      if (const auto points = points_of(place, dictionary, chunk, row)) number(*points);
      return true;
    case Place::kLinkOther:
    case Place::kLinkType:
      return links(place.place == Place::kLinkOther), true;
    case Place::kWorklogWho:
    case Place::kWorklogWhen:
      return worklogs(place.place == Place::kWorklogWho), true;
    case Place::kComputed:
      if (field.computed == nullptr) return false;
      return computed(*field.computed), true;
  }
  return false;
}

bool LensRow::values(const BoundField& field, Values& out) const {
  out.clear();
  Reader reader{*this, version_.dictionary(), *chunk_, row_, out};
  bool known = false;
  for (const LensPlace& place : find_places(field, version_.dictionary(), instance()))
    known = reader.read(place, field) || known;
  return known;
}

bool LensRow::steps(HistoryField field, std::vector<Step>& out) const {
  out.clear();
  const lens::ChangeField of = change_field_of(field);
  const lens::Dictionary& dictionary = version_.dictionary();
  const LensField values = lens::dictionary_of(of);
  const Range range = chunk_->changes(row_, of);
  const bool named_anew = !chunk_->written_in(range).empty();
  const auto side = [&](uint32_t change, bool to, Code code) -> Step::Side {
    if (code == lens::kNoCode) return {};
    const Code written = named_anew ? chunk_->written_at(change, to) : lens::kNoCode;
    return {dictionary.at(values, code).id, lens::written_name(dictionary, values, code, written)};
  };
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const lens::Change change = chunk_->change.change(i);
    const DictionaryEntry& by = dictionary.at(LensField::kAccount, change.actor);
    out.push_back(
        {change.at, side(i, false, change.from), side(i, true, change.to), by.id, by.name});
  }
  return (chunk_->flags[row_] & lens::kRowHistoryComplete) != 0;
}

bool LensRow::links(std::vector<LinkSeen>& out, Values& scratch) const {
  out.clear();
  scratch.clear();
  const lens::Dictionary& dictionary = version_.dictionary();
  const lens::FieldDictionary& types = dictionary.field(LensField::kLinkType);
  const Range range = chunk_->links(row_);
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const lens::Link link = chunk_->link_at(i);
    if (link.until != lens::kNoInstant) continue;
    LinkSeen seen{};
    const DictionaryEntry& type = types.at(link.type);
    seen.phrase = type.name;
    const bool in = type.id.starts_with("in:");
    if (in || type.id.starts_with("out:")) {
      const std::string other = in ? "out:" + type.id.substr(3) : "in:" + type.id.substr(4);
      seen.back = types.at(types.find(instance(), other)).name;
    }
    if (link.other) {
      seen.id = scratch.made.emplace_back(std::to_string(link.other.value));
      if (const auto found = version_.find({instance(), link.other}))
        seen.key = version_.parts()[found->part].chunk->key.at(found->row);
    }
    out.push_back(seen);
  }
  return true;
}

bool LensRow::acts(std::vector<Act>& out) const {
  out.clear();
  const lens::FieldDictionary& accounts = version_.dictionary().field(LensField::kAccount);
  const auto add = [&](int64_t at, Code by) {
    if (by != lens::kNoCode && at != lens::kNoInstant) out.push_back({at, accounts.at(by).id});
  };
  add(chunk_->created[row_], chunk_->creator[row_]);
  for (uint32_t i = chunk_->change.begin[row_]; i < chunk_->change.begin[row_ + 1]; ++i)
    add(chunk_->change.at[i], chunk_->change.actor[i]);
  const Range worklogs = chunk_->worklogs(row_);
  for (uint32_t i = worklogs.begin; i < worklogs.end; ++i)
    add(chunk_->worklog.started[i], chunk_->worklog.author[i]);
  return false;
}

std::unique_ptr<IssueView> make_lens_row(const lens::LensVersion& version,
                                         lens::RowAddress address) {
  return std::make_unique<LensRow>(version, address);
}

}  // namespace tl::jql
