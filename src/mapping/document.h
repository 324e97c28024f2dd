// What people have set for one connection, as a versioned JSON document:
//
//   {"version":3,
//    "types":{"10004":"bug","10000/10004":"chore"},        type id, or project id / type id
//    "statuses":{"10001":"review"},                        status id -> stage
//    "resolutions":{"10002":true},                         does it cancel?
//    "order":["1","3","10001"],                            status ids in the order of the workflow
//    "start_line":"3","finish_line":"10001",               first status at or beyond the line
//    "type_queries":[{"query":"labels = debt",             JQL: the first that matches an issue
//                     "category":"chore"}]}                decides, before types
//
// Members may be left out. Unknown members are ignored when a document is loaded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "jql/problem.h"
#include "mapping/category.h"
#include "mapping/stage.h"

namespace tl::mapping {

inline constexpr size_t kMaxMappingEntries = 10'000;  // of each member
inline constexpr size_t kMaxMappingIdBytes = 600;
inline constexpr size_t kMaxTypeQueries = 50;
inline constexpr size_t kMaxTypeQueryBytes = 10'000;

template <typename T>
using ById = std::map<std::string, T, std::less<>>;

// Issues that a query finds are of this category, whatever their type.
struct TypeQuery {
  std::string query;  // JQL of Jira's fields; see type_rules.h
  Category category = Category::kOther;
  bool operator==(const TypeQuery&) const = default;
};

// `version` 0: nothing was ever set.
struct Mapping {
  int64_t version = 0;
  ById<Category> types;  // by type id or "PROJECTID/TYPEID"
  ById<Stage> statuses;
  ById<bool> resolutions;
  std::vector<std::string> order;         // of statuses; empty: the default order
  std::optional<std::string> start_line;  // status ids; nothing: by stage
  std::optional<std::string> finish_line;
  std::vector<TypeQuery> type_queries;  // the first that matches decides
  bool operator==(const Mapping&) const = default;
};

using Mappings = std::map<InstanceId, Mapping>;

[[nodiscard]] std::string type_key(std::string_view project_id, std::string_view type_id);

// "Expecting 'EMPTY' but got 'x'. (line 1, character 13) Write ..."
[[nodiscard]] std::string describe(const jql::Problem& problem);

// What a person wants different. A value of nothing: back to the guess. Absent: as it was.
struct MappingChange {
  ById<std::optional<Category>> types;
  ById<std::optional<Stage>> statuses;
  ById<std::optional<bool>> resolutions;
  std::optional<std::vector<std::string>> order;
  std::optional<std::optional<std::string>> start_line;
  std::optional<std::optional<std::string>> finish_line;
  std::optional<std::vector<TypeQuery>> type_queries;  // all of them
};

struct MemberProblem {
  std::string member;  // "statuses.10001", "order[3]", "type_queries[2].query"
  std::string message;
};

enum class UnknownMembers : uint8_t { kIgnore, kRefuse };

// Reads a document or a change of one; all problems are collected. Queries are read as JQL only
// where unknown members are refused: what is stored is not thrown away because a query in it is
// wrong.
[[nodiscard]] MappingChange read_mapping_change(JsonElement root, UnknownMembers unknown,
                                                std::vector<MemberProblem>& problems);

[[nodiscard]] Mapping apply_change(Mapping before, const MappingChange& change);

// Errors: kUnreadable for text that is no such document, kInvalidArgument naming the first member
// that is wrong.
[[nodiscard]] Result<Mapping> parse_mapping(std::string_view json);
[[nodiscard]] std::string render_mapping(const Mapping& mapping);

}  // namespace tl::mapping
