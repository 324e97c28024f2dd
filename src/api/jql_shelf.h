// What queries need of the database beside the lens, kept between requests and dropped when the
// feed says that it changed: the fields of each instance, and whose account has which e-mail.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/field_catalogue.h"
#include "store/store.h"

namespace tl::api {

// Thread-safe.
class JqlShelf {
 public:
  using Fields = std::shared_ptr<const domain::FieldCatalogue>;

  // `position`: of the feed; the answer is not older.
  [[nodiscard]] Result<Fields> fields(const store::TenantStore& store, TenantId tenant,
                                      InstanceId instance, int64_t position);
  // The id of the account with that e-mail (any case); "" when none is known.
  [[nodiscard]] Result<std::string> account(const store::TenantStore& store, TenantId tenant,
                                            InstanceId instance, int64_t position,
                                            std::string_view email);

 private:
  using Accounts = std::map<std::string, std::string, std::less<>>;  // by e-mail in lower case
  struct Kept {
    Fields fields;
    std::shared_ptr<const Accounts> accounts;
  };
  struct Tenant {
    int64_t position = 0;
    std::map<InstanceId, Kept> instances;
  };
  // Forgets what changed up to `position`.
  Result<void> catch_up(const store::TenantStore& store, Tenant& tenant, int64_t position);

  std::mutex mutex_;
  std::map<TenantId, Tenant> tenants_;
};

}  // namespace tl::api
