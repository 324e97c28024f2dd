// What was repaired reads without a repair, and reading never crashes.
#include <cstdlib>

#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string mended = tl::repair_json(text);
  const auto document = tl::JsonDocument::parse(text);
  if (!document.ok() || !document->repaired()) return 0;
  const auto again = tl::JsonDocument::parse(mended);
  if (!again.ok() || again->repaired()) std::abort();
  return 0;
}
