#include "jql/complete.h"

#include <algorithm>

#include "base/text.h"
#include "jql/bind_context.h"
#include "jql/complete_list.h"
#include "jql/complete_place.h"
#include "jql/function.h"
#include "jql/language.h"
#include "jql/parser.h"
#include "jql/print.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

using E = Expected;
using C = CompletionKind;

constexpr int kFirst = 0, kSecond = 1, kThird = 2;  // places of kinds

class Completer {
 public:
  Completer(const Place& place, std::span<const Catalogue* const> catalogues,
            std::span<const std::string> names, const BindOptions& options, size_t limit)
      : place_(place),
        catalogues_(catalogues),
        names_(names),
        options_(options),
        list_(place.prefix, limit) {}

  Completions run() {
    fill();
    return std::move(list_).finish(place_.word);
  }

 private:
  // The field of the clause in one instance.
  struct Use {
    const Catalogue* catalogue;
    std::string instance;
    FieldUse use;
  };

  // "" for one instance alone: there is nothing to tell apart.
  [[nodiscard]] std::string name_of(size_t i) const {
    return catalogues_.size() > 1 && i < names_.size() ? names_[i] : "";
  }

  void add(C kind, std::string_view label, int order, std::string_view detail,
           std::string insert = "", const std::string& instance = "") {
    const int rank = list_.rank(label);
    if (rank < 0) return;
    if (insert.empty()) insert = std::string(label) + " ";
    list_.add(rank, order, {kind, std::string(label), std::move(insert), std::string(detail)},
              instance);
  }
  void keyword(std::string_view word, std::string_view detail = "", int order = kThird) {
    add(C::kKeyword, word, order, detail);
  }

  [[nodiscard]] std::vector<Use> find_uses() const {
    const Query query;
    const Asker asker;
    const WantedNames wanted;
    std::vector<Use> uses;
    for (size_t i = 0; i < catalogues_.size(); ++i) {
      BindContext context(query, *catalogues_[i], asker, options_, wanted);
      if (auto use = find_field_use(context, place_.field)) {
        uses.push_back({catalogues_[i], name_of(i), std::move(*use)});
      }
    }
    return uses;
  }

  void fill();
  void add_fields(bool to_sort);
  void add_custom_fields(bool to_sort);
  void add_field_arguments();
  void add_operators();
  void add_values(bool lists_too);
  void add_names(const Use& use, Noun noun);
  [[nodiscard]] int best_rank(const Named& named, std::string_view label) const;
  void add_named(const Use& use, Noun noun, const Named& named);
  void add_named_of(Noun noun);
  void add_samples(ValueKind kind);
  void add_functions(ValueKind kind, Noun noun, bool one, bool many);
  void add_arguments();
  void add_next();
  void add_predicate_values(bool in_list);

  const Place& place_;
  std::span<const Catalogue* const> catalogues_;
  std::span<const std::string> names_;
  const BindOptions& options_;
  CompletionList list_;
};

void Completer::add_fields(bool to_sort) {
  for (const FieldSpec& spec : all_fields()) {
    if (to_sort ? !spec.sortable : spec.operators == 0) continue;
    const bool bracket = spec.id == FieldId::kProperty || spec.id == FieldId::kDevelopment;
    add(C::kField, spec.name, kFirst, spec.about,
        bracket ? std::string(spec.name) + "[" : quote_if_needed(spec.name) + " ");
    for (const std::string_view alias : spec.aliases) {
      if (place_.prefix.empty() || list_.rank(spec.name) >= 0) continue;
      add(C::kField, alias, kFirst, spec.about, quote_if_needed(alias) + " ");
    }
  }
  if (options_.computed != nullptr) {
    for (const auto& field : options_.computed->all) {
      const std::string name(field->name());
      add(C::kField, name, kFirst, field->about(), name + (field->takes_argument() ? "(" : " "));
    }
  }
  add_custom_fields(to_sort);
}

void Completer::add_custom_fields(bool to_sort) {
  for (size_t i = 0; i < catalogues_.size(); ++i) {
    for (const auto& [id, info] : catalogues_[i]->fields().all()) {
      if (!id.starts_with("customfield_") || info.name.empty()) continue;
      if (list_.rank(info.name) < 0 || find_field(info.name) != nullptr) continue;
      const auto kind = catalogues_[i]->custom_kind(id);
      if (to_sort && !kind) continue;
      add(C::kField, info.name, kFirst, kind ? to_text(*kind) : "not stored here",
          quote_if_needed(info.name) + " ", name_of(i));
    }
  }
}

void Completer::add_field_arguments() {
  if (options_.computed == nullptr) return;
  const ComputedField* field = options_.computed->find(place_.field.name);
  if (field == nullptr) return;
  for (const std::string& argument : field->arguments()) {
    add(C::kValue, argument, kFirst, field->name(), "\"" + argument + "\") ");
  }
}

