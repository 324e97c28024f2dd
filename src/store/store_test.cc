// Opening, locking, schema, identity, connections, settings.
#include "store/store.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/hash.h"
#include "store/migrate.h"
#include "store/store_fixture.h"

namespace tl::store {
namespace {

TL_ON_BOTH_DATABASES(StoreTest);

using domain::Connection;
using domain::ConnectionState;

TEST_P(StoreTest, SecondServerIsRefused) {
  StoreOptions same = options_;
  if (options_.postgres_url) same.data_dir += "-other";
  const auto second = Store::open(same, clock_);
  if (options_.postgres_url) std::filesystem::remove_all(same.data_dir);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kLocked);
  store_.reset();
  EXPECT_TRUE(Store::open(options_, clock_).ok());
}

TEST_P(StoreTest, NewerSchemaIsRefused) {
  raw_session()->exec(
      "INSERT INTO migration (part, number, name, applied) VALUES (1, 9999, 'x', 0)", {});
  store_.reset();
  const auto again = Store::open(options_, clock_);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::kNewerSchema);
}

TEST_P(StoreTest, ClosedStoreRefusesPolitely) {
  TenantStore tenant = make_tenant();
  store_->close();
  store_->close();
  EXPECT_EQ(tenant.load_tenant().error().code, ErrorCode::kStopping);
  EXPECT_EQ(store_->save_setting("a", "b").error().code, ErrorCode::kStopping);
}

TEST_P(StoreTest, EverythingIsThereAfterReopening) {
  const TenantId id = make_tenant("Nordwind").id();
  ASSERT_TRUE(store_->save_setting("public_url", "https://x.example.com").ok());
  reopen();
  EXPECT_EQ(store_->tenant(id).load_tenant()->name, "Nordwind");
  EXPECT_EQ(*store_->load_setting("public_url"), "https://x.example.com");
}

// --- schema ---

using Columns = std::map<std::string, std::vector<std::string>>;  // table: "name type null"

Columns sqlite_columns(Session& session) {
  Columns out;
  session.query(
      "SELECT m.name, c.name, lower(c.type), c.\"notnull\" FROM sqlite_master m"
      " JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid",
      {}, [&](const Row& row) {
        out[row.string(0)].push_back(
            fmt::format("{} {} {}", row.text(1), row.text(2), row.integer(3)));
      });
  return out;
}

Columns postgres_columns(Session& session) {
  Columns out;
  session.query(
      "SELECT table_name::text, column_name::text, replace(data_type::text, 'bytea', 'blob'),"
      " (is_nullable = 'NO')::int FROM information_schema.columns WHERE table_schema = 'public'"
      " ORDER BY table_name, ordinal_position",
      {}, [&](const Row& row) {
        out[row.string(0)].push_back(
            fmt::format("{} {} {}", row.text(1), row.text(2), row.integer(3)));
      });
  return out;
}

// "table unique? columns" of every index, the primary keys included.
std::set<std::string> sqlite_indexes(Session& session) {
  std::set<std::string> out;
  session.query(
      "SELECT name, u, group_concat(col, ',') FROM (SELECT m.name, i.\"unique\" u, i.name iname,"
      " c.name col FROM sqlite_master m JOIN pragma_index_list(m.name) i"
      " JOIN pragma_index_info(i.name) c WHERE m.type = 'table' ORDER BY m.name, i.name, c.seqno)"
      " GROUP BY name, iname, u",
      {}, [&](const Row& row) {
        out.insert(fmt::format("{} {} {}", row.text(0), row.integer(1), row.text(2)));
      });
  return out;
}

std::set<std::string> postgres_indexes(Session& session) {
  std::set<std::string> out;
  session.query(
      "SELECT t.relname::text, x.indisunique::int, string_agg(a.attname::text, ',' ORDER BY k.n)"
      " FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid"
      " JOIN pg_namespace s ON s.oid = t.relnamespace AND s.nspname = 'public'"
      " CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY k(col, n)"
      " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.col"
      " GROUP BY x.indexrelid, t.relname, x.indisunique",
      {}, [&](const Row& row) {
        out.insert(fmt::format("{} {} {}", row.text(0), row.integer(1), row.text(2)));
      });
  return out;
}

