#include "metrics/flow/scope.h"

#include <map>

#include "base/text.h"

namespace tl::metrics::flow {
namespace {

bool is_of(const Population& population, std::optional<int> level) {
  const int known = level.value_or(0);  // a type that is in no catalogue counts as standard
  if (known < 0) return population.subtask;
  return known == 0 ? population.standard : population.epic;
}

}  // namespace

Scope::Scope(const lens::Dictionary& dictionary, const CycleTimeQuery& query) {
  allow_projects(dictionary.field(lens::LensField::kProject), query);
  allow_types(dictionary.field(lens::LensField::kType), query);
}

void Scope::allow_projects(const lens::FieldDictionary& known, const CycleTimeQuery& query) {
  projects_.assign(known.size(), query.projects.empty() ? 1 : 0);
  std::map<std::string, bool> found;  // by key: one site is enough
  for (const ProjectRef& project : query.projects) {
    bool& here = found[project.key];
    for (lens::Code code = 1; code < known.size(); ++code) {
      const lens::DictionaryEntry& entry = known.at(code);
      if (entry.instance != project.instance || !equals_no_case(entry.key, project.key)) continue;
      projects_[code] = 1;
      here = true;
    }
  }
  for (const auto& [key, here] : found) {
    if (!here && !key.empty()) notes_.push_back("project " + key + " is not known here");
  }
}

void Scope::allow_types(const lens::FieldDictionary& known, const CycleTimeQuery& query) {
  types_.assign(known.size(), 0);
  if (query.types.empty() && is_of(query.population, std::nullopt)) types_[lens::kNoCode] = 1;
  for (lens::Code code = 1; code < known.size(); ++code) {
    bool wanted = query.types.empty();
    for (const std::string& name : query.types)
      wanted = wanted || equals_no_case(name, known.at(code).name);
    if (wanted && is_of(query.population, known.at(code).level)) types_[code] = 1;
  }
  for (const std::string& name : query.types) {
    bool found = false;
    for (lens::Code code = 1; code < known.size(); ++code)
      found = found || equals_no_case(name, known.at(code).name);
    if (!found) notes_.push_back("issue type " + name + " is not known here");
  }
}

}  // namespace tl::metrics::flow
