#include "connectors/jira/issue_fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "base/text.h"
#include "connectors/jira/completion.h"
#include "connectors/jira/facts.h"
#include "connectors/jira/field_value.h"
#include "connectors/jira/filter.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

// System fields that are stored; the description only where the connection opted in. Never
// environment or attachment.
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

constexpr size_t kMaxByIds = 100;   // of issue/bulkfetch, and of a search by ids
constexpr size_t kMaxAbsent = 200;  // comments that are asked about, of a page
constexpr size_t kMaxSingle = 8;    // ids that are asked for one by one
constexpr int kMarksPage = 1000;    // more is granted to some only

using Fields = std::vector<std::string>;

void write_list(JsonWriter& out, std::string_view name, const Fields& words) {
  out.key(name).begin_array();
  for (const std::string& word : words) out.value(word);
  out.end_array();
}

struct Question {
  std::string jql;
  Fields fields;
  bool changelog = true;
  int rows = 50;
  std::string position;
  bool validate = true;  // Data Center: refuse what is not known, such as ids that are not seen
};

std::string search_body(const Question& question, const Capabilities& can) {
  JsonWriter out;
  out.begin_object().member("jql", question.jql).member("maxResults", question.rows);
  write_list(out, "fields", question.fields);
  if (can.token_search) {
    if (question.changelog) out.member("expand", "changelog");
    if (!question.position.empty()) out.member("nextPageToken", question.position);
  } else {
    if (question.changelog) out.key("expand").begin_array().value("changelog").end_array();
    out.member("startAt", parse_int(question.position).value_or(0));
    if (!question.validate) out.member("validateQuery", false);
  }
  out.end_object();
  return out.take();
}

