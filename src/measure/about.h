// What every answer says about itself, so that two people never argue about which number is meant.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "measure/facts.h"
#include "measure/question.h"

namespace tl::measure {

class Scope;

inline constexpr size_t kMaxExclusionIds = 1000;  // ids of each exclusion in one answer

// The definition of a number: one constant beside the code that decides it. `version` rises when
// the meaning changes.
struct Definition {
  std::string_view id;  // "flow.cycle_time"
  int version = 1;
  std::string_view title;    // "Cycle time"
  std::string_view text;     // for people
  std::string_view formula;  // "finish - start, in whole seconds"
  std::string_view window_rule;
  std::string_view statistic;  // "nearest rank", "count", "ratio of sums"
};

struct Exclusion {
  std::string code;
  std::string text;  // for people
  size_t count = 0;
  std::vector<IssueRef> issues;   // at most kMaxExclusionIds, those that ended last
  std::vector<std::string> keys;  // of `issues`, same order
  bool finding = false;           // points at a problem in the data
};

struct About {
  Definition definition;
  std::string definition_text;  // definition.text, or what a rule of the question makes of it
  TimeUnit unit = TimeUnit::kCalendar;
  StartRule start_rule = StartRule::kFirst;
  Instant from;
  Instant to;
  std::optional<Instant> as_of;
  std::optional<Instant> complete_back_to;

  size_t n = 0;                       // items that the number is made of
  size_t considered = 0;              // n + all exclusions
  std::vector<Exclusion> exclusions;  // those that occur

  std::map<InstanceId, int64_t> config_versions;
  int64_t calendar_version = 0;
  int64_t seconds_per_working_day = 0;
  std::vector<std::string> unmapped_statuses;  // names of statuses without a stage
  std::vector<std::string> notes;              // for people: "project X is not known here"
  int64_t position = 0;                        // of the lens
  Instant built_at;                            // of the lens
  std::optional<Instant> data_to;
  int64_t computed_in_us = 0;
};

// Everything that follows from facts and question alone: window, unit, versions, notes about lines
// drawn and filters unknown, unmapped statuses. n, considered and exclusions are the metric's.
[[nodiscard]] About begin_about(const Definition& definition, const Facts& facts,
                                const Question& question);
// The same for who has the question's scope at hand.
[[nodiscard]] About begin_about(const Definition& definition, const Facts& facts,
                                const Question& question, const Scope& scope);

}  // namespace tl::measure
