// Atlassian Document Format: rich text of API version 3. Texts are kept plain, or, when a client
// sent a document, as kAdfMark and the document's JSON.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace tl::sim {

constexpr char kAdfMark = '\x01';

// A JSON value for v3 (a document) or v2 (a text) of a stored text; "null" for an empty one.
[[nodiscard]] std::string rich_json(const std::string& stored, int api);

// What a client sent, as stored text. v3 takes a document or null, v2 a text or null.
// False: neither, or no document of version 1.
[[nodiscard]] bool read_rich(JsonElement value, int api, std::string& stored);

// The words of a stored text without its markup.
[[nodiscard]] std::string plain_text(const std::string& stored);

}  // namespace tl::sim
