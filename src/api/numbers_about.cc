#include "api/numbers_about.h"

#include <fmt/format.h>

#include <algorithm>

namespace tl::api {
namespace {

using measure::About;
using measure::Category;
using measure::Period;
using measure::Stage;

int64_t configuration_version(const About& about) {
  int64_t version = 0;
  for (const auto& [instance, of_instance] : about.config_versions)
    version = std::max(version, of_instance);
  return version;
}

void render_definition(JsonWriter& out, const About& about) {
  out.key("definition").begin_object();
  out.member("id", about.definition.id).member("version", about.definition.version);
  out.member("title", about.definition.title).member("text", about.definition_text);
  out.member("formula", about.definition.formula).end_object();
}

void render_window(JsonWriter& out, const Asked& asked, const About& about) {
  out.key("window").begin_object().member("from", format_instant(about.from));
  out.member("to", format_instant(about.to)).member("rule", about.definition.window_rule);
  out.member("time_zone", asked.question.zone);
  out.member("week_start", weekday_word(asked.question.week_start)).end_object();
}

void render_exclusions(JsonWriter& out, const About& about) {
  out.key("exclusions").begin_array();
  for (const measure::Exclusion& exclusion : about.exclusions) {
    out.begin_object().member("code", exclusion.code).member("text", exclusion.text);
    out.member("count", static_cast<int64_t>(exclusion.count));
    texts_member(out, "keys", exclusion.keys);
    out.member("finding", exclusion.finding).end_object();
  }
  out.end_array();
}

void render_versions(JsonWriter& out, const LensView& view, const About& about) {
  out.member("configuration_version", configuration_version(about));
  out.key("configurations").begin_array();
  for (const auto& [instance, version] : about.config_versions) {
    if (view.connection(instance) == nullptr) continue;
    out.begin_object().member("connection", view.public_id(instance));
    out.member("version", version).end_object();
  }
  out.end_array().member("calendar_version", about.calendar_version);
  out.member("seconds_per_working_day", about.seconds_per_working_day);
}

const lens::Chunk& chunk_of(const LensView& view, lens::RowAddress address) {
  return *view.version->parts()[address.part].chunk;
}

}  // namespace

void render_about(JsonWriter& out, const LensView& view, const Asked& asked, const About& about) {
  render_definition(out, about);
  out.member("unit", measure::to_text(about.unit));
  out.member("statistic", about.definition.statistic);
  render_window(out, asked, about);
  out.member("population", population_words(asked.question.population));
  texts_member(out, "filters", filter_words(view, asked));
  out.member("start_rule", measure::to_text(about.start_rule));
  out.member("n", static_cast<int64_t>(about.n));
  out.member("considered", static_cast<int64_t>(about.considered));
  render_exclusions(out, about);
  render_versions(out, view, about);
  out.member("as_of", format_instant(asked.question.seen_from()));
  instant_member(out, "data_to", about.data_to);
  instant_member(out, "complete_back_to", about.complete_back_to);
  out.member("feed_position", about.position).member("computed_in_us", about.computed_in_us);
  texts_member(out, "notes", about.notes);
  texts_member(out, "unmapped_statuses", about.unmapped_statuses);
}

void comment_about(CsvWriter& csv, const LensView& view, const Asked& asked, const About& about) {
  const auto& definition = about.definition;
  csv.comment(fmt::format("Throughline {} version {}: {}", definition.id, definition.version,
                          definition.title));
  csv.comment(about.definition_text);
  csv.comment(fmt::format("formula: {}; statistic: {}", definition.formula, definition.statistic));
  csv.comment(fmt::format("window: {} to {} ({}; time zone {})", format_instant(about.from),
                          format_instant(about.to), definition.window_rule, asked.question.zone));
  csv.comment("population: " + population_words(asked.question.population));
  const auto filters = filter_words(view, asked);
  for (const std::string& filter : filters) csv.comment("filter: " + filter);
  if (filters.empty()) csv.comment("filter: none");
  csv.comment(fmt::format("start rule: {}; unit: {} time, in seconds", to_text(about.start_rule),
                          measure::to_text(about.unit)));
  csv.comment(fmt::format("mapping version: {}; calendar version: {}; 1 working day: {} s",
                          configuration_version(about), about.calendar_version,
                          about.seconds_per_working_day));
  csv.comment(fmt::format("n: {} of {} considered", about.n, about.considered));
  for (const measure::Exclusion& exclusion : about.exclusions)
    csv.comment(
        fmt::format("left out: {} {} ({})", exclusion.count, exclusion.code, exclusion.text));
  for (const std::string& note : about.notes) csv.comment("note: " + note);
  csv.comment("as of: " + format_instant(asked.question.seen_from()));
}

void render_period_members(JsonWriter& out, const Period& period) {
  out.member("from", format_date(period.first)).member("to", format_date(period.last));
  out.member("complete", period.complete);
}

void render_period(JsonWriter& out, const Period& period) {
  out.begin_object();
  render_period_members(out, period);
  out.end_object();
}

void title_period(CsvWriter& csv) { csv.text("period_from").text("period_to").text("complete"); }

void row_period(CsvWriter& csv, const Period& period) {
  csv.text(format_date(period.first)).text(format_date(period.last));
  csv.text(period.complete ? "true" : "false");
}

void render_percentiles(JsonWriter& out, const std::vector<measure::Percentile>& percentiles) {
  out.begin_array();
  for (const measure::Percentile& percentile : percentiles) {
    out.begin_object().member("p", percentile.percent).member("seconds", percentile.value);
    out.member("needed", static_cast<int64_t>(percentile.needed));
    out.member("note", percentile.absent).end_object();
  }
  out.end_array();
}

void comment_percentiles(CsvWriter& csv, const std::vector<measure::Percentile>& percentiles) {
  for (const measure::Percentile& percentile : percentiles) {
    csv.comment(percentile.value ? fmt::format("p{}: {} s", percentile.percent, *percentile.value)
                                 : fmt::format("p{}: {}", percentile.percent, percentile.absent));
  }
}

void render_brief(JsonWriter& out, const LensView& view, lens::RowAddress address) {
  const lens::Chunk& chunk = chunk_of(view, address);
  const lens::Dictionary& names = view.version->dictionary();
  const uint32_t row = address.row;
  const IssueRef ref = chunk.ref(row);
  out.member("connection", view.public_id(ref.instance));
  out.member("id", std::to_string(ref.issue.value)).member("key", chunk.key.at(row));
  out.member("summary", chunk.summary.at(row));
  out.member("type", names.at(lens::LensField::kType, chunk.type[row]).name);
  out.member("category", measure::to_text(view.stages.category(chunk, row)));
  out.member("project", names.at(lens::LensField::kProject, chunk.project[row]).key);
  out.key("status");
  render_status(out, names.at(lens::LensField::kStatus, chunk.status[row]));
  out.member("stage", measure::to_text(view.stages.stage(chunk.status[row])));
  text_or_null(out, "assignee", names.at(lens::LensField::kAccount, chunk.assignee[row]).name);
}

void title_brief(CsvWriter& csv) {
  for (const std::string_view title : {"connection", "id", "key", "summary", "type", "category",
                                       "project", "status", "stage", "assignee"})
    csv.text(title);
}

void row_brief(CsvWriter& csv, const LensView& view, lens::RowAddress address) {
  const lens::Chunk& chunk = chunk_of(view, address);
  const lens::Dictionary& names = view.version->dictionary();
  const uint32_t row = address.row;
  const IssueRef ref = chunk.ref(row);
  csv.text(view.public_id(ref.instance)).number(ref.issue.value);
  csv.text(chunk.key.at(row)).text(chunk.summary.at(row));
  csv.text(names.at(lens::LensField::kType, chunk.type[row]).name);
  csv.text(measure::to_text(view.stages.category(chunk, row)));
  csv.text(names.at(lens::LensField::kProject, chunk.project[row]).key);
  csv.text(names.at(lens::LensField::kStatus, chunk.status[row]).name);
  csv.text(measure::to_text(view.stages.stage(chunk.status[row])));
  csv.text(names.at(lens::LensField::kAccount, chunk.assignee[row]).name);
}

std::string_view stage_title(Stage stage) {
  switch (stage) {
    case Stage::kQueue:
      return "Queue";
    case Stage::kActive:
      return "Active";
    case Stage::kReview:
      return "Review";
    case Stage::kBlocked:
      return "Blocked";
    case Stage::kDone:
      return "Done";
    case Stage::kCancelled:
      return "Cancelled";
    case Stage::kUnmapped:
      return "Without a stage";
  }
  return "";
}

std::optional<Instant> known_instant(int64_t ms) {
  if (ms == lens::kNoInstant) return std::nullopt;
  return Instant(ms);
}

const std::vector<Category>& reading_order() {
  static const std::vector<Category> kOrder = {Category::kFeature,  Category::kBug,
                                               Category::kChore,    Category::kDiscovery,
                                               Category::kIncident, Category::kOther};
  return kOrder;
}

}  // namespace tl::api
