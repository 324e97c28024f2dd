// Stages: what a status means for the flow of work. Each instance has its own configuration: what
// a person has set, over what is guessed from Jira's status categories.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "lens/version.h"

namespace tl::metrics::flow {

// kUnmapped: nothing is known of the status (it is in no catalogue and nobody has set it). A stay
// in it neither starts nor finishes work, but it does end a stay in done stages.
enum class Stage : uint8_t { kUnmapped, kQueue, kActive, kReview, kBlocked, kDone, kCancelled };

[[nodiscard]] std::string_view to_text(Stage stage);  // "queue", "active", ...
[[nodiscard]] std::optional<Stage> parse_stage(std::string_view text);

// Work is between start line and finish line in these: active, review, blocked.
[[nodiscard]] constexpr bool is_started(Stage stage) {
  return stage == Stage::kActive || stage == Stage::kReview || stage == Stage::kBlocked;
}

// What people have set for one instance. `version` 0: nothing was ever set.
struct StageConfig {
  int64_t version = 0;
  std::map<std::string, Stage, std::less<>> statuses;    // by status id
  std::map<std::string, bool, std::less<>> resolutions;  // by resolution id: does it cancel?
  bool operator==(const StageConfig&) const = default;
};

using StageConfigs = std::map<InstanceId, StageConfig>;

// {"version":3,"statuses":{"10001":"active"},"resolutions":{"10002":true}}; members may be left
// out, unknown members are ignored. Errors: kUnreadable for text that is no such document,
// kInvalidArgument for an unknown stage.
[[nodiscard]] Result<StageConfig> parse_stage_config(std::string_view json);
[[nodiscard]] std::string render_stage_config(const StageConfig& config);

// The guess from category and name, when nobody has set the stage.
[[nodiscard]] Stage decide_default_stage(lens::StatusCategory category, std::string_view name);
// Does a resolution of this name cancel (Won't Do, Duplicate, ...)? English names only.
[[nodiscard]] bool decide_cancels(std::string_view resolution_name);

// Stages and cancelling resolutions by code, for one version of a lens. Cheap to build.
class StageMap {
 public:
  // Takes every status and resolution of the dictionary. No reference to `version` is kept.
  static StageMap make(const lens::LensVersion& version, const StageConfigs& configs = {});

  [[nodiscard]] Stage stage(lens::Code status) const {
    return status < stages_.size() ? stages_[status] : Stage::kUnmapped;
  }
  [[nodiscard]] bool cancels(lens::Code resolution) const {
    return resolution < cancels_.size() && cancels_[resolution] != 0;
  }
  [[nodiscard]] bool set_by_person(lens::Code status) const {
    return status < set_.size() && set_[status] != 0;
  }
  // Version of each instance's configuration; 0 where nothing was set.
  [[nodiscard]] const std::map<InstanceId, int64_t>& versions() const { return versions_; }

  [[nodiscard]] const std::vector<Stage>& stages() const { return stages_; }
  [[nodiscard]] const std::vector<uint8_t>& cancelling() const { return cancels_; }

 private:
  std::vector<Stage> stages_;
  std::vector<uint8_t> set_;
  std::vector<uint8_t> cancels_;
  std::map<InstanceId, int64_t> versions_;
};

}  // namespace tl::metrics::flow
