#include "connectors/jira/completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "connectors/jira/histories.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/parallel.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kIssuesPerBulk = 1000;  // Jira's cap
constexpr int kHistoriesPerPage = 10000;
constexpr int kMaxPages = 1000;  // of any loop here

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

// True when the page says its total, and has as many.
bool is_whole(JsonElement fields, std::string_view field, std::string_view list) {
  const auto page = json_get(fields, field);
  const auto total = page ? json_int(*page, "total") : std::nullopt;
  const auto given = page ? json_get(*page, list) : std::nullopt;
  simdjson::dom::array items;
  return total && given && !given->get(items) && *total == static_cast<int64_t>(items.size());
}

// The vendor's token came to its end, so these are all that it has.
void set_history_totals(const std::vector<IssueId>& ids, Facts& facts) {
  std::map<IssueId, std::set<std::string_view>> by_issue;
  for (const domain::History& history : facts.changes.histories) {
    by_issue[history.issue].insert(history.id);
  }
  const std::set<IssueId> whole(ids.begin(), ids.end());
  for (domain::Issue& issue : facts.changes.issues) {  // one may have come twice
    const auto updated = issue.attributes.find("updated");
    if (updated == issue.attributes.end() || !whole.contains(issue.id)) continue;
    domain::set_attribute(issue.attributes, domain::kHistoryTotal,
                          static_cast<double>(by_issue[issue.id].size()), updated->second.version);
    std::erase(facts.changes.refetch, issue.id);
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

bool says_absent(const Error& error) {
  return error.code == ErrorCode::kVendorNotFound || error.code == ErrorCode::kVendorForbidden ||
         error.code == ErrorCode::kVendorGone;
}

Result<void> fetch_bulk(const Client& client, const IssueId* begin, const IssueId* end,
                        Facts& facts) {
  std::string token;
  for (int page = 0; page < kMaxPages; ++page) {
    TL_TRY(const Answer answer,
           client.post_read("changelog/bulkfetch", client.api("/changelog/bulkfetch"),
                            bulk_body(begin, end, token)));
    read_changelog_page(answer.root(), IssueId(), facts);
    const std::string next(json_text(answer.root(), "nextPageToken").value_or(""));
    if (next.empty() || next == token) return {};
    token = next;
  }
  return make_error(ErrorCode::kVendorRefused, "The change logs of a page do not end.");
}

// A list of one issue that comes in pages: {startAt, total, NAME: [..]}.
struct SubList {
  std::string_view name;  // of the resource
  std::string_view list;  // of the member
  int per_page;
  void (*read)(JsonElement, IssueId, Facts&);
};

void read_plain_history(JsonElement history, IssueId issue, Facts& facts) {
  read_history(history, issue, std::nullopt, domain::Ref{}, facts);
}

constexpr SubList kWorklogs{"worklog", "worklogs", 5000, read_worklog};
constexpr SubList kComments{"comment", "comments", 100, read_comment};
constexpr SubList kChangelog{"changelog", "values", 100, read_plain_history};

// All items of one issue's list, advancing by what was received. False: the issue is gone or
// hidden since the search; what we have stays as it is.
Result<bool> fetch_items(const Client& client, IssueId issue, const SubList& what, Facts& facts) {
  const std::string endpoint = fmt::format("issue/{{id}}/{}", what.name);
  const std::string path = client.api(fmt::format("/issue/{}/{}", issue.value, what.name));
  int64_t start = 0;
  for (int page = 0; page < kMaxPages; ++page) {
    auto answer = client.get(
        endpoint, path,
        {{"startAt", std::to_string(start)}, {"maxResults", std::to_string(what.per_page)}});
    if (!answer.ok() && says_absent(answer.error())) return false;
    if (!answer.ok()) return std::move(answer).error();
    simdjson::dom::array items;
    const auto found = json_get(answer->root(), what.list);
    const auto total = json_int(answer->root(), "total");
    if (!found || found->get(items)) return false;
    if (items.size() == 0) return start >= total.value_or(start);
    for (const JsonElement item : items) what.read(item, issue, facts);
    start += static_cast<int64_t>(items.size());
    if (json_bool(answer->root(), "isLast").value_or(false)) return true;
    if (start >= total.value_or(start)) return true;
  }
  return false;
}

// Where there is no resource for change logs: the issue itself brings its own. True when whole.
Result<bool> fetch_expanded(const Client& client, IssueId issue, Facts& facts) {
  auto answer = client.get("issue/{id}", client.api(fmt::format("/issue/{}", issue.value)),
                           {{"expand", "changelog"}, {"fields", "updated"}});
  if (!answer.ok() && says_absent(answer.error())) return false;
  if (!answer.ok()) return std::move(answer).error();
  const auto changelog = json_get(answer->root(), "changelog");
  return changelog && read_changelog(*changelog, issue, facts).complete;
}

Result<bool> fetch_history_of(const Client& client, IssueId issue, Facts& facts) {
  if (client.can().changelog_pages) return fetch_items(client, issue, kChangelog, facts);
  return fetch_expanded(client, issue, facts);
}

Result<bool> fetch_remote_links(const Client& client, IssueId issue, Facts& facts) {
  auto answer = client.get("issue/{id}/remotelink",
                           client.api(fmt::format("/issue/{}/remotelink", issue.value)));
  if (!answer.ok() && says_absent(answer.error())) return false;
  if (!answer.ok()) return std::move(answer).error();
  for_each_item(answer->root(), {"values"},
                [&](JsonElement link) { read_remote_link(link, issue, facts); });
  return true;
}

void take(Facts& from, Facts& into) {
  into.changes.append(std::move(from.changes));
  for (domain::Refused& refused : from.refused) into.refused.push_back(std::move(refused));
}

// Runs `fetch` for each issue at once and joins what they found. Gives those that came whole.
template <typename Fetch>
Result<std::vector<IssueId>> fetch_each(const std::vector<IssueId>& ids,
                                        const domain::FieldCatalogue* fields, Facts& facts,
                                        const Fetch& fetch) {
  std::vector<Facts> found(
      ids.size(), Facts(fields, facts.rank(), facts.read_at(), facts.reads_descriptions()));
  std::vector<Result<bool>> outcomes(ids.size(), Result<bool>(false));
  run_parallel(ids.size(), kMaxParallel, [&](size_t i) { outcomes[i] = fetch(ids[i], found[i]); });
  std::vector<IssueId> whole;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!outcomes[i].ok()) return std::move(outcomes[i]).error();
    if (*outcomes[i]) whole.push_back(ids[i]);
    take(found[i], facts);
  }
  return whole;
}

