// Whether a text is a query, what each instance makes of it, and what can stand at a position; and
// the language itself.
#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

#include "api/jql_view.h"
#include "jql/complete.h"
#include "jql/function.h"
#include "jql/reserved.h"

namespace tl::api {
namespace {

constexpr size_t kMaxCompletions = 50;
constexpr int64_t kMaxPosition = int64_t{1} << 20;
const std::vector<std::string_view> kUses = {"search", "filter", "mapping"};

JqlUse parse_use(std::string_view text) {
  if (text == "filter") return JqlUse::kFilter;
  return text == "mapping" ? JqlUse::kMapping : JqlUse::kSearch;
}

jql::BindOptions options_of(const JqlWorld& world, JqlUse use) {
  jql::BindOptions options;
  if (use == JqlUse::kSearch) options.computed = &world.computed;
  return options;
}

// Where the whole is refused: which of the instances refuse it, and why.
std::vector<std::optional<jql::Problem>> problems_of_each(const JqlWorld& world,
                                                          const JqlAsked& asked, JqlUse use) {
  std::vector<std::optional<jql::Problem>> problems(world.instances.size());
  if (asked.ok() || !asked.query) return problems;
  for (size_t i = 0; i < problems.size(); ++i) {
    auto bound =
        jql::bind(*asked.query, *world.instances[i].catalogue, world.asker, options_of(world, use));
    if (!bound.bound && !bound.problems.empty()) problems[i] = std::move(bound.problems.front());
  }
  return problems;
}

void render_instances(JsonWriter& out, const JqlWorld& world, const JqlAsked& asked, JqlUse use,
                      const Utf16Offsets& offsets) {
  const auto problems = problems_of_each(world, asked, use);
  const std::vector<jql::Notice> none;
  out.key("instances").begin_array();
  for (size_t i = 0; i < world.instances.size(); ++i) {
    const bool bound = i < asked.queries.size();
    out.begin_object().member("id", world.instances[i].public_id);
    out.member("name", world.instances[i].name);
    notices_member(out, "warnings", bound ? asked.queries[i].warnings : none, offsets);
    notices_member(out, "undecided", bound ? asked.queries[i].undecided : none, offsets);
    if (problems[i]) {
      out.key("problem");
      render_jql_problem(out, *problems[i], offsets);
    }
    out.end_object();
  }
  out.end_array();
}

void render_completions(JsonWriter& out, const JqlWorld& world, const JqlAsked& asked, JqlUse use,
                        int64_t position, const Utf16Offsets& offsets) {
  std::vector<std::string> names;
  for (const JqlInstance& instance : world.instances) names.push_back(instance.name);
  const auto found =
      jql::complete(asked.text, offsets.byte_of(static_cast<size_t>(position)), world.catalogues(),
                    names, options_of(world, use), kMaxCompletions);
  out.key("completions").begin_object();
  span_members(out, found.replaces, offsets);
  out.member("more", found.more).key("items").begin_array();
  for (const jql::Completion& item : found.items) {
    out.begin_object().member("kind", jql::to_text(item.kind)).member("label", item.label);
    out.member("insert", item.insert).member("detail", item.detail).end_object();
  }
  out.end_array().end_object();
}

Result<net::Response> validate(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const JqlQuestion question = read_jql_question(body);
  const auto position = body.optional_integer("position", 0, kMaxPosition);
  const JqlUse use = parse_use(body.choice("for", kUses));
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const JqlCall begun, begin_jql(call, question, call.api.clock.now(), use, problems));
  if (!problems.empty()) return call.refuse(std::move(problems));
  const JqlAsked& asked = begun.asked;
  const Utf16Offsets offsets(asked.text);
  JsonWriter out;
  out.begin_object().member("ok", asked.ok());
  if (asked.ok()) out.member("text", normal_text(asked));
  if (!asked.ok()) {
    out.key("problem");
    render_jql_problem(out, asked.problems.front(), offsets);
  }
  render_instances(out, *begun.world, asked, use, offsets);
  out.member("time", to_text(asked.time()));
  out.member("follows_catalogue", asked.follows_catalogue());
  out.member("follows_user", asked.follows_user());
  notices_member(out, "notes", common_notes(asked), offsets);
  if (position) render_completions(out, *begun.world, asked, use, *position, offsets);
  out.end_object();
  return net::json_response(200, out.take());
}

// --- the language ---

constexpr std::array<jql::Operator, 17> kOperators = {
    jql::Operator::kEquals,        jql::Operator::kNotEquals, jql::Operator::kGreater,
    jql::Operator::kGreaterEquals, jql::Operator::kLess,      jql::Operator::kLessEquals,
    jql::Operator::kLike,          jql::Operator::kNotLike,   jql::Operator::kIn,
    jql::Operator::kNotIn,         jql::Operator::kIs,        jql::Operator::kIsNot,
    jql::Operator::kWas,           jql::Operator::kWasNot,    jql::Operator::kWasIn,
    jql::Operator::kWasNotIn,      jql::Operator::kChanged};

constexpr jql::Operators kPast = jql::bit(jql::Operator::kWas) | jql::bit(jql::Operator::kChanged);

struct FieldLine {
  std::string_view name;
  std::vector<std::string_view> aliases;
  jql::ValueKind kind = jql::ValueKind::kName;
  std::string_view about;
  jql::Operators operators = 0;
  bool sortable = true;
  bool computed = false;
  bool takes_argument = false;
};

// Members of an open object.
void render_line(JsonWriter& out, const FieldLine& line) {
  out.member("name", line.name).key("aliases").begin_array();
  for (const std::string_view alias : line.aliases) out.value(alias);
  out.end_array().member("kind", to_text(line.kind)).member("about", line.about);
  out.key("operators").begin_array();
  for (const jql::Operator op : kOperators) {
    if ((line.operators & jql::bit(op)) != 0) out.value(jql::to_text(op));
  }
  out.end_array().member("sortable", line.sortable);
  out.member("history", (line.operators & kPast) != 0).member("computed", line.computed);
  out.member("takes_argument", line.takes_argument);
}

void render_system_fields(JsonWriter& out) {
  for (const jql::FieldSpec& spec : jql::all_fields()) {
    out.begin_object();
    render_line(out, {spec.name,
                      {spec.aliases.begin(), spec.aliases.end()},
                      spec.kind,
                      spec.about,
                      spec.operators,
                      spec.sortable});
    out.end_object();
  }
}

void render_computed_fields(JsonWriter& out, const jql::ComputedFields& computed) {
  for (const auto& field : computed.all) {
    out.begin_object();
    render_line(out, {field->name(),
                      {},
                      field->kind(),
                      field->about(),
                      jql::operators_of(field->kind()),
                      true,
                      true,
                      field->takes_argument()});
    if (field->takes_argument()) texts_member(out, "arguments", field->arguments());
    out.end_object();
  }
}

struct CustomField {
  jql::ValueKind kind = jql::ValueKind::kName;
  std::vector<std::string> aliases;    // cf[10016]
  std::vector<std::string> instances;  // public ids
};

// By name: what several instances call alike is one field of the language. Those that cannot be
// asked about are left out.
std::map<std::string, CustomField> custom_fields(const JqlWorld& world) {
  constexpr std::string_view kPrefix = "customfield_";
  std::map<std::string, CustomField> fields;
  for (const JqlInstance& instance : world.instances) {
    for (const auto& [id, info] : instance.fields->all()) {
      if (!id.starts_with(kPrefix) || info.name.empty()) continue;
      if (jql::find_field(info.name) != nullptr) continue;
      const auto kind = instance.catalogue->custom_kind(id);
      if (!kind || instance.catalogue->why_not_stored(jql::FieldId::kCustom, id)) continue;
      CustomField& field = fields[info.name];
      if (field.instances.empty()) field.kind = *kind;
      if (field.instances.empty() || field.instances.back() != instance.public_id)
        field.instances.push_back(instance.public_id);
      const std::string alias = "cf[" + id.substr(kPrefix.size()) + "]";
      if (std::find(field.aliases.begin(), field.aliases.end(), alias) == field.aliases.end())
        field.aliases.push_back(alias);
    }
  }
  return fields;
}

void render_custom_fields(JsonWriter& out, const JqlWorld& world) {
  for (const auto& [name, field] : custom_fields(world)) {
    out.begin_object();
    render_line(out, {name,
                      {field.aliases.begin(), field.aliases.end()},
                      field.kind,
                      "A field of your Jira.",
                      jql::operators_of(field.kind)});
    texts_member(out, "instances", field.instances);
    out.end_object();
  }
}

// What a function stands for: the fields that its answer goes with.
struct NounWord {
  jql::Noun noun;
  std::string_view word;
};
constexpr std::array<NounWord, 8> kNouns = {{{jql::Noun::kUser, "user"},
                                             {jql::Noun::kVersion, "version"},
                                             {jql::Noun::kSprint, "sprint"},
                                             {jql::Noun::kIssue, "issue"},
                                             {jql::Noun::kProject, "project"},
                                             {jql::Noun::kComponent, "component"},
                                             {jql::Noun::kType, "type"},
                                             {jql::Noun::kOption, "option"}}};

void render_functions(JsonWriter& out) {
  out.key("functions").begin_array();
  for (const jql::FunctionSpec& spec : jql::all_functions()) {
    out.begin_object().member("name", spec.name).member("arguments", spec.arguments);
    out.member("about", spec.about).key("for").begin_array();
    if (spec.dates) out.value("instant").value("day");
    for (const NounWord& one : kNouns) {
      if (one.noun == spec.noun) out.value(one.word);
    }
    out.end_array().end_object();
  }
  out.end_array();
}

void words_member(JsonWriter& out, std::string_view name, std::span<const std::string_view> words) {
  out.key(name).begin_array();
  for (const std::string_view word : words) out.value(word);
  out.end_array();
}

Result<net::Response> language(Call& call) {
  Problems problems;
  TL_TRY(auto view, pin_view(call));
  TL_TRY(const auto world,
         open_jql_world(call, std::move(view), std::nullopt, call.api.clock.now(), problems));
  JsonWriter out;
  out.begin_object().key("fields").begin_array();
  render_system_fields(out);
  render_computed_fields(out, world->computed);
  render_custom_fields(out, *world);
  out.end_array();
  render_functions(out);
  words_member(out, "keywords", jql::keywords());
  words_member(out, "reserved", jql::reserved_words());
  out.end_object();
  return net::json_response(200, out.take());
}

}  // namespace

void add_jql_check_routes(Routes& routes) {
  routes.add("POST", "/api/v1/jql/validate", {Access::kAnyRole, false, true}, validate);
  routes.add("GET", "/api/v1/jql/language", {Access::kAnyRole}, language);
}

}  // namespace tl::api
