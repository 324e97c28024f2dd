// Worklogs and comments: of an issue, of a delivery, of lists of their own.
#include "base/text.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using domain::Ref;
using domain::Value;

// Empty when nobody is named.
Value person_of(JsonElement item, std::string_view key, Facts& facts) {
  const auto author = json_get(item, key);
  Ref ref = author ? read_user(*author, facts) : Ref{};
  if (ref.id.empty()) return std::monostate{};
  return ref;
}

void set_editor(RecordBuilder& record, JsonElement item, Facts& facts) {
  if (json_get(item, "updateAuthor")) record.set("editor", person_of(item, "updateAuthor", facts));
}

// Seconds of "3h 20m". Nothing when it has days or weeks: their length is the site's.
std::optional<int64_t> duration_of(std::string_view text) {
  int64_t seconds = 0;
  if (text.empty()) return std::nullopt;
  for (const std::string_view part : split(text, ' ')) {
    if (part.empty()) continue;
    const auto number = parse_int(part.substr(0, part.size() - 1));
    const char unit = part.back();
    if (!number || *number < 0 || *number > 1'000'000) return std::nullopt;
    if (unit != 'h' && unit != 'm' && unit != 's') return std::nullopt;
    seconds += *number * (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1);
  }
  return seconds;
}

// Servers of version 4 give worklogs and comments an address and no id.
std::string id_or_address(JsonElement item, std::string_view collection) {
  std::string id = clean_text(json_id(item, "id"));
  if (!id.empty()) return id;
  const std::string_view self = json_text(item, "self").value_or("");
  const size_t at = self.rfind(collection);
  if (at == std::string_view::npos) return {};
  const std::string_view number = self.substr(at + collection.size());
  return parse_int(number) ? std::string(number) : std::string();
}

// The instant of the item's own state.
Instant state_of(JsonElement item, const Facts& facts) {
  if (const auto updated = instant_member(item, "updated")) return *updated;
  return instant_member(item, "created").value_or(facts.read_at());
}

}  // namespace

void read_worklog(JsonElement worklog, IssueId issue, Facts& facts) {
  std::string id = id_or_address(worklog, "/worklog/");
  if (id.empty()) return facts.refuse("worklog", "", "the worklog has no id", worklog);
  const Instant at = state_of(worklog, facts);
  IssueId own = issue_id_member(worklog, "issueId");
  if (!own && !issue) own = issue_id_in_url(json_text(worklog, "self").value_or(""));
  RecordBuilder record(domain::RecordKind::kWorklog, std::move(id), facts.version_at(at));
  record.issue(own ? own : issue).set(domain::kDeleted, false);
  record.set("author", person_of(worklog, "author", facts));
  set_editor(record, worklog, facts);
  record.instant("started", worklog, "started").instant("created", worklog, "created");
  record.instant("updated", worklog, "updated");
  if (const auto seconds = json_int(worklog, "timeSpentSeconds")) {
    record.set("seconds", static_cast<double>(*seconds));
  } else if (const auto minutes = json_int(worklog, "minutesSpent")) {
    record.set("seconds", static_cast<double>(*minutes) * 60);
  } else if (const auto spent = duration_of(json_text(worklog, "timeSpent").value_or(""))) {
    record.set("seconds", static_cast<double>(*spent));
  }
  facts.add(record.take());
}

void read_comment(JsonElement comment, IssueId issue, Facts& facts) {
  std::string id = id_or_address(comment, "/comment/");
  if (id.empty()) return facts.refuse("comment", "", "the comment has no id", comment);
  const Instant at = state_of(comment, facts);
  RecordBuilder record(domain::RecordKind::kComment, std::move(id), facts.version_at(at));
  if (!issue) issue = issue_id_in_url(json_text(comment, "self").value_or(""));
  record.issue(issue).set(domain::kDeleted, false);
  record.set("author", person_of(comment, "author", facts));
  set_editor(record, comment, facts);
  if (const auto shown = flag_member(comment, "jsdPublic")) record.set("internal", !*shown);
  record.instant("created", comment, "created").instant("updated", comment, "updated");
  facts.add(record.take());
}

}  // namespace tl::connectors::jira
