#include "api/assets.h"

#include <algorithm>

#include "api/cursor.h"
#include "api/problem.h"
#include "api/route.h"
#include "base/random.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr std::string_view kNonceMark = "__CSP_NONCE__";

constexpr std::string_view kNotBuilt = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Throughline</title></head>
<body><h1>Throughline is running</h1>
<p>This program was built without its web UI. To build it:</p>
<pre>cd web &amp;&amp; npm ci &amp;&amp; npm run build</pre>
<p>then build the program again. The HTTP API works: see <a href="/api/v1/openapi.json">its
document</a>.</p></body></html>
)";

std::string replace_all(std::string_view text, std::string_view mark, std::string_view value) {
  std::string out;
  size_t from = 0;
  for (size_t at; (at = text.find(mark, from)) != std::string_view::npos; from = at + mark.size()) {
    out.append(text.substr(from, at - from)).append(value);
  }
  out.append(text.substr(from));
  return out;
}

std::string page_policy(std::string_view nonce) {
  return "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-" + std::string(nonce) +
         "'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; "
         "base-uri 'none'; form-action 'self'";
}

bool matches_etag(std::string_view header, std::string_view etag) {
  for (std::string_view item : split(header, ',')) {
    item = trim(item);
    if (item == "*") return true;
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item == etag) return true;
  }
  return false;
}

bool wants_page(const net::Request& request) {
  const std::string_view path = request.path;
  const std::string_view last = path.substr(path.rfind('/') + 1);
  if (path == "/") return true;
  if (last.find('.') != std::string_view::npos && find_asset(last) == nullptr &&
      request.path.starts_with("/assets/")) {
    return false;
  }
  return request.headers.joined("Accept").find("text/html") != std::string::npos;
}

net::Response serve_path(const net::Request& request) {
  const std::string_view path = request.path;
  if (!path.starts_with("/api/") && path != "/api" && path != "/v1" && !path.starts_with("/v1/")) {
    const Asset* asset = find_asset(path.substr(1));
    if (asset != nullptr && asset->path != "index.html") return serve_static(request, *asset);
    const Asset* index = find_asset("index.html");
    if (wants_page(request)) return serve_page(index != nullptr ? index->plain : kNotBuilt);
  }
  return render_problem(request.method + " (no route)",
                        make_error(ErrorCode::kNotFound, "There is nothing at this address."));
}

}  // namespace

const Asset* find_asset(std::string_view path) {
  const auto assets = embedded_assets();
  const auto found = std::lower_bound(
      assets.begin(), assets.end(), path,
      [](const Asset& asset, std::string_view wanted) { return asset.path < wanted; });
  return found != assets.end() && found->path == path ? &*found : nullptr;
}

bool accepts_encoding(std::string_view header, std::string_view coding) {
  for (std::string_view item : split(header, ',')) {
    const size_t semicolon = item.find(';');
    if (!equals_no_case(trim(item.substr(0, semicolon)), coding)) continue;
    if (semicolon == std::string_view::npos) return true;
    const std::string_view quality = trim(item.substr(semicolon + 1));
    const bool zero = starts_with_no_case(quality, "q=0") &&
                      quality.substr(2).find_first_not_of("0.") == std::string_view::npos;
    return !zero;
  }
  return false;
}

net::Response serve_static(const net::Request& request, const Asset& asset) {
  net::Response response;
  response.headers.set("Content-Type", asset.content_type);
  response.headers.set("Vary", "Accept-Encoding");
  response.headers.set("ETag", asset.etag);
  response.headers.set("Cache-Control",
                       asset.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (matches_etag(request.headers.joined("If-None-Match"), asset.etag)) {
    response.status = 304;
    harden(response);
    return response;
  }
  const std::string accepted = request.headers.joined("Accept-Encoding");
  response.static_body = asset.plain;
  if (!asset.brotli.empty() && accepts_encoding(accepted, "br")) {
    response.headers.set("Content-Encoding", "br");
    response.static_body = asset.brotli;
  } else if (!asset.gzip.empty() && accepts_encoding(accepted, "gzip")) {
    response.headers.set("Content-Encoding", "gzip");
    response.static_body = asset.gzip;
  }
  harden(response);
  return response;
}

net::Response serve_page(std::string_view html) {
  const std::string nonce = base64url_encode(random_bytes(18));
  auto response =
      net::typed_response(200, "text/html; charset=utf-8", replace_all(html, kNonceMark, nonce));
  response.headers.set("Content-Security-Policy", page_policy(nonce));
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  harden(response);
  return response;
}

void add_asset_routes(Routes& routes) { routes.router().add("GET", "/{path...}", serve_path); }

}  // namespace tl::api
