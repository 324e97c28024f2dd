#include "connectors/jira/site.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/jira/payload.h"
#include "net/url.h"

namespace tl::connectors::jira {
namespace {

constexpr std::string_view kGateway = "https://api.atlassian.com";
constexpr std::string_view kGatewayPath = "/ex/jira/";

Result<Answer> fetch_info(const Client& client) {
  // Version 2 of this resource is there on every Jira.
  auto info = client.anonymous().get("serverInfo", "/rest/api/2/serverInfo");
  if (info.ok() || client.session().token.empty()) return info;
  const ErrorCode code = info.error().code;
  const bool closed = code == ErrorCode::kVendorRejectedCredentials ||
                      code == ErrorCode::kVendorForbidden || code == ErrorCode::kVendorNotFound;
  return closed ? client.get("serverInfo", "/rest/api/2/serverInfo") : std::move(info);
}

Result<Answer> fetch_manifest(const Client& client) {
  constexpr std::string_view kPath = "/rest/applinks/1.0/manifest";
  auto manifest = client.anonymous().get("applinks", kPath);
  if (manifest.ok() || client.session().token.empty()) return manifest;
  const ErrorCode code = manifest.error().code;
  const bool closed =
      code == ErrorCode::kVendorRejectedCredentials || code == ErrorCode::kVendorForbidden;
  return closed ? client.get("applinks", kPath) : std::move(manifest);
}

// "b5c3f2f0-5a0e-3a6c-9a3e-2a1f4c0f7a11"
bool is_uuid(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == kShape.size() &&
         std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char wanted) {
           const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           return wanted == 'x' ? hex : c == wanted;
         });
}

// The cloud id in ".../ex/jira/CLOUD-ID".
std::string id_in_gateway_url(const std::string& url) {
  const size_t at = url.find(kGatewayPath);
  if (at == std::string::npos) return {};
  const std::string rest = url.substr(at + kGatewayPath.size());
  return rest.substr(0, rest.find('/'));
}

}  // namespace

Result<SiteLook> look_at_site(const Client& client) {
  TL_TRY(const Answer info, fetch_info(client));
  auto flavour = parse_server_info(info.root(), client.session().base_url);
  if (!flavour) {
    return make_error(
        ErrorCode::kVendorNotJira,
        fmt::format("{} answers, but not as Jira (its serverInfo names no version). Is there a "
                    "context path such as /jira?",
                    client.session().base_url));
  }
  return SiteLook{std::move(*flavour), text_member(info.root(), "serverTitle").value_or(""),
                  text_member(info.root(), "baseUrl").value_or(""), info.date};
}

std::string fetch_cloud_id(const Client& client) {
  std::string id = id_in_gateway_url(client.session().base_url);
  if (!id.empty()) return id;
  const auto answer = client.anonymous().get("tenant_info", "/_edge/tenant_info");
  return answer.ok() ? json_id(answer->root(), "cloudId") : std::string();
}

std::string fetch_server_id(const Client& client) {
  const auto manifest = fetch_manifest(client);
  if (!manifest.ok() || json_text(manifest->root(), "typeId") != "jira") return {};
  std::string id = to_lower(json_text(manifest->root(), "id").value_or(""));
  return is_uuid(id) ? id : std::string();
}

bool is_cloud_url(const std::string& url) {
  const auto parsed = net::parse_url(url);
  return parsed.ok() && parsed->scheme == "https" && parsed->host.ends_with(".atlassian.net");
}

SiteName name_site(const Client& client, const SiteLook& look) {
  const bool cloud = look.flavour.can->cloud_id;
  const std::string& text = look.own_url.empty() ? client.session().base_url : look.own_url;
  SiteName name{text, {}};
  if (const auto url = net::parse_url(text); url.ok()) {
    std::string path = cloud ? "" : url->path;
    while (path.ends_with('/')) path.pop_back();
    name.address = url->authority() + path;
  }
  name.id = cloud ? fetch_cloud_id(client) : fetch_server_id(client);
  if (name.id.empty()) name.id = name.address;
  return name;
}

std::string gateway_url(std::string_view gateway, std::string_view cloud_id) {
  return std::string(gateway.empty() ? kGateway : gateway) + std::string(kGatewayPath) +
         std::string(cloud_id);
}

Result<connector::SiteIdentity> fetch_site(const connector::Session& session) {
  const Client client = Client::interactive(session);
  auto look = look_at_site(client);
  if (!look.ok()) {
    Error error = std::move(look).error();
    // Whatever else answers there is no Jira.
    if (error.code == ErrorCode::kVendorNotFound) error.code = ErrorCode::kVendorNotJira;
    return error;
  }
  connector::SiteIdentity identity;
  identity.flavour = look->flavour.can->flavour;
  identity.version = look->flavour.version_text;
  identity.site_title = look->title;
  SiteName name = name_site(client, *look);
  identity.site_id = std::move(name.id);
  identity.address = std::move(name.address);
  identity.server_time = look->date;
  identity.method = sign_in_methods(look->flavour).front();
  return identity;
}

}  // namespace tl::connectors::jira
