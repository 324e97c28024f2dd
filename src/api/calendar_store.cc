#include "api/calendar_store.h"

#include "base/log.h"

namespace tl::api {

// Of the tenant's own configuration the calendar is all there is.
Result<StoredCalendar> load_calendar(const store::TenantStore& store) {
  StoredCalendar calendar;
  calendar.document = measure::default_calendar();
  TL_TRY(calendar.stored, store.load_configuration(InstanceId()));
  if (!calendar.stored) return calendar;
  auto read = measure::parse_calendar(calendar.stored->document);
  if (read.ok())
    calendar.document = std::move(read).value();
  else
    log_error("working calendar", read.error());
  calendar.document.version = calendar.stored->version;
  return calendar;
}

measure::Calendar CalendarShelf::get(TenantId tenant, const measure::CalendarDocument& document,
                                     const std::string& zone) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(tenant);
  if (found != kept_.end() && found->second.zone == zone && found->second.document == document)
    return found->second.calendar;
  const measure::Calendar made(document, zone);
  kept_.insert_or_assign(tenant, Kept{document, zone, made});
  return made;
}

}  // namespace tl::api
