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

Scope::Scope(const lens::Dictionary& dictionary, const StageMap& stages,
             const CycleTimeQuery& query)
    : stages_(stages) {
  allow_projects(dictionary.field(lens::LensField::kProject), query);
  allow_types(dictionary.field(lens::LensField::kType), query);
  allow_categories(query);
}

// After allow_types: takes away what is of no wanted category. Where a project has a word of its
// own about a type, the row's project decides.
void Scope::allow_categories(const CycleTimeQuery& query) {
  if (query.categories.empty()) return;
  for (const Category category : query.categories)
    categories_ |= 1u << static_cast<unsigned>(category);
  std::vector<uint8_t> by_project(types_.size());
  for (const auto& [pair, category] : stages_.types().exceptions()) {
    if ((pair >> 32) < by_project.size()) by_project[pair >> 32] = 1;
  }
  for (lens::Code code = 0; code < types_.size(); ++code) {
    if (types_[code] == kNo) continue;
    if (by_project[code] != 0)
      types_[code] = kByProject;
    else if (!is_wanted(stages_.types().category(code, lens::kNoCode)))
      types_[code] = kNo;
  }
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
  types_.assign(known.size(), kNo);
  if (query.types.empty() && is_of(query.population, std::nullopt)) types_[lens::kNoCode] = kYes;
  for (lens::Code code = 1; code < known.size(); ++code) {
    bool wanted = query.types.empty();
    for (const std::string& name : query.types)
      wanted = wanted || equals_no_case(name, known.at(code).name);
    if (wanted && is_of(query.population, known.at(code).level)) types_[code] = kYes;
  }
  for (const std::string& name : query.types) {
    bool found = false;
    for (lens::Code code = 1; code < known.size(); ++code)
      found = found || equals_no_case(name, known.at(code).name);
    if (!found) notes_.push_back("issue type " + name + " is not known here");
  }
}

}  // namespace tl::metrics::flow
