// Sync as the api sees it: connections and their life, deliveries, progress.
// Behind it: one worker thread a connection (pull), one intake thread (arrivals), the outbox.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/connector.h"
#include "domain/connection.h"
#include "net/headers.h"
#include "net/http_client.h"
#include "store/store.h"
#include "sync/events.h"
#include "sync/progress.h"
#include "vault/vault.h"

namespace tl::sync {

// A sign-in as a person typed it. Lives in memory for one call only.
struct SignIn {
  std::string vendor = "jira";
  std::string base_url;  // anything pasted
  std::string email;
  std::string token;
  std::string ca_pem;
  std::string proxy;
};

struct CheckOutcome {
  connector::NormalisedUrl url;
  connector::CheckReport report;
  std::vector<std::string> notes;  // "Spaces around the token were removed."
};

struct ConnectRequest {
  SignIn sign_in;
  std::string name;  // "" the host
  std::optional<CivilDate> token_expires;
  std::vector<std::string> project_keys;  // empty: all
  int32_t backfill_days = 90;             // 1..3650
  bool webhooks = true;
};

struct ConnectionChange {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> project_keys;
  std::optional<CivilDate> token_expires;
  std::optional<bool> webhooks;
};

struct WebhookStatus {
  std::string state;   // "off", "registering", "live", "silent", "failed", "missing"
  std::string detail;  // for a person
  std::optional<Instant> last_event;
  int64_t events_received = 0;
  std::string delivery_url;  // with the path id masked
};

// The words of the tile (ux 2.2). code: "connected", "backfilling", "waiting", "paused",
// "needs_sign_in", "unreachable", "webhooks_silent", "token_expiring", "disconnected";
// tone: "ok", "running", "warn", "error", "idle".
struct Badge {
  std::string code;
  std::string tone;
  std::string text;
  std::string line;
};

struct ConnectionStatus {
  domain::Connection connection;
  Badge badge;
  WebhookStatus webhook;
  std::optional<Instant> last_sync;  // end of the last round of polls that had no error
  std::optional<Instant> next_poll;
  std::optional<std::string> last_error;
  int64_t issues = 0;
  int64_t pending = 0;  // arrivals not yet applied, issues to be fetched again, effects to be done
  std::optional<Progress> progress;
};

enum class DeliveryResult : uint8_t { kAccepted, kDuplicate };

struct ServiceOptions {
  std::string public_url;  // "" none: webhooks cannot be registered
  Millis poll_without_webhooks = minutes(5);
  Millis poll_with_webhooks = minutes(15);
};

class Service {
 public:
  // All references must outlive the service. Nothing runs before start().
  Service(store::Store& store, vault::Vault& vault, net::HttpTransport& transport,
          const Clock& clock, const std::vector<std::unique_ptr<connector::Connector>>& connectors,
          ServiceOptions options);
  ~Service();  // stop()

  // Starts intake and a worker for each active connection of every tenant.
  Result<void> start();
  // Asks all threads to stop, then joins. Idempotent.
  void stop();

  [[nodiscard]] EventHub& events();
  // Where Jira is to deliver; a change re-registers all webhooks.
  void set_public_url(std::string url);

  // Connecting. check and find_projects save nothing. Errors of connect: kVendor* and
  // kInvalidArgument when the check did not pass (nothing is saved), kConflict when the site is
  // connected already.
  [[nodiscard]] Result<CheckOutcome> check(const SignIn& sign_in);
  [[nodiscard]] Result<connector::ProjectPage> find_projects(const SignIn& sign_in,
                                                             const connector::ProjectQuery& query);
  [[nodiscard]] Result<connector::ProjectPage> find_projects(TenantId tenant, InstanceId instance,
                                                             const connector::ProjectQuery& query);
  [[nodiscard]] Result<ConnectionStatus> connect(TenantId tenant, const ConnectRequest& request);

  // Life of a connection. kNotFound for an instance of another tenant.
  [[nodiscard]] Result<std::vector<ConnectionStatus>> list(TenantId tenant);
  [[nodiscard]] Result<ConnectionStatus> status(TenantId tenant, InstanceId instance);
  [[nodiscard]] Result<InstanceId> find(TenantId tenant, std::string_view public_id);
  // kConflict when `revision` is not the present one.
  [[nodiscard]] Result<ConnectionStatus> change(TenantId tenant, InstanceId instance,
                                                int64_t revision, const ConnectionChange& change);
  // Polls now; returns at once. kConflict while paused or signed out.
  Result<void> sync_now(TenantId tenant, InstanceId instance);
  Result<void> pause(TenantId tenant, InstanceId instance, std::string_view by);
  Result<void> resume(TenantId tenant, InstanceId instance);
  // The old token serves until the new one passed the check for the same site.
  Result<void> replace_token(TenantId tenant, InstanceId instance, const std::string& email,
                             const std::string& token, std::optional<CivilDate> expires);
  // Removes our webhooks at the vendor (best effort), forgets the secret; facts stay unless asked.
  Result<void> disconnect(TenantId tenant, InstanceId instance, bool delete_facts);

  // A delivery. Called on an io thread; does not block: checks the path against a table in memory,
  // the signature over the raw bytes, cuts out what may not be stored, queues. `done` is called
  // once, from any thread, when it is on disk. Errors: kNotFound (unknown path), kUnauthenticated
  // (bad signature), kTooLarge, kQueueFull, kDiskFull, kStopping.
  using DeliveryDone = std::function<void(Result<DeliveryResult>)>;
  void deliver(std::string_view tenant_public_id, std::string_view path_id,
               const net::Headers& headers, std::string body, DeliveryDone done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tl::sync
