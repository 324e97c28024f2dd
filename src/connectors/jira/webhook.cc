#include "connectors/jira/webhook.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "connectors/jira/cut_body.h"
#include "connectors/jira/histories.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using connector::NormaliseContext;
using connector::Normalised;
using domain::RecordKind;
using domain::Ref;

constexpr size_t kMaxRelayed = 1000;  // deliveries in one array

struct Delivery {
  JsonElement body;
  std::string_view event;
  Instant at;  // the envelope's timestamp, or what stands in for it
  Facts& facts;

  [[nodiscard]] std::optional<JsonElement> part(std::string_view key) const {
    return json_get(body, key);
  }
  [[nodiscard]] bool ends_with(std::string_view text) const { return event.ends_with(text); }
};

// The change that came with the issue. Its instant is the issue's own "updated", which is when Jira
// made it; the envelope is some milliseconds later.
int64_t read_delivered_change(const Delivery& from, JsonElement issue, IssueId id) {
  const auto changelog = from.part("changelog");
  if (!changelog || !json_get(*changelog, "items") || !id) return 0;
  const auto fields = json_get(issue, "fields");
  const auto updated = fields ? instant_member(*fields, "updated") : std::nullopt;
  const auto user = from.part("user");
  const Ref author = user ? read_user(*user, from.facts) : Ref{};
  return read_history(*changelog, id, updated.value_or(from.at), author, from.facts);
}

IssueId read_issue_part(const Delivery& from) {
  const auto issue = from.part("issue");
  if (!issue) return {};
  IssueEnvelope envelope;
  const bool created = from.event == "jira:issue_created";
  if (from.event == "jira:issue_deleted") envelope.deleted = from.at;
  // The change log of a creation is no history: it repeats the first values.
  const IssueId id = issue_id_member(*issue, "id");
  if (!created) envelope.history = read_delivered_change(from, *issue, id);
  return read_issue(*issue, envelope, from.facts);
}

// The worklogs that the delivered change is about. An old id alone stands for a deletion on Cloud,
// for any act elsewhere; there the type of the event tells them apart. One that did not come along
// is asked for.
void follow_worklogs(const Delivery& from, IssueId issue) {
  const bool deleted = json_text(from.body, "issue_event_type_name") == "issue_worklog_deleted";
  std::vector<std::string> ids;
  for (const domain::History& history : from.facts.changes.histories) {
    for (const domain::HistoryItem& item : history.items) {
      if (item.field_name != "WorklogId") continue;
      if (item.to_id || item.from_id) ids.push_back(item.to_id ? *item.to_id : *item.from_id);
    }
  }
  const auto& records = from.facts.changes.records;
  for (const std::string& id : ids) {
    const bool there = std::any_of(records.begin(), records.end(), [&](const auto& record) {
      return record.kind == RecordKind::kWorklog && record.id == id;
    });
    if (deleted) {
      delete_record(RecordKind::kWorklog, id, issue, from.at, from.facts);
    } else if (!there) {
      from.facts.refetch(issue);
    }
  }
}

void read_issue_event(const Delivery& from) {
  const IssueId id = read_issue_part(from);
  follow_worklogs(from, id);
  if (!from.part("issue")) {
    from.facts.refuse("issue", "", "the event holds no issue", from.body);
    return;
  }
  if (const auto comment = from.part("comment")) read_comment(*comment, id, from.facts);
  if (const auto user = from.part("user")) read_user(*user, from.facts);
}

void read_comment_event(const Delivery& from) {
  const auto comment = from.part("comment");
  if (!comment) return from.facts.refuse("comment", "", "the event holds no comment", from.body);
  IssueId issue = read_issue_part(from);
  if (!issue) issue = issue_id_in_comment_url(json_text(*comment, "self").value_or(""));
  const std::string id = clean_text(json_id(*comment, "id"));
  if (!from.ends_with("_deleted") || id.empty()) {
    read_comment(*comment, issue, from.facts);
  } else {
    delete_record(RecordKind::kComment, id, issue, from.at, from.facts);
  }
  if (!from.part("issue")) from.facts.refetch(issue);
}

