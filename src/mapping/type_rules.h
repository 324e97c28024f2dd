// Categories by query: which issues the queries of each mapping decide, for one version of a lens.
//
// A query is JQL of Jira's own fields. What Throughline computes cannot be asked: stage and cycle
// time follow from the mapping. Nor can what changes while no fact does (now(), -7d,
// currentUser()): a category must not change by itself. Dates are read in the organisation's zone.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "jql/catalogue.h"
#include "lens/version.h"
#include "mapping/document.h"

namespace tl::mapping {

// What queries are read by.
struct RuleGround {
  // The catalogue of an instance over the version at hand; nullptr: it is not known any more.
  std::function<std::unique_ptr<jql::Catalogue>(InstanceId)> make_catalogue;
  std::string zone = "UTC";  // IANA
  int week_start = 1;        // ISO weekday
};

// What one query did. `problem`: why it cannot be asked (any more), for people; "" it was.
struct RuleOutcome {
  int64_t issues = 0;     // that it decides: no query before it matched
  int64_t undecided = 0;  // of which it cannot be decided here, nor did one before it; the next
                          // ones and the type decide
  std::string why;        // the first clause that could not be decided, with the reason
  std::string problem;
};

// Immutable. Answers for rows of its version.
class TypeRules {
 public:
  // nullptr when no mapping has a query.
  [[nodiscard]] static std::shared_ptr<const TypeRules> decide(const lens::LensVersion& version,
                                                               const Mappings& mappings,
                                                               const RuleGround& ground);

  // Nothing: no query matches, the type decides.
  [[nodiscard]] std::optional<Category> category(const lens::Chunk& chunk, uint32_t row) const;
  // By query of the instance's mapping.
  [[nodiscard]] const std::vector<RuleOutcome>& outcomes(InstanceId instance) const;
  // For people: queries that could not be asked, or not of all issues.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  [[nodiscard]] size_t memory_bytes() const;

 private:
  class Maker;
  // By row: 0 no query, else the category + 1. Empty: no row of the chunk is decided.
  using Rows = std::vector<uint8_t>;
  struct OfChunk {
    uint64_t serial = 0;
    Rows rows;
  };
  std::vector<OfChunk> chunks_;  // by serial; only those with rows
  std::map<InstanceId, std::vector<RuleOutcome>> outcomes_;
  std::vector<std::string> notes_;
};

// What is wrong with the queries of a change, as "type_queries[2].query". REQUIRES: they parse.
[[nodiscard]] std::vector<MemberProblem> check_type_queries(const MappingChange& change,
                                                            const jql::Catalogue& catalogue,
                                                            const RuleGround& ground);

// Rules decided before, for the last few versions and mappings. Thread-safe.
class TypeRuleKeeper {
 public:
  static constexpr size_t kMostKept = 8;
  static constexpr size_t kMostBytes = size_t{64} << 20;

  // As TypeRules::decide. The version is not kept alive.
  [[nodiscard]] std::shared_ptr<const TypeRules> get(const lens::VersionPtr& version,
                                                     const Mappings& mappings,
                                                     const RuleGround& ground);

 private:
  struct Kept {
    std::weak_ptr<const lens::LensVersion> version;
    std::string key;
    std::shared_ptr<const TypeRules> rules;
  };
  std::mutex mutex_;
  std::list<Kept> kept_;  // the most recently used first
};

}  // namespace tl::mapping
