#include "measure/zone_spans.h"

#include <date/tz.h>

#include <algorithm>
#include <chrono>

#include "base/zone.h"

namespace tl::measure {
namespace {

template <typename Duration>
int64_t ms_of(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

}  // namespace

std::vector<ZoneSpan> zone_spans(std::string_view zone, int64_t from, int64_t to) {
  std::vector<ZoneSpan> spans;
  if (!zone_exists(zone)) return spans;
  const date::time_zone* found = date::locate_zone(zone);
  while (from < to) {
    const date::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(from)};
    const date::sys_info info = found->get_info(at);
    const int64_t end = std::min(to, ms_of(info.end.time_since_epoch()));
    const int64_t offset = ms_of(info.offset);
    if (!spans.empty() && spans.back().offset == offset)
      spans.back().to = end;  // only a name or the kind of time changed
    else
      spans.push_back({from, end, offset});
    from = end;
  }
  return spans;
}

}  // namespace tl::measure
