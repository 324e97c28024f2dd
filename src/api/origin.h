// Where a request comes from, as far as a browser tells. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http_message.h"

namespace tl::api {

[[nodiscard]] bool is_unsafe_method(std::string_view method);

// "https://host:8443" of the request as the client sees it; "" when it has no host.
[[nodiscard]] std::string own_origin(const net::Request& request);

// True when the Origin header names this server: the request's own origin or that of `public_url`.
[[nodiscard]] bool is_same_origin(const net::Request& request, std::string_view public_url);

// The media type is application/json (parameters are allowed).
[[nodiscard]] bool has_json_body(const net::Request& request);

// Why a vendor in the cloud cannot reach `public_url`; nothing when it may.
[[nodiscard]] std::optional<std::string> unreachable_hint(std::string_view public_url);

}  // namespace tl::api
