#include "api/setup_token.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "base/time_text.h"

namespace tl::api {
namespace {

constexpr std::string_view kTokenSetting = "setup_token";         // hash and wrong tries, JSON
constexpr std::string_view kUsedSetting = "setup_token_used_at";  // instant
constexpr size_t kTokenLength = 32;                               // base32: 160 bits

struct StoredToken {
  std::string hash;  // hex
  int64_t wrong = 0;
};

std::string hash_of(std::string_view token) { return to_hex(sha256(token)); }

Result<void> save_token(store::Store& store, const StoredToken& token) {
  JsonWriter out;
  out.begin_object().member("hash", token.hash).member("wrong", token.wrong).end_object();
  return store.save_setting(kTokenSetting, out.text());
}

Result<std::optional<StoredToken>> load_token(store::Store& store) {
  TL_TRY(const auto text, store.load_setting(kTokenSetting));
  if (!text) return std::optional<StoredToken>();
  TL_TRY(const auto document, JsonDocument::parse(*text));
  StoredToken token;
  token.hash = std::string(json_text(document.root(), "hash").value_or(""));
  token.wrong = json_int(document.root(), "wrong").value_or(kSetupTries);
  return std::optional(token);
}

Error already_used(const SetupStatus& status) {
  std::string text = "This server is set up already";
  if (status.used_at) text += "; the token was used on " + format_instant(*status.used_at);
  return make_error(ErrorCode::kConflict, text + ". Sign in instead.");
}

std::string wrong_token_text(int64_t left) {
  if (left <= 0) return "Wrong token. A new one is in the server log now.";
  return "Wrong token. " + std::to_string(left) + (left == 1 ? " try" : " tries") +
         " left, then a new one is printed to the server log.";
}

}  // namespace

Result<SetupStatus> load_setup_status(store::Store& store) {
  SetupStatus status;
  TL_TRY(const auto tenants, store.list_tenants());
  status.needed = tenants.empty();
  TL_TRY(const auto used, store.load_setting(kUsedSetting));
  if (used) status.used_at = parse_instant(*used);
  return status;
}

Result<std::string> issue_setup_token(store::Store& store, const Clock&) {
  TL_TRY(const auto status, load_setup_status(store));
  if (!status.needed) return already_used(status);
  std::string token = to_lower(random_base32(kTokenLength));
  TL_CHECK_OK(save_token(store, {hash_of(token), 0}));
  return token;
}

Result<void> check_setup_token(store::Store& store, const Clock& clock, std::string_view token,
                               std::optional<std::string>& replaced) {
  TL_TRY(const auto status, load_setup_status(store));
  if (!status.needed) return already_used(status);
  TL_TRY(auto stored, load_token(store));
  if (stored && stored->wrong < kSetupTries &&
      equal_constant_time(stored->hash, hash_of(to_lower(trim(token))))) {
    return {};
  }
  if (!stored) stored = StoredToken{"", kSetupTries};
  stored->wrong += 1;
  if (stored->wrong >= kSetupTries) {
    TL_TRY(replaced, issue_setup_token(store, clock));
  } else {
    TL_CHECK_OK(save_token(store, *stored));
  }
  return make_error(ErrorCode::kForbidden, wrong_token_text(kSetupTries - stored->wrong));
}

Result<void> finish_setup(store::Store& store, const Clock& clock) {
  TL_CHECK_OK(store.save_setting(kUsedSetting, format_instant(clock.now())));
  return store.delete_setting(kTokenSetting);
}

}  // namespace tl::api
