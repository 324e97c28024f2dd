#include "domain/history.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace tl::domain {
namespace {

void add(std::string& out, const std::optional<std::string>& part) {
  out += part ? '1' : '0';
  if (part) out += *part;
  out += '\x1f';
}

std::string content_of(const History& history) {
  std::string out = history.author.id;
  for (const HistoryItem& item : history.items) {
    out += '\x1e' + item.field_id + '\x1f';
    add(out, item.from_id);
    add(out, item.from_text);
    add(out, item.to_id);
    add(out, item.to_text);
  }
  return out;
}

}  // namespace

std::string content_id(const History& history) {
  return fmt::format("~{:016x}", stable_hash(content_of(history), 1));
}

void seal_history(History& history) { history.version.hash = stable_hash(content_of(history), 2); }

}  // namespace tl::domain
