// Which field a name means in one instance.
#include "base/text.h"
#include "jql/bind_context.h"
#include "jql/nearest.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

using domain::FieldInfo;

// "Story Points[Number]": the name and the kind in brackets.
struct TypedName {
  std::string name;
  std::string type;  // folded; "" none
};

TypedName split_typed(std::string_view text) {
  const size_t open = text.rfind('[');
  if (text.empty() || text.back() != ']' || open == std::string_view::npos || open == 0) {
    return {std::string(text), ""};
  }
  return {std::string(trim(text.substr(0, open))),
          fold(text.substr(open + 1, text.size() - open - 2))};
}

// cf[10010], "cf[10010]", customfield_10010.
std::string custom_id(const FieldName& name) {
  constexpr std::string_view kPrefix = "customfield_";
  if (name.custom) return std::string(kPrefix) + std::to_string(*name.custom);
  const std::string_view text = name.name;
  if (starts_with_no_case(text, kPrefix) && parse_int(text.substr(kPrefix.size()))) {
    return to_lower(text);
  }
  if (!starts_with_no_case(text, "cf") || text.back() != ']') return "";
  std::string_view inside = trim(text.substr(2));
  if (inside.empty() || inside.front() != '[') return "";
  inside = trim(inside.substr(1, inside.size() - 2));
  const std::optional<int64_t> number = parse_int(inside);
  return number && *number >= 0 ? std::string(kPrefix) + std::to_string(*number) : "";
}

// Whether a bracket such as [Number] or [Dropdown] says what the field is. Words that are not
// known here rule nothing out.
bool fits_type(std::string_view type, const FieldInfo& info) {
  struct Row {
    std::string_view word, type;
    bool many = false;
  };
  static constexpr Row kRows[] = {
      {"number", "number"},      {"dropdown", "option"},         {"radio buttons", "option"},
      {"date", "date"},          {"time stamp", "datetime"},     {"short text", "string"},
      {"paragraph", "string"},   {"url field", "string"},        {"people", "user"},
      {"user picker", "user"},   {"checkboxes", "option", true}, {"labels", "string", true},
      {"group picker", "group"}, {"version picker", "version"},
  };
  for (const Row& row : kRows) {
    if (row.word == type) return row.many ? info.items == row.type : info.type == row.type;
  }
  return true;
}

Noun noun_of(const FieldInfo& info) {
  if (info.role == domain::FieldRole::kSprint) return Noun::kSprint;
  const std::string_view type = info.type == "array" ? info.items : info.type;
  if (type == "user") return Noun::kUser;
  if (type == "version") return Noun::kVersion;
  if (type == "project") return Noun::kProject;
  if (type == "component") return Noun::kComponent;
  if (type == "group") return Noun::kGroup;
  return Noun::kOption;
}

bool is_closed(Noun noun) {
  return noun != Noun::kOption && noun != Noun::kGroup && noun != Noun::kNone;
}

FieldUse make_custom(BindContext& context, const std::vector<const FieldInfo*>& fields) {
  FieldUse use;
  use.field.id = FieldId::kCustom;
  use.field.name = fields.front()->name;
  use.noun = noun_of(*fields.front());
  bool found = false;
  for (const FieldInfo* info : fields) {
    const auto kind = context.catalogue.custom_kind(info->id);
    if (!kind || context.catalogue.why_not_stored(FieldId::kCustom, info->id)) continue;
    if (found && *kind != use.field.kind) continue;
    if (!found) use.noun = noun_of(*info);
    use.field.kind = *kind;
    use.field.custom.push_back(info->id);
    found = true;
  }
  if (!found) {
    use.operators = ~Operators{0};
    use.noun = Noun::kNone;
    const auto why = context.catalogue.why_not_stored(FieldId::kCustom, fields.front()->id);
    use.why_undecided =
        why.value_or("What the field \"" + use.field.name + "\" holds is not stored here.");
    use.field.custom.push_back(fields.front()->id);
    return use;
  }
  if (use.field.kind == ValueKind::kIssue) use.noun = Noun::kIssue;
  if (use.field.kind != ValueKind::kName && use.field.kind != ValueKind::kIssue) {
    use.noun = Noun::kNone;
  }
  use.closed = is_closed(use.noun);
  use.sortable = true;
  use.operators = operators_of(use.field.kind);
  if (use.noun == Noun::kVersion) use.operators |= operators_of(ValueKind::kNumber);
  return use;
}

