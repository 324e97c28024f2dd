#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "store/core.h"
#include "store/sync_state_sql.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

using domain::Connection;
using domain::ConnectionState;

constexpr int64_t kDeleteStep = 2000;  // issues or records a transaction

constexpr std::string_view kSelect =
    "SELECT id, public_id, vendor, flavour, name, base_url, site_id, account_email, account_name,"
    " account_id, token_expires, project_keys, backfill_days, webhooks_wanted, state, state_reason,"
    " state_since, created, revision, version, api_url, method, options"
    " FROM connection WHERE tenant = $1 ";

std::string render_keys(const std::vector<std::string>& keys) {
  JsonWriter out;
  out.begin_array();
  for (const std::string& key : keys) out.value(key);
  out.end_array();
  return out.take();
}

std::vector<std::string> parse_keys(std::string_view json) {
  std::vector<std::string> keys;
  const auto document = JsonDocument::parse(json);
  if (!document.ok() || !document->root().is_array()) return keys;
  for (const JsonElement item : document->root().get_array()) {
    std::string_view text;
    if (!item.get(text)) keys.emplace_back(text);
  }
  return keys;
}

Connection read_connection(const Row& row) {
  Connection c;
  c.id = InstanceId(row.integer(0));
  c.public_id = row.string(1);
  c.vendor = row.string(2);
  c.flavour = row.string(3);
  c.name = row.string(4);
  c.base_url = row.string(5);
  c.site_id = row.string(6);
  c.account_email = row.string(7);
  c.account_name = row.string(8);
  c.account_id = row.string(9);
  if (!row.is_null(10)) c.token_expires = CivilDate{static_cast<int32_t>(row.integer(10))};
  c.project_keys = parse_keys(row.text(11));
  c.backfill_days = static_cast<int32_t>(row.integer(12));
  c.webhooks_wanted = row.integer(13) != 0;
  c.state = static_cast<ConnectionState>(row.integer(14));
  c.state_reason = row.string(15);
  c.state_since = Instant(row.integer(16));
  c.created = Instant(row.integer(17));
  c.revision = row.integer(18);
  c.version = row.string(19);
  c.api_url = row.string(20);
  c.method = domain::parse_sign_in_method(row.text(21)).value_or(domain::SignInMethod::kApiToken);
  if (auto options = domain::parse_options(row.text(22)); options.ok()) {
    c.options = std::move(*options);
  } else {
    log_error("store, the options of a connection", options.error());
  }
  return c;
}

std::vector<Connection> load_many(Session& session, std::string_view where, const Params& params) {
  std::vector<Connection> found;
  session.query(std::string(kSelect) + std::string(where), params,
                [&](const Row& row) { found.push_back(read_connection(row)); });
  return found;
}

Result<Connection> load_one(Session& session, TenantId tenant, InstanceId id) {
  auto found = load_many(session, "AND id = $2", {raw(tenant), raw(id)});
  if (found.empty()) return make_error(ErrorCode::kNotFound, "no such connection");
  return std::move(found.front());
}

std::string_view site_key(const Connection& c) {
  return c.site_id.empty() ? c.base_url : c.site_id;
}

// An error when another connection of the tenant is to the same site.
Result<void> check_site_free(Session& session, TenantId tenant, const Connection& c) {
  const auto others = load_many(session, "AND vendor = $2 AND site_key = $3 AND id <> $4",
                                {raw(tenant), c.vendor, site_key(c), raw(c.id)});
  if (others.empty()) return {};
  return make_error(ErrorCode::kConflict,
                    fmt::format("this site is connected already as \"{}\" ({})",
                                others.front().name, domain::to_text(others.front().state)));
}

Param date_param(const std::optional<CivilDate>& date) {
  return date ? Param(static_cast<int64_t>(date->days)) : Param(nullptr);
}

void insert_connection(Session& session, TenantId tenant, const Connection& c) {
  const std::string keys = render_keys(c.project_keys);
  const std::string options = domain::render_options(c.options);
  session.exec(
      "INSERT INTO connection (tenant, id, public_id, vendor, flavour, name, base_url, site_id,"
      " site_key, account_email, account_name, account_id, token_expires, project_keys,"
      " backfill_days, webhooks_wanted, state, state_reason, state_since, created, revision,"
      " version, api_url, method, options)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
      " $19, $20, $21, $22, $23, $24, $25)",
      {raw(tenant),
       raw(c.id),
       c.public_id,
       c.vendor,
       c.flavour,
       c.name,
       c.base_url,
       c.site_id,
       site_key(c),
       c.account_email,
       c.account_name,
       c.account_id,
       date_param(c.token_expires),
       keys,
       static_cast<int64_t>(c.backfill_days),
       c.webhooks_wanted ? 1 : 0,
       static_cast<int64_t>(c.state),
       c.state_reason,
       c.state_since.ms,
       c.created.ms,
       c.revision,
       c.version,
       c.api_url,
       domain::to_text(c.method),
       options});
}

