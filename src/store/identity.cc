#include <limits>

#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "store/core.h"
#include "store/store.h"

namespace tl::store {
namespace {

constexpr std::string_view kTenantColumns =
    "SELECT id, public_id, name, zone, week_start, created, revision FROM tenant ";
constexpr std::string_view kUserColumns =
    "SELECT m.id, m.public_id, m.email, m.name, m.role, m.disabled, m.created, m.revision";

Tenant read_tenant(const Row& row) {
  Tenant tenant;
  tenant.id = TenantId(row.integer(0));
  tenant.public_id = row.string(1);
  tenant.name = row.string(2);
  tenant.zone = row.string(3);
  tenant.week_start = static_cast<int>(row.integer(4));
  tenant.created = Instant(row.integer(5));
  tenant.revision = row.integer(6);
  return tenant;
}

User read_user(const Row& row) {
  User user;
  user.id = UserId(row.integer(0));
  user.public_id = row.string(1);
  user.email = row.string(2);
  user.name = row.string(3);
  user.role = static_cast<Role>(row.integer(4));
  user.disabled = row.integer(5) != 0;
  user.created = Instant(row.integer(6));
  user.revision = row.integer(7);
  return user;
}

std::string sql(std::string_view a, std::string_view b) { return std::string(a) + std::string(b); }

std::vector<Tenant> load_tenants(Session& session, std::string_view where, const Params& params) {
  std::vector<Tenant> tenants;
  session.query(sql(kTenantColumns, where), params,
                [&](const Row& row) { tenants.push_back(read_tenant(row)); });
  return tenants;
}

std::vector<User> load_users(Session& session, std::string_view where, const Params& params) {
  std::vector<User> users;
  session.query(sql(kUserColumns, " FROM member m WHERE m.tenant = $1 ") + std::string(where),
                params, [&](const Row& row) { users.push_back(read_user(row)); });
  return users;
}

template <typename T>
Result<T> only(std::vector<T> found, std::string_view what) {
  if (found.empty()) return make_error(ErrorCode::kNotFound, "no such " + std::string(what));
  return std::move(found.front());
}

Tenant insert_tenant(Session& session, const NewTenant& fresh, Instant now) {
  Tenant tenant;
  tenant.id = TenantId(next_number(session, {}, "tenant"));
  tenant.public_id = random_public_id();
  tenant.name = fresh.name;
  tenant.zone = fresh.zone;
  tenant.week_start = fresh.week_start;
  tenant.created = now;
  session.exec(
      "INSERT INTO tenant (id, public_id, name, zone, week_start, created, revision)"
      " VALUES ($1, $2, $3, $4, $5, $6, 1)",
      {raw(tenant.id), tenant.public_id, tenant.name, tenant.zone, tenant.week_start, now.ms});
  return tenant;
}

Result<User> insert_user(Session& session, TenantId tenant, const NewUser& fresh, Instant now) {
  User user;
  user.public_id = random_public_id();
  user.email = to_lower(trim(fresh.email));
  user.name = fresh.name;
  user.role = fresh.role;
  user.created = now;
  if (session.query_int("SELECT member FROM login WHERE email = $1", {user.email})) {
    return make_error(ErrorCode::kConflict, "a user with this e-mail address exists already");
  }
  user.id = UserId(next_number(session, {}, "user"));
  session.exec(
      "INSERT INTO member (tenant, id, public_id, email, name, role, disabled, password_hash,"
      " created, revision) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 1)",
      {raw(tenant), raw(user.id), user.public_id, user.email, user.name,
       static_cast<int64_t>(user.role), fresh.password_hash, now.ms});
  session.exec("INSERT INTO login (email, tenant, member) VALUES ($1, $2, $3)",
               {user.email, raw(tenant), raw(user.id)});
  return user;
}

void end_sessions(Session& session, TenantId tenant, UserId user) {
  session.exec("DELETE FROM session WHERE tenant = $1 AND member = $2", {raw(tenant), raw(user)});
}

Error gone_or_changed(bool exists, std::string_view what) {
  if (!exists) return make_error(ErrorCode::kNotFound, "no such " + std::string(what));
  return make_error(ErrorCode::kConflict,
                    "the " + std::string(what) + " was changed by somebody else");
}

}  // namespace

std::string_view to_text(Role role) {
  switch (role) {
    case Role::kViewer:
      return "viewer";
    case Role::kLead:
      return "lead";
    case Role::kAdmin:
      return "admin";
  }
  return "unknown";
}

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : {Role::kViewer, Role::kLead, Role::kAdmin}) {
    if (to_text(role) == text) return role;
  }
  return std::nullopt;
}

Result<Tenant> Store::create_tenant(const NewTenant& tenant) {
  return core_->facts().write(
      [&](Session& session) { return insert_tenant(session, tenant, core_->now()); });
}

