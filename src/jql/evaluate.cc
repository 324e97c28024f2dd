#include "jql/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.h"
#include "jql/fold.h"
#include "jql/key_order.h"
#include "jql/past.h"

namespace tl::jql {
namespace {

// What is kept between questions of a thread, so that a clause allocates nothing.
struct Scratch {
  Values values;
  std::vector<IssueView::LinkSeen> links;
  std::vector<IssueView::Act> acts;
  std::string folded;
};

Scratch& scratch() {
  thread_local Scratch own;
  own.values.clear();
  return own;
}

bool holds(const std::vector<std::string>& sorted, std::string_view text) {
  return !text.empty() && std::binary_search(sorted.begin(), sorted.end(), text);
}

bool holds_folded(const std::vector<std::string>& sorted, std::string_view text,
                  std::string& folded) {
  if (sorted.empty() || text.empty()) return false;
  if (sorted.size() == 1) return equals_folded(text, sorted.front());
  fold_into(text, folded);
  return std::binary_search(sorted.begin(), sorted.end(), folded);
}

bool compares(Compare compare, auto value, auto with) {
  switch (compare) {
    case Compare::kLess:
      return value < with;
    case Compare::kLessEqual:
      return value <= with;
    case Compare::kGreater:
      return value > with;
    case Compare::kGreaterEqual:
      return value >= with;
    default:
      return value == with;
  }
}

bool is_equality(Compare compare) {
  return compare == Compare::kEqual || compare == Compare::kNotEqual;
}

// One of the values of a field satisfies `fits`; what is empty satisfies nothing, not even !=.
template <typename Fits>
Truth decide_any(const Test& test, const IssueView& issue, Fits fits) {
  Scratch& own = scratch();
  if (!issue.values(test.field, own.values)) return Truth::kUndecided;
  const bool negated = test.negated != (test.compare == Compare::kNotEqual);
  if (own.values.all.empty()) return truth_of(test.or_empty && !negated);
  const bool any = std::any_of(own.values.all.begin(), own.values.all.end(),
                               [&](const Value& value) { return fits(value, own); });
  return truth_of(any != negated);
}

Truth decide_names(const Test& test, const IssueView& issue) {
  return decide_any(test, issue, [&](const Value& value, Scratch& own) {
    return holds(test.ids, value.id) || holds_folded(test.names, value.text, own.folded);
  });
}

template <typename Number>
bool fits_number(Compare compare, const std::vector<Number>& wanted, Number value) {
  if (is_equality(compare)) return std::binary_search(wanted.begin(), wanted.end(), value);
  return !wanted.empty() && compares(compare, value, wanted.front());
}

Truth decide_numbers(const Test& test, const IssueView& issue) {
  return decide_any(test, issue, [&](const Value& value, Scratch&) {
    return fits_number(test.compare, test.numbers, value.number);
  });
}

Truth decide_instants(const Test& test, const IssueView& issue) {
  return decide_any(test, issue, [&](const Value& value, Scratch&) {
    if (test.width == 0 || !is_equality(test.compare))
      return fits_number(test.compare, test.instants, value.at);
    // The greatest instant that is not after the value.
    const auto next = std::upper_bound(test.instants.begin(), test.instants.end(), value.at);
    return next != test.instants.begin() && value.at - *std::prev(next) <= test.width;
  });
}

bool fits_key(const Test& test, std::string_view key, std::string_view id) {
  if (is_equality(test.compare)) return holds(test.ids, key) || holds(test.ids, id);
  if (test.numbers.empty()) return false;
  if (test.key_project.empty()) {
    const auto number = parse_int(id);
    return number && compares(test.compare, static_cast<double>(*number), test.numbers.front());
  }
  const KeyParts parts = parts_of_key(key);
  return parts.project == test.key_project &&
         compares(test.compare, static_cast<double>(parts.number), test.numbers.front());
}

Truth decide_keys(const Test& test, const IssueView& issue) {
  if (test.field.id != FieldId::kKey) {
    return decide_any(test, issue, [&](const Value& value, Scratch&) {
      return fits_key(test, value.text, value.id);
    });
  }
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), issue.id()).ptr;
  const std::string_view id(digits, static_cast<size_t>(end - digits));
  const bool negated = test.negated != (test.compare == Compare::kNotEqual);
  return truth_of(fits_key(test, issue.key(), id) != negated);
}

Truth decide_empty(const Test& test, const IssueView& issue) {
  Scratch& own = scratch();
  if (!issue.values(test.field, own.values)) return Truth::kUndecided;
  return truth_of(own.values.all.empty() != test.negated);
}

struct TextSeen {
  bool known = true;
  bool any = false;    // there is text
  bool found = false;  // and it matches
};

TextSeen look_for(const TextQuery& text, const BoundField& field, const IssueView& issue) {
  Scratch& own = scratch();
  TextSeen seen;
  seen.known = issue.values(field, own.values);
  for (const Value& value : own.values.all) {
    if (value.text.empty()) continue;
    seen.any = true;
    seen.found = matches(text, value.text);
    if (seen.found) break;
  }
  return seen;
}

