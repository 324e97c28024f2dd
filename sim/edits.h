// From the "fields" and "update" of a request to changes of an issue.
#pragma once

#include <optional>
#include <vector>

#include "sim/call.h"

namespace tl::sim {

struct Edits {
  std::vector<ChangeItem> items;
  std::optional<Response> refusal;
};

// Only fields on the edit screen are taken: summary, description, labels, priority, assignee,
// reporter, due date, parent, components, fixVersions, flag, sprint and the points field of the
// project's style, security level, epic link and the typed custom fields. Anything else is a 400
// naming the field. `skip`: names handled by the caller.
[[nodiscard]] Edits parse_edits(Call& call, const Issue& issue, JsonElement body,
                                const std::vector<std::string_view>& skip = {});

// A user of {"accountId": ...} or, on Servers, {"name": ...} or {"key": ...}; or null. False: not
// such a thing or nobody known.
[[nodiscard]] bool read_user(const Catalog& catalog, JsonElement value, UserRef& out);
// {"id": ...} or {"name": ...} in a list of named things; 0: none such.
[[nodiscard]] int read_named(const std::vector<Named>& list, JsonElement value,
                             const Catalog& catalog);

}  // namespace tl::sim
