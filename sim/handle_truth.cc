// /_sim/truth/: what is so, for a comparison with what a client has stored.
#include "base/text.h"
#include "sim/handlers.h"
#include "sim/seeded.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

std::string user_id(const Call& call, UserRef user) {
  if (user == 0) return {};
  const auto& known = call.catalog().users[static_cast<size_t>(user - 1)];
  if (call.cloud()) return known.account_id;
  return known.deleted ? known.login : known.key;  // what a Server still shows
}

void write_status(JsonWriter& w, const Issue& issue) {
  w.key("status").begin_array();
  for (const auto& history : issue.histories) {
    for (size_t i = 0; i < history.item_count; ++i) {
      const auto& item = issue.items[history.first_item + i];
      if (item.field != Field::kStatus) continue;
      w.begin_object().member("at", history.created).member("history", history.id);
      w.member("from", std::to_string(item.from)).member("to", std::to_string(item.to));
      w.end_object();
    }
  }
  w.end_array();
}

void write_worklogs(JsonWriter& w, const Call& call, const Issue& issue) {
  w.key("worklogList").begin_array();
  for (const auto& worklog : issue.worklogs) {
    w.begin_object().member("id", std::to_string(worklog.id));
    w.member("author", user_id(call, worklog.author)).member("seconds", worklog.seconds);
    w.member("started", worklog.started).member("updated", worklog.updated).end_object();
  }
  w.end_array();
}

void write_comments(JsonWriter& w, const Call& call, const Issue& issue) {
  w.key("commentList").begin_array();
  for (const auto& comment : issue.comments) {
    w.begin_object().member("id", std::to_string(comment.id));
    w.member("author", user_id(call, comment.author)).member("created", comment.created);
    w.member("updated", comment.updated).end_object();
  }
  w.end_array();
}

void write_links(JsonWriter& w, const Issue& issue) {
  w.key("links").begin_array();
  for (const auto& link : issue.links) {
    w.begin_object().member("id", std::to_string(link.id));
    w.member("typeId", std::to_string(link_types()[link.type].id));
    w.member("other", std::to_string(link.other)).member("outward", link.outward);
    w.member("created", link.created).end_object();
  }
  w.end_array();
}

void write_ids(JsonWriter& w, const char* name, const std::vector<int32_t>& ids) {
  w.key(name).begin_array();
  for (const auto id : ids) w.value(std::to_string(id));
  w.end_array();
}

void write_rest(JsonWriter& w, const Call& call, const Issue& issue) {
  write_ids(w, "sprints", issue.sprints);
  write_ids(w, "components", issue.components);
  write_ids(w, "fixVersions", issue.fix_versions);
  write_links(w, issue);
  w.key("remoteLinks").begin_array();
  for (const auto& link : call.world.remote_links_of(issue)) {
    w.begin_object().member("id", link.id).member("url", link.url);
    w.member("application", link.application).end_object();
  }
  w.end_array().key("labels").begin_array();
  for (const auto label : issue.labels) w.value(call.world.text(label, TextKind::kLine));
  w.end_array();
  w.key("storyPoints");
  if (issue.points == kNoPoints)
    w.null();
  else
    w.value(issue.points / 100.0);
  w.member("assignee", user_id(call, issue.assignee));
  w.member("reporter", user_id(call, issue.reporter));
  w.member("parent", issue.parent == 0 ? std::string() : std::to_string(issue.parent));
  w.member("security", issue.security == 0 ? std::string() : std::to_string(issue.security));
  w.member("priorityId", std::to_string(issue.priority));
  w.member("resolutionId", issue.resolution == 0 ? "" : std::to_string(issue.resolution));
  w.member("flagged", issue.flagged).member("resolved", issue.resolved);
}

// `viewer`: position of the account that `visible` is said for; -1 nobody.
std::string write_issue(const Call& call, const Issue& issue, int viewer) {
  JsonWriter w;
  w.begin_object().member("id", std::to_string(issue.id));
  w.member("key", call.world.key_of(issue));
  w.member("project", call.project_of(issue).key).member("deleted", issue.deleted);
  w.member("created", issue.created).member("updated", issue.updated);
  w.member("typeId", std::to_string(issue.type));
  w.member("statusId", std::to_string(issue.status));
  w.member("histories", static_cast<int64_t>(issue.histories.size()));
  w.member("worklogs", static_cast<int64_t>(issue.worklogs.size()));
  w.member("comments", static_cast<int64_t>(issue.comments.size()));
  w.member("timeSpentSeconds", spent_seconds(issue));
  write_status(w, issue);
  if (viewer >= 0)
    w.member("visible", !issue.deleted && call.site.accounts.sight(viewer).sees(issue));
  write_worklogs(w, call, issue);
  write_comments(w, call, issue);
  write_rest(w, call, issue);
  return w.end_object().take();
}

}  // namespace

// One line per issue. ?deleted=true gives deleted ones too; ?project=KEY those of one project;
// ?account=WHO says of each whether that account sees it.
Response get_sim_truth_issues(Call& call) {
  const bool deleted = call.query("deleted") == "true";
  const auto project = call.query("project");
  const int only = project ? call.catalog().project_by_key_or_id(*project) : -1;
  if (project && only < 0) return refuse(404, "No such project.");
  const auto account = call.query("account");
  const int viewer = account ? call.catalog().find_user(*account) : -1;
  if (account && viewer < 0) return refuse(404, "Nobody has this name.");
  std::string out;
  for (const auto& issue : call.world.issues) {
    if (issue.deleted && !deleted) continue;
    if (project && issue.project != only) continue;
    out += write_issue(call, issue, viewer) + "\n";
  }
  auto response = answer(std::move(out));
  response.content_type = "application/x-ndjson";
  return response;
}

}  // namespace tl::sim
