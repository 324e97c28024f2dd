// Any bytes as a file of issues: an error that says where, or issues that can be asked.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "jql/evaluate.h"
#include "jql/issue_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tl::jql;
  const auto file = parse_issue_file({reinterpret_cast<const char*>(data), size});
  if (!file.ok()) {
    if (file.error().detail.empty()) std::abort();
    return 0;
  }
  for (const FileInstance& instance : file->instances) {
    for (const auto& issue : instance.issues) {
      Values values;
      std::vector<Step> steps;
      for (int id = 0; id <= static_cast<int>(FieldId::kComputed); ++id) {
        BoundField field;
        field.id = static_cast<FieldId>(id);
        issue->values(field, values);
      }
      for (size_t field = 0; field < kHistoryFieldCount; ++field)
        issue->steps(static_cast<HistoryField>(field), steps);
    }
  }
  return 0;
}
