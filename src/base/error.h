// The one list of things that can go wrong as expected (bugs are exceptions).
// HTTP status, exit code, retry and remedy all come from this table; see error.cc.
#pragma once

#include <string>
#include <string_view>

namespace tl {

enum class ErrorCode {
  // our caller is wrong
  kInvalidArgument,  // the request or command line makes no sense
  kUnreadable,       // text that should parse does not
  kNotFound,         // no such object here
  kConflict,         // somebody else changed it, or it exists already
  kUnauthenticated,  // sign in first
  kForbidden,        // signed in, but not allowed
  kTooLarge,         // above a named limit
  kTooManyAttempts,  // slow down
  // a vendor (Jira) says no
  kVendorRejectedCredentials,  // 401
  kVendorForbidden,            // 403
  kVendorNotFound,             // 404
  kVendorGone,                 // 410
  kVendorRefused,              // other 4xx: our request is wrong
  kVendorRateLimited,          // 429; retry after `retry_after`
  kVendorUnavailable,          // 5xx
  kVendorNotJira,              // an answer, but not the API we expect
  kVendorCaptcha,              // Data Center asks for a CAPTCHA
  kVendorOtherSite,            // another instance answers at the address of this one
  // the network
  kDnsFailed,
  kConnectFailed,
  kTlsFailed,
  kTimedOut,
  kProxyRefused,  // 407: the proxy between wants a login, or another one
  // ourselves
  kLocked,       // another server owns this data directory or database
  kVaultSealed,  // the master key is missing or wrong
  kDiskFull,
  kQueueFull,
  kStopping,
  kDatabase,     // the database refused what should work
  kNewerSchema,  // the database was written by a newer version
  kCancelled,
  kInternal,
};

enum class RetryRule { kNever, kAfterWait, kAfterPerson };

// Constant facts about a code. `type` is the last path part of the problem type (RFC 9457).
struct ErrorTraits {
  std::string_view type;
  std::string_view title;
  int http_status;
  int exit_code;  // 1 refused with a reason, 2 wrong usage
  RetryRule retry;
  std::string_view remedy;  // one sentence, an imperative
};

[[nodiscard]] const ErrorTraits& traits(ErrorCode code);

// One occurrence. `id` ("TL-4F2A9C") is also in the log line of the occurrence.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string detail;             // what happened, for a person; never holds a secret
  std::string id;                 // made by make_error
  long long retry_after_ms = -1;  // wait asked for by the vendor; -1 unknown
};

// Makes an Error with a fresh id.
[[nodiscard]] Error make_error(ErrorCode code, std::string detail);

}  // namespace tl
