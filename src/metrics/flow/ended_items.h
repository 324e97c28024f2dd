// Item lists of numbers that are made of what ended in the window.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "metrics/flow/names.h"

namespace tl::metrics::flow {

[[nodiscard]] inline Category category_of(const StageMap& stages, const lens::Chunk& chunk,
                                          uint32_t row) {
  return stages.category(chunk, row);
}

// "Finished in the week of 2026-10-05, 3 days or longer, bug", "Left out: deleted in Jira".
[[nodiscard]] inline std::string title_of(std::string_view counted, const Mark& mark,
                                          const std::optional<Period>& period,
                                          std::optional<size_t> exclusion,
                                          const Durations& durations,
                                          std::span<const ExclusionText> texts) {
  std::string title =
      exclusion ? fmt::format("Left out: {}", texts[*exclusion].text) : std::string(counted);
  if (const std::string when = when_text(period, mark.period); !when.empty())
    title += (exclusion ? ", ended " : " ") + when;
  if (const std::string length = length_text(mark, durations); !length.empty())
    title += ", " + length;
  if (mark.category) title += fmt::format(", {}", to_text(*mark.category));
  return title;
}

// Everything that ended in the window or in the mark's period and is what the mark points at.
// `decide(item, reason)` gives the metric's own view of an item: it may change the item's start and
// the reason. REQUIRES: question and mark are checked.
template <typename Decide>
Result<ItemList> list_ended(const Facts& facts, const Question& question, const Mark& mark,
                            std::string_view counted, std::span<const ExclusionText> texts,
                            Decide decide) {
  TL_TRY(const auto period, period_of(question, mark));
  TL_TRY(const auto exclusion, exclusion_of(mark, texts));
  Question asked = question;
  if (period) {
    asked.from = period->from;
    asked.to = period->to;
  }
  const Durations durations(facts, question.unit);
  ItemList list;
  list.title = title_of(counted, mark, period, exclusion, durations, texts);
  const auto visit = [&](Ended item, std::optional<ExclusionReason> reason) {
    reason = decide(item, reason);
    if (reason.has_value() != exclusion.has_value()) return;
    if (reason && static_cast<size_t>(*reason) != *exclusion) return;
    const lens::Chunk& chunk = *facts.version.parts()[item.part].chunk;
    if (mark.category && category_of(facts.stages, chunk, item.row) != *mark.category) return;
    Item out;
    out.address = item.address();
    out.from = item.start;
    out.at = item.end;
    if (item.start != lens::kNoInstant && item.start <= item.end)
      out.seconds = durations.seconds(item.start, item.end);
    if (!is_as_long(mark, out.seconds.value_or(0))) return;
    list.items.push_back(std::move(out));
  };
  // A period that lies wholly outside of the window has no instants.
  if (asked.from < asked.to) each_ended(facts, asked, Scope(facts, question), visit);
  return list;
}

}  // namespace tl::metrics::flow
