// Issues of a version by their keys. The index of a chunk is made when it is first asked and kept
// beside the chunk.
#pragma once

#include <string_view>
#include <vector>

#include "base/ids.h"
#include "lens/version.h"

namespace tl::jql {

// `key`: in any case, "OPS-7". Deleted issues too. More than one where what was told of them does
// not fit together: a key was given to another issue after a move.
[[nodiscard]] std::vector<lens::RowAddress> find_key(const lens::LensVersion& version,
                                                     InstanceId instance, std::string_view key);
// Also takes numeric ids.
[[nodiscard]] std::vector<lens::RowAddress> find_issue(const lens::LensVersion& version,
                                                       InstanceId instance,
                                                       std::string_view key_or_id);

}  // namespace tl::jql
