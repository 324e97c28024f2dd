// What is read as an instant or a date is written and read back as the same one.
#include <cstdlib>

#include "base/time_text.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto date = tl::parse_date(text)) {
    if (tl::parse_date(tl::format_date(*date)) != date) std::abort();
  }
  const auto instant = tl::parse_instant(text);
  // An offset may push the first or last hours of years 0 to 9999 out of four digits.
  constexpr int64_t kYear1 = -62'135'596'800'000, kYear9999 = 253'370'764'800'000;
  if (instant && instant->ms >= kYear1 && instant->ms < kYear9999) {
    if (tl::parse_instant(tl::format_instant(*instant)) != instant) std::abort();
  }
  return 0;
}
