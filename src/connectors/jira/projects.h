// The project picker.
#pragma once

#include "connector/pull.h"
#include "connectors/jira/client.h"

namespace tl::connectors::jira {

// One page of the projects that the account may browse, by key or name.
Result<connector::ProjectPage> fetch_project_page(Client& client,
                                                  const connector::ProjectQuery& query);

}  // namespace tl::connectors::jira
