#include "api/jql_columns.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "api/jql_view.h"
#include "base/text.h"

namespace tl::api {
namespace {

using jql::FieldId;
using jql::ValueKind;

constexpr size_t kMaxNameChars = 600;
constexpr std::array<std::string_view, 6> kUsual = {"type",     "status",  "priority",
                                                    "assignee", "updated", "cycleTime"};

// --- fields whose values follow from those of another ---

struct Derivation {
  FieldId field;
  FieldId source;
  jql::Noun noun;
  std::optional<DerivedValue> (*make)(const jql::Named&, const jql::Catalogue&);
};

std::optional<DerivedValue> name_of(const jql::Catalogue& catalogue, jql::Noun noun,
                                    std::string_view id) {
  if (id.empty()) return std::nullopt;
  DerivedValue found{std::string(id), std::string(id), 0};
  catalogue.each(noun, [&](const jql::Named& named) {
    if (named.id == id && !named.gone) found.text = named.name;
  });
  return found;
}

std::optional<DerivedValue> category_of_status(const jql::Named& status, const jql::Catalogue&) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kNames = {
      {{"new", "To Do"}, {"indeterminate", "In Progress"}, {"done", "Done"}}};
  for (const auto& [id, name] : kNames) {
    if (status.category == id) return DerivedValue{std::string(id), std::string(name), 0};
  }
  return std::nullopt;
}

std::optional<DerivedValue> category_of_project(const jql::Named& project,
                                                const jql::Catalogue& catalogue) {
  return name_of(catalogue, jql::Noun::kProjectCategory, project.category);
}

std::optional<DerivedValue> type_of_project(const jql::Named& project, const jql::Catalogue&) {
  if (project.type.empty()) return std::nullopt;
  return DerivedValue{std::string(project.type), std::string(project.type), 0};
}

std::optional<DerivedValue> level_of_type(const jql::Named& type, const jql::Catalogue&) {
  if (!type.level) return std::nullopt;
  const std::string text = std::to_string(*type.level);
  return DerivedValue{text, text, static_cast<double>(*type.level)};
}

constexpr std::array<Derivation, 4> kDerivations = {{
    {FieldId::kStatusCategory, FieldId::kStatus, jql::Noun::kStatus, category_of_status},
    {FieldId::kProjectCategory, FieldId::kProject, jql::Noun::kProject, category_of_project},
    {FieldId::kProjectType, FieldId::kProject, jql::Noun::kProject, type_of_project},
    {FieldId::kHierarchyLevel, FieldId::kType, jql::Noun::kType, level_of_type},
}};

void derive(const jql::Catalogue& catalogue, JqlColumn::Source& source) {
  for (const Derivation& one : kDerivations) {
    if (source.field.id != one.field) continue;
    source.derived = true;
    source.field.id = one.source;
    source.field.kind = ValueKind::kName;
    catalogue.each(one.noun, [&](const jql::Named& named) {
      auto value = one.make(named, catalogue);
      if (!value) return;
      if (named.gone)
        source.values.try_emplace(std::string(named.id), std::move(*value));
      else
        source.values.insert_or_assign(std::string(named.id), std::move(*value));
    });
    return;
  }
}

// --- names ---

// "cf[10010]", "Story Points[Number]" and "timeInStatus[In Review]" all end in a bracket; the
// second is a name as a whole.
std::vector<jql::FieldName> readings_of(std::string_view name) {
  std::vector<jql::FieldName> readings;
  const size_t open = name.find('[');
  const bool bracket = open != std::string_view::npos && open > 0 && name.ends_with(']');
  const std::string_view inside =
      bracket ? name.substr(open + 1, name.size() - open - 2) : std::string_view();
  jql::FieldName whole;
  whole.name = name;
  if (bracket && equals_no_case(name.substr(0, open), "cf")) whole.custom = parse_int(inside);
  readings.push_back(whole);
  if (bracket && !whole.custom) {
    jql::FieldName part;
    part.name = trim(name.substr(0, open));
    part.properties.emplace_back().key = inside;
    readings.push_back(std::move(part));
  }
  return readings;
}

// Names that say too little, or too much, above a column.
struct Title {
  std::string_view name, title;
};
constexpr std::array<Title, 3> kTitles = {
    {{"issuetype", "Type"}, {"category", "Project category"}, {"level", "Security level"}}};

// "fixVersion" is "Fix version"; names with a blank stay.
std::string title_of(std::string_view name) {
  for (const Title& one : kTitles) {
    if (name == one.name) return std::string(one.title);
  }
  if (name.find(' ') != std::string_view::npos) return std::string(name);
  std::string title;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !title.empty()) title += ' ';
    title += upper && !title.empty() ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

std::string title_of(const jql::FieldName& name, const jql::BoundField& field) {
  if (field.id == FieldId::kCustom) return field.name;
  const bool computed = field.id == FieldId::kComputed;
  const std::string_view known = computed
                                     ? std::string_view(field.name).substr(0, field.name.find('['))
                                     : jql::spec_of(field.id).name;
  const std::string title = title_of(known);
  return name.properties.empty() ? title : title + ": " + name.properties.front().key;
}

bool holds_many(const JqlInstance& instance, const jql::BoundField& field) {
  if (field.id == FieldId::kComputed) return false;
  if (field.id != FieldId::kCustom) return jql::spec_of(field.id).many;
  for (const std::string& id : field.custom) {
    const domain::FieldInfo* info = instance.fields->find(id);
    if (info != nullptr && info->type == "array") return true;
  }
  return false;
}

// What became of a name in all instances.
struct Search {
  JqlColumn column;
  bool found = false;
  std::string why_not;  // found, but not stored
  std::string unknown;  // the words of the one that does not know it
};

void add_source(const JqlWorld& world, size_t place, const jql::FieldName& name, Search& search) {
  const JqlInstance& instance = world.instances[place];
  jql::BindOptions options;
  options.computed = &world.computed;
  auto bound = jql::bind_field(name, *instance.catalogue, options);
  if (!bound.field) {
    if (bound.problem && search.unknown.empty()) search.unknown = bound.problem->message;
    return;
  }
  if (!bound.why_undecided.empty()) {
    if (search.why_not.empty()) search.why_not = bound.why_undecided;
    return;
  }
  JqlColumn& column = search.column;
  if (!search.found) {
    column.kind = bound.field->kind;
    column.title = title_of(name, *bound.field);
    column.status = bound.field->id == FieldId::kStatus;
  }
  column.many = column.many || holds_many(instance, *bound.field);
  search.found = true;
  JqlColumn::Source source{std::move(*bound.field), false, {}};
  derive(*instance.catalogue, source);
  column.sources[place] = std::move(source);
}

// Nothing is connected: what the language says of the name.
JqlColumn column_of_nothing(const JqlWorld& world, std::string_view name) {
  JqlColumn column;
  column.name = name;
  column.title = title_of(name);
  if (const jql::FieldSpec* spec = jql::find_field(name)) {
    column.kind = spec->kind;
    column.title = title_of(spec->name);
  }
  if (const jql::ComputedField* computed = world.computed.find(name))
    column.kind = computed->kind();
  return column;
}

}  // namespace

