// Any bytes as the text of a sprint: what is read has a numeric id.
#include <cstdlib>

#include "base/text.h"
#include "connectors/jira/sprint_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto sprint = tl::connectors::jira::parse_sprint_text(text);
  if (sprint && !tl::parse_int(sprint->id)) std::abort();
  return 0;
}
