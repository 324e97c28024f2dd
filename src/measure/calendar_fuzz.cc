// A calendar that is read is written and read back as the same one, and counts no more working time
// than there is time.
#include <cstdlib>

#include "measure/calendar.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto calendar = tl::measure::parse_calendar(text);
  if (!calendar.ok()) return 0;
  const auto again = tl::measure::parse_calendar(tl::measure::render_calendar(*calendar));
  if (!again.ok() || !(*again == *calendar)) std::abort();
  const tl::measure::Calendar counted(*calendar, "Europe/Berlin");
  const tl::Instant from(1'767'225'600'000);  // 2026-01-01
  const int64_t year = counted.working_seconds(from, from + tl::days(365));
  if (year < 0 || year > 365 * 86'400) std::abort();
  return 0;
}
