#include "jql/binder.h"

#include "base/text.h"
#include "jql/bind_context.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

constexpr std::string_view kWorkCategory = "workCategory";

// All values of the clause, when they are plain texts.
std::vector<std::string> plain_values(const Operand& operand) {
  std::vector<std::string> texts;
  const std::span<const Operand> items =
      operand.kind == OperandKind::kList ? std::span(operand.items) : std::span(&operand, 1);
  for (const Operand& item : items) {
    if (item.kind != OperandKind::kText) return {};
    texts.push_back(fold(item.text));
  }
  return texts;
}

bool is_work_category(const BindContext& context, const std::vector<std::string>& values) {
  const ComputedField* computed =
      context.options.computed == nullptr ? nullptr : context.options.computed->find(kWorkCategory);
  if (computed == nullptr || values.empty()) return false;
  const std::vector<std::string> names = computed->names();
  for (const std::string& value : values) {
    const bool known = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return equals_folded(name, value);
    });
    if (!known) return false;
  }
  return true;
}

bool is_project_category(const Catalogue& catalogue, const std::vector<std::string>& values) {
  bool found = false;
  catalogue.each(Noun::kProjectCategory, [&](const Named& named) {
    for (const std::string& value : values) {
      found = found || equals_folded(named.name, value);
    }
  });
  return found;
}

// One instance: findings are problems, or warnings where another instance knows the name.
struct OneBound {
  BoundQuery query;
  std::vector<Finding> findings;
  std::vector<Span> known;
};

OneBound bind_one(const Query& query, const WantedNames& wanted, const Catalogue& catalogue,
                  const Asker& asker, const BindOptions& options,
                  std::span<const Catalogue* const> peers) {
  BindContext context(query, catalogue, asker, options, wanted);
  FilterStack filters;
  context.filters = &filters;
  context.peers = peers;
  context.out.instance = catalogue.instance();
  if (query.where) context.out.where = bind_node(context, *query.where, false);
  bind_sorts(context);
  return OneBound{std::move(context.out), std::move(context.findings), std::move(context.known)};
}

WantedNames wanted_of(const Query& query) {
  WantedNames wanted;
  if (query.where) wanted.add(*query.where);
  return wanted;
}

bool before(const Problem& a, const Problem& b) {
  return std::tie(a.span.begin, a.span.end, a.message) <
         std::tie(b.span.begin, b.span.end, b.message);
}

bool same(const Problem& a, const Problem& b) {
  return a.kind == b.kind && a.span == b.span && a.message == b.message;
}

void tidy(std::vector<Problem>& problems) {
  std::sort(problems.begin(), problems.end(), before);
  problems.erase(std::unique(problems.begin(), problems.end(), same), problems.end());
}

// Whether an instance knows what another one does not: then it is a warning there.
bool is_known_elsewhere(const Finding& finding, std::span<const OneBound> all) {
  if (!finding.unknown) return false;
  for (const OneBound& one : all) {
    const auto at_span = [&](const Finding& other) {
      return other.problem.span == finding.problem.span;
    };
    if (std::any_of(one.findings.begin(), one.findings.end(), at_span)) continue;
    const bool name = finding.problem.kind == ProblemKind::kUnknownField ||
                      finding.problem.kind == ProblemKind::kUnknownValue ||
                      finding.problem.kind == ProblemKind::kUnknownGroup;
    if (!name) {
      // An operator or value that fits the field's kind elsewhere: the field must be known there.
      if (one.findings.empty()) return true;
      continue;
    }
    if (std::find(one.known.begin(), one.known.end(), finding.problem.span) != one.known.end()) {
      return true;
    }
  }
  return false;
}

}  // namespace

BoundNode leaf(Test test) {
  BoundNode node;
  node.kind = BoundNode::Kind::kTest;
  node.span = test.span;
  node.test = std::move(test);
  return node;
}

BoundNode join(BoundNode::Kind kind, std::vector<BoundNode> nodes, Span span) {
  if (nodes.empty()) return never(span);
  if (nodes.size() == 1) return std::move(nodes.front());
  BoundNode node;
  node.kind = kind;
  node.span = span;
  node.children = std::move(nodes);
  return node;
}

BoundNode never(Span span) {
  Test test;
  test.span = span;
  return leaf(std::move(test));
}

BoundNode undecided(BindContext& context, const FieldUse& field, std::string why, Span span) {
  Test test;
  test.kind = TestKind::kUndecided;
  test.field = field.field;
  test.span = span;
  context.out.undecided.push_back(Notice{why, context.place(span)});
  test.why = std::move(why);
  return leaf(std::move(test));
}

BoundNode bind_node(BindContext& context, const Node& node, bool negate) {
  switch (node.kind) {
    case NodeKind::kClause:
      return bind_clause(context, *node.clause, node.span, negate);
    case NodeKind::kNot:
      return bind_node(context, node.children.front(), !negate);
    case NodeKind::kAnd:
    case NodeKind::kOr:
      break;
  }
  std::vector<BoundNode> children;
  children.reserve(node.children.size());
  for (const Node& child : node.children) {
    if (context.findings.size() >= kMaxFindings) break;
    children.push_back(bind_node(context, child, negate));
  }
  const bool all = (node.kind == NodeKind::kAnd) != negate;
  return join(all ? BoundNode::Kind::kAnd : BoundNode::Kind::kOr, std::move(children), node.span);
}

std::optional<BoundNode> bind_work_category(BindContext& context, const Clause& clause, Span span,
                                            bool negate) {
  const FieldSpec* spec = find_field(clause.field.name);
  if (spec == nullptr || spec->id != FieldId::kProjectCategory || context.outer) {
    return std::nullopt;
  }
  const std::vector<std::string> values = plain_values(clause.operand);
  if (!is_work_category(context, values)) return std::nullopt;
  if (is_project_category(context.catalogue, values)) return std::nullopt;
  for (const Catalogue* peer : context.peers) {
    if (is_project_category(*peer, values)) return std::nullopt;
  }
  Clause work = clause;
  work.field.name = kWorkCategory;
  context.out.notes.push_back(
      Notice{"No project has this category: 'category' is read as the work category of the issue.",
             context.place(span)});
  return bind_clause(context, work, span, negate);
}

BindResult bind(const Query& query, const Catalogue& catalogue, const Asker& asker,
                const BindOptions& options) {
  const WantedNames wanted = wanted_of(query);
  OneBound one = bind_one(query, wanted, catalogue, asker, options, {});
  BindResult result;
  for (Finding& finding : one.findings) result.problems.push_back(std::move(finding.problem));
  tidy(result.problems);
  if (result.problems.empty()) result.bound = std::move(one.query);
  return result;
}

BoundQueries bind_all(const Query& query, std::span<const Catalogue* const> catalogues,
                      const Asker& asker, const BindOptions& options) {
  const WantedNames wanted = wanted_of(query);
  std::vector<OneBound> all;
  all.reserve(catalogues.size());
  for (const Catalogue* catalogue : catalogues) {
    all.push_back(bind_one(query, wanted, *catalogue, asker, options, catalogues));
  }
  BoundQueries result;
  for (OneBound& one : all) {
    for (const Finding& finding : one.findings) {
      if (is_known_elsewhere(finding, all)) {
        one.query.warnings.push_back(Notice{finding.problem.message, finding.problem.span});
      } else {
        result.problems.push_back(finding.problem);
      }
    }
  }
  tidy(result.problems);
  if (!result.problems.empty()) return result;
  for (OneBound& one : all) result.queries.push_back(std::move(one.query));
  return result;
}

}  // namespace tl::jql