Result<Answer> ask(const Client& client, const Question& question) {
  const std::string_view name = client.can().token_search ? "search/jql" : "search";
  TL_TRY(Answer answer, client.post_read(name, client.api("/" + std::string(name)),
                                         search_body(question, client.can())));
  // What lists nothing is not what an empty list is: nothing may be concluded from it.
  const auto list = json_get(answer.root(), "issues");
  if (list && list->is_array()) return answer;
  return make_error(ErrorCode::kVendorNotJira,
                    "Jira's answer to a search holds no list of issues.");
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

// Token and isLast were seen to disagree: either ends it. Offsets advance by what was received.
std::string next_position(const Client& client, const Answer& answer, const std::string& position,
                          size_t received) {
  if (client.can().token_search) {
    if (json_bool(answer.root(), "isLast").value_or(false)) return {};
    std::string next(json_text(answer.root(), "nextPageToken").value_or(""));
    return next == position ? std::string() : next;
  }
  if (received == 0) return {};
  const int64_t next = parse_int(position).value_or(0) + static_cast<int64_t>(received);
  const auto total = json_int(answer.root(), "total");
  return !total || next < *total ? std::to_string(next) : std::string();
}

Facts facts_of(const PullScope& scope, Instant read_at) {
  return {scope.fields, domain::SourceRank::kRest, read_at, scope.descriptions};
}

Result<IssuePage> read_page(const Client& client, const SearchRequest& request,
                            const Answer& answer, const PullScope& scope) {
  IssuePage page{.facts = facts_of(scope, answer.date),
                 .missing = {},
                 .marks = {},
                 .next = {},
                 .server_time = answer.date,
                 .bytes = answer.bytes,
                 .granted = std::nullopt,
                 .total = json_int(answer.root(), "total"),
                 .issues_read = 0};
  for (const JsonElement issue : issues_of(answer)) {
    page.marks.push_back(mark_of(issue));
    const std::string seen = json_id(issue, "id");
    const bool skip =
        std::find(request.skip.begin(), request.skip.end(), seen) != request.skip.end();
    if (request.marks_only || skip) continue;
    ++page.issues_read;
    page.missing.note(issue, read_issue(issue, {}, page.facts));
  }
  page.next = next_position(client, answer, request.position, page.marks.size());
  return page;
}

bool contains(std::span<const IssueId> ids, IssueId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

using TakeIssue = std::function<void(JsonElement issue, const Answer& answer)>;

struct ById {
  Fields fields;
  bool changelog = true;
  TakeIssue take;  // also gets those without a numeric id
};

// Gives the ids that were found.
std::vector<IssueId> take_issues(const Answer& answer, const ById& what) {
  std::vector<IssueId> found;
  for (const JsonElement issue : issues_of(answer)) {
    if (const IssueId id = issue_id_member(issue, "id")) found.push_back(id);
    what.take(issue, answer);
  }
  return found;
}

Result<void> fetch_in_bulk(const Client& client, std::span<const IssueId> ids, const ById& what) {
  JsonWriter body;
  body.begin_object().key("issueIdsOrKeys").begin_array();
  for (const IssueId id : ids) body.value(std::to_string(id.value));
  body.end_array();
  write_list(body, "fields", what.fields);
  if (what.changelog) body.key("expand").begin_array().value("changelog").end_array();
  body.end_object();
  TL_TRY(const Answer answer,
         client.post_read("issue/bulkfetch", client.api("/issue/bulkfetch"), body.take()));
  take_issues(answer, what);
  return {};
}

Result<void> fetch_single(const Client& client, IssueId id, const ById& what) {
  Query query;
  std::string list;
  for (const std::string& field : what.fields) list += (list.empty() ? "" : ",") + field;
  query.emplace_back("fields", list);
  if (what.changelog) query.emplace_back("expand", "changelog");
  auto answer = client.get("issue/{id}", client.api("/issue/" + std::to_string(id.value)), query);
  if (answer.ok()) {
    what.take(answer->root(), *answer);
    return {};
  }
  const ErrorCode code = answer.error().code;
  if (code == ErrorCode::kVendorNotFound || code == ErrorCode::kVendorForbidden) return {};
  return std::move(answer).error();
}

// Without a bulk resource: a search. One id that the account does not see may empty the whole
// answer, so what did not come is asked for again in halves, and at last one by one.
Result<void> fetch_by_search(const Client& client, std::span<const IssueId> ids, const ById& what) {
  TL_TRY(const Answer answer, ask(client, {render_ids(ids), what.fields, what.changelog,
                                           static_cast<int>(kMaxByIds), "", false}));
  const std::vector<IssueId> found = take_issues(answer, what);
  std::vector<IssueId> missing;
  for (const IssueId id : ids) {
    if (!contains(found, id)) missing.push_back(id);
  }
  if (missing.size() <= kMaxSingle) {
    for (const IssueId id : missing) TL_CHECK_OK(fetch_single(client, id, what));
    return {};
  }
  const size_t half = missing.size() / 2;
  const std::span<const IssueId> all(missing);
  TL_CHECK_OK(fetch_by_search(client, all.first(half), what));
  return fetch_by_search(client, all.subspan(half), what);
}

// Issues that the account does not see do not come; that is no error.
Result<void> fetch_ids(const Client& client, std::span<const IssueId> ids, const ById& what) {
  if (client.can().bulk_issues) return fetch_in_bulk(client, ids, what);
  return fetch_by_search(client, ids, what);
}

// Fields that the numbers rest on, whatever was chosen: those of a role, and all numbers, of which
// any may be made the story points later.
bool is_needed_field(const domain::FieldInfo& field) {
  return field.role != domain::FieldRole::kNone || field.type == "number";
}

// Stored comments of issues whose list came whole that are not in it.
std::vector<std::pair<IssueId, std::string>> absent_comments(const Completion& read,
                                                             const PullScope& scope,
                                                             const Facts& facts) {
  std::vector<std::pair<IssueId, std::string>> absent;
  if (!scope.stored || !scope.known || read.whole_comments().empty()) return absent;
  std::vector<IssueId> ids;
  for (const auto& [id, at] : read.whole_comments()) ids.push_back(id);
  std::map<IssueId, std::set<std::string>> seen;
  for (const domain::Record& record : facts.changes.records) {
    if (record.kind == domain::RecordKind::kComment) seen[record.issue].insert(record.id);
  }
  for (const IssueId id : scope.known(ids)) {
    for (std::string& stored : scope.stored(id, domain::RecordKind::kComment)) {
      if (!seen[id].contains(stored)) absent.emplace_back(id, std::move(stored));
    }
  }
  if (absent.size() > kMaxAbsent) absent.resize(kMaxAbsent);  // the rest at the next reading
  return absent;
}

// Comments have no list of deleted ones. One that is stored and not in the whole list of its issue
// is asked for; when Jira does not know it, it is gone since the issue last changed. One that was
// made later has a later version and stays.
Result<void> delete_absent_comments(const Client& client, const Completion& read,
                                    const PullScope& scope, Facts& facts) {
  for (auto& [issue, comment] : absent_comments(read, scope, facts)) {
    const auto at = read.whole_comments().find(issue);
    if (at == read.whole_comments().end()) continue;
    const std::string path =
        client.api(fmt::format("/issue/{}/comment/{}", issue.value, url_encode(comment)));
    const auto answer = client.get("issue/{id}/comment", path);
    if (answer.ok()) continue;  // a page shifted while it was read
    if (answer.error().code != ErrorCode::kVendorNotFound) return answer.error();
    delete_record(domain::RecordKind::kComment, std::move(comment), issue, at->second, facts);
  }
  return {};
}

// Takes an issue and all that hangs on it out of the changes.
void remove_issue(domain::ChangeSet& changes, IssueId id) {
  std::erase_if(changes.issues, [&](const domain::Issue& issue) { return issue.id == id; });
  std::erase_if(changes.histories, [&](const domain::History& one) { return one.issue == id; });
  std::erase_if(changes.records, [&](const domain::Record& record) { return record.issue == id; });
  std::erase(changes.refetch, id);
}

}  // namespace

std::vector<std::string> wanted_fields(const PullScope& scope) {
  Fields wanted(kSystemFields.begin(), kSystemFields.end());
  if (scope.descriptions) wanted.emplace_back(domain::kDescription);
  const Fields& chosen = scope.custom_fields;
  for (const auto& [id, field] : scope.fields->all()) {
    const bool asked = chosen.empty() || is_needed_field(field) ||
                       std::find(chosen.begin(), chosen.end(), id) != chosen.end();
    if (id.starts_with("customfield_") && asked && !is_unwanted_field(field)) wanted.push_back(id);
  }
  if (!scope.fields->all().empty()) return wanted;
  Fields all = {"*all", "-environment", "-attachment"};
  if (!scope.descriptions) all.emplace_back("-description");
  return all;
}

Result<IssuePage> fetch_search_page(const Client& client, const SearchRequest& request,
                                    const PullScope& scope) {
  Question question{request.jql,  {"updated"},      !request.marks_only,
                    request.rows, request.position, request.validate};
  if (request.marks_only) {
    if (request.ids_only) question.fields = {"id"};
    question.rows = request.rows > 0 ? request.rows : kMarksPage;
  } else {
    question.fields = wanted_fields(scope);
    if (question.rows <= 0) question.rows = client.can().search_page;
  }
  for (;; question.rows = (question.rows + 1) / 2) {
    auto answer = ask(client, question);
    if (!answer.ok() && answer.error().code == ErrorCode::kTooLarge && question.rows > 1) continue;
    if (!answer.ok()) return std::move(answer).error();
    TL_TRY(IssuePage page, read_page(client, request, *answer, scope));
    const auto granted = json_int(answer->root(), "maxResults");
    if (granted && *granted > 0 && *granted < question.rows) {
      page.granted = static_cast<int>(*granted);
    }
    return page;
  }
}

Result<void> complete(const Client& client, std::vector<IssuePage> pages, const PullScope& scope,
                      PulledPage& page) {
  if (pages.empty()) return {};
  Instant oldest = pages.front().server_time;
  for (const IssuePage& one : pages) oldest = std::min(oldest, one.server_time);
  Facts facts = facts_of(scope, oldest);
  Completion missing;
  for (IssuePage& one : pages) {
    facts.changes.append(std::move(one.facts.changes));
    for (auto& refused : one.facts.refused) facts.refused.push_back(std::move(refused));
    missing.join(std::move(one.missing));
    page.issues_read += one.issues_read;
  }
  TL_CHECK_OK(missing.fetch(client, scope.fields, facts));
  TL_CHECK_OK(delete_absent_comments(client, missing, scope, facts));
  if (missing.links_left_out() > 0) {
    page.notes.push_back(fmt::format(
        "Links to pages outside Jira of {} issues were left out; they come when the issue changes.",
        missing.links_left_out()));
  }
  page.changes.append(std::move(facts.changes));
  for (auto& refused : facts.refused) page.refused.push_back(std::move(refused));
  return {};
}

Result<PulledPage> fetch_by_id(const Client& client, std::span<const IssueId> ids,
                               const PullScope& scope) {
  PulledPage page;
  page.done = true;
  if (ids.empty()) return page;
  std::vector<IssueId> found;
  std::vector<IssuePage> pages;
  const auto take = [&](JsonElement issue, const Answer& answer) {
    IssuePage one{.facts = facts_of(scope, answer.date),
                  .missing = {},
                  .marks = {},
                  .next = {},
                  .server_time = answer.date,
                  .bytes = 0,
                  .granted = std::nullopt,
                  .total = std::nullopt,
                  .issues_read = 1};
    const IssueId seen = issue_id_member(issue, "id");
    if (seen && contains(found, seen)) return;  // a second time in the same answers
    const IssueId id = read_issue(issue, {}, one.facts);
    if (id) found.push_back(id);
    one.missing.note(issue, id);
    page.current_item = text_member(issue, "key").value_or("");
    pages.push_back(std::move(one));
  };
  TL_CHECK_OK(fetch_ids(client, ids, {wanted_fields(scope), true, take}));
  TL_CHECK_OK(complete(client, std::move(pages), scope, page));
  for (const IssueId id : ids) {
    if (!contains(found, id)) page.lost_sight.push_back(id);
  }
  page.items = static_cast<int64_t>(found.size());
  TL_TRY(const Membership membership, fetch_membership(client, found, scope));
  for (const IssueId id : membership.strangers) remove_issue(page.changes, id);
  page.in_filter = membership.matching;
  page.left_filter = membership.followed;
  page.not_admitted = membership.strangers;
  return page;
}

std::optional<int64_t> fetch_count(const Client& client, const std::string& condition) {
  if (!client.can().approximate_count) {
    const auto answer = ask(client, {condition, {"id"}, false, 0, "", true});
    return answer.ok() ? json_int(answer->root(), "total") : std::nullopt;
  }
  JsonWriter body;
  body.begin_object().member("jql", condition).end_object();
  const auto answer = client.post_read("search/approximate-count",
                                       client.api("/search/approximate-count"), body.take());
  if (!answer.ok()) return std::nullopt;
  return json_int(answer->root(), "count");
}

Result<std::vector<connector::LiveIssue>> fetch_live(const Client& client,
                                                     std::span<const IssueId> ids) {
  std::vector<connector::LiveIssue> live;
  for (size_t first = 0; first < ids.size(); first += kMaxByIds) {
    const auto some = ids.subspan(first, std::min(kMaxByIds, ids.size() - first));
    const auto take = [&](JsonElement issue, const Answer&) {
      const IssueMark mark = mark_of(issue);
      if (!mark.id) return;
      connector::LiveIssue one{mark.id, mark.key, {}, mark.updated};
      const auto fields = json_get(issue, "fields");
      const auto status = fields ? json_get(*fields, "status") : std::nullopt;
      if (status) {
        one.status = {json_id(*status, "id"), text_member(*status, "name").value_or("")};
      }
      live.push_back(std::move(one));
    };
    TL_CHECK_OK(fetch_ids(client, some, {{"status", "updated"}, false, take}));
  }
  return live;
}

}  // namespace tl::connectors::jira