TEST_P(StoreTest, TenantLeadsEveryUniqueIndex) {
  const std::set<std::string> without_tenant = {"tenant", "migration", "server_setting", "attempt",
                                                "login",  "session",   "api_token"};
  const auto facts = raw_session();
  std::set<std::string> indexes =
      options_.postgres_url ? postgres_indexes(*facts) : sqlite_indexes(*facts);
  if (!options_.postgres_url) indexes.merge(sqlite_indexes(*raw_session("inbox.db")));
  EXPECT_GT(indexes.size(), 30u);
  for (const std::string& index : indexes) {
    const auto parts = split(index, ' ');
    if (parts[1] == "0" || without_tenant.contains(std::string(parts[0]))) continue;
    EXPECT_TRUE(parts[2] == "tenant" || parts[2].starts_with("tenant,")) << index;
  }
}

TEST_P(StoreTest, OnlyThePlainTypesAreUsed) {
  const auto facts = raw_session();
  const Columns columns = options_.postgres_url ? postgres_columns(*facts) : sqlite_columns(*facts);
  const std::set<std::string_view> allowed = {"bigint", "text", "blob", "double precision"};
  for (const auto& [table, list] : columns) {
    for (const std::string& column : list) {
      const size_t from = column.find(' ') + 1;
      const auto type = std::string_view(column).substr(from, column.rfind(' ') - from);
      EXPECT_TRUE(allowed.contains(type)) << table << ": " << column;
    }
  }
}

class PostgresStoreTest : public StoreTest {};
TL_ON_POSTGRES(PostgresStoreTest);

TEST_P(PostgresStoreTest, BothDatabasesHaveTheSameSchema) {
  const std::string file = options_.data_dir + "/schema.db";
  const auto sqlite = open_sqlite(file, {});
  migrate(*sqlite, Part::kFacts, 1);
  migrate(*sqlite, Part::kInbox, 1);
  const auto postgres = raw_session();
  EXPECT_EQ(sqlite_columns(*sqlite), postgres_columns(*postgres));
  EXPECT_EQ(sqlite_indexes(*sqlite), postgres_indexes(*postgres));
}

// --- tenants, users, sessions ---

NewUser person(const std::string& email) { return {email, "Robin Example", Role::kLead, "hash"}; }

TEST_P(StoreTest, FirstRunHappensOnce) {
  const auto admin = store_->first_run({"Acme", "UTC", 1}, person(" Robin@Example.COM "));
  ASSERT_TRUE(admin.ok());
  EXPECT_EQ(admin->user.role, Role::kAdmin);
  EXPECT_EQ(admin->user.email, "robin@example.com");
  const auto again = store_->first_run({"Other", "UTC", 1}, person("kim@example.com"));
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(store_->list_tenants()->size(), 1u);
}

