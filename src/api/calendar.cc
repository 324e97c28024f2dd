// The working calendar of the tenant. Everybody signed in may look; to change it is for admins.
#include <utility>

#include "api/calendar_store.h"
#include "api/json_out.h"
#include "api/versions.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr size_t kMaxVersionsShown = 200;

Result<net::Response> show(Call& call, const StoredCalendar& calendar) {
  TL_TRY(const auto tenant, call.store().load_tenant());
  TL_TRY(const UserNames names, UserNames::load(call));
  JsonWriter out;
  out.begin_object().member("version", calendar.document.version);
  instant_member(out, "saved_at",
                 calendar.stored ? std::optional(calendar.stored->created) : std::nullopt);
  out.member("saved_by", calendar.stored ? names.of(calendar.stored->by) : "");
  out.member("time_zone", tenant.zone);
  measure::render_calendar_members(out, calendar.document);
  out.end_object();
  auto response = net::json_response(200, out.take());
  set_version(response, calendar.document.version);
  return response;
}

Result<net::Response> get_calendar(Call& call) {
  TL_TRY(const StoredCalendar calendar, load_calendar(call.store()));
  return show(call, calendar);
}

Result<net::Response> put_calendar(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  const auto version = read_if_match(call, problems);
  std::vector<measure::CalendarProblem> found;
  measure::CalendarDocument next = measure::read_calendar(document.root(), found);
  for (measure::CalendarProblem& one : found)
    problems.push_back({shortened(one.member, 120), std::move(one.message)});
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(StoredCalendar calendar, load_calendar(call.store()));
  if (calendar.document.version != *version) return tell_conflict(call, InstanceId(), "calendar");
  next.version = *version;
  if (next == calendar.document) return show(call, calendar);
  const auto saved = call.store().save_configuration(InstanceId(), measure::render_calendar(next),
                                                     call.caller->who.user.id, *version);
  if (!saved.ok() && saved.error().code == ErrorCode::kConflict)
    return tell_conflict(call, InstanceId(), "calendar");
  if (!saved.ok()) return saved.error();
  next.version = saved->version;
  calendar = {std::move(next), *saved};
  return show(call, calendar);
}

Result<net::Response> list_calendar_versions(Call& call) {
  TL_TRY(const UserNames names, UserNames::load(call));
  TL_TRY(const auto versions, call.store().list_configurations(InstanceId(), kMaxVersionsShown));
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const store::Configuration& version : versions) {
    out.begin_object().member("version", version.version);
    out.member("saved_at", format_instant(version.created));
    out.member("saved_by", names.of(version.by)).key("calendar").begin_object();
    const auto read = measure::parse_calendar(version.document);
    measure::render_calendar_members(out, read.ok() ? *read : measure::default_calendar());
    out.end_object().end_object();
  }
  out.end_array().end_object();
  return net::json_response(200, out.take());
}

}  // namespace

void add_calendar_routes(Routes& routes) {
  routes.add("GET", "/api/v1/calendar", {Access::kAnyRole}, get_calendar);
  routes.add("PUT", "/api/v1/calendar", {Access::kAdmin, false, true}, put_calendar);
  routes.add("GET", "/api/v1/calendar/versions", {Access::kAnyRole}, list_calendar_versions);
}

}  // namespace tl::api
