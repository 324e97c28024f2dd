#include "api/connect_view.h"

#include <string>

#include "api/filter_here_view.h"
#include "api/json_out.h"

namespace tl::api {
namespace {

void render_url(JsonWriter& out, const connector::NormalisedUrl& url) {
  out.key("url").begin_object().member("base_url", url.url);
  texts_member(out, "changes", url.changes);
  out.end_object();
}

void site_members(JsonWriter& out, const connector::SiteIdentity& site) {
  out.member("id", site.site_id).member("flavour", site.flavour);
  out.member("version", site.version).member("title", site.site_title);
}

void render_project(JsonWriter& out, const connector::ProjectInfo& project) {
  out.begin_object();
  out.member("id", project.id).member("key", project.key).member("name", project.name);
  out.member("type", project.type).member("lead", project.lead).end_object();
}

void render_row(JsonWriter& out, const connector::CheckRow& row) {
  out.begin_object();
  out.member("id", row.id).member("title", row.title);
  out.member("state", connector::to_text(row.state)).member("detail", row.detail);
  out.member("effect", row.effect).member("remedy", row.remedy).end_object();
}

}  // namespace

void render_site(JsonWriter& out, const sync::SiteOutcome& outcome) {
  out.begin_object();
  render_url(out, outcome.url);
  out.key("site").begin_object();
  site_members(out, outcome.site);
  out.end_object();
  out.key("methods").begin_array();
  for (const domain::SignInMethod method : outcome.methods) out.value(domain::to_text(method));
  out.end_array().end_object();
}

void render_check(JsonWriter& out, const sync::CheckOutcome& outcome) {
  const connector::SiteIdentity& identity = outcome.report.identity;
  out.begin_object().member("can_proceed", outcome.report.can_proceed);
  render_url(out, outcome.url);
  out.key("site").begin_object();
  site_members(out, identity);
  out.member("api_url", identity.api_url);
  out.member("method", domain::to_text(identity.method)).end_object();
  out.key("account").begin_object();
  out.member("id", identity.account_id).member("name", identity.account_name);
  out.member("email", identity.account_email).end_object();
  out.member("projects_visible", outcome.report.projects_visible);
  texts_member(out, "notes", outcome.notes);
  out.key("rows").begin_array();
  for (const connector::CheckRow& row : outcome.report.rows) render_row(out, row);
  out.end_array().end_object();
}

void render_project_page(JsonWriter& out, const connector::ProjectPage& page) {
  out.begin_object();
  out.key("items").begin_array();
  for (const connector::ProjectInfo& project : page.projects) render_project(out, project);
  out.end_array();
  out.member("total", page.total.value_or(static_cast<int64_t>(page.projects.size())));
  text_or_null(out, "next_cursor", page.next_cursor);
  out.end_object();
}

void render_key_verdicts(JsonWriter& out, const std::vector<connector::KeyVerdict>& verdicts) {
  out.begin_object().key("items").begin_array();
  for (const connector::KeyVerdict& verdict : verdicts) {
    out.begin_object().member("key", verdict.key).member("visible", verdict.visible);
    out.key("project");
    if (verdict.visible) {
      render_project(out, verdict.project);
    } else {
      out.null();
    }
    out.member("reason", verdict.reason).end_object();
  }
  out.end_array().end_object();
}

void render_filter_check(JsonWriter& out, const connector::FilterCheck& check, std::string_view jql,
                         const sync::FilterHereCheck& here) {
  out.begin_object().member("valid", check.valid).member("error", check.error);
  out.member("line", check.line).member("column", check.column);
  out.member("suggestion", check.suggestion);
  out.member("matches", check.matches).member("of", check.of);
  out.key("samples").begin_array();
  for (const connector::FilterSample& sample : check.samples) {
    out.begin_object().member("id", std::to_string(sample.id.value)).member("key", sample.key);
    out.member("summary", sample.summary).member("status", sample.status).end_object();
  }
  out.end_array();
  texts_member(out, "notes", check.notes);
  filter_check_member(out, jql, here);
  out.end_object();
}

}  // namespace tl::api
