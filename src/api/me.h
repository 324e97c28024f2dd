// The answer of first run, sign-in and "who am I": the same shape in all three.
#pragma once

#include "api/route.h"

namespace tl::api {

// {user, tenant, server}
[[nodiscard]] Result<std::string> render_me(ApiContext& api, TenantId tenant,
                                            const store::User& user);

[[nodiscard]] std::string_view week_start_text(int iso_weekday);  // "monday"
[[nodiscard]] std::optional<int> parse_week_start(std::string_view text);

}  // namespace tl::api
