#include "measure/excluded.h"

#include <algorithm>

namespace tl::measure {
size_t Excluded::count() const {
  size_t sum = 0;
  for (const auto& of_reason : items_) sum += of_reason.size();
  return sum;
}

void Excluded::describe(const lens::LensVersion& version, About& about) const {
  Exclusions book(texts_);
  for (size_t reason = 0; reason < items_.size(); ++reason) {
    for (const Ended& item : items_[reason]) book.add(reason, item);
  }
  book.fill(version, about);
}

Result<ItemList> Excluded::list(std::string_view code) const {
  const auto text = std::find_if(texts_.begin(), texts_.end(),
                                 [&](const ExclusionText& one) { return one.code == code; });
  if (text == texts_.end())
    return make_error(ErrorCode::kInvalidArgument,
                      "exclusion: nothing is left out as " + std::string(code));
  ItemList out;
  out.title = "Left out: " + std::string(text->text);
  out.from_title = "Started";
  out.at_title = "Ended";
  const auto& entries = items_[static_cast<size_t>(text - texts_.begin())];
  out.items.reserve(entries.size());
  for (const Ended& entry : entries)
    out.items.push_back({entry.address(), entry.start, entry.end, std::nullopt, ""});
  return out;
}

FinishedIssues select_finished(const Facts& facts, const Question& question, bool needs_start) {
  FinishedIssues out;
  const Scope scope(facts, question);
  each_ended(facts, question, scope, [&](const Ended& item, std::optional<ExclusionReason> reason) {
    if (!reason || (*reason == ExclusionReason::kNoStart && !needs_start))
      out.finished.push_back(item);
    else
      out.excluded.add(static_cast<size_t>(*reason), item);
  });
  return out;
}

}  // namespace tl::measure
