// All connectors of this build, one per folder of src/connectors; the list is made by CMake.
#pragma once

#include <memory>
#include <vector>

#include "connector/connector.h"

namespace tl::app {

[[nodiscard]] std::vector<std::unique_ptr<connector::Connector>> make_connectors();

}  // namespace tl::app
