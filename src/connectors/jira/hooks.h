// The webhooks of a site, whatever its paths and members are called.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connector/connector.h"
#include "connectors/jira/client.h"

namespace tl::connectors::jira {

// A webhook as it should be.
struct HookPlan {
  std::string name;
  std::string url;
  std::vector<std::string_view> events;
  connector::SecretText secret;  // not used where deliveries are not signed
};

// All webhooks of the site. kForbidden and kVendorForbidden: without the right.
Result<std::vector<connector::RemoteHook>> fetch_hooks(const Client& client);

// Gives the id of the new webhook.
Result<std::string> create_hook(const Client& client, const HookPlan& plan);
Result<void> update_hook(const Client& client, const std::string& id, const HookPlan& plan);
Result<void> remove_hook(const Client& client, const std::string& id);  // fine when it is gone

}  // namespace tl::connectors::jira
