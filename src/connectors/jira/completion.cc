#include "connectors/jira/completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "connectors/jira/histories.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kIssuesPerBulk = 1000;  // Jira's cap
constexpr int kHistoriesPerPage = 10000;
constexpr int kMaxPages = 1000;  // of any loop here
constexpr int kWorklogsPerPage = 5000;
constexpr int kCommentsPerPage = 100;

// True when the page {total, <list>} of a field holds fewer than its total.
bool is_cut(JsonElement issue, std::string_view field, std::string_view list) {
  const auto fields = json_get(issue, "fields");
  const auto page = fields ? json_get(*fields, field) : std::nullopt;
  const auto total = page ? json_int(*page, "total") : std::nullopt;
  simdjson::dom::array items;
  const auto given = page ? json_get(*page, list) : std::nullopt;
  if (!total || !given || given->get(items)) return false;
  return *total > static_cast<int64_t>(items.size());
}

domain::Issue* find_issue(Facts& facts, IssueId id) {
  const auto found = std::find_if(facts.changes.issues.begin(), facts.changes.issues.end(),
                                  [&](const domain::Issue& issue) { return issue.id == id; });
  return found == facts.changes.issues.end() ? nullptr : &*found;
}

// The vendor's token came to its end, so these are all that it has.
void set_history_totals(const std::vector<IssueId>& ids, Facts& facts) {
  std::map<IssueId, std::set<std::string_view>> by_issue;
  for (const domain::History& history : facts.changes.histories) {
    by_issue[history.issue].insert(history.id);
  }
  for (const IssueId id : ids) {
    domain::Issue* issue = find_issue(facts, id);
    const domain::Attribute* key = nullptr;
    if (issue != nullptr) {
      const auto found = issue->attributes.find("updated");
      if (found != issue->attributes.end()) key = &found->second;
    }
    if (key == nullptr) continue;
    domain::set_attribute(issue->attributes, domain::kHistoryTotal,
                          static_cast<double>(by_issue[id].size()), key->version);
    std::erase(facts.changes.refetch, id);
  }
}

// Histories that came embedded and in bulk are kept once.
void drop_repeated_histories(Facts& facts) {
  std::set<std::pair<IssueId, std::string>> seen;
  std::erase_if(facts.changes.histories, [&](const domain::History& history) {
    return !seen.emplace(history.issue, history.id).second;
  });
}

std::string bulk_body(const IssueId* begin, const IssueId* end, const std::string& token) {
  JsonWriter body;
  body.begin_object().key("issueIdsOrKeys").begin_array();
  for (; begin != end; ++begin) body.value(std::to_string(begin->value));
  body.end_array().member("maxResults", kHistoriesPerPage);
  if (!token.empty()) body.member("nextPageToken", token);
  body.end_object();
  return body.take();
}

Result<void> fetch_bulk(Client& client, const IssueId* begin, const IssueId* end, Facts& facts) {
  std::string token;
  for (int page = 0; page < kMaxPages; ++page) {
    TL_TRY(const Answer answer,
           client.post_read("changelog/bulkfetch", "/rest/api/3/changelog/bulkfetch",
                            bulk_body(begin, end, token)));
    read_changelog_page(answer.root(), IssueId(), facts);
    const std::string next(json_text(answer.root(), "nextPageToken").value_or(""));
    if (next.empty() || next == token) return {};
    token = next;
  }
  return make_error(ErrorCode::kVendorRefused, "The change logs of a page do not end.");
}

using ItemReader = void (*)(JsonElement, IssueId, Facts&);

// All items of one issue's sub-resource, advancing by what was received.
Result<void> fetch_items(Client& client, IssueId issue, std::string_view name,
                         std::string_view list, int per_page, ItemReader read, Facts& facts) {
  const std::string endpoint = fmt::format("issue/{{id}}/{}", name);
  const std::string path = fmt::format("/rest/api/3/issue/{}/{}", issue.value, name);
  int64_t start = 0;
  for (int page = 0; page < kMaxPages; ++page) {
    auto answer =
        client.get(endpoint, path,
                   {{"startAt", std::to_string(start)}, {"maxResults", std::to_string(per_page)}});
    // Gone or hidden since the search: what we have stays as it is.
    if (!answer.ok() && answer.error().code == ErrorCode::kVendorNotFound) return {};
    if (!answer.ok()) return std::move(answer).error();
    simdjson::dom::array items;
    const auto found = json_get(answer->root(), list);
    if (!found || found->get(items) || items.size() == 0) return {};
    for (const JsonElement item : items) read(item, issue, facts);
    start += static_cast<int64_t>(items.size());
    if (start >= json_int(answer->root(), "total").value_or(start)) return {};
  }
  return {};
}

}  // namespace

void Completion::note(JsonElement issue, IssueId id) {
  if (!id) return;
  const auto changelog = json_get(issue, "changelog");
  simdjson::dom::array histories;
  const auto list = changelog ? json_get(*changelog, "histories") : std::nullopt;
  const bool given = list && !list->get(histories);
  const auto total = changelog ? json_int(*changelog, "total") : std::nullopt;
  if (!given || !total || *total > static_cast<int64_t>(histories.size())) {
    histories_.push_back(id);
  }
  if (is_cut(issue, "worklog", "worklogs")) worklogs_.push_back(id);
  if (is_cut(issue, "comment", "comments")) comments_.push_back(id);
}

Result<void> Completion::fetch_histories(Client& client, Facts& facts) {
  for (size_t first = 0; first < histories_.size(); first += kIssuesPerBulk) {
    const size_t last = std::min(histories_.size(), first + kIssuesPerBulk);
    TL_CHECK_OK(fetch_bulk(client, histories_.data() + first, histories_.data() + last, facts));
  }
  if (histories_.empty()) return {};
  drop_repeated_histories(facts);
  set_history_totals(histories_, facts);
  return {};
}

Result<void> Completion::fetch(Client& client, Facts& facts) {
  TL_CHECK_OK(fetch_histories(client, facts));
  for (const IssueId id : worklogs_) {
    TL_CHECK_OK(
        fetch_items(client, id, "worklog", "worklogs", kWorklogsPerPage, read_worklog, facts));
  }
  for (const IssueId id : comments_) {
    TL_CHECK_OK(
        fetch_items(client, id, "comment", "comments", kCommentsPerPage, read_comment, facts));
  }
  return {};
}

}  // namespace tl::connectors::jira
