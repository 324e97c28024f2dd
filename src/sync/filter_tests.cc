#include "sync/filter_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/hash.h"

namespace tl::sync {
namespace {

using jql::BoundNode;
using jql::Test;

template <typename Node, typename Out>
void collect(Node& node, Out& out) {
  if (node.test) out.push_back(&*node.test);
  for (auto& child : node.children) collect(child, out);
}

// Texts with their lengths, so that no two lists look alike.
class Writer {
 public:
  void add(std::string_view text) { text_ += fmt::format("{}:{};", text.size(), text); }
  void add(int64_t number) { text_ += fmt::format("{};", number); }
  void add(double number) { text_ += fmt::format("{};", number); }
  template <typename T>
  void add(const std::vector<T>& list) {
    text_ += fmt::format("[{}|", list.size());
    for (const T& item : list) add(item);
    text_ += ']';
  }
  void add(const jql::PastValues& values) {
    add(values.ids);
    add(values.names);
    add(int64_t{values.empty});
  }
  void add(const jql::PastRules::Window& window) {
    add(window.from);
    add(window.to);
  }
  void add(const jql::Term& term) {
    add(static_cast<int64_t>(term.kind));
    add(term.words);
    add(int64_t{term.must_not});
  }
  void add(jql::FieldId field) { add(static_cast<int64_t>(field)); }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void describe_shape(const BoundNode& node, std::string& out) {
  out += static_cast<char>('0' + static_cast<int>(node.kind));
  if (node.test) out += describe_test(*node.test);
  out += '(';
  for (const BoundNode& child : node.children) describe_shape(child, out);
  out += ')';
}

// The span that the bound of a clause about one of the issue's own dates moved over.
std::optional<store::DatedSpan> moved_span(const Test& a, const Test& b) {
  const bool dated = a.kind == jql::TestKind::kInstants && b.kind == a.kind &&
                     a.field.id == b.field.id && a.instants.size() == 1 && b.instants.size() == 1 &&
                     (a.field.id == jql::FieldId::kCreated || a.field.id == jql::FieldId::kUpdated);
  if (!dated) return std::nullopt;
  Test same = b;
  same.instants = a.instants;
  if (describe_test(same) != describe_test(a)) return std::nullopt;
  const auto [from, to] = std::minmax(a.instants[0], b.instants[0]);
  return store::DatedSpan{a.field.id == jql::FieldId::kCreated, Instant(from),
                          Instant(to + a.width)};
}

}  // namespace

std::vector<Test*> tests_of(BoundNode& node) {
  std::vector<Test*> tests;
  collect(node, tests);
  return tests;
}

std::vector<const Test*> tests_of(const BoundNode& node) {
  std::vector<const Test*> tests;
  collect(node, tests);
  return tests;
}

std::string describe_test(const Test& test) {
  Writer out;
  for (const auto part :
       {static_cast<int64_t>(test.kind), static_cast<int64_t>(test.field.id),
        static_cast<int64_t>(test.field.kind), int64_t{test.negated}, int64_t{test.or_empty},
        static_cast<int64_t>(test.compare), test.width, static_cast<int64_t>(test.history)}) {
    out.add(part);
  }
  out.add(test.field.custom);
  out.add(test.ids);
  out.add(test.names);
  out.add(test.numbers);
  out.add(test.instants);
  out.add(test.key_project);
  out.add(test.text.any);
  out.add(test.text_fields);
  out.add(test.past);
  out.add(test.rules.after);
  out.add(test.rules.before);
  out.add(test.rules.during);
  out.add(test.rules.by);
  out.add(test.rules.from);
  out.add(test.rules.to);
  return out.take();
}

uint64_t fingerprint_of(const BoundNode& node) {
  std::string shape;
  describe_shape(node, shape);
  return stable_hash(shape);
}

std::optional<std::vector<store::DatedSpan>> moved_spans(const BoundNode& former,
                                                         const BoundNode& now) {
  const auto a = tests_of(former);
  const auto b = tests_of(now);
  if (a.size() != b.size()) return std::nullopt;
  std::vector<store::DatedSpan> spans;
  for (size_t i = 0; i < a.size(); ++i) {
    if (describe_test(*a[i]) == describe_test(*b[i])) continue;
    const auto span = moved_span(*a[i], *b[i]);
    if (!span) return std::nullopt;
    spans.push_back(*span);
  }
  return spans;
}

}  // namespace tl::sync
