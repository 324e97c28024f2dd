// What can stand at a position of a query, for an editor.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jql/binder.h"

namespace tl::jql {

enum class CompletionKind : uint8_t { kField, kOperator, kValue, kFunction, kKeyword };
[[nodiscard]] std::string_view to_text(CompletionKind kind);  // "field", ...

struct Completion {
  CompletionKind kind = CompletionKind::kField;
  std::string label;   // "In Progress"
  std::string insert;  // with quotes where they are needed: "\"In Progress\" "
  std::string detail;  // "status · acme, beta", "a duration in seconds", "members of a group"
};

struct Completions {
  Span replaces;  // the word the position is in, or [position, position)
  std::vector<Completion> items;
  bool more = false;  // cut at `limit`
};

// `position` in bytes. The text need not be a query yet. Best first: begins with the word, then
// holds it.
[[nodiscard]] Completions complete(std::string_view text, uint32_t position,
                                   std::span<const Catalogue* const> catalogues,
                                   std::span<const std::string> instance_names,
                                   const BindOptions& options, size_t limit = 50);

}  // namespace tl::jql
