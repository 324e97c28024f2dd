// Who may ask what: API tokens and permissions.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "sim/catalog.h"
#include "sim/http.h"

namespace tl::sim {

struct Caller {
  enum class Kind { kAnonymous, kUser, kRefused } kind = Kind::kAnonymous;
  int user = -1;  // position; -1 unless kUser
};

// Thread-safe.
class Accounts {
 public:
  explicit Accounts(const Catalog& catalog);

  [[nodiscard]] Caller identify(const Request& request) const;
  // Replaces the token of a user; an empty one revokes. False: nobody has this e-mail.
  bool set_token(const std::string& email, const std::string& token);

  [[nodiscard]] static bool is_admin(int user) { return user == kAdminUser || user == kBotUser; }
  // The reader does not see OPS; anonymous callers see nothing.
  [[nodiscard]] bool can_browse(int user, int project) const;
  [[nodiscard]] std::vector<bool> visible_projects(int user) const;
  // `project` -1: anywhere.
  [[nodiscard]] bool has_permission(int user, const std::string& key, int project) const;

 private:
  const Catalog& catalog_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> tokens_;  // by lower-case e-mail
};

struct Permission {
  const char* key;
  const char* name;
  bool global;
  bool admin_only;
};
[[nodiscard]] const std::vector<Permission>& permissions();
[[nodiscard]] const Permission* find_permission(std::string_view key);

}  // namespace tl::sim