std::vector<const FieldInfo*> find_custom(const Catalogue& catalogue, const FieldName& name) {
  std::vector<const FieldInfo*> found;
  if (const std::string id = custom_id(name); !id.empty()) {
    if (const FieldInfo* info = catalogue.fields().find(id)) found.push_back(info);
    return found;
  }
  const TypedName typed = split_typed(name.name);
  const std::string whole = fold(name.name);
  const std::string part = fold(typed.name);
  std::vector<const FieldInfo*> by_part;
  for (const auto& [id, info] : catalogue.fields().all()) {
    if (!id.starts_with("customfield_")) continue;
    if (equals_folded(info.name, whole)) found.push_back(&info);
    if (!typed.type.empty() && equals_folded(info.name, part) && fits_type(typed.type, info)) {
      by_part.push_back(&info);
    }
  }
  return found.empty() ? by_part : found;
}

FieldUse make_system(BindContext& context, const FieldSpec& spec, const FieldName& name) {
  FieldUse use;
  use.field.id = spec.id;
  use.field.kind = spec.kind;
  use.field.name = spec.name;
  use.noun = spec.noun;
  use.operators = spec.operators;
  use.closed = spec.closed;
  use.sortable = spec.sortable;
  std::string_view part;
  if (spec.id == FieldId::kProperty && !name.properties.empty()) {
    const Property& property = name.properties.front();
    std::string_view path = property.path;
    if (path.starts_with('.')) path = path.substr(1);
    use.field.custom = {to_lower(split(name.name, '.').front()), property.key, std::string(path)};
    use.field.name = name.name + "[" + property.key + "]" + property.path;
    part = property.key;
    if (use.field.custom[0] != "issue" || name.properties.size() > 1) {
      use.why_undecided = "Only properties of issues, with one bracket, can be asked for here.";
    }
  }
  if (const auto why = context.catalogue.why_not_stored(spec.id, part)) use.why_undecided = *why;
  return use;
}

std::optional<FieldUse> make_computed(BindContext& context, const ComputedField& computed,
                                      const FieldName& name) {
  FieldUse use;
  use.field.id = FieldId::kComputed;
  use.field.kind = computed.kind();
  use.field.name = computed.name();
  use.noun = Noun::kComputed;
  use.operators = operators_of(computed.kind());
  use.closed = true;
  use.sortable = true;
  const std::string argument = name.properties.empty() ? "" : name.properties.front().key;
  if (!argument.empty()) use.field.name += "[" + argument + "]";
  const bool fits = computed.takes_argument() == !name.properties.empty();
  if (fits) use.field.computed = computed.open(argument);
  context.follow(computed.time());
  if (use.field.computed != nullptr) return use;
  Problem problem;
  problem.kind = fits ? ProblemKind::kUnknownValue : ProblemKind::kUnknownField;
  problem.field = computed.name();
  problem.value = argument;
  problem.span = name.span;
  const std::string title(computed.name());
  if (!fits && computed.takes_argument()) {
    problem.message = "The field '" + title + "' needs an argument.";
    problem.remedy = "Write " + title + "(\"In Review\") with a name of yours.";
  } else if (!fits) {
    problem.message = "The field '" + title + "' takes no argument.";
    problem.remedy = "Leave the bracket out.";
  } else {
    problem.message = "'" + argument + "' is nothing that '" + title + "' knows.";
    Nearest nearest(argument);
    for (const std::string& known : computed.arguments()) nearest.offer(known);
    problem.nearest = nearest.best();
    problem.remedy = problem.nearest.empty() ? "Name a status of the issues."
                                             : "Did you mean '" + problem.nearest + "'?";
  }
  context.find(std::move(problem), false);
  return std::nullopt;
}

// status["x"], or issue.property without its bracket.
void wrong_bracket(BindContext& context, const FieldName& name, bool wants) {
  Problem problem;
  problem.kind = ProblemKind::kUnknownField;
  problem.field = name.name;
  problem.span = name.span;
  problem.message = "The field '" + name.name +
                    (wants ? "' needs a bracket that says which." : "' takes no bracket.");
  problem.remedy = wants ? "Write " + name.name + "[key]." : "Leave the bracket out.";
  context.find(std::move(problem), true);
}