// Holds the worklog alone, with the issue's id and no key. The issue's own times changed too.
void read_worklog_event(const Delivery& from) {
  const auto worklog = from.part("worklog");
  if (!worklog) return from.facts.refuse("worklog", "", "the event holds no worklog", from.body);
  const IssueId issue = issue_id_member(*worklog, "issueId");
  const std::string id = clean_text(json_id(*worklog, "id"));
  if (!from.ends_with("_deleted") || id.empty()) {
    read_worklog(*worklog, issue, from.facts);
  } else {
    delete_record(RecordKind::kWorklog, id, issue, from.at, from.facts);
  }
  from.facts.refetch(issue);
}

// "project_deleted", "project_soft_deleted"; not "project_restored_deleted", which undoes them.
bool says_deleted(const Delivery& from) {
  return from.ends_with("_deleted") && !from.ends_with("_restored_deleted");
}

// A noun of its own. `read` reads it; events that say it was deleted mark it.
void read_noun_event(const Delivery& from, std::string_view member, RecordKind kind,
                     void (*read)(JsonElement, Facts&)) {
  const auto noun = from.part(member);
  const std::string name(member);
  if (!noun) return from.facts.refuse(name, "", "the event holds no " + name, from.body);
  read(*noun, from.facts);
  const std::string id =
      kind == RecordKind::kAccount ? account_id_of(*noun) : clean_text(json_id(*noun, "id"));
  if (id.empty()) return from.facts.refuse(name, "", "the " + name + " has no id", *noun);
  if (says_deleted(from)) return delete_record(kind, id, IssueId(), from.at, from.facts);
  if (from.ends_with("_restored_deleted")) {
    RecordBuilder record(kind, id, from.facts.version_at(from.at));
    from.facts.add(record.set(domain::kDeleted, false).take());
  }
}

void read_sprint_event(const Delivery& from) {
  read_noun_event(from, "sprint", RecordKind::kSprint,
                  [](JsonElement sprint, Facts& facts) { read_sprint(sprint, false, facts); });
}

void read_project_event(const Delivery& from) {
  read_noun_event(from, "project", RecordKind::kProject,
                  [](JsonElement project, Facts& facts) { read_project(project, facts); });
  const auto project = from.part("project");
  const std::string id = project ? clean_text(json_id(*project, "id")) : std::string();
  const bool archived = from.ends_with("_archived");
  if (id.empty() || (!archived && from.event != "project_restored")) return;
  RecordBuilder record(RecordKind::kProject, id, from.facts.version_at(from.at));
  from.facts.add(record.set("archived", archived).take());
}

// The version that a deleted one became part of: its id, alone or in an object.
std::string merged_into(const Delivery& from) {
  for (const std::string_view key : {"mergedTo", "mergeTo"}) {
    const auto target = from.part(key);
    if (!target) continue;
    std::string id = target->is_object() ? json_id(*target, "id") : id_of(*target);
    if (!id.empty()) return id;
  }
  return {};
}

void read_version_event(const Delivery& from) {
  read_noun_event(from, "version", RecordKind::kVersion,
                  [](JsonElement version, Facts& facts) { read_version(version, facts); });
  const auto version = from.part("version");
  const std::string into = merged_into(from);
  if (!version || into.empty() || !says_deleted(from)) return;
  RecordBuilder record(RecordKind::kVersion, clean_text(json_id(*version, "id")),
                       from.facts.version_at(from.at));
  from.facts.add(record.set("merged_to", into).take());
}

void read_user_event(const Delivery& from) {
  read_noun_event(from, "user", RecordKind::kAccount,
                  [](JsonElement user, Facts& facts) { read_user(user, facts); });
}

void read_board_event(const Delivery& from) {
  const bool configured = !from.part("board") && from.part("configuration");
  read_noun_event(from, configured ? "configuration" : "board", RecordKind::kBoard, read_board);
}

// Names two issues by number and says nothing else: both are fetched again.
void read_link_event(const Delivery& from) {
  const auto link = from.part("issueLink");
  if (!link) return from.facts.refuse("issuelink", "", "the event holds no link", from.body);
  from.facts.refetch(issue_id_member(*link, "sourceIssueId"));
  from.facts.refetch(issue_id_member(*link, "destinationIssueId"));
}

using EventReader = void (*)(const Delivery&);
struct EventFamily {
  std::string_view prefix;
  EventReader read;
};

