#include "measure/scope.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace tl::measure {
namespace {

bool is_of(const Population& population, std::optional<int> level) {
  const int known = level.value_or(0);  // a type that is in no catalogue counts as standard
  if (known < 0) return population.subtask;
  return known == 0 ? population.standard : population.epic;
}

// Texts that are looked for without regard to ASCII case, and which of them were met.
class Wanted {
 public:
  explicit Wanted(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      met_.try_emplace(to_lower(name), false, name);
      lengths_[std::min(name.size(), kLengths - 1)] = true;
    }
  }
  bool take(std::string_view text) {
    if (!lengths_[std::min(text.size(), kLengths - 1)]) return false;
    const auto found = met_.find(to_lower(text));
    if (found == met_.end()) return false;
    found->second.first = true;
    return true;
  }
  // As they were written, in the order of the alphabet.
  [[nodiscard]] std::vector<std::string> missing() const {
    std::vector<std::string> all;
    for (const auto& [lower, state] : met_) {
      if (!state.first) all.push_back(state.second);
    }
    return all;
  }

 private:
  static constexpr size_t kLengths = 128;  // the last stands for all above
  std::array<bool, kLengths> lengths_{};
  std::map<std::string, std::pair<bool, std::string>, std::less<>> met_;
};

bool has_member(const lens::Chunk& chunk, uint32_t row, lens::ChangeField field,
                const std::vector<uint8_t>& wanted) {
  const lens::Range range = chunk.members(row, field);
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (wanted[chunk.member.code[i]] != 0) return true;
  }
  return false;
}

}  // namespace

void Scope::IssueSet::add(int64_t instance, int64_t issue) {
  const uint64_t hash = hash_of(instance, issue);
  bits_[hash >> 6 & (kWords - 1)] |= uint64_t{1} << (hash & 63);
  all_.insert(hash);
}

Scope::Scope(const lens::LensVersion& version, const StageMap& stages, const Filter& filter)
    : stages_(stages) {
  const lens::Dictionary& dictionary = version.dictionary();
  for (const InstanceId instance : filter.instances) instances_.push_back(instance.value);
  std::sort(instances_.begin(), instances_.end());
  allow_projects(dictionary.field(lens::LensField::kProject), filter);
  allow_types(dictionary.field(lens::LensField::kType), filter);
  allow_categories(filter);
  priorities_ =
      allow_names(dictionary.field(lens::LensField::kPriority), filter.priorities, "priority");
  labels_ = allow_names(dictionary.field(lens::LensField::kLabel), filter.labels, "label");
  components_ =
      allow_names(dictionary.field(lens::LensField::kComponent), filter.components, "component");
  allow_sprints(dictionary.field(lens::LensField::kSprint), filter);
  allow_epics(version, filter);
  query_ = filter.query;
  if (query_ != nullptr)
    notes_.insert(notes_.end(), query_->notes().begin(), query_->notes().end());
  looks_closer_ = query_ != nullptr || !instances_.empty() || !priorities_.empty() ||
                  !labels_.empty() || !components_.empty() || !sprints_.empty() || by_epic_;
}

// After allow_types: takes away what is of no wanted category. Where a project has a word of its
// own about a type, or queries decide, each row is asked.
void Scope::allow_categories(const Filter& filter) {
  if (filter.categories.empty()) return;
  for (const Category category : filter.categories)
    categories_ |= 1u << static_cast<unsigned>(category);
  const TypeRules* rules = stages_.rules();
  std::vector<uint8_t> by_row(types_.size(), rules != nullptr ? 1 : 0);
  if (rules != nullptr) notes_.insert(notes_.end(), rules->notes().begin(), rules->notes().end());
  for (const auto& [pair, category] : stages_.types().exceptions()) {
    if ((pair >> 32) < by_row.size()) by_row[pair >> 32] = 1;
  }
  for (lens::Code code = 0; code < types_.size(); ++code) {
    if (types_[code] == kNo) continue;
    if (by_row[code] != 0)
      types_[code] = kByRow;
    else if (!is_wanted(stages_.types().category(code, lens::kNoCode)))
      types_[code] = kNo;
  }
}

