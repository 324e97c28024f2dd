#include "api/care_view.h"

#include "api/cursor.h"
#include "api/json_out.h"
#include "base/hash.h"

namespace tl::api {
namespace {

void render_hook(JsonWriter& out, const sync::HookView& hook) {
  out.begin_object();
  out.member("masked_url", hook.masked_url).member("state", hook.state);
  out.member("vendor_id", hook.vendor_id);
  texts_member(out, "events", hook.events);
  out.member("listed", hook.listed).member("signed_deliveries", hook.signed_deliveries);
  out.member("expiry", hook.expiry).member("created", format_instant(hook.created));
  instant_member(out, "last_event", hook.last_event);
  out.member("detail", hook.detail).end_object();
}

// The vendor names what it brought itself by plain ids; all else is an admin's making.
bool is_custom(const domain::FieldInfo& field) {
  return field.id.starts_with("customfield_") || !field.schema_custom.empty();
}

// Keys of writes name delivery addresses, which are secret; people need only tell them apart.
std::string shown_key(std::string_view key) { return base64url_encode(sha256(key)).substr(0, 22); }

}  // namespace

void render_diagnosis(JsonWriter& out, const sync::Diagnosis& diagnosis) {
  out.begin_object().member("at", format_instant(diagnosis.at));
  out.member("asked_vendor", diagnosis.asked_vendor);
  out.key("findings").begin_array();
  for (const sync::Finding& finding : diagnosis.findings) {
    out.begin_object().member("code", finding.code).member("severity", finding.severity);
    out.member("title", finding.title).member("detail", finding.detail);
    out.member("remedy", finding.remedy).end_object();
  }
  out.end_array().member("text", diagnosis.text).end_object();
}

void render_verify(JsonWriter& out, const sync::VerifyReport& report) {
  out.begin_object().member("at", format_instant(report.at));
  out.key("rows").begin_array();
  for (const sync::VerifyRow& row : report.rows) {
    out.begin_object().member("id", row.id).member("title", row.title);
    out.member("state", row.state).member("detail", row.detail);
    out.member("remedy", row.remedy).end_object();
  }
  out.end_array().key("samples").begin_array();
  for (const sync::VerifySample& sample : report.samples) {
    out.begin_object().member("key", sample.key).member("here", sample.here);
    out.member("there", sample.there).member("equal", sample.equal).end_object();
  }
  out.end_array().end_object();
}

void render_hooks(JsonWriter& out, const sync::HookReport& report) {
  out.begin_object().key("hooks").begin_array();
  for (const sync::HookView& hook : report.hooks) render_hook(out, hook);
  out.end_array();
  out.member("accepted_24h", report.accepted_24h).member("ignored_24h", report.ignored_24h);
  out.member("refused_24h", report.refused_24h).member("foreign", report.foreign);
  out.member("public_url", report.public_url).member("curl", report.curl).end_object();
}

void render_syncs(JsonWriter& out, const std::vector<sync::SyncEntry>& entries) {
  out.begin_object().key("items").begin_array();
  for (const sync::SyncEntry& entry : entries) {
    out.begin_object().member("id", entry.id).member("kind", entry.kind);
    out.member("state", entry.state).member("started", format_instant(entry.started));
    instant_member(out, "finished", entry.finished);
    out.member("items", entry.items).member("requests", entry.requests);
    out.member("detail", entry.detail).end_object();
  }
  out.end_array().end_object();
}

void render_field_uses(JsonWriter& out, const std::vector<sync::FieldUse>& uses) {
  out.begin_object().key("items").begin_array();
  for (const sync::FieldUse& use : uses) {
    out.begin_object().member("id", use.field.id).member("name", use.field.name);
    out.member("type", use.field.type).member("custom", is_custom(use.field));
    out.member("role", use.role).member("stored", use.stored);
    out.member("filled", use.filled).member("looked_at", use.looked_at).end_object();
  }
  out.end_array().end_object();
}

void render_writes(JsonWriter& out, const sync::WritePage& page) {
  out.begin_object().key("items").begin_array();
  for (const sync::WriteEntry& entry : page.items) {
    out.begin_object().member("key", shown_key(entry.key));
    out.member("connection", entry.connection);
    out.member("connection_name", entry.connection_name).member("kind", entry.kind);
    out.member("state", entry.state).member("summary", entry.summary);
    out.member("attempts", entry.attempts).member("created", format_instant(entry.created));
    out.member("updated", format_instant(entry.updated)).end_object();
  }
  out.end_array();
  text_or_null(out, "next_cursor", page.next_cursor);
  out.end_object();
}

}  // namespace tl::api
