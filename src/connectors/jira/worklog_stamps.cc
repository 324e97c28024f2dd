#include "connectors/jira/worklog_stamps.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "connector/connector.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::WorklogPlace;
using connector::WorklogStamp;
using connector::WorklogStampPage;

constexpr int kMostPages = 5;  // of changed worklogs in one call

Error told_apart(Error error, const Client& client) {
  const bool absent =
      error.code == ErrorCode::kVendorNotFound || error.code == ErrorCode::kVendorGone;
  if (!absent) return error;
  return make_error(ErrorCode::kVendorGone,
                    fmt::format("{} gives no lists of changed worklogs; they come with their "
                                "issues, and cannot be compared as a whole.",
                                client.flavour().title()));
}

// Up to where a page is complete, exclusive: Jira may have cut it within an instant.
Instant end_of(const WorklogChanges& page) {
  return page.last ? page.server_time - kWorklogBlindness : page.until;
}

void take_between(const std::vector<WorklogStamp>& from, bool deleted, WorklogStampPage& page) {
  for (WorklogStamp stamp : from) {
    if (stamp.updated < page.from || stamp.updated >= page.to) continue;
    stamp.deleted = deleted;
    page.stamps.push_back(std::move(stamp));
  }
}

void settle(WorklogStampPage& page) {
  const auto order = [](const WorklogStamp& a, const WorklogStamp& b) {
    return std::tie(a.updated, a.id, a.deleted) < std::tie(b.updated, b.id, b.deleted);
  };
  const auto same = [](const WorklogStamp& a, const WorklogStamp& b) {
    return a.id == b.id && a.updated == b.updated && a.deleted == b.deleted;
  };
  std::sort(page.stamps.begin(), page.stamps.end(), order);
  page.stamps.erase(std::unique(page.stamps.begin(), page.stamps.end(), same), page.stamps.end());
}

}  // namespace

Result<WorklogChanges> fetch_worklog_changes(const Client& client, std::string_view which,
                                             Instant since) {
  const std::string name = "worklog/" + std::string(which);
  const int64_t begin = std::max<int64_t>(since.ms, 0);
  TL_TRY(const Answer answer,
         client.get(name, client.api("/" + name), {{"since", std::to_string(begin)}}));
  WorklogChanges changes;
  changes.server_time = answer.date;
  changes.until = Instant(json_int(answer.root(), "until").value_or(begin));
  simdjson::dom::array list;
  const auto values = json_get(answer.root(), "values");
  if (!values || values->get(list)) {
    return make_error(ErrorCode::kVendorNotJira, "Jira's answer holds no list of worklogs.");
  }
  for (const JsonElement value : list) {
    std::string id = json_id(value, "worklogId");
    if (!parse_int(id)) continue;
    const auto at = instant_member(value, "updatedTime");
    changes.stamps.push_back({std::move(id), at.value_or(changes.until), false});
  }
  const bool advances = changes.until.ms > begin;  // else the same page would come for ever
  changes.last = json_bool(answer.root(), "lastPage").value_or(true) || !advances;
  return changes;
}

Result<WorklogStampPage> fetch_worklog_stamps(const Client& client, Instant from, Instant to) {
  WorklogStampPage page;
  page.from = from;
  // Asked from a millisecond earlier: sites differ in whether "since" is meant to be included.
  auto deleted = fetch_worklog_changes(client, "deleted", from - Millis(1));
  if (!deleted.ok()) return told_apart(std::move(deleted).error(), client);
  ++page.requests;
  Instant known = end_of(*deleted);
  if (!deleted->last && known <= from) known = from + Millis(1);  // as below
  const Instant most = std::min(to, known);
  std::vector<WorklogStamp> updated;
  Instant reached = from;
  for (int i = 0; i < kMostPages && reached < most; ++i) {
    auto more = fetch_worklog_changes(client, "updated", reached - Millis(1));
    if (!more.ok()) return told_apart(std::move(more).error(), client);
    ++page.requests;
    updated.insert(updated.end(), more->stamps.begin(), more->stamps.end());
    const Instant end = end_of(*more);
    // More of one instant than a page holds: Jira gives no way to the rest of them.
    reached = !more->last && end <= reached ? reached + Millis(1) : end;
    if (more->last) break;
  }
  page.to = std::max(from, std::min(most, reached));
  page.done = page.to >= to || (deleted->last && page.to >= most);
  take_between(deleted->stamps, true, page);
  take_between(updated, false, page);
  settle(page);
  return page;
}

Result<std::vector<WorklogPlace>> fetch_worklog_places(const Client& client,
                                                       std::span<const std::string> ids) {
  std::vector<WorklogPlace> places;
  if (ids.size() > connector::Connector::kMaxWorklogsPerFetch) {
    return make_error(ErrorCode::kInvalidArgument, "More than 1,000 worklogs at once.");
  }
  JsonWriter body;
  body.begin_object().key("ids").begin_array();
  size_t asked = 0;
  for (const std::string& id : ids) {
    const auto number = parse_int(id);
    if (!number || *number <= 0) continue;
    body.value(*number);
    ++asked;
  }
  body.end_array().end_object();
  if (asked == 0) return places;
  auto answer = client.post_read("worklog/list", client.api("/worklog/list"), body.take());
  if (!answer.ok()) return told_apart(std::move(answer).error(), client);
  for_each_item(answer->root(), {"worklogs", "values"}, [&](JsonElement worklog) {
    WorklogPlace place{json_id(worklog, "id"), issue_id_member(worklog, "issueId"),
                       instant_member(worklog, "updated").value_or(Instant())};
    if (!place.id.empty()) places.push_back(std::move(place));
  });
  return places;
}

}  // namespace tl::connectors::jira
