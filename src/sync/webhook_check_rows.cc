#include "sync/webhook_check_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "net/url.h"
#include "sync/outbox.h"

namespace tl::sync {
namespace {

constexpr std::string_view kLetThrough =
    "Let POST requests to /v1/issue/ and /v1/jira-worklog/ through to this server, without a "
    "sign-in and unchanged.";

WebhookCheckRow row(std::string_view id, std::string state, std::string detail,
                    std::string remedy = {}) {
  std::string title;
  for (const WebhookCheckRow& known : pending_check_rows()) {
    if (known.id == id) title = known.title;
  }
  return {std::string(id), title, std::move(state), std::move(detail), std::move(remedy)};
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") ||
         host == "[::1]" || host == "0.0.0.0";
}

// Addresses and names that only a local network knows.
bool is_private(std::string_view host) {
  if (host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("169.254.") ||
      host.starts_with("[fc") || host.starts_with("[fd") || host.starts_with("[fe80")) {
    return true;
  }
  if (host.starts_with("172.")) {
    const auto parts = split(host, '.');
    const auto second = parts.size() == 4 ? parse_int(parts[1]) : std::nullopt;
    if (second && *second >= 16 && *second <= 31) return true;
  }
  return host.ends_with(".local") || host.ends_with(".internal") || host.ends_with(".lan") ||
         (host.find('.') == host.npos && !host.starts_with("["));
}

std::string host_of(std::string_view url) {
  const auto parsed = net::parse_url(url);
  return parsed.ok() ? parsed->authority() : std::string(url);
}

struct Blame {
  std::string detail;
  std::string remedy;
};

// Why a request of ours to ourselves did not get through.
Blame blame_network(const Error& error) {
  switch (error.code) {
    case ErrorCode::kDnsFailed:
      return {"The name is not known here: " + error.detail,
              "Make a DNS record for the host of the public URL, or correct the public URL in the "
              "server settings."};
    case ErrorCode::kTlsFailed:
      return {"The secure connection failed: " + error.detail,
              "Install a certificate for this host with its whole chain, from an authority that "
              "Jira trusts. An own authority must be known to Jira's Java as well."};
    case ErrorCode::kTimedOut:
      return {"No answer in time: " + error.detail,
              "Look at firewall and reverse proxy. Some networks do not lead back to their own "
              "public address: then the line below, run on the Jira host, decides."};
    case ErrorCode::kProxyRefused:
      return {"A proxy between refused: " + error.detail,
              "Let the proxy pass requests to this host."};
    case ErrorCode::kConnectFailed:
      return {"Nothing answers there: " + error.detail,
              "Start the reverse proxy, open its port, and check that it leads to this server. "
              "Some networks do not lead back to their own public address: then the line below, "
              "run on the Jira host, decides."};
    default:
      return {error.detail, "Correct the public URL in the server settings."};
  }
}

// Why an answer is not ours.
Blame blame_answer(const net::HttpAnswer& answer, std::string_view wanted) {
  const std::string got =
      fmt::format("HTTP {} came back where {} was expected", answer.status, wanted);
  const int status = answer.status;
  if (status >= 300 && status < 400) {
    return {fmt::format("{}: it leads on to {}. Jira does not follow.", got,
                        net::printable_url(answer.headers.value("Location"))),
            "Set the public URL to the address where this ends, or stop redirecting."};
  }
  if (status == 401 || status == 403 || status == 407) {
    return {got + ": something in front of this server wants a sign-in.", std::string(kLetThrough)};
  }
  if (status == 404) {
    return {got + ": the request did not come to this server, or under another path.",
            "Check the path that the reverse proxy passes on; it must not cut or add anything."};
  }
  if (status == 413) {
    return {got + ": a proxy refuses the size.", "Allow bodies of 16 MiB at the reverse proxy."};
  }
  if (status == 502 || status == 503 || status == 504) {
    return {got + ": the reverse proxy does not get through to this server, or it is overloaded.",
            "Check the address and port that the reverse proxy leads to, then try again."};
  }
  return {got + ": something else answers at this address.", std::string(kLetThrough)};
}

bool is_our_refusal(const net::HttpAnswer& answer) {
  if (answer.status != 405) return false;
  const auto document = JsonDocument::parse(answer.body);
  if (!document.ok()) return false;
  const auto message = json_text(document->root(), "message");
  return message && message->starts_with("reachable");
}

WebhookCheckRow blamed(std::string_view id, Blame blame) {
  return row(id, "failed", std::move(blame.detail), std::move(blame.remedy));
}

WebhookCheckRow judge_remote(const RemoteState& remote, bool is_signed) {
  if (!remote.listed) {
    return row(kRegisteredRow, "failed", "Jira does not list our webhook any more.",
               "Renew it; it is also made again by itself within six hours.");
  }
  if (!remote.enabled) {
    return row(kRegisteredRow, "failed", "Our webhook is switched off at Jira.",
               "Renew it; that switches it on again.");
  }
  if (!remote.missing_events.empty()) {
    std::string names;
    for (const std::string& event : remote.missing_events) {
      names += (names.empty() ? "" : ", ") + event;
    }
    return row(kRegisteredRow, "warning",
               "Jira lists it, but it does not send all events: " + shortened(names, 200) + ".",
               "Renew it; what it does not send comes by polling meanwhile.");
  }
  if (!remote.last_error.empty()) {
    return row(kRegisteredRow, "warning",
               "Jira lists it, and says of its last delivery: " + remote.last_error,
               "Run the line below on the Jira host: it shows what Jira meets.");
  }
  return row(kRegisteredRow, "passed",
             fmt::format("Jira lists it, switched on, with {} events. {}", remote.events.size(),
                         is_signed ? "Its deliveries are signed."
                                   : "This Jira does not sign; the secret address guards it."));
}

}  // namespace

std::vector<WebhookCheckRow> pending_check_rows() {
  std::vector<WebhookCheckRow> rows;
  const auto add = [&](std::string_view id, std::string title) {
    rows.push_back({std::string(id), std::move(title), "pending", "", ""});
  };
  add(kPublicUrlRow, "Public URL");
  add(kReachableRow, "Reachable from here");
  add(kRegisteredRow, "Registered at Jira");
  add(kSignedPostRow, "A signed test delivery arrives");
  add(kEventRow, "A real event arrives");
  return rows;
}

WebhookCheckRow decide_public_url(std::string_view public_url, bool cloud) {
  const std::string settings =
      "Set the address under which Jira reaches this server in the "
      "server settings.";
  if (public_url.empty()) {
    return row(kPublicUrlRow, "failed", "No public URL is set, so Jira knows no address.",
               settings);
  }
  const auto url = net::parse_url(public_url);
  if (!url.ok()) {
    return row(kPublicUrlRow, "failed", "The public URL is none: " + url.error().detail, settings);
  }
  if (is_loopback(url->host)) {
    return row(kPublicUrlRow, cloud ? "failed" : "warning",
               url->host + " means whoever asks itself, so only a Jira on this host gets here.",
               settings);
  }
  if (cloud && is_private(url->host)) {
    return row(kPublicUrlRow, "failed",
               url->host + " is known in a local network only; Jira Cloud comes from the internet.",
               settings);
  }
  if (url->scheme != "https") {
    return row(kPublicUrlRow, cloud ? "failed" : "warning",
               cloud ? "Jira Cloud delivers to https addresses only."
                     : "Deliveries come unencrypted over http.",
               "Put a certificate on the reverse proxy and set an https address.");
  }
  return row(kPublicUrlRow, "passed", url->text());
}

WebhookCheckRow decide_reachable(const Result<net::HttpAnswer>& answer,
                                 std::string_view public_url) {
  if (!answer.ok()) return blamed(kReachableRow, blame_network(answer.error()));
  if (!is_our_refusal(*answer)) {
    return blamed(kReachableRow, blame_answer(*answer, "our own 405"));
  }
  return row(kReachableRow, "passed",
             fmt::format("{} answers, and it is this server ({} ms).", host_of(public_url),
                         answer->elapsed.ms));
}

WebhookCheckRow decide_registered(const RegisteredInput& in) {
  if (!in.wanted) {
    return row(kRegisteredRow, "failed", "Webhooks are switched off for this connection.",
               "Switch them on in the settings of the connection.");
  }
  if (in.hook == nullptr) {
    return row(kRegisteredRow, "failed", "No webhook was made for this connection yet.",
               "Renew the webhook.");
  }
  const std::string& state = in.hook->state;
  if (state.starts_with("failed")) {
    return row(kRegisteredRow, "failed", "Jira refused the registration" + state.substr(6) + ".",
               "The account needs the right to administer Jira, or an administrator makes the "
               "webhook by hand. It is tried again every hour; Renew tries now.");
  }
  if (state == "wanted") {
    return row(kRegisteredRow, "warning", "The registration is under way.",
               "Wait a minute and run the check again.");
  }
  if (!in.remote.ok()) {
    return row(kRegisteredRow, "warning",
               "It was registered, but Jira's list could not be asked: " + in.remote.error().detail,
               "Give the account the right to see webhooks, or look at Jira's webhook page.");
  }
  return judge_remote(*in.remote, !in.hook->sealed_secret.empty());
}

WebhookCheckRow decide_signed_post(const Result<net::HttpAnswer>& answer, bool arrived,
                                   bool is_signed) {
  if (!answer.ok()) return blamed(kSignedPostRow, blame_network(answer.error()));
  if (answer->status == 401 && is_signed) {
    return row(kSignedPostRow, "failed",
               "The signature was refused: the header or the body was changed on the way.",
               "The reverse proxy must pass on the header X-Hub-Signature and the body byte for "
               "byte.");
  }
  if (answer->status != 202) return blamed(kSignedPostRow, blame_answer(*answer, "202"));
  if (!arrived) {
    return row(kSignedPostRow, "failed",
               "It was answered with 202, but did not arrive here: another server answers.",
               "Check where the reverse proxy leads to. Is a second server running?");
  }
  return row(kSignedPostRow, "passed",
             fmt::format("Accepted in {} ms and stored; it is in the log as ignored.",
                         answer->elapsed.ms));
}

std::string worst_of(const std::vector<WebhookCheckRow>& rows) {
  const auto any = [&](std::string_view state) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const WebhookCheckRow& row) { return row.state == state; });
  };
  return any("failed") ? "failed" : any("warning") ? "warning" : "passed";
}

}  // namespace tl::sync
