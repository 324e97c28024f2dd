// Taking out of a payload what may not be stored (product row S7: comment bodies, descriptions,
// attachments and other texts of people) and what is mere bulk, before it reaches a disk.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "connector/connector.h"

namespace tl::connectors::jira {

using connector::CutRules;

// `body` as compact JSON without: comment bodies, descriptions, environment, worklog comments,
// attachments, rendered fields, rich text and prose in custom fields, the old and new texts of all
// these in change logs, avatar and icon addresses. All else is kept in its order.
// A short, single line of a custom field is known as rich text only by `rules.fields`.
// With `rules.descriptions` the description of an issue and its old and new texts stay, as plain
// text of bounded size (description.h); descriptions of anything else never do.
// kUnreadable: not JSON; kTooLarge: above kMaxJsonBytes.
[[nodiscard]] Result<std::string> cut_body(std::string_view body, const CutRules& rules = {});

// The same of a delivery, and what its envelope names: the event, and the issue where it is about
// one alone. A worklog tells only the id, a comment of old sites only by its address. A list of
// several deliveries names the event of the first, and no issue.
[[nodiscard]] Result<connector::CutBody> cut_delivery(std::string_view body,
                                                      const CutRules& rules = {});

// The same of a parsed element.
[[nodiscard]] std::string cut_json(JsonElement element, const CutRules& rules = {});

// True for fields whose texts may not be stored: "description", "environment", "comment".
// Without regard to case.
[[nodiscard]] bool is_text_of_people(std::string_view field);

// True for an item of a change log that changed the description of the issue.
[[nodiscard]] bool is_change_of_description(JsonElement item);

}  // namespace tl::connectors::jira
