// The tables behind decide_stage and decide_cancels. All as fold_name gives; a test holds them to
// it.
#pragma once

#include <span>
#include <string_view>

#include "mapping/stage.h"

namespace tl::mapping {

enum class NameMatch : uint8_t {
  kWhole,  // the whole name
  kWord,   // a word or phrase of it
  kPart,   // anywhere in it: Chinese and Japanese
};

struct StageName {
  std::string_view text;
  NameMatch match;
  Stage stage;
};

[[nodiscard]] bool fits(const StageName& known, std::string_view folded);

// For statuses of category In Progress, in the order in which they are tried.
[[nodiscard]] std::span<const StageName> started_names();
// For statuses of category Done.
[[nodiscard]] std::span<const StageName> ended_names();
// Whole names of resolutions that cancel.
[[nodiscard]] std::span<const std::string_view> cancelling_resolutions();

}  // namespace tl::mapping
