#include "sync/status_words.h"

#include <fmt/format.h>

#include "sync/outbox.h"
#include "sync/visit.h"

namespace tl::sync {
namespace {

constexpr int kWarnDays = 30;

std::string ago(Instant then, Instant now) {
  const int64_t s = std::max<int64_t>(0, (now - then).ms / 1000);
  if (s < 60) return "just now";
  if (s < 3600) return fmt::format("{} min ago", s / 60);
  if (s < 2 * 86'400) return fmt::format("{} h ago", s / 3600);
  return fmt::format("{} days ago", s / 86'400);
}

std::string from_now(Instant then, Instant now) {
  const int64_t s = std::max<int64_t>(0, (then - now).ms / 1000);
  if (s < 90) return fmt::format("in {} s", s);
  return fmt::format("in {} min", (s + 59) / 60);
}

std::string counted(int64_t n) {
  std::string text = std::to_string(n);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<size_t>(at), ",");
  }
  return text;
}

Badge backfilling(const ConnectionStatus& status) {
  const Progress& progress = *status.progress;
  std::string line = "Starting";
  for (const Phase& phase : progress.phases) {
    if (phase.state != RunState::kRunning && phase.state != RunState::kRetrying) continue;
    line = phase.total ? fmt::format("{}: {} of {}", phase.title, counted(phase.done),
                                     counted(*phase.total))
                       : fmt::format("{}: {}", phase.title, counted(phase.done));
  }
  return {"backfilling", "running", fmt::format("Backfilling {:.0f} %", progress.percent), line};
}

std::optional<Badge> stopped(const ConnectionStatus& status, const WorkerStatus& worker,
                             Instant now) {
  const domain::Connection& connection = status.connection;
  if (connection.flavour == kImportFlavour) {
    return Badge{"files_only", "idle", "From files", "Known from files only; nothing is asked."};
  }
  const std::string since = "Since " + ago(connection.state_since, now);
  switch (connection.state) {
    case domain::ConnectionState::kPaused:
      return Badge{"paused", "idle", "Paused",
                   connection.state_reason.empty() ? since : connection.state_reason};
    case domain::ConnectionState::kNeedsSignIn:
      if (worker.last_error && worker.last_error->code == ErrorCode::kVendorOtherSite) {
        return Badge{"needs_sign_in", "error", "Another Jira answers there",
                     connection.state_reason};
      }
      return Badge{"needs_sign_in", "error", "Sign-in rejected (401)",
                   "Last new data " + ago(status.last_sync.value_or(connection.state_since), now) +
                       ". Existing data is kept."};
    case domain::ConnectionState::kDisconnected:
      return Badge{"disconnected", "idle", "Disconnected", "Existing data is kept."};
    case domain::ConnectionState::kActive:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Badge> troubled(const ConnectionStatus& status, const WorkerStatus& worker,
                              Instant now) {
  if (worker.last_error) {
    const bool vendor_waits = worker.last_error->code == ErrorCode::kVendorRateLimited;
    if (!vendor_waits)
      return Badge{"unreachable", "error", "Cannot reach " + status.connection.name,
                   worker.last_error->detail};
  }
  if (worker.waiting) {
    const auto until = worker.waiting->until;
    if (worker.quiet) {
      return Badge{"quiet_hours", "idle", "Quiet hours",
                   worker.waiting->reason +
                       (until ? ". Resumes " + from_now(*until, now) : std::string()) + "."};
    }
    if (worker.own_limit) {
      return Badge{"waiting", "warn", "Waiting: own request limit",
                   worker.waiting->reason +
                       (until ? ". Resumes " + from_now(*until, now) : std::string()) +
                       ". Nothing is lost."};
    }
    return Badge{"waiting", "warn", "Waiting for Jira",
                 worker.waiting->reason +
                     (until ? ". Resumes " + from_now(*until, now) : std::string()) +
                     ". Nothing is lost."};
  }
  return std::nullopt;
}

}  // namespace

WebhookStatus decide_webhook_status(const domain::Connection& connection,
                                    const std::vector<store::WebhookHook>& hooks,
                                    const DeliveryCounts& counts, const WorkerStatus& worker,
                                    const std::string& public_url) {
  WebhookStatus status;
  status.events_received = counts.accepted + counts.duplicates;
  status.last_event = counts.last_event;
  if (!connection.webhooks_wanted) {
    status.state = "off";
    status.detail = "Not wanted: Jira is asked every 5 minutes.";
    return status;
  }
  if (public_url.empty()) {
    status.state = "off";
    status.detail =
        "No public URL is set, so Jira cannot reach this server; it is asked every 5 minutes.";
    return status;
  }
  status.delivery_url = delivery_url(public_url, "…", "…");
  const std::string state = hooks.empty() ? "wanted" : hooks.front().state;
  if (state == "wanted") {
    status.state = "registering";
    status.detail = "The registration is under way.";
  } else if (state.starts_with("failed")) {
    status.state = "failed";
    status.detail =
        state + ". It is tried again every hour; meanwhile Jira is asked every 5 minutes.";
  } else if (state == "missing") {
    status.state = "missing";
    status.detail = "It was gone at Jira and is made again; meanwhile Jira is asked.";
  } else if (state == kRetiring) {
    status.state = "registering";
    status.detail = "It is being removed.";
  } else if (worker.silent_since) {
    status.state = "silent";
    status.detail =
        "Polling found changes that no webhook announced. Can Jira reach " + public_url + "?";
  } else {
    status.state = "live";
    status.detail = counts.last_event ? "Does not expire." : "Registered; no event yet.";
  }
  if (counts.rejected > 0) {
    status.detail +=
        fmt::format(" {} deliveries were rejected for a bad signature.", counts.rejected);
  }
  return status;
}

Badge decide_badge(const ConnectionStatus& status, const WorkerStatus& worker, Instant now) {
  if (auto badge = stopped(status, worker, now)) return *badge;
  if (auto badge = troubled(status, worker, now)) return *badge;
  if (status.progress && !is_final(status.progress->state)) return backfilling(status);
  if (!status.alarms.empty()) {
    return {"counts_differ", "warn", "Connected · counts differ", status.alarms.front() + "."};
  }
  if (status.webhook.state == "silent") {
    return {"webhooks_silent", "warn", "Connected · webhooks silent", status.webhook.detail};
  }
  if (status.connection.token_expires) {
    const int days_left = status.connection.token_expires->days - date_of(now).days;
    if (days_left <= kWarnDays) {
      return {"token_expiring", "warn",
              days_left < 0 ? "Connected · token date has passed"
                            : fmt::format("Connected · token expires in {} days", days_left),
              "Expires " + format_date(*status.connection.token_expires)};
    }
  }
  const std::string hooks = status.webhook.state == "live" ? "webhooks live" : "polling";
  // What is shown is how far everything is here; that something was asked lately says less.
  if (status.complete_as_of)
    return {"connected", "ok", "Connected", status.ledger_text + " · " + hooks};
  return {"connected", "ok", "Connected",
          status.last_sync ? "Last sync " + ago(*status.last_sync, now) + " · " + hooks : hooks};
}

}  // namespace tl::sync
