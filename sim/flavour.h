// The kinds of Jira the simulator can be, and in what they differ. Which routes a flavour has says
// the table of routes (routes.cc); what else differs says a row of this one.
#pragma once

#include <string_view>
#include <vector>

namespace tl::sim {

// One bit per flavour, so that a route names all it belongs to.
constexpr unsigned kCloud = 1, kDc10 = 2, kDc9 = 4, kServer8 = 8, kServer7 = 16;
constexpr unsigned kServers = kDc10 | kDc9 | kServer8 | kServer7;
constexpr unsigned kEvery = kCloud | kServers;

// How the sprint field writes a sprint. Servers write Java's toString(), whose order of keys
// changed with almost every version.
enum class SprintText { kObject, kSortedKeys, kGoalLast, kIdLast };

struct Flavour {
  unsigned bit = kCloud;
  const char* option = "";   // of --flavour
  const char* version = "";  // as serverInfo writes it
  int numbers[3] = {};
  int build = 0;
  bool tokens = false;     // personal access tokens exist (8.14 and later); Cloud: API tokens
  bool field_ids = false;  // history items carry a fieldId
  SprintText sprint_text = SprintText::kObject;
  bool signs_webhooks = false;     // X-Hub-Signature when a secret is set
  bool webhook_ids = false;        // X-Atlassian-Webhook-Identifier, -Flow and -Retry
  int webhook_retries = 0;         // after the first attempt
  bool dollar_variables = false;   // ${issue.key} in a webhook's address
  bool brace_variables = false;    // {issue.key}
  bool type_names = false;         // issue_event_type_name in events
  bool old_worklog_event = false;  // jira:worklog_updated besides worklog_*
  bool rate_limits = false;        // Data Center's token bucket can be switched on

  [[nodiscard]] bool cloud() const { return bit == kCloud; }
};

[[nodiscard]] const std::vector<Flavour>& flavours();
[[nodiscard]] const Flavour* find_flavour(std::string_view option);  // nullptr: none such
[[nodiscard]] const Flavour& cloud_flavour();

// Servers tell times of sprints in their own zone.
constexpr int kServerOffsetMinutes = 120;

constexpr const char* kCloudId = "7f3c1e5a-0000-4000-8000-51a0c10ad001";

}  // namespace tl::sim