void Completer::add_operators() {
  Operators operators = 0;
  for (const Use& use : find_uses()) operators |= use.use.operators;
  for (const std::string& text : operator_texts(operators)) {
    if (text == "IS" || text == "IS NOT") {
      add(C::kOperator, text + " EMPTY", kFirst, text == "IS" ? "has no value" : "has a value");
    } else if (text == "IN" || text == "NOT IN") {
      add(C::kOperator, text, kFirst, text == "IN" ? "one of several" : "none of several");
    } else {
      add(C::kOperator, text, kFirst, "");
    }
  }
}

// How well a thing fits what is written, by any of its names.
int Completer::best_rank(const Named& named, std::string_view label) const {
  int best = list_.rank(label);
  for (const std::string_view other : {named.name, named.key, named.email}) {
    if (best == 0) return best;
    const int rank = list_.rank(other);
    if (rank >= 0 && (best < 0 || rank < best)) best = rank;
  }
  return best;
}

void Completer::add_named(const Use& use, Noun noun, const Named& named) {
  const bool past = place_.op >= Operator::kWas;
  if (named.gone && !past) return;
  const bool by_key = noun == Noun::kProject && !named.key.empty();
  std::string_view label = by_key ? named.key : named.name;
  if (label.empty()) label = named.id;
  const int rank = best_rank(named, label);
  if (!list_.takes(rank, kFirst, label)) return;
  std::string_view value = label;
  std::string detail(by_key ? named.name : to_text(noun));
  if (noun == Noun::kUser) {
    detail = named.email.empty() ? named.key : named.email;
    if (!use.catalogue->is_cloud() && !named.key.empty()) value = named.key;
  }
  if (named.gone) detail += detail.empty() ? "former name" : ", former name";
  list_.add(rank, kFirst,
            {C::kValue, std::string(label), quote_if_needed(value) + " ", std::move(detail)},
            use.instance);
}

void Completer::add_names(const Use& use, Noun noun) {
  switch (noun) {
    case Noun::kNone:
    case Noun::kIssue:
      return;
    case Noun::kStatusCategory:
      for (const auto* name : {"To Do", "In Progress", "Done"}) {
        add(C::kValue, name, kFirst, to_text(noun), quote_if_needed(name) + " ");
      }
      return;
    case Noun::kProjectType:
      for (const auto* name : {"software", "business", "service_desk"}) {
        add(C::kValue, name, kFirst, to_text(noun));
      }
      return;
    case Noun::kComputed:
      if (const ComputedField* field = options_.computed->find(place_.field.name)) {
        for (const std::string& name : field->names()) {
          add(C::kValue, name, kFirst, field->name(), quote_if_needed(name) + " ");
        }
      }
      return;
    case Noun::kOption:
      for (const std::string& id : use.use.field.custom) {
        use.catalogue->each_option(id, [&](const Named& named) { add_named(use, noun, named); });
      }
      return;
    default:
      if (noun == Noun::kResolution) {
        add(C::kValue, "Unresolved", kSecond, "no resolution yet");
      }
      use.catalogue->each(noun, [&](const Named& named) { add_named(use, noun, named); });
  }
}

void Completer::add_named_of(Noun noun) {
  for (size_t i = 0; i < catalogues_.size(); ++i) add_names({catalogues_[i], name_of(i), {}}, noun);
}

void Completer::add_samples(ValueKind kind) {
  if (kind == ValueKind::kDuration) {
    for (const auto* text : {"1h", "4h", "1d", "3d", "1w", "2w"}) {
      add(C::kValue, text, kSecond, "a duration");
    }
  }
  if (kind != ValueKind::kInstant && kind != ValueKind::kDay) return;
  for (const auto* text : {"-1d", "-7d", "-14d", "-30d", "-12w"}) {
    add(C::kValue, text, kSecond, "before now");
  }
}

void Completer::add_functions(ValueKind kind, Noun noun, bool one, bool many) {
  for (const FunctionSpec& spec : all_functions()) {
    if (spec.id == FunctionId::kElsewhere || !goes_with(spec, kind, noun)) continue;
    const bool fits = spec.yield == Yield::kEither || (spec.yield == Yield::kOne ? one : many);
    if (!fits || (!spec.dates && spec.noun == Noun::kNone)) continue;
    const std::string name(spec.name);
    add(C::kFunction, name + std::string(spec.arguments), kSecond, spec.about,
        spec.most == 0 ? name + "() " : name + "(");
  }
}

void Completer::add_values(bool lists_too) {
  const bool in_list = place_.expected == E::kListItem;
  const std::vector<Use> uses = find_uses();
  for (const Use& use : uses) {
    add_names(use, use.use.noun);
    add_samples(use.use.field.kind);
    if (use.use.field.kind == ValueKind::kText) continue;
    add_functions(use.use.field.kind, use.use.noun, true, lists_too || in_list);
  }
  const bool compares = place_.op >= Operator::kGreater && place_.op <= Operator::kNotLike;
  if (!uses.empty() && !compares) keyword("EMPTY", "no value");
}