void save_all(Session& session, TenantId tenant, const Connection& c) {
  const std::string keys = render_keys(c.project_keys);
  const std::string options = domain::render_options(c.options);
  session.exec(
      "UPDATE connection SET vendor = $3, flavour = $4, name = $5, base_url = $6, site_id = $7,"
      " site_key = $8, account_email = $9, account_name = $10, account_id = $11,"
      " token_expires = $12, project_keys = $13, backfill_days = $14, webhooks_wanted = $15,"
      " state = $16, state_reason = $17, state_since = $18, revision = $19, version = $20,"
      " api_url = $21, method = $22, options = $23"
      " WHERE tenant = $1 AND id = $2",
      {raw(tenant),
       raw(c.id),
       c.vendor,
       c.flavour,
       c.name,
       c.base_url,
       c.site_id,
       site_key(c),
       c.account_email,
       c.account_name,
       c.account_id,
       date_param(c.token_expires),
       keys,
       static_cast<int64_t>(c.backfill_days),
       c.webhooks_wanted ? 1 : 0,
       static_cast<int64_t>(c.state),
       c.state_reason,
       c.state_since.ms,
       c.revision,
       c.version,
       c.api_url,
       domain::to_text(c.method),
       options});
}

void write_secret(Session& session, const Scope& scope, const NamedSecret& secret) {
  session.exec(
      "INSERT INTO secret (tenant, instance, name, sealed, updated) VALUES ($1, $2, $3, $4, $5)"
      " ON CONFLICT (tenant, instance, name)"
      " DO UPDATE SET sealed = excluded.sealed, updated = excluded.updated",
      {raw(scope.tenant), raw(scope.instance), secret.name, Blob{secret.sealed}, scope.now.ms});
}

void remove_secret(Session& session, TenantId tenant, InstanceId id, std::string_view name) {
  session.exec("DELETE FROM secret WHERE tenant = $1 AND instance = $2 AND name = $3",
               {raw(tenant), raw(id), name});
}

Result<void> write_secrets(Session& session, const Scope& scope, const SealSecrets& secrets) {
  if (!secrets) return {};
  TL_TRY(const std::vector<NamedSecret> sealed, secrets(scope.instance));
  for (const NamedSecret& secret : sealed) {
    if (secret.sealed.empty()) {
      remove_secret(session, scope.tenant, scope.instance, secret.name);
    } else {
      write_secret(session, scope, secret);
    }
  }
  return {};
}

FeedRow feed_row(InstanceId instance) {
  FeedRow row;
  row.kind = FeedKind::kConnection;
  row.instance = instance;
  return row;
}

// Deletes one step of the facts of an instance. False when nothing was left.
bool delete_step(Session& session, TenantId tenant, InstanceId instance) {
  const Params params = {raw(tenant), raw(instance), kDeleteStep};
  IntList issues;
  session.query("SELECT issue FROM issue_doc WHERE tenant = $1 AND instance = $2 LIMIT $3", params,
                [&](const Row& row) { issues.push_back(row.integer(0)); });
  for (const std::string_view table : {"issue", "issue_doc", "change", "change_text"}) {
    session.exec(fmt::format("DELETE FROM {} WHERE tenant = $1 AND instance = $2 AND {}", table,
                             session.in("issue", 3)),
                 {raw(tenant), raw(instance), &issues});
  }
  int64_t others = 0;
  for (const std::string_view columns :
       {"change (issue, history)", "change_text (issue, history)", "record (kind, id)"}) {
    const std::string table(columns.substr(0, columns.find(' ')));
    const std::string key(columns.substr(columns.find(' ') + 1));
    others += session.exec(
        fmt::format("DELETE FROM {0} WHERE tenant = $1 AND instance = $2 AND {1} IN (SELECT {2}"
                    " FROM {0} WHERE tenant = $1 AND instance = $2 LIMIT $3)",
                    table, key, key.substr(1, key.size() - 2)),
        params);
  }
  return !issues.empty() || others > 0;
}

// What is small goes at once.
void delete_rest(Session& session, TenantId tenant, InstanceId instance) {
  for (const std::string_view table :
       {"issue_alias", "secret", "webhook_hook", "configuration", "pull_cursor", "run", "refetch",
        "refused", "outbox", "issue_count", "filter_exit", "ledger_account", "ledger_difference",
        "pull_tally", "deletion"}) {
    session.exec(fmt::format("DELETE FROM {} WHERE tenant = $1 AND instance = $2", table),
                 {raw(tenant), raw(instance)});
  }
}

Result<void> delete_facts(Core& core, TenantId tenant, InstanceId instance) {
  bool more = true;
  while (more) {
    TL_TRY(more, core.facts().write(
                     [&](Session& session) { return delete_step(session, tenant, instance); }));
  }
  TL_CHECK_OK(core.inbox().delete_instance(tenant, instance));
  TL_TRY(const int64_t head, core.facts().write([&](Session& session) {
    delete_rest(session, tenant, instance);
    return append_feed(session, tenant, {feed_row(instance)});
  }));
  core.feed().raise(raw(tenant), head);
  return {};
}

}  // namespace

