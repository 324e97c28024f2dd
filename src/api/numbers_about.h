// What all answers with numbers share: what a number says about itself, periods, percentiles and
// issues in short form; as JSON and as the head of a CSV file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/csv.h"
#include "api/numbers_question.h"
#include "measure/about.h"
#include "measure/percentiles.h"

namespace tl::api {

// The members of the schema About, into an object that is begun.
void render_about(JsonWriter& out, const LensView& view, const Asked& asked,
                  const measure::About& about);
// The same as comment lines; exclusions with their counts.
void comment_about(CsvWriter& csv, const LensView& view, const Asked& asked,
                   const measure::About& about);

// "from", "to", "complete" into an object that is begun; render_period makes the object.
void render_period_members(JsonWriter& out, const measure::Period& period);
void render_period(JsonWriter& out, const measure::Period& period);
// Columns period_from, period_to, complete.
void title_period(CsvWriter& csv);
void row_period(CsvWriter& csv, const measure::Period& period);

void render_percentiles(JsonWriter& out, const std::vector<measure::Percentile>& percentiles);
void comment_percentiles(CsvWriter& csv, const std::vector<measure::Percentile>& percentiles);

// The members of the schema IssueBrief, into an object that is begun.
void render_brief(JsonWriter& out, const LensView& view, lens::RowAddress address);
// Columns connection, id, key, summary, type, category, project, status, stage, assignee.
void title_brief(CsvWriter& csv);
void row_brief(CsvWriter& csv, const LensView& view, lens::RowAddress address);

[[nodiscard]] std::string_view stage_title(measure::Stage stage);  // "Review"
[[nodiscard]] std::optional<Instant> known_instant(int64_t ms);    // lens::kNoInstant: nothing
// All categories, in the order in which people read them.
[[nodiscard]] const std::vector<measure::Category>& reading_order();

}  // namespace tl::api
