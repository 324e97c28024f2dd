// `inspect jira KIND FILE`: what would be stored, one JSON line a fact.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connector/connector.h"
#include "connectors/jira/facts.h"

namespace tl::connectors::jira {

[[nodiscard]] std::vector<std::string_view> inspect_kinds();

// See connector::Connector::inspect. Lines:
//   {"kind":"issue","id":10002,"key":"ABC-1","fields":{"summary":..}}
//   {"kind":"history","id":"77","issue":10002,"at":"..","author":{"id","name"},"items":[{"field",
//    "name","from":{"id","text"},"to":{..}}]}          an absent side is null
//   {"kind":"worklog","id":"5","issue":10002,"fields":{..}}  and so on for every kind of record
//   {"kind":"refetch","id":10003}                      an issue that would be asked for again
//   {"ignored":"why"}   {"refused":"why","kind":"issue","id":".."}
[[nodiscard]] int inspect(std::string_view kind, std::string_view text, std::string_view fields,
                          const connector::Connector::Emit& emit);

void emit_changes(const domain::ChangeSet& changes, const connector::Connector::Emit& emit);

}  // namespace tl::connectors::jira
