#include "connectors/jira/census.h"

#include <fmt/format.h>

#include <algorithm>

#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/visible.h"

namespace tl::connectors::jira {
namespace {

using connector::CensusPage;
using connector::CensusScope;
using connector::IssueStamp;
using connector::QuickLook;

constexpr int kMostRows = 5000;         // asked for; sites grant what they grant
constexpr Millis kSecond = seconds(1);  // to which Jira sorts change instants at least
constexpr Millis kMinute = minutes(1);  // to which Jira cuts dates at worst
constexpr size_t kLeastProgress = 10;   // a step must bring this part of its answer, else it is
                                        // within a bulk edit
constexpr int kIssuesTried = 2;
constexpr size_t kKeysTried = 5;           // of issues that leave while one reads
constexpr int64_t kMostRequests = 10'000;  // of one step; only to end

Instant floor_to(Instant at, Millis unit) {
  const int64_t past = ((at.ms % unit.ms) + unit.ms) % unit.ms;
  return Instant(at.ms - past);
}

IssueQuery query_of(const CensusScope& scope) {
  IssueQuery query;
  query.project_keys = {scope.project_key.empty() ? scope.project_id : scope.project_key};
  query.closed_since = scope.since;
  query.filter = scope.filter_jql;
  return query;
}

// What Jira says of a project that the account does not see, once for all.
Error told_apart(Error error, const CensusScope& scope) {
  if (!names_project(error)) return error;
  return make_error(ErrorCode::kVendorNotFound,
                    fmt::format("Jira shows no project {} to this account: it was deleted, moved "
                                "or renamed, or the right to browse it is gone. {}",
                                scope.project_key, error.detail));
}

// Jira says that there is nothing also to credentials that are dead. Others who may not ask who
// they are have the right to search all the same.
Result<void> check_signed_in(const Client& client, int64_t& requests) {
  ++requests;
  const auto answer = client.get("myself", client.api("/myself"));
  if (answer.ok()) return {};
  const ErrorCode code = answer.error().code;
  const bool dead =
      code == ErrorCode::kVendorRejectedCredentials || code == ErrorCode::kVendorCaptcha;
  return dead ? Result<void>(answer.error()) : Result<void>();
}

bool contains(const std::vector<IssueMark>& marks, IssueId id) {
  return std::any_of(marks.begin(), marks.end(),
                     [id](const IssueMark& mark) { return mark.id == id; });
}

bool is_readable(const IssueMark& mark) { return mark.id && mark.updated != Instant(); }

// Searches of one step.
class Searcher {
 public:
  Searcher(const Client& client, const CensusScope& scope) : client_(client), scope_(scope) {}

  Result<IssuePage> search(const IssueQuery& query) {
    ++requests;
    SearchRequest request;
    request.jql = render_jql(query);
    request.rows = kMostRows;
    request.marks_only = true;
    auto page = fetch_search_page(client_, request, connector::PullScope{});
    if (!page.ok()) return told_apart(std::move(page).error(), scope_);
    const auto received = static_cast<int64_t>(page->marks.size());
    if (!page->next.empty()) largest = std::max(largest, received);
    if (page->granted) granted = *page->granted;
    return page;
  }

  [[nodiscard]] IssueQuery query() const { return query_of(scope_); }

  // Whether the issue is found up to this instant.
  Result<bool> finds(IssueId id, Instant up_to) {
    ++requests;
    SearchRequest request;
    request.jql = fmt::format("{} AND updated <= {}", render_ids(std::span(&id, 1)), up_to.ms);
    request.rows = 1;
    request.marks_only = true;
    request.validate = false;
    TL_TRY(const IssuePage page, fetch_search_page(client_, request, connector::PullScope{}));
    return contains(page.marks, id);
  }

  int64_t requests = 0;
  int64_t largest = 0;  // answer that was not the last
  int64_t granted = 0;  // as the site says it; 0 it does not

