// The backfill of issues: windows of change instants, several at once. An issue that changes while
// it runs leaves the unread part; the poll that began with the run brings it.
//
// Cursor: "lanes" and "pieces" (see territory.h), "rows" of a page as learned, "total", "visible".
#include <algorithm>
#include <exception>
#include <optional>
#include <thread>

#include "connectors/jira/issue_reader.h"
#include "connectors/jira/parallel.h"
#include "connectors/jira/streams.h"
#include "connectors/jira/territory.h"
#include "connectors/jira/visible.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

constexpr int kIssuesPerPage = 1000;       // of all lanes together, about
constexpr size_t kAnswerBytes = 6u << 20;  // what one answer should not exceed by much
constexpr int kMostRows = 1000;
constexpr int kMostWaves = 4;  // of searches for one page

using Reads = std::vector<Result<IssueRead>>;

Error not_read() { return make_error(ErrorCode::kInternal, "This lane was not read."); }

Reads read_lanes(const Client& client, const IssueQuery& base, int rows, const PullScope& scope,
                 Territory& territory) {
  Reads reads(territory.lanes.size(), not_read());
  run_parallel(reads.size(), kMaxParallel, [&](size_t i) {
    IssueQuery query = base;
    query.open_only = territory.lanes[i].old;
    reads[i] = read_at(client, query, rows, false, scope, territory.lanes[i].cursor);
  });
  return reads;
}

const Error* first_error(const Reads& reads, bool (*matters)(const Error&)) {
  for (const auto& read : reads) {
    if (!read.ok() && matters(read.error())) return &read.error();
  }
  return nullptr;
}

// What waiting mends. What was read beside such a failure is kept.
bool is_passing(const Error& error) {
  return traits(error.code).retry == RetryRule::kAfterWait && error.code != ErrorCode::kStopping;
}
bool is_final(const Error& error) { return !is_passing(error); }
bool is_any(const Error&) { return true; }

// How many rows to ask for, so that answers are as long as they may be.
int next_rows(const Client& client, const Reads& reads, int rows) {
  if (client.can().token_search) return rows;
  int cap = kMostRows;
  size_t bytes = 0;
  size_t issues = 0;
  for (const auto& read : reads) {
    if (!read.ok()) continue;
    if (read->page.granted) cap = std::min(cap, *read->page.granted);
    bytes += read->page.bytes;
    issues += read->page.marks.size();
  }
  if (issues == 0) return std::min(rows, cap);
  const size_t each = std::max<size_t>(1, bytes / issues);
  const int fitting = static_cast<int>(std::min<size_t>(kAnswerBytes / each, kMostRows));
  return std::clamp(std::min(fitting, rows * 2), 10, std::max(10, cap));
}

void set_total(const Client& client, IssueQuery query, const PullScope& scope, PullState& state) {
  if (state.number("total")) return;
  query.closed_since = scope.since;
  state.set("total", fetch_count(client, render_condition(query)).value_or(-1));
}

// Completes pages on a thread of its own, while the next ones are searched for.
class Completing {
 public:
  Completing(const Client& client, std::vector<IssuePage> pages, const PullScope& scope)
      : thread_([this, &client, &scope, pages = std::move(pages)]() mutable {
          try {
            outcome_ = complete(client, std::move(pages), scope, part_);
          } catch (...) {
            thrown_ = std::current_exception();
          }
        }) {}

  Result<void> join_into(PulledPage& page) {
    thread_.join();
    if (thrown_) std::rethrow_exception(thrown_);
    if (!outcome_.ok()) return outcome_.error();
    page.issues_read += part_.issues_read;
    page.changes.append(std::move(part_.changes));
    for (auto& refused : part_.refused) page.refused.push_back(std::move(refused));
    for (auto& note : part_.notes) page.notes.push_back(std::move(note));
    return {};
  }

 private:
  PulledPage part_;
  Result<void> outcome_;
  std::exception_ptr thrown_;
  std::jthread thread_;  // last: it uses the members above
};

