// Worklogs and comments: of an issue, of a delivery, of lists of their own.
#include "connectors/jira/issues.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using domain::Ref;
using domain::Value;

// Empty when nobody is named.
Value author_of(JsonElement item, Facts& facts) {
  const auto author = json_get(item, "author");
  Ref ref = author ? read_user(*author, facts) : Ref{};
  if (ref.id.empty()) return std::monostate{};
  return ref;
}

// The instant of the item's own state.
Instant state_of(JsonElement item, const Facts& facts) {
  if (const auto updated = instant_member(item, "updated")) return *updated;
  return instant_member(item, "created").value_or(facts.read_at());
}

}  // namespace

void read_worklog(JsonElement worklog, IssueId issue, Facts& facts) {
  std::string id = clean_text(json_id(worklog, "id"));
  if (id.empty()) return facts.refuse("worklog", "", "the worklog has no id", worklog);
  const Instant at = state_of(worklog, facts);
  const IssueId own = issue_id_member(worklog, "issueId");
  RecordBuilder record(domain::RecordKind::kWorklog, std::move(id), facts.version_at(at));
  record.issue(own ? own : issue).set(domain::kDeleted, false);
  record.set("author", author_of(worklog, facts));
  record.instant("started", worklog, "started").instant("created", worklog, "created");
  record.instant("updated", worklog, "updated");
  if (const auto seconds = json_int(worklog, "timeSpentSeconds")) {
    record.set("seconds", static_cast<double>(*seconds));
  } else if (const auto minutes = json_int(worklog, "minutesSpent")) {
    record.set("seconds", static_cast<double>(*minutes) * 60);
  }
  facts.add(record.take());
}

void read_comment(JsonElement comment, IssueId issue, Facts& facts) {
  std::string id = clean_text(json_id(comment, "id"));
  if (id.empty()) return facts.refuse("comment", "", "the comment has no id", comment);
  const Instant at = state_of(comment, facts);
  RecordBuilder record(domain::RecordKind::kComment, std::move(id), facts.version_at(at));
  record.issue(issue).set(domain::kDeleted, false);
  record.set("author", author_of(comment, facts));
  record.instant("created", comment, "created").instant("updated", comment, "updated");
  facts.add(record.take());
}

}  // namespace tl::connectors::jira
