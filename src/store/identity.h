// Tenants and the people who sign in: rows of store, plain data.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"

namespace tl::store {

struct Tenant {
  TenantId id;
  std::string public_id;  // 26 characters
  std::string name;
  std::string zone;    // IANA, "Europe/Berlin"
  int week_start = 1;  // ISO weekday, 1 Monday ... 7 Sunday
  Instant created;
  int64_t revision = 1;  // for If-Match
};

struct NewTenant {
  std::string name;
  std::string zone = "UTC";
  int week_start = 1;
};

enum class Role : uint8_t { kViewer = 1, kLead, kAdmin };

[[nodiscard]] std::string_view to_text(Role role);  // "viewer", "lead", "admin"
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);

struct User {
  UserId id;
  std::string public_id;
  std::string email;  // ASCII lower case; unique in the whole server
  std::string name;
  Role role = Role::kViewer;
  bool disabled = false;  // cannot sign in; sessions and tokens no longer work
  Instant created;
  int64_t revision = 1;
};

struct NewUser {
  std::string email;
  std::string name;
  Role role = Role::kViewer;
  std::string password_hash;  // as vault::hash_password made it; opaque here
};

// What sign-in needs: whose e-mail this is and the hash to verify.
struct Login {
  TenantId tenant;
  User user;
  std::string password_hash;
};

// Of a session or API token only the SHA-256 of the token is stored (raw 32 bytes in these calls).
struct ApiToken {
  std::string public_id;
  UserId user;
  std::string name;
  Instant created;
  std::optional<Instant> expires;
  std::optional<Instant> last_used;
};

// A caller who was recognised by a token.
struct SignedIn {
  TenantId tenant;
  User user;
  Instant expires;  // of the session; Instant(INT64_MAX) for an API token without end
  Instant last_seen;
};

}  // namespace tl::store
