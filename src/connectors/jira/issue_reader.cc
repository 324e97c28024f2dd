// Positions within a bulk edit, and why nothing is lost there although its rows may move away:
//
// - Offsets: each page begins a few rows early. When its first row is none of the last ones
//   delivered, more rows have gone than that, and the window is read again from the floor.
// - Tokens: it is not promised that they stand still. When such a run has ended, one request lists
//   the ids of what it covered (up to 5000 at once, so that nothing moves meanwhile), and those
//   that never came are fetched by id.
#include "connectors/jira/issue_reader.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tl::connectors::jira {
namespace {

using connector::PullScope;

constexpr int64_t kEarly = 25;    // rows, at most; half of a cursor's tail
constexpr int kListed = 5000;     // ids of one listing, Jira's cap
constexpr size_t kMaxById = 100;  // of one fetch

// By how many rows a page begins early. The tail is as long as the last page, at most 50.
int64_t early_rows(const Cursor& cursor) {
  return std::min(kEarly, static_cast<int64_t>(cursor.tail.size()) / 2);
}

// The rows to skip; 0 when the query begins anew.
int64_t offset_of(const Cursor& cursor) {
  return std::max<int64_t>(0, parse_int(cursor.position).value_or(0) - early_rows(cursor));
}

SearchRequest request_at(const Client& client, const IssueQuery& query, int rows, bool marks_only,
                         const Cursor& cursor) {
  SearchRequest request;
  request.jql = render_jql(query);
  request.rows = rows;
  request.marks_only = marks_only;
  request.skip = cursor.known;
  request.position = cursor.position;
  if (!client.can().token_search && !cursor.position.empty()) {
    request.position = std::to_string(offset_of(cursor));
  }
  return request;
}

bool is_in(const std::vector<std::string>& ids, IssueId id) {
  return std::find(ids.begin(), ids.end(), std::to_string(id.value)) != ids.end();
}

// False: rows have gone from before the page, and maybe some were never seen.
bool joins(const Client& client, const Cursor& cursor, const IssuePage& page) {
  if (client.can().token_search || cursor.position.empty()) return true;
  if (offset_of(cursor) == 0 || early_rows(cursor) == 0) return true;
  return !page.marks.empty() && is_in(cursor.tail, page.marks.front().id);
}

Result<IssuePage> fetch_joined(const Client& client, const IssueQuery& base, int rows,
                               bool marks_only, const PullScope& scope, Cursor& cursor) {
  IssueQuery query = base;
  cursor.bound(query);
  auto page = fetch_search_page(client, request_at(client, query, rows, marks_only, cursor), scope);
  const bool expired = !page.ok() && page.error().code == ErrorCode::kVendorRefused;
  if (cursor.position.empty() || (!page.ok() && !expired)) return page;
  if (page.ok() && joins(client, cursor, *page)) return page;
  cursor.position.clear();  // the floor leads on
  query = base;
  cursor.bound(query);
  return fetch_search_page(client, request_at(client, query, rows, marks_only, cursor), scope);
}

// What the run covered, from where its query began to the end of its last page; an empty last page
// stands for the end of the window.
IssueQuery run_query(const IssueQuery& base, const Cursor& before, const Cursor& after,
                     bool to_the_end) {
  IssueQuery query = base;
  Cursor whole = before;
  whole.bound(query);
  if (!to_the_end && after.floor) {
    (before.ascending ? query.updated_to : query.updated_from) = *after.floor;
  }
  return query;
}

Result<std::vector<IssueMark>> list_missed(const Client& client, const IssueQuery& query,
                                           const std::set<IssueId>& seen, const PullScope& scope) {
  SearchRequest request;
  request.jql = render_jql(query);
  request.rows = kListed;
  request.marks_only = true;
  request.ids_only = true;
  std::vector<IssueMark> missed;
  do {
    TL_TRY(const IssuePage page, fetch_search_page(client, request, scope));
    for (const IssueMark& mark : page.marks) {
      if (!seen.contains(mark.id)) missed.push_back(mark);
    }
    request.position = page.next;
  } while (!request.position.empty() && missed.size() < kMaxKnown);
  return missed;
}

Result<void> fetch_missed(const Client& client, const IssueQuery& base, const Cursor& before,
                          const Cursor& after, bool marks_only, const PullScope& scope,
                          IssuePage& page) {
  std::set<IssueId> seen;
  for (const std::string& id : before.known) seen.insert(IssueId(parse_int(id).value_or(0)));
  for (const IssueMark& mark : page.marks) seen.insert(mark.id);
  TL_TRY(const std::vector<IssueMark> missed,
         list_missed(client, run_query(base, before, after, page.marks.empty()), seen, scope));
  PullScope unfiltered = scope;
  unfiltered.filter_jql.clear();
  for (size_t first = 0; first < missed.size(); first += kMaxById) {
    std::vector<IssueId> ids;
    for (size_t i = first; i < std::min(missed.size(), first + kMaxById); ++i) {
      ids.push_back(missed[i].id);
    }
    if (marks_only) break;
    TL_TRY(connector::PulledPage found, fetch_by_id(client, ids, unfiltered));
    page.issues_read += found.issues_read;
    page.facts.changes.append(std::move(found.changes));
    for (auto& refused : found.refused) page.facts.refused.push_back(std::move(refused));
  }
  page.marks.insert(page.marks.end(), missed.begin(), missed.end());
  return {};
}

std::vector<IssueMark> fresh_marks(const IssuePage& page, const Cursor& before) {
  std::vector<IssueMark> fresh;
  std::set<IssueId> seen;
  for (const IssueMark& mark : page.marks) {
    const bool mine = mark.updated == Instant() || before.window.holds(mark.updated);
    if (mine && !is_in(before.known, mark.id) && seen.insert(mark.id).second) {
      fresh.push_back(mark);
    }
  }
  return fresh;
}

}  // namespace

Result<IssueRead> read_at(const Client& client, const IssueQuery& base, int rows, bool marks_only,
                          const PullScope& scope, Cursor& cursor) {
  Cursor before = cursor;
  TL_TRY(IssuePage page, fetch_joined(client, base, rows, marks_only, scope, before));
  Cursor after = before;
  after.advance(page);
  IssueRead read{std::move(page), {}, false};
  read.last = read.page.next.empty();
  const bool run_ended = !before.position.empty() && after.position.empty();
  if (run_ended && client.can().token_search && !before.overflown) {
    TL_CHECK_OK(fetch_missed(client, base, before, after, marks_only, scope, read.page));
  }
  read.fresh = fresh_marks(read.page, before);
  cursor = std::move(after);
  return read;
}

}  // namespace tl::connectors::jira
