// The store: all that is kept, behind one small interface over SQLite or PostgreSQL.
//
// Order of stopping: whoever uses the store stops first (inbox callbacks included), then close():
// it refuses new work with kStopping, finishes what is queued, joins both writers, closes files and
// gives the lock back. The destructor calls close().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/identity.h"
#include "store/inbox.h"
#include "store/tenant_store.h"

namespace tl::store {

struct StoreOptions {
  std::string data_dir;                     // made (0700) when absent; holds the SQLite files
  std::optional<std::string> postgres_url;  // "postgresql://..." instead of SQLite
  size_t read_connections = 8;              // at least 1, at most 64
};

class Store {
 public:
  // Takes the lock, brings the schema up to date, starts the writers.
  // kLocked: another server has it. kNewerSchema: written by a newer version. kInvalidArgument: the
  // directory or the URL is of no use. `clock` outlives the store.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const StoreOptions& options,
                                                           const Clock& clock);
  ~Store();
  void close();  // idempotent

  [[nodiscard]] TenantStore tenant(TenantId id);
  [[nodiscard]] Inbox& inbox();
  [[nodiscard]] std::string_view backend() const;  // "sqlite" or "postgresql"

  // --- what belongs to no tenant (identity.cc, settings.cc, webhook_hook.cc) ---
  [[nodiscard]] Result<Tenant> create_tenant(const NewTenant& tenant);
  // Tenant and first admin in one transaction. kConflict when there is a tenant already.
  [[nodiscard]] Result<SignedIn> first_run(const NewTenant& tenant, const NewUser& admin);
  [[nodiscard]] Result<std::vector<Tenant>> list_tenants();
  [[nodiscard]] Result<Tenant> find_tenant(std::string_view public_id);  // kNotFound
  [[nodiscard]] Result<std::optional<Login>> find_login(std::string_view email);
  // Nothing when unknown, expired or the user is disabled. `token_hash`: sha256 of the token.
  [[nodiscard]] Result<std::optional<SignedIn>> find_session(std::string_view token_hash);
  [[nodiscard]] Result<std::optional<SignedIn>> find_api_token(std::string_view token_hash);
  [[nodiscard]] Result<int64_t> delete_expired_sessions();

  [[nodiscard]] Result<std::optional<std::string>> load_setting(std::string_view key);
  [[nodiscard]] Result<void> save_setting(std::string_view key, std::string_view value);
  [[nodiscard]] Result<void> delete_setting(std::string_view key);
  // Counts an attempt on `key` ("setup", "sign-in:ADDRESS") and gives how many there were in the
  // present window, this one included. A window begins with the first attempt after the last one.
  [[nodiscard]] Result<int64_t> count_attempt(std::string_view key, Millis window);
  [[nodiscard]] Result<void> clear_attempts(std::string_view key);

  // All registrations of all tenants: the routing table of the webhook edge.
  [[nodiscard]] Result<std::vector<WebhookHook>> list_all_hooks();

 private:
  friend struct StoreProbe;  // of the tests
  explicit Store(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace tl::store
