// Any bytes through every kind of inspect: no crash, and every line is JSON.
#include <cstdlib>

#include "base/json.h"
#include "connectors/jira/inspect.h"

namespace jira = tl::connectors::jira;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto kinds = jira::inspect_kinds();
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  (void)jira::inspect(kinds[data[0] % kinds.size()], text, "", [](std::string_view line) {
    if (!tl::JsonDocument::parse(line).ok()) std::abort();
  });
  return 0;
}
