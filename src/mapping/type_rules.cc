#include "mapping/type_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "jql/binder.h"
#include "jql/parser.h"
#include "jql/search.h"
#include "mapping/stage_map.h"

namespace tl::mapping {
namespace {

constexpr size_t kShownQueryBytes = 80;

// A query that can be asked, or why not.
struct Ready {
  std::optional<jql::BoundQuery> query;
  std::string problem;
};

std::string_view why_not(const jql::BoundQuery& query) {
  if (query.time != jql::TimeNeed::kNone)
    return "It changes as time goes by, and a category must not. Use dates, not times before now.";
  if (query.follows_user) return "It depends on who asks. Name the person instead.";
  return "";
}

std::string problem_of(const std::vector<jql::Problem>& problems) {
  if (problems.empty()) return "It cannot be read.";
  std::string text = describe(problems.front());
  if (problems.front().kind == jql::ProblemKind::kUnknownField)
    text += " Only Jira's own fields can be asked here.";
  return text;
}

Ready prepare(const std::string& text, const jql::Catalogue& catalogue, const RuleGround& ground) {
  jql::ParseResult parsed = jql::parse_query(text);
  if (!parsed.ok()) return {std::nullopt, describe(*parsed.problem)};
  jql::Asker asker;
  asker.zone = ground.zone;
  asker.week_start = ground.week_start;
  jql::BindResult bound = jql::bind(*parsed.query, catalogue, asker);
  if (!bound.bound) return {std::nullopt, problem_of(bound.problems)};
  if (const std::string_view why = why_not(*bound.bound); !why.empty())
    return {std::nullopt, std::string(why)};
  return {std::move(bound.bound), ""};
}

template <typename Visit>
void each_row_of(const lens::RowSet& set, Visit visit) {
  for (size_t word = 0; word < set.size(); ++word) {
    for (uint64_t bits = set[word]; bits != 0; bits &= bits - 1)
      visit(static_cast<uint32_t>(word * 64 + static_cast<size_t>(std::countr_zero(bits))));
  }
}

bool has_queries(const Mappings& mappings) {
  return std::any_of(mappings.begin(), mappings.end(),
                     [](const auto& one) { return !one.second.type_queries.empty(); });
}

// All that the rows follow from besides the version.
std::string key_of(const Mappings& mappings, const RuleGround& ground) {
  std::string key = fmt::format("{}\n{}", ground.zone, ground.week_start);
  for (const auto& [instance, mapping] : mappings) {
    for (const TypeQuery& one : mapping.type_queries) {
      key += fmt::format("\n{} {} {} {}", instance.value, to_text(one.category), one.query.size(),
                         one.query);
    }
  }
  return key;
}

}  // namespace

class TypeRules::Maker {
 public:
  Maker(const lens::LensVersion& version, const RuleGround& ground)
      : version_(version), ground_(ground), rows_(version.parts().size()) {}

  void add(InstanceId instance, const Mapping& mapping) {
    std::vector<RuleOutcome>& outcomes = made_->outcomes_[instance];
    const auto catalogue = ground_.make_catalogue(instance);
    for (const TypeQuery& one : mapping.type_queries) {
      RuleOutcome& outcome = outcomes.emplace_back();
      if (catalogue == nullptr) {
        outcome.problem = "The connection is not known here.";
        continue;
      }
      Ready ready = prepare(one.query, *catalogue, ground_);
      outcome.problem = std::move(ready.problem);
      if (ready.query) apply(*ready.query, one.category, outcome);
      note(one, outcome);
    }
  }

  std::shared_ptr<const TypeRules> finish() {
    for (size_t part = 0; part < rows_.size(); ++part) {
      if (!rows_[part].empty())
        made_->chunks_.push_back({version_.parts()[part].chunk->serial, std::move(rows_[part])});
    }
    std::sort(made_->chunks_.begin(), made_->chunks_.end(),
              [](const OfChunk& a, const OfChunk& b) { return a.serial < b.serial; });
    return std::move(made_);
  }