// A field of texts apart from the clause that asks; its custom fields are set by the caller.
BoundField& text_field(FieldId id) {
  thread_local BoundField own;
  own.id = id;
  own.kind = ValueKind::kText;
  return own;
}

void add_seen(const TextSeen& one, TextSeen& all) {
  all.known = all.known && one.known;
  all.any = all.any || one.any;
  all.found = all.found || one.found;
}

// `text`: each of its fields by itself; found in one of them is found.
TextSeen look_everywhere(const Test& test, const IssueView& issue) {
  TextSeen all;
  all.known = test.why.empty();
  for (size_t i = 0; i < test.text_fields.size() && !all.found; ++i)
    add_seen(look_for(test.text, text_field(test.text_fields[i]), issue), all);
  if (!all.found && !test.field.custom.empty()) {
    BoundField& custom = text_field(FieldId::kCustom);
    custom.custom = test.field.custom;
    add_seen(look_for(test.text, custom, issue), all);
  }
  return all;
}

Truth decide_text(const Test& test, const IssueView& issue) {
  const TextSeen seen = test.field.id == FieldId::kText ? look_everywhere(test, issue)
                                                        : look_for(test.text, test.field, issue);
  if (seen.found) return truth_of(!test.negated);
  if (!seen.known) return Truth::kUndecided;
  return truth_of(test.negated && (seen.any || test.or_empty));
}

Truth decide_linked(const Test& test, const IssueView& issue) {
  Scratch& own = scratch();
  own.links.clear();
  if (!issue.links(own.links, own.values)) return Truth::kUndecided;
  Truth found = Truth::kNo;
  for (const IssueView::LinkSeen& link : own.links) {
    if (!holds(test.ids, link.key) && !holds(test.ids, link.id)) continue;
    if (test.names.empty() || holds_folded(test.names, link.back, own.folded))
      return truth_of(!test.negated);
    if (link.back.empty()) found = Truth::kUndecided;
  }
  return test.negated ? opposite(found) : found;
}

Truth decide_updated(const Test& test, const IssueView& issue) {
  Scratch& own = scratch();
  own.acts.clear();
  const bool all_known = issue.acts(own.acts);
  const int64_t from = test.instants.empty() ? INT64_MIN : test.instants[0];
  const int64_t to = test.instants.size() < 2 ? INT64_MAX : test.instants[1];
  const bool found = std::any_of(own.acts.begin(), own.acts.end(), [&](const IssueView::Act& act) {
    return act.at >= from && act.at <= to && holds(test.ids, act.by);
  });
  if (!found && !all_known) return Truth::kUndecided;
  return truth_of(found != test.negated);
}

Truth decide_node(const BoundNode& node, const IssueView& issue) {
  switch (node.kind) {
    case BoundNode::Kind::kAll:
      return Truth::kYes;
    case BoundNode::Kind::kTest:
      return node.test ? decide_test(*node.test, issue) : Truth::kNo;
    case BoundNode::Kind::kAnd: {
      Truth all = Truth::kYes;
      for (size_t i = 0; i < node.children.size() && all != Truth::kNo; ++i)
        all = both(all, decide_node(node.children[i], issue));
      return all;
    }
    case BoundNode::Kind::kOr: {
      Truth any = Truth::kNo;
      for (size_t i = 0; i < node.children.size() && any != Truth::kYes; ++i)
        any = either(any, decide_node(node.children[i], issue));
      return any;
    }
  }
  return Truth::kNo;
}

}  // namespace

Truth evaluate(const BoundQuery& query, const IssueView& issue) {
  return decide_node(query.where, issue);
}

std::string why_undecided(const Test& test) {
  if (!test.why.empty()) return test.why;
  switch (test.kind) {
    case TestKind::kWas:
    case TestKind::kChanged:
      return "The history of the issue is not known completely.";
    case TestKind::kUpdatedBy:
      return "Who wrote and edited comments is not stored.";
    case TestKind::kLinked:
      return "How the other issue names the link is not known.";
    default:
      return test.field.name.empty() ? std::string("What the clause asks for is not stored.")
                                     : fmt::format("The field {} is not stored.", test.field.name);
  }
}

Truth decide_test(const Test& test, const IssueView& issue) {
  switch (test.kind) {
    case TestKind::kNever:
      return Truth::kNo;
    case TestKind::kUndecided:
      return Truth::kUndecided;
    case TestKind::kEmpty:
      return decide_empty(test, issue);
    case TestKind::kNames:
      return decide_names(test, issue);
    case TestKind::kNumbers:
      return decide_numbers(test, issue);
    case TestKind::kInstants:
      return decide_instants(test, issue);
    case TestKind::kText:
      return decide_text(test, issue);
    case TestKind::kKeys:
      return decide_keys(test, issue);
    case TestKind::kWas:
    case TestKind::kChanged:
      return decide_past(test, issue);
    case TestKind::kLinked:
      return decide_linked(test, issue);
    case TestKind::kUpdatedBy:
      return decide_updated(test, issue);
  }
  return Truth::kUndecided;
}

}  // namespace tl::jql
