// The Jira connector (Jira Cloud, e-mail and API token).
#pragma once

#include <memory>

#include "connector/connector.h"

namespace tl::connectors::jira {

[[nodiscard]] std::unique_ptr<connector::Connector> make_connector();

}  // namespace tl::connectors::jira
