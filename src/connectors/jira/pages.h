// Saved or fetched answers of the REST API, item by item, whatever their envelope: a single object,
// an array, a search page, a bulk answer, a page of values. Pure.
#pragma once

#include <functional>
#include <string_view>

#include "connectors/jira/facts.h"

namespace tl::connectors::jira {

// Calls `each` for every item: of an array; of the first of `lists` that the object has as an
// array; else for the object itself. An array of envelopes is opened, too.
void for_each_item(JsonElement root, std::initializer_list<std::string_view> lists,
                   const std::function<void(JsonElement)>& each);

// {issues: [..]}, an issue, a list of issues.
void read_issue_page(JsonElement root, Facts& facts);

// Histories of issues in any envelope: {issueChangeLogs: [{issueId, changeHistories}]}, a page
// {values: [..]} or {histories: [..]} of `issue`, a bare list or history, an issue with changelog.
void read_changelog_page(JsonElement root, IssueId issue, Facts& facts);

void read_worklog_page(JsonElement root, IssueId issue, Facts& facts);
void read_sprint_page(JsonElement root, Facts& facts);
void read_user_page(JsonElement root, Facts& facts);
void read_field_page(JsonElement root, Facts& facts);

}  // namespace tl::connectors::jira
