#include "connectors/jira/issue_fetch.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/jira/completion.h"
#include "connectors/jira/facts.h"
#include "connectors/jira/field_value.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

// System fields that are stored. Never description, environment or attachment.
constexpr std::array<std::string_view, 26> kSystemFields = {"summary",
                                                            "issuetype",
                                                            "status",
                                                            "priority",
                                                            "resolution",
                                                            "assignee",
                                                            "reporter",
                                                            "creator",
                                                            "project",
                                                            "created",
                                                            "updated",
                                                            "resolutiondate",
                                                            "duedate",
                                                            "labels",
                                                            "components",
                                                            "versions",
                                                            "fixVersions",
                                                            "issuelinks",
                                                            "parent",
                                                            "security",
                                                            "timespent",
                                                            "timeestimate",
                                                            "timeoriginalestimate",
                                                            "statuscategorychangedate",
                                                            "worklog",
                                                            "comment"};

void write_fields(JsonWriter& out, const domain::FieldCatalogue& fields) {
  out.key("fields").begin_array();
  for (const std::string& field : wanted_fields(fields)) out.value(field);
  out.end_array();
}

std::string search_body(const std::string& jql, const std::string& token,
                        const domain::FieldCatalogue& fields) {
  JsonWriter out;
  out.begin_object().member("jql", jql).member("maxResults", kSearchPage);
  write_fields(out, fields);
  out.member("expand", "changelog");
  if (!token.empty()) out.member("nextPageToken", token);
  out.end_object();
  return out.take();
}

IssueMark mark_of(JsonElement issue) {
  const auto fields = json_get(issue, "fields");
  const auto updated = fields ? instant_member(*fields, "updated") : std::nullopt;
  return IssueMark{issue_id_member(issue, "id"), text_member(issue, "key").value_or(""),
                   updated.value_or(Instant())};
}

simdjson::dom::array issues_of(const Answer& answer) {
  simdjson::dom::array issues;
  const auto list = json_get(answer.root(), "issues");
  if (list && !list->get(issues)) return issues;
  return {};
}

// The token of the next page. Token and isLast were seen to disagree: either ends it.
std::string next_token(const Answer& answer, const std::string& token) {
  if (json_bool(answer.root(), "isLast").value_or(false)) return {};
  std::string next(json_text(answer.root(), "nextPageToken").value_or(""));
  return next == token ? std::string() : next;
}

}  // namespace

std::vector<std::string> wanted_fields(const domain::FieldCatalogue& fields) {
  std::vector<std::string> wanted(kSystemFields.begin(), kSystemFields.end());
  for (const auto& [id, field] : fields.all()) {
    if (id.starts_with("customfield_") && !is_unwanted_field(field)) wanted.push_back(id);
  }
  if (!fields.all().empty()) return wanted;
  return {"*all", "-description", "-environment", "-attachment"};
}

Result<IssuePage> fetch_search_page(Client& client, const std::string& jql,
                                    const std::string& token, const PullScope& scope,
                                    const std::vector<std::string>& known) {
  TL_TRY(const Answer answer, client.post_read("search/jql", "/rest/api/3/search/jql",
                                               search_body(jql, token, *scope.fields)));
  IssuePage page;
  page.server_time = answer.date;
  page.next_token = next_token(answer, token);
  Facts facts(scope.fields, domain::SourceRank::kRest, answer.date);
  Completion missing;
  for (const JsonElement issue : issues_of(answer)) {
    IssueMark mark = mark_of(issue);
    const std::string seen = json_id(issue, "id");
    const bool repeated = std::find(known.begin(), known.end(), seen) != known.end();
    page.marks.push_back(std::move(mark));
    if (repeated) continue;
    missing.note(issue, read_issue(issue, {}, facts));
  }
  TL_CHECK_OK(missing.fetch(client, facts));
  page.changes = std::move(facts.changes);
  page.refused = std::move(facts.refused);
  return page;
}

Result<PulledPage> fetch_by_id(Client& client, std::span<const IssueId> ids,
                               const PullScope& scope) {
  PulledPage page;
  page.done = true;
  if (ids.empty()) return page;
  JsonWriter body;
  body.begin_object().key("issueIdsOrKeys").begin_array();
  for (const IssueId id : ids) body.value(std::to_string(id.value));
  body.end_array();
  write_fields(body, *scope.fields);
  body.key("expand").begin_array().value("changelog").end_array().end_object();
  TL_TRY(const Answer answer,
         client.post_read("issue/bulkfetch", "/rest/api/3/issue/bulkfetch", body.take()));
  Facts facts(scope.fields, domain::SourceRank::kRest, answer.date);
  Completion missing;
  std::vector<IssueId> found;
  for (const JsonElement issue : issues_of(answer)) {
    found.push_back(read_issue(issue, {}, facts));
    missing.note(issue, found.back());
    page.current_item = text_member(issue, "key").value_or("");
  }
  TL_CHECK_OK(missing.fetch(client, facts));
  for (const IssueId id : ids) {
    if (std::find(found.begin(), found.end(), id) == found.end()) page.lost_sight.push_back(id);
  }
  page.items = static_cast<int64_t>(found.size());
  page.changes = std::move(facts.changes);
  page.refused = std::move(facts.refused);
  return page;
}

std::optional<int64_t> fetch_count(Client& client, const std::string& condition) {
  JsonWriter body;
  body.begin_object().member("jql", condition).end_object();
  const auto answer = client.post_read("search/approximate-count",
                                       "/rest/api/3/search/approximate-count", body.take());
  if (!answer.ok()) return std::nullopt;
  return json_int(answer->root(), "count");
}

}  // namespace tl::connectors::jira
