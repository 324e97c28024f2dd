// Everything people and guesses say of types, statuses and resolutions, by code of one version of
// a lens: what the numbers use.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lens/version.h"
#include "mapping/document.h"
#include "mapping/stage.h"
#include "mapping/type_rules.h"

namespace tl::mapping {

// The category of a type, which can differ from project to project. Of an issue, queries are asked
// first: StageMap::category.
class TypeMap {
 public:
  static TypeMap make(const lens::Dictionary& dictionary, const Mappings& mappings);

  [[nodiscard]] Category category(lens::Code type, lens::Code project) const {
    if (!exceptions_.empty()) {
      const auto found = exceptions_.find(pair_of(type, project));
      if (found != exceptions_.end()) return found->second;
    }
    return type < categories_.size() ? categories_[type] : Category::kOther;
  }
  // Where no project says otherwise, by code of the type.
  [[nodiscard]] const std::vector<Category>& categories() const { return categories_; }
  // By type and project.
  [[nodiscard]] const std::unordered_map<uint64_t, Category>& exceptions() const {
    return exceptions_;
  }
  static uint64_t pair_of(lens::Code type, lens::Code project) {
    return uint64_t{type} << 32 | project;
  }

 private:
  std::vector<Category> categories_;
  std::unordered_map<uint64_t, Category> exceptions_;
};

// A line that is drawn in an instance's workflow.
struct DrawnLines {
  lens::Code start = lens::kNoCode;  // kNoCode: not drawn, or at a status that is gone
  lens::Code finish = lens::kNoCode;
};

// Cheap to build: statuses, types and resolutions are few.
class StageMap {
 public:
  // Takes every status, type and resolution of the dictionary. No reference to `version` is kept.
  // `rules`: of this version and these mappings.
  static StageMap make(const lens::LensVersion& version, const Mappings& mappings = {},
                       std::shared_ptr<const TypeRules> rules = nullptr);

  [[nodiscard]] Stage stage(lens::Code status) const {
    return status < stages_.size() ? stages_[status] : Stage::kUnmapped;
  }
  // Where the status lies: by the lines drawn, else by its stage.
  [[nodiscard]] Zone zone(lens::Code status) const {
    return status < zones_.size() ? zones_[status] : Zone::kUnknown;
  }
  [[nodiscard]] bool cancels(lens::Code resolution) const {
    return resolution < cancels_.size() && cancels_[resolution] != 0;
  }
  // Of an issue: the first query that finds it decides, else its type.
  [[nodiscard]] Category category(const lens::Chunk& chunk, uint32_t row) const {
    if (rules_ != nullptr) {
      if (const auto decided = rules_->category(chunk, row)) return *decided;
    }
    return types_.category(chunk.type[row], chunk.project[row]);
  }
  // Of an issue as a row of its own. `version`: the one that the map was made for.
  [[nodiscard]] Category category(const lens::LensVersion& version,
                                  const lens::IssueRow& row) const;
  // Where no query says otherwise.
  [[nodiscard]] const TypeMap& types() const { return types_; }
  [[nodiscard]] const TypeRules* rules() const { return rules_.get(); }  // nullptr: no queries
  // Version of each instance's mapping; 0 where nothing was set.
  [[nodiscard]] const std::map<InstanceId, int64_t>& versions() const { return versions_; }
  // Of the instances that have any.
  [[nodiscard]] const std::map<InstanceId, DrawnLines>& lines() const { return lines_; }

  [[nodiscard]] const std::vector<Zone>& zones() const { return zones_; }
  [[nodiscard]] const std::vector<uint8_t>& cancelling() const { return cancels_; }

 private:
  void add_instance(const lens::FieldDictionary& statuses, InstanceId instance,
                    const Mapping& mapping);
  void add_resolutions(const lens::FieldDictionary& resolutions, const Mappings& mappings);

  std::vector<Stage> stages_;
  std::vector<Zone> zones_;
  std::vector<uint8_t> cancels_;
  TypeMap types_;
  std::shared_ptr<const TypeRules> rules_;
  std::map<InstanceId, int64_t> versions_;
  std::map<InstanceId, DrawnLines> lines_;
};

// The mapping of an instance; the empty one when it has none.
[[nodiscard]] const Mapping& mapping_of(const Mappings& mappings, InstanceId instance);

}  // namespace tl::mapping
