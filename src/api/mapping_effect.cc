#include "api/mapping_effect.h"

#include "base/zone.h"
#include "measure/flow_columns.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/time_in_status.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

measure::Question question_of(const LensView& view, InstanceId instance, Instant now) {
  measure::Question question;
  question.from = now - days(kEffectDays);
  question.to = question.now = now;
  question.unit = measure::TimeUnit::kWorking;
  question.instances = {instance};
  question.zone = view.zone;
  question.week_start = view.week_start;
  return question;
}

Result<flow::CycleTimeAnswer> ask(const measure::Facts& facts, const measure::Question& question) {
  flow::CycleTimeQuery query;
  static_cast<measure::Question&>(query) = question;
  query.max_points = 1;
  return flow::decide_cycle_time(facts, query);
}

void render_effect(JsonWriter& out, std::string_view name, const flow::CycleTimeAnswer& answer) {
  out.key(name).begin_object().member("n", static_cast<int64_t>(answer.n));
  out.member("considered", static_cast<int64_t>(answer.considered));
  out.member("finished", static_cast<int64_t>(answer.finished));
  std::string note;
  for (const int percent : {50, 85}) {
    for (const measure::Percentile& one : answer.percentiles) {
      if (one.percent != percent) continue;
      out.member(percent == 50 ? "p50_seconds" : "p85_seconds", one.value);
      note = one.absent;
    }
  }
  out.member("note", note).end_object();
}

// Issues of the instance whose way looks different afterwards.
struct Moved {
  int64_t started_earlier = 0, started_later = 0, finished_gained = 0, finished_lost = 0;
  std::map<std::pair<mapping::Category, mapping::Category>, int64_t> categories;
};

void compare(const measure::Passage& before, const measure::Passage& after, int64_t from,
             Moved& moved) {
  const auto finished = [&](const measure::Passage& passage) {
    return passage.outcome == measure::Outcome::kFinished && passage.end >= from;
  };
  if (finished(after) && !finished(before)) ++moved.finished_gained;
  if (finished(before) && !finished(after)) ++moved.finished_lost;
  if (before.first_start == after.first_start) return;
  const bool earlier =
      before.first_start == lens::kNoInstant ||
      (after.first_start != lens::kNoInstant && after.first_start < before.first_start);
  ++(earlier ? moved.started_earlier : moved.started_later);
}

Moved count_moved(const LensView& view, const mapping::StageMap& after, InstanceId instance,
                  Instant from) {
  Moved moved;
  for (const lens::Part& part : view.version->parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if (chunk.instance[row] != instance.value || !part.live(row)) continue;
      if ((chunk.flags[row] & lens::kRowDeleted) != 0) continue;
      compare(measure::decide_passage(chunk, row, view.stages),
              measure::decide_passage(chunk, row, after), from.ms, moved);
      const auto was = view.stages.category(chunk, row);
      const auto is = after.category(chunk, row);
      if (was != is) ++moved.categories[{was, is}];
    }
  }
  return moved;
}

void render_moved(JsonWriter& out, const Moved& moved) {
  out.key("moved").begin_object().member("started_earlier", moved.started_earlier);
  out.member("started_later", moved.started_later);
  out.member("finished_gained", moved.finished_gained);
  out.member("finished_lost", moved.finished_lost).end_object();
  out.key("category_changes").begin_array();
  for (const auto& [pair, issues] : moved.categories) {
    out.begin_object().member("from", mapping::to_text(pair.first));
    out.member("to", mapping::to_text(pair.second)).member("issues", issues).end_object();
  }
  out.end_array();
}

}  // namespace

std::map<lens::Code, int64_t> decide_status_medians(const LensView& view, InstanceId instance,
                                                    Instant now) {
  std::map<lens::Code, int64_t> medians;
  const auto answer =
      flow::decide_time_in_status(view.facts(), question_of(view, instance, now),
                                  flow::StayUnit::kStatus, measure::PeriodLength::kMonth);
  if (!answer.ok()) return medians;
  for (const flow::TimeRow& row : answer->rows) {
    for (const lens::Code code : row.statuses) {
      if (row.p50) medians[code] = *row.p50;
    }
  }
  return medians;
}

void render_type_queries(JsonWriter& out, const mapping::Mapping& mapping,
                         const mapping::TypeRules* rules, InstanceId instance) {
  static const std::vector<mapping::RuleOutcome> none;
  const auto& outcomes = rules != nullptr ? rules->outcomes(instance) : none;
  out.key("type_queries").begin_array();
  for (size_t i = 0; i < mapping.type_queries.size(); ++i) {
    const mapping::TypeQuery& one = mapping.type_queries[i];
    const auto outcome = i < outcomes.size() ? outcomes[i] : mapping::RuleOutcome();
    out.begin_object().member("query", one.query).member("category", to_text(one.category));
    out.member("issues", outcome.issues).member("undecided", outcome.undecided);
    out.member("problem", outcome.problem).end_object();
  }
  out.end_array();
}

Result<std::string> render_mapping_preview(Call& call, const LensView& view, InstanceId instance,
                                           const mapping::Mapping& next, Instant now) {
  const measure::Question question = question_of(view, instance, now);
  mapping::Mappings mappings = view.mappings;
  mappings.insert_or_assign(instance, next);
  TL_TRY(auto rules, find_type_rules(call, view, mappings));
  const auto stages = mapping::StageMap::make(*view.version, mappings, std::move(rules));
  const measure::Facts after{*view.version, stages, view.calendar};
  TL_TRY(const auto answer_before, ask(view.facts(), question));
  TL_TRY(const auto answer_after, ask(after, question));
  JsonWriter out;
  out.begin_object().key("window").begin_object();
  out.member("from", format_date(*date_in_zone(view.zone, question.from)));
  out.member("to", format_date(*date_in_zone(view.zone, question.to))).end_object();
  out.member("unit", to_text(question.unit));
  out.member("seconds_per_working_day", view.calendar.working_day_seconds());
  render_effect(out, "before", answer_before);
  render_effect(out, "after", answer_after);
  render_moved(out, count_moved(view, stages, instance, question.from));
  render_type_queries(out, next, stages.rules(), instance);
  out.end_object();
  return out.take();
}

}  // namespace tl::api
