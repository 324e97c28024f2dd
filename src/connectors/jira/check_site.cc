// Rows: reachable, TLS, Jira Cloud, same site, signed in, service account.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/jira/check_run.h"
#include "connectors/jira/payload.h"
#include "net/url.h"

namespace tl::connectors::jira {
namespace {

using connector::CheckState;

bool is_network(ErrorCode code) {
  return code == ErrorCode::kDnsFailed || code == ErrorCode::kConnectFailed ||
         code == ErrorCode::kTimedOut;
}

void fail_to_reach(CheckRun& run, const Error& error) {
  if (run.stopped(error)) return;
  if (error.code == ErrorCode::kTlsFailed) {
    run.passed("reachable", "Reachable", "The server answers.");
    return run.failed("tls", "Encrypted connection", error);
  }
  run.failed("reachable", "Reachable", error);
}

void note_transport(CheckRun& run) {
  const std::string& url = run.client().session().base_url;
  run.passed("reachable", "Reachable", net::printable_url(url) + " answers.");
  if (url.starts_with("https://")) {
    run.passed("tls", "Encrypted connection", "The certificate is trusted.");
  } else {
    run.not_needed("tls", "Encrypted connection", "Plain HTTP on this machine.");
  }
}

// Cloud sites give their id to everybody. Anything else in the way is no failure.
std::string fetch_cloud_id(Client& client) {
  const auto answer = client.get("tenant_info", "/_edge/tenant_info");
  return answer.ok() ? json_id(answer->root(), "cloudId") : std::string();
}

std::string host_of(const std::string& text) {
  const auto url = net::parse_url(text);
  return url.ok() ? url->authority() : text;
}

bool check_flavour(CheckRun& run, JsonElement info) {
  const std::string type(json_text(info, "deploymentType").value_or(""));
  const std::string version(json_text(info, "version").value_or(""));
  run.report.identity.version = version;
  if (equals_no_case(type, "cloud")) {
    run.report.identity.flavour = "cloud";
    run.passed("flavour", "Jira Cloud", "Jira Cloud found.");
    return true;
  }
  const std::string found =
      type.empty() ? "a Jira of unknown kind" : fmt::format("Jira {} {}", type, version);
  run.failed("flavour", "Jira Cloud",
             fmt::format("Found {}; only Jira Cloud is supported in this version.", found),
             "Connect a Jira Cloud site (https://<name>.atlassian.net).");
  return false;
}

bool check_same_site(CheckRun& run) {
  const std::string& expected = run.request().expected_site_id;
  if (expected.empty() || expected == run.report.identity.site_id) return true;
  run.failed("same_site", "Same site", "This is another site than the one connected before.",
             "Use a token of the connected site, or make a new connection for this one.");
  return false;
}

bool looks_like_service(std::string_view email) {
  static constexpr std::array<std::string_view, 12> kWords = {
      "bot", "service", "svc",    "jira",        "integration", "automation",
      "api", "sync",    "system", "throughline", "noreply",     "metrics"};
  const std::string local = to_lower(email.substr(0, email.find('@')));
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return local.find(word) != std::string::npos; });
}

void check_account_kind(CheckRun& run, JsonElement myself) {
  const bool app = json_text(myself, "accountType") == "app";
  if (app || looks_like_service(run.client().session().email)) {
    return run.passed("service_account", "Service account", "This looks like a service account.");
  }
  run.row(CheckState::kWarning, "service_account", "Service account",
          "This looks like a personal account.",
          "The connection stops when this person's token or rights end, and what the integration "
          "does looks like the person's work.",
          "Better use an account of its own, with access to the projects to be measured.");
}

void check_account_email(CheckRun& run) {
  const std::string& shown = run.report.identity.account_email;
  if (shown.empty() || equals_no_case(shown, run.client().session().email)) return;
  run.row(CheckState::kWarning, "account", "Account",
          fmt::format("The token belongs to {}.", shown),
          "Work of the integration is credited to that account.",
          "Check that this is the account you meant.");
}

// A scoped token is refused at the site's own address; its gateway is another one.
std::string sign_in_remedy(const std::string& host) {
  std::string remedy =
      "Check e-mail and token. Tokens expire after at most a year; make a new one at "
      "id.atlassian.com and use Replace token.";
  if (host.ends_with(".atlassian.net")) {
    remedy += " A token with scopes does not work here; make one without scopes.";
  }
  return remedy;
}

}  // namespace

bool check_site(CheckRun& run) {
  Client& client = run.client();
  const auto info = client.get("serverInfo", "/rest/api/2/serverInfo");
  if (!info.ok() && (is_network(info.error().code) || info.error().code == ErrorCode::kTlsFailed ||
                     run.stopped(info.error()))) {
    fail_to_reach(run, info.error());
    return false;
  }
  note_transport(run);
  if (!info.ok() && info.error().code == ErrorCode::kVendorRejectedCredentials) {
    run.failed("signed_in", "Signed in", info.error().detail,
               sign_in_remedy(host_of(client.session().base_url)));
    return false;
  }
  if (!info.ok()) {
    run.failed("flavour", "Jira Cloud", info.error());
    return false;
  }
  connector::SiteIdentity& identity = run.report.identity;
  identity.server_time = info->date;
  identity.site_title = text_member(info->root(), "serverTitle").value_or("");
  if (!check_flavour(run, info->root())) return false;
  identity.site_id = fetch_cloud_id(client);
  if (identity.site_id.empty()) {
    const auto base = text_member(info->root(), "baseUrl");
    identity.site_id = host_of(base.value_or(client.session().base_url));
  }
  return check_same_site(run);
}

bool check_sign_in(CheckRun& run) {
  const auto myself = run.client().get("myself", "/rest/api/3/myself");
  if (!myself.ok()) {
    if (run.stopped(myself.error())) return false;
    const bool rejected = myself.error().code == ErrorCode::kVendorRejectedCredentials;
    run.failed("signed_in", "Signed in", myself.error().detail,
               rejected ? sign_in_remedy(host_of(run.client().session().base_url))
                        : std::string(traits(myself.error().code).remedy));
    return false;
  }
  connector::SiteIdentity& identity = run.report.identity;
  identity.account_id = json_id(myself->root(), "accountId");
  identity.account_name = text_member(myself->root(), "displayName").value_or("");
  identity.account_email = text_member(myself->root(), "emailAddress").value_or("");
  identity.server_time = myself->date;
  run.myself_headers = myself->headers;
  if (identity.account_id.empty()) {
    run.failed("signed_in", "Signed in", "Jira does not say who this account is.",
               "Check that the address is that of a Jira Cloud site.");
    return false;
  }
  run.passed("signed_in", "Signed in", "Signed in as " + identity.account_name + ".");
  check_account_email(run);
  check_account_kind(run, myself->root());
  return true;
}

}  // namespace tl::connectors::jira
