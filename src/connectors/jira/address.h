// What people paste as the address of their Jira.
#pragma once

#include <string_view>

#include "connector/connector.h"

namespace tl::connectors::jira {

// The base URL of the site: without "/browse/ABC-1", "/rest/..", "/jira/software/..", query or
// trailing slash; a context path before these stays. http becomes https at Jira Cloud; elsewhere
// it stays, with a warning. kInvalidArgument with what is wrong.
[[nodiscard]] Result<connector::NormalisedUrl> normalise_address(std::string_view pasted);

}  // namespace tl::connectors::jira
