#include "measure/about.h"

#include <fmt/format.h>

#include <algorithm>

#include "measure/scope.h"

namespace tl::measure {
namespace {

constexpr size_t kMaxUnmappedNames = 50;

bool asks_about(const Question& question, InstanceId instance) {
  const auto& instances = question.instances;
  if (!instances.empty() &&
      std::find(instances.begin(), instances.end(), instance) == instances.end())
    return false;
  return question.projects.empty() ||
         std::any_of(question.projects.begin(), question.projects.end(),
                     [&](const ProjectRef& one) { return one.instance == instance; });
}

// Where people have drawn lines in what was asked about.
void note_lines(const Facts& facts, const Question& question, About& about) {
  const auto& statuses = facts.version.dictionary().field(lens::LensField::kStatus);
  for (const auto& [instance, lines] : facts.stages.lines()) {
    if (!asks_about(question, instance)) continue;
    if (lines.start != lens::kNoCode)
      about.notes.push_back(
          fmt::format("the start line is drawn at \"{}\"", statuses.at(lines.start).name));
    if (lines.finish != lens::kNoCode)
      about.notes.push_back(
          fmt::format("the finish line is drawn at \"{}\"", statuses.at(lines.finish).name));
  }
}

void note_unmapped(const Facts& facts, About& about) {
  const auto& statuses = facts.version.dictionary().field(lens::LensField::kStatus);
  for (lens::Code code = 1; code < statuses.size(); ++code) {
    if (facts.stages.stage(code) == Stage::kUnmapped &&
        about.unmapped_statuses.size() < kMaxUnmappedNames)
      about.unmapped_statuses.push_back(statuses.at(code).name);
  }
}

}  // namespace

About begin_about(const Definition& definition, const Facts& facts, const Question& question) {
  return begin_about(definition, facts, question, Scope(facts, question));
}

About begin_about(const Definition& definition, const Facts& facts, const Question& question,
                  const Scope& scope) {
  About about;
  about.definition = definition;
  about.definition_text = definition.text;
  about.unit = question.unit;
  about.start_rule = question.start_rule;
  about.from = question.from;
  about.to = question.to;
  about.as_of = question.as_of;
  about.complete_back_to = question.complete_back_to;
  about.config_versions = facts.stages.versions();
  about.calendar_version = facts.calendar.version();
  about.seconds_per_working_day = facts.calendar.working_day_seconds();
  about.position = facts.version.position();
  about.built_at = facts.version.built_at();
  about.data_to = facts.version.data_to();
  about.notes = scope.notes();
  if (question.complete_back_to && *question.complete_back_to > question.from)
    about.notes.push_back(
        "the window begins before the data is complete; older items may be missing");
  note_lines(facts, question, about);
  note_unmapped(facts, about);
  return about;
}

}  // namespace tl::measure
