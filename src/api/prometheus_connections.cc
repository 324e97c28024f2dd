#include "api/prometheus_connections.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace tl::api {
namespace {

using Seen = ScrapedConnection;

// A sample; nothing: none is shown.
struct Value {
  std::optional<double> number;
  Value(int64_t count) : number(static_cast<double>(count)) {}  // NOLINT: implicit
  Value(size_t count) : number(static_cast<double>(count)) {}   // NOLINT: implicit
  Value(bool yes) : number(yes ? 1 : 0) {}                      // NOLINT: implicit
  Value(const std::optional<Instant>& instant) {                // NOLINT: implicit
    if (instant) number = in_seconds(*instant);
  }
  Value(const std::optional<int64_t>& count) {  // NOLINT: implicit
    if (count) number = static_cast<double>(*count);
  }
};

double count_of(int64_t count) { return static_cast<double>(count); }

const sync::Waiting* wait_of(const Seen& seen) {
  const auto& progress = seen.status.progress;
  if (!progress || sync::is_final(progress->state) || !progress->waiting) return nullptr;
  return &*progress->waiting;
}

std::optional<Instant> wait_end(const Seen& seen) {
  const sync::Waiting* wait = wait_of(seen);
  return wait == nullptr ? std::nullopt : wait->until;
}

int64_t age_seconds(const std::optional<Instant>& since, Instant now) {
  return since ? std::max<int64_t>(0, now.ms - since->ms) / 1000 : 0;
}

// --- one value a connection ---

struct Single {
  const char* name;
  const char* type;
  const char* help;
  Value (*value)(const Seen& seen, Instant now);
};

constexpr Single kWorkSingles[] = {
    {"throughline_last_sync_timestamp_seconds", "gauge",
     "End of the last round of polls without an error",
     [](const Seen& seen, Instant) -> Value { return seen.status.last_sync; }},
    {"throughline_last_event_timestamp_seconds", "gauge", "The last delivery by webhook",
     [](const Seen& seen, Instant) -> Value { return seen.status.webhook.last_event; }},
    {"throughline_pending", "gauge",
     "Deliveries not yet applied, issues to be fetched again, writes to be done",
     [](const Seen& seen, Instant) -> Value { return seen.status.pending; }},
    {"throughline_delivery_queue_length", "gauge", "Deliveries on disk that are not processed yet",
     [](const Seen& seen, Instant) -> Value { return seen.queue.waiting; }},
    {"throughline_delivery_queue_oldest_age_seconds", "gauge",
     "Age of the oldest of them; 0 when none waits",
     [](const Seen& seen, Instant now) -> Value { return age_seconds(seen.queue.oldest, now); }},
    {"throughline_deliveries_stored_total", "counter", "Deliveries that were ever stored",
     [](const Seen& seen, Instant) -> Value { return seen.arrivals.stored; }},
    {"throughline_delivery_repeats", "gauge",
     "How often one of the kept deliveries came again (duplicates)",
     [](const Seen& seen, Instant) -> Value { return seen.arrivals.now.repeats; }},
    {"throughline_outbox_pending", "gauge", "Writes to the vendor that wait; counted up to 1000",
     [](const Seen& seen, Instant) -> Value { return seen.outbox; }},
    {"throughline_waiting", "gauge", "1 while it waits, for the vendor's limit or for a person",
     [](const Seen& seen, Instant) -> Value { return wait_of(seen) != nullptr; }},
    {"throughline_waiting_until_timestamp_seconds", "gauge",
     "When that wait ends, where it is known",
     [](const Seen& seen, Instant) -> Value { return wait_end(seen); }},
};

constexpr Single kLedgerSingles[] = {
    {"throughline_ledger_complete_as_of_timestamp_seconds", "gauge",
     "Everything that changed at the vendor up to here is here; absent: never shown",
     [](const Seen& seen, Instant) -> Value { return seen.ledger.complete_as_of; }},
    {"throughline_ledger_checked_timestamp_seconds", "gauge", "The last look or census",
     [](const Seen& seen, Instant) -> Value { return seen.ledger.checked; }},
    {"throughline_ledger_open_differences", "gauge", "Differences that are not healed yet",
     [](const Seen& seen, Instant) -> Value { return seen.ledger.open; }},
    {"throughline_ledger_healed_7d", "gauge", "Differences that were healed in the last seven days",
     [](const Seen& seen, Instant) -> Value { return seen.ledger.healed_7d; }},
    {"throughline_ledger_projects", "gauge", "Projects that are compared",
     [](const Seen& seen, Instant) -> Value { return seen.ledger.projects; }},
    {"throughline_ledger_projects_proven", "gauge", "Those whose every issue was once compared",
     [](const Seen& seen, Instant) -> Value { return seen.ledger.proven_projects; }},
    {"throughline_ledger_requests_24h", "gauge", "Requests that the ledger made in 24 hours",
     [](const Seen& seen, Instant) -> Value { return seen.ledger.requests_24h; }},
    {"throughline_ledger_alarms", "gauge", "Sentences in the ledger that a person has to see",
     [](const Seen& seen, Instant) -> Value { return seen.ledger.alarms.size(); }},
};

// --- several values a connection, told apart by one label ---

using Values = std::vector<std::pair<std::string_view, double>>;

struct Several {
  const char* name;
  const char* type;
  const char* help;
  const char* label;
  Values (*values)(const Seen& seen);
};

Values one_of_states(std::span<const std::string_view> states, std::string_view present) {
  Values values;
  for (const std::string_view state : states) values.emplace_back(state, state == present ? 1 : 0);
  return values;
}

constexpr std::string_view kStates[] = {"active", "paused", "needs_sign_in", "disconnected"};
constexpr std::string_view kLedgerStates[] = {"complete", "nothing_new", "unproven",  "differs",
                                              "reading",  "stopped",     "files_only"};

Values connection_states(const Seen& seen) {
  return one_of_states(kStates, domain::to_text(seen.status.connection.state));
}

Values ledger_states(const Seen& seen) { return one_of_states(kLedgerStates, seen.ledger.state); }

Values issues_by_kind(const Seen& seen) {
  return {{"here", count_of(seen.status.issues)},
          {"invisible", count_of(seen.status.invisible)},
          {"left_filter", count_of(seen.status.left_filter)},
          {"deleted", count_of(seen.status.deleted_issues)}};
}

Values deliveries_by_result(const Seen& seen) {
  const store::ArrivalCounts& now = seen.arrivals.now;
  return {{"waiting", count_of(now.waiting)},
          {"accepted", count_of(now.done)},
          {"ignored", count_of(now.ignored)},
          {"failed", count_of(now.refused)},
          {"rejected", count_of(now.rejected)}};
}

Values pulled_by_outcome(const Seen& seen) {
  const store::PullTally& pulls = seen.ledger.pulls;
  return {{"read", count_of(pulls.read)},
          {"applied", count_of(pulls.applied)},
          {"refused", count_of(pulls.refused)},
          {"left_out", count_of(pulls.left_out)}};
}

Values balanced_by_stage(const Seen& seen) {
  return {{"arrivals", seen.arrivals.balanced() ? 1 : 0},
          {"pulls", seen.ledger.pulls.balanced() ? 1 : 0}};
}

Values sent_by_outcome(const Seen& seen) {
  Values values;
  for (size_t i = 0; i < seen.sent.size(); ++i) {
    values.emplace_back(SentRequests::kOutcomes[i], count_of(seen.sent[i]));
  }
  return values;
}

constexpr Several kSeverals[] = {
    {"throughline_connection_state", "gauge", "1 for the present state", "state",
     connection_states},
    {"throughline_ledger_state", "gauge", "1 for the present state of the ledger", "state",
     ledger_states},
    {"throughline_issues", "gauge",
     "Issues here: all that are not deleted, those lost sight of or outside of the filter among "
     "them; and deleted ones",
     "kind", issues_by_kind},
    {"throughline_deliveries", "gauge", "Deliveries that are kept, by what became of them",
     "result", deliveries_by_result},
    {"throughline_pulled_issues_total", "counter",
     "Issues in the vendor's answers, and what became of them", "outcome", pulled_by_outcome},
    {"throughline_conservation_balanced", "gauge",
     "1: what entered the stage is accounted for; 0 is an alarm", "stage", balanced_by_stage},
    {"throughline_vendor_requests_total", "counter",
     "Requests that this server sent to the site, by the status of the answer", "outcome",
     sent_by_outcome},
};

// --- projects ---

// One project, or what is left of a connection beyond the limit.
struct ScrapedProject {
  std::string key;
  int64_t here = 0;
  std::optional<int64_t> there;  // nothing: the vendor does not say
  std::optional<Instant> proven;
  int64_t open = 0;
};

ScrapedProject project_of(const sync::LedgerRow& row) {
  const store::LedgerAccount& account = row.account;
  return {account.key.empty() ? account.account : account.key, account.ours, account.theirs,
          account.proven, row.open};
}

void add_to_rest(ScrapedProject& rest, const sync::LedgerRow& row, bool first) {
  const ScrapedProject one = project_of(row);
  rest.here += one.here;
  rest.open += one.open;
  // What one of them cannot say, all together cannot.
  rest.there = first                     ? one.there
               : rest.there && one.there ? std::optional(*rest.there + *one.there)
                                         : std::nullopt;
  rest.proven = first                       ? one.proven
                : rest.proven && one.proven ? std::optional(std::min(*rest.proven, *one.proven))
                                            : std::nullopt;
}

std::vector<ScrapedProject> projects_of(const sync::ConnectionLedger& ledger) {
  std::vector<ScrapedProject> projects;
  for (size_t i = 0; i < ledger.rows.size(); ++i) {
    if (i < kMaxScrapedProjects) {
      projects.push_back(project_of(ledger.rows[i]));
      continue;
    }
    if (i == kMaxScrapedProjects) projects.push_back({std::string(kOtherProjects), 0, {}, {}, 0});
    add_to_rest(projects.back(), ledger.rows[i], i == kMaxScrapedProjects);
  }
  return projects;
}

struct ProjectValue {
  const char* name;
  const char* help;
  Value (*value)(const ScrapedProject& project);
};

constexpr ProjectValue kProjectValues[] = {
    {"throughline_project_issues_here", "Issues of the project that are here",
     [](const ScrapedProject& project) -> Value { return project.here; }},
    {"throughline_project_issues_there", "Issues of the project as the vendor counts them",
     [](const ScrapedProject& project) -> Value { return project.there; }},
    {"throughline_project_open_differences", "Differences that are not healed yet",
     [](const ScrapedProject& project) -> Value { return project.open; }},
    {"throughline_project_proven_timestamp_seconds",
     "Every id and change stamp up to here was compared and is equal",
     [](const ScrapedProject& project) -> Value { return project.proven; }},
};

void render_projects(PrometheusText& out, const std::vector<Seen>& connections) {
  std::vector<std::vector<ScrapedProject>> projects;
  for (const Seen& seen : connections) projects.push_back(projects_of(seen.ledger));
  for (const ProjectValue& metric : kProjectValues) {
    out.metric(metric.name, "gauge", metric.help);
    for (size_t i = 0; i < connections.size(); ++i) {
      for (const ScrapedProject& project : projects[i]) {
        const auto value = metric.value(project).number;
        if (!value) continue;
        out.sample(
            {{"connection", connections[i].status.connection.public_id}, {"project", project.key}},
            *value);
      }
    }
  }
}

void render_singles(PrometheusText& out, std::span<const Single> metrics,
                    const std::vector<Seen>& connections, Instant now) {
  for (const Single& metric : metrics) {
    out.metric(metric.name, metric.type, metric.help);
    for (const Seen& seen : connections) {
      const auto value = metric.value(seen, now).number;
      if (value) out.sample({{"connection", seen.status.connection.public_id}}, *value);
    }
  }
}

void render_severals(PrometheusText& out, const std::vector<Seen>& connections) {
  for (const Several& metric : kSeverals) {
    out.metric(metric.name, metric.type, metric.help);
    for (const Seen& seen : connections) {
      const std::string& id = seen.status.connection.public_id;
      for (const auto& [label, value] : metric.values(seen)) {
        out.sample({{"connection", id}, {metric.label, label}}, value);
      }
    }
  }
}

}  // namespace

void render_scraped(PrometheusText& out, const std::vector<ScrapedConnection>& connections,
                    Instant now) {
  out.metric("throughline_connection_info", "gauge", "Always 1; says which connection it is");
  for (const Seen& seen : connections) {
    const domain::Connection& connection = seen.status.connection;
    out.sample({{"connection", connection.public_id},
                {"name", connection.name},
                {"vendor", connection.vendor},
                {"flavour", connection.flavour}},
               1);
  }
  render_singles(out, kWorkSingles, connections, now);
  render_singles(out, kLedgerSingles, connections, now);
  render_severals(out, connections);
  render_projects(out, connections);
}

}  // namespace tl::api
