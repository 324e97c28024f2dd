#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "sim/handlers.h"
#include "sim/search.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

constexpr int64_t kDefaultPage = 50;
constexpr int64_t kFullPage = 100;   // with fields or expand
constexpr int64_t kThinPage = 5000;  // id and key only
constexpr int64_t kFewPage = 1000;   // with instants alone; Jira says "few fields", not how few
constexpr size_t kMaxReconcile = 50;
constexpr int64_t kTokenLifeMs = 7 * int64_t{86'400'000};

struct SearchRequest {
  std::string jql;
  std::string token;
  int64_t max_results = kDefaultPage;
  std::vector<std::string> fields;
  std::vector<std::string> expand;
  std::vector<int32_t> reconcile;
};

// Where a page ends. It stands for the query, the time of the first page and the last row.
struct Cursor {
  int64_t base_now = 0;
  std::array<int64_t, kSortKeys> after{};
};

std::string query_mark(const SearchRequest& search, int user) {
  return fmt::format("{:x}", stable_hash(fmt::format("{}|{}|{}", search.jql, user,
                                                     fmt::join(search.reconcile, ","))));
}

std::string write_token(const std::string& mark, const Cursor& cursor) {
  return base64_encode(
      fmt::format("{}|{}|{}", mark, cursor.base_now, fmt::join(cursor.after, ",")));
}

bool read_token(const std::string& token, const std::string& mark, int64_t now, Cursor& cursor) {
  const auto text = base64_decode(token);
  if (!text) return false;
  const auto parts = split(*text, '|');
  if (parts.size() != 3 || parts[0] != mark) return false;
  const auto base = parse_int(parts[1]);
  const auto keys = split(parts[2], ',');
  if (!base || keys.size() != kSortKeys || now - *base > kTokenLifeMs) return false;
  cursor.base_now = *base;
  for (size_t i = 0; i < kSortKeys; ++i) {
    const auto key = parse_int(keys[i]);
    if (!key) return false;
    cursor.after[i] = *key;
  }
  return true;
}

Response refuse_all(const std::vector<std::string>& messages) {
  JsonWriter w;
  w.begin_object().key("errorMessages").begin_array();
  for (const auto& message : messages) w.value(message);
  w.end_array().key("errors").begin_object().end_object().end_object();
  return answer(w.take(), 400);
}

std::shared_ptr<const FoundRows> find_rows(Call& call, const SearchRequest& search,
                                           const JqlQuery& query, int64_t base_now) {
  const bool cacheable = call.site.options.search_lag_ms == 0;
  const auto key = fmt::format("{}|{}|{}", call.user, base_now, search.jql);
  if (cacheable)
    if (auto rows = call.site.searches->find(key, call.world.version)) return rows;
  auto rows = std::make_shared<const FoundRows>(search_issues(call, query, search.reconcile));
  if (cacheable) call.site.searches->keep(key, call.world.version, rows);
  return rows;
}

Response write_page(Call& call, const SearchRequest& search, const JqlQuery& query,
                    const std::string& mark, const Cursor& cursor) {
  const auto selection = select_fields(search.fields, "", call.flavour());
  const bool with_changelog =
      std::find(search.expand.begin(), search.expand.end(), "changelog") != search.expand.end();
  const auto most = !search.expand.empty()      ? kFullPage
                    : selection.none()          ? kThinPage
                    : selection.only_instants() ? kFewPage
                                                : kFullPage;
  auto size = std::min(search.max_results, most);
  if (const int cap = call.site.options.page_cap; cap > 0) size = std::min<int64_t>(size, cap);
  const auto rows = find_rows(call, search, query, cursor.base_now);
  auto it = rows->begin();
  if (!search.token.empty())
    it = std::upper_bound(rows->begin(), rows->end(), cursor.after,
                          [](const auto& after, const FoundRow& row) { return after < row.keys; });
  const auto renderer = call.renderer();
  JsonWriter w;
  w.begin_object().key("issues").begin_array();
  Cursor next = cursor;
  for (int64_t i = 0; i < size && it != rows->end(); ++i, ++it) {
    renderer.issue(w, *call.world.issue_by_id(it->issue), selection,
                   with_changelog ? kEmbeddedHistories : 0);
    next.after = it->keys;
  }
  const bool last = it == rows->end();
  w.end_array();
  if (!last) w.member("nextPageToken", write_token(mark, next));
  return answer(w.member("isLast", last).end_object().take());
}

