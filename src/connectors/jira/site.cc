#include "connectors/jira/site.h"

#include <fmt/format.h>

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

std::string site_id_of(const Client& client, const SiteLook& look) {
  if (look.flavour.can->cloud_id) {
    std::string id = fetch_cloud_id(client);
    if (!id.empty()) return id;
  }
  const std::string& text = look.own_url.empty() ? client.session().base_url : look.own_url;
  const auto url = net::parse_url(text);
  if (!url.ok()) return text;
  std::string path = look.flavour.can->cloud_id ? "" : url->path;
  while (path.ends_with('/')) path.pop_back();
  return url->authority() + path;
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
  identity.site_id = site_id_of(client, *look);
  identity.server_time = look->date;
  identity.method = sign_in_methods(look->flavour).front();
  return identity;
}

}  // namespace tl::connectors::jira
