// What the handlers of connections share.
#pragma once

#include <cstdint>
#include <optional>

#include "api/route.h"
#include "sync/service.h"

namespace tl::api {

inline constexpr RouteRules kConnectionRead{.access = Access::kAnyRole};
inline constexpr RouteRules kConnectionWrite{.access = Access::kAdmin};
inline constexpr RouteRules kConnectionWriteBody{.access = Access::kAdmin, .takes_body = true};

// The connection of {id}; kNotFound also for one of another tenant.
[[nodiscard]] Result<InstanceId> find_connection(const Call& call);

// A connection as JSON, with its ETag.
[[nodiscard]] net::Response connection_response(const Call& call, int status,
                                                const sync::ConnectionStatus& shown);
// The same with "Location", for what was just made.
[[nodiscard]] net::Response created_response(const Call& call, const sync::ConnectionStatus& made);

}  // namespace tl::api
