#include "connectors/jira/flavour.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "connectors/jira/payload.h"
#include "net/url.h"

namespace tl::connectors::jira {
namespace {

constexpr SiteVersion kOldest{7, 2};
constexpr std::string_view kClassicHooks = "/rest/webhooks/1.0/webhook";

constexpr Capabilities kCloud{
    .flavour = "cloud",
    .title = "Jira Cloud",
    .from = {},
    .api = "/rest/api/3",
    .cloud_id = true,
    .token_search = true,
    .search_page = 100,
    .approximate_count = true,
    .bulk_issues = true,
    .bulk_changelog = true,
    .changelog_pages = true,
    .jql_match = true,
    .jql_parse = true,
    .project_pages = true,
    .permission_names = true,
    .users = "/users/search",
    .users_anybody = "",
    .hooks = kClassicHooks,
    .hooks_endpoint = "webhook",
    .hook_secret = HookSecret::kMember,
    .issue_variable = "{issue.id}",
};

constexpr Capabilities kDataCenter10{
    .flavour = "data_center",
    .title = "Jira Data Center",
    .from = {10, 0},
    .api = "/rest/api/2",
    .search_page = 250,
    .users = "/user/search",
    .users_anybody = ".",
    .hooks = "/rest/jira-webhook/1.0/webhooks",
    .hooks_endpoint = "jira-webhook",
    .hook_secret = HookSecret::kConfiguration,
    .issue_variable = "{issue.id}",
    .personal_tokens = true,
    .passwords = true,
};

constexpr Capabilities older(Capabilities row, std::string_view flavour, std::string_view title,
                             SiteVersion from) {
  row.flavour = flavour;
  row.title = title;
  row.from = from;
  row.hooks = kClassicHooks;
  row.hooks_endpoint = "webhook";
  row.hook_secret = HookSecret::kNone;
  row.issue_variable = "${issue.id}";
  return row;
}

// From 9 on it is called Data Center here: few Servers live that long, and nothing differs.
constexpr Capabilities kDataCenter9 =
    older(kDataCenter10, "data_center", "Jira Data Center", {9, 0});
constexpr Capabilities kServer814 = older(kDataCenter10, "server", "Jira Server", {8, 14});

constexpr Capabilities without_tokens(Capabilities row, SiteVersion from) {
  row.from = from;
  row.personal_tokens = false;
  return row;
}

constexpr Capabilities kServer7 = without_tokens(kServer814, {7, 2});

const Capabilities& row_of(bool cloud, SiteVersion version) {
  const std::vector<Capabilities>& rows = all_capabilities();
  if (cloud) return rows.front();
  for (size_t i = 1; i < rows.size(); ++i) {
    // An unknown version is taken for the newest.
    if (version.major == 0 || version >= rows[i].from) return rows[i];
  }
  return rows.back();
}

Flavour make_flavour(bool cloud, SiteVersion version, std::string text) {
  Flavour flavour;
  flavour.can = &row_of(cloud, version);
  flavour.version = version;
  flavour.version_text = std::move(text);
  flavour.supported = cloud || version.major == 0 || version >= kOldest;
  return flavour;
}

SiteVersion version_in(JsonElement info, std::string_view text) {
  simdjson::dom::array numbers;
  const auto list = json_get(info, "versionNumbers");
  if (!list || list->get(numbers) || numbers.size() == 0) return parse_version(text);
  SiteVersion version;
  int64_t number = 0;
  if (!numbers.at(0).get(number)) version.major = static_cast<int>(number);
  if (numbers.size() > 1 && !numbers.at(1).get(number)) version.minor = static_cast<int>(number);
  return version.major > 0 ? version : parse_version(text);
}

}  // namespace

const std::vector<Capabilities>& all_capabilities() {
  static const std::vector<Capabilities> rows = {kCloud, kDataCenter10, kDataCenter9, kServer814,
                                                 kServer7};
  return rows;
}

SiteVersion parse_version(std::string_view text) {
  SiteVersion version;
  const auto parts = split(text, '.');
  const auto major = parse_int(trim(parts.front()));
  if (!major || *major < 1 || *major > 100'000) return {};
  version.major = static_cast<int>(*major);
  if (parts.size() > 1) {
    const std::string_view digits = parts[1].substr(0, parts[1].find_first_not_of("0123456789"));
    version.minor = static_cast<int>(parse_int(digits).value_or(0));
  }
  return version;
}

std::string Flavour::title() const {
  std::string out(can->title);
  if (!can->cloud_id && !version_text.empty()) out += " " + version_text;
  return out;
}

Flavour flavour_of(std::string_view flavour, std::string_view version) {
  const bool cloud = flavour.empty() || flavour == "cloud";
  SiteVersion parsed = parse_version(version);
  if (flavour == "server" && parsed.major == 0) parsed = kServer814.from;
  return make_flavour(cloud, parsed, std::string(version));
}

std::optional<Flavour> parse_server_info(JsonElement info, std::string_view base_url) {
  const std::string text = text_member(info, "version").value_or("");
  const std::string type = to_lower(json_text(info, "deploymentType").value_or(""));
  if (!info.is_object() || (text.empty() && type.empty())) return std::nullopt;
  const auto url = net::parse_url(base_url);
  const bool cloud_host = url.ok() && url->host.ends_with(".atlassian.net");
  const bool cloud = type == "cloud" || (type.empty() && cloud_host);
  return make_flavour(cloud, version_in(info, text), text);
}

std::vector<domain::SignInMethod> sign_in_methods(const Flavour& flavour) {
  using enum domain::SignInMethod;
  if (flavour.can->cloud_id) return {kApiToken, kScopedToken};
  std::vector<domain::SignInMethod> methods;
  if (flavour.can->personal_tokens) methods.push_back(kPersonalToken);
  if (flavour.can->passwords) methods.push_back(kPassword);
  return methods;
}

std::string_view needed_for(std::string_view endpoint) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kNeeds = {{
      {"search/jql", "Jira Cloud"},
      {"search/approximate-count", "Jira Cloud"},
      {"issue/bulkfetch", "Jira Cloud"},
      {"changelog/bulkfetch", "Jira Cloud"},
      {"issue/{id}/changelog", "Jira Cloud"},
      {"jql/match", "Jira Cloud"},
      {"jql/parse", "Jira Cloud"},
      {"project/search", "Jira Cloud"},
      {"users/search", "Jira Cloud"},
      {"search", "Jira Data Center or Server"},
      {"user/search", "Jira Data Center or Server"},
      {"jira-webhook", "Jira Data Center 10.0 or newer"},
      {"webhook", "Jira Cloud, or Data Center and Server before 10.0"},
  }};
  for (const auto& [name, needs] : kNeeds) {
    if (endpoint == name) return needs;
  }
  return {};
}

}  // namespace tl::connectors::jira
