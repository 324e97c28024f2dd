// Priorities, resolutions and versions compared by their place: the answer is a set of ids.
#include "jql/bind_context.h"

namespace tl::jql {
namespace {

bool takes(const Known& thing, const Known& limit, Compare compare) {
  if (thing.id == limit.id) {
    return compare == Compare::kLessEqual || compare == Compare::kGreaterEqual;
  }
  if (!thing.rank || !limit.rank || thing.project != limit.project) return false;
  const bool greater = compare == Compare::kGreater || compare == Compare::kGreaterEqual;
  return greater ? *thing.rank > *limit.rank : *thing.rank < *limit.rank;
}

// Places of all things of a noun by rank; versions project by project.
std::vector<std::pair<std::string, double>> places_of(BindContext& context, Noun noun) {
  std::vector<const Known*> things;
  for (const Known& thing : context.lookup.all(noun)) {
    if (thing.rank) things.push_back(&thing);
  }
  std::sort(things.begin(), things.end(), [](const Known* a, const Known* b) {
    return std::tie(a->project, *a->rank, a->id) < std::tie(b->project, *b->rank, b->id);
  });
  std::vector<std::pair<std::string, double>> places;
  for (const Known* thing : things) {
    places.emplace_back(thing->id, static_cast<double>(places.size()));
  }
  return places;
}

// By what follows from the thing: level of a type, category of a status or project.
double derived_place(FieldId id, const Known& thing) {
  if (id == FieldId::kHierarchyLevel) return thing.level.value_or(0);
  if (thing.category == "done") return 3;
  if (thing.category == "indeterminate") return 2;
  return thing.category == "new" ? 1 : 0;
}

struct Names {
  std::map<std::string, double> places;
};

// Places by the names of categories of projects.
Names category_places(BindContext& context) {
  std::vector<std::pair<std::string, std::string>> names;  // name, id
  for (const Known& category : context.lookup.all(Noun::kProjectCategory)) {
    names.emplace_back(category.name, category.id);
  }
  std::sort(names.begin(), names.end());
  Names made;
  for (const auto& [name, id] : names) made.places.emplace(id, made.places.size());
  return made;
}

void place_derived(BindContext& context, BoundSort& sort, FieldId to, Noun noun) {
  const FieldId from = sort.field.id;
  sort.field.id = to;
  sort.field.kind = ValueKind::kName;
  const Names names = from == FieldId::kProjectCategory ? category_places(context) : Names{};
  for (const Known& thing : context.lookup.all(noun)) {
    if (from != FieldId::kProjectCategory) {
      sort.places.emplace_back(thing.id, derived_place(from, thing));
    } else if (const auto at = names.places.find(thing.category); at != names.places.end()) {
      sort.places.emplace_back(thing.id, at->second);
    }
  }
}

void set_places(BindContext& context, BoundSort& sort, Noun noun) {
  switch (sort.field.id) {
    case FieldId::kStatusCategory:
      place_derived(context, sort, FieldId::kStatus, Noun::kStatus);
      break;
    case FieldId::kProjectCategory:
      place_derived(context, sort, FieldId::kProject, Noun::kProject);
      break;
    case FieldId::kHierarchyLevel:
      place_derived(context, sort, FieldId::kType, Noun::kType);
      break;
    default:
      if (noun == Noun::kPriority || noun == Noun::kResolution || noun == Noun::kVersion) {
        sort.places = places_of(context, noun);
      }
  }
  std::sort(sort.places.begin(), sort.places.end());
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  sort.places.erase(std::unique(sort.places.begin(), sort.places.end(), same), sort.places.end());
}

}  // namespace

BoundNode bind_order_by_rank(BindContext& context, const FieldUse& field, Compare compare,
                             const BoundValues& values, Span span) {
  Test test;
  test.kind = TestKind::kNames;
  test.field = field.field;
  test.span = span;
  for (const Known* limit : values.things) {
    for (const Known& thing : context.walk(field.noun, span)) {
      if (takes(thing, *limit, compare)) test.ids.push_back(thing.id);
    }
  }
  context.out.follows_catalogue = true;
  sort_unique(test.ids);
  return leaf(std::move(test));
}

void bind_sorts(BindContext& context) {
  for (const SortKey& key : context.query.order) {
    BoundSort sort;
    sort.descending = key.descending;
    std::optional<FieldUse> field = find_field_use(context, key.field);
    if (!field) {
      sort.field.id = FieldId::kCustom;  // of no field: nothing has a value
      context.out.order.push_back(std::move(sort));
      continue;
    }
    if (!field->sortable) {
      Problem problem;
      problem.kind = ProblemKind::kBadOrder;
      problem.field = field->written;
      problem.span = key.field.span;
      problem.message = "Field '" + field->written + "' does not support sorting.";
      problem.remedy = "Sort by a field with one value, such as key, created or priority.";
      context.find(std::move(problem), false);
      continue;
    }
    if (!field->why_undecided.empty()) {
      context.warn("Not sorted by '" + field->written + "': " + field->why_undecided,
                   key.field.span);
    }
    sort.field = std::move(field->field);
    set_places(context, sort, field->noun);
    context.out.order.push_back(std::move(sort));
  }
}

}  // namespace tl::jql
