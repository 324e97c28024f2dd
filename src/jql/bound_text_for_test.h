// A bound query as one line, for comparing.
#pragma once

#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "jql/bound.h"
#include "jql/language.h"

namespace tl::jql {

inline std::string field_text_for_test(const BoundField& field) {
  std::string text = field.name;
  for (const std::string& id : field.custom) text += "/" + id;
  return text;
}

inline std::string past_text_for_test(const PastValues& past) {
  return fmt::format("[{}|{}{}]", fmt::join(past.ids, ","), fmt::join(past.names, ","),
                     past.empty ? "|empty" : "");
}

inline std::string rules_text_for_test(const PastRules& rules) {
  std::string text;
  for (const int64_t at : rules.after) text += fmt::format(" after {}", at);
  for (const int64_t at : rules.before) text += fmt::format(" before {}", at);
  for (const auto& window : rules.during) {
    text += fmt::format(" during {}..{}", window.from, window.to);
  }
  for (const auto& by : rules.by) text += fmt::format(" by [{}]", fmt::join(by, ","));
  for (const PastValues& from : rules.from) text += " from " + past_text_for_test(from);
  for (const PastValues& to : rules.to) text += " to " + past_text_for_test(to);
  return text;
}

inline std::string compare_text_for_test(Compare compare) {
  static constexpr const char* kTexts[] = {"=", "!=", "<", "<=", ">", ">="};
  return kTexts[static_cast<size_t>(compare)];
}

inline std::string terms_text_for_test(const TextQuery& text) {
  std::vector<std::string> parts;
  for (const auto& all : text.any) {
    std::vector<std::string> terms;
    for (const Term& term : all) {
      terms.push_back((term.must_not ? "-" : "") + fmt::format("{}", fmt::join(term.words, "_")));
    }
    parts.push_back(fmt::format("{}", fmt::join(terms, " ")));
  }
  return fmt::format("{}", fmt::join(parts, " or "));
}

inline std::string test_text_for_test(const Test& test) {
  const std::string head = (test.negated ? "not " : "") + field_text_for_test(test.field);
  const std::string tail = test.or_empty ? " or empty" : "";
  switch (test.kind) {
    case TestKind::kNever:
      return "never";
    case TestKind::kUndecided:
      return "undecided: " + test.why;
    case TestKind::kEmpty:
      return head + " empty";
    case TestKind::kNames:
      return fmt::format("{} in [{}|{}]{}", head, fmt::join(test.ids, ","),
                         fmt::join(test.names, ","), tail);
    case TestKind::kNumbers:
      return fmt::format("{} {} {}{}", head, compare_text_for_test(test.compare),
                         fmt::join(test.numbers, ","), tail);
    case TestKind::kInstants:
      return fmt::format("{} {} {}{}{}", head, compare_text_for_test(test.compare),
                         fmt::join(test.instants, ","),
                         test.width > 0 ? fmt::format("+{}", test.width) : "", tail);
    case TestKind::kText:
      return fmt::format("{} ~ {}{}", head, terms_text_for_test(test.text),
                         test.why.empty() ? "" : " (" + test.why + ")");
    case TestKind::kKeys:
      if (test.compare == Compare::kEqual) {
        return fmt::format("{} key in [{}]{}", head, fmt::join(test.ids, ","), tail);
      }
      return fmt::format("{} {} {}-{}", head, compare_text_for_test(test.compare), test.key_project,
                         fmt::join(test.numbers, ","));
    case TestKind::kWas:
      return head + " was " + past_text_for_test(test.past) + rules_text_for_test(test.rules);
    case TestKind::kChanged:
      return head + " changed" + rules_text_for_test(test.rules);
    case TestKind::kLinked:
      return fmt::format("{}linked to [{}] by [{}]", test.negated ? "not " : "",
                         fmt::join(test.ids, ","), fmt::join(test.names, ","));
    case TestKind::kUpdatedBy:
      return fmt::format("{}updated by [{}] in [{}]", test.negated ? "not " : "",
                         fmt::join(test.ids, ","), fmt::join(test.instants, ","));
  }
  return "";
}

inline std::string node_text_for_test(const BoundNode& node) {
  if (node.kind == BoundNode::Kind::kAll) return "all";
  if (node.kind == BoundNode::Kind::kTest) return test_text_for_test(*node.test);
  std::vector<std::string> parts;
  for (const BoundNode& child : node.children) parts.push_back(node_text_for_test(child));
  const char* word = node.kind == BoundNode::Kind::kAnd ? " and " : " or ";
  return "(" + fmt::format("{}", fmt::join(parts, word)) + ")";
}

inline std::string bound_text_for_test(const BoundQuery& query) {
  std::string text = node_text_for_test(query.where);
  for (const BoundSort& sort : query.order) {
    text +=
        fmt::format(" | by {}{}", field_text_for_test(sort.field), sort.descending ? " desc" : "");
    for (const auto& [id, place] : sort.places) text += fmt::format(" {}:{}", id, place);
  }
  if (query.time == TimeNeed::kDay) text += " | daily";
  if (query.time == TimeNeed::kMinute) text += " | by the minute";
  if (query.follows_catalogue) text += " | catalogue";
  if (query.follows_user) text += " | user";
  for (const Notice& notice : query.warnings) text += " | warns: " + notice.message;
  for (const Notice& notice : query.notes) text += " | notes: " + notice.message;
  return text;
}

}  // namespace tl::jql
