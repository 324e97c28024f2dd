#include "domain/merge.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "base/text.h"

namespace tl::domain {

bool merge_attributes(Attributes& into, const Attributes& from) {
  bool changed = false;
  for (const auto& [name, attribute] : from) {
    const auto [known, inserted] = into.try_emplace(name, attribute);
    if (!inserted && known->second.version < attribute.version)
      known->second = attribute;
    else if (!inserted)
      continue;
    changed = true;
  }
  return changed;
}

bool merge_history(History& into, const History& from) {
  // The rank leads here: REST replaces what a webhook said even when the webhook's clock was later.
  const auto order = [](const History& history) {
    return std::pair(history.version.rank, history.version);
  };
  if (!(order(into) < order(from))) return false;
  into = from;
  return true;
}

std::vector<History> effective_histories(std::vector<History> histories) {
  std::set<std::string> absorbed;
  for (const History& history : histories) {
    if (history.has_vendor_id()) absorbed.insert(content_id(history));
  }
  std::erase_if(histories, [&](const History& history) {
    return !history.has_vendor_id() && absorbed.contains(history.id);
  });
  const auto order = [](const History& history) {
    return std::tuple(history.at(), parse_int(history.id).value_or(0),
                      std::string_view(history.id));
  };
  std::sort(histories.begin(), histories.end(),
            [&](const History& a, const History& b) { return order(a) < order(b); });
  return histories;
}

}  // namespace tl::domain
