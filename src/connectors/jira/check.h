// "Check connection" for every flavour of Jira.
#pragma once

#include "connector/check.h"
#include "connector/session.h"

namespace tl::connectors::jira {

// Runs the rows in the order a person reads them; stops after a row without which the rest makes no
// sense. Only kCancelled and kStopping are errors.
Result<connector::CheckReport> fetch_check(const connector::Session& session,
                                           const connector::CheckRequest& request);

}  // namespace tl::connectors::jira
