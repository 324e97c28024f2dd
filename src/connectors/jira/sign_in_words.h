// What a person most likely did wrong when a sign-in is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connectors/jira/flavour.h"

namespace tl::connectors::jira {

// What the secret looks like. Nothing is sent to find out.
enum class SecretKind { kUnknown, kCloudToken, kPersonalToken };
[[nodiscard]] SecretKind kind_of_secret(std::string_view secret);

struct SignInWords {
  std::string detail;
  std::string remedy;
};

// A way to sign in that this Jira cannot know: said before it is tried, because failed logins count
// against the account. Nothing when it may work.
[[nodiscard]] std::optional<SignInWords> impossible_sign_in(const connector::Session& session,
                                                            const Flavour& flavour);

// After a refusal: what to do.
[[nodiscard]] std::string refused_sign_in_remedy(const connector::Session& session,
                                                 const Flavour& flavour);

}  // namespace tl::connectors::jira