Response run_search(Call& call, const SearchRequest& search) {
  if (search.max_results < 0) return refuse(400, "The value of maxResults must not be negative.");
  if (search.reconcile.size() > kMaxReconcile)
    return refuse(400, "The limit of 50 issues for reconcileIssues was exceeded.");
  if (call.user < 0) return answer(R"({"issues":[],"isLast":true})");
  const auto mark = query_mark(search, call.user);
  Cursor cursor;
  cursor.base_now = call.now;
  if (!search.token.empty() && !read_token(search.token, mark, call.now, cursor))
    return refuse(400, "The provided next page token is invalid for this query or has expired.");
  const auto query = parse_jql(search.jql, jql_context(call, cursor.base_now));
  if (!query.errors.empty()) return refuse_all(query.errors);
  if (!query.bounded)
    return refuse(400,
                  "Unbounded JQL queries are not allowed here. Please add a search restriction to "
                  "your query.");
  return write_page(call, search, query, mark, cursor);
}

void add_expand(std::vector<std::string>& out, std::string_view text) {
  for (const auto part : split(text, ','))
    if (!trim(part).empty()) out.emplace_back(trim(part));
}

}  // namespace

Response get_search_jql(Call& call) {
  SearchRequest search;
  search.jql = call.query("jql").value_or("");
  search.token = call.query("nextPageToken").value_or("");
  if (const auto text = call.query("maxResults"); text && !parse_int(*text))
    return refuse(400, "maxResults must be a number.");
  search.max_results = call.query_int("maxResults", kDefaultPage);
  search.fields = call.query_list("fields");
  search.expand = call.query_list("expand");
  for (const auto& text : call.query_list("reconcileIssues"))
    if (const auto id = parse_int(text)) search.reconcile.push_back(static_cast<int32_t>(*id));
  return run_search(call, search);
}

Response post_search_jql(Call& call) {
  SearchRequest search;
  const auto body = call.json();
  search.jql = std::string(json_text(body, "jql").value_or(""));
  search.token = std::string(json_text(body, "nextPageToken").value_or(""));
  search.max_results = json_int(body, "maxResults").value_or(kDefaultPage);
  if (const auto fields = json_get(body, "fields")) {
    const auto list = text_list(*fields);
    if (!list) return refuse(400, "Invalid request payload: fields must be a list of texts.");
    search.fields = *list;
  }
  if (const auto expand = json_get(body, "expand")) {
    std::string_view text;
    if (expand->get_string().get(text) != simdjson::SUCCESS)
      return refuse(400, "Invalid request payload: expand must be a text.");
    add_expand(search.expand, text);
  }
  if (const auto ids = json_get(body, "reconcileIssues")) {
    const auto list = text_list(*ids);
    if (!list) return refuse(400, "Invalid request payload: reconcileIssues must be numbers.");
    for (const auto& text : *list)
      if (const auto id = parse_int(text)) search.reconcile.push_back(static_cast<int32_t>(*id));
  }
  return run_search(call, search);
}

Response post_approximate_count(Call& call) {
  if (call.user < 0) return answer(R"({"count":0})");
  SearchRequest search;
  search.jql = std::string(json_text(call.json(), "jql").value_or(""));
  const auto query = parse_jql(search.jql, jql_context(call, call.now));
  if (!query.errors.empty()) return refuse_all(query.errors);
  if (!query.bounded)
    return refuse(400,
                  "Unbounded JQL queries are not allowed here. Please add a search restriction to "
                  "your query.");
  const auto rows = find_rows(call, search, query, call.now);
  return answer(fmt::format(R"({{"count":{}}})", rows->size()));
}

Response search_gone(Call& call) {
  return refuse(410, fmt::format("The requested API has been removed. Please migrate to the "
                                 "/rest/api/{}/search/jql API. See CHANGE-2046.",
                                 call.api));
}

