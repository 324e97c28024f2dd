#include "jql/plan.h"

#include <algorithm>

#include "jql/evaluate.h"
#include "jql/lens_place.h"

namespace tl::jql {
namespace {

// The same for every row.
class ConstantLeaf final : public Leaf {
 public:
  explicit ConstantLeaf(Truth truth) : truth_(truth) {}
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    out.clear(block.words);
    if (truth_ == Truth::kYes) std::copy_n(active.begin(), block.words, out.yes.begin());
    if (truth_ != Truth::kNo) std::copy_n(active.begin(), block.words, out.can.begin());
  }
  [[nodiscard]] double cost() const override { return truth_ == Truth::kUndecided ? 0.1 : 0; }
  [[nodiscard]] bool decides_all() const override { return truth_ != Truth::kUndecided; }

 private:
  Truth truth_;
};

// Row by row, as for an issue in hand.
class RowLeaf final : public Leaf {
 public:
  explicit RowLeaf(const Test& test) : test_(test) {}
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    out.clear(block.words);
    each_active(block, active, [&](uint32_t row, uint32_t index) {
      block.row.move({block.part, row});
      out.set(index, decide_test(test_, block.row));
    });
  }
  [[nodiscard]] double cost() const override { return 500; }

 private:
  const Test& test_;
};

// A field that no row has: nothing is known of it.
bool is_nowhere(const Test& test, const PlanContext& context) {
  switch (test.kind) {
    case TestKind::kEmpty:
    case TestKind::kNames:
    case TestKind::kNumbers:
    case TestKind::kInstants:
    case TestKind::kKeys:
      break;
    case TestKind::kText:
      if (test.field.id == FieldId::kText) return false;
      break;
    default:
      return false;
  }
  const auto places = find_places(test.field, context.dictionary(), context.instance);
  return std::all_of(places.begin(), places.end(),
                     [](const LensPlace& place) { return place.place == Place::kNotHere; });
}

std::unique_ptr<Leaf> make_leaf(const Test& test, PlanContext& context) {
  if (test.kind == TestKind::kNever) return std::make_unique<ConstantLeaf>(Truth::kNo);
  if (test.kind == TestKind::kUndecided || is_nowhere(test, context))
    return std::make_unique<ConstantLeaf>(Truth::kUndecided);
  for (const auto plan : {plan_column, plan_values, plan_issues, plan_past, plan_text}) {
    if (auto leaf = plan(test, context)) return leaf;
  }
  return std::make_unique<RowLeaf>(test);
}

bool none(const Bits& bits, uint32_t words) {
  return std::all_of(bits.begin(), bits.begin() + words, [](uint64_t word) { return word == 0; });
}

}  // namespace

const std::vector<lens::Code>& PlanContext::codes_named(lens::LensField field,
                                                        const std::string& folded) {
  const auto [known, is_new] = names.try_emplace(field);
  if (is_new) {
    const lens::FieldDictionary& values = dictionary().field(field);
    for (lens::Code code = 1; code < values.size(); ++code) {
      const lens::DictionaryEntry& entry = values.at(code);
      if (entry.instance != instance) continue;
      const bool keyed = field == lens::LensField::kProject && !entry.key.empty();
      known->second[fold(keyed ? entry.key : entry.name)].push_back(code);
    }
  }
  static const std::vector<lens::Code> none;
  const auto found = known->second.find(folded);
  return found == known->second.end() ? none : found->second;
}

Plan::Plan(const BoundQuery& query, const lens::LensVersion& version) {
  PlanContext context{version, query.instance};
  root_ = make(query.where, context);
  gather(root_);
}

Plan::Node Plan::make(const BoundNode& from, PlanContext& context) {
  Node node;
  node.kind = from.kind;
  if (from.kind == BoundNode::Kind::kTest && from.test) {
    node.test = &*from.test;
    node.leaf = make_leaf(*from.test, context);
    node.cost = node.leaf->cost();
  }
  for (const BoundNode& child : from.children) node.children.push_back(make(child, context));
  if (node.children.empty()) return node;
  join_leaves(node.children, node.kind == BoundNode::Kind::kAnd);
  std::sort(node.children.begin(), node.children.end(),
            [](const Node& a, const Node& b) { return a.cost < b.cost; });
  for (const Node& child : node.children) node.cost += child.cost;
  return node;
}

// `status = a OR status = b` is one look at the column.
void Plan::join_leaves(std::vector<Node>& children, bool all) {
  constexpr size_t kTried = 16;  // of those before it
  std::vector<Node> kept;
  for (Node& child : children) {
    bool joined = false;
    const size_t first = kept.size() > kTried ? kept.size() - kTried : 0;
    for (size_t i = first; i < kept.size() && !joined; ++i)
      joined = child.leaf && kept[i].leaf && kept[i].leaf->join(*child.leaf, all);
    if (!joined) kept.push_back(std::move(child));
  }
  children = std::move(kept);
}

void Plan::gather(const Node& node) {
  for (const Node& child : node.children) gather(child);
  if (!node.leaf) return;
  leaves_.push_back(node.leaf.get());
  if (node.leaf->decides_all()) return;
  const auto known = std::find_if(clauses_.begin(), clauses_.end(), [&](const Clause& clause) {
    return clause.span == node.test->span;
  });
  if (known != clauses_.end())
    known->leaves.push_back(node.leaf.get());
  else
    clauses_.push_back({node.test->span, why_undecided(*node.test), {node.leaf.get()}});
}

void Plan::prepare(uint32_t part) {
  for (Leaf* leaf : leaves_) leaf->prepare(part);
}

void Plan::scan(const Block& block, const Bits& active, Answer& out) const {
  scan_node(root_, block, active, out);
}

void Plan::scan_node(const Node& node, const Block& block, const Bits& active, Answer& out) {
  if (node.kind == BoundNode::Kind::kTest && node.leaf) return node.leaf->scan(block, active, out);
  const bool all = node.kind == BoundNode::Kind::kAnd || node.kind == BoundNode::Kind::kAll;
  Bits open = active;  // rows whose answer the children so far leave open
  Answer one = {};
  out.clear(block.words);
  if (all) {
    std::copy_n(active.begin(), block.words, out.yes.begin());
    std::copy_n(active.begin(), block.words, out.can.begin());
  }
  for (const Node& child : node.children) {
    if (none(open, block.words)) return;
    scan_node(child, block, open, one);
    for (uint32_t i = 0; i < block.words; ++i) {
      out.yes[i] = all ? out.yes[i] & one.yes[i] : out.yes[i] | one.yes[i];
      out.can[i] = all ? out.can[i] & one.can[i] : out.can[i] | one.can[i];
      open[i] = all ? out.can[i] : active[i] & ~out.yes[i];
    }
  }
}

}  // namespace tl::jql
