#include "jql/language.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "jql/function.h"
#include "jql/reserved.h"

namespace tl::jql {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

FieldFact fact_of(const FieldSpec& spec) {
  FieldFact fact;
  fact.name = spec.name;
  fact.aliases.assign(spec.aliases.begin(), spec.aliases.end());
  fact.kind = spec.kind;
  fact.about = spec.about;
  fact.operators = operator_texts(spec.operators);
  fact.sortable = spec.sortable;
  fact.history = (spec.operators & bit(Operator::kWas)) != 0;
  fact.takes_argument = spec.id == FieldId::kProperty || spec.id == FieldId::kDevelopment;
  return fact;
}

FieldFact fact_of(const ComputedField& field) {
  FieldFact fact;
  fact.name = field.name();
  fact.kind = field.kind();
  fact.about = field.about();
  fact.operators = operator_texts(operators_of(field.kind()));
  fact.sortable = true;
  fact.computed = true;
  fact.takes_argument = field.takes_argument();
  if (fact.takes_argument) fact.arguments = field.arguments();
  return fact;
}

// Custom fields of all instances: one entry for a name.
void add_custom(std::span<const Catalogue* const> catalogues, std::vector<FieldFact>& fields) {
  std::map<std::string, FieldFact> by_name;
  for (const Catalogue* catalogue : catalogues) {
    for (const auto& [id, info] : catalogue->fields().all()) {
      if (!id.starts_with("customfield_") || info.name.empty()) continue;
      if (find_field(info.name) != nullptr) continue;
      const auto kind = catalogue->custom_kind(id);
      FieldFact& fact = by_name[info.name];
      if (fact.name.empty()) {
        fact.name = info.name;
        fact.kind = kind.value_or(ValueKind::kName);
        fact.about = kind ? "A field of Jira, of kind " + std::string(to_text(*kind)) + "."
                          : "A field of Jira whose values are not stored here.";
        fact.operators = operator_texts(operators_of(fact.kind));
        fact.sortable = kind.has_value();
      }
      const InstanceId instance = catalogue->instance();
      if (fact.instances.empty() || fact.instances.back() != instance) {
        fact.instances.push_back(instance);
      }
    }
  }
  for (auto& [name, fact] : by_name) fields.push_back(std::move(fact));
}

FunctionFact fact_of(const FunctionSpec& spec) {
  FunctionFact fact;
  fact.name = spec.name;
  fact.arguments = spec.arguments;
  fact.about = spec.about;
  fact.answered = spec.id != FunctionId::kElsewhere;
  if (spec.dates) fact.fields = {"instant", "day"};
  if (spec.noun != Noun::kNone) fact.fields = {std::string(to_text(spec.noun))};
  return fact;
}

}  // namespace

std::string_view to_text(Noun noun) {
  static constexpr std::string_view kTexts[] = {
      "",         "project",    "category", "project type", "type",   "status",  "status category",
      "priority", "resolution", "user",     "group",        "sprint", "version", "component",
      "label",    "level",      "link",     "option",       "filter", "issue",   "name"};
  return kTexts[static_cast<size_t>(noun)];
}

std::vector<std::string> operator_texts(Operators operators) {
  std::vector<std::string> texts;
  for (unsigned i = 0; i <= static_cast<unsigned>(Operator::kChanged); ++i) {
    const auto op = static_cast<Operator>(i);
    if ((operators & bit(op)) != 0) texts.push_back(upper(to_text(op)));
  }
  return texts;
}

LanguageFacts language_facts(std::span<const Catalogue* const> catalogues,
                             const BindOptions& options) {
  LanguageFacts facts;
  for (const FieldSpec& spec : all_fields()) facts.fields.push_back(fact_of(spec));
  if (options.computed != nullptr) {
    for (const auto& field : options.computed->all) facts.fields.push_back(fact_of(*field));
  }
  add_custom(catalogues, facts.fields);
  for (const FunctionSpec& spec : all_functions()) facts.functions.push_back(fact_of(spec));
  for (const std::string_view word : keywords()) facts.keywords.push_back(upper(word));
  for (const std::string_view word : reserved_words()) facts.reserved.emplace_back(word);
  return facts;
}

}  // namespace tl::jql
