#include "lens/member_turns.h"

#include <algorithm>
#include <tuple>

namespace tl::lens {
namespace {

// The item at that instant that names the member alone on its side; else the first one of then.
size_t item_of(std::span<const domain::StayItem> items, int64_t at, std::string_view id,
               bool entered) {
  size_t first = kNoItem;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].at.ms != at) continue;
    if ((entered ? items[i].to_id : items[i].from_id) == id) return i;
    if (first == kNoItem) first = i;
  }
  return first;
}

MemberTurn turn_of(std::span<const domain::StayItem> items, const domain::Stay& stay, bool words,
                   Instant at, bool entered) {
  MemberTurn turn{at.ms,   entered,
                  stay.id, words ? stay.id : stay.name,
                  {},      item_of(items, at.ms, stay.id, entered)};
  turn.written = turn.name;
  if (turn.item == kNoItem || words) return turn;
  const domain::StayItem& item = items[turn.item];
  if ((entered ? item.to_id : item.from_id) == stay.id)
    turn.written = entered ? item.to_text : item.from_text;
  return turn;
}

}  // namespace

std::vector<MemberTurn> decide_member_turns(std::span<const domain::StayItem> items, bool words,
                                            const domain::Present& present, Instant created) {
  std::vector<MemberTurn> turns;
  if (items.empty()) return turns;
  for (const domain::Stay& stay : domain::decide_item_stays(items, words, present, created)) {
    MemberTurn begin = turn_of(items, stay, words, stay.from, true);
    if (begin.item != kNoItem) turns.push_back(std::move(begin));
    if (stay.to) turns.push_back(turn_of(items, stay, words, *stay.to, false));
  }
  std::sort(turns.begin(), turns.end(), [](const MemberTurn& a, const MemberTurn& b) {
    return std::tie(a.at, a.entered, a.id) < std::tie(b.at, b.entered, b.id);
  });
  return turns;
}

}  // namespace tl::lens