TEST_P(StoreTest, EmailIsUniqueInTheServer) {
  ASSERT_TRUE(make_tenant("A").create_user(person("robin@example.com")).ok());
  TenantStore other = make_tenant("B");
  EXPECT_EQ(other.create_user(person("ROBIN@example.com")).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(other.list_users()->empty());
  EXPECT_TRUE(other.create_user(person("kim@example.com")).ok());
}

TEST_P(StoreTest, SessionsAreFoundUntilTheyEnd) {
  TenantStore tenant = make_tenant();
  const auto user = tenant.create_user(person("robin@example.com"));
  const std::string hash = sha256("token");
  ASSERT_TRUE(tenant.create_session(hash, user->id, clock_.now() + hours(1)).ok());
  EXPECT_EQ((*store_->find_session(hash))->user.email, "robin@example.com");
  EXPECT_FALSE(store_->find_session(sha256("other"))->has_value());

  User disabled = *user;
  disabled.disabled = true;
  ASSERT_TRUE(tenant.update_user(disabled).ok());
  EXPECT_FALSE(store_->find_session(hash)->has_value());
  EXPECT_EQ(tenant.update_user(disabled).error().code, ErrorCode::kConflict);  // old revision

  disabled.disabled = false;
  disabled.revision = 2;
  ASSERT_TRUE(tenant.update_user(disabled).ok());
  ASSERT_TRUE(tenant.create_session(hash, user->id, clock_.now() + hours(1)).ok());
  clock_.set((clock_.now() + hours(2)).ms);
  EXPECT_FALSE(store_->find_session(hash)->has_value());
  EXPECT_EQ(*store_->delete_expired_sessions(), 1);
}

TEST_P(StoreTest, ApiTokensWorkUntilDeleted) {
  TenantStore tenant = make_tenant();
  const auto user = tenant.create_user(person("robin@example.com"));
  const auto token = tenant.create_api_token(sha256("t"), user->id, "script", std::nullopt);
  ASSERT_TRUE(token.ok());
  EXPECT_TRUE(store_->find_api_token(sha256("t"))->has_value());
  EXPECT_EQ(tenant.list_api_tokens()->size(), 1u);
  EXPECT_EQ(make_tenant("B").delete_api_token(token->public_id).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(tenant.delete_api_token(token->public_id).ok());
  EXPECT_FALSE(store_->find_api_token(sha256("t"))->has_value());
}

TEST_P(StoreTest, AttemptsAreCountedInAWindow) {
  EXPECT_EQ(*store_->count_attempt("setup", minutes(1)), 1);
  EXPECT_EQ(*store_->count_attempt("setup", minutes(1)), 2);
  EXPECT_EQ(*store_->count_attempt("other", minutes(1)), 1);
  clock_.set((clock_.now() + minutes(1)).ms);
  EXPECT_EQ(*store_->count_attempt("setup", minutes(1)), 1);
}

// --- connections ---

TEST_P(StoreTest, ConnectionKeepsAllItsParts) {
  TenantStore tenant = make_tenant();
  Connection c;
  c.vendor = "jira";
  c.flavour = "cloud";
  c.name = "Köln 🚀";
  c.base_url = "https://acme.example.com";
  c.account_email = "bot@example.com";
  c.token_expires = CivilDate{20'000};
  c.project_keys = {"AB", "C\"D"};
  c.backfill_days = 30;
  c.webhooks_wanted = false;
  c.version = "9.12.4";
  c.api_url = "https://gateway.example.com/ex/1";
  c.method = domain::SignInMethod::kScopedToken;
  c.options.filter_jql = "labels = \"ü\"";
  c.options.ca_pem = "-----BEGIN CERTIFICATE-----\nx";
  c.options.proxy = "http://proxy:3128";
  c.options.writes_worklogs = true;
  c.options.custom_fields = {"customfield_1"};
  c.options.requests_per_minute = 60;
  c.options.quiet_hours = domain::QuietHours{1320, 360};
  const auto made = tenant.create_connection(c);
  ASSERT_TRUE(made.ok());
  const auto found = tenant.find_connection(made->public_id);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->name, c.name);
  EXPECT_EQ(found->token_expires, c.token_expires);
  EXPECT_EQ(found->project_keys, c.project_keys);
  EXPECT_FALSE(found->webhooks_wanted);
  EXPECT_EQ(found->version, c.version);
  EXPECT_EQ(found->api_url, c.api_url);
  EXPECT_EQ(found->method, c.method);
  EXPECT_EQ(found->options, c.options);
  domain::Connection changed = *found;
  changed.method = domain::SignInMethod::kPassword;
  changed.options.quiet_hours.reset();
  ASSERT_TRUE(tenant.update_connection(changed).ok());
  EXPECT_EQ(tenant.load_connection(found->id)->method, domain::SignInMethod::kPassword);
  EXPECT_EQ(tenant.load_connection(found->id)->options, changed.options);
  EXPECT_EQ(found->created, clock_.now());
  EXPECT_EQ(tenant.create_connection(c).error().code, ErrorCode::kConflict);  // the same site
}

TEST_P(StoreTest, ConnectionIsChangedByOneAtATime) {
  TenantStore tenant = make_tenant();
  Connection mine = *tenant.load_connection(connect(tenant));
  Connection yours = mine;
  mine.name = "mine";
  yours.name = "yours";
  EXPECT_EQ(tenant.update_connection(mine)->revision, 2);
  EXPECT_EQ(tenant.update_connection(yours).error().code, ErrorCode::kConflict);
  EXPECT_EQ(tenant.load_connection(mine.id)->name, "mine");
  clock_.set(clock_.now().ms + 5);
  const auto paused = tenant.set_connection_state(mine.id, ConnectionState::kPaused, "by hand");
  EXPECT_EQ(paused->state_since, clock_.now());
  EXPECT_EQ(paused->revision, 3);
}

// Both or nothing: a connection without its secrets would be paused for no reason.
TEST_P(StoreTest, AConnectionIsSavedWithItsSecrets) {
  TenantStore tenant = make_tenant();
  Connection c;
  c.vendor = "jira";
  c.base_url = "https://acme.example";
  const SealSecrets fails = [](InstanceId) -> Result<std::vector<NamedSecret>> {
    return make_error(ErrorCode::kVaultSealed, "no key");
  };
  EXPECT_EQ(tenant.create_connection(c, fails).error().code, ErrorCode::kVaultSealed);
  EXPECT_TRUE(tenant.list_connections()->empty());
  const auto made = tenant.create_connection(c, [](InstanceId id) {
    return std::vector<NamedSecret>{{"token", "of " + std::to_string(id.value)}, {"proxy", "p"}};
  });
  ASSERT_TRUE(made.ok()) << made.error().detail;
  EXPECT_EQ(*tenant.load_secret(made->id, "token"), "of " + std::to_string(made->id.value));
  Connection changed = *made;
  changed.name = "changed";
  EXPECT_FALSE(tenant.update_connection(changed, fails).ok());
  EXPECT_EQ(tenant.load_connection(made->id)->name, made->name);
  const SealSecrets no_proxy = [](InstanceId) { return std::vector<NamedSecret>{{"proxy", ""}}; };
  ASSERT_TRUE(tenant.update_connection(changed, no_proxy).ok());
  EXPECT_FALSE(tenant.load_secret(made->id, "proxy")->has_value());
  EXPECT_TRUE(tenant.load_secret(made->id, "token")->has_value()) << "what is not named stays";
}

TEST_P(StoreTest, SecretsBelongToAConnection) {
  TenantStore tenant = make_tenant();
  const InstanceId id = connect(tenant);
  const std::string sealed("\x01\x00\xff bytes", 9);
  ASSERT_TRUE(tenant.save_secret(id, "token", sealed).ok());
  EXPECT_EQ(*tenant.load_secret(id, "token"), sealed);
  EXPECT_FALSE(make_tenant("B").load_secret(id, "token")->has_value());
  EXPECT_EQ(make_tenant("C").save_secret(id, "token", "x").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(tenant.delete_connection(id).ok());
  EXPECT_FALSE(tenant.load_secret(id, "token")->has_value());
}

TEST_P(StoreTest, DeletingAConnectionRemovesItsFactsOnly) {
  TenantStore tenant = make_tenant();
  const InstanceId gone = connect(tenant, "gone"), stays = connect(tenant, "stays");
  domain::ChangeSet set;
  set.issues.push_back(make_issue(1, "AB-1", "one"));
  set.histories.push_back(make_history(1, "11", 600'000, {status_change("1", "2")}));
  set.records.push_back(make_worklog("5", 1, 60));
  ASSERT_TRUE(tenant.apply(stays, set, {}).ok());
  const auto before = exported(tenant);
  ASSERT_TRUE(tenant.apply(gone, set, {}).ok());
  ASSERT_GT(exported(tenant).size(), before.size());
  ASSERT_TRUE(tenant.delete_connection(gone).ok());
  EXPECT_EQ(exported(tenant), before);
  EXPECT_EQ(tenant.find_issue_by_key("AB-1")->ref.instance, stays);
  for (const char* table : {"issue", "issue_doc", "change", "record", "issue_alias"}) {
    EXPECT_EQ(raw_session()->query_int(
                  fmt::format("SELECT COUNT(*) FROM {} WHERE instance = $1", table), {raw(gone)}),
              0)
        << table;
  }
  EXPECT_EQ(tenant.apply(gone, set, {}).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace tl::store
