#include "sync/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sync/hook_keeper.h"
#include "sync/visit.h"

namespace tl::sync {
namespace {

using Findings = std::vector<Finding>;
using domain::ConnectionState;

constexpr int kWarnDays = 30;

int rank(const Finding& finding) {
  if (finding.severity == "blocking") return 0;
  return finding.severity == "warning" ? 1 : 2;
}

std::string plural(int64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

void find_stopped(const DiagnosisInput& in, Findings& out) {
  const domain::Connection& c = in.status.connection;
  if (c.flavour == kImportFlavour) {
    out.push_back({"files_only", "info", "Known from files only",
                   "Nothing is asked of the site; its facts are as old as the files.",
                   "Import newer files, or connect the site itself."});
  } else if (c.state == ConnectionState::kPaused) {
    out.push_back({"paused", "blocking", "The connection is paused",
                   (c.state_reason.empty() ? "Somebody paused it" : c.state_reason) +
                       ". No requests are made; webhooks are kept and applied.",
                   "Resume it."});
  } else if (c.state == ConnectionState::kNeedsSignIn) {
    out.push_back({"token_dead", "blocking", "Jira rejects the sign-in",
                   (c.state_reason.empty() ? "The token is wrong, expired, or of another account"
                                           : c.state_reason) +
                       ". Data up to " + format_instant(c.state_since) + " is kept.",
                   "Replace the token; it goes on exactly where it stopped."});
  } else if (c.state == ConnectionState::kDisconnected) {
    out.push_back({"disconnected", "blocking", "The site is disconnected",
                   "Its facts are kept, nothing new comes.", "Connect the site again."});
  }
}

void find_expiry(const DiagnosisInput& in, Findings& out) {
  const auto& expires = in.status.connection.token_expires;
  if (!expires || in.status.connection.state == ConnectionState::kNeedsSignIn) return;
  const int left = expires->days - date_of(in.now).days;
  if (left > kWarnDays) return;
  const std::string date = format_date(*expires);
  out.push_back({"token_expiring", "warning",
                 left < 0 ? "The date of the token has passed" : "The token expires soon",
                 left < 0 ? "It was to expire on " + date + ". When Jira refuses it, sync stops."
                          : fmt::format("On {}, in {}. Then sync stops; nothing is lost.", date,
                                        plural(left, "day", "days")),
                 "Replace the token before that day."});
}

void find_trouble(const DiagnosisInput& in, Findings& out) {
  const ConnectionStatus& status = in.status;
  if (status.badge.code == "unreachable") {
    out.push_back({"unreachable", "blocking", "Jira cannot be reached",
                   status.last_error.value_or(status.badge.line) +
                       ". It is tried again by itself; nothing is lost.",
                   "Check the address, the network and, behind a proxy, its settings."});
  } else if (status.badge.code == "waiting" || status.badge.code == "quiet_hours") {
    out.push_back(
        {"waiting", "info", status.badge.text, status.badge.line, "Nothing to do: wait."});
  }
}

void find_queue(const DiagnosisInput& in, Findings& out) {
  const auto& progress = in.status.progress;
  if (progress && !is_final(progress->state)) {
    out.push_back({"still_queued", "info", "The past is still being read",
                   fmt::format("Read so far: {:.0f} %. Older issues come last.", progress->percent),
                   "Nothing to do: wait until it is complete."});
  }
  if (progress && progress->state == RunState::kCompletedWithGaps) {
    std::string gaps;
    for (const Phase& phase : progress->phases) {
      if (phase.state == RunState::kCompleted || phase.detail.empty()) continue;
      gaps += (gaps.empty() ? "" : "; ") + phase.title + ": " + phase.detail;
    }
    out.push_back({"gaps", "warning", "Parts of the past could not be read",
                   gaps.empty() ? "See the history of this connection." : gaps + ".",
                   "Give the account the missing right, then press Sync now."});
  }
  const int64_t waiting = in.arrivals_waiting + in.refetch_waiting;
  if (waiting == 0) return;
  out.push_back(
      {"still_queued", "info", "Changes are still queued",
       fmt::format("{} and {} wait for their turn.",
                   plural(in.arrivals_waiting, "delivery", "deliveries"),
                   plural(in.refetch_waiting, "issue to read again", "issues to read again")),
       "Nothing to do, unless the number does not fall for more than 15 minutes."});
}

void find_webhooks(const DiagnosisInput& in, Findings& out) {
  const domain::Connection& c = in.status.connection;
  const WebhookStatus& hook = in.status.webhook;
  if (c.state != ConnectionState::kActive || c.flavour == kImportFlavour) return;
  if (!c.webhooks_wanted) return;
  if (in.public_url.empty()) {
    out.push_back({"no_public_url", "warning", "Webhooks cannot reach this server",
                   "No public URL is set, so Jira is asked every 5 minutes instead.",
                   "Set the public URL in the server settings, or switch webhooks off."});
  } else if (hook.state == "failed") {
    out.push_back({"webhook_missing", "warning", "The webhook could not be registered", hook.detail,
                   "Give the account the right to administer Jira, or let an admin register it."});
  } else if (hook.state == "missing") {
    out.push_back({"webhook_missing", "warning", "The webhook is gone at Jira", hook.detail,
                   "Press Renew; changes come by polling meanwhile."});
  } else if (hook.state == "silent") {
    out.push_back({"webhook_silent", "warning", "Webhooks are silent", hook.detail,
                   "Run the test line of the webhooks tab on the Jira host, and look at proxies and"
                   " firewalls between."});
  }
  if (in.rejected > 0) {
    out.push_back({"webhook_unreachable", "warning", "Deliveries with a bad signature came",
                   plural(in.rejected, "delivery was", "deliveries were") + " rejected.",
                   "Press Renew, so that Jira gets the present secret."});
  }
  if (in.elsewhere > 0) {
    out.push_back({"webhook_unreachable", "warning", "Deliveries of another site came",
                   plural(in.elsewhere, "delivery was", "deliveries were") + " rejected.",
                   "Remove the webhook at the other site; if this site was renamed, sign in anew "
                   "with its new address."});
  }
}

void find_data(const DiagnosisInput& in, Findings& out) {
  if (in.refused > 0) {
    out.push_back({"refused", "warning", "Some items could not be read",
                   plural(in.refused, "item is", "items are") +
                       " kept as they came; a later version reads them again by itself.",
                   "Look at them under Problems; report what looks like our mistake."});
  }
  const auto& progress = in.status.progress;
  const bool reading = progress && !is_final(progress->state);
  if (in.incomplete > 0 && !reading) {
    out.push_back({"incomplete", "info", "Some issues were not read in full yet",
                   plural(in.incomplete, "issue is", "issues are") + " known in part only.",
                   "Nothing to do: they are read again by themselves."});
  }
  if (in.status.invisible > 0) {
    out.push_back(
        {"lost_sight", "info", "Some issues can no longer be seen",
         plural(in.status.invisible, "issue is", "issues are") +
             " kept, but Jira no longer shows them to this account.",
         "If they should be seen, give the account Browse Projects and security levels."});
  }
  if (in.status.issues == 0 && progress && is_final(progress->state) &&
      in.status.connection.flavour != kImportFlavour) {
    out.push_back({"no_issues", "blocking", "0 issues came back",
                   "Usually Browse Projects is missing or the filter matches nothing.",
                   "Check the permissions of the account, or edit the filter."});
  }
}

void find_alarms(const DiagnosisInput& in, Findings& out) {
  for (const std::string& alarm : in.status.alarms) {
    out.push_back({"counts_differ", "warning", "Counts that should be equal differ", alarm + ".",
                   "Report it with the log of the server. Press Prove now on the Completeness "
                   "tab; what is missing is read again."});
  }
  if (in.status.ledger_state != "differs") return;
  out.push_back({"ledger_differs", "info", "Differences from Jira are being healed",
                 in.status.ledger_text + ".",
                 "Nothing to do: the Completeness tab names each of them."});
}

void find_by_check(const DiagnosisInput& in, Findings& out) {
  if (in.check_error) {
    out.push_back({"unreachable", "blocking", "Jira could not be asked", in.check_error->detail,
                   std::string(traits(in.check_error->code).remedy)});
  }
  if (!in.check) return;
  for (const connector::CheckRow& row : in.check->rows) {
    const bool failed = row.state == connector::CheckState::kFailed;
    const bool missing = row.state == connector::CheckState::kMissing;
    if (!failed && !missing && row.state != connector::CheckState::kWarning) continue;
    const std::string code = row.id == "signed_in"   ? "token_dead"
                             : row.id == "reachable" ? "unreachable"
                             : row.id == "projects"  ? "no_projects"
                             : missing               ? "no_permission"
                                                     : "check_" + row.id;
    out.push_back({code, failed ? "blocking" : "warning", row.title,
                   row.detail + (row.effect.empty() ? "" : " " + row.effect), row.remedy});
  }
  if (in.check->can_proceed && in.check->projects_visible == 0) {
    out.push_back({"no_projects", "blocking", "The account sees no project",
                   "Jira shows this account no project at all, so there is nothing to read.",
                   "Give it Browse Projects in at least one project."});
  }
}

void find_by_projects(const DiagnosisInput& in, Findings& out) {
  std::string lost;
  size_t count = 0;
  for (const connector::KeyVerdict& verdict : in.projects) {
    if (verdict.visible) continue;
    ++count;
    lost += (lost.empty() ? "" : ", ") + verdict.key;
  }
  if (count == 0) return;
  const auto others = static_cast<int64_t>(in.projects.size() - count);
  out.push_back({"lost_access", "warning", "Some projects can no longer be seen",
                 fmt::format("No right to browse {} {}; what is here of them is kept. {}.",
                             count == 1 ? "project" : "projects", lost,
                             others == 1 ? "The other one continues"
                                         : fmt::format("The other {} continue", others)),
                 "Give the account Browse Projects there, or choose the projects by hand."});
}

void find_by_filter(const DiagnosisInput& in, Findings& out) {
  if (!in.filter) return;
  if (!in.filter->valid) {
    out.push_back({"filter_invalid", "blocking", "Jira refuses the filter", in.filter->error,
                   in.filter->suggestion.empty()
                       ? "Edit the filter."
                       : "Edit the filter. Did you mean \"" + in.filter->suggestion + "\"?"});
  } else if (in.filter->matches == 0) {
    out.push_back({"filter_matches_nothing", "blocking", "The filter matches nothing",
                   "It is valid, but no issue of the chosen projects matches it.",
                   "Edit the filter, or choose other projects."});
  }
}

void find_by_hooks(const DiagnosisInput& in, Findings& out) {
  if (!in.remote_hooks) return;
  for (const store::WebhookHook& hook : in.hooks) {
    if (hook.state != "registered") continue;
    const connector::RemoteHook* remote = find_remote(*in.remote_hooks, hook);
    if (remote == nullptr) {
      out.push_back({"webhook_missing", "warning", "The webhook is gone at Jira",
                     "Somebody removed it there. Changes come by polling meanwhile.",
                     "Press Renew."});
    } else if (!remote->enabled) {
      out.push_back({"webhook_missing", "warning", "The webhook is switched off at Jira",
                     "It is there, but disabled. Changes come by polling meanwhile.",
                     "Enable it in Jira's administration, or press Renew."});
    } else if (!remote->last_error.empty()) {
      out.push_back({"webhook_unreachable", "warning", "Jira cannot deliver", remote->last_error,
                     "Look at what lies between Jira and " + in.public_url + "."});
    }
  }
}

}  // namespace

std::vector<Finding> decide_findings(const DiagnosisInput& input) {
  Findings found;
  for (const auto& rule :
       {find_stopped, find_by_check, find_by_projects, find_by_filter, find_trouble, find_expiry,
        find_webhooks, find_by_hooks, find_alarms, find_data, find_queue}) {
    rule(input, found);
  }
  Findings by_rank;
  for (int wanted = 0; wanted <= 2; ++wanted) {
    std::copy_if(found.begin(), found.end(), std::back_inserter(by_rank),
                 [&](const Finding& finding) { return rank(finding) == wanted; });
  }
  // The same cause seen from here and from there is one finding.
  Findings once;
  for (Finding& finding : by_rank) {
    const bool known = std::any_of(once.begin(), once.end(), [&](const Finding& other) {
      return other.code == finding.code &&
             (other.code == "token_dead" || other.code == "unreachable" ||
              other.code == "webhook_missing" || other.code == "no_projects" ||
              other.title == finding.title);
    });
    if (!known) once.push_back(std::move(finding));
  }
  return once;
}

std::string render_findings(const domain::Connection& connection,
                            const std::vector<Finding>& findings) {
  if (findings.empty()) return connection.name + ": nothing is wrong.\n";
  std::string text = connection.name + "\n";
  for (const Finding& finding : findings) {
    text += fmt::format("[{}] {}\n  {}\n  {}\n", finding.severity, finding.title, finding.detail,
                        finding.remedy);
  }
  return text;
}

}  // namespace tl::sync
