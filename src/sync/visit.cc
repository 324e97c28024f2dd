#include "sync/visit.h"

#include "base/hash.h"
#include "base/text.h"
#include "net/url.h"

namespace tl::sync {
namespace {

using domain::SignInMethod;

constexpr size_t kMaxTokenBytes = 4096;
constexpr std::string_view kCloudHost = ".atlassian.net";

// True when a version such as "8.20.30" is at least major.minor; an unreadable one is taken as new.
bool at_least(std::string_view version, int64_t major, int64_t minor) {
  const auto parts = split(version, '.');
  const auto first = parts.empty() ? std::nullopt : parse_int(parts[0]);
  if (!first) return true;
  const auto second = parts.size() < 2 ? std::nullopt : parse_int(parts[1]);
  return *first > major || (*first == major && second.value_or(0) >= minor);
}

Result<void> check_address(const SignIn& sign_in) {
  if (trim(sign_in.base_url).empty()) {
    return make_error(ErrorCode::kInvalidArgument, "the address of Jira is missing");
  }
  return {};
}

Result<void> check_secret(const SignIn& sign_in, SignInMethod method) {
  const bool password = method == SignInMethod::kPassword;
  const std::string what = password                                 ? "the password"
                           : method == SignInMethod::kPersonalToken ? "the personal access token"
                                                                    : "the API token";
  const auto secret = trim(sign_in.token);
  if (secret.empty()) return make_error(ErrorCode::kInvalidArgument, what + " is missing");
  if (secret.size() > kMaxTokenBytes) {
    return make_error(ErrorCode::kInvalidArgument, what + " is longer than any real one");
  }
  if (method != SignInMethod::kPersonalToken && trim(sign_in.email).empty()) {
    return make_error(ErrorCode::kInvalidArgument, password
                                                       ? "the user name is missing"
                                                       : "the e-mail of the account is missing");
  }
  return {};
}

SignInMethod guess_method(const std::string& base_url, const SignIn& sign_in) {
  const auto url = net::parse_url(base_url);
  const bool cloud = url.ok() && url->host.ends_with(kCloudHost);
  if (cloud) return SignInMethod::kApiToken;
  return trim(sign_in.email).empty() ? SignInMethod::kPersonalToken : SignInMethod::kPassword;
}

std::string memory_key(const Access& draft) {
  return sha256(draft.connection.base_url + '\n' + draft.connection.account_email + '\n' +
                draft.secrets.sign_in.reveal());
}

// Nothing to seal means: to be removed.
Result<store::NamedSecret> sealed(const Runtime& runtime, TenantId tenant, InstanceId instance,
                                  std::string_view name, const connector::SecretText& secret) {
  store::NamedSecret named{std::string(name), ""};
  if (secret.empty()) return named;
  TL_TRY(named.sealed, runtime.seal(tenant, instance, name, secret.reveal()));
  return named;
}

}  // namespace

SignInMemory::Place place_of(const Access& draft, const connector::SiteIdentity& site) {
  if (!site.api_url.empty()) return {site.method, site.api_url};
  // The site itself took what was given as a scoped token.
  const bool scoped = draft.connection.method == SignInMethod::kScopedToken;
  return {scoped ? site.method : draft.connection.method, ""};
}

void remember_place(const Runtime& runtime, const Access& draft,
                    const connector::SiteIdentity& site) {
  runtime.sign_ins.remember(memory_key(draft), place_of(draft, site));
}

connector::Session make_session(const Runtime& runtime, net::RateBudget& budget,
                                net::HttpTransport& transport, const domain::Connection& connection,
                                Secrets secrets, std::stop_token stop) {
  const bool elsewhere = !connection.api_url.empty();
  return connector::Session{
      .base_url = elsewhere ? connection.api_url : connection.base_url,
      .email = connection.account_email,
      .token = std::move(secrets.sign_in),
      .transport = transport,
      .budget = budget,
      .clock = runtime.clock,
      .stop = std::move(stop),
      .ca_bundle_pem = connection.options.ca_pem,
      .proxy = net::join_login(connection.options.proxy, secrets.proxy_login.reveal()),
      .method = connection.method,
      .flavour = connection.flavour,
      .version = connection.version,
      .site_url = connection.base_url,
      .gateway = runtime.options.gateway,
      .on_retry = {},
      .on_answer = {}};
}

std::vector<SignInMethod> methods_of(const connector::SiteIdentity& site) {
  if (site.flavour == "cloud") return {SignInMethod::kApiToken, SignInMethod::kScopedToken};
  if (at_least(site.version, 8, 14)) return {SignInMethod::kPersonalToken, SignInMethod::kPassword};
  return {SignInMethod::kPassword};
}

Result<Access> make_draft(const Runtime& runtime, const SignIn& sign_in) {
  TL_CHECK_OK(check_address(sign_in));
  Access draft;
  draft.connector = runtime.connector(sign_in.vendor);
  if (draft.connector == nullptr) {
    return make_error(ErrorCode::kInvalidArgument, "unknown vendor " + sign_in.vendor);
  }
  TL_TRY(draft.url, draft.connector->normalise_url(sign_in.base_url));
  domain::Connection& c = draft.connection;
  c.vendor = sign_in.vendor;
  c.base_url = draft.url.url;
  c.account_email = trim(sign_in.email);
  c.options.ca_pem = sign_in.ca_pem;
  draft.secrets.proxy_login = take_proxy(sign_in.proxy, c.options);
  c.method = sign_in.method.value_or(guess_method(c.base_url, sign_in));
  const bool look = !sign_in.method || *sign_in.method == SignInMethod::kScopedToken;
  if (look && !trim(sign_in.token).empty()) {
    const Visit visit(runtime, draft);  // without the secret: nobody knows yet what is there
    if (const auto site = draft.connector->fetch_site(visit.session); site.ok()) {
      const auto offered = methods_of(*site);
      if (!sign_in.method) c.method = offered.front();
      c.flavour = site->flavour;
      c.version = site->version;
      c.site_id = site->site_id;
    }
  }
  TL_CHECK_OK(check_secret(sign_in, c.method));
  if (trim(sign_in.token).size() != sign_in.token.size()) {
    draft.notes.emplace_back("Spaces around the token were removed.");
  }
  draft.secrets.sign_in = connector::SecretText(std::string(trim(sign_in.token)));
  const auto known = runtime.sign_ins.find(memory_key(draft));
  const bool same = known && (look || c.method == known->method);
  if (same) {
    c.method = known->method;
    c.api_url = known->api_url;
  }
  return draft;
}

Result<Access> load_access(const Runtime& runtime, TenantId tenant, InstanceId instance) {
  Access access;
  TL_TRY(access.connection, runtime.store.tenant(tenant).load_connection(instance));
  access.connector = runtime.connector(access.connection.vendor);
  if (access.connector == nullptr) {
    return make_error(ErrorCode::kInternal, "unknown vendor " + access.connection.vendor);
  }
  if (access.connection.flavour == kImportFlavour) {
    return make_error(ErrorCode::kConflict,
                      access.connection.name + " is known from files only; connect the site first");
  }
  TL_TRY(access.secrets, load_secrets(runtime, tenant, access.connection));
  return access;
}

Result<connector::SecretText> load_proxy_login(const Runtime& runtime, TenantId tenant,
                                               const domain::Connection& connection) {
  if (!connection.options.proxy_login) return connector::SecretText();
  TL_TRY(const std::optional<std::string> found,
         runtime.store.tenant(tenant).load_secret(connection.id, kProxySecret));
  if (!found) return make_error(ErrorCode::kConflict, "the proxy was changed meanwhile");
  return runtime.unseal(tenant, connection.id, kProxySecret, *found);
}

Result<Secrets> load_secrets(const Runtime& runtime, TenantId tenant,
                             const domain::Connection& connection) {
  Secrets secrets;
  TL_TRY(secrets.sign_in, runtime.load_secret(tenant, connection.id, kTokenSecret));
  TL_TRY(secrets.proxy_login, load_proxy_login(runtime, tenant, connection));
  return secrets;
}

store::SealSecrets seal_proxy_login(const Runtime& runtime, TenantId tenant,
                                    connector::SecretText login) {
  return [&runtime, tenant, login = std::move(login)](
             InstanceId instance) -> Result<std::vector<store::NamedSecret>> {
    TL_TRY(store::NamedSecret proxy, sealed(runtime, tenant, instance, kProxySecret, login));
    return std::vector{std::move(proxy)};
  };
}

store::SealSecrets seal_secrets(const Runtime& runtime, TenantId tenant, Secrets secrets) {
  return [&runtime, tenant, secrets = std::move(secrets)](
             InstanceId instance) -> Result<std::vector<store::NamedSecret>> {
    TL_TRY(store::NamedSecret token,
           sealed(runtime, tenant, instance, kTokenSecret, secrets.sign_in));
    TL_TRY(store::NamedSecret proxy,
           sealed(runtime, tenant, instance, kProxySecret, secrets.proxy_login));
    return std::vector{std::move(token), std::move(proxy)};
  };
}

connector::SecretText take_proxy(std::string_view typed, domain::ConnectionOptions& options) {
  net::UrlLogin parts = net::split_login(trim(typed));
  options.proxy = std::move(parts.plain);
  options.proxy_login = !parts.login.empty();
  return connector::SecretText(std::move(parts.login));
}

}  // namespace tl::sync
