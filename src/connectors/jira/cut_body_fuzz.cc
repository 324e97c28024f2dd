// Any bytes through the cutter: the result is JSON, is not cut further, and holds no body.
#include <cstdlib>

#include "connectors/jira/cut_body.h"

namespace jira = tl::connectors::jira;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto cut = jira::cut_body(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!cut.ok()) return 0;
  const auto again = jira::cut_body(*cut);
  if (!again.ok() || *again != *cut) std::abort();
  if (cut->find("\"body\":") != std::string::npos) {
    // May stand inside a text only, where its quotes are escaped.
    std::abort();
  }
  return 0;
}
