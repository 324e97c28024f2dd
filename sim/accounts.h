// Who may ask what: passwords and tokens, the CAPTCHA lock, permissions, and what is hidden from
// whom.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/catalog.h"
#include "sim/http.h"
#include "sim/model.h"

namespace tl::sim {

enum class Secret {
  kApiToken,  // Cloud: with the e-mail, on the site and at the gateway
  kScoped,    // Cloud: with the e-mail, at the gateway only; all scopes
  kNarrow,    // the same without the scopes of the agile API
  kPat,       // Data Center: as Bearer
  kPassword,  // Servers: with the login
};

struct Caller {
  enum class Kind { kAnonymous, kUser, kRefused, kLocked } kind = Kind::kAnonymous;
  int user = -1;        // position; -1 unless kUser
  bool scoped = false;  // signed in with a scoped token
  bool agile = true;    // may use the agile API
};

// What one caller sees.
struct Sight {
  std::vector<bool> projects;  // by position
  std::vector<bool> levels;    // by position in security_levels()
  [[nodiscard]] bool sees(const Issue& issue) const {
    if (!projects[static_cast<size_t>(issue.project)]) return false;
    return issue.security == 0 || levels[static_cast<size_t>(issue.security - ids::kInternal)];
  }
};

// So many failed passwords, and only a person in front of a browser gets the account back.
constexpr int kCaptchaAfter = 3;

// Thread-safe.
class Accounts {
 public:
  explicit Accounts(const Catalog& catalog);

  // `gateway`: the request came below /ex/jira/{cloudId}. Counts failed passwords.
  [[nodiscard]] Caller identify(const Request& request, bool gateway);
  // Replaces what a user signs in with; an empty secret revokes. False: nobody of this name.
  bool set_secret(const std::string& who, Secret kind, const std::string& secret);
  // The flavour's usual token: an API token on Cloud, a PAT or else the password on Servers.
  bool set_token(const std::string& who, const std::string& token);
  // Lifts the CAPTCHA lock of one login, or of all.
  void unlock(const std::string& login);

  [[nodiscard]] static bool is_admin(int user) { return user == kAdminUser || user == kBotUser; }
  // Agents of service desks: all who work here but the reader.
  [[nodiscard]] bool is_agent(int user) const {
    return user >= 0 && user != kReaderUser && user < catalog_.staff;
  }
  // The reader does not see OPS; anonymous callers see nothing. `set_access` overrides.
  [[nodiscard]] bool can_browse(int user, int project) const;
  [[nodiscard]] bool can_see_level(int user, int level) const;
  [[nodiscard]] std::vector<bool> visible_projects(int user) const;
  [[nodiscard]] Sight sight(int user) const;
  void set_access(int user, int project, bool visible);
  void set_level_access(int user, int level, bool visible);
  // `project` -1: anywhere.
  [[nodiscard]] bool has_permission(int user, const std::string& key, int project) const;

 private:
  struct Key {
    int user;
    Secret kind;
    std::string secret;
  };
  void add(const char* login, Secret kind, const char* secret);
  [[nodiscard]] Caller sign_in_cloud(const std::string& name, const std::string& secret,
                                     bool gateway) const;
  [[nodiscard]] Caller sign_in_password(const std::string& name, const std::string& secret);
  [[nodiscard]] Caller sign_in_bearer(const std::string& token) const;
  [[nodiscard]] int active_user(int user) const;
  [[nodiscard]] std::optional<bool> override_of(int user, int what) const;

  const Catalog& catalog_;
  mutable std::mutex mutex_;
  std::vector<Key> keys_;
  std::map<std::string, int> failures_;         // by lower-case login
  std::map<std::pair<int, int>, bool> access_;  // (user, project, or -level)
  std::atomic<bool> any_access_{false};
};

struct Permission {
  const char* key;
  const char* name;
  bool global;
  bool admin_only;
  const char* old_key = nullptr;  // Servers list it a second time under its name of before 7.0
};
[[nodiscard]] const std::vector<Permission>& permissions();
[[nodiscard]] const Permission* find_permission(std::string_view key);

}  // namespace tl::sim
