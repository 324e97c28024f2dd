#include "connectors/jira/signature.h"

#include "base/hash.h"
#include "base/text.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kMaxIdentifierBytes = 200;

Error refusal(std::string detail) {
  return make_error(ErrorCode::kUnauthenticated, std::move(detail));
}

}  // namespace

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
