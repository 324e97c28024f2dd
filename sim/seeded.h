// What an issue has by its number alone, so that a million issues need no memory for it: typed
// custom fields, teams and links to things outside Jira.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "sim/fields.h"
#include "sim/world.h"

namespace tl::sim {

struct Option {
  int id;
  Out field;
  const char* value;
  int parent = 0;  // of a cascading select
};
[[nodiscard]] const std::vector<Option>& options();
[[nodiscard]] const Option* find_option(int id);

// Values of typed fields are kept as a text: ids of options with commas (parent and child of a
// cascade), positions of users, an id of a version, milliseconds, words; "" is no value.
[[nodiscard]] std::string typed_text(const World& world, const Issue& issue, Out field);

// A value of a request as such a text. False: not of the field's type.
[[nodiscard]] bool read_typed(const Catalog& catalog, const Project& project, Out field,
                              JsonElement value, int api, std::string& text);

// A value as histories write it: what stands in from/to, and the words.
[[nodiscard]] std::string typed_value(const Catalog& catalog, Out field, const std::string& text);
[[nodiscard]] std::string typed_words(const Catalog& catalog, Out field, const std::string& text);

[[nodiscard]] std::vector<RemoteLink> seeded_remote_links(int32_t issue, const std::string& key);

struct TeamInfo {
  const char* id;
  const char* name;
};
[[nodiscard]] const TeamInfo* team_of(const Issue& issue);  // nullptr: none

}  // namespace tl::sim
