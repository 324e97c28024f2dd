#include <optional>

#include "base/text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using domain::RecordKind;
using domain::Ref;

size_t member_count(JsonElement object) {
  return object.is_object() ? simdjson::dom::object(object).size() : 0;
}

// ".../user?accountId=557058%3Af58131cb": the id, when the address names it.
std::string id_in_address(JsonElement user) {
  constexpr std::string_view kParameter = "accountId=";
  const std::string_view self = json_text(user, "self").value_or("");
  const size_t at = self.find(kParameter);
  if (at == std::string_view::npos) return {};
  const std::string_view value = self.substr(at + kParameter.size());
  return url_decode(value.substr(0, value.find('&')), true).value_or("");
}

// Hidden addresses come as "", "?" or in words ("ada at example dot org").
std::optional<std::string> visible_email(JsonElement user) {
  auto email = text_member(user, "emailAddress");
  if (!email || email->find('@') == std::string::npos) return std::nullopt;
  if (email->find_first_of(" \t\n") != std::string::npos) return std::nullopt;
  return email;
}

// "5b10a2844c20165700ede21g", "557058:f58131cb-...", "qm:...": what Cloud writes and no site of
// one's own. Only asked where nobody says which of the two it is.
bool looks_like_account_id(std::string_view value) {
  if (value.find(' ') != std::string_view::npos || value.find('@') != std::string_view::npos) {
    return false;
  }
  const bool digits = value.find_first_of("0123456789") != std::string_view::npos;
  return digits && (value.size() == 24 || value.find(':') != std::string_view::npos);
}

// "key:", "name:" or "", as the site's users are known by.
std::string_view kind_of_identity(std::string_view id) {
  for (const std::string_view kind : {"key:", "name:"}) {
    if (id.starts_with(kind)) return kind;
  }
  return "";
}

}  // namespace

std::string user_id_in_change(std::string_view value, std::string_view author) {
  if (value.empty()) return {};
  if (!author.empty()) return std::string(kind_of_identity(author)) + clean_text(value);
  return (looks_like_account_id(value) ? "" : "key:") + clean_text(value);
}

std::string account_id_of(JsonElement user) {
  for (const std::string_view key : {"accountId", "accoundId"}) {  // the vendor's sample misspells
    std::string id = json_id(user, key);
    if (!id.empty()) return clean_text(id);
  }
  std::string id = id_in_address(user);
  if (!id.empty()) return clean_text(id);
  if (const auto key = text_member(user, "key"); key && !key->empty()) return "key:" + *key;
  const auto name = text_member(user, "name");
  if (!name || name->empty() || *name == "Anonymous") return {};
  return "name:" + *name;
}

Ref read_user(JsonElement user, Facts& facts) {
  if (!user.is_object()) return {};
  Ref ref{account_id_of(user), text_member(user, "displayName").value_or("")};
  if (ref.id.empty() || facts.seen(RecordKind::kAccount, ref.id, member_count(user))) return ref;
  RecordBuilder account(RecordKind::kAccount, ref.id, facts.version());
  account.text("name", user, "displayName").text("type", user, "accountType");
  account.flag("active", user, "active").text("zone", user, "timeZone");
  if (!kind_of_identity(ref.id).empty()) account.text("login", user, "name");
  if (auto email = visible_email(user)) account.set("email", std::move(*email));
  facts.add(account.take());
  return ref;
}

}  // namespace tl::connectors::jira
