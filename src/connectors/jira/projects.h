// The project picker, and keys that a person typed.
#pragma once

#include <span>

#include "connector/pull.h"
#include "connectors/jira/client.h"

namespace tl::connectors::jira {

// One page of the projects that the account may browse, by key or name. Sites without pages of
// projects give all; then searching, sorting and paging happen here.
Result<connector::ProjectPage> fetch_project_page(const Client& client,
                                                  const connector::ProjectQuery& query);

// Each key by itself. A renamed project answers under its old key and is given under its new one.
Result<std::vector<connector::KeyVerdict>> fetch_key_check(const Client& client,
                                                           std::span<const std::string> keys);

}  // namespace tl::connectors::jira
