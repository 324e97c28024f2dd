// Sessions: the one place where a connection and its secret become something that can make
// requests.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/rate_budget.h"
#include "sync/runtime.h"

namespace tl::sync {

// What is sealed of a connection.
struct Secrets {
  connector::SecretText sign_in;      // the token or the password
  connector::SecretText proxy_login;  // "USER:PASSWORD" of the proxy; empty without
};

// Who signs in where. A draft (what a person typed) has a connection that was never saved.
struct Access {
  const connector::Connector* connector = nullptr;  // never null in a Result
  domain::Connection connection;
  Secrets secrets;
  connector::NormalisedUrl url;    // of a draft
  std::vector<std::string> notes;  // of a draft: "Spaces around the token were removed."
};

// `runtime` and `budget` must outlive the session. The one place where a proxy and its login meet.
[[nodiscard]] connector::Session make_session(const Runtime& runtime, net::RateBudget& budget,
                                              net::HttpTransport& transport,
                                              const domain::Connection& connection, Secrets secrets,
                                              std::stop_token stop);

// What a short visit to a site needs, outside of any worker: checks, pickers, a farewell.
// Not to be moved: the session refers to the budget.
struct Visit {
  net::RateBudget budget;
  connector::Session session;
  Visit(const Runtime& runtime, const Access& access)
      : budget(runtime.clock),
        session(make_session(runtime, budget, runtime.transport, access.connection, access.secrets,
                             {})) {}
};

// Without a method asks the site which it is; a site that does not answer is taken for what its
// address looks like, so that the check can say what is wrong with it. kInvalidArgument: something
// that the method needs is missing.
[[nodiscard]] Result<Access> make_draft(const Runtime& runtime, const SignIn& sign_in);

// How the sign-in of a draft works, as its check found: by what method, at which address.
[[nodiscard]] SignInMemory::Place place_of(const Access& draft,
                                           const connector::SiteIdentity& site);
// So that the next make_draft of the same sign-in knows it.
void remember_place(const Runtime& runtime, const Access& draft,
                    const connector::SiteIdentity& site);

// A saved connection with its own sign-in. kNotFound; kVendorRejectedCredentials without a secret;
// kConflict for a site of files, which nobody can visit.
[[nodiscard]] Result<Access> load_access(const Runtime& runtime, TenantId tenant,
                                         InstanceId instance);

// kVendorRejectedCredentials without a sign-in, kVaultSealed; kConflict when the proxy was changed
// while this was read.
[[nodiscard]] Result<Secrets> load_secrets(const Runtime& runtime, TenantId tenant,
                                           const domain::Connection& connection);
// Only that of the proxy; empty without one.
[[nodiscard]] Result<connector::SecretText> load_proxy_login(const Runtime& runtime,
                                                             TenantId tenant,
                                                             const domain::Connection& connection);
// To be saved with the connection; what is empty is removed. `runtime` must outlive it.
[[nodiscard]] store::SealSecrets seal_secrets(const Runtime& runtime, TenantId tenant,
                                              Secrets secrets);
[[nodiscard]] store::SealSecrets seal_proxy_login(const Runtime& runtime, TenantId tenant,
                                                  connector::SecretText login);

// Takes what was typed apart: address into the options, login given back.
[[nodiscard]] connector::SecretText take_proxy(std::string_view typed,
                                               domain::ConnectionOptions& options);

// What such a site offers, the usual one first.
[[nodiscard]] std::vector<domain::SignInMethod> methods_of(const connector::SiteIdentity& site);

// Flavour of a connection that is known from files only.
inline constexpr std::string_view kImportFlavour = "import";

}  // namespace tl::sync