 private:
  const Client& client_;
  const CensusScope& scope_;
};

enum class Grain : int64_t { kUnknown, kExact, kMinutes };  // of the instants of a query

// What one step leaves for the next.
struct Place {
  explicit Place(const PullState& state, Instant until)
      : begun(state.number("to").has_value()),
        to(state.number("to").value_or(until.ms)),
        size(state.number("size").value_or(0)) {
    const int64_t known = state.number("grain").value_or(0);
    if (known == static_cast<int64_t>(Grain::kExact)) grain = Grain::kExact;
    if (known == static_cast<int64_t>(Grain::kMinutes)) grain = Grain::kMinutes;
  }

  [[nodiscard]] std::string render() const {
    PullState state;
    state.set("to", to.ms);
    if (grain != Grain::kUnknown) state.set("grain", static_cast<int64_t>(grain));
    if (size > 0) state.set("size", size);
    return state.render();
  }

  // Bounds that Jira reads as they are meant, however it cuts them.
  [[nodiscard]] Millis unit() const { return grain == Grain::kExact ? kSecond : kMinute; }
  [[nodiscard]] Instant below() const {  // exclusive; not before all of `to`
    const Instant next = to + Millis(1);
    const Instant floor = floor_to(next, unit());
    return floor == next ? next : floor + unit();
  }

