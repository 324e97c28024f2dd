// The part of Jira's query language that clients need, written for the simulator alone: it shares
// nothing with the server's own evaluator, so that an error cannot hide in both.
// Supported: and, or, not, parentheses; = != in, not in, > >= < <=, is [not] empty, was, changed,
// ~ !~ with plain words;
// ORDER BY.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/world.h"

namespace tl::sim {

enum class JqlField : uint8_t {
  kProject,
  kIssue,
  kType,
  kStatus,
  kCategory,
  kAssignee,
  kReporter,
  kCreator,
  kPriority,
  kResolution,
  kLabels,
  kSprint,
  kParent,
  kComponent,
  kFixVersion,
  kLevel,
  kText,
  kCreated,
  kUpdated,
  kResolved,
  kDue,
};

enum class JqlOp : uint8_t {
  kIn,
  kNotIn,
  kLike,  // of kText alone: all words are in the summary
  kNotLike,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kWas,
  kWasNot,
  kChanged
};

// When and by whom something was or changed: the predicates of history operators.
struct JqlPast {
  int64_t from = INT64_MIN;  // ms, included
  int64_t to = INT64_MAX;
  std::vector<int64_t> by;       // UserRefs; empty: whoever
  std::vector<int64_t> changed;  // CHANGED FROM these; `values` of the node are those of TO
};

struct JqlNode {
  enum class Kind : uint8_t { kAnd, kOr, kNot, kClause } kind = Kind::kClause;
  std::vector<JqlNode> children;
  JqlField field{};
  JqlOp op = JqlOp::kIn;
  bool with_empty = false;       // EMPTY is among the values
  std::vector<int64_t> values;   // ids, or one time in ms
  std::string words;             // kLike, kNotLike; in lower case
  const World* world = nullptr;  // kLike, kNotLike: whose texts
  JqlPast past;
};

struct JqlOrder {
  enum class By : uint8_t { kCreated, kUpdated, kResolved, kKey, kId, kRank, kPriority } by;
  bool descending;
};

// Who asks and when: relative dates, date texts (in the asker's zone), currentUser(), and which
// projects exist for the asker.
struct JqlContext {
  const World* world;
  int64_t now_ms;
  int user;  // position; -1 anonymous
  int offset_minutes;
  std::vector<bool> visible;  // by project position
};

struct JqlQuery {
  bool bounded = false;  // has a condition
  JqlNode where;         // meaningful if bounded
  std::vector<JqlOrder> order;
  std::vector<std::string> errors;  // not empty: the query must be refused

  // `updated`: as the search index knows it, which may lag behind the issue's own.
  [[nodiscard]] bool matches(const Issue& issue, int64_t updated) const;
};

// Whether a WAS or CHANGED clause holds for an issue. REQUIRES: has_jql_past(node.field).
[[nodiscard]] bool matches_past(const JqlNode& node, const Issue& issue);
[[nodiscard]] bool has_jql_past(JqlField field);

[[nodiscard]] JqlQuery parse_jql(std::string_view text, const JqlContext& context);

// A date as JQL writes it: "2026-11-20 14:05", "2026/11/20", "-90d", "-5m", epoch milliseconds.
// Texts are in the zone of `offset_minutes`; false when it is none of these.
[[nodiscard]] bool parse_jql_date(std::string_view text, int64_t now_ms, int offset_minutes,
                                  int64_t& out);

}  // namespace tl::sim