Result<Connection> TenantStore::create_connection(Connection connection,
                                                  const SealSecrets& secrets) {
  int64_t head = 0;
  auto made = core_->facts().write([&](Session& session) -> Result<Connection> {
    Connection c = connection;
    c.id = InstanceId(next_number(session, {}, "instance"));
    c.public_id = random_public_id();
    c.created = c.state_since = core_->now();
    c.revision = 1;
    TL_CHECK_OK(check_site_free(session, tenant_, c));
    insert_connection(session, tenant_, c);
    TL_CHECK_OK(write_secrets(session, {tenant_, c.id, core_->now()}, secrets));
    head = append_feed(session, tenant_, {feed_row(c.id)});
    return c;
  });
  if (made.ok()) core_->feed().raise(raw(tenant_), head);
  return made;
}

Result<Connection> TenantStore::update_connection(Connection connection,
                                                  const SealSecrets& secrets) {
  return core_->facts().write([&](Session& session) -> Result<Connection> {
    TL_TRY(const Connection known, load_one(session, tenant_, connection.id));
    if (known.revision != connection.revision) {
      return make_error(ErrorCode::kConflict, "the connection was changed by somebody else");
    }
    TL_CHECK_OK(check_site_free(session, tenant_, connection));
    Connection c = connection;
    c.public_id = known.public_id;
    c.created = known.created;
    c.state_since = c.state == known.state ? known.state_since : core_->now();
    c.revision = known.revision + 1;
    save_all(session, tenant_, c);
    TL_CHECK_OK(write_secrets(session, {tenant_, c.id, core_->now()}, secrets));
    return c;
  });
}

Result<Connection> TenantStore::set_connection_state(InstanceId id, ConnectionState state,
                                                     std::string_view reason) {
  return core_->facts().write([&](Session& session) -> Result<Connection> {
    TL_TRY(Connection c, load_one(session, tenant_, id));
    if (c.state == state && c.state_reason == reason) return c;
    if (c.state != state) c.state_since = core_->now();
    c.state = state;
    c.state_reason = std::string(reason);
    ++c.revision;
    save_all(session, tenant_, c);
    return c;
  });
}

Result<Connection> TenantStore::load_connection(InstanceId id) const {
  return core_->facts().read([&](Session& session) { return load_one(session, tenant_, id); });
}

Result<Connection> TenantStore::find_connection(std::string_view public_id) const {
  return core_->facts().read([&](Session& session) -> Result<Connection> {
    auto found = load_many(session, "AND public_id = $2", {raw(tenant_), public_id});
    if (found.empty()) return make_error(ErrorCode::kNotFound, "no such connection");
    return std::move(found.front());
  });
}

Result<std::vector<Connection>> TenantStore::list_connections() const {
  return core_->facts().read(
      [&](Session& session) { return load_many(session, "ORDER BY id", {raw(tenant_)}); });
}

Result<void> TenantStore::delete_connection(InstanceId id) {
  TL_CHECK_OK(core_->facts().write([&](Session& session) -> Result<void> {
    const Params params = {raw(tenant_), raw(id)};
    if (session.exec("DELETE FROM connection WHERE tenant = $1 AND id = $2", params) == 0) {
      return make_error(ErrorCode::kNotFound, "no such connection");
    }
    session.exec("DELETE FROM secret WHERE tenant = $1 AND instance = $2", params);
    session.exec("DELETE FROM webhook_hook WHERE tenant = $1 AND instance = $2", params);
    session.exec("INSERT INTO deletion (tenant, instance, since) VALUES ($1, $2, $3)",
                 {raw(tenant_), raw(id), core_->now().ms});
    return {};
  }));
  return delete_facts(*core_, tenant_, id);
}

Result<void> TenantStore::finish_deletions() {
  TL_TRY(const IntList left, core_->facts().read([&](Session& session) {
    IntList instances;
    session.query("SELECT instance FROM deletion WHERE tenant = $1", {raw(tenant_)},
                  [&](const Row& row) { instances.push_back(row.integer(0)); });
    return instances;
  }));
  for (const int64_t instance : left) {
    TL_CHECK_OK(delete_facts(*core_, tenant_, InstanceId(instance)));
  }
  return {};
}

Result<void> TenantStore::save_secret(InstanceId id, std::string_view name,
                                      std::string_view sealed) {
  return core_->facts().write([&](Session& session) -> Result<void> {
    TL_CHECK_OK(load_one(session, tenant_, id));
    write_secret(session, {tenant_, id, core_->now()}, {std::string(name), std::string(sealed)});
    return {};
  });
}

Result<std::optional<std::string>> TenantStore::load_secret(InstanceId id,
                                                            std::string_view name) const {
  return core_->facts().read([&](Session& session) {
    std::optional<std::string> sealed;
    session.query("SELECT sealed FROM secret WHERE tenant = $1 AND instance = $2 AND name = $3",
                  {raw(tenant_), raw(id), name},
                  [&](const Row& row) { sealed = std::string(row.blob(0)); });
    return sealed;
  });
}

Result<void> TenantStore::delete_secret(InstanceId id, std::string_view name) {
  return core_->facts().write([&](Session& session) { remove_secret(session, tenant_, id, name); });
}

}  // namespace tl::store
