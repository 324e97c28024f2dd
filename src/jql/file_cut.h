// Cuts a JSON text into its members and elements without reading them, so that a file of any size
// is read issue by issue. Each piece is valid JSON only once it was parsed.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tl::jql {

using MemberVisit = std::function<Result<void>(std::string_view key, std::string_view value)>;
using ElementVisit = std::function<Result<void>(size_t index, std::string_view value)>;

// kUnreadable: not an object (array), or not closed; `place` ("instances[0]") is named.
[[nodiscard]] Result<void> each_member(std::string_view object, std::string_view place,
                                       const MemberVisit& visit);
[[nodiscard]] Result<void> each_element(std::string_view array, std::string_view place,
                                        const ElementVisit& visit);

}  // namespace tl::jql
