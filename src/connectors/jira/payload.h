// Lenient look-ups in Jira's JSON: ids as text or number, instants as text or number, flags as
// texts. All give "nothing" instead of an error.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json.h"

namespace tl::connectors::jira {

// A text as it may be stored: U+0000 becomes U+2400. `text` must be valid UTF-8.
[[nodiscard]] std::string clean_text(std::string_view text);

// The member as clean text; nothing when absent, null or no text.
[[nodiscard]] std::optional<std::string> text_member(JsonElement object, std::string_view key);

// ISO text with an offset, or a number of seconds or milliseconds since 1970, also as text.
[[nodiscard]] std::optional<Instant> instant_of(JsonElement value);
[[nodiscard]] std::optional<Instant> instant_member(JsonElement object, std::string_view key);

// true, false, "true", "false".
[[nodiscard]] std::optional<bool> flag_member(JsonElement object, std::string_view key);

// A number, or a text that is one as a whole.
[[nodiscard]] std::optional<double> number_of(JsonElement value);

// A text or an integer as id text; "" for anything else.
[[nodiscard]] std::string id_of(JsonElement value);

// A positive number as issue id; the none id otherwise.
[[nodiscard]] IssueId issue_id_of(std::string_view text);
[[nodiscard]] IssueId issue_id_member(JsonElement object, std::string_view key);

// The id in ".../issue/26313/comment/31039"; comments of old sites tell their issue only so.
[[nodiscard]] IssueId issue_id_in_comment_url(std::string_view url);

// What follows "/issue/" in an address: "26313" or "ABC-7"; "" when nothing does.
[[nodiscard]] std::string_view issue_in_url(std::string_view url);
// The same when it is a number.
[[nodiscard]] IssueId issue_id_in_url(std::string_view url);

// An ADF document: rich text of the v3 API.
[[nodiscard]] bool is_rich_text(JsonElement value);

// A text of many lines or longer than a single-line field can hold: treated as rich text when the
// field is unknown, so that no description is stored by mistake.
[[nodiscard]] bool looks_like_prose(std::string_view text);

}  // namespace tl::connectors::jira
