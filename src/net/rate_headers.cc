#include "net/rate_headers.h"

#include <algorithm>

#include "base/text.h"

namespace tl::net {
namespace {

constexpr int64_t kNearPart = 5;            // a fifth
constexpr int64_t kLongestReset = 1 << 20;  // seconds; more is no limit of an hour
constexpr size_t kMostPolicies = 16;

// Splits at `mark` outside of quotes.
std::vector<std::string_view> split_unquoted(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted || text[i] != mark) continue;
    parts.push_back(trim(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  parts.push_back(trim(text.substr(begin)));
  return parts;
}

void read_parameter(std::string_view text, RatePolicy& policy) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return;
  const std::string_view name = trim(text.substr(0, equals));
  const auto number = parse_int(trim(text.substr(equals + 1)));
  if (!number || *number < 0) return;
  if (name == "r") policy.remaining = *number;
  if (name == "q") policy.quota = *number;
  if (name == "t") policy.reset = seconds(std::min(*number, kLongestReset));
}

std::string_view either(const Headers& headers, const char* name, const char* beta) {
  const std::string_view found = headers.value(name);
  return found.empty() ? headers.value(beta) : found;
}

bool is_small(std::optional<int64_t> left, std::optional<int64_t> of) {
  return left && of && *of > 0 && *left * kNearPart < *of;
}

}  // namespace

std::vector<RatePolicy> parse_rate_limit(std::string_view text) {
  std::vector<RatePolicy> policies;
  if (trim(text).empty()) return policies;
  for (const std::string_view item : split_unquoted(text, ',')) {
    const auto parts = split_unquoted(item, ';');
    std::string_view name = parts.front();
    if (name.size() < 2 || name.front() != '"' || name.back() != '"') continue;
    name = name.substr(1, name.size() - 2);
    RatePolicy policy;
    policy.name = name;
    for (size_t i = 1; i < parts.size(); ++i) read_parameter(parts[i], policy);
    if (policies.size() < kMostPolicies) policies.push_back(std::move(policy));
  }
  return policies;
}

std::vector<RatePolicy> read_rate_limit(const Headers& headers) {
  auto policies = parse_rate_limit(either(headers, "RateLimit", "Beta-RateLimit"));
  const auto quotas =
      parse_rate_limit(either(headers, "RateLimit-Policy", "Beta-RateLimit-Policy"));
  for (RatePolicy& policy : policies) {
    for (const RatePolicy& quota : quotas) {
      if (quota.name == policy.name && quota.quota) policy.quota = quota.quota;
    }
  }
  return policies;
}

bool is_near_limit(const Headers& headers) {
  if (equals_no_case(trim(headers.value("X-RateLimit-NearLimit")), "true")) return true;
  const auto policies = read_rate_limit(headers);
  if (std::any_of(policies.begin(), policies.end(), [](const RatePolicy& policy) {
        return is_small(policy.remaining, policy.quota);
      })) {
    return true;
  }
  return is_small(parse_int(trim(headers.value("X-RateLimit-Remaining"))),
                  parse_int(trim(headers.value("X-RateLimit-Limit"))));
}

std::optional<int64_t> tokens_left(const Headers& headers) {
  if (trim(headers.value("X-RateLimit-Interval-Seconds")).empty()) return std::nullopt;
  return parse_int(trim(headers.value("X-RateLimit-Remaining")));
}

}  // namespace tl::net
