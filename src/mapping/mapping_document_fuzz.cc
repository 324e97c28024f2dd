// A document that is read is written and read back as the same one; folding twice changes nothing.
#include <cstdlib>

#include "mapping/category.h"
#include "mapping/document.h"
#include "mapping/fold.h"
#include "mapping/stage.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto mapping = tl::mapping::parse_mapping(text); mapping.ok()) {
    const auto again = tl::mapping::parse_mapping(tl::mapping::render_mapping(*mapping));
    if (!again.ok() || !(*again == *mapping)) std::abort();
  }
  const std::string folded = tl::mapping::fold_name(text);
  if (tl::mapping::fold_name(folded) != folded) std::abort();
  if (tl::mapping::decide_category(text).category != tl::mapping::decide_category(folded).category)
    std::abort();
  (void)tl::mapping::decide_default_stage(tl::lens::StatusCategory::kIndeterminate, text);
  return 0;
}
