#include "domain/history.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "domain/issue.h"

namespace tl::domain {
namespace {

// "" and absent are the same (history.h), and a store gives back only the latter.
void add(std::string& out, const std::optional<std::string>& part) {
  const bool present = part && !part->empty();
  out += present ? '1' : '0';
  if (present) out += *part;
  out += '\x1f';
}

std::string content_of(const History& history) {
  std::string out = history.author.id;
  for (const HistoryItem& item : history.items) {
    out += '\x1e' + item.field_id + '\x1f';
    const bool description = item.field_id == kDescription;
    add(out, item.from_id);
    add(out, description ? std::nullopt : item.from_text);
    add(out, item.to_id);
    add(out, description ? std::nullopt : item.to_text);
  }
  return out;
}

}  // namespace

std::string content_id(const History& history) {
  return fmt::format("~{:016x}", stable_hash(content_of(history), 1));
}

// Names too: two readings that differ only in them must not tie, or the order of arrival would
// show.
void seal_history(History& history) {
  std::string content = content_of(history) + '\x1e' + history.author.name;
  for (const HistoryItem& item : history.items) content += '\x1f' + item.field_name;
  history.version.hash = stable_hash(content, 2);
}

}  // namespace tl::domain