void Completer::add_arguments() {
  const FunctionSpec* spec = find_function(place_.function);
  if (spec == nullptr) return;
  switch (spec->id) {
    case FunctionId::kMembersOf:
      return add_named_of(Noun::kGroup);
    case FunctionId::kReleasedVersions:
    case FunctionId::kUnreleasedVersions:
    case FunctionId::kLatestReleasedVersion:
    case FunctionId::kEarliestUnreleasedVersion:
      return add_named_of(Noun::kProject);
    case FunctionId::kProjectsLeadByUser:
    case FunctionId::kComponentsLeadByUser:
      return add_named_of(Noun::kUser);
    case FunctionId::kUpdatedBy:
      return place_.argument == 0 ? add_named_of(Noun::kUser) : add_samples(ValueKind::kInstant);
    case FunctionId::kLinkedIssues:
      if (place_.argument > 0) add_named_of(Noun::kLinkType);
      return;
    case FunctionId::kStartOf:
    case FunctionId::kEndOf:
      for (const auto* text : {"-1", "1", "-2", "-3"}) add(C::kValue, text, kFirst, "periods away");
      return;
    default:
      return;
  }
}

void Completer::add_next() {
  keyword("AND", "both hold");
  keyword("OR", "one of both holds");
  keyword("ORDER BY", "how issues are sorted");
  if (place_.open > 0) keyword(")", "ends the group");
  if (place_.op < Operator::kWas) return;
  keyword("AFTER", "a date", kFirst);
  keyword("BEFORE", "a date", kFirst);
  keyword("ON", "a day", kFirst);
  keyword("DURING", "two dates in parentheses", kFirst);
  keyword("BY", "who did it", kFirst);
  if (place_.op != Operator::kChanged) return;
  keyword("FROM", "the value before", kFirst);
  keyword("TO", "the value after", kFirst);
}

void Completer::add_predicate_values(bool in_list) {
  switch (place_.predicate) {
    case PredicateKind::kDuring:
      if (!in_list) return keyword("(", "two dates: (from, to)");
      [[fallthrough]];
    case PredicateKind::kAfter:
    case PredicateKind::kBefore:
    case PredicateKind::kOn:
      add_samples(ValueKind::kInstant);
      return add_functions(ValueKind::kInstant, Noun::kNone, true, false);
    case PredicateKind::kBy:
      add_named_of(Noun::kUser);
      return add_functions(ValueKind::kName, Noun::kUser, true, true);
    case PredicateKind::kFrom:
    case PredicateKind::kTo:
      return add_values(true);
  }
}

void Completer::fill() {
  switch (place_.expected) {
    case E::kField:
      add_fields(false);
      keyword("NOT", "the opposite");
      return keyword("ORDER BY", "how issues are sorted");
    case E::kFieldArgument:
      return add_field_arguments();
    case E::kOperator:
      return add_operators();
    case E::kIn:
      return add(C::kOperator, "IN", kFirst, "none of several");
    case E::kNotOrEmpty:
      keyword("NOT EMPTY", "has a value");
      [[fallthrough]];
    case E::kEmptyOnly:
      return keyword("EMPTY", "no value");
    case E::kWasValue:
      keyword("NOT", "never was");
      keyword("IN", "one of several");
      [[fallthrough]];
    case E::kValue:
      return add_values(false);
    case E::kListOrCall:
      keyword("(", "a list: (a, b)", kFirst);
      for (const Use& use : find_uses()) {
        add_functions(use.use.field.kind, use.use.noun, false, true);
      }
      return;
    case E::kListItem:
      return place_.in_predicate ? add_predicate_values(true) : add_values(true);
    case E::kPredicateValue:
      return add_predicate_values(false);
    case E::kListNext:
    case E::kArgumentNext:
      keyword(",", "one more");
      return keyword(")", "the end");
    case E::kArgument:
      add_arguments();
      return keyword(")", "the end");
    case E::kNext:
      return add_next();
    case E::kBy:
      return keyword("BY");
    case E::kSortField:
      return add_fields(true);
    case E::kSortNext:
      keyword("ASC", "smallest first");
      keyword("DESC", "greatest first");
      return keyword(",", "and then by");
  }
}

}  // namespace

std::string_view to_text(CompletionKind kind) {
  static constexpr std::string_view kTexts[] = {"field", "operator", "value", "function",
                                                "keyword"};
  return kTexts[static_cast<size_t>(kind)];
}

Completions complete(std::string_view text, uint32_t position,
                     std::span<const Catalogue* const> catalogues,
                     std::span<const std::string> instance_names, const BindOptions& options,
                     size_t limit) {
  position = std::min(position, static_cast<uint32_t>(std::min(text.size(), kMaxQueryBytes)));
  const Place place = find_place(text.substr(0, kMaxQueryBytes), position);
  Completions made = Completer(place, catalogues, instance_names, options, limit).run();
  // The blank behind it is there already.
  if (made.replaces.end < text.size() && text[made.replaces.end] == ' ') {
    for (Completion& item : made.items) {
      if (item.insert.ends_with(' ')) item.insert.pop_back();
    }
  }
  return made;
}

}  // namespace tl::jql
