#include "connectors/jira/pages.h"

#include "connectors/jira/histories.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/sprint_text.h"

namespace tl::connectors::jira {
namespace {

std::optional<simdjson::dom::array> list_in(JsonElement object, std::string_view key) {
  simdjson::dom::array list;
  const auto found = json_get(object, key);
  if (!found || found->get(list)) return std::nullopt;
  return list;
}

void read_histories(simdjson::dom::array list, IssueId issue, Facts& facts) {
  for (const JsonElement history : list) {
    read_history(history, issue, std::nullopt, domain::Ref{}, facts);
  }
}

// One element of a changelog answer.
void read_changes_of(JsonElement element, IssueId issue, Facts& facts) {
  const IssueId own = issue_id_member(element, "issueId");
  if (const auto list = list_in(element, "changeHistories")) {
    return read_histories(*list, own ? own : issue, facts);
  }
  for (const std::string_view key : {"histories", "values"}) {
    if (const auto list = list_in(element, key)) return read_histories(*list, issue, facts);
  }
  if (const auto changelog = json_get(element, "changelog")) {
    read_changelog(*changelog, issue_id_member(element, "id"), facts);
    return;
  }
  if (json_get(element, "items")) {
    read_history(element, issue, std::nullopt, domain::Ref{}, facts);
    return;
  }
  facts.refuse("history", json_id(element, "id"), "no change was found in it", element);
}

}  // namespace

void for_each_item(JsonElement root, std::initializer_list<std::string_view> lists,
                   const std::function<void(JsonElement)>& each) {
  simdjson::dom::array items;
  if (!root.get(items)) {
    for (const JsonElement item : items) {
      if (item.is_object() || item.is_string()) for_each_item(item, lists, each);
    }
    return;
  }
  for (const std::string_view key : lists) {
    const auto list = list_in(root, key);
    if (!list) continue;
    for (const JsonElement item : *list) each(item);
    return;
  }
  each(root);
}

void read_issue_page(JsonElement root, Facts& facts) {
  for_each_item(root, {"issues"}, [&](JsonElement issue) { read_issue(issue, {}, facts); });
}

void read_changelog_page(JsonElement root, IssueId issue, Facts& facts) {
  for_each_item(root, {"issueChangeLogs", "issues"},
                [&](JsonElement element) { read_changes_of(element, issue, facts); });
}

void read_worklog_page(JsonElement root, IssueId issue, Facts& facts) {
  for_each_item(root, {"worklogs", "values"},
                [&](JsonElement worklog) { read_worklog(worklog, issue, facts); });
}

void read_sprint_page(JsonElement root, Facts& facts) {
  for_each_item(root, {"values", "sprints"}, [&](JsonElement sprint) {
    std::string_view text;
    if (!sprint.get(text)) {
      if (read_sprint_text(text, facts).id.empty()) {
        facts.refuse("sprint", "", "the text holds no sprint with a numeric id", sprint);
      }
      return;
    }
    const auto inner = json_get(sprint, "sprint");
    read_sprint(inner && inner->is_object() ? *inner : sprint, false, facts);
  });
}

void read_user_page(JsonElement root, Facts& facts) {
  for_each_item(root, {"values", "users"}, [&](JsonElement user) {
    if (read_user(user, facts).id.empty()) {
      facts.refuse("user", "", "the object identifies nobody", user);
    }
  });
}

void read_field_page(JsonElement root, Facts& facts) {
  for_each_item(root, {"values", "fields"}, [&](JsonElement field) { read_field(field, facts); });
}

}  // namespace tl::connectors::jira
