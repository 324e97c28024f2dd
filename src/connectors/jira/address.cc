#include "connectors/jira/address.h"

#include <array>

#include "base/text.h"
#include "net/url.h"

namespace tl::connectors::jira {
namespace {

// Where the pages of Jira begin; what stands before is a context path.
constexpr std::array<std::string_view, 16> kPages = {
    "/browse/",          "/rest/",          "/jira/software", "/jira/core",
    "/jira/servicedesk", "/jira/your-work", "/jira/projects", "/jira/dashboards",
    "/jira/for-you",     "/jira/people",    "/jira/settings", "/secure/",
    "/projects/",        "/issues/",        "/plugins/",      "/login"};

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

// The path without the page of Jira it names.
std::string_view site_path(std::string_view path) {
  std::string with_slash(path);
  if (!with_slash.ends_with('/')) with_slash += '/';
  size_t end = path.size();
  for (const std::string_view page : kPages) {
    const size_t at = with_slash.find(page);
    const size_t after = at + page.size();
    if (at == std::string::npos || at >= end) continue;
    const bool whole = page.ends_with('/') || with_slash[after] == '/';
    if (whole) end = at;
  }
  path = path.substr(0, end);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

Result<connector::NormalisedUrl> normalise_address(std::string_view pasted) {
  connector::NormalisedUrl out;
  if (trim(pasted).size() != pasted.size()) out.changes.push_back("Spaces were left out.");
  auto parsed = net::parse_pasted_url(pasted);
  if (!parsed.ok()) return make_error(ErrorCode::kInvalidArgument, parsed.error().detail);
  net::Url url = std::move(*parsed);
  if (pasted.find("://") == std::string_view::npos) {
    out.changes.push_back("The address was taken as " + url.scheme + ".");
  }
  if (url.scheme == "http" && url.host.ends_with(".atlassian.net")) {
    url.scheme = "https";
    if (url.port == 80) url.port = 443;
    out.changes.push_back("http was changed to https: Jira Cloud answers nothing else.");
  } else if (url.scheme == "http" && !is_loopback(url.host)) {
    out.changes.push_back(
        "This address is not encrypted: token or password can be read on the way.");
  }
  const std::string path(site_path(url.path));
  const bool slash_only = url.path == path + "/" || url.path == path;
  if (!slash_only || !url.query.empty()) {
    const std::string rest = url.path.substr(path.size());
    out.changes.push_back("The part " + shortened(rest, 80) + " was left out.");
  }
  out.url = url.origin() + path;
  return out;
}

}  // namespace tl::connectors::jira
