// Makes an organisation that has worked for `days` days until `now`. The same input gives the same
// world, whatever machine and compiler.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/world.h"

namespace tl::sim {

struct GenerateOptions {
  uint64_t seed = 1;
  int issues = 400;
  int projects = 4;
  int days = 180;
  int64_t now_ms = 0;
  int histories_per_issue = 0;  // every issue has at least so many
  const Flavour* flavour = &cloud_flavour();
  Language language = Language::kEnglish;
};

[[nodiscard]] std::unique_ptr<World> generate_world(const GenerateOptions& options);

}  // namespace tl::sim