  bool begun;
  Instant to;
  Grain grain = Grain::kUnknown;
  int64_t size;  // of a page, as learned
};

// An issue that changes between the two questions is not found; then another one is asked for.
Result<void> learn_grain(Searcher& searcher, const std::vector<IssueMark>& marks, Place& place) {
  if (place.grain != Grain::kUnknown) return {};
  int tries = 0;
  for (const IssueMark& mark : marks) {
    if (!is_readable(mark) || floor_to(mark.updated, kMinute) == mark.updated) continue;
    TL_TRY(const bool found, searcher.finds(mark.id, mark.updated));
    place.grain = found ? Grain::kExact : Grain::kMinutes;
    if (found || ++tries == kIssuesTried) return {};
  }
  return {};
}

// The page that begins with one of the last issues of `before`, which is still there.
Result<IssuePage> read_below(Searcher& searcher, IssueQuery query, const IssuePage& before) {
  const size_t count = before.marks.size();
  for (size_t back = 1; back <= std::min(count, kKeysTried); ++back) {
    const IssueMark& last = before.marks[count - back];
    query.key_at_most = last.key;
    auto page = searcher.search(query);
    // An issue that was deleted is refused; one that moved away has another key.
    if (!page.ok() && page.error().code != ErrorCode::kVendorRefused) return page;
    if (page.ok() && contains(page->marks, last.id)) return page;
  }
  return make_error(ErrorCode::kVendorUnavailable,
                    "So many issues change at this moment that they cannot be counted.");
}

// All rows from `from` to `place.to`, whatever their number, in the order of keys.
Result<std::vector<IssueMark>> read_window(Searcher& searcher, const Place& place, Instant from) {
  IssueQuery query = searcher.query();
  query.by_key = true;
  query.updated_from = from;
  query.updated_below = place.below();
  std::vector<IssueMark> all;
  TL_TRY(IssuePage page, searcher.search(query));
  for (;;) {
    all.insert(all.end(), page.marks.begin(), page.marks.end());
    const bool usable = !page.marks.empty() && searcher.requests < kMostRequests;
    if (page.next.empty()) return all;
    if (!usable) break;
    const std::string before = page.marks.back().key;
    TL_TRY(page, read_below(searcher, query, page));
    if (!page.next.empty() && page.marks.back().key == before) break;
  }
  return make_error(ErrorCode::kVendorNotJira, "Jira's pages of issues lead nowhere.");
}

// Those of (page.from, page.to], each once.
void take_stamps(const std::vector<IssueMark>& marks, CensusPage& page) {
  for (const IssueMark& mark : marks) {
    if (!is_readable(mark) || mark.updated <= page.from || mark.updated > page.to) continue;
    page.stamps.push_back({mark.id, mark.updated});
  }
  const auto by_id = [](const IssueStamp& a, const IssueStamp& b) {
    return std::pair(a.id.value, b.updated.ms) < std::pair(b.id.value, a.updated.ms);
  };
  std::sort(page.stamps.begin(), page.stamps.end(), by_id);
  const auto same = [](const IssueStamp& a, const IssueStamp& b) { return a.id == b.id; };
  page.stamps.erase(std::unique(page.stamps.begin(), page.stamps.end(), same), page.stamps.end());
}

std::optional<Instant> lowest_of(const std::vector<IssueMark>& marks) {
  std::optional<Instant> lowest;
  for (const IssueMark& mark : marks) {
    if (is_readable(mark)) lowest = std::min(lowest.value_or(mark.updated), mark.updated);
  }
  return lowest;
}

// Takes from an answer that is not the last what is certain: all before its last second. When that
// is nearly nothing, reads the seconds (or minutes) that it lies in to their end.
Result<void> take_part(Searcher& searcher, const IssuePage& read, Place& place, CensusPage& page) {
  TL_CHECK_OK(learn_grain(searcher, read.marks, place));
  const Instant lowest = std::min(lowest_of(read.marks).value_or(place.to), place.to);
  page.from = floor_to(lowest, kSecond) + kSecond - Millis(1);
  if (page.from < page.to) {
    take_stamps(read.marks, page);
    if (page.stamps.size() * kLeastProgress >= read.marks.size()) return {};
  }
  const Instant begin = floor_to(lowest, place.unit());
  TL_TRY(const std::vector<IssueMark> window, read_window(searcher, place, begin));
  page.from = begin - Millis(1);
  page.stamps.clear();
  take_stamps(window, page);
  return {};
}

std::optional<IssueStamp> newest_of(const IssuePage& page) {
  if (page.marks.empty() || !is_readable(page.marks.front())) return std::nullopt;
  return IssueStamp{page.marks.front().id, page.marks.front().updated};
}

// Nothing when this Jira, or the token, does not have the resource.
Result<std::optional<int64_t>> fetch_approximate(const Client& client, const CensusScope& scope) {
  JsonWriter body;
  body.begin_object().member("jql", render_condition(query_of(scope))).end_object();
  const auto answer = client.post_read("search/approximate-count",
                                       client.api("/search/approximate-count"), body.take());
  if (answer.ok()) return json_int(answer->root(), "count");
  const ErrorCode code = answer.error().code;
  const bool absent = code == ErrorCode::kVendorGone || code == ErrorCode::kVendorForbidden ||
                      code == ErrorCode::kVendorNotFound;
  if (absent) return std::optional<int64_t>();
  return told_apart(answer.error(), scope);
}

}  // namespace

Result<QuickLook> fetch_quick_look(const Client& client, const CensusScope& scope) {
  QuickLook look;
  SearchRequest request;
  request.jql = render_jql(query_of(scope));
  request.rows = 1;
  request.marks_only = true;
  ++look.requests;
  auto page = fetch_search_page(client, request, connector::PullScope{});
  if (!page.ok()) return told_apart(std::move(page).error(), scope);
  look.newest = newest_of(*page);
  look.count = page->total;
  look.exact = page->total.has_value();
  if (page->marks.empty()) {
    TL_CHECK_OK(check_signed_in(client, look.requests));
    look.count = 0;
  } else if (client.can().approximate_count) {
    ++look.requests;
    TL_TRY(look.count, fetch_approximate(client, scope));
  }
  return look;
}

Result<CensusPage> fetch_census_page(const Client& client, const CensusScope& scope,
                                     PullState state) {
  Searcher searcher(client, scope);
  Place place(state, scope.until);
  CensusPage page;
  page.to = place.to;
  IssueQuery query = searcher.query();
  query.updated_below = place.below();
  TL_TRY(const IssuePage read, searcher.search(query));
  page.done = read.next.empty();
  if (page.done) {
    page.from = Instant(INT64_MIN);
    take_stamps(read.marks, page);
    if (!place.begun && read.marks.empty()) {
      TL_CHECK_OK(check_signed_in(client, searcher.requests));
    }
  } else {
    TL_CHECK_OK(take_part(searcher, read, place, page));
  }
  place.size = std::max(place.size, searcher.largest);
  if (searcher.granted > 0) place.size = searcher.granted;
  page.page_size = place.size > 0 ? place.size : kMostRows;
  page.requests = searcher.requests;
  if (page.done) return page;
  place.to = page.from;
  page.next_state = place.render();
  return page;
}

}  // namespace tl::connectors::jira
