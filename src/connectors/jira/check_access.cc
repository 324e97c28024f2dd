// Rows: worklogs, e-mail addresses, boards, rights, clock, limits.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "connectors/jira/check_run.h"
#include "connectors/jira/hooks.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::CheckState;

constexpr std::array<std::string_view, 6> kPermissions = {"BROWSE_PROJECTS", "ADMINISTER",
                                                          "WORK_ON_ISSUES",  "VIEW_DEV_TOOLS",
                                                          "USER_PICKER",     "SERVICEDESK_AGENT"};
constexpr Millis kMaxSkew = seconds(60);
constexpr size_t kMaxNamed = 10;  // project keys named in a row

// Names that Jira before 7.0 used, and later ones list beside the new ones.
std::string_view modern(std::string_view key) {
  if (key == "BROWSE") return "BROWSE_PROJECTS";
  if (key == "WORK_ISSUE") return "WORK_ON_ISSUES";
  return key;
}

bool add_held(JsonElement answer, Permissions& all) {
  simdjson::dom::object permissions;
  const auto found = json_get(answer, "permissions");
  if (!found || found->get(permissions)) return false;
  for (const auto& [key, permission] : permissions) {
    all.known.insert(std::string(modern(key)));
    if (flag_member(permission, "havePermission").value_or(false)) {
      all.held.insert(std::string(modern(key)));
    }
  }
  return true;
}

// One permission that this site does not know fails the whole call; then each is asked alone.
bool ask_permissions(CheckRun& run, const std::vector<std::string_view>& keys,
                     const std::string& project, Permissions& all) {
  Query query;
  if (run.client().can().permission_names) {
    std::string list;
    for (const std::string_view key : keys) list += (list.empty() ? "" : ",") + std::string(key);
    query.emplace_back("permissions", list);
  }
  if (!project.empty()) query.emplace_back("projectKey", project);
  const auto answer = run.client().get("mypermissions", run.client().api("/mypermissions"), query);
  if (answer.ok()) return add_held(answer->root(), all);
  if (run.stopped(answer.error())) return false;
  if (answer.error().code != ErrorCode::kVendorRefused || keys.size() < 2) return false;
  bool known = false;
  for (const std::string_view key : keys) {
    if (!run.is_stopped() && ask_permissions(run, {key}, project, all)) known = true;
  }
  return known;
}

struct Right {
  std::string_view permission;
  std::string_view id;
  std::string_view title;
  std::string_view effect;
  std::string_view remedy;
};

void check_right(CheckRun& run, const Right& right) {
  if (run.permissions.contains(right.permission)) {
    return run.passed(right.id, right.title, "The account has this right.");
  }
  if (!run.permissions_known) {
    return run.row(CheckState::kWarning, right.id, right.title, "Jira does not tell.",
                   std::string(right.effect), std::string(right.remedy));
  }
  run.row(CheckState::kMissing, right.id, right.title, "The account does not have this right.",
          std::string(right.effect), std::string(right.remedy));
}

void check_clock(CheckRun& run) {
  const auto date = parse_http_date(run.myself_headers.value("Date"));
  if (!date) return run.not_needed("clock", "Clock", "Jira sends no time.");
  const Millis apart(std::llabs((run.client().session().clock.now() - *date).ms));
  const std::string detail = fmt::format("The clocks are {} s apart.", apart.ms / 1000);
  if (apart < kMaxSkew) return run.passed("clock", "Clock", detail);
  run.row(CheckState::kWarning, "clock", "Clock", detail,
          "Times of this server and of Jira cannot be compared well; sign-in by OAuth would fail.",
          "Set the clock of the Throughline server, for example with NTP.");
}

void check_limit(CheckRun& run) {
  const net::Headers& headers = run.myself_headers;
  const auto left = parse_int(headers.value("X-RateLimit-Remaining"));
  const auto fill = parse_int(headers.value("X-RateLimit-FillRate"));
  const auto every = parse_int(headers.value("X-RateLimit-Interval-Seconds"));
  const bool near = equals_no_case(run.myself_headers.value("X-RateLimit-NearLimit"), "true");
  if (near || (left && *left == 0)) {
    return run.row(
        CheckState::kWarning, "rate_limit", "Request limit",
        left ? fmt::format("Only {} requests are left.", *left) : "The limit is nearly reached.",
        "The first sync will wait for Jira now and then; nothing is lost.",
        "Other programs that use this account share the limit.");
  }
  std::string detail =
      left ? fmt::format("{} requests are left.", *left) : std::string("No limit is near.");
  if (fill && every) detail += fmt::format(" {} more come every {} s.", *fill, *every);
  run.passed("rate_limit", "Request limit", std::move(detail));
}

}  // namespace

std::optional<Permissions> fetch_permissions(CheckRun& run, const std::string& project) {
  Permissions all;
  const std::vector<std::string_view> keys(kPermissions.begin(), kPermissions.end());
  if (!ask_permissions(run, keys, project, all)) return std::nullopt;
  return all;
}

