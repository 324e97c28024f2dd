// Looking at a site: what answers there, before and without signing in.
#pragma once

#include <string>

#include "connector/check.h"
#include "connectors/jira/client.h"
#include "connectors/jira/flavour.h"

namespace tl::connectors::jira {

struct SiteLook {
  Flavour flavour;
  std::string title;    // as the site names itself
  std::string own_url;  // baseUrl as configured at the site; "" when it does not say
  Instant date;
};

// serverInfo without signing in, and signed in where a site says nothing to strangers.
// kVendorNotJira: something else answers.
[[nodiscard]] Result<SiteLook> look_at_site(const Client& client);

// The id of a Cloud site, which it gives to everybody, also of a gateway's address; "" for others.
[[nodiscard]] std::string fetch_cloud_id(const Client& client);

// What identifies the instance: the cloud id, else host and context path of the site itself.
[[nodiscard]] std::string site_id_of(const Client& client, const SiteLook& look);

// "https://api.atlassian.com/ex/jira/CLOUD-ID"; `gateway` "" is Atlassian's.
[[nodiscard]] std::string gateway_url(std::string_view gateway, std::string_view cloud_id);

[[nodiscard]] Result<connector::SiteIdentity> fetch_site(const connector::Session& session);

}  // namespace tl::connectors::jira