constexpr std::array kFamilies = {
    EventFamily{"jira:issue_", read_issue_event}, EventFamily{"jira:worklog_", read_issue_event},
    EventFamily{"comment_", read_comment_event},  EventFamily{"worklog_", read_worklog_event},
    EventFamily{"sprint_", read_sprint_event},    EventFamily{"issuelink_", read_link_event},
    EventFamily{"project_", read_project_event},  EventFamily{"jira:version_", read_version_event},
    EventFamily{"version_", read_version_event},  EventFamily{"user_", read_user_event},
    EventFamily{"board_", read_board_event},
};

EventReader reader_of(std::string_view event) {
  for (const EventFamily& family : kFamilies) {
    if (event.starts_with(family.prefix)) return family.read;
  }
  return nullptr;
}

// When it happened: the timestamp (a relay's may be unreadable), else the state of what is inside.
Instant instant_of_delivery(JsonElement body, Instant received) {
  if (const auto at = instant_member(body, "timestamp")) return *at;
  const auto issue = json_get(body, "issue");
  const auto fields = issue ? json_get(*issue, "fields") : std::nullopt;
  if (fields) {
    if (const auto at = instant_member(*fields, "updated")) return *at;
  }
  for (const std::string_view part : {"worklog", "comment"}) {
    const auto inner = json_get(body, part);
    const auto at = inner ? instant_member(*inner, "updated") : std::nullopt;
    if (at) return *at;
  }
  return received;
}

std::string shown(std::string_view event) { return shortened(clean_text(event), 80); }

}  // namespace

Normalised normalise_one(JsonElement body, const NormaliseContext& context) {
  Normalised result;
  const std::string_view event = json_text(body, "webhookEvent").value_or("");
  result.event = shown(event);
  if (event.empty()) {
    result.ignored = "the body names no webhookEvent";
    return result;
  }
  const EventReader read = reader_of(event);
  if (read == nullptr) {
    const bool attachment = event.starts_with("attachment_");
    result.ignored = attachment ? "attachments are not stored"
                                : "events '" + result.event + "' are of no use here";
    return result;
  }
  const Instant at = instant_of_delivery(body, context.received);
  Facts facts(context.fields, domain::SourceRank::kWebhook, at, context.descriptions);
  read(Delivery{body, event, at, facts});
  result.changes = std::move(facts.changes);
  result.refused = std::move(facts.refused);
  if (result.changes.empty() && result.refused.empty()) {
    result.ignored = "the event '" + result.event + "' says nothing that is stored";
  }
  return result;
}

namespace {

// The bytes stay with the caller: what cannot be parsed cannot be cut either.
Normalised refused_whole(std::string reason) {
  Normalised result;
  result.refused.push_back(domain::Refused{"delivery", "", std::move(reason), ""});
  return result;
}

void join(Normalised& into, Normalised&& part) {
  const std::vector<IssueId> asked = std::exchange(part.changes.refetch, {});
  into.changes.append(std::move(part.changes));
  auto& refetch = into.changes.refetch;
  for (const IssueId id : asked) {
    if (std::find(refetch.begin(), refetch.end(), id) == refetch.end()) refetch.push_back(id);
  }
  for (auto& refused : part.refused) into.refused.push_back(std::move(refused));
  if (into.event.empty()) into.event = part.event;
  if (part.ignored && !into.ignored) into.ignored = part.ignored;
}

}  // namespace

Normalised normalise_delivery(std::string_view body, const NormaliseContext& context) {
  auto document = JsonDocument::parse(body);
  if (!document.ok()) return refused_whole(document.error().detail);
  const JsonElement root = document->root();
  if (root.is_object()) return normalise_one(root, context);
  simdjson::dom::array list;
  Normalised all;
  if (root.get(list)) {
    all.ignored = "the body is neither an object nor a list";
    return all;
  }
  size_t count = 0;
  for (const JsonElement item : list) {
    if (++count > kMaxRelayed) return refused_whole("more than 1000 deliveries in one list");
    join(all, normalise_one(item, context));
  }
  if (!all.changes.empty() || !all.refused.empty()) all.ignored.reset();
  if (count == 0) all.ignored = "the body is an empty list";
  return all;
}

}  // namespace tl::connectors::jira