std::optional<JqlColumn> find_column(const JqlWorld& world, std::string_view name,
                                     const std::string& member, Problems& problems) {
  if (world.instances.empty()) return column_of_nothing(world, name);
  Search last;
  for (const jql::FieldName& reading : readings_of(trim(name))) {
    Search search;
    search.column.name = name;
    search.column.sources.resize(world.instances.size());
    for (size_t i = 0; i < world.instances.size(); ++i) add_source(world, i, reading, search);
    if (search.found) return std::move(search.column);
    if (last.why_not.empty()) last = std::move(search);
  }
  std::string why = "no connection knows this field";
  if (!last.why_not.empty())
    why = last.why_not;
  else if (!last.unknown.empty())
    why = last.unknown;
  problems.push_back({member, std::move(why)});
  return std::nullopt;
}

std::vector<JqlColumn> find_columns(const JqlWorld& world,
                                    const std::optional<std::vector<std::string>>& names,
                                    Problems& problems) {
  std::vector<JqlColumn> columns;
  if (names) {
    for (size_t i = 0; i < names->size(); ++i) {
      const std::string member = "columns[" + std::to_string(i) + "]";
      if (count_chars((*names)[i]) > kMaxNameChars) {
        problems.push_back({member, fmt::format("must have at most {} characters", kMaxNameChars)});
      } else if (auto column = find_column(world, (*names)[i], member, problems)) {
        columns.push_back(std::move(*column));
      }
    }
    return columns;
  }
  Problems ignored;
  for (const std::string_view name : kUsual) {
    auto column = find_column(world, name, "columns", ignored);
    if (column) columns.push_back(std::move(*column));
  }
  return columns;
}