std::string nearest_field(const BindContext& context, std::string_view name) {
  Nearest nearest(name);
  for (const FieldSpec& spec : all_fields()) {
    nearest.offer(spec.name);
    for (const std::string_view alias : spec.aliases) nearest.offer(alias);
  }
  for (const auto& [id, info] : context.catalogue.fields().all()) nearest.offer(info.name);
  if (context.options.computed != nullptr) {
    for (const auto& computed : context.options.computed->all) nearest.offer(computed->name());
  }
  return nearest.best();
}

void unknown_field(BindContext& context, const FieldName& name) {
  Problem problem;
  problem.kind = ProblemKind::kUnknownField;
  problem.field = name.name;
  problem.span = name.span;
  problem.message =
      "Field '" + name.name + "' does not exist or you do not have permission to view it.";
  if (context.findings.size() < kMaxFindings) problem.nearest = nearest_field(context, name.name);
  problem.remedy = problem.nearest.empty() ? "Take a field that the instance has."
                                           : "Did you mean '" + problem.nearest + "'?";
  context.find(std::move(problem), true);
}

// Fields of boards are there when the instance has them.
bool is_missing(const BindContext& context, const FieldSpec& spec) {
  const domain::FieldCatalogue& fields = context.catalogue.fields();
  if (fields.all().empty() || context.catalogue.is_cloud()) return false;
  if (spec.id == FieldId::kSprint) return fields.find_role(domain::FieldRole::kSprint).empty();
  if (spec.id == FieldId::kEpicLink) return fields.find_role(domain::FieldRole::kEpicLink).empty();
  return false;
}

const FieldSpec* find_system(const BindContext& context, const FieldName& name) {
  if (const FieldSpec* spec = find_field(name.name)) return spec;
  // The vendor's own, maybe translated name of a system field.
  const std::string folded = fold(name.name);
  for (const auto& [id, info] : context.catalogue.fields().all()) {
    if (id.starts_with("customfield_") || !equals_folded(info.name, folded)) continue;
    if (const FieldSpec* spec = find_field(id)) return spec;
  }
  return nullptr;
}

std::optional<FieldUse> find_use(BindContext& context, const FieldName& name) {
  const FieldSpec* spec = name.custom ? nullptr : find_system(context, name);
  if (spec != nullptr && !is_missing(context, *spec)) {
    const bool bracket = !name.properties.empty();
    const bool wants = spec->id == FieldId::kProperty || spec->id == FieldId::kDevelopment;
    if (bracket == wants) return make_system(context, *spec, name);
    wrong_bracket(context, name, wants);
    return std::nullopt;
  }
  if (spec == nullptr && name.properties.empty()) {
    if (const auto custom = find_custom(context.catalogue, name); !custom.empty()) {
      return make_custom(context, custom);
    }
  }
  if (context.options.computed != nullptr) {
    if (const ComputedField* computed = context.options.computed->find(name.name)) {
      return make_computed(context, *computed, name);
    }
  }
  unknown_field(context, name);
  return std::nullopt;
}

}  // namespace

std::optional<FieldUse> find_field_use(BindContext& context, const FieldName& name) {
  const bool plain = name.properties.empty() && !name.custom;
  const auto before = plain ? context.uses.find(name.name) : context.uses.end();
  std::optional<FieldUse> use =
      before == context.uses.end() ? find_use(context, name) : std::optional(before->second);
  if (!use) return use;
  use->written = name.name;
  use->span = name.span;
  context.known.push_back(context.place(name.span));
  if (plain && before == context.uses.end()) context.uses.emplace(name.name, *use);
  return use;
}

FoundField bind_field(const FieldName& name, const Catalogue& catalogue,
                      const BindOptions& options) {
  const Query query;
  const Asker asker;
  const WantedNames wanted;
  BindContext context(query, catalogue, asker, options, wanted);
  FoundField found;
  const std::optional<FieldUse> use = find_field_use(context, name);
  if (!use) {
    if (!context.findings.empty()) found.problem = context.findings.front().problem;
    return found;
  }
  found.field = use->field;
  found.why_undecided = use->why_undecided;
  found.sortable = use->sortable;
  return found;
}

}  // namespace tl::jql