std::vector<IssuePage> take_reads(Reads& reads, int rows, bool filtered, Territory& territory,
                                  PulledPage& page) {
  std::vector<IssuePage> pages;
  for (size_t i = 0; i < reads.size(); ++i) {
    if (!reads[i].ok()) continue;
    territory.note(i, *reads[i], rows);
    page.items += static_cast<int64_t>(reads[i]->fresh.size());
    for (const IssueMark& mark : reads[i]->page.marks) {
      if (filtered && mark.id) page.in_filter.push_back(mark.id);
    }
    if (i == 0 && !reads[i]->fresh.empty()) page.current_item = reads[i]->fresh.back().key;
    pages.push_back(std::move(reads[i]->page));
  }
  territory.settle();
  return pages;
}

// Searches in all lanes at once; finds out first which projects are visible when Jira refuses one.
// An error only when nothing was read.
Result<Reads> read_wave(const Client& client, int rows, const PullScope& scope, PullState& state,
                        Territory& territory) {
  IssueQuery base;
  base.project_keys = keys_to_ask(state, scope);
  base.filter = scope.filter_jql;
  Reads reads = read_lanes(client, base, rows, scope, territory);
  const Error* refused = first_error(reads, is_final);
  if (refused != nullptr && names_project(*refused) && !base.project_keys.empty() &&
      state.list("visible").empty()) {
    TL_CHECK_OK(find_visible(client, scope, state));
    base.project_keys = keys_to_ask(state, scope);
    reads = read_lanes(client, base, rows, scope, territory);
    refused = first_error(reads, is_final);
  }
  if (refused != nullptr) return *refused;
  const bool any = std::any_of(reads.begin(), reads.end(), [](const auto& r) { return r.ok(); });
  if (!any && !reads.empty()) return *first_error(reads, is_any);
  set_total(client, base, scope, state);
  return reads;
}

// Waves of searches until the page is full. The first call reads one only, so that something is
// there soon. An error after the first wave ends the page; the next call meets it again.
Result<void> read_waves(const Client& client, const PullScope& scope, PullState& state,
                        Territory& territory, PulledPage& page) {
  const int waves = state.number("begun") ? kMostWaves : 1;
  const bool filtered = !strip_order(scope.filter_jql).condition.empty();
  std::optional<Completing> completing;
  for (int wave = 0; wave < waves && !territory.finished() && page.items < kIssuesPerPage; ++wave) {
    const int rows = static_cast<int>(state.number("rows").value_or(client.can().search_page));
    territory.open_lanes(static_cast<size_t>(std::clamp(kIssuesPerPage / rows, 1, 8)), rows);
    auto reads = read_wave(client, rows, scope, state, territory);
    if (!reads.ok() && wave == 0) return std::move(reads).error();
    if (!reads.ok()) break;
    const bool all = first_error(*reads, is_any) == nullptr;
    state.set("rows", next_rows(client, *reads, rows));
    std::vector<IssuePage> pages = take_reads(*reads, rows, filtered, territory, page);
    if (completing) TL_CHECK_OK(completing->join_into(page));
    completing.emplace(client, std::move(pages), scope);
    if (!all) break;
  }
  return completing ? completing->join_into(page) : Result<void>();
}

}  // namespace

Result<PulledPage> read_issues(const Client& client, PullState state, const PullScope& scope) {
  Territory territory =
      Territory::parse(state, scope.since).value_or(Territory::begin(scope.since));
  PulledPage page;
  TL_CHECK_OK(read_waves(client, scope, state, territory, page));
  if (const auto total = state.number("total"); total && *total >= 0) page.total = *total;
  page.complete_back_to = territory.complete_back_to();
  page.done = territory.finished();
  note_hidden(state, scope, page);
  if (!page.done) {
    territory.save(state);
    page.next_state = state.render();
  }
  return page;
}

}  // namespace tl::connectors::jira
