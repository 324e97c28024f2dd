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

// The id of a Server or Data Center out of its application-links manifest, which is made of the
// server id of its licence and stays with the data when host or base URL change; a copy of a server
// has it too until somebody gives it an id of its own. "" when the manifest is not there, is kept
// from us, or is no Jira's. Without signing in, and signed in where strangers are refused.
// Sources: Atlassian's applinks plug-in (Manifest::getId: globally unique, immutable id of the
// server) and Jira's host application (a name-based UUID of the server id).
[[nodiscard]] std::string fetch_server_id(const Client& client);

struct SiteName {
  std::string address;  // host and context path as the site itself names them
  std::string id;       // cloud id or server id; the address where it tells none
};
// "https://acme.atlassian.net": an address that Atlassian gives and nobody else names.
[[nodiscard]] bool is_cloud_url(const std::string& url);

[[nodiscard]] SiteName name_site(const Client& client, const SiteLook& look);

// "https://api.atlassian.com/ex/jira/CLOUD-ID"; `gateway` "" is Atlassian's.
[[nodiscard]] std::string gateway_url(std::string_view gateway, std::string_view cloud_id);

[[nodiscard]] Result<connector::SiteIdentity> fetch_site(const connector::Session& session);

}  // namespace tl::connectors::jira
