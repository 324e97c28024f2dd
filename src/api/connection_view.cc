#include "api/connection_view.h"

#include "api/json_out.h"

namespace tl::api {
namespace {

void render_phase(JsonWriter& out, const sync::Phase& phase, Instant now) {
  out.begin_object();
  out.member("id", phase.id).member("title", phase.title);
  out.member("state", sync::to_text(phase.state));
  out.member("done", phase.done).member("total", phase.total);
  // The vendor's word for what is counted is the title's first one; "items" fits all.
  out.member("unit", "items").member("current", phase.current);
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

void render_account(JsonWriter& out, std::string_view id, std::string_view name,
                    std::string_view email) {
  out.key("account").begin_object();
  out.member("id", id).member("name", name).member("email", email).end_object();
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
  out.member("id", connection.public_id).member("vendor", connection.vendor);
  out.member("flavour", connection.flavour).member("name", connection.name);
  out.member("base_url", connection.base_url).member("site_id", connection.site_id);
  render_account(out, connection.account_id, connection.account_name, connection.account_email);
  date_member(out, "token_expires", connection.token_expires);
  texts_member(out, "project_keys", connection.project_keys);
  out.member("backfill_days", connection.backfill_days);
  out.member("state", domain::to_text(connection.state));
  out.member("state_reason", connection.state_reason);
  out.member("state_since", format_instant(connection.state_since));
  out.member("created", format_instant(connection.created));
  out.member("revision", connection.revision);
  render_badge(out, status.badge);
  render_webhook(out, status.webhook);
  instant_member(out, "last_sync", status.last_sync);
  instant_member(out, "next_poll", status.next_poll);
  out.member("issues", status.issues);
  out.key("progress");
  if (status.progress) {
    render_progress_view(out, *status.progress, now);
  } else {
    out.null();
  }
  out.member("pending", status.pending).member("last_error", status.last_error);
  out.end_object();
}

void render_check(JsonWriter& out, const sync::CheckOutcome& outcome) {
  const connector::SiteIdentity& identity = outcome.report.identity;
  out.begin_object().member("can_proceed", outcome.report.can_proceed);
  out.key("url").begin_object().member("base_url", outcome.url.url);
  texts_member(out, "changes", outcome.url.changes);
  out.end_object();
  out.key("site").begin_object();
  out.member("id", identity.site_id).member("flavour", identity.flavour);
  out.member("version", identity.version).member("title", identity.site_title).end_object();
  render_account(out, identity.account_id, identity.account_name, identity.account_email);
  out.member("projects_visible", outcome.report.projects_visible);
  texts_member(out, "notes", outcome.notes);
  out.key("rows").begin_array();
  for (const connector::CheckRow& row : outcome.report.rows) {
    out.begin_object();
    out.member("id", row.id).member("title", row.title);
    out.member("state", connector::to_text(row.state)).member("detail", row.detail);
    out.member("effect", row.effect).member("remedy", row.remedy).end_object();
  }
  out.end_array().end_object();
}

void render_project_page(JsonWriter& out, const connector::ProjectPage& page) {
  out.begin_object();
  out.key("items").begin_array();
  for (const connector::ProjectInfo& project : page.projects) {
    out.begin_object();
    out.member("id", project.id).member("key", project.key).member("name", project.name);
    out.member("type", project.type).member("lead", project.lead).end_object();
  }
  out.end_array();
  out.member("total", page.total.value_or(static_cast<int64_t>(page.projects.size())));
  text_or_null(out, "next_cursor", page.next_cursor);
  out.end_object();
}

}  // namespace tl::api
