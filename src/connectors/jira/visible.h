// Which of the chosen projects the account sees. One that it does not see fails a whole query.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connector/pull.h"
#include "connectors/jira/client.h"
#include "connectors/jira/pull_state.h"

namespace tl::connectors::jira {

// The keys to ask for: what was found visible earlier, else all chosen ones.
[[nodiscard]] std::vector<std::string> keys_to_ask(const PullState& state,
                                                   const connector::PullScope& scope);

// True when `error` is Jira's refusal of a project of a query.
[[nodiscard]] bool names_project(const Error& error);

// Looks at each chosen project and notes in the state which are visible. kVendorForbidden when none
// is.
Result<void> find_visible(const Client& client, const connector::PullScope& scope,
                          PullState& state);

// Names the projects that were left out.
void note_hidden(const PullState& state, const connector::PullScope& scope,
                 connector::PulledPage& page);

// Keeps in `next` what find_visible found, for an hour: then all are asked for again.
void keep_visible(const PullState& state, Instant now, PullState& next);

}  // namespace tl::connectors::jira
