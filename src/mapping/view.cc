#include "mapping/view.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "mapping/fold.h"
#include "mapping/stage_map.h"
#include "mapping/usage.h"

namespace tl::mapping {
namespace {

class ViewMaker {
 public:
  ViewMaker(const lens::LensVersion& version, InstanceId instance, const Mapping& mapping)
      : dictionary_(version.dictionary()),
        instance_(instance),
        mapping_(mapping),
        usage_(count_usage(version, instance, kTypeExamples)) {}

  MappingView make() {
    MappingView view;
    add_types(view.types);
    add_exceptions(view.types);
    std::sort(view.types.begin(), view.types.end(), [](const TypeRow& a, const TypeRow& b) {
      const auto key = [](const TypeRow& row) {
        return std::tuple(fold_name(row.name), row.project ? row.project->key : "", row.key);
      };
      return key(a) < key(b);
    });
    add_statuses(view.statuses);
    add_resolutions(view.resolutions);
    return view;
  }

 private:
  using Pair = std::pair<lens::Code, lens::Code>;  // type, project

  [[nodiscard]] const lens::FieldDictionary& field(lens::LensField field) const {
    return dictionary_.field(field);
  }

  [[nodiscard]] std::optional<ProjectName> project_of(std::string_view id) const {
    if (id.empty()) return std::nullopt;
    const auto& projects = field(lens::LensField::kProject);
    return ProjectName{std::string(id), projects.at(projects.find(instance_, id)).key};
  }

  void add_types(std::vector<TypeRow>& rows) {
    const auto& types = field(lens::LensField::kType);
    for (lens::Code code = 1; code < types.size(); ++code) {
      const lens::DictionaryEntry& entry = types.at(code);
      if (entry.instance != instance_) continue;
      TypeRow row;
      row.key = entry.id;
      row.name = entry.name;
      row.project = project_of(entry.project);
      CategoryGuess guess = decide_category(entry.name);
      row.category = guess.category;
      row.origin = guess.origin;
      row.rule = std::move(guess.rule);
      if (const auto set = mapping_.types.find(entry.id); set != mapping_.types.end())
        set_by_person(row, set->second);
      rows.push_back(std::move(row));
      general_[code] = rows.size() - 1;
    }
  }

  static void set_by_person(TypeRow& row, Category category) {
    row.category = category;
    row.origin = Origin::kPerson;
    row.rule.clear();
  }

  // Rows of their own for what is set per project; then the usage is dealt out.
  void add_exceptions(std::vector<TypeRow>& rows) {
    std::map<Pair, size_t> exceptions;
    for (const auto& [key, category] : mapping_.types) {
      const size_t slash = key.find('/');
      if (slash == std::string::npos) continue;
      const std::string project_id = key.substr(0, slash);
      const lens::Code type = field(lens::LensField::kType).find(instance_, key.substr(slash + 1));
      if (type == lens::kNoCode) continue;
      TypeRow row;
      row.key = key;
      row.name = field(lens::LensField::kType).at(type).name;
      row.project = project_of(project_id);
      set_by_person(row, category);
      rows.push_back(std::move(row));
      const lens::Code project = field(lens::LensField::kProject).find(instance_, project_id);
      if (project != lens::kNoCode) exceptions[{type, project}] = rows.size() - 1;
    }
    deal_out(rows, exceptions);
  }

  void deal_out(std::vector<TypeRow>& rows, const std::map<Pair, size_t>& exceptions) {
    std::vector<TypeUsage> sums(rows.size());
    for (const auto& [pair, used] : usage_.types) {
      const auto type = static_cast<lens::Code>(pair >> 32);
      const auto exception = exceptions.find({type, static_cast<lens::Code>(pair)});
      const auto general = general_.find(type);
      if (exception != exceptions.end())
        sums[exception->second].add(used, kTypeExamples);
      else if (general != general_.end())
        sums[general->second].add(used, kTypeExamples);
    }
    for (size_t i = 0; i < rows.size(); ++i) {
      rows[i].issues = sums[i].issues;
      for (auto& [updated, key] : sums[i].examples) rows[i].examples.push_back(std::move(key));
    }
  }

  void add_statuses(std::vector<StatusRow>& rows) const {
    const auto& statuses = field(lens::LensField::kStatus);
    for (const PlacedStatus& placed : decide_workflow(statuses, instance_, mapping_)) {
      const lens::DictionaryEntry& entry = statuses.at(placed.code);
      StatusRow& row = rows.emplace_back();
      row.id = entry.id;
      row.name = entry.name;
      row.project = project_of(entry.project);
      row.category = entry.category;
      row.stage = placed.stage;
      const bool set = mapping_.statuses.contains(entry.id);
      const bool vague = entry.category == lens::StatusCategory::kUndefined ||
                         entry.category == lens::StatusCategory::kUnknown;
      row.flagged = vague && !set;
      row.state = vague && set ? state_of(placed.stage) : decide_state(entry.category);
      row.origin = set ? Origin::kPerson : decide_stage(entry.category, entry.name).origin;
      row.issues_now = usage_.statuses[placed.code];
    }
  }

  void add_resolutions(std::vector<ResolutionRow>& rows) const {
    const auto& resolutions = field(lens::LensField::kResolution);
    for (lens::Code code = 1; code < resolutions.size(); ++code) {
      const lens::DictionaryEntry& entry = resolutions.at(code);
      if (entry.instance != instance_) continue;
      const auto set = mapping_.resolutions.find(entry.id);
      const bool by_person = set != mapping_.resolutions.end();
      rows.push_back({entry.id, entry.name, by_person ? set->second : decide_cancels(entry.name),
                      by_person ? Origin::kPerson : Origin::kName});
    }
    std::sort(rows.begin(), rows.end(), [](const ResolutionRow& a, const ResolutionRow& b) {
      return std::tuple(fold_name(a.name), a.id) < std::tuple(fold_name(b.name), b.id);
    });
  }

  const lens::Dictionary& dictionary_;
  InstanceId instance_;
  const Mapping& mapping_;
  Usage usage_;
  std::map<lens::Code, size_t> general_;  // row of a type
};

}  // namespace

MappingView decide_view(const lens::LensVersion& version, InstanceId instance,
                        const Mapping& mapping) {
  return ViewMaker(version, instance, mapping).make();
}

}  // namespace tl::mapping
