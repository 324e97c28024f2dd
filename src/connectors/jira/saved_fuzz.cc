// Any bytes as a saved answer: facts or an error, no crash, and no text of people in what is
// refused.
#include <cstdlib>

#include "connectors/jira/saved.h"

namespace jira = tl::connectors::jira;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  jira::SavedContext context;
  context.received = tl::Instant(1'772'712'000'000);
  context.file_name = "ABC-12.json";
  context.find_issue = [](std::string_view) { return std::optional(tl::IssueId(12)); };
  const auto answer = jira::read_saved(text, context);
  if (!answer.ok()) return 0;
  if (answer->kind.empty()) std::abort();
  for (const auto& refused : answer->refused) {
    if (refused.reason.empty()) std::abort();
    if (refused.text.find("\"body\":") != std::string::npos) std::abort();
  }
  return 0;
}
