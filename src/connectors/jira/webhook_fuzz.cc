// Any bytes as a delivery: exactly one of facts, refused, ignored; the same after cutting.
#include <cstdlib>

#include "connectors/jira/cut_body.h"
#include "connectors/jira/webhook.h"

namespace jira = tl::connectors::jira;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto read = jira::normalise_delivery(body, {nullptr, tl::Instant(1'772'712'000'000)});
  const bool said = !read.changes.empty() || !read.refused.empty();
  if (said == read.ignored.has_value()) std::abort();
  const auto cut = jira::cut_body(body);
  if (!cut.ok()) return 0;
  const auto again = jira::normalise_delivery(*cut, {nullptr, tl::Instant(1'772'712'000'000)});
  if (again.changes.issues.size() != read.changes.issues.size()) std::abort();
  if (again.changes.records.size() != read.changes.records.size()) std::abort();
  return 0;
}
