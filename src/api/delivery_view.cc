#include "api/delivery_view.h"

#include "api/json_out.h"

namespace tl::api {
namespace {

void render_entry(JsonWriter& out, const sync::DeliveryEntry& entry) {
  out.member("id", std::to_string(entry.id)).member("connection", entry.connection);
  out.member("received", format_instant(entry.received));
  instant_member(out, "finished", entry.finished);
  out.member("took_ms",
             entry.finished ? std::optional(entry.finished->ms - entry.received.ms) : std::nullopt);
  out.member("event", entry.event).member("issue_key", entry.issue_key);
  out.member("issue_id", entry.issue_id).member("result", entry.result);
  out.member("detail", entry.detail).member("attempt", entry.attempt);
  out.member("repeats", entry.repeats);
  instant_member(out, "last_repeat", entry.last_repeat);
  out.member("replays", entry.replays).member("bytes", entry.bytes);
}

void render_steps(JsonWriter& out, const std::vector<sync::DeliveryStep>& steps) {
  out.key("steps").begin_array();
  for (const sync::DeliveryStep& step : steps) {
    out.begin_object().member("id", step.id).member("title", step.title);
    out.member("state", step.state);
    instant_member(out, "at", step.at);
    out.member("detail", step.detail).end_object();
  }
  out.end_array();
}

void render_changes(JsonWriter& out, const std::vector<sync::DeliveryChange>& changes) {
  out.key("changes").begin_array();
  for (const sync::DeliveryChange& change : changes) {
    out.begin_object().member("kind", change.kind).member("id", change.id);
    out.member("issue_key", change.issue_key).member("changed", change.changed);
    out.member("summary", change.summary).end_object();
  }
  out.end_array();
}

}  // namespace

void render_deliveries(JsonWriter& out, const sync::DeliveryPage& page,
                       const std::vector<std::string>& events, std::string_view next_cursor) {
  out.begin_object().key("items").begin_array();
  for (const sync::DeliveryEntry& entry : page.items) {
    out.begin_object();
    render_entry(out, entry);
    out.end_object();
  }
  out.end_array();
  text_or_null(out, "next_cursor", next_cursor);
  texts_member(out, "events", events);
  out.end_object();
}

void render_delivery_detail(JsonWriter& out, const sync::DeliveryDetail& detail) {
  out.begin_object();
  render_entry(out, detail.entry);
  out.key("headers").begin_array();
  for (const auto& [name, value] : detail.headers) {
    out.begin_object().member("name", name).member("value", value).end_object();
  }
  out.end_array();
  text_or_null(out, "body", detail.body);
  out.member("body_state", detail.body_state);
  render_steps(out, detail.steps);
  render_changes(out, detail.changes);
  out.member("can_replay", detail.can_replay).end_object();
}

void render_webhook_check(JsonWriter& out, const sync::WebhookCheck& check) {
  const bool made = !check.id.empty();
  out.begin_object();
  text_or_null(out, "id", check.id);
  out.member("state", made ? check.state : "none");
  instant_member(out, "started", made ? std::optional(check.started) : std::nullopt);
  instant_member(out, "finished", check.finished);
  instant_member(out, "waits_until", check.waits_until);
  out.member("issue_key", check.issue_key).key("rows").begin_array();
  for (const sync::WebhookCheckRow& row : check.rows) {
    out.begin_object().member("id", row.id).member("title", row.title);
    out.member("state", row.state).member("detail", row.detail);
    out.member("remedy", row.remedy).end_object();
  }
  out.end_array().member("curl", check.curl).end_object();
}

}  // namespace tl::api
