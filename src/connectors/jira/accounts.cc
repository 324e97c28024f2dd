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

}  // namespace

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
  if (auto email = visible_email(user)) account.set("email", std::move(*email));
  facts.add(account.take());
  return ref;
}

}  // namespace tl::connectors::jira