void Scope::allow_projects(const lens::FieldDictionary& known, const Filter& filter) {
  projects_.assign(known.size(), filter.projects.empty() ? 1 : 0);
  std::map<std::string, bool> found;  // by key: one site is enough
  for (const ProjectRef& project : filter.projects) {
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

Scope::Table Scope::allow_names(const lens::FieldDictionary& known,
                                const std::vector<std::string>& names, std::string_view what) {
  Table table;
  if (names.empty()) return table;
  table.assign(known.size(), kNo);
  Wanted wanted(names);
  for (lens::Code code = 1; code < known.size(); ++code) {
    if (wanted.take(known.at(code).name)) table[code] = kYes;
  }
  for (const std::string& name : wanted.missing())
    notes_.push_back(fmt::format("{} {} is not known here", what, name));
  return table;
}

void Scope::allow_types(const lens::FieldDictionary& known, const Filter& filter) {
  types_ = allow_names(known, filter.types, "issue type");
  if (filter.types.empty()) types_.assign(known.size(), kYes);
  for (lens::Code code = 0; code < known.size(); ++code) {
    const auto level = code == lens::kNoCode ? std::nullopt : known.at(code).level;
    if (!is_of(filter.population, level)) types_[code] = kNo;
  }
}

void Scope::allow_sprints(const lens::FieldDictionary& known, const Filter& filter) {
  if (filter.sprints.empty()) return;
  sprints_.assign(known.size(), kNo);
  for (const SprintRef& sprint : filter.sprints) {
    const lens::Code code = known.find(sprint.instance, sprint.id);
    if (code == lens::kNoCode)
      notes_.push_back(fmt::format("sprint {} is not known here", sprint.id));
    else
      sprints_[code] = kYes;
  }
}

Scope::IssueSet Scope::find_keys(const lens::LensVersion& version,
                                 const std::vector<std::string>& keys) {
  IssueSet found;
  Wanted wanted(keys);
  for (const lens::Part& part : version.parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if (part.live(row) && wanted.take(chunk.key.at(row)))
        found.add(chunk.instance[row], chunk.issue[row]);
    }
  }
  for (const std::string& key : wanted.missing())
    notes_.push_back(fmt::format("epic {} is not known here", key));
  return found;
}

// The epics themselves, and what lies right below them: an issue is of an epic when its parent is
// one of these.
void Scope::allow_epics(const lens::LensVersion& version, const Filter& filter) {
  if (filter.epics.empty()) return;
  by_epic_ = true;
  const IssueSet epics = find_keys(version, filter.epics);
  epics_ = epics;
  if (epics.empty()) return;
  for (const lens::Part& part : version.parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      const int64_t parent = chunk.parent[row];
      if (parent == 0 || !epics.holds(chunk.instance[row], parent) || !part.live(row)) continue;
      epics_.add(chunk.instance[row], chunk.issue[row]);
    }
  }
}

bool Scope::was_in_sprint(const lens::Chunk& chunk, uint32_t row) const {
  if (has_member(chunk, row, lens::ChangeField::kSprint, sprints_)) return true;
  const lens::Range changes = chunk.changes(row, lens::ChangeField::kSprint);
  for (uint32_t i = changes.begin; i < changes.end; ++i) {
    if (sprints_[chunk.change.from[i]] != kNo || sprints_[chunk.change.to[i]] != kNo) return true;
  }
  return false;
}

bool Scope::holds_closer(const lens::Chunk& chunk, uint32_t row) const {
  if (!instances_.empty() &&
      !std::binary_search(instances_.begin(), instances_.end(), chunk.instance[row]))
    return false;
  if (query_ != nullptr && !query_->holds(chunk, row)) return false;
  if (!priorities_.empty() && priorities_[chunk.priority[row]] == kNo) return false;
  if (by_epic_) {
    const int64_t parent = chunk.parent[row];
    if (parent == 0 || !epics_.holds(chunk.instance[row], parent)) return false;
  }
  if (!labels_.empty() && !has_member(chunk, row, lens::ChangeField::kLabel, labels_)) return false;
  if (!components_.empty() && !has_member(chunk, row, lens::ChangeField::kComponent, components_))
    return false;
  return sprints_.empty() || was_in_sprint(chunk, row);
}

}  // namespace tl::measure
