// Rows: reachable, TLS, kind of Jira, same site, signed in, account, service account.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/jira/check_run.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/sign_in_words.h"
#include "connectors/jira/site.h"
#include "net/url.h"

namespace tl::connectors::jira {
namespace {

using connector::CheckState;
using connector::Session;
using domain::SignInMethod;

bool is_network(ErrorCode code) {
  return code == ErrorCode::kDnsFailed || code == ErrorCode::kConnectFailed ||
         code == ErrorCode::kTimedOut || code == ErrorCode::kTlsFailed ||
         code == ErrorCode::kProxyRefused;
}

void fail_to_reach(CheckRun& run, const Error& error) {
  if (run.stopped(error)) return;
  if (error.code == ErrorCode::kTlsFailed) {
    run.passed("reachable", "Reachable", "The server answers.");
    return run.failed("tls", "Encrypted connection", error);
  }
  const std::string& proxy = run.session().proxy;
  if (proxy.empty()) return run.failed("reachable", "Reachable", error);
  run.failed("reachable", "Reachable",
             error.detail + " It was tried through the proxy " + net::printable_url(proxy) + ".",
             "Check the proxy's address, its user and password, and that it lets this server "
             "through.");
}

void note_transport(CheckRun& run) {
  const Session& session = run.session();
  std::string reached = net::printable_url(session.base_url) + " answers";
  if (!session.proxy.empty()) reached += " through " + net::printable_url(session.proxy);
  run.passed("reachable", "Reachable", reached + ".");
  const auto url = net::parse_url(session.base_url);
  if (url.ok() && url->scheme == "http") {
    const bool near =
        url->host == "localhost" || url->host == "[::1]" || url->host.starts_with("127.");
    if (near) {
      return run.not_needed("tls", "Encrypted connection", "Plain HTTP on this machine.");
    }
    return run.row(CheckState::kWarning, "tls", "Encrypted connection", "Plain HTTP.",
                   "Token or password can be read on the way.", "Use https if this Jira has it.");
  }
  run.passed("tls", "Encrypted connection",
             session.ca_bundle_pem.empty() ? "The certificate is trusted."
                                           : "The certificate is trusted by the given authority.");
}

bool check_flavour(CheckRun& run, const Flavour& flavour) {
  connector::SiteIdentity& identity = run.report.identity;
  identity.flavour = flavour.can->flavour;
  identity.version = flavour.version_text;
  run.set_flavour(flavour);
  if (flavour.supported) {
    run.passed("flavour", "Kind of Jira", flavour.title() + " found.");
    return true;
  }
  run.failed("flavour", "Kind of Jira", flavour.title() + " found; it is too old for Throughline.",
             "Connect Jira Cloud, Jira Data Center, or Jira Server 7.2 or newer.");
  return false;
}

bool check_same_site(CheckRun& run) {
  const connector::CheckRequest& request = run.request();
  if (request.expected_site_id.empty()) return true;
  const Session& session = run.session();
  const std::string& asked = session.site_url.empty() ? session.base_url : session.site_url;
  const connector::SiteIdentity& found = run.report.identity;
  if (connector::is_same_site(request.expected_site_id, request.expected_url, found, asked)) {
    return true;
  }
  run.failed("same_site", "Same site",
             fmt::format("{} is another Jira than the one connected before: it says it is {}, and "
                         "that was {}.",
                         asked, found.site_id, request.expected_site_id),
             "Use an account of the connected site, or make a new connection for this one.");
  return false;
}

bool looks_like_service(std::string_view account) {
  static constexpr std::array<std::string_view, 12> kWords = {
      "bot", "service", "svc",    "jira",        "integration", "automation",
      "api", "sync",    "system", "throughline", "noreply",     "metrics"};
  const std::string local = to_lower(account.substr(0, account.find('@')));
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return local.find(word) != std::string::npos; });
}

// With a personal access token nobody gave a name: the site says whose it is.
void check_account_kind(CheckRun& run, JsonElement myself) {
  const bool app = json_text(myself, "accountType") == "app";
  const std::string login = text_member(myself, "name").value_or("");
  const std::string& given = run.session().email;
  if (app || looks_like_service(given.empty() ? login : given)) {
    return run.passed("service_account", "Service account", "This looks like a service account.");
  }
  run.row(CheckState::kWarning, "service_account", "Service account",
          "This looks like a personal account.",
          "The connection stops when this person's token or rights end, and what the integration "
          "does looks like the person's work.",
          "Better use an account of its own, with access to the projects to be measured.");
}

void check_account_email(CheckRun& run, JsonElement myself) {
  const std::string& shown = run.report.identity.account_email;
  const std::string& given = run.session().email;
  if (shown.empty() || given.find('@') == std::string::npos) return;
  if (equals_no_case(shown, given) || json_text(myself, "name") == given) return;
  run.row(CheckState::kWarning, "account", "Account",
          fmt::format("The token belongs to {}.", shown),
          "Work of the integration is credited to that account.",
          "Check that this is the account you meant.");
}

bool at_gateway(const Session& session) {
  return session.base_url.find("/ex/jira/") != std::string::npos;
}

Session gateway_session(const Session& site, const std::string& cloud_id) {
  Session session = site;
  session.site_url = site.base_url;
  session.base_url = gateway_url(site.gateway, cloud_id);
  session.method = SignInMethod::kScopedToken;
  return session;
}

