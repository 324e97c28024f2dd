// Readers of the small things that Jira embeds everywhere: users, statuses, types, projects,
// sprints. Each adds what it read to the facts and gives a reference to it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "connectors/jira/facts.h"
#include "domain/value.h"

namespace tl::connectors::jira {

// The id of a user: "accountId"; of old sites "key:KEY" or "name:NAME"; "" for anonymous users and
// objects that identify nobody. An empty accountId is looked for in the object's own address.
[[nodiscard]] std::string account_id_of(JsonElement user);

// The id of the user that a change names by `value`: Cloud writes account ids, other sites the key.
// `author`: id of who made the change, which tells the kind of site; "" when nobody is named.
[[nodiscard]] std::string user_id_in_change(std::string_view value, std::string_view author);

// Any of the six shapes of users. An empty ref when the value is null or nobody.
domain::Ref read_user(JsonElement user, Facts& facts);

domain::Ref read_status(JsonElement status, Facts& facts);
domain::Ref read_issue_type(JsonElement type, Facts& facts);
domain::Ref read_priority(JsonElement priority, Facts& facts);
domain::Ref read_resolution(JsonElement resolution, Facts& facts);
domain::Ref read_version(JsonElement version, Facts& facts);
domain::Ref read_component(JsonElement component, Facts& facts);
domain::Ref read_project(JsonElement project, Facts& facts);  // the name of the ref is the key

// "new", "indeterminate", "done" or "undefined" of a statusCategory object. Its key is trusted,
// names are localised and ids were seen to disagree.
[[nodiscard]] std::string category_key(JsonElement category);

// A sprint of the agile API or of the sprint field. `embedded` ones (of an issue) only fill gaps:
// the search index may be behind.
domain::Ref read_sprint(JsonElement sprint, bool embedded, Facts& facts);
domain::Ref read_sprint_text(std::string_view text, Facts& facts);
[[nodiscard]] bool looks_like_sprint(JsonElement value);

// The list of a project's versions in the project's order, which begins with `first` (from 1).
void read_version_list(JsonElement versions, int64_t first, Facts& facts);

// A link of `issue` to something outside Jira. "self" names the issue where it is not given.
void read_remote_link(JsonElement link, IssueId issue, Facts& facts);
// "confluence", "github", "gitlab", "bitbucket"; else the vendor's type key; "" when nothing says
// it.
[[nodiscard]] std::string remote_application(std::string_view type, std::string_view url);

void read_board(JsonElement board, Facts& facts);
void read_field(JsonElement field, Facts& facts);

// Marks a record as deleted at `at`.
void delete_record(domain::RecordKind kind, std::string id, IssueId issue, Instant at,
                   Facts& facts);

}  // namespace tl::connectors::jira
