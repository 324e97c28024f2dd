// A query made ready for the columns of one version of a lens.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "jql/bound.h"
#include "jql/row_block.h"
#include "lens/version.h"

namespace tl::jql {

// A test over blocks of rows. Thread-safe once prepared.
class Leaf {
 public:
  Leaf() = default;
  Leaf(const Leaf&) = delete;
  Leaf& operator=(const Leaf&) = delete;
  virtual ~Leaf() = default;
  // Called once for each part before its blocks; parts may be prepared by two threads.
  virtual void prepare(uint32_t /*part*/) {}
  // Answers the active rows; of others it says no.
  virtual void scan(const Block& block, const Bits& active, Answer& out) const = 0;
  // About nanoseconds a row.
  [[nodiscard]] virtual double cost() const = 0;
  // It never says that a row is undecided.
  [[nodiscard]] virtual bool decides_all() const { return false; }
  // Becomes "this AND other" (`all`) or "this OR other"; false: it cannot.
  virtual bool join(const Leaf& /*other*/, bool /*all*/) { return false; }
};

// More leaves than this of one query that keep a bit a row look at rows one by one instead.
inline constexpr size_t kMaxKeptSets = 32;

// What the leaves of one query share while they are made.
struct PlanContext {
  const lens::LensVersion& version;
  InstanceId instance;
  size_t kept_sets = 0;
  // Codes by folded names, of dictionaries that were asked by name; see codes_named().
  std::map<lens::LensField, std::unordered_map<std::string, std::vector<lens::Code>>> names = {};

  [[nodiscard]] const lens::Dictionary& dictionary() const { return version.dictionary(); }
  // Values of the instance whose name (of projects the key) folds to `folded`.
  [[nodiscard]] const std::vector<lens::Code>& codes_named(lens::LensField field,
                                                           const std::string& folded);
};

// What plan_*.cc offer; nullptr: not for them. `test` must outlive the leaf.
[[nodiscard]] std::unique_ptr<Leaf> plan_column(const Test& test, PlanContext& context);
[[nodiscard]] std::unique_ptr<Leaf> plan_values(const Test& test, PlanContext& context);
[[nodiscard]] std::unique_ptr<Leaf> plan_issues(const Test& test, PlanContext& context);
[[nodiscard]] std::unique_ptr<Leaf> plan_past(const Test& test, PlanContext& context);
[[nodiscard]] std::unique_ptr<Leaf> plan_text(const Test& test, PlanContext& context);

// Same answers as evaluate() on each row.
class Plan {
 public:
  // Both must outlive the plan.
  Plan(const BoundQuery& query, const lens::LensVersion& version);

  void prepare(uint32_t part);
  void scan(const Block& block, const Bits& active, Answer& out) const;

  // The clauses that may be undecided, those of one place in the query's text together.
  struct Clause {
    Span span;
    std::string why;
    std::vector<const Leaf*> leaves;
  };
  [[nodiscard]] std::span<const Clause> clauses() const { return clauses_; }

 private:
  struct Node {
    BoundNode::Kind kind = BoundNode::Kind::kAll;
    std::unique_ptr<Leaf> leaf;  // kTest
    const Test* test = nullptr;  // kTest; the first one of a joined leaf
    std::vector<Node> children;  // kAnd, kOr: the cheap ones first
    double cost = 0;
  };
  Node make(const BoundNode& from, PlanContext& context);
  static void join_leaves(std::vector<Node>& children, bool all);
  void gather(const Node& node);  // leaves_ and clauses_
  static void scan_node(const Node& node, const Block& block, const Bits& active, Answer& out);

  Node root_;
  std::vector<Leaf*> leaves_;
  std::vector<Clause> clauses_;
};

}  // namespace tl::jql
