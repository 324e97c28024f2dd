#include "connectors/jira/sign_in_words.h"

#include <algorithm>

#include "base/text.h"

namespace tl::connectors::jira {
namespace {

using domain::SignInMethod;

// A personal access token is base64 of "<number>:<random bytes>".
bool is_personal_token(std::string_view secret) {
  if (secret.size() != 44) return false;
  const auto bytes = base64_decode(secret);
  const size_t colon = bytes ? bytes->find(':') : std::string::npos;
  if (colon == std::string::npos || colon == 0) return false;
  return std::all_of(bytes->begin(), bytes->begin() + static_cast<int64_t>(colon),
                     [](char c) { return c >= '0' && c <= '9'; });
}

bool is_basic(SignInMethod method) { return method != SignInMethod::kPersonalToken; }

}  // namespace

SecretKind kind_of_secret(std::string_view secret) {
  if (secret.starts_with("ATATT") || secret.starts_with("ATSTT") || secret.starts_with("ATCTT")) {
    return SecretKind::kCloudToken;
  }
  return is_personal_token(secret) ? SecretKind::kPersonalToken : SecretKind::kUnknown;
}

std::optional<SignInWords> impossible_sign_in(const connector::Session& session,
                                              const Flavour& flavour) {
  const SecretKind kind = kind_of_secret(session.token.reveal());
  const bool personal = session.method == SignInMethod::kPersonalToken;
  if (flavour.can->cloud_id) {
    if (personal || kind == SecretKind::kPersonalToken) {
      return SignInWords{
          "Jira Cloud knows no personal access tokens.",
          "Make an API token at id.atlassian.com (Security, API tokens), and give it "
          "with the e-mail address of its account."};
    }
    return std::nullopt;
  }
  if (kind == SecretKind::kCloudToken) {
    return SignInWords{
        "This is an API token of Jira Cloud; " + flavour.title() + " does not know it.",
        "Make a personal access token in the profile of the account at this Jira."};
  }
  if (personal && !flavour.can->personal_tokens) {
    return SignInWords{
        "Personal access tokens exist from Jira 8.14 on; this is " + flavour.title() + ".",
        "Choose user name and password (under Advanced), or upgrade Jira."};
  }
  if (is_basic(session.method) && kind == SecretKind::kPersonalToken) {
    return SignInWords{"What was given as the password is a personal access token.",
                       "Choose personal access token as the way to sign in."};
  }
  return std::nullopt;
}

std::string refused_sign_in_remedy(const connector::Session& session, const Flavour& flavour) {
  if (flavour.can->cloud_id) {
    std::string remedy;
    if (session.email.find('@') == std::string::npos) {
      remedy = "Jira Cloud wants the e-mail address of the account, not a user name. ";
    }
    return remedy +
           "Check e-mail and token. Tokens expire after at most a year; make a new one at "
           "id.atlassian.com and use Replace token. A token with scopes was tried at "
           "api.atlassian.com, too.";
  }
  if (session.method == SignInMethod::kPersonalToken) {
    return "Check the token. Admins may let tokens expire; make a new one in the profile of the "
           "account at this Jira and use Replace token.";
  }
  std::string remedy = "Check user name and password; after some failures Jira wants a CAPTCHA.";
  if (flavour.can->personal_tokens) {
    remedy += " Better make a personal access token in the profile of the account.";
  }
  return remedy;
}

}  // namespace tl::connectors::jira
