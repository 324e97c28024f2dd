// The web UI and the API document, embedded in the program at build time.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "net/http_message.h"

namespace tl::api {

// One embedded file. All views live as long as the process. `brotli` and `gzip` are empty where
// they would not be smaller.
struct Asset {
  std::string_view path;  // "assets/index-B7x.js", without a leading slash
  std::string_view content_type;
  std::string_view etag;   // with its quotes, from the content
  bool immutable = false;  // its name holds a hash of its content
  std::string_view plain;
  std::string_view brotli;
  std::string_view gzip;
};

// Generated (embed.cmake): everything of web/dist, sorted by path; empty when it was not built.
[[nodiscard]] std::span<const Asset> embedded_assets();
[[nodiscard]] const Asset& openapi_asset();

[[nodiscard]] const Asset* find_asset(std::string_view path);  // nullptr when unknown

// The asset in the best encoding the client takes, or 304. Sets caching headers.
[[nodiscard]] net::Response serve_static(const net::Request& request, const Asset& asset);

// index.html with a fresh style nonce, and the page's security headers. `html` is its text.
[[nodiscard]] net::Response serve_page(std::string_view html);

// True when `header` (Accept-Encoding) takes `coding` with a quality above zero.
[[nodiscard]] bool accepts_encoding(std::string_view header, std::string_view coding);

}  // namespace tl::api
