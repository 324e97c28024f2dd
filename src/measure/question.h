// What every number is asked: which issues, which window, counted how.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "measure/query_rows.h"
#include "measure/stage_map.h"

namespace tl::measure {

enum class TimeUnit : uint8_t { kCalendar, kWorking };
enum class StartRule : uint8_t { kFirst, kLast };

[[nodiscard]] std::string_view to_text(TimeUnit unit);   // "calendar", "working"
[[nodiscard]] std::string_view to_text(StartRule rule);  // "first", "last"

struct ProjectRef {
  InstanceId instance;
  std::string key;
};

struct SprintRef {
  InstanceId instance;
  std::string id;  // the vendor's
};

// Which levels of issue types count. By default Jira's standard level alone; an issue whose type
// is in no catalogue counts as standard.
struct Population {
  bool standard = true;
  bool subtask = false;
  bool epic = false;  // epics and levels above
};

// Which issues. Values of one member are alternatives, members are all to hold; an empty one lets
// everything through. Names compare without ASCII case. All of it is of today, also with `as_of`.
struct Filter {
  std::vector<InstanceId> instances;
  std::vector<ProjectRef> projects;
  std::vector<std::string> types;  // names
  std::vector<Category> categories;
  Population population;
  std::vector<std::string> priorities;  // names
  std::vector<std::string> labels;
  std::vector<std::string> components;     // names
  std::vector<std::string> epics;          // keys; an issue is of an epic by its parent or theirs
  std::vector<SprintRef> sprints;          // is or was in one of them
  std::shared_ptr<const QueryRows> query;  // what a query finds; nullptr: everything
};

// An item counts in the window by the instant that its number names (mostly: when it finished).
struct Question : Filter {
  Instant from;  // [from, to)
  Instant to;
  Instant now;  // ages and running stays end here
  TimeUnit unit = TimeUnit::kCalendar;
  StartRule start_rule = StartRule::kFirst;
  // What was true then, by today's knowledge: status, resolution, flag, links, sprint and deletion
  // as of then; the other fields are today's. Nothing: now.
  std::optional<Instant> as_of;
  std::optional<Instant> complete_back_to;  // known to the caller; handed on into the answer
  std::string zone = "UTC";                 // IANA; periods and days lie in it
  int week_start = 1;                       // ISO weekday

  // The instant that the question looks from: as_of, else now.
  [[nodiscard]] Instant seen_from() const { return as_of.value_or(now); }
};

// For what is derived: milliseconds.
[[nodiscard]] inline std::optional<int64_t> as_of_ms(const Question& question) {
  return question.as_of ? std::optional(question.as_of->ms) : std::nullopt;
}

}  // namespace tl::measure