Response post_jql_match(Call& call) {
  const auto ids = json_get(call.json(), "issueIds");
  const auto jqls = json_get(call.json(), "jqls");
  const auto id_list = ids ? text_list(*ids) : std::nullopt;
  const auto jql_list = jqls ? text_list(*jqls) : std::nullopt;
  if (!id_list || !jql_list) return refuse(400, "Both issueIds and jqls are required.");
  if (id_list->size() > 1000) return refuse(400, "At most 1000 issues can be matched at once.");
  std::vector<const Issue*> issues;
  for (const auto& text : *id_list) {
    const auto id = parse_int(text);
    if (!id) return refuse(400, "Issue ids must be numbers.");
    const auto* issue = call.world.issue_by_id(*id);
    if (issue != nullptr && call.sees(*issue)) issues.push_back(issue);
  }
  JsonWriter w;
  w.begin_object().key("matches").begin_array();
  for (const auto& jql : *jql_list) {
    const auto query = parse_jql(jql, jql_context(call, call.now));
    w.begin_object().key("matchedIssues").begin_array();
    for (const auto* issue : issues)
      if (query.errors.empty() && query.matches(*issue, issue->updated)) w.value(issue->id);
    w.end_array().key("errors").begin_array();
    for (const auto& error : query.errors) w.value(error);
    w.end_array().end_object();
  }
  return answer(w.end_array().end_object().take());
}

Response post_jql_parse(Call& call) {
  const auto validation = call.query("validation").value_or("strict");
  const auto queries = json_get(call.json(), "queries");
  const auto list = queries ? text_list(*queries) : std::nullopt;
  if (!list || list->empty()) return refuse(400, "The list of queries must not be empty.");
  JsonWriter w;
  w.begin_object().key("queries").begin_array();
  for (const auto& jql : *list) {
    const auto query = parse_jql(jql, jql_context(call, call.now));
    w.begin_object().member("query", jql);
    if (!query.errors.empty()) {
      w.key(validation == "warn" ? "warnings" : "errors").begin_array();
      for (const auto& error : query.errors) w.value(error);
      w.end_array();
    }
    w.end_object();
  }
  return answer(w.end_array().end_object().take());
}

Response post_issue_bulkfetch(Call& call) {
  const auto body = call.json();
  const auto ids = json_get(body, "issueIdsOrKeys");
  const auto list = ids ? text_list(*ids) : std::nullopt;
  if (!list || list->empty()) return refuse(400, "issueIdsOrKeys must not be empty.");
  if (list->size() > 100) return refuse(400, "Requests are limited to 100 issues.");
  const auto asked = json_get(body, "fields");
  const auto names = asked ? text_list(*asked) : std::nullopt;
  const auto selection =
      select_fields(names.value_or(std::vector<std::string>()), "*navigable", call.flavour());
  const auto expand = json_get(body, "expand");
  const auto expands = expand ? text_list(*expand) : std::nullopt;
  const bool changelog =
      expands && std::find(expands->begin(), expands->end(), "changelog") != expands->end();
  std::vector<const Issue*> found;
  std::vector<std::string> missing;
  for (const auto& id : *list) {
    const auto* issue = call.world.find_issue(id);
    if (issue == nullptr || !call.sees(*issue))
      missing.push_back(id);
    else if (std::find(found.begin(), found.end(), issue) == found.end())
      found.push_back(issue);
  }
  std::sort(found.begin(), found.end(), [](auto* a, auto* b) { return a->id < b->id; });
  const auto renderer = call.renderer();
  JsonWriter w;
  w.begin_object().key("issues").begin_array();
  for (const auto* issue : found)
    renderer.issue(w, *issue, selection, changelog ? kEmbeddedHistories : 0);
  w.end_array().key("issueErrors").begin_array();
  for (const auto& id : missing) {
    w.begin_object().member("id", id);
    w.member("errorMessage", "Issue does not exist or you do not have permission to see it.");
    w.end_object();
  }
  return answer(w.end_array().end_object().take());
}

}  // namespace tl::sim