std::string named(const std::vector<std::string>& words) {
  std::string out;
  for (size_t i = 0; i < words.size() && i < kMaxNamed; ++i) out += (i ? ", " : "") + words[i];
  if (words.size() > kMaxNamed) out += fmt::format(" and {} more", words.size() - kMaxNamed);
  return out;
}

void check_permissions(CheckRun& run) {
  auto all = fetch_permissions(run, "");
  run.permissions_known = all.has_value();
  if (all) run.permissions = std::move(all->held);
}

void check_worklogs(CheckRun& run) {
  const Client& client = run.client();
  const Instant since = client.session().clock.now() - hours(1);
  const auto answer = client.get("worklog/updated", client.api("/worklog/updated"),
                                 {{"since", std::to_string(since.ms)}});
  if (answer.ok()) return run.passed("worklogs", "Read worklogs", "Worklogs can be read.");
  if (run.stopped(answer.error())) return;
  run.row(CheckState::kMissing, "worklogs", "Read worklogs", answer.error().detail,
          "Worklogs come with their issues; edited and deleted ones are noticed later.",
          "Switch time tracking on in Jira, or ignore this when nobody logs work.");
}

void check_emails(CheckRun& run) {
  constexpr std::string_view kTitle = "See e-mail addresses";
  const std::string effect = "People of Jira and of other systems have to be linked by hand.";
  const std::string remedy =
      "Ask a Jira admin to give the account Browse users and groups, and people to show their "
      "address in their profile.";
  const Capabilities& can = run.client().can();
  Query query = {{"startAt", "0"}, {"maxResults", "50"}};
  if (!can.users_anybody.empty()) query.emplace_back("username", std::string(can.users_anybody));
  const auto answer = run.client().get(can.users.substr(1), run.client().api(can.users), query);
  if (!answer.ok()) {
    if (run.stopped(answer.error())) return;
    return run.row(CheckState::kMissing, "emails", kTitle, answer.error().detail, effect, remedy);
  }
  int people = 0;
  int visible = 0;
  simdjson::dom::array users;
  if (!answer->root().get(users)) {
    for (const JsonElement user : users) {
      if (json_text(user, "accountType").value_or("atlassian") != "atlassian") continue;
      ++people;
      const auto email = json_text(user, "emailAddress");
      if (email && email->find('@') != std::string_view::npos) ++visible;
    }
  }
  const std::string detail = fmt::format("{} of {} looked at are visible.", visible, people);
  if (visible > 0) return run.passed("emails", kTitle, detail);
  run.row(CheckState::kMissing, "emails", kTitle, detail, effect, remedy);
}

void check_boards(CheckRun& run) {
  const auto answer = run.client().get("board", "/rest/agile/1.0/board", {{"maxResults", "1"}});
  if (answer.ok()) {
    return run.passed("boards", "Boards & sprints", "Boards and sprints can be read.");
  }
  if (run.stopped(answer.error())) return;
  run.row(CheckState::kMissing, "boards", "Boards & sprints", answer.error().detail,
          "Sprints are known from issues only, without boards.",
          "Give the account access to Jira (the product formerly called Jira Software).");
}

namespace {

void check_hooks(CheckRun& run) {
  const Right right{"ADMINISTER", "webhooks", "Manage webhooks",
                    "Without webhook rights Throughline polls every 5 min.",
                    "Ask a Jira admin to give the account Administer Jira, or go on without."};
  if (!run.request().webhooks_wanted) {
    return run.not_needed(right.id, right.title, "Webhooks are not wanted.");
  }
  if (!run.permissions.contains(right.permission)) return check_right(run, right);
  const auto hooks = fetch_hooks(run.client());  // a token may have less rights than its account
  if (hooks.ok()) return check_right(run, right);
  if (run.stopped(hooks.error())) return;
  run.row(CheckState::kMissing, right.id, right.title, hooks.error().detail,
          std::string(right.effect), std::string(right.remedy));
}

}  // namespace

void check_rights(CheckRun& run) {
  check_right(run, {"VIEW_DEV_TOOLS", "development_tools", "View development tools",
                    "Links from issues to code made by other apps are not seen.",
                    "Ask a Jira admin to give the account View development tools."});
  check_hooks(run);
  if (run.is_stopped()) return;
  if (run.request().writes_worklogs) {
    check_right(run, {"WORK_ON_ISSUES", "work_on_issues", "Work on issues",
                      "Time cannot be written to Jira.",
                      "Ask a Jira admin to give the account Work on issues."});
  } else {
    run.not_needed("work_on_issues", "Work on issues", "Nothing is written to Jira.");
  }
}

void check_surroundings(CheckRun& run) {
  check_clock(run);
  check_limit(run);
}

}  // namespace tl::connectors::jira
