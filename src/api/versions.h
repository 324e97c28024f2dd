// What is versioned and edited by several people: ETags, and who was first.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/route.h"

namespace tl::api {

// `"7"` of If-Match, weak or strong; "0" before anything was saved.
[[nodiscard]] std::optional<int64_t> parse_version(std::string_view header);
// Adds a problem when the header is missing or no version.
[[nodiscard]] std::optional<int64_t> read_if_match(const Call& call, Problems& problems);
void set_version(net::Response& response, int64_t version);  // ETag

// Names of users by id.
class UserNames {
 public:
  [[nodiscard]] static Result<UserNames> load(const Call& call);
  // "Throughline" for the server itself, "somebody who is gone" for a user that is not there.
  [[nodiscard]] std::string of(UserId id) const;

 private:
  std::map<UserId, std::string> names_;
};

// 412: who was first, and when. `what` is "mapping", "calendar".
[[nodiscard]] Result<net::Response> tell_conflict(Call& call, InstanceId instance,
                                                  std::string_view what);

}  // namespace tl::api
