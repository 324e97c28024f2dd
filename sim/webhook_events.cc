// The bodies of events. Issues have the shape of API version 2; users carry no e-mail.
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "sim/render.h"
#include "sim/webhooks.h"

namespace tl::sim {

namespace {

// Times are written in the zone of whoever acted.
View view_for(const World& world, UserRef user) {
  View view;
  view.api = 2;
  view.hide_emails = true;  // Cloud only: Servers show them
  if (user != 0)
    view.offset_minutes = world.catalog.users[static_cast<size_t>(user - 1)].offset_minutes;
  return view;
}

JsonWriter envelope(int64_t now, const char* event) {
  JsonWriter w;
  w.begin_object().member("timestamp", now).member("webhookEvent", event);
  return w;
}

void write_issue(JsonWriter& w, const Renderer& renderer, const Issue& issue) {
  w.key("issue").begin_object().member("id", std::to_string(issue.id));
  w.member("self", fmt::format("{}/rest/api/2/{}", renderer.shapes.base(), issue.id));
  w.member("key", renderer.world.key_of(issue)).key("fields");
  renderer.fields(w, issue, select_fields({}, "*navigable", renderer.flavour()));
  w.end_object();
}

// What Cloud writes as the changelog of a new issue: from nothing to its first values.
std::vector<ChangeItem> first_items(const Issue& issue) {
  std::vector<ChangeItem> items;
  items.push_back({0, issue.summary, Field::kSummary});
  items.push_back({0, issue.status, Field::kStatus});
  items.push_back({0, issue.priority, Field::kPriority});
  if (issue.reporter != 0) items.push_back({0, issue.reporter, Field::kReporter});
  if (issue.assignee != 0) items.push_back({0, issue.assignee, Field::kAssignee});
  if (issue.description != 0) items.push_back({0, issue.description, Field::kDescription});
  return items;
}

// A comment event carries six fields of its issue.
void write_thin_issue(JsonWriter& w, const Renderer& renderer, const Issue& issue) {
  static const auto thin =
      select_fields({"summary,issuetype,project,assignee,priority,status"}, "", cloud_flavour());
  w.key("issue").begin_object().member("id", std::to_string(issue.id));
  w.member("self", fmt::format("{}/rest/api/2/{}", renderer.shapes.base(), issue.id));
  w.member("key", renderer.world.key_of(issue)).key("fields");
  renderer.fields(w, issue, thin);
  w.end_object();
}

}  // namespace

void WebhookHub::issue_created(const Issue& issue, UserRef user) {
  if (!wanted("jira:issue_created")) return;
  const Renderer renderer{world_, shapes_, view_for(world_, user)};
  auto w = envelope(clock_.now().ms, "jira:issue_created");
  if (flavour().type_names) w.member("issue_event_type_name", "issue_created");
  w.key("user").raw(shapes_.user(user, renderer.view));
  write_issue(w, renderer, issue);
  if (flavour().cloud()) {
    w.key("changelog").begin_object().member("id", std::to_string(world_.next_history_id));
    w.key("items").begin_array();
    for (const auto& item : first_items(issue)) renderer.item(w, item);
    w.end_array().end_object();
  }
  w.end_object();
  raise("jira:issue_created", {&issue}, w.text());
}

void WebhookHub::issue_event(const char* event, const Issue& issue, UserRef user, int32_t history,
                             const char* type_name, const Comment* comment) {
  if (!wanted(event)) return;
  const Renderer renderer{world_, shapes_, view_for(world_, user)};
  auto w = envelope(clock_.now().ms, event);
  if (flavour().type_names) w.member("issue_event_type_name", type_name);
  w.key("user").raw(shapes_.user(user, renderer.view));
  write_issue(w, renderer, issue);
  for (const auto& h : issue.histories) {
    if (h.id != history || history == 0) continue;
    w.key("changelog").begin_object().member("id", std::to_string(h.id)).key("items");
    renderer.items(w, issue, h);
    w.end_object();
  }
  if (comment != nullptr) {
    w.key("comment");
    renderer.comment(w, issue, *comment);
  }
  w.end_object();
  raise(event, {&issue}, w.text());
}

void WebhookHub::issue_updated(const Issue& issue, UserRef user, int32_t history,
                               const char* type_name) {
  if (history != 0) issue_event("jira:issue_updated", issue, user, history, type_name, nullptr);
}

void WebhookHub::old_worklog(const Issue& issue, UserRef user, int32_t history,
                             const char* type_name) {
  if (flavour().old_worklog_event)
    issue_event("jira:worklog_updated", issue, user, history, type_name, nullptr);
}

void WebhookHub::issue_deleted(const Issue& issue, UserRef user, bool secondary) {
  if (!wanted("jira:issue_deleted")) return;
  const Renderer renderer{world_, shapes_, view_for(world_, user)};
  auto w = envelope(clock_.now().ms, "jira:issue_deleted");
  w.key("user").raw(shapes_.user(user, renderer.view));
  write_issue(w, renderer, issue);
  w.end_object();
  raise("jira:issue_deleted", {&issue, nullptr, secondary}, w.text());
}

// Servers tell no issue, and then the same once more as an update of the issue.
void WebhookHub::comment(const char* event, const Issue& issue, const Comment& comment) {
  const Renderer renderer{world_, shapes_, view_for(world_, comment.update_author)};
  const bool cloud = flavour().cloud();
  const std::string_view what(event);
  if (wanted(event)) {
    auto w = envelope(clock_.now().ms, event);
    w.key("comment");
    renderer.comment(w, issue, comment);
    if (cloud) {
      write_thin_issue(w, renderer, issue);
      w.member("eventType", "primaryAction");
    } else if (what != "comment_created") {
      w.key("user").raw(shapes_.user(comment.update_author, renderer.view));
    }
    w.end_object();
    raise(event, {&issue, nullptr, false, true}, w.text());
  }
  if (cloud) return;
  const char* name = what == "comment_created"   ? "issue_commented"
                     : what == "comment_updated" ? "issue_comment_edited"
                                                 : "issue_comment_deleted";
  issue_event("jira:issue_updated", issue, comment.update_author, 0, name,
              what == "comment_deleted" ? nullptr : &comment);
}

void WebhookHub::worklog(const char* event, const Issue& issue, const Worklog& worklog) {
  if (!wanted(event)) return;
  const Renderer renderer{world_, shapes_, view_for(world_, worklog.update_author)};
  auto w = envelope(clock_.now().ms, event);
  w.key("worklog");
  renderer.worklog(w, issue, worklog);
  if (flavour().cloud() && std::string_view(event) != "worklog_updated")
    w.member("isFromIssueLimitTransformation", false);
  w.end_object();
  raise(event, {&issue, nullptr, false, true}, w.text());
}

void WebhookHub::sprint(const char* event, const Sprint& sprint, const Sprint* old) {
  if (!wanted(event)) return;
  const Renderer renderer{world_, shapes_, view_for(world_, 0)};
  auto w = envelope(clock_.now().ms, event);
  w.key("sprint");
  renderer.sprint(w, sprint, true);
  if (old != nullptr) {
    w.key("oldValue");
    renderer.sprint(w, *old, true);
  }
  w.end_object();
  raise(event, {nullptr, &sprint}, w.text());
}

// Ids are numbers here, and nothing tells keys or who did it.
void WebhookHub::issue_link(const char* event, const Link& link, int32_t source, int32_t target) {
  if (!wanted(event)) return;
  const auto& type = link_types()[link.type];
  auto w = envelope(clock_.now().ms, event);
  w.key("issueLink").begin_object().member("id", link.id).member("sourceIssueId", source);
  w.member("destinationIssueId", target).key("issueLinkType").begin_object();
  w.member("id", type.id).member("name", type.name).member("outwardName", type.outward);
  w.member("inwardName", type.inward).member("isSubTaskLinkType", false);
  w.member("isSystemLinkType", false).end_object();
  w.member("sequence", 0).member("systemLink", false).end_object().end_object();
  raise(event, {}, w.text());
}

void WebhookHub::project(const char* event, const Project& project) {
  if (!wanted(event)) return;
  auto w = envelope(clock_.now().ms, event);
  w.key("project").begin_object();
  w.member("self", fmt::format("{}/rest/api/2/project/{}", shapes_.base(), project.id));
  w.member("id", project.id).member("key", project.key).member("name", project.name);
  w.key("projectLead")
      .raw(shapes_.user(static_cast<UserRef>(project.lead + 1), view_for(world_, 0)));
  w.member("assigneeType", "admin.assignee.type.unassigned").end_object().end_object();
  raise(event, {}, w.text());
}

void WebhookHub::version(const char* event, const Project& project, const Version& version,
                         const Version* merged_into) {
  if (!wanted(event)) return;
  const Renderer renderer{world_, shapes_, view_for(world_, 0)};
  auto w = envelope(clock_.now().ms, event);
  w.key("version");
  renderer.version(w, project, version);
  if (merged_into != nullptr) {
    w.key("mergedTo");
    renderer.version(w, project, *merged_into);
  }
  w.end_object();
  raise(event, {}, w.text());
}

void WebhookHub::user(const char* event, UserRef user) {
  if (!wanted(event)) return;
  auto w = envelope(clock_.now().ms, event);
  w.key("user").raw(shapes_.user(user, view_for(world_, user)));
  w.end_object();
  raise(event, {}, w.text());
}

std::string WebhookHub::sent_json(int64_t since, bool bodies) const {
  JsonWriter w;
  const std::lock_guard lock(mutex_);
  w.begin_object().member("last", next_seq_ - 1).key("values").begin_array();
  for (const auto& d : log_) {
    if (d->seq <= since) continue;
    w.begin_object().member("seq", d->seq).member("webhookId", d->webhook);
    w.member("event", d->event).member("url", d->url).member("outcome", d->outcome);
    w.member("status", d->status).member("attempts", d->attempts);
    w.key("headers").begin_object().member("Content-Type", "application/json; charset=UTF-8");
    if (d->with_ids) {
      w.member("X-Atlassian-Webhook-Identifier", d->identifier);
      w.member("X-Atlassian-Webhook-Flow", d->secondary ? "Secondary" : "Primary");
    }
    if (!d->signature.empty()) w.member("X-Hub-Signature", d->signature);
    w.end_object();
    if (bodies) w.member("body", d->body);
    w.end_object();
  }
  return w.end_array().end_object().take();
}

}  // namespace tl::sim
