#include "api/connection_body.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/zone.h"
#include "net/url.h"

namespace tl::api {
namespace {

using domain::SignInMethod;

constexpr std::string_view kCloudHost = ".atlassian.net";
constexpr std::string_view kPemHead = "-----BEGIN CERTIFICATE-----";

std::optional<net::Url> check_url(ObjectReader& body, std::string_view name, std::string_view url) {
  if (url.empty()) return std::nullopt;
  auto parsed = net::parse_pasted_url(url);
  if (parsed.ok()) return std::move(*parsed);
  body.problem(name, "is not an address: " + parsed.error().detail);
  return std::nullopt;
}

// "" clears; nothing when absent or wrong.
std::optional<std::string> read_pem(ObjectReader& body) {
  auto pem = body.optional_text("ca_pem", kMaxPemChars);
  if (!pem) return std::nullopt;
  if (trim(*pem).empty()) return std::string();
  if (pem->find("PRIVATE KEY-----") != std::string::npos) {
    body.problem("ca_pem", "holds a private key; give certificates only, and renew that key");
    return std::nullopt;
  }
  if (pem->find(kPemHead) == std::string::npos) {
    body.problem("ca_pem",
                 "must be a certificate in PEM form, beginning with " + std::string(kPemHead));
    return std::nullopt;
  }
  return pem;
}

constexpr std::string_view kHidden = "***";

bool has_controls(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// "" clears; nothing when absent, wrong, or what is shown of the present one: it stays.
std::optional<std::string> read_proxy(ObjectReader& body,
                                      const domain::ConnectionOptions& present = {}) {
  const auto given = body.optional_text("proxy", 2000);
  if (!given) return std::nullopt;
  std::string text(trim(*given));
  if (text.empty()) return text;
  if (text == shown_proxy(present)) return std::nullopt;
  if (text.find("://") == std::string::npos) text = "http://" + text;
  const net::UrlLogin parts = net::split_login(text);
  if (parts.login == kHidden || parts.login.ends_with(":" + std::string(kHidden))) {
    body.problem("proxy", "needs its user and password once more, as something of it is changed");
    return std::nullopt;
  }
  if (has_controls(parts.login) || parts.login.find(' ') != std::string::npos) {
    body.problem("proxy", "must have user and password percent-encoded");
    return std::nullopt;
  }
  const auto url = check_url(body, "proxy", parts.plain);
  if (!url) return std::nullopt;
  if (url->path != "/" || !url->query.empty()) {
    body.problem("proxy", "must be http://HOST:PORT without a path");
    return std::nullopt;
  }
  return net::join_login(url->scheme + "://" + url->host + ":" + std::to_string(url->port),
                         parts.login);
}

bool is_cloud_address(const std::string& pasted) {
  const auto url = net::parse_pasted_url(pasted);
  return url.ok() && url->host.ends_with(kCloudHost);
}

std::vector<std::string> trimmed(std::vector<std::string> texts) {
  for (std::string& text : texts) text = std::string(trim(text));
  return texts;
}

std::optional<std::vector<std::string>> read_keys(ObjectReader& body) {
  auto keys = body.optional_texts("project_keys", kMaxProjectKeys, 64);
  if (!keys) return std::nullopt;
  return trimmed(std::move(*keys));
}

std::optional<std::string> read_filter(ObjectReader& body) {
  auto jql = body.optional_text("filter_jql", kMaxJqlChars);
  if (!jql) return std::nullopt;
  return std::string(trim(*jql));
}

std::optional<std::vector<std::string>> read_custom_fields(ObjectReader& body) {
  auto ids = body.optional_texts("custom_fields", kMaxCustomFields, 100);
  if (!ids) return std::nullopt;
  return trimmed(std::move(*ids));
}

std::optional<int32_t> read_pace(ObjectReader& body) {
  const auto pace = body.optional_integer("requests_per_minute", 0, kMaxRequestsPerMinute);
  if (!pace) return std::nullopt;
  return static_cast<int32_t>(*pace);
}

// Outer nothing: absent or wrong. Inner nothing: null, no quiet hours.
std::optional<std::optional<domain::QuietHours>> read_quiet_hours(ObjectReader& body) {
  if (body.is_null("quiet_hours")) return std::optional<domain::QuietHours>();
  auto nested = body.object("quiet_hours", false);
  if (!nested) return std::nullopt;
  domain::QuietHours hours;
  hours.from = static_cast<int32_t>(nested->integer("from", 0, kMinutesPerDay - 1));
  hours.to = static_cast<int32_t>(nested->integer("to", 0, kMinutesPerDay - 1));
  if (nested->has("from") && nested->has("to") && hours.from == hours.to) {
    nested->problem("to", "must differ from `from`; null means no quiet hours");
  }
  nested->refuse_unknown();
  return hours;
}

struct WriteSwitches {
  std::optional<bool> worklogs;
  std::optional<bool> rule_actions;
  std::optional<bool> remote_links;
};

WriteSwitches read_writes(ObjectReader& body) {
  WriteSwitches writes;
  auto nested = body.object("writes", false);
  if (!nested) return writes;
  writes.worklogs = nested->optional_flag("worklogs");
  writes.rule_actions = nested->optional_flag("rule_actions");
  writes.remote_links = nested->optional_flag("remote_links");
  nested->refuse_unknown();
  return writes;
}

domain::ConnectionOptions read_options(ObjectReader& body) {
  domain::ConnectionOptions options;
  options.filter_jql = read_filter(body).value_or("");
  const WriteSwitches writes = read_writes(body);
  options.writes_worklogs = writes.worklogs.value_or(false);
  options.writes_rule_actions = writes.rule_actions.value_or(false);
  options.writes_remote_links = writes.remote_links.value_or(false);
  options.custom_fields = read_custom_fields(body).value_or(std::vector<std::string>());
  options.descriptions = body.optional_flag("descriptions").value_or(false);
  options.requests_per_minute = read_pace(body).value_or(0);
  options.quiet_hours = read_quiet_hours(body).value_or(std::nullopt);
  return options;
}

}  // namespace

std::string shown_proxy(const domain::ConnectionOptions& options) {
  return net::join_login(options.proxy, options.proxy_login ? kHidden : "");
}

std::string read_base_url(ObjectReader& body) {
  std::string pasted = body.text("base_url", 2000);
  (void)check_url(body, "base_url", pasted);
  return pasted;
}

void read_address(ObjectReader& body, sync::SignIn& sign_in) {
  sign_in.base_url = read_base_url(body);
  sign_in.ca_pem = read_pem(body).value_or("");
  sign_in.proxy = read_proxy(body).value_or("");
}

void read_new_address(ObjectReader& body, const domain::ConnectionOptions& present,
                      sync::SignIn& sign_in) {
  if (auto url = body.optional_text("base_url", 2000)) sign_in.base_url = trim(*url);
  (void)check_url(body, "base_url", sign_in.base_url);
  if (auto pem = read_pem(body)) sign_in.ca_pem = std::move(*pem);
  if (auto proxy = read_proxy(body, present)) {
    sign_in.clear_proxy = proxy->empty();
    sign_in.proxy = std::move(*proxy);
  }
}

std::optional<SignInMethod> read_method(ObjectReader& body) {
  const auto text = body.optional_text("method", 40);
  if (!text) return std::nullopt;
  auto method = domain::parse_sign_in_method(*text);
  if (!method) {
    body.problem("method", "must be one of api_token scoped_token personal_token password");
  }
  return method;
}

std::string read_account(ObjectReader& body, std::optional<SignInMethod> method) {
  const bool by_email = method == SignInMethod::kApiToken || method == SignInMethod::kScopedToken;
  std::string account(trim(body.optional_text("email", 254).value_or("")));
  if (account.empty()) {
    if (by_email) body.problem("email", "is required: the e-mail of the account of the token");
    if (method == SignInMethod::kPassword) {
      body.problem("email", "is required: the user name that the password belongs to");
    }
    return account;
  }
  if (has_controls(account)) body.problem("email", "must not hold control characters");
  if ((by_email || !method) && !looks_like_email(account)) {
    body.problem("email", "is not an e-mail address; with a user name give method password");
  }
  return account;
}

// Spaces around a token are removed, and said so, by the check itself.
std::string read_secret(ObjectReader& body) { return body.text("token", 4096); }

sync::SignIn read_sign_in(ObjectReader& body) {
  sync::SignIn sign_in;
  read_address(body, sign_in);
  sign_in.method = read_method(body);
  sign_in.email = read_account(body, sign_in.method);
  if (!sign_in.method && sign_in.email.empty() && is_cloud_address(sign_in.base_url)) {
    body.problem("email", "is required: Jira Cloud wants the e-mail of the account beside a token");
  }
  sign_in.token = read_secret(body);
  return sign_in;
}

Subject read_subject(ObjectReader& body) {
  Subject subject;
  if (auto nested = body.object("sign_in", false)) {
    subject.sign_in = read_sign_in(*nested);
    nested->refuse_unknown();
  }
  subject.connection = body.optional_text("connection", 64);
  if (body.has("sign_in") == body.has("connection")) {
    body.problem("sign_in", "give either sign_in or connection");
  }
  return subject;
}

std::vector<std::string> read_project_keys(ObjectReader& body) {
  return read_keys(body).value_or(std::vector<std::string>());
}

connector::CheckRequest read_wishes(ObjectReader& body) {
  connector::CheckRequest wishes;
  wishes.project_keys = read_project_keys(body);
  wishes.webhooks_wanted = body.optional_flag("webhooks").value_or(true);
  wishes.writes_worklogs = body.optional_flag("writes_worklogs").value_or(false);
  wishes.filter_jql = read_filter(body).value_or("");
  return wishes;
}

sync::ConnectRequest read_connect(ObjectReader& body, CivilDate today) {
  sync::ConnectRequest request;
  request.name = std::string(trim(body.optional_text("name", 100).value_or("")));
  if (auto nested = body.object("sign_in", true)) {
    request.sign_in = read_sign_in(*nested);
    nested->refuse_unknown();
  }
  request.token_expires =
      read_expiry(body, request.sign_in.method != SignInMethod::kPassword, today);
  request.project_keys = read_project_keys(body);
  request.backfill_days = static_cast<int32_t>(body.integer("backfill_days", 1, 3650));
  request.webhooks = body.optional_flag("webhooks").value_or(true);
  request.options = read_options(body);
  return request;
}

sync::ConnectionChange read_change(ObjectReader& body, CivilDate today,
                                   const domain::Connection& present) {
  sync::ConnectionChange change;
  if (body.has("name")) change.name = std::string(trim(body.text("name", 100)));
  change.project_keys = read_keys(body);
  change.token_expires = read_expiry(body, false, today);
  change.webhooks = body.optional_flag("webhooks");
  change.filter_jql = read_filter(body);
  change.ca_pem = read_pem(body);
  change.proxy = read_proxy(body, present.options);
  const WriteSwitches writes = read_writes(body);
  change.writes_worklogs = writes.worklogs;
  change.writes_rule_actions = writes.rule_actions;
  change.writes_remote_links = writes.remote_links;
  change.custom_fields = read_custom_fields(body);
  change.descriptions = body.optional_flag("descriptions");
  change.requests_per_minute = read_pace(body);
  change.quiet_hours = read_quiet_hours(body);
  const std::string drop = body.choice("drop", {"keep", "delete"});
  change.drop = drop == "delete" ? sync::DropPolicy::kDelete : sync::DropPolicy::kKeep;
  return change;
}

std::optional<CivilDate> read_expiry(ObjectReader& body, bool required, CivilDate today) {
  const auto date = body.date("token_expires", required);
  if (date && *date < today) body.problem("token_expires", "lies in the past");
  return date;
}

Result<CivilDate> load_today(const Call& call) {
  TL_TRY(const auto tenant, call.store().load_tenant());
  const Instant now = call.api.clock.now();
  return date_in_zone(tenant.zone, now).value_or(date_of(now));
}

}  // namespace tl::api
