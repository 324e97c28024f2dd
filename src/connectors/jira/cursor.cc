#include "connectors/jira/cursor.h"

#include <algorithm>

#include "base/text.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kTail = 50;

std::string text_of(const std::optional<Instant>& instant) {
  return instant ? std::to_string(instant->ms) : std::string();
}

std::optional<Instant> instant_in(std::string_view text) {
  const auto number = parse_int(text);
  return number ? std::optional(Instant(*number)) : std::nullopt;
}

std::string joined(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ",") + id;
  return out;
}

std::vector<std::string> ids_in(std::string_view text) {
  std::vector<std::string> ids;
  if (text.empty()) return ids;
  for (const std::string_view id : split(text, ',')) ids.emplace_back(id);
  return ids;
}

}  // namespace

std::string Cursor::render() const {
  std::string out = text_of(window.from) + ";" + text_of(window.to) + ";";
  out += std::string(ascending ? "a" : "d") + (overflown ? "o" : "") + ";";
  out += text_of(floor) + ";" + text_of(asked) + ";" + url_encode(position) + ";";
  return out + joined(known) + ";" + joined(tail);
}

std::optional<Cursor> Cursor::parse(std::string_view text) {
  const auto parts = split(text, ';');
  if (parts.size() != 8) return std::nullopt;
  Cursor cursor;
  cursor.window = {instant_in(parts[0]), instant_in(parts[1])};
  cursor.ascending = parts[2].starts_with('a');
  cursor.overflown = parts[2].ends_with('o');
  cursor.floor = instant_in(parts[3]);
  cursor.asked = instant_in(parts[4]);
  const auto position = url_decode(parts[5], false);
  if (!position) return std::nullopt;
  cursor.position = *position;
  cursor.known = ids_in(parts[6]);
  cursor.tail = ids_in(parts[7]);
  return cursor;
}

void Cursor::bound(IssueQuery& query) {
  query.ascending = ascending;
  if (window.from) query.updated_from = *window.from - kGranularity;
  if (window.to) query.updated_to = *window.to + kGranularity;
  if (position.empty()) {
    asked.reset();
    if (floor) asked = ascending ? *floor - kGranularity : *floor + kGranularity;
  }
  if (asked) (ascending ? query.updated_from : query.updated_to) = *asked;
}

void Cursor::advance(const IssuePage& page) {
  std::optional<Instant> reached;
  for (const IssueMark& mark : page.marks) {
    if (mark.updated == Instant()) continue;  // could not be read
    const Instant so_far = reached.value_or(mark.updated);
    reached = ascending ? std::max(so_far, mark.updated) : std::min(so_far, mark.updated);
  }
  tail.clear();
  const size_t count = page.marks.size();
  for (size_t i = count - std::min(count, kTail); i < count; ++i) {
    tail.push_back(std::to_string(page.marks[i].id.value));
  }
  if (!reached) {  // no instant to go by
    position = page.next;
    return;
  }
  bool dense = true;
  for (const IssueMark& mark : page.marks) {
    const Millis apart = ascending ? *reached - mark.updated : mark.updated - *reached;
    if (mark.updated != Instant() && apart > kGranularity) dense = false;
  }
  // Within a bulk edit what was known may still come again.
  std::vector<std::string> still;
  if (dense || floor == reached) still = std::move(known);
  if (!dense && floor != reached) overflown = false;
  for (const IssueMark& mark : page.marks) {
    const Millis apart = ascending ? *reached - mark.updated : mark.updated - *reached;
    if (mark.updated == Instant() || apart > kGranularity) continue;
    std::string id = std::to_string(mark.id.value);
    if (std::find(still.begin(), still.end(), id) == still.end()) still.push_back(std::move(id));
  }
  if (still.size() > kMaxKnown) {
    still.clear();
    overflown = true;
  }
  floor = *reached;
  known = std::move(still);
  position = dense ? page.next : std::string();
}

}  // namespace tl::connectors::jira