Result<SignedIn> Store::first_run(const NewTenant& tenant, const NewUser& admin) {
  return core_->facts().write([&](Session& session) -> Result<SignedIn> {
    if (session.query_int("SELECT COUNT(*) FROM tenant", {}).value_or(0) > 0) {
      return make_error(ErrorCode::kConflict, "this server has been set up already");
    }
    const Instant now = core_->now();
    const Tenant made = insert_tenant(session, tenant, now);
    NewUser first = admin;
    first.role = Role::kAdmin;
    TL_TRY(User user, insert_user(session, made.id, first, now));
    return SignedIn{made.id, std::move(user), now, now};
  });
}

Result<std::vector<Tenant>> Store::list_tenants() {
  return core_->facts().read(
      [&](Session& session) { return load_tenants(session, "ORDER BY id", {}); });
}

Result<Tenant> Store::find_tenant(std::string_view public_id) {
  return core_->facts().read([&](Session& session) {
    return only(load_tenants(session, "WHERE public_id = $1", {public_id}), "tenant");
  });
}

Result<std::optional<Login>> Store::find_login(std::string_view email) {
  const std::string address = to_lower(trim(email));
  return core_->facts().read([&](Session& session) {
    std::optional<Login> found;
    session.query(sql(kUserColumns,
                      ", m.tenant, m.password_hash FROM login l JOIN member m"
                      " ON m.tenant = l.tenant AND m.id = l.member WHERE l.email = $1"),
                  {address}, [&](const Row& row) {
                    found = Login{TenantId(row.integer(8)), read_user(row), row.string(9)};
                  });
    return found;
  });
}

Result<std::optional<SignedIn>> Store::find_session(std::string_view token_hash) {
  return core_->facts().read([&](Session& session) {
    std::optional<SignedIn> found;
    session.query(sql(kUserColumns,
                      ", m.tenant, s.expires, s.last_seen FROM session s JOIN member m"
                      " ON m.tenant = s.tenant AND m.id = s.member"
                      " WHERE s.token_hash = $1 AND s.expires > $2 AND m.disabled = 0"),
                  {Blob{token_hash}, core_->now().ms}, [&](const Row& row) {
                    found = SignedIn{TenantId(row.integer(8)), read_user(row),
                                     Instant(row.integer(9)), Instant(row.integer(10))};
                  });
    return found;
  });
}

Result<std::optional<SignedIn>> Store::find_api_token(std::string_view token_hash) {
  constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  const Instant now = core_->now();
  TL_TRY(auto found, core_->facts().read([&](Session& session) {
    std::optional<SignedIn> signed_in;
    session.query(sql(kUserColumns,
                      ", m.tenant, t.expires, COALESCE(t.last_used, 0) FROM api_token t"
                      " JOIN member m ON m.tenant = t.tenant AND m.id = t.member"
                      " WHERE t.token_hash = $1 AND m.disabled = 0"),
                  {Blob{token_hash}}, [&](const Row& row) {
                    const Instant expires(row.maybe_integer(9).value_or(kNever));
                    if (expires > now) {
                      signed_in = SignedIn{TenantId(row.integer(8)), read_user(row), expires,
                                           Instant(row.integer(10))};
                    }
                  });
    return signed_in;
  }));
  // "Last used" is for people: a minute is exact enough and spares a write a request.
  if (found && now - found->last_seen > minutes(1)) {
    const std::string hash(token_hash);
    core_->facts().writer().post(
        [hash, now](Session& session) -> Result<void> {
          session.exec("UPDATE api_token SET last_used = $2 WHERE token_hash = $1",
                       {Blob{hash}, now.ms});
          return {};
        },
        [](const Result<void>&) {});
  }
  return found;
}

Result<int64_t> Store::delete_expired_sessions() {
  return core_->facts().write([&](Session& session) {
    const Instant now = core_->now();
    session.exec("DELETE FROM attempt WHERE since <= $1", {(now - days(1)).ms});
    return session.exec("DELETE FROM session WHERE expires <= $1", {now.ms});
  });
}

Result<Tenant> TenantStore::load_tenant() const {
  return core_->facts().read([&](Session& session) {
    return only(load_tenants(session, "WHERE id = $1", {raw(tenant_)}), "tenant");
  });
}

Result<Tenant> TenantStore::update_tenant(const Tenant& tenant) {
  return core_->facts().write([&](Session& session) -> Result<Tenant> {
    const int64_t changed = session.exec(
        "UPDATE tenant SET name = $3, zone = $4, week_start = $5, revision = revision + 1"
        " WHERE id = $1 AND revision = $2",
        {raw(tenant_), tenant.revision, tenant.name, tenant.zone, tenant.week_start});
    auto now = load_tenants(session, "WHERE id = $1", {raw(tenant_)});
    if (changed == 0) return gone_or_changed(!now.empty(), "tenant");
    return std::move(now.front());
  });
}

