#include "connectors/jira/filter.h"

#include <algorithm>

#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kMaxPerMatch = 500;

std::string first_error(JsonElement match) {
  simdjson::dom::array errors;
  const auto list = json_get(match, "errors");
  if (!list || list->get(errors) || errors.size() == 0) return {};
  return id_of(errors.at(0));
}

Result<std::vector<IssueId>> match(const Client& client, std::span<const IssueId> ids,
                                   const std::string& filter) {
  JsonWriter body;
  body.begin_object().key("issueIds").begin_array();
  for (const IssueId id : ids) body.value(id.value);
  body.end_array().key("jqls").begin_array().value(filter).end_array().end_object();
  TL_TRY(const Answer answer, client.post_read("jql/match", client.api("/jql/match"), body.take()));
  std::vector<IssueId> matching;
  simdjson::dom::array matches;
  const auto list = json_get(answer.root(), "matches");
  if (!list || list->get(matches) || matches.size() == 0) return matching;
  const JsonElement only = matches.at(0);
  if (const std::string error = first_error(only); !error.empty()) {
    return make_error(ErrorCode::kVendorRefused, "Jira does not accept the filter: " + error);
  }
  simdjson::dom::array found;
  const auto issues = json_get(only, "matchedIssues");
  if (!issues || issues->get(found)) return matching;
  for (const JsonElement id : found) matching.push_back(issue_id_of(id_of(id)));
  return matching;
}

Result<std::vector<IssueId>> search_matching(const Client& client, std::span<const IssueId> ids,
                                             const std::string& filter) {
  SearchRequest request;
  request.jql = render_ids(ids) + " AND (" + filter + ")";
  request.marks_only = true;
  request.validate = false;
  const connector::PullScope nothing;
  std::vector<IssueId> matching;
  do {
    TL_TRY(const IssuePage page, fetch_search_page(client, request, nothing));
    for (const IssueMark& mark : page.marks) matching.push_back(mark.id);
    request.position = page.next;
  } while (!request.position.empty() && matching.size() < ids.size());
  return matching;
}

// A token may lack the right to the resource for it; the search it always has.
Result<std::vector<IssueId>> ask_which(const Client& client, std::span<const IssueId> ids,
                                       const std::string& filter) {
  if (!client.can().jql_match) return search_matching(client, ids, filter);
  auto found = match(client, ids, filter);
  const bool absent = !found.ok() && (found.error().code == ErrorCode::kVendorGone ||
                                      found.error().code == ErrorCode::kVendorForbidden);
  return absent ? search_matching(client, ids, filter) : std::move(found);
}

bool has(std::span<const IssueId> ids, IssueId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

Result<std::vector<IssueId>> fetch_matching(const Client& client, std::span<const IssueId> ids,
                                            const std::string& filter) {
  const std::string condition = strip_order(filter).condition;
  std::vector<IssueId> matching;
  if (condition.empty()) return std::vector<IssueId>(ids.begin(), ids.end());
  for (size_t first = 0; first < ids.size(); first += kMaxPerMatch) {
    const auto some = ids.subspan(first, std::min(kMaxPerMatch, ids.size() - first));
    TL_TRY(const std::vector<IssueId> found, ask_which(client, some, condition));
    for (const IssueId id : found) {
      if (has(some, id)) matching.push_back(id);
    }
  }
  return matching;
}

Result<Membership> fetch_membership(const Client& client, std::span<const IssueId> ids,
                                    const connector::PullScope& scope) {
  Membership membership;
  if (ids.empty() || strip_order(scope.filter_jql).condition.empty()) return membership;
  TL_TRY(membership.matching, fetch_matching(client, ids, scope.filter_jql));
  std::vector<IssueId> others;
  for (const IssueId id : ids) {
    if (!has(membership.matching, id)) others.push_back(id);
  }
  if (others.empty()) return membership;
  if (scope.known) membership.followed = scope.known(others);
  for (const IssueId id : others) {
    if (!has(membership.followed, id)) membership.strangers.push_back(id);
  }
  return membership;
}

}  // namespace tl::connectors::jira
