// The streams of Jira: what is pulled, in which order, page by page.
#pragma once

#include <string_view>
#include <vector>

#include "connector/pull.h"
#include "connectors/jira/client.h"
#include "connectors/jira/pull_state.h"

namespace tl::connectors::jira {

using StreamReader = Result<connector::PulledPage> (*)(const Client& client, PullState state,
                                                       const connector::PullScope& scope);

struct Stream {
  connector::StreamInfo info;
  StreamReader read;
};

[[nodiscard]] const std::vector<Stream>& backfill_streams();
[[nodiscard]] const std::vector<Stream>& poll_streams();
[[nodiscard]] const Stream* find_stream(std::string_view id);  // nullptr when unknown

// Fields, statuses, types, priorities, resolutions: few requests, one page.
Result<connector::PulledPage> read_catalogue(const Client&, PullState, const connector::PullScope&);
Result<connector::PulledPage> read_projects(const Client&, PullState, const connector::PullScope&);
// All users but customers. An account that may not browse users gives a note.
Result<connector::PulledPage> read_people(const Client&, PullState, const connector::PullScope&);
// Issues newest change first: those changed since scope.since, then open ones of any age, each
// whole. See stream_issues.cc for the cursor.
Result<connector::PulledPage> read_issues(const Client&, PullState, const connector::PullScope&);
Result<connector::PulledPage> read_boards(const Client&, PullState, const connector::PullScope&);

// Issues changed since the last round, oldest change first. "" begins at scope.since.
Result<connector::PulledPage> poll_issues(const Client&, PullState, const connector::PullScope&);
// Worklogs changed and deleted since the last round.
Result<connector::PulledPage> poll_worklogs(const Client&, PullState, const connector::PullScope&);
// Open sprints of all boards, and those that were open in the last round.
Result<connector::PulledPage> poll_sprints(const Client&, PullState, const connector::PullScope&);
// The catalogue and all projects.
Result<connector::PulledPage> poll_catalogue(const Client&, PullState, const connector::PullScope&);

}  // namespace tl::connectors::jira