JqlRow::JqlRow(const JqlWorld& world, lens::RowAddress address)
    : world_(world),
      chunk_(world.view.version->parts()[address.part].chunk.get()),
      row_(address.row),
      place_(*world.place_of(InstanceId(chunk_->instance[address.row]))),
      view_(*world.view.version, address) {}

bool JqlRow::values(const JqlColumn& column, jql::Values& out) const {
  out.clear();
  const auto& source = column.sources[place_];
  if (!source || !view_.values(source->field, out)) return false;
  if (!source->derived) return true;
  std::vector<jql::Value> derived;
  for (const jql::Value& value : out.all) {
    const auto found = source->values.find(value.id);
    if (found == source->values.end()) continue;
    derived.push_back({found->second.id, found->second.text, found->second.number, 0});
  }
  out.all = std::move(derived);
  return true;
}

namespace {

std::string shown_text(ValueKind kind, const jql::Value& value) {
  switch (kind) {
    case ValueKind::kInstant:
      return format_instant(Instant(value.at));
    case ValueKind::kDay:
      return format_date(CivilDate{static_cast<int32_t>(value.at)});
    case ValueKind::kNumber:
    case ValueKind::kDuration:
      return fmt::format("{}", value.number);
    default:
      return std::string(value.text.empty() ? value.id : value.text);
  }
}

}  // namespace

void render_value(JsonWriter& out, const JqlColumn& column, const jql::Value& value,
                  const lens::Dictionary& dictionary, InstanceId instance) {
  switch (column.kind) {
    case ValueKind::kNumber:
    case ValueKind::kDuration:
      out.value(value.number);
      return;
    case ValueKind::kName:
    case ValueKind::kIssue:
      break;
    default:
      out.value(shown_text(column.kind, value));
      return;
  }
  out.begin_object().member("id", value.id.empty() ? value.text : value.id);
  out.member("name", value.text.empty() ? value.id : value.text);
  if (column.status) {
    const auto& statuses = dictionary.field(lens::LensField::kStatus);
    out.member("category", api::to_text(statuses.at(statuses.find(instance, value.id)).category));
  }
  out.end_object();
}

void render_cell(JsonWriter& out, const JqlWorld& world, const JqlRow& row, const JqlColumn& column,
                 jql::Values& scratch) {
  if (!row.values(column, scratch) || scratch.all.empty()) {
    out.null();
    return;
  }
  const bool list = column.many || scratch.all.size() > 1;
  if (list) out.begin_array();
  for (const jql::Value& value : scratch.all) {
    render_value(out, column, value, world.view.version->dictionary(), row.instance().id);
  }
  if (list) out.end_array();
}

void csv_cell(CsvWriter& csv, const JqlRow& row, const JqlColumn& column, jql::Values& scratch) {
  std::string text;
  if (row.values(column, scratch)) {
    for (const jql::Value& value : scratch.all) {
      if (!text.empty()) text += ", ";
      text += shown_text(column.kind, value);
    }
  }
  // A number below zero is no formula.
  const bool number = column.kind == ValueKind::kNumber || column.kind == ValueKind::kDuration;
  if (number && scratch.all.size() == 1)
    csv.plain(text);
  else
    csv.text(text);
}

void render_column(JsonWriter& out, const JqlColumn& column) {
  out.begin_object().member("name", column.name).member("title", column.title);
  out.member("kind", to_text(column.kind)).end_object();
}

}  // namespace tl::api
