#include "connectors/jira/histories.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "connectors/jira/cut_body.h"
#include "connectors/jira/description.h"
#include "connectors/jira/field_value.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using domain::History;
using domain::HistoryItem;
using domain::Ref;

// Display names of system fields, for items that came without "fieldId", and their ids. Parents
// were named in two ways over time. What is not here keeps its display name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kSystemFields = {{
    {"status", "status"},
    {"assignee", "assignee"},
    {"reporter", "reporter"},
    {"priority", "priority"},
    {"resolution", "resolution"},
    {"summary", "summary"},
    {"issuetype", "issuetype"},
    {"issue type", "issuetype"},
    {"project", "project"},
    {"labels", "labels"},
    {"duedate", "duedate"},
    {"description", "description"},
    {"environment", "environment"},
    {"timespent", "timespent"},
    {"timeoriginalestimate", "timeoriginalestimate"},
    {"fix version", "fixVersions"},
    {"version", "versions"},
    {"component", "components"},
    {"parent", "parent"},
    {"issueparentassociation", "parent"},
}};

std::string field_id_of(JsonElement item, std::string_view name) {
  const auto id = json_text(item, "fieldId");
  if (id && !id->empty()) return clean_text(*id);
  const std::string lower = to_lower(name);
  for (const auto& [known, field] : kSystemFields) {
    if (lower == known) return std::string(field);
  }
  return clean_text(name);
}

// "" and null both mean absent.
std::optional<std::string> side(JsonElement item, std::string_view key) {
  const auto value = json_get(item, key);
  if (!value) return std::nullopt;
  std::string text = id_of(*value);
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<std::string> description_side(JsonElement item, std::string_view key) {
  const auto text = json_text(item, key);
  return text && !text->empty() ? std::optional(bounded_description(*text)) : std::nullopt;
}

// Whether the texts of the item are such as may not be stored.
bool hides_texts(JsonElement item, const HistoryItem& read, const Facts& facts) {
  if (is_text_of_people(read.field_id) || is_text_of_people(read.field_name)) return true;
  const domain::FieldInfo* field = facts.field(read.field_id);
  if (field != nullptr) return is_rich_text_field(*field);
  return json_text(item, "fieldtype") == "custom" &&
         (looks_like_prose(read.from_text.value_or("")) ||
          looks_like_prose(read.to_text.value_or("")));
}

HistoryItem read_item(JsonElement item, const Facts& facts) {
  HistoryItem read;
  read.field_name = text_member(item, "field").value_or("");
  read.field_id = field_id_of(item, read.field_name);
  if (facts.reads_descriptions() && is_change_of_description(item)) {
    read.from_text = description_side(item, "fromString");
    read.to_text = description_side(item, "toString");
    return read;
  }
  read.from_text = side(item, "fromString");
  read.to_text = side(item, "toString");
  if (hides_texts(item, read, facts)) {
    read.from_text.reset();
    read.to_text.reset();
    return read;
  }
  read.from_id = side(item, "from");
  read.to_id = side(item, "to");
  return read;
}

// Makes the two values of a field that holds one person ids of accounts.
void name_users(JsonElement item, HistoryItem& read, const Ref& author) {
  const auto account = [&](std::string_view key, std::optional<std::string>& id) {
    if (const auto told = text_member(item, key); told && !told->empty()) {
      id = *told;
    } else if (id) {
      id = user_id_in_change(*id, author.id);
    }
  };
  account("tmpFromAccountId", read.from_id);
  account("tmpToAccountId", read.to_id);
}

bool names_user(const HistoryItem& item, const Facts& facts) {
  if (item.field_id == "assignee" || item.field_id == "reporter") return true;
  const domain::FieldInfo* field = facts.field(item.field_id);
  return field != nullptr && field->type == "user";
}

// People who appear only in old and new values. Only fields of type user name people.
void add_value_account(const std::optional<std::string>& id, const std::optional<std::string>& name,
                       Facts& facts) {
  if (!id || facts.seen(domain::RecordKind::kAccount, *id, 1)) return;
  domain::Version version = facts.version();
  version.rank = domain::SourceRank::kThin;
  RecordBuilder account(domain::RecordKind::kAccount, *id, version);
  if (name) account.set("name", *name);
  facts.add(account.take());
}

bool is_remote_link(const HistoryItem& item) {
  return item.field_name == "RemoteIssueLink" || item.field_name == "RemoteWorkItemLink";
}

// The only place that says when a remote link was made.
void follow_remote_link(const HistoryItem& item, const History& history, Facts& facts) {
  if (item.from_id && !item.to_id) {
    delete_record(domain::RecordKind::kRemoteLink, *item.from_id, history.issue, history.at(),
                  facts);
  }
  if (!item.to_id || item.from_id) return;
  RecordBuilder link(domain::RecordKind::kRemoteLink, *item.to_id, facts.version_at(history.at()));
  facts.add(link.issue(history.issue).set("created", history.at()).take());
}

// "WorklogId" with an old and no new value: on Cloud this worklog was deleted. Sites of one's own
// write the same for every act on a worklog.
bool says_worklog_deleted(const HistoryItem& item, const Ref& author) {
  if (item.field_name != "WorklogId" || !item.from_id || item.to_id) return false;
  return !author.id.empty() && !author.id.starts_with("key:") && !author.id.starts_with("name:");
}

// What follows from a change.
void follow_item(const HistoryItem& item, const History& history, Facts& facts) {
  if (says_worklog_deleted(item, history.author)) {
    delete_record(domain::RecordKind::kWorklog, *item.from_id, history.issue, history.at(), facts);
  }
  if (is_remote_link(item)) follow_remote_link(item, history, facts);
  if (names_user(item, facts)) {
    add_value_account(item.from_id, item.from_text, facts);
    add_value_account(item.to_id, item.to_text, facts);
  }
}

}  // namespace

