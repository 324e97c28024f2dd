// Any text that parses is bound to two small sites, alone and together, and completed everywhere.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "jql/binder.h"
#include "jql/complete.h"
#include "jql/computed_for_test.h"
#include "jql/fake_catalogue_for_test.h"
#include "jql/parser.h"

namespace {

using namespace tl::jql;  // NOLINT: a fuzzer

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const Problem& problem, std::string_view text) {
  require(!problem.message.empty() && !problem.remedy.empty());
  require(problem.span.begin <= problem.span.end && problem.span.end <= text.size());
  require(problem.line >= 1 && problem.column >= 1);
}

void check(const BoundNode& node) {
  require((node.kind == BoundNode::Kind::kTest) == node.test.has_value());
  const bool joins = node.kind == BoundNode::Kind::kAnd || node.kind == BoundNode::Kind::kOr;
  require(joins == (node.children.size() > 1));
  for (const BoundNode& child : node.children) check(child);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto north = make_north();
  static const auto south = make_south();
  static const ComputedFields computed = make_computed_for_test();
  static const std::string names[] = {"north", "south"};
  const Catalogue* both[] = {north.get(), south.get()};
  BindOptions options;
  options.computed = &computed;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto position = static_cast<uint32_t>(size > 0 ? data[size / 2] % (size + 1) : 0);
  const Completions made = complete(text, position, both, names, options);
  require(made.replaces.begin <= made.replaces.end && made.replaces.end <= size);

  const ParseResult parsed = parse_query(text, Dialect::kThroughline);
  if (!parsed.ok()) return 0;
  Asker asker;
  asker.now = tl::Instant(1'780'660'800'000);
  asker.zone = "Europe/Berlin";
  asker.accounts[tl::InstanceId(1)] = "u-1";
  const BindResult alone = bind(*parsed.query, *north, asker, options);
  require(alone.bound.has_value() == alone.problems.empty());
  for (const Problem& problem : alone.problems) check(problem, text);
  if (alone.bound) check(alone.bound->where);
  const BoundQueries all = bind_all(*parsed.query, both, asker, options);
  require(all.problems.empty() ? all.queries.size() == 2 : all.queries.empty());
  for (const Problem& problem : all.problems) check(problem, text);
  return 0;
}
