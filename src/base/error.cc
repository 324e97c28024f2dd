#include "base/error.h"

#include <array>
#include <utility>

#include "base/random.h"

namespace tl {
namespace {

struct Row {
  ErrorCode code;
  ErrorTraits traits;
};

using enum ErrorCode;
using enum RetryRule;

constexpr std::array kTable = {
    Row{kInvalidArgument,
        {"invalid-argument", "The request is not valid", 400, 2, kNever,
         "Correct the named value and send it again."}},
    Row{kUnreadable,
        {"unreadable", "The text cannot be read", 422, 1, kNever,
         "Check the format named in the text."}},
    Row{kNotFound, {"not-found", "Not found", 404, 1, kNever, "Check the name or the id."}},
    Row{kConflict,
        {"conflict", "Changed or present already", 409, 1, kNever, "Load it again, then decide."}},
    Row{kUnauthenticated, {"unauthenticated", "Not signed in", 401, 1, kAfterPerson, "Sign in."}},
    Row{kForbidden,
        {"forbidden", "Not allowed", 403, 1, kAfterPerson,
         "Ask an admin to do this or to change your role."}},
    Row{kTooLarge,
        {"too-large", "Above a limit", 413, 1, kNever,
         "Send less; the limit is named in the text."}},
    Row{kTooManyAttempts,
        {"too-many-attempts", "Too many attempts", 429, 1, kAfterWait,
         "Wait a minute, then try again."}},
    Row{kVendorRejectedCredentials,
        {"vendor-credentials", "Jira rejected the sign-in (401)", 422, 1, kAfterPerson,
         "Check e-mail and token; make a new API token if it expired, then use Replace token."}},
    Row{kVendorForbidden,
        {"vendor-forbidden", "Jira refused access (403)", 422, 1, kAfterPerson,
         "Ask a Jira admin to grant the named permission to the account."}},
    Row{kVendorNotFound,
        {"vendor-not-found", "Jira does not know this (404)", 422, 1, kAfterPerson,
         "Check that it exists and that the account may see it."}},
    Row{kVendorGone,
        {"vendor-gone", "Jira no longer offers this (410)", 422, 1, kNever, "Update Throughline."}},
    Row{kVendorRefused,
        {"vendor-refused", "Jira refused the request", 422, 1, kNever,
         "Read Jira's own words in the text."}},
    Row{kVendorRateLimited,
        {"vendor-rate-limited", "Jira limits requests (429)", 503, 1, kAfterWait,
         "Nothing to do: it goes on by itself and nothing is lost."}},
    Row{kVendorUnavailable,
        {"vendor-unavailable", "Jira is not available", 503, 1, kAfterWait,
         "Nothing to do: it is tried again by itself."}},
    Row{kVendorNotJira,
        {"vendor-not-jira", "The address answers, but not as Jira", 422, 1, kAfterPerson,
         "Check the address; is there a context path such as /jira?"}},
    Row{kVendorCaptcha,
        {"vendor-captcha", "Jira asks this account to solve a CAPTCHA", 422, 1, kAfterPerson,
         "Sign in to Jira once in a browser as this account."}},
    Row{kVendorOtherSite,
        {"vendor-other-site", "Another Jira answers at this address", 422, 1, kAfterPerson,
         "Give the present address of the connected Jira, or connect the other one by itself."}},
    Row{kDnsFailed,
        {"dns", "The host name is unknown to this server", 422, 1, kAfterWait,
         "Check the address, or the DNS of the Throughline server."}},
    Row{kConnectFailed,
        {"connect", "No connection", 503, 1, kAfterWait,
         "Check the address, the port and any firewall between the servers."}},
    Row{kTlsFailed,
        {"tls", "The certificate is not trusted", 422, 1, kAfterPerson,
         "Give the certificate authority that signed it."}},
    Row{kTimedOut,
        {"timed-out", "No answer in time", 503, 1, kAfterWait,
         "Nothing to do: it is tried again by itself."}},
    Row{kProxyRefused,
        {"proxy-refused", "The proxy refused the connection (407)", 422, 1, kAfterPerson,
         "Give the right user and password in the proxy's address, or clear it."}},
    Row{kLocked,
        {"locked", "Another server uses this data", 409, 1, kAfterPerson,
         "Stop the other server, or use another --data directory or database."}},
    Row{kVaultSealed,
        {"vault-sealed", "The master key does not open the stored secrets", 503, 1, kAfterPerson,
         "Put the right key in place, or replace the token of the connection."}},
    Row{kDiskFull,
        {"disk-full", "The disk is full", 503, 1, kAfterWait,
         "Free some space; the sender will try again."}},
    Row{kQueueFull,
        {"queue-full", "Too much is waiting", 503, 1, kAfterWait,
         "Nothing to do: the sender will try again."}},
    Row{kStopping,
        {"stopping", "The server is stopping", 503, 1, kAfterWait, "Try again in a moment."}},
    Row{kDatabase,
        {"database", "The database failed", 500, 1, kAfterWait,
         "Look up the id in the server log."}},
    Row{kNewerSchema,
        {"newer-schema", "The data was written by a newer version", 500, 1, kNever,
         "Start the newer version, or restore a backup."}},
    Row{kCancelled,
        {"cancelled", "Cancelled", 409, 1, kNever, "Start it again if it is still wanted."}},
    Row{kInternal,
        {"internal", "Something is wrong in Throughline", 500, 1, kNever,
         "Look up the id in the server log and report it."}},
};

}  // namespace

const ErrorTraits& traits(ErrorCode code) {
  for (const Row& row : kTable) {
    if (row.code == code) return row.traits;
  }
  return kTable.back().traits;
}

Error make_error(ErrorCode code, std::string detail) {
  return Error{code, std::move(detail), "TL-" + random_base32(6), -1};
}

}  // namespace tl