int64_t read_history(JsonElement element, IssueId issue, std::optional<Instant> at,
                     const Ref& author, Facts& facts) {
  const auto created = instant_member(element, "created");
  std::string id = clean_text(json_id(element, "id"));
  if (!created && !at) {
    facts.refuse("history", std::move(id), "the change has no readable instant", element);
    return 0;
  }
  History history;
  history.issue = issue;
  history.version = facts.version_at(created ? *created : *at);
  const auto user = json_get(element, "author");
  history.author = user ? read_user(*user, facts) : author;
  simdjson::dom::array items;
  const auto list = json_get(element, "items");
  if (list && !list->get(items)) {
    history.items.reserve(items.size());
    for (const JsonElement item : items) {
      if (!item.is_object()) continue;
      HistoryItem& read = history.items.emplace_back(read_item(item, facts));
      if (names_user(read, facts)) name_users(item, read, history.author);
    }
  }
  for (const HistoryItem& item : history.items) follow_item(item, history, facts);
  history.id = id.empty() || id.front() == '~' ? domain::content_id(history) : std::move(id);
  domain::seal_history(history);
  const int64_t number = parse_int(history.id).value_or(0);
  facts.changes.histories.push_back(std::move(history));
  return number;
}

ChangelogSummary read_changelog(JsonElement changelog, IssueId issue, Facts& facts) {
  ChangelogSummary summary;
  simdjson::dom::array histories;
  const auto list = json_get(changelog, "histories");
  if (!list || list->get(histories)) return summary;
  for (const JsonElement history : histories) {
    const int64_t id = read_history(history, issue, std::nullopt, Ref{}, facts);
    summary.greatest = std::max(summary.greatest, id);
    ++summary.count;
  }
  const auto total = json_int(changelog, "total");
  summary.complete =
      total && summary.count >= *total && json_int(changelog, "startAt").value_or(0) == 0;
  return summary;
}

}  // namespace tl::connectors::jira