void append(std::vector<IssueId>& to, const std::vector<IssueId>& from) {
  to.insert(to.end(), from.begin(), from.end());
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
  const auto fields = json_get(issue, "fields");
  const auto updated = fields ? instant_member(*fields, "updated") : std::nullopt;
  const bool cut = is_cut(issue, "comment", "comments");
  if (cut) comments_.push_back(id);
  if (!updated) return;
  if (cut) {
    updated_[id] = *updated;
  } else if (is_whole(*fields, "comment", "comments")) {
    whole_[id] = *updated;
  }
}

void Completion::join(Completion&& other) {
  append(histories_, other.histories_);
  append(worklogs_, other.worklogs_);
  append(comments_, other.comments_);
  updated_.merge(other.updated_);
  // Of two answers the older one is no proof: a comment may lie between them.
  for (const auto& [id, at] : other.whole_) {
    Instant& kept = whole_.try_emplace(id, at).first->second;
    kept = std::min(kept, at);
  }
}

Result<void> Completion::fetch_histories(const Client& client, const domain::FieldCatalogue* fields,
                                         Facts& facts) {
  if (histories_.empty()) return {};
  bool bulk = client.can().bulk_changelog;
  for (size_t first = 0; bulk && first < histories_.size(); first += kIssuesPerBulk) {
    const size_t last = std::min(histories_.size(), first + kIssuesPerBulk);
    const auto fetched =
        fetch_bulk(client, histories_.data() + first, histories_.data() + last, facts);
    if (!fetched.ok() && !says_absent(fetched.error())) return fetched.error();
    bulk = fetched.ok();
  }
  std::vector<IssueId> whole = histories_;
  if (!bulk) {
    TL_TRY(whole, fetch_each(histories_, fields, facts, [&](IssueId id, Facts& into) {
             return fetch_history_of(client, id, into);
           }));
  }
  drop_repeated_histories(facts);
  set_history_totals(whole, facts);
  return {};
}

// There is no bulk request for links, so only issues are asked whose histories say that a link was
// made or removed.
Result<void> Completion::fetch_links(const Client& client, const domain::FieldCatalogue* fields,
                                     Facts& facts) {
  std::vector<IssueId> linked;
  for (const domain::History& history : facts.changes.histories) {
    const bool tells = std::any_of(
        history.items.begin(), history.items.end(),
        [](const domain::HistoryItem& item) { return item.field_name == "RemoteIssueLink"; });
    const bool noted = std::find(linked.begin(), linked.end(), history.issue) != linked.end();
    if (tells && !noted) linked.push_back(history.issue);
  }
  if (linked.size() > kMaxLinked) {
    links_left_out_ = linked.size() - kMaxLinked;
    linked.resize(kMaxLinked);
  }
  TL_CHECK_OK(fetch_each(linked, fields, facts, [&](IssueId id, Facts& into) {
    return fetch_remote_links(client, id, into);
  }));
  return {};
}

Result<void> Completion::fetch(const Client& client, const domain::FieldCatalogue* fields,
                               Facts& facts) {
  TL_CHECK_OK(fetch_histories(client, fields, facts));
  TL_CHECK_OK(fetch_each(worklogs_, fields, facts, [&](IssueId id, Facts& into) {
    return fetch_items(client, id, kWorklogs, into);
  }));
  TL_TRY(const std::vector<IssueId> commented,
         fetch_each(comments_, fields, facts, [&](IssueId id, Facts& into) {
           return fetch_items(client, id, kComments, into);
         }));
  for (const IssueId id : commented) {
    if (const auto at = updated_.find(id); at != updated_.end()) whole_.insert(*at);
  }
  return fetch_links(client, fields, facts);
}

}  // namespace tl::connectors::jira
