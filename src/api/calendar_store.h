// The tenant's working calendar: loaded per answer, and made into its table once per version.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "api/route.h"
#include "measure/calendar.h"

namespace tl::api {

struct StoredCalendar {
  measure::CalendarDocument document;  // default_calendar() before anything was saved
  std::optional<store::Configuration> stored;
};
// A document that cannot be read counts as not there, and is logged.
[[nodiscard]] Result<StoredCalendar> load_calendar(const store::TenantStore& store);

// Calendars in use, one a tenant. Thread-safe.
class CalendarShelf {
 public:
  // Making one takes tens of milliseconds; it is kept until its version or the zone changes.
  [[nodiscard]] measure::Calendar get(TenantId tenant, const measure::CalendarDocument& document,
                                      const std::string& zone);

 private:
  struct Kept {
    measure::CalendarDocument document;
    std::string zone;
    measure::Calendar calendar;
  };
  std::mutex mutex_;
  std::map<TenantId, Kept> kept_;
};

}  // namespace tl::api
