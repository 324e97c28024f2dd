#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/adf.h"
#include "sim/handlers.h"
#include "sim/site.h"
#include "sim/worklog_input.h"

namespace tl::sim {

namespace {

constexpr size_t kMaxWorklogsPerIssue = 5000;
constexpr int64_t kBlindMs = 60'000;
constexpr size_t kChangePage = 1000;

Worklog* find_worklog(const Call& call, Issue& issue) {
  const auto id = parse_int(call.parts[1]);
  for (auto& worklog : issue.worklogs)
    if (id && worklog.id == *id) return &worklog;
  return nullptr;
}

Response no_worklog(const Call& call) {
  return refuse(404, fmt::format("Cannot find worklog with id: '{}'.", call.parts[1]));
}

void tell_issue(Call& call, Issue& issue, int32_t worklog_from, int32_t worklog_to,
                const std::vector<ChangeItem>& times, const char* type_name) {
  auto items = times;
  items.push_back({worklog_from, worklog_to, Field::kWorklogId});
  const auto history = call.world.apply(issue, call.author(), call.now, items);
  call.site.webhooks.issue_updated(issue, call.author(), history, type_name);
  call.site.webhooks.old_worklog(issue, call.author(), history, type_name);
}

std::vector<ChangeItem> time_items(Call& call, const Issue& issue, int32_t spent_before,
                                   std::optional<int32_t> remaining) {
  const auto spent_now = static_cast<int32_t>(spent_seconds(issue));
  std::vector<ChangeItem> items;
  if (remaining) items.push_back(call.world.change(issue, Field::kTimeEstimate, *remaining));
  items.push_back({spent_before, spent_now, Field::kTimeSpent});
  return items;
}

Response answer_worklog(Call& call, const Issue& issue, const Worklog& worklog, int status) {
  JsonWriter w;
  call.renderer().worklog(w, issue, worklog, call.has_expand("properties"));
  return answer(w.take(), status);
}

struct Change {
  int64_t time;
  int32_t id;
};

bool in_feed(const Call& call, int64_t time) {
  return time >= call.query_int("since", 0) && time <= call.now - kBlindMs;
}

bool before(const Change& a, const Change& b) {
  return std::pair(a.time, a.id) < std::pair(b.time, b.id);
}

// Keeps the first page, in order. False: there is more.
bool cut_page(std::vector<Change>& changes) {
  const bool last = changes.size() <= kChangePage;
  if (!last) {
    const auto end = changes.begin() + static_cast<std::ptrdiff_t>(kChangePage);
    std::nth_element(changes.begin(), end, changes.end(), before);
    // A page never ends inside a millisecond, or the next one would begin with lost ids.
    const auto edge = end->time;
    changes.resize(kChangePage);
    std::erase_if(changes, [&](const Change& c) { return c.time == edge; });
  }
  std::sort(changes.begin(), changes.end(), before);
  return last;
}

// Both feeds: ids since a time, oldest first, never younger than a minute.
Response write_changes(Call& call, std::vector<Change> changes, const char* path) {
  const auto since = call.query_int("since", 0);
  const bool last = cut_page(changes);
  const auto until = changes.empty() ? std::max(since, call.now - kBlindMs) : changes.back().time;
  const auto root = fmt::format("{}{}", call.site.shapes.api(call.view()), path);
  JsonWriter w;
  w.begin_object().key("values").begin_array();
  for (const auto& c : changes) {
    w.begin_object().member("worklogId", c.id).member("updatedTime", c.time);
    w.key("properties").begin_array().end_array().end_object();
  }
  w.end_array().member("since", since).member("until", until);
  w.member("self", fmt::format("{}?since={}", root, since));
  if (!last) w.member("nextPage", fmt::format("{}?since={}", root, until + 1));
  return answer(w.member("lastPage", last).end_object().take());
}

}  // namespace

Response get_issue_worklogs(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto page = page_of(call, 5000, 5000);
  const auto after = call.query_int("startedAfter", std::numeric_limits<int64_t>::min());
  const auto before = call.query_int("startedBefore", std::numeric_limits<int64_t>::max());
  std::vector<const Worklog*> list;
  for (const auto& worklog : issue->worklogs)
    if (worklog.started >= after && worklog.started < before) list.push_back(&worklog);
  const auto total = static_cast<int64_t>(list.size());
  const auto renderer = call.renderer();
  JsonWriter w;
  w.begin_object().member("startAt", page.start).member("maxResults", page.size);
  w.member("total", total).key("worklogs").begin_array();
  for (auto i = page.start; i < std::min(total, page.start + page.size); ++i)
    renderer.worklog(w, *issue, *list[static_cast<size_t>(i)], call.has_expand("properties"));
  return answer(w.end_array().end_object().take());
}

// Servers do not page them.
Response get_all_issue_worklogs(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto total = static_cast<int64_t>(issue->worklogs.size());
  const auto renderer = call.renderer();
  JsonWriter w;
  w.begin_object().member("startAt", 0).member("maxResults", total).member("total", total);
  w.key("worklogs").begin_array();
  for (const auto& worklog : issue->worklogs) renderer.worklog(w, *issue, worklog);
  return answer(w.end_array().end_object().take());
}

Response get_issue_worklog(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto* worklog = find_worklog(call, *issue);
  return worklog == nullptr ? no_worklog(call) : answer_worklog(call, *issue, *worklog, 200);
}

Response post_issue_worklog(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  if (!call.may_work_on(*issue) ||
      !call.site.accounts.has_permission(call.user, "WORK_ON_ISSUES", issue->project))
    return not_allowed("You do not have the permission to associate a worklog to this issue.");
  if (issue->worklogs.size() >= kMaxWorklogsPerIssue)
    return refuse(413, "The per-issue limit of worklogs has been reached.");
  const auto input = read_worklog(call, true);
  if (input.refusal) return *input.refusal;
  const auto before = static_cast<int32_t>(spent_seconds(*issue));
  auto adjusted = adjust_estimate(call, *issue, *input.seconds, 0);
  if (adjusted.refusal) return *adjusted.refusal;
  Worklog worklog{};
  worklog.started = input.started.value_or(call.now);
  worklog.created = worklog.updated = call.now;
  worklog.seconds = *input.seconds;
  worklog.comment = call.world.add_text(input.comment.value_or(""));
  worklog.properties = call.world.add_text(input.properties);
  worklog.author = worklog.update_author = call.author();
  const auto added = call.world.add_worklog(*issue, worklog);
  call.site.webhooks.worklog("worklog_created", *issue, added);
  tell_issue(call, *issue, 0, added.id, time_items(call, *issue, before, adjusted.remaining),
             "issue_work_logged");
  return answer_worklog(call, *issue, added, 201);
}

Response put_issue_worklog(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  auto* worklog = find_worklog(call, *issue);
  if (worklog == nullptr) return no_worklog(call);
  if (worklog->author != call.author() &&
      !call.site.accounts.has_permission(call.user, "EDIT_ALL_WORKLOGS", issue->project))
    return not_allowed("You do not have the permission to edit this worklog.");
  const auto input = read_worklog(call, false);
  if (input.refusal) return *input.refusal;
  const auto before = static_cast<int32_t>(spent_seconds(*issue));
  const auto seconds = input.seconds.value_or(worklog->seconds);
  const auto adjusted = adjust_estimate(call, *issue, seconds, worklog->seconds);
  if (adjusted.refusal) return *adjusted.refusal;
  worklog->seconds = seconds;
  if (input.started) worklog->started = *input.started;
  if (input.comment) worklog->comment = call.world.add_text(*input.comment);
  worklog->updated = call.now;
  worklog->update_author = call.author();
  const auto changed = *worklog;
  ++call.world.version;
  call.site.webhooks.worklog("worklog_updated", *issue, changed);
  tell_issue(call, *issue, changed.id, changed.id,
             time_items(call, *issue, before, adjusted.remaining), "issue_worklog_updated");
  issue->updated = std::max(issue->updated, call.now);
  return answer_worklog(call, *issue, changed, 200);
}

Response delete_issue_worklog(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  auto* worklog = find_worklog(call, *issue);
  if (worklog == nullptr) return no_worklog(call);
  if (worklog->author != call.author() &&
      !call.site.accounts.has_permission(call.user, "DELETE_ALL_WORKLOGS", issue->project))
    return not_allowed("You do not have the permission to delete this worklog.");
  const auto removed = *worklog;
  const auto before = static_cast<int32_t>(spent_seconds(*issue));
  const auto adjusted = adjust_estimate(call, *issue, 0, removed.seconds);
  if (adjusted.refusal) return *adjusted.refusal;
  call.site.webhooks.worklog("worklog_deleted", *issue, removed);
  call.world.remove_worklog(*issue, static_cast<size_t>(worklog - issue->worklogs.data()),
                            call.now);
  tell_issue(call, *issue, removed.id, 0, time_items(call, *issue, before, adjusted.remaining),
             "issue_worklog_deleted");
  return no_content();
}

Response get_worklog_updated(Call& call) {
  const auto since = call.query_int("since", 0);
  const auto until = call.now - kBlindMs;
  std::vector<Change> changes;
  for (const auto& issue : call.world.issues)
    if (!issue.deleted)
      for (const auto& worklog : issue.worklogs)
        if (worklog.updated >= since && worklog.updated <= until)
          changes.push_back({worklog.updated, worklog.id});
  return write_changes(call, std::move(changes), "/worklog/updated");
}

Response get_worklog_deleted(Call& call) {
  std::vector<Change> changes;
  for (const auto& deleted : call.world.deleted_worklogs)
    if (in_feed(call, deleted.time)) changes.push_back({deleted.time, deleted.id});
  return write_changes(call, std::move(changes), "/worklog/deleted");
}

Response post_worklog_list(Call& call) {
  const auto ids = json_get(call.json(), "ids");
  const auto list = ids ? text_list(*ids) : std::nullopt;
  if (!list) return refuse(400, "ids must be a list of worklog ids.");
  if (list->size() > 1000) return refuse(400, "At most 1000 worklog ids can be asked for.");
  const auto renderer = call.renderer();
  JsonWriter w;
  w.begin_array();
  for (const auto& text : *list) {
    const auto id = parse_int(text);
    const auto* issue =
        id ? call.world.issue_by_id(call.world.issue_of_worklog(static_cast<int32_t>(*id)))
           : nullptr;
    if (issue == nullptr || !call.sees(*issue)) continue;
    for (const auto& worklog : issue->worklogs)
      if (worklog.id == *id) renderer.worklog(w, *issue, worklog, call.has_expand("properties"));
  }
  return answer(w.end_array().take());
}

}  // namespace tl::sim
