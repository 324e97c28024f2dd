#include "api/connection_view.h"

#include "api/connection_body.h"
#include "api/filter_here_view.h"
#include "api/json_out.h"

namespace tl::api {
namespace {

void render_phase(JsonWriter& out, const sync::Phase& phase, Instant now) {
  out.begin_object();
  out.member("id", phase.id).member("title", phase.title);
  out.member("state", sync::to_text(phase.state));
  out.member("done", phase.done).member("total", phase.total);
  out.member("unit", phase.unit).member("current", phase.current);
  instant_member(out, "last_activity", phase.last_activity);
  out.member("per_minute", sync::per_minute(phase, now)).member("detail", phase.detail);
  out.end_object();
}

void render_webhook(JsonWriter& out, const sync::WebhookStatus& webhook) {
  out.key("webhook").begin_object();
  out.member("state", webhook.state).member("detail", webhook.detail);
  instant_member(out, "last_event", webhook.last_event);
  out.member("events_received", webhook.events_received);
  out.member("delivery_url", webhook.delivery_url).end_object();
}

void render_badge(JsonWriter& out, const sync::Badge& badge) {
  out.key("badge").begin_object();
  out.member("code", badge.code).member("tone", badge.tone);
  out.member("text", badge.text).member("line", badge.line).end_object();
}

// What an admin chose. Of the own certificates only that there are some.
void render_choices(JsonWriter& out, const domain::Connection& connection) {
  const domain::ConnectionOptions& options = connection.options;
  texts_member(out, "project_keys", connection.project_keys);
  out.member("backfill_days", connection.backfill_days);
  out.member("webhooks_wanted", connection.webhooks_wanted);
  out.member("filter_jql", options.filter_jql).member("proxy", shown_proxy(options));
  out.member("has_ca", !options.ca_pem.empty());
  out.key("writes").begin_object();
  out.member("worklogs", options.writes_worklogs);
  out.member("rule_actions", options.writes_rule_actions);
  out.member("remote_links", options.writes_remote_links).end_object();
  texts_member(out, "custom_fields", options.custom_fields);
  out.member("descriptions", options.descriptions);
  out.member("requests_per_minute", options.requests_per_minute);
  out.key("quiet_hours");
  if (options.quiet_hours) {
    out.begin_object().member("from", options.quiet_hours->from);
    out.member("to", options.quiet_hours->to).end_object();
  } else {
    out.null();
  }
}

void render_removed_descriptions(JsonWriter& out, const sync::ConnectionStatus& status) {
  out.key("removed_descriptions");
  if (!status.removed_descriptions) {
    out.null();
    return;
  }
  const sync::RemovedDescriptions& removed = *status.removed_descriptions;
  out.begin_object().member("issues", removed.issues).member("changes", removed.changes);
  instant_member(out, "finished", removed.finished);
  out.end_object();
}

void render_site_members(JsonWriter& out, const domain::Connection& connection) {
  out.member("id", connection.public_id).member("vendor", connection.vendor);
  out.member("flavour", connection.flavour).member("version", connection.version);
  out.member("name", connection.name).member("base_url", connection.base_url);
  out.member("api_url", connection.api_url).member("site_id", connection.site_id);
  out.member("method", domain::to_text(connection.method));
  out.key("account").begin_object();
  out.member("id", connection.account_id).member("name", connection.account_name);
  out.member("email", connection.account_email).end_object();
  date_member(out, "token_expires", connection.token_expires);
}

// What the tile says of the ledger.
void render_claim(JsonWriter& out, const sync::ConnectionStatus& status) {
  instant_member(out, "complete_as_of", status.complete_as_of);
  out.member("ledger_state", status.ledger_state).member("ledger_text", status.ledger_text);
  out.member("alarms", status.alarms.size());
}

}  // namespace

void render_progress_view(JsonWriter& out, const sync::Progress& progress, Instant now) {
  out.begin_object();
  out.member("run", progress.run).member("state", sync::to_text(progress.state));
  out.member("started", format_instant(progress.started));
  instant_member(out, "finished", progress.finished);
  out.member("percent", progress.percent);
  const auto eta = sync::decide_eta(progress, now);
  out.member("eta_seconds_low", eta ? std::optional(eta->low_s) : std::nullopt);
  out.member("eta_seconds_high", eta ? std::optional(eta->high_s) : std::nullopt);
  out.key("waiting");
  if (progress.waiting) {
    out.begin_object().member("reason", progress.waiting->reason);
    instant_member(out, "until", progress.waiting->until);
    out.end_object();
  } else {
    out.null();
  }
  instant_member(out, "complete_back_to", progress.complete_back_to);
  out.member("requests_made", progress.requests).member("refused", progress.refused);
  out.key("phases").begin_array();
  for (const sync::Phase& phase : progress.phases) render_phase(out, phase, now);
  out.end_array().end_object();
}

void render_connection(JsonWriter& out, const sync::ConnectionStatus& status, Instant now) {
  const domain::Connection& connection = status.connection;
  out.begin_object();
  render_site_members(out, connection);
  render_choices(out, connection);
  out.member("state", domain::to_text(connection.state));
  out.member("state_reason", connection.state_reason);
  out.member("state_since", format_instant(connection.state_since));
  out.member("created", format_instant(connection.created));
  out.member("revision", connection.revision);
  render_badge(out, status.badge);
  render_webhook(out, status.webhook);
  instant_member(out, "last_sync", status.last_sync);
  instant_member(out, "next_poll", status.next_poll);
  out.member("issues", status.issues).member("left_filter", status.left_filter);
  filter_here_member(out, status);
  out.member("invisible", status.invisible).member("deleted_issues", status.deleted_issues);
  out.key("progress");
  if (status.progress) {
    render_progress_view(out, *status.progress, now);
  } else {
    out.null();
  }
  render_removed_descriptions(out, status);
  out.member("pending", status.pending).member("last_error", status.last_error);
  render_claim(out, status);
  out.end_object();
}

void render_preview(JsonWriter& out, const sync::ChangePreview& preview) {
  out.begin_object().key("removed").begin_array();
  for (const auto& project : preview.removed) {
    out.begin_object().member("key", project.key).member("issues", project.issues).end_object();
  }
  out.end_array();
  out.member("issues_dropped", preview.issues_dropped).member("matches", preview.matches);
  texts_member(out, "notes", preview.notes);
  out.end_object();
}

}  // namespace tl::api
