#include "jql/key_order.h"

#include "base/text.h"

namespace tl::jql {

KeyParts parts_of_key(std::string_view key) {
  const size_t dash = key.rfind('-');
  if (dash == std::string_view::npos) return {key, -1};
  const auto number = parse_int(key.substr(dash + 1));
  if (!number || *number < 0) return {key, -1};
  return {key.substr(0, dash), *number};
}

}  // namespace tl::jql
