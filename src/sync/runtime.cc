#include "sync/runtime.h"

#include <fmt/format.h>

namespace tl::sync {
namespace {

std::string seal_context(TenantId tenant, InstanceId instance, std::string_view name) {
  return fmt::format("{}/{}/{}", tenant.value, instance.value, name);
}

std::string_view without_slash(std::string_view url) {
  while (!url.empty() && url.back() == '/') url.remove_suffix(1);
  return url;
}

}  // namespace

void SignInMemory::remember(const std::string& key, Place place) {
  std::lock_guard lock(mutex_);
  std::erase_if(places_, [&](const auto& known) { return known.first == key; });
  places_.emplace_back(key, std::move(place));
  if (places_.size() > kMaxPlaces) places_.pop_front();
}

std::optional<SignInMemory::Place> SignInMemory::find(const std::string& key) const {
  std::lock_guard lock(mutex_);
  for (const auto& [known, place] : places_) {
    if (known == key) return place;
  }
  return std::nullopt;
}

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

void Runtime::tell_fields_changed(TenantId tenant, InstanceId instance) const {
  if (on_fields_changed) on_fields_changed(tenant, instance);
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
  return fmt::format("{}/v1/issue/{}/{}", without_slash(public_url), tenant, path_id);
}

std::string worklog_delivery_url(std::string_view public_url, std::string_view tenant,
                                 std::string_view path_id) {
  return fmt::format("{}/v1/jira-worklog/{}/{}", without_slash(public_url), tenant, path_id);
}

}  // namespace tl::sync
