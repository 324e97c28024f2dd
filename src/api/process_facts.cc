#include "api/process_facts.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace tl::api {
namespace {

// Fields of /proc/self/stat, counted as in proc(5): [2] is the state. Empty where there is none.
std::vector<std::string> load_stat() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  // The name of the program stands in brackets and may hold blanks.
  const size_t name_end = line.rfind(") ");
  if (name_end == std::string::npos) return {};
  std::vector<std::string> fields = {"", ""};
  const std::string_view rest = std::string_view(line).substr(name_end + 2);
  for (const std::string_view field : split(rest, ' ')) fields.emplace_back(field);
  return fields;
}

std::optional<int64_t> number_at(const std::vector<std::string>& fields, size_t index) {
  return index < fields.size() ? parse_int(fields[index]) : std::nullopt;
}

std::optional<int64_t> load_boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("btime ")) return parse_int(line.substr(6));
  }
  return std::nullopt;
}

std::optional<int64_t> count_open_files() {
  std::error_code failed;
  const std::filesystem::directory_iterator files("/proc/self/fd", failed);
  if (failed) return std::nullopt;
  return std::distance(begin(files), end(files));
}

}  // namespace

ProcessFacts load_process_facts() {
  constexpr size_t kUserTicks = 13, kSystemTicks = 14, kStartTicks = 21, kResidentPages = 23;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto fields = load_stat();
  ProcessFacts facts;
  if (const auto pages = number_at(fields, kResidentPages)) {
    facts.resident_bytes = *pages * sysconf(_SC_PAGESIZE);
  }
  const auto user = number_at(fields, kUserTicks);
  const auto system = number_at(fields, kSystemTicks);
  if (user && system) facts.cpu_seconds = static_cast<double>(*user + *system) / ticks;
  const auto start = number_at(fields, kStartTicks);
  const auto boot = load_boot_time();
  if (start && boot) {
    facts.started = static_cast<double>(*boot) + static_cast<double>(*start) / ticks;
  }
  facts.open_files = count_open_files();
  return facts;
}

}  // namespace tl::api
