#include "mapping/stage_map.h"

#include <set>

#include "mapping/workflow.h"

namespace tl::mapping {
namespace {

void add_exceptions(const lens::Dictionary& dictionary, InstanceId instance, const Mapping& mapping,
                    std::unordered_map<uint64_t, Category>& into) {
  const auto& types = dictionary.field(lens::LensField::kType);
  const auto& projects = dictionary.field(lens::LensField::kProject);
  for (const auto& [key, category] : mapping.types) {
    const size_t slash = key.find('/');
    if (slash == std::string::npos) continue;
    const lens::Code project = projects.find(instance, std::string_view(key).substr(0, slash));
    const lens::Code type = types.find(instance, std::string_view(key).substr(slash + 1));
    if (project == lens::kNoCode || type == lens::kNoCode) continue;
    into.insert_or_assign(TypeMap::pair_of(type, project), category);
  }
}

}  // namespace

const Mapping& mapping_of(const Mappings& mappings, InstanceId instance) {
  static const Mapping none;
  const auto found = mappings.find(instance);
  return found == mappings.end() ? none : found->second;
}

TypeMap TypeMap::make(const lens::Dictionary& dictionary, const Mappings& mappings) {
  const auto& types = dictionary.field(lens::LensField::kType);
  TypeMap map;
  map.categories_.resize(types.size(), Category::kOther);
  for (lens::Code code = 1; code < types.size(); ++code) {
    const lens::DictionaryEntry& entry = types.at(code);
    const Mapping& mapping = mapping_of(mappings, entry.instance);
    const auto set = mapping.types.find(entry.id);
    map.categories_[code] =
        set != mapping.types.end() ? set->second : decide_category(entry.name).category;
  }
  for (const auto& [instance, mapping] : mappings)
    add_exceptions(dictionary, instance, mapping, map.exceptions_);
  return map;
}

StageMap StageMap::make(const lens::LensVersion& version, const Mappings& mappings,
                        std::shared_ptr<const TypeRules> rules) {
  const lens::Dictionary& dictionary = version.dictionary();
  const auto& statuses = dictionary.field(lens::LensField::kStatus);
  const auto& resolutions = dictionary.field(lens::LensField::kResolution);
  StageMap map;
  map.types_ = TypeMap::make(dictionary, mappings);
  map.rules_ = std::move(rules);
  map.stages_.resize(statuses.size(), Stage::kUnmapped);
  map.zones_.resize(statuses.size(), Zone::kUnknown);
  std::set<InstanceId> instances;
  for (lens::Code code = 1; code < statuses.size(); ++code)
    instances.insert(statuses.at(code).instance);
  for (const InstanceId instance : instances)
    map.add_instance(statuses, instance, mapping_of(mappings, instance));
  map.add_resolutions(resolutions, mappings);
  return map;
}

Category StageMap::category(const lens::LensVersion& version, const lens::IssueRow& row) const {
  if (rules_ != nullptr) {
    if (const auto address = version.find(row.ref)) {
      const lens::Chunk& chunk = *version.parts()[address->part].chunk;
      if (const auto decided = rules_->category(chunk, address->row)) return *decided;
    }
  }
  return types_.category(row.type, row.project);
}

void StageMap::add_instance(const lens::FieldDictionary& statuses, InstanceId instance,
                            const Mapping& mapping) {
  versions_[instance] = mapping.version;
  for (const PlacedStatus& status : decide_workflow(statuses, instance, mapping)) {
    stages_[status.code] = status.stage;
    zones_[status.code] = status.zone;
    if (status.id == mapping.start_line) lines_[instance].start = status.code;
    if (status.id == mapping.finish_line) lines_[instance].finish = status.code;
  }
}

void StageMap::add_resolutions(const lens::FieldDictionary& resolutions, const Mappings& mappings) {
  cancels_.resize(resolutions.size());
  for (lens::Code code = 1; code < resolutions.size(); ++code) {
    const lens::DictionaryEntry& entry = resolutions.at(code);
    const Mapping& mapping = mapping_of(mappings, entry.instance);
    const auto set = mapping.resolutions.find(entry.id);
    const bool cancels =
        set != mapping.resolutions.end() ? set->second : decide_cancels(entry.name);
    cancels_[code] = cancels ? 1 : 0;
    versions_[entry.instance] = mapping.version;
  }
}

}  // namespace tl::mapping
