// How many issues have which type and status: what hangs on a mapping.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "lens/version.h"

namespace tl::mapping {

struct TypeUsage {
  int64_t issues = 0;
  // Those updated last, newest first: (updated, key).
  std::vector<std::pair<int64_t, std::string>> examples;
  void add(const TypeUsage& other, size_t examples_kept);
};

struct Usage {
  std::unordered_map<uint64_t, TypeUsage> types;  // by TypeMap::pair_of(type, project)
  std::vector<int64_t> statuses;                  // by code
};

// Of the issues of `instance` that are not deleted.
[[nodiscard]] Usage count_usage(const lens::LensVersion& version, InstanceId instance,
                                size_t examples_kept);

}  // namespace tl::mapping
