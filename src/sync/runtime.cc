#include "sync/runtime.h"

#include <fmt/format.h>

namespace tl::sync {
namespace {

std::string seal_context(TenantId tenant, InstanceId instance, std::string_view name) {
  return fmt::format("{}/{}/{}", tenant.value, instance.value, name);
}

}  // namespace

std::string Runtime::public_url() const {
  std::lock_guard lock(mutex_);
  return options.public_url;
}

void Runtime::set_public_url(std::string url) {
  std::lock_guard lock(mutex_);
  options.public_url = std::move(url);
}

const connector::Connector* Runtime::connector(std::string_view vendor) const {
  for (const auto& candidate : connectors) {
    if (candidate->vendor() == vendor) return candidate.get();
  }
  return nullptr;
}

Result<std::string> Runtime::seal(TenantId tenant, InstanceId instance, std::string_view name,
                                  std::string_view plaintext) const {
  return vault.seal(seal_context(tenant, instance, name), plaintext);
}

Result<connector::SecretText> Runtime::unseal(TenantId tenant, InstanceId instance,
                                              std::string_view name,
                                              std::string_view sealed) const {
  TL_TRY(const vault::SecretText secret, vault.open(seal_context(tenant, instance, name), sealed));
  return connector::SecretText(std::string(secret.reveal()));
}

Result<void> Runtime::save_secret(TenantId tenant, InstanceId instance, std::string_view name,
                                  std::string_view plaintext) {
  TL_TRY(const std::string sealed, seal(tenant, instance, name, plaintext));
  return store.tenant(tenant).save_secret(instance, name, sealed);
}

Result<connector::SecretText> Runtime::load_secret(TenantId tenant, InstanceId instance,
                                                   std::string_view name) const {
  TL_TRY(const std::optional<std::string> sealed, store.tenant(tenant).load_secret(instance, name));
  if (!sealed) {
    return make_error(ErrorCode::kVendorRejectedCredentials,
                      "no token is stored for this connection");
  }
  return unseal(tenant, instance, name, *sealed);
}

std::string delivery_url(std::string_view public_url, std::string_view tenant,
                         std::string_view path_id) {
  while (!public_url.empty() && public_url.back() == '/') public_url.remove_suffix(1);
  return fmt::format("{}/v1/issue/{}/{}", public_url, tenant, path_id);
}

}  // namespace tl::sync
