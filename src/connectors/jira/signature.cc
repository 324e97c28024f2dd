#include "connectors/jira/signature.h"

#include "base/hash.h"
#include "base/text.h"
#include "net/url.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kMaxIdentifierBytes = 200;
constexpr size_t kMaxSelfBytes = 2048;
constexpr std::string_view kCloudHost = ".atlassian.net";

Error refusal(std::string detail) {
  return make_error(ErrorCode::kUnauthenticated, std::move(detail));
}

// The value of the first member "self", as written; "" when there is none. Inside of a text the
// quotes are escaped, so a text does not look like a member.
std::string_view first_self(std::string_view body) {
  constexpr std::string_view kName = "\"self\"";
  constexpr std::string_view kBlank = " \t\r\n";
  for (size_t at = body.find(kName); at != std::string_view::npos; at = body.find(kName, at)) {
    at += kName.size();
    size_t next = body.find_first_not_of(kBlank, at);
    if (next == std::string_view::npos || body[next] != ':') continue;
    next = body.find_first_not_of(kBlank, next + 1);
    if (next == std::string_view::npos || body[next] != '"') continue;
    const std::string_view rest = body.substr(next + 1, kMaxSelfBytes);
    return rest.substr(0, rest.find('"'));
  }
  return {};
}

// "" when the address is not of Jira Cloud.
std::string cloud_host(std::string_view address) {
  std::string plain(address);
  std::erase(plain, '\\');  // JSON may write "\/"
  const auto url = net::parse_url(plain);
  return url.ok() && url->host.ends_with(kCloudHost) ? url->host : std::string();
}

}  // namespace

Result<void> check_site(std::string_view body, std::string_view site_url) {
  const std::string own = cloud_host(site_url);
  if (own.empty()) return {};
  const std::string from = cloud_host(first_self(body));
  if (from.empty() || from == own) return {};
  return make_error(ErrorCode::kForbidden, "the delivery is of " + shortened(from, 100) +
                                               ", and this webhook is for " + own);
}

Result<void> check_signature(const net::Headers& headers, std::string_view body,
                             std::string_view secret) {
  if (secret.empty()) return {};
  const auto header = headers.get("X-Hub-Signature");
  if (!header) return refusal("the delivery is not signed, but this webhook has a secret");
  const std::string_view value = trim(*header);
  const size_t equals = value.find('=');
  if (equals == std::string_view::npos) return refusal("the signature has no method");
  const std::string method = to_lower(value.substr(0, equals));
  if (method != "sha256") {
    return refusal("the signature method '" + shortened(method, 20) + "' is not supported");
  }
  const std::string given = to_lower(trim(value.substr(equals + 1)));
  if (!equal_constant_time(given, to_hex(hmac_sha256(secret, body)))) {
    return refusal("the signature does not match: the secret differs or the body was changed");
  }
  return {};
}

std::string delivery_key(const net::Headers& headers, std::string_view body) {
  const std::string_view identifier = trim(headers.value("X-Atlassian-Webhook-Identifier"));
  if (!identifier.empty() && identifier.size() <= kMaxIdentifierBytes) {
    return storable_text(identifier);
  }
  return "body:" + to_hex(sha256(body));
}

}  // namespace tl::connectors::jira
