#include "sync/delivery_headers.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace tl::sync {
namespace {

constexpr size_t kMaxHeaders = 24;
constexpr size_t kMaxNameBytes = 64;
constexpr size_t kMaxValueBytes = 256;
constexpr int64_t kMostAttempts = 1000;  // above: nonsense

constexpr std::array<std::string_view, 11> kKept = {"content-type",
                                                    "content-length",
                                                    "content-encoding",
                                                    "user-agent",
                                                    "date",
                                                    "x-atlassian-webhook-identifier",
                                                    "x-atlassian-webhook-retry",
                                                    "x-atlassian-webhook-flow",
                                                    "x-request-id",
                                                    "x-b3-traceid",
                                                    "traceparent"};

// Whoever adds such a header has a secret in it, whatever its name is in full.
constexpr std::array<std::string_view, 9> kSecret = {
    "signature", "auth", "token", "secret", "cookie", "api-key", "apikey", "jwt", "password"};

bool is_kept(std::string_view name) {
  return std::find(kKept.begin(), kKept.end(), name) != kKept.end();
}

bool is_secret(std::string_view name) {
  return std::any_of(kSecret.begin(), kSecret.end(),
                     [&](std::string_view part) { return name.find(part) != name.npos; });
}

}  // namespace

std::string render_kept_headers(const net::Headers& headers) {
  JsonWriter out;
  out.begin_object();
  std::set<std::string> seen;
  for (const auto& [name, value] : headers) {
    if (seen.size() == kMaxHeaders) break;
    const std::string lower = to_lower(name);
    const bool secret = is_secret(lower);
    if ((!secret && !is_kept(lower)) || !seen.insert(lower).second) continue;
    out.member(storable_text(shortened(name, kMaxNameBytes)),
               secret ? std::string(kMasked) : storable_text(shortened(value, kMaxValueBytes)));
  }
  out.end_object();
  return out.take();
}

std::vector<std::pair<std::string, std::string>> parse_kept_headers(std::string_view json) {
  std::vector<std::pair<std::string, std::string>> headers;
  const auto document = JsonDocument::parse(json);
  if (!document.ok() || !document->root().is_object()) return headers;
  for (const auto& [name, value] : simdjson::dom::object(document->root())) {
    std::string_view text;
    if (!value.get(text)) headers.emplace_back(std::string(name), std::string(text));
  }
  return headers;
}

int64_t attempt_of(const net::Headers& headers) {
  const auto count = parse_int(trim(headers.value("X-Atlassian-Webhook-Retry")));
  return std::clamp<int64_t>(count.value_or(0), 0, kMostAttempts);
}

}  // namespace tl::sync