// Scoped tokens and those of service accounts are refused at the site's own address and taken at
// the gateway. Nothing when that is no help: it refuses them as well, or cannot be reached.
std::optional<Result<Answer>> try_gateway(CheckRun& run) {
  if (!run.client().can().cloud_id || at_gateway(run.session())) return std::nullopt;
  const std::string cloud_id = fetch_cloud_id(run.client());
  if (cloud_id.empty()) return std::nullopt;
  const Session session = gateway_session(run.session(), cloud_id);
  Client client = Client::interactive(session);
  client.set_flavour(run.client().flavour());
  auto myself = client.get("myself", client.api("/myself"));
  // Taken, though without the right to say who we are.
  const bool narrow = !myself.ok() && myself.error().code == ErrorCode::kVendorForbidden;
  if (!myself.ok() && !narrow) return std::nullopt;
  run.use(session);
  return myself;
}

Result<Answer> fetch_myself(CheckRun& run) {
  const bool scoped = run.session().method == SignInMethod::kScopedToken;
  if (scoped) {
    if (auto answer = try_gateway(run)) return std::move(*answer);
  }
  auto myself = run.client().get("myself", run.client().api("/myself"),
                                 {{"expand", "groups,applicationRoles"}});
  const bool rejected =
      !myself.ok() && myself.error().code == ErrorCode::kVendorRejectedCredentials;
  if (!rejected || scoped) return myself;
  if (auto answer = try_gateway(run)) return std::move(*answer);
  return myself;
}

void note_service_management(CheckRun& run, JsonElement myself) {
  const auto roles = json_get(myself, "applicationRoles");
  const auto items = roles ? json_get(*roles, "items") : std::nullopt;
  simdjson::dom::array list;
  if (!items || items->get(list)) return;
  run.serves_known = list.size() > 0;
  for (const JsonElement role : list) {
    if (json_text(role, "key") == "jira-servicedesk") run.serves = true;
  }
}

void note_account(CheckRun& run, const Answer& myself) {
  connector::SiteIdentity& identity = run.report.identity;
  identity.account_id = account_id_of(myself.root());
  identity.account_name = text_member(myself.root(), "displayName").value_or("");
  identity.account_email = text_member(myself.root(), "emailAddress").value_or("");
  identity.server_time = myself.date;
  identity.method = run.session().method;
  if (at_gateway(run.session())) {
    identity.api_url = run.session().base_url;
    identity.method = SignInMethod::kScopedToken;
  } else if (identity.method == SignInMethod::kScopedToken) {
    identity.method = SignInMethod::kApiToken;  // it is taken at the site itself
  }
  run.myself_headers = myself.headers;
  note_service_management(run, myself.root());
}

void fail_sign_in(CheckRun& run, const Error& error) {
  if (run.stopped(error)) return;
  const bool rejected = error.code == ErrorCode::kVendorRejectedCredentials;
  run.failed("signed_in", "Signed in", error.detail,
             rejected ? refused_sign_in_remedy(run.session(), run.client().flavour())
                      : std::string(traits(error.code).remedy));
}

// A site that says nothing to strangers and refuses us, too: a Cloud site may have a gateway.
bool is_closed_cloud(CheckRun& run, const Error& error) {
  if (error.code != ErrorCode::kVendorRejectedCredentials) return false;
  run.set_flavour(flavour_of("cloud", ""));
  const std::string cloud_id = fetch_cloud_id(run.client());
  if (cloud_id.empty()) return false;
  run.report.identity.site_id = cloud_id;
  return true;
}

}  // namespace

bool check_site(CheckRun& run) {
  auto look = look_at_site(run.client());
  if (!look.ok() && (is_network(look.error().code) || run.stopped(look.error()))) {
    fail_to_reach(run, look.error());
    return false;
  }
  note_transport(run);
  connector::SiteIdentity& identity = run.report.identity;
  if (!look.ok()) {
    if (is_closed_cloud(run, look.error())) {
      return check_flavour(run, run.client().flavour()) && check_same_site(run);
    }
    if (look.error().code == ErrorCode::kVendorRejectedCredentials ||
        look.error().code == ErrorCode::kVendorCaptcha) {
      fail_sign_in(run, look.error());
    } else {
      run.failed("flavour", "Kind of Jira", look.error());
    }
    return false;
  }
  identity.server_time = look->date;
  identity.site_title = look->title;
  if (!check_flavour(run, look->flavour)) return false;
  SiteName name = name_site(run.client(), *look);
  identity.site_id = std::move(name.id);
  identity.address = std::move(name.address);
  return check_same_site(run);
}

bool check_sign_in(CheckRun& run) {
  if (const auto words = impossible_sign_in(run.session(), run.client().flavour())) {
    run.failed("signed_in", "Signed in", words->detail, words->remedy);
    return false;
  }
  const auto myself = fetch_myself(run);
  if (!myself.ok()) {
    fail_sign_in(run, myself.error());
    return false;
  }
  note_account(run, *myself);
  connector::SiteIdentity& identity = run.report.identity;
  if (identity.account_id.empty()) {
    run.failed("signed_in", "Signed in", "Jira does not say who this account is.",
               "Check that the address is that of a Jira site.");
    return false;
  }
  std::string detail = "Signed in as " + identity.account_name;
  if (!identity.api_url.empty()) detail += " with a scoped token, through Atlassian's gateway";
  run.passed("signed_in", "Signed in", detail + ".");
  check_account_email(run, myself->root());
  check_account_kind(run, myself->root());
  return true;
}

}  // namespace tl::connectors::jira
