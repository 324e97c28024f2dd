// A body that is read without an error can be used, and is written back to one that reads the same.
#include <cstdlib>

#include "lens/snapshot.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  using namespace tl::lens;
  const auto version =
      parse_snapshot_body(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!version.ok()) return 0;
  size_t seen = 0;
  for (const Part& part : (*version)->parts()) {
    for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
      const IssueRow issue = part.chunk->row(row);
      seen += (*version)->dictionary().at(LensField::kStatus, issue.status).name.size();
      seen += (*version)->find(issue.ref).has_value();
    }
  }
  const std::string body = render_snapshot_body(**version);
  const auto again = parse_snapshot_body(body);
  if (!again.ok() || render_snapshot_body(**again) != body || seen == SIZE_MAX) std::abort();
  return 0;
}