Result<User> TenantStore::create_user(const NewUser& user) {
  return core_->facts().write(
      [&](Session& session) { return insert_user(session, tenant_, user, core_->now()); });
}

Result<std::vector<User>> TenantStore::list_users() const {
  return core_->facts().read(
      [&](Session& session) { return load_users(session, "ORDER BY m.email", {raw(tenant_)}); });
}

Result<User> TenantStore::load_user(UserId id) const {
  return core_->facts().read([&](Session& session) {
    return only(load_users(session, "AND m.id = $2", {raw(tenant_), raw(id)}), "user");
  });
}

Result<User> TenantStore::find_user(std::string_view public_id) const {
  return core_->facts().read([&](Session& session) {
    return only(load_users(session, "AND m.public_id = $2", {raw(tenant_), public_id}), "user");
  });
}

Result<User> TenantStore::update_user(const User& user) {
  return core_->facts().write([&](Session& session) -> Result<User> {
    const int64_t changed = session.exec(
        "UPDATE member SET name = $4, role = $5, disabled = $6, revision = revision + 1"
        " WHERE tenant = $1 AND id = $2 AND revision = $3",
        {raw(tenant_), raw(user.id), user.revision, user.name, static_cast<int64_t>(user.role),
         user.disabled ? 1 : 0});
    auto now = load_users(session, "AND m.id = $2", {raw(tenant_), raw(user.id)});
    if (changed == 0) return gone_or_changed(!now.empty(), "user");
    if (user.disabled) end_sessions(session, tenant_, user.id);
    return std::move(now.front());
  });
}

Result<void> TenantStore::set_password(UserId user, std::string_view password_hash) {
  return core_->facts().write([&](Session& session) -> Result<void> {
    const int64_t changed =
        session.exec("UPDATE member SET password_hash = $3 WHERE tenant = $1 AND id = $2",
                     {raw(tenant_), raw(user), password_hash});
    if (changed == 0) return make_error(ErrorCode::kNotFound, "no such user");
    return {};
  });
}

Result<void> TenantStore::create_session(std::string_view token_hash, UserId user,
                                         Instant expires) {
  return core_->facts().write([&](Session& session) {
    const Instant now = core_->now();
    session.exec(
        "INSERT INTO session (token_hash, tenant, member, created, expires, last_seen)"
        " VALUES ($1, $2, $3, $4, $5, $4)",
        {Blob{token_hash}, raw(tenant_), raw(user), now.ms, expires.ms});
  });
}

Result<void> TenantStore::touch_session(std::string_view token_hash, Instant expires) {
  return core_->facts().write([&](Session& session) {
    session.exec(
        "UPDATE session SET last_seen = $3, expires = $4 WHERE token_hash = $1 AND tenant = $2",
        {Blob{token_hash}, raw(tenant_), core_->now().ms, expires.ms});
  });
}

Result<void> TenantStore::delete_session(std::string_view token_hash) {
  return core_->facts().write([&](Session& session) {
    session.exec("DELETE FROM session WHERE token_hash = $1 AND tenant = $2",
                 {Blob{token_hash}, raw(tenant_)});
  });
}

Result<void> TenantStore::delete_sessions(UserId user) {
  return core_->facts().write([&](Session& session) { end_sessions(session, tenant_, user); });
}

Result<ApiToken> TenantStore::create_api_token(std::string_view token_hash, UserId user,
                                               std::string_view name,
                                               std::optional<Instant> expires) {
  ApiToken token;
  token.public_id = random_public_id();
  token.user = user;
  token.name = std::string(name);
  token.created = core_->now();
  token.expires = expires;
  TL_CHECK_OK(core_->facts().write([&](Session& session) {
    session.exec(
        "INSERT INTO api_token (token_hash, tenant, member, public_id, name, created, expires)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {Blob{token_hash}, raw(tenant_), raw(user), token.public_id, name, token.created.ms,
         maybe(expires)});
  }));
  return token;
}

Result<std::vector<ApiToken>> TenantStore::list_api_tokens() const {
  return core_->facts().read([&](Session& session) {
    std::vector<ApiToken> tokens;
    session.query(
        "SELECT public_id, member, name, created, expires, last_used FROM api_token"
        " WHERE tenant = $1 ORDER BY created, public_id",
        {raw(tenant_)}, [&](const Row& row) {
          tokens.push_back({row.string(0), UserId(row.integer(1)), row.string(2),
                            Instant(row.integer(3)), maybe_instant(row, 4), maybe_instant(row, 5)});
        });
    return tokens;
  });
}

Result<void> TenantStore::delete_api_token(std::string_view public_id) {
  return core_->facts().write([&](Session& session) -> Result<void> {
    const int64_t changed = session.exec(
        "DELETE FROM api_token WHERE tenant = $1 AND public_id = $2", {raw(tenant_), public_id});
    if (changed == 0) return make_error(ErrorCode::kNotFound, "no such API token");
    return {};
  });
}

}  // namespace tl::store
