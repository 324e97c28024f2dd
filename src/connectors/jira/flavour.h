// What kind of Jira a site is, and what follows from it: paths and abilities, in one table. Nobody
// else asks for the kind or the version of a site.
// Sources: Atlassian's REST descriptions of Cloud (v3) and Data Center (10.3), release notes
// of 8.14 (personal access tokens) and 10.0 (webhooks moved and became signed).
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "connector/session.h"

namespace tl::connectors::jira {

struct SiteVersion {
  int major = 0;  // 0: unknown
  int minor = 0;
  auto operator<=>(const SiteVersion&) const = default;
};

// "9.12.4", "8.20.0-SNAPSHOT"; 0.0 for anything else.
[[nodiscard]] SiteVersion parse_version(std::string_view text);

// How a webhook is given its secret.
enum class HookSecret { kNone, kMember, kConfiguration };

struct Capabilities {
  std::string_view flavour;  // "cloud", "data_center", "server"
  std::string_view title;    // "Jira Cloud"
  SiteVersion from;          // the first version of this row
  std::string_view api;      // "/rest/api/3"
  bool cloud_id = false;     // GET /_edge/tenant_info, the gateway, account ids
  // Search: POST search/jql with page tokens, else POST search with offsets and a total.
  bool token_search = false;
  int search_page = 100;  // rows asked for with all fields; the answer says what was granted
  bool approximate_count = false;
  bool bulk_issues = false;        // POST issue/bulkfetch, else a search by ids
  bool bulk_changelog = false;     // POST changelog/bulkfetch
  bool changelog_pages = false;    // GET issue/{id}/changelog, else expand=changelog of the issue
  bool jql_match = false;          // POST jql/match, else a search by ids with the filter
  bool jql_parse = false;          // POST jql/parse, else a search for no rows
  bool project_pages = false;      // GET project/search, else the array of GET project
  bool permission_names = false;   // mypermissions wants the names asked for
  std::string_view users;          // list of users, below `api`
  std::string_view users_anybody;  // value of "username" that means everybody; "" no such parameter
  std::string_view hooks;          // whole path of the webhooks
  std::string_view hooks_endpoint;             // its class, for limits and texts
  HookSecret hook_secret = HookSecret::kNone;  // kNone: deliveries are not signed
  std::string_view issue_variable;             // in a webhook's URL
  bool personal_tokens = false;
  bool passwords = false;
};

struct Flavour {
  const Capabilities* can = nullptr;  // never null
  SiteVersion version;
  std::string version_text;  // "9.12.4"; "" unknown
  bool supported = true;     // not older than 7.2

  [[nodiscard]] std::string title() const;  // "Jira Data Center 9.12.4"
};

// Of a session or a connection, as the check found it. "" is taken for Cloud.
[[nodiscard]] Flavour flavour_of(std::string_view flavour, std::string_view version);

// Of an answer of serverInfo: deploymentType in any case or absent, versionNumbers or version.
// Nothing when it is no such answer. `base_url` helps when the type is absent.
[[nodiscard]] std::optional<Flavour> parse_server_info(JsonElement info, std::string_view base_url);

// Ways to sign in, the usual one first.
[[nodiscard]] std::vector<domain::SignInMethod> sign_in_methods(const Flavour& flavour);

// Which Jira offers an endpoint that not all have: "Jira Data Center 10.0 or newer"; "" all do.
[[nodiscard]] std::string_view needed_for(std::string_view endpoint);

[[nodiscard]] const std::vector<Capabilities>& all_capabilities();  // newest first per flavour

}  // namespace tl::connectors::jira
