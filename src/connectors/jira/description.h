// Descriptions as plain text of bounded size. Only for connections that opted in (product.md S2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace tl::connectors::jira {

// True for the system field itself; not for a custom field that has the same name.
[[nodiscard]] bool is_description_id(std::string_view field_id);

// The description as Jira gave it: a text (API 2, webhooks: wiki markup, kept as it is) or a
// document of the Atlassian Document Format (API 3), as plain text:
// - a paragraph, heading, code block, list item, table row, panel title, card: a line each;
// - list items begin with "- " or "1. ", tasks with "[ ] " or "[x] ", two spaces a level deeper;
// - quotes begin with "> "; cells of a table are parted by " | "; a rule is "---";
// - mentions, emoji, dates, statuses and cards by their text; a link's address follows its text in
//   brackets when it is another one;
// - marks, images, files and what is unknown without text are left out.
// At most domain::kMaxDescription bytes: what is longer ends with kCutMark. "" for an empty one.
// Nothing for any other JSON; null is the caller's.
[[nodiscard]] std::optional<std::string> description_text(JsonElement value);

// A text as it was written, bounded and marked like the above.
[[nodiscard]] std::string bounded_description(std::string_view text);

inline constexpr std::string_view kCutMark = "\n[… cut here: the description is longer]";

}  // namespace tl::connectors::jira
