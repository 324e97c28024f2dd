#include "api/versions.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tl::api {
namespace {

// "2026-11-21 14:05 UTC"
std::string minute_text(Instant instant) {
  const std::string text = format_instant(instant);
  return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 5));
}

}  // namespace

std::optional<int64_t> parse_version(std::string_view header) {
  header = trim(header);
  if (header.starts_with("W/")) header.remove_prefix(2);
  if (header.size() < 3 || header.front() != '"' || header.back() != '"') return std::nullopt;
  return parse_int(header.substr(1, header.size() - 2));
}

std::optional<int64_t> read_if_match(const Call& call, Problems& problems) {
  const auto version = parse_version(call.request.headers.value("If-Match"));
  if (!version)
    problems.push_back({"If-Match", "must be the ETag of what was read, such as \"3\""});
  return version;
}

void set_version(net::Response& response, int64_t version) {
  response.headers.set("ETag", fmt::format("\"{}\"", version));
}

Result<UserNames> UserNames::load(const Call& call) {
  UserNames names;
  TL_TRY(const auto users, call.store().list_users());
  for (const store::User& user : users) names.names_.emplace(user.id, user.name);
  return names;
}

std::string UserNames::of(UserId id) const {
  if (id == UserId()) return "Throughline";
  const auto found = names_.find(id);
  return found == names_.end() ? "somebody who is gone" : found->second;
}

Result<net::Response> tell_conflict(Call& call, InstanceId instance, std::string_view what) {
  TL_TRY(const auto newest, call.store().load_configuration(instance));
  TL_TRY(const UserNames names, UserNames::load(call));
  std::string detail = fmt::format("Nobody has saved this {} yet; its version is 0.", what);
  if (newest) {
    detail = fmt::format("{} changed this {} at {}; it is version {} now.", names.of(newest->by),
                         what, minute_text(newest->created), newest->version);
  }
  return render_problem(call.where(), make_error(ErrorCode::kConflict, std::move(detail)),
                        {412, {}});
}

}  // namespace tl::api
