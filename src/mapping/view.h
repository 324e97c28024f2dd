// The mapping of one connection as the editor shows it: every type, status and resolution with what
// it means here, where that comes from and how much hangs on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lens/version.h"
#include "mapping/document.h"
#include "mapping/workflow.h"

namespace tl::mapping {

inline constexpr size_t kTypeExamples = 3;

struct ProjectName {
  std::string id;
  std::string key;  // "" when not known
};

// One row for each type, and one more for each project that has a word of its own about it. Types
// of team-managed projects belong to their project, equal names are rows of their own.
struct TypeRow {
  std::string key;  // of Mapping::types
  std::string name;
  std::optional<ProjectName> project;
  Category category = Category::kOther;
  Origin origin = Origin::kNone;
  std::string rule;                   // CategoryGuess::rule; "" when a person has set it
  int64_t issues = 0;                 // not deleted, that this row decides about
  std::vector<std::string> examples;  // keys of those updated last, at most kTypeExamples
};

struct StatusRow {
  std::string id;
  std::string name;
  std::optional<ProjectName> project;
  lens::StatusCategory category = lens::StatusCategory::kUnknown;
  State state = State::kOpen;  // by category; by the stage where there is none and one was set
  bool flagged = false;        // no category, and nobody has set a stage
  Stage stage = Stage::kUnmapped;
  Origin origin = Origin::kCategory;
  int64_t issues_now = 0;  // not deleted
};

struct ResolutionRow {
  std::string id;
  std::string name;
  bool cancels = false;
  Origin origin = Origin::kName;
};

struct MappingView {
  std::vector<TypeRow> types;              // by name, then project key
  std::vector<StatusRow> statuses;         // in the order of the workflow
  std::vector<ResolutionRow> resolutions;  // by name
};

// One pass over the issues of the lens.
[[nodiscard]] MappingView decide_view(const lens::LensVersion& version, InstanceId instance,
                                      const Mapping& mapping);

// Ids of a change that this connection does not have, nor `saved`; and lines that are not well.
[[nodiscard]] std::vector<MemberProblem> check_change(const lens::Dictionary& dictionary,
                                                      InstanceId instance, const Mapping& saved,
                                                      const MappingChange& change);

// `saved` with the change; where a line is drawn in the default order, that order is kept with it,
// so that a status that comes later cannot move it. Its version is one more.
[[nodiscard]] Mapping decide_next(const lens::Dictionary& dictionary, InstanceId instance,
                                  const Mapping& saved, const MappingChange& change);

// What changed, in one line for people: `"Hotfix" is incident; start line at "In Review"`.
[[nodiscard]] std::string summarise(const lens::Dictionary& dictionary, InstanceId instance,
                                    const Mapping& before, const Mapping& after);

}  // namespace tl::mapping
