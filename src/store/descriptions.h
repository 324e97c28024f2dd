// Old and new texts of descriptions, apart from the histories they belong to, so that they can be
// taken away without touching those. Only of connections that opted in. Internal to store.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/history.h"
#include "domain/issue.h"
#include "store/core.h"
#include "store/facts.h"
#include "store/sql.h"
#include "store/sync_state_sql.h"

namespace tl::store {

struct ChangeText {
  std::optional<std::string> from;
  std::optional<std::string> to;
};

// The first item that changed the description; nullptr when there is none.
[[nodiscard]] const domain::HistoryItem* find_description_item(const domain::History& history);

// Of the histories of one issue, by history id.
[[nodiscard]] std::map<std::string, ChangeText> load_change_texts(Session& session, TenantId tenant,
                                                                  IssueRef ref);
// Puts the texts into the items they belong to.
void attach_change_texts(const std::map<std::string, ChangeText>& texts,
                         std::vector<domain::History>& histories);

// `replace`: over what is there; otherwise only where nothing is. Gives the issues that got one.
[[nodiscard]] std::vector<IssueId> write_change_texts(
    Session& session, const Scope& scope, const std::vector<const domain::History*>& histories,
    bool replace);

// Without the attribute "description".
[[nodiscard]] bool holds_description(const std::vector<domain::Issue>& issues);
[[nodiscard]] std::vector<domain::Issue> without_descriptions(std::vector<domain::Issue> issues);

// Whether the connection opted in; nothing when there is no such connection.
[[nodiscard]] std::optional<bool> keeps_descriptions(Session& session, TenantId tenant,
                                                     InstanceId instance);

}  // namespace tl::store
