#include "metrics/flow/stage_map.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace tl::metrics::flow {
namespace {

constexpr std::array<std::pair<Stage, std::string_view>, 7> kStageNames = {{
    {Stage::kUnmapped, "unmapped"},
    {Stage::kQueue, "queue"},
    {Stage::kActive, "active"},
    {Stage::kReview, "review"},
    {Stage::kBlocked, "blocked"},
    {Stage::kDone, "done"},
    {Stage::kCancelled, "cancelled"},
}};

// Names of done statuses and of resolutions that mean "we will not do it", as plain_name gives.
constexpr std::array kCancelledStatusNames = {
    std::string_view("won't do"),  std::string_view("wont do"),   std::string_view("won't fix"),
    std::string_view("wont fix"),  std::string_view("wontfix"),   std::string_view("cancelled"),
    std::string_view("canceled"),  std::string_view("rejected"),  std::string_view("duplicate"),
    std::string_view("declined"),  std::string_view("abandoned"), std::string_view("obsolete"),
    std::string_view("withdrawn"),
};
constexpr std::array kCancellingResolutions = {
    std::string_view("won't do"),         std::string_view("wont do"),
    std::string_view("won't fix"),        std::string_view("wont fix"),
    std::string_view("wontfix"),          std::string_view("won't implement"),
    std::string_view("duplicate"),        std::string_view("duplicated"),
    std::string_view("cannot reproduce"), std::string_view("can't reproduce"),
    std::string_view("declined"),         std::string_view("incomplete"),
    std::string_view("rejected"),         std::string_view("cancelled"),
    std::string_view("canceled"),         std::string_view("abandoned"),
    std::string_view("obsolete"),         std::string_view("invalid"),
    std::string_view("not a bug"),        std::string_view("not an issue"),
    std::string_view("withdrawn"),
};

// Lower case, straight apostrophes, no space around.
std::string plain_name(std::string_view name) {
  std::string plain = to_lower(trim(name));
  constexpr std::string_view kCurly = "\xE2\x80\x99";
  for (size_t at; (at = plain.find(kCurly)) != std::string::npos;)
    plain.replace(at, kCurly.size(), "'");
  return plain;
}

template <typename Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), plain_name(name)) != names.end();
}

Result<void> read_statuses(JsonElement root, StageConfig& config) {
  simdjson::dom::object statuses;
  if (const auto member = json_get(root, "statuses"); !member || member->get(statuses)) return {};
  for (const auto [id, value] : statuses) {
    std::string_view text;
    const bool is_text = !value.get(text);
    const auto stage = is_text ? parse_stage(text) : std::nullopt;
    if (!stage) {
      return make_error(ErrorCode::kInvalidArgument,
                        "status " + std::string(id) +
                            " has no known stage; use one of queue, "
                            "active, review, blocked, done, cancelled");
    }
    config.statuses[std::string(id)] = *stage;
  }
  return {};
}

Result<void> read_resolutions(JsonElement root, StageConfig& config) {
  simdjson::dom::object resolutions;
  if (const auto member = json_get(root, "resolutions"); !member || member->get(resolutions))
    return {};
  for (const auto [id, value] : resolutions) {
    bool cancels = false;
    if (value.get(cancels)) {
      return make_error(ErrorCode::kInvalidArgument,
                        "resolution " + std::string(id) + " must be true (it cancels) or false");
    }
    config.resolutions[std::string(id)] = cancels;
  }
  return {};
}

const StageConfig& config_of(const StageConfigs& configs, InstanceId instance) {
  static const StageConfig none;
  const auto found = configs.find(instance);
  return found == configs.end() ? none : found->second;
}

}  // namespace

std::string_view to_text(Stage stage) {
  for (const auto& [known, name] : kStageNames) {
    if (known == stage) return name;
  }
  return "unmapped";
}

std::optional<Stage> parse_stage(std::string_view text) {
  for (const auto& [stage, name] : kStageNames) {
    if (name == text && stage != Stage::kUnmapped) return stage;
  }
  return std::nullopt;
}

Result<StageConfig> parse_stage_config(std::string_view json) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(json));
  if (!document.root().is_object())
    return make_error(ErrorCode::kUnreadable, "the stage configuration is no JSON object");
  StageConfig config;
  config.version = json_int(document.root(), "version").value_or(0);
  TL_CHECK_OK(read_statuses(document.root(), config));
  TL_CHECK_OK(read_resolutions(document.root(), config));
  return config;
}

std::string render_stage_config(const StageConfig& config) {
  JsonWriter out;
  out.begin_object().member("version", config.version).key("statuses").begin_object();
  for (const auto& [id, stage] : config.statuses) out.member(id, to_text(stage));
  out.end_object().key("resolutions").begin_object();
  for (const auto& [id, cancels] : config.resolutions) out.member(id, cancels);
  out.end_object().end_object();
  return out.take();
}

Stage decide_default_stage(lens::StatusCategory category, std::string_view name) {
  switch (category) {
    case lens::StatusCategory::kUnknown:
      return Stage::kUnmapped;
    case lens::StatusCategory::kUndefined:
    case lens::StatusCategory::kNew:
      return Stage::kQueue;
    case lens::StatusCategory::kIndeterminate:
      return Stage::kActive;
    case lens::StatusCategory::kDone:
      return is_one_of(kCancelledStatusNames, name) ? Stage::kCancelled : Stage::kDone;
  }
  return Stage::kUnmapped;
}

bool decide_cancels(std::string_view resolution_name) {
  return is_one_of(kCancellingResolutions, resolution_name);
}

StageMap StageMap::make(const lens::LensVersion& version, const StageConfigs& configs) {
  const auto& statuses = version.dictionary().field(lens::LensField::kStatus);
  const auto& resolutions = version.dictionary().field(lens::LensField::kResolution);
  StageMap map;
  map.stages_.resize(statuses.size(), Stage::kUnmapped);
  map.set_.resize(statuses.size());
  map.cancels_.resize(resolutions.size());
  for (lens::Code code = 1; code < statuses.size(); ++code) {
    const lens::DictionaryEntry& entry = statuses.at(code);
    const StageConfig& config = config_of(configs, entry.instance);
    const auto set = config.statuses.find(entry.id);
    const bool by_person = set != config.statuses.end();
    map.stages_[code] = by_person ? set->second : decide_default_stage(entry.category, entry.name);
    map.set_[code] = by_person ? 1 : 0;
    map.versions_[entry.instance] = config.version;
  }
  for (lens::Code code = 1; code < resolutions.size(); ++code) {
    const lens::DictionaryEntry& entry = resolutions.at(code);
    const StageConfig& config = config_of(configs, entry.instance);
    const auto set = config.resolutions.find(entry.id);
    const bool cancels = set != config.resolutions.end() ? set->second : decide_cancels(entry.name);
    map.cancels_[code] = cancels ? 1 : 0;
    map.versions_[entry.instance] = config.version;
  }
  return map;
}

}  // namespace tl::metrics::flow