 private:
  void apply(const jql::BoundQuery& query, Category category, RuleOutcome& outcome) {
    const jql::Selection found = jql::select(version_, std::span(&query, 1));
    const auto mark = static_cast<uint8_t>(static_cast<unsigned>(category) + 1);
    for (size_t part = 0; part < rows_.size(); ++part) {
      each_row_of(found.matched.parts[part], [&](uint32_t row) {
        Rows& rows = rows_[part];
        if (rows.empty()) rows.resize(version_.parts()[part].chunk->rows());
        if (rows[row] != 0) return;
        rows[row] = mark;
        ++outcome.issues;
      });
    }
    for (const jql::InstanceCount& count : found.instances) {
      outcome.undecided += count.undecided;
      if (outcome.why.empty() && !count.clauses.empty()) outcome.why = count.clauses.front().why;
    }
  }

  void note(const TypeQuery& rule, const RuleOutcome& outcome) {
    const std::string query = shortened(rule.query, kShownQueryBytes);
    if (!outcome.problem.empty()) {
      made_->notes_.push_back(
          fmt::format("the query \"{}\" decides no category: {}", query, outcome.problem));
    } else if (outcome.undecided > 0) {
      made_->notes_.push_back(
          fmt::format("the query \"{}\" could not be decided for {} issues, whose category is that "
                      "of the next rule or of their type: {}",
                      query, outcome.undecided, outcome.why));
    }
  }

  const lens::LensVersion& version_;
  const RuleGround& ground_;
  std::vector<Rows> rows_;  // by part
  std::shared_ptr<TypeRules> made_ = std::make_shared<TypeRules>();
};

std::shared_ptr<const TypeRules> TypeRules::decide(const lens::LensVersion& version,
                                                   const Mappings& mappings,
                                                   const RuleGround& ground) {
  if (!has_queries(mappings)) return nullptr;
  Maker maker(version, ground);
  for (const auto& [instance, mapping] : mappings) {
    if (!mapping.type_queries.empty()) maker.add(instance, mapping);
  }
  return maker.finish();
}

std::optional<Category> TypeRules::category(const lens::Chunk& chunk, uint32_t row) const {
  const auto found =
      std::lower_bound(chunks_.begin(), chunks_.end(), chunk.serial,
                       [](const OfChunk& one, uint64_t serial) { return one.serial < serial; });
  if (found == chunks_.end() || found->serial != chunk.serial) return std::nullopt;
  const uint8_t mark = found->rows[row];
  if (mark == 0) return std::nullopt;
  return static_cast<Category>(mark - 1);
}

const std::vector<RuleOutcome>& TypeRules::outcomes(InstanceId instance) const {
  static const std::vector<RuleOutcome> none;
  const auto found = outcomes_.find(instance);
  return found == outcomes_.end() ? none : found->second;
}

size_t TypeRules::memory_bytes() const {
  size_t bytes = sizeof(*this);
  for (const OfChunk& one : chunks_) bytes += sizeof(one) + one.rows.capacity();
  return bytes;
}

std::vector<MemberProblem> check_type_queries(const MappingChange& change,
                                              const jql::Catalogue& catalogue,
                                              const RuleGround& ground) {
  std::vector<MemberProblem> problems;
  if (!change.type_queries) return problems;
  for (size_t i = 0; i < change.type_queries->size(); ++i) {
    Ready ready = prepare((*change.type_queries)[i].query, catalogue, ground);
    if (!ready.query)
      problems.push_back({fmt::format("type_queries[{}].query", i), std::move(ready.problem)});
  }
  return problems;
}

std::shared_ptr<const TypeRules> TypeRuleKeeper::get(const lens::VersionPtr& version,
                                                     const Mappings& mappings,
                                                     const RuleGround& ground) {
  if (!has_queries(mappings)) return nullptr;
  const std::string key = key_of(mappings, ground);
  const std::lock_guard lock(mutex_);  // two callers at once would do the same work twice
  for (auto it = kept_.begin(); it != kept_.end(); ++it) {
    if (it->key != key || it->version.lock() != version) continue;
    kept_.splice(kept_.begin(), kept_, it);
    return kept_.front().rules;
  }
  auto rules = TypeRules::decide(*version, mappings, ground);
  kept_.push_front({version, key, rules});
  size_t bytes = 0, count = 0;
  std::erase_if(kept_, [&](const Kept& one) {
    bytes += one.rules->memory_bytes();
    return ++count > 1 && (count > kMostKept || bytes > kMostBytes || one.version.expired());
  });
  return rules;
}

}  // namespace tl::mapping
