// What the parts of sync share. Owned by Service; all parts are stopped before it goes.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connector/connector.h"
#include "domain/connection.h"
#include "net/http_client.h"
#include "store/store.h"
#include "sync/events.h"
#include "sync/filters.h"
#include "sync/service.h"
#include "vault/vault.h"

namespace tl::sync {

// Names of secrets of a connection in the store.
inline constexpr std::string_view kTokenSecret = "token";
inline constexpr std::string_view kProxySecret = "proxy";  // "USER:PASSWORD" of the proxy

// How and where a sign-in was found to work by a check. A draft is not saved, and its next question
// would have to find that out again. In memory only; the key is a hash of what was typed.
class SignInMemory {
 public:
  struct Place {
    domain::SignInMethod method = domain::SignInMethod::kApiToken;
    std::string api_url;
  };
  void remember(const std::string& key, Place place);
  [[nodiscard]] std::optional<Place> find(const std::string& key) const;

 private:
  static constexpr size_t kMaxPlaces = 100;  // the oldest is forgotten
  mutable std::mutex mutex_;
  std::deque<std::pair<std::string, Place>> places_;
};

struct Runtime {
  Runtime(store::Store& the_store, vault::Vault& the_vault, net::HttpTransport& the_transport,
          const Clock& the_clock,
          const std::vector<std::unique_ptr<connector::Connector>>& the_connectors,
          ServiceOptions the_options)
      : store(the_store),
        vault(the_vault),
        transport(the_transport),
        clock(the_clock),
        connectors(the_connectors),
        options(std::move(the_options)),
        filters(store, clock) {}

  store::Store& store;
  vault::Vault& vault;
  net::HttpTransport& transport;
  const Clock& clock;
  const std::vector<std::unique_ptr<connector::Connector>>& connectors;
  ServiceOptions options;
  mutable FiltersHere filters;
  EventHub events;
  mutable SignInMemory sign_ins;
  std::mutex removals;  // of descriptions: one step at a time
  // Set by Service before anything runs; may be empty in tests of parts.
  std::function<void()> on_hooks_changed;
  std::function<void(TenantId, InstanceId)> on_fields_changed;
  // When the vendor last delivered to the address, since the server started.
  std::function<std::optional<Instant>(std::string_view path_id)> hook_heard;

  [[nodiscard]] std::string public_url() const;
  void set_public_url(std::string url);

  // nullptr for a vendor that this build does not know.
  [[nodiscard]] const connector::Connector* connector(std::string_view vendor) const;

  // The field catalogue of a connection has become another one.
  void tell_fields_changed(TenantId tenant, InstanceId instance) const;

  // Secrets of a connection; what is sealed for one row does not open as another.
  // kVaultSealed when it does not open; kVendorRejectedCredentials when there is none.
  [[nodiscard]] Result<connector::SecretText> load_secret(TenantId tenant, InstanceId instance,
                                                          std::string_view name) const;
  [[nodiscard]] Result<std::string> seal(TenantId tenant, InstanceId instance,
                                         std::string_view name, std::string_view plaintext) const;
  [[nodiscard]] Result<connector::SecretText> unseal(TenantId tenant, InstanceId instance,
                                                     std::string_view name,
                                                     std::string_view sealed) const;

 private:
  mutable std::mutex mutex_;
};

// A webhook address: "PUBLIC/v1/issue/TENANT/PATH".
[[nodiscard]] std::string delivery_url(std::string_view public_url, std::string_view tenant,
                                       std::string_view path_id);
// The same for worklogs: "PUBLIC/v1/jira-worklog/TENANT/PATH". Both lead to the same inbox.
[[nodiscard]] std::string worklog_delivery_url(std::string_view public_url, std::string_view tenant,
                                               std::string_view path_id);

}  // namespace tl::sync
