// What the operating system says of this process.
#pragma once

#include <cstdint>
#include <optional>

namespace tl::api {

// A member is nothing where the system does not say it.
struct ProcessFacts {
  std::optional<int64_t> resident_bytes;
  std::optional<double> started;  // seconds since 1970
  std::optional<double> cpu_seconds;
  std::optional<int64_t> open_files;
};

[[nodiscard]] ProcessFacts load_process_facts();

}  // namespace tl::api
