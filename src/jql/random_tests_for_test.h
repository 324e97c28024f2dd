// For tests: bound queries at random over the facts of lens/random_facts_for_test.h.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "jql/bound.h"

namespace tl::jql::test {

class RandomTests {
 public:
  explicit RandomTests(unsigned seed) : random_(seed) {}

  BoundNode node(int depth) {
    BoundNode made;
    const int kind = depth == 0 ? 0 : below(4);
    if (kind < 2) {
      made.kind = BoundNode::Kind::kTest;
      made.test = test();
      made.span = made.test->span;
      return made;
    }
    made.kind = kind == 2 ? BoundNode::Kind::kAnd : BoundNode::Kind::kOr;
    for (int i = 2 + below(2); i > 0; --i) made.children.push_back(node(depth - 1));
    return made;
  }

  Test test() {
    Test made;
    switch (below(12)) {
      case 0:
      case 1:
      case 2:
        made = names();
        break;
      case 3:
        made = instants();
        break;
      case 4:
        made = numbers();
        break;
      case 5:
        made = keys();
        break;
      case 6:
        made = text();
        break;
      case 7:
        made = linked();
        break;
      case 8:
        made = below(2) == 0 ? constant() : updated();
        break;
      default:
        made = past();
    }
    made.span = {++clause_, clause_ + 1};
    made.negated = below(3) == 0;
    if (made.kind == TestKind::kNames && made.negated) made.or_empty = false;
    return made;
  }

  std::vector<BoundSort> order() {
    std::vector<BoundSort> sorts;
    for (int i = below(3); i > 0; --i) {
      static constexpr FieldId kFields[] = {
          FieldId::kCreated, FieldId::kPriority,   FieldId::kAssignee, FieldId::kDue,
          FieldId::kKey,     FieldId::kFixVersion, FieldId::kSummary,  FieldId::kResolution};
      BoundSort& sort = sorts.emplace_back();
      sort.field = field(kFields[below(8)]);
      if (sort.field.id == FieldId::kPriority) sort.places = {{"1", 2}, {"2", 1}, {"3", 0}};
      if (sort.field.id == FieldId::kFixVersion) sort.places = {{"1", 0}, {"3", 1}};
      sort.descending = below(2) == 0;
    }
    return sorts;
  }

  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

 private:
  static BoundField field(FieldId id) {
    BoundField made;
    made.id = id;
    made.kind = kind_of(id);
    made.name = fmt::format("field {}", static_cast<int>(id));
    return made;
  }
  static ValueKind kind_of(FieldId id) {
    switch (id) {
      case FieldId::kCreated:
      case FieldId::kUpdated:
      case FieldId::kResolved:
      case FieldId::kWorklogDate:
        return ValueKind::kInstant;
      case FieldId::kDue:
        return ValueKind::kDay;
      case FieldId::kSummary:
        return ValueKind::kText;
      case FieldId::kKey:
      case FieldId::kParent:
      case FieldId::kEpicLink:
      case FieldId::kIssueLink:
        return ValueKind::kIssue;
      case FieldId::kOriginalEstimate:
        return ValueKind::kDuration;
      default:
        return ValueKind::kName;
    }
  }
  static BoundField custom(const std::string& id, ValueKind kind) {
    BoundField made;
    made.id = FieldId::kCustom;
    made.kind = kind;
    made.custom = {id};
    made.name = id;
    return made;
  }

  std::vector<std::string> ids(int most) {
    std::vector<std::string> list;
    for (int id = 1; id <= most; ++id) {
      if (below(3) == 0) list.push_back(std::to_string(id));
    }
    std::sort(list.begin(), list.end());
    return list;
  }
  std::vector<std::string> words(const std::string& what, int most) {
    std::vector<std::string> list;
    for (int id = 1; id <= most; ++id) {
      if (below(4) == 0) list.push_back(fmt::format("{} {}", what, id));
      if (below(6) == 0) list.push_back(fmt::format("old {} {}", what, id));
    }
    std::sort(list.begin(), list.end());
    return list;
  }

  struct Named {
    FieldId id;
    const char* what;
    int most;
  };
  Test names() {
    static constexpr Named kNamed[] = {{FieldId::kProject, "A", 10},
                                       {FieldId::kType, "type", 3},
                                       {FieldId::kStatus, "status", 6},
                                       {FieldId::kPriority, "priority", 3},
                                       {FieldId::kResolution, "resolution", 2},
                                       {FieldId::kAssignee, "user", 5},
                                       {FieldId::kReporter, "user", 5},
                                       {FieldId::kCreator, "user", 5},
                                       {FieldId::kLevel, "level", 2},
                                       {FieldId::kComponent, "component", 3},
                                       {FieldId::kFixVersion, "version", 4},
                                       {FieldId::kAffectedVersion, "version", 4},
                                       {FieldId::kSprint, "sprint", 4},
                                       {FieldId::kLabels, "label", 3},
                                       {FieldId::kWorklogAuthor, "user", 5},
                                       {FieldId::kCustom, "option", 4},
                                       {FieldId::kCustom, "choice", 3},
                                       {FieldId::kCustom, "Impediment", 1}};
    const Named& named = kNamed[below(18)];
    Test made;
    made.kind = below(6) == 0 ? TestKind::kEmpty : TestKind::kNames;
    made.field = named.id == FieldId::kCustom ? option_field(named.what) : field(named.id);
    if (made.kind == TestKind::kEmpty) return made;
    made.or_empty = below(4) == 0;
    made.ids = ids(named.most);
    if (below(2) == 0) made.names = words(named.what, named.most);
    if (named.id == FieldId::kLabels) made.ids = made.names = {"blue", "red"};
    if (named.id == FieldId::kCustom && below(2) == 0) made.names = {"impediment"};
    return made;
  }
  static BoundField option_field(std::string_view what) {
    const char* id = what == "option"   ? "customfield_6"
                     : what == "choice" ? "customfield_8"
                                        : "customfield_4";
    return custom(id, ValueKind::kName);
  }

  Compare order_or_equal() {
    static constexpr Compare kAll[] = {Compare::kEqual, Compare::kLess, Compare::kLessEqual,
                                       Compare::kGreater, Compare::kGreaterEqual};
    return kAll[below(5)];
  }
  Test instants() {
    static constexpr FieldId kFields[] = {FieldId::kCreated,     FieldId::kUpdated,
                                          FieldId::kResolved,    FieldId::kDue,
                                          FieldId::kWorklogDate, FieldId::kCustom};
    Test made;
    made.kind = below(6) == 0 ? TestKind::kEmpty : TestKind::kInstants;
    const FieldId id = kFields[below(6)];
    made.field = id == FieldId::kCustom ? custom("customfield_7", ValueKind::kInstant) : field(id);
    made.compare = order_or_equal();
    const int64_t first = id == FieldId::kDue           ? 20'000
                          : id == FieldId::kCreated     ? 100
                          : id == FieldId::kWorklogDate ? 1000
                                                        : 10'000;
    for (int i = 1 + below(3); i > 0; --i) made.instants.push_back(first + below(500));
    std::sort(made.instants.begin(), made.instants.end());
    made.or_empty = made.kind == TestKind::kInstants && below(4) == 0;
    if (id == FieldId::kWorklogDate && below(2) == 0) made.width = 20;
    return made;
  }
  Test numbers() {
    Test made;
    made.kind = below(6) == 0 ? TestKind::kEmpty : TestKind::kNumbers;
    switch (below(3)) {
      case 0:
        made.field = field(FieldId::kOriginalEstimate);
        made.numbers = {3600.0 * below(5)};
        break;
      case 1:
        made.field = custom("customfield_1", ValueKind::kNumber);
        made.numbers = {1.0 + below(3)};
        break;
      default:
        made.field = custom("customfield_2", ValueKind::kNumber);
        made.numbers = {0.5};
    }
    made.compare = order_or_equal();
    made.or_empty = made.kind == TestKind::kNumbers && below(4) == 0;
    return made;
  }
  Test keys() {
    static constexpr FieldId kFields[] = {FieldId::kKey, FieldId::kKey, FieldId::kParent,
                                          FieldId::kEpicLink, FieldId::kIssueLink};
    Test made;
    made.field = field(kFields[below(5)]);
    made.kind =
        made.field.id != FieldId::kKey && below(5) == 0 ? TestKind::kEmpty : TestKind::kKeys;
    if (made.field.id == FieldId::kKey && below(3) == 0) {
      made.compare = below(2) == 0 ? Compare::kLess : Compare::kGreaterEqual;
      made.key_project = below(3) == 0 ? "" : "A";
      made.numbers = {1.0 + below(25)};
      return made;
    }
    for (int i = below(5); i >= 0; --i) {
      const int id = 1 + below(25);
      // An epic's id is known to the lens alone, so it is asked by its key.
      const bool by_id = made.field.id != FieldId::kEpicLink && below(3) == 0;
      made.ids.push_back(by_id ? std::to_string(id) : fmt::format("A-{}", id));
    }
    std::sort(made.ids.begin(), made.ids.end());
    return made;
  }
  Test text() {
    static constexpr const char* kTexts[] = {"what",        "1001*",     "\"what 10050\"",
                                             "-10010 what", "?hat 10*0", "10020 OR 10040",
                                             "nothing",     "WHAT -what"};
    Test made;
    made.kind = TestKind::kText;
    made.text = parse_text_query(kTexts[below(8)]).query;
    made.field = field(below(2) == 0 ? FieldId::kSummary : FieldId::kText);
    if (made.field.id == FieldId::kText) {
      made.text_fields = {FieldId::kSummary};
      if (below(2) == 0) made.why = "Comments are not stored.";
    }
    return made;
  }
  Test linked() {
    Test made;
    made.kind = TestKind::kLinked;
    made.field = field(FieldId::kKey);
    for (int i = 1 + below(4); i > 0; --i)
      made.ids.push_back(below(2) == 0 ? std::to_string(1 + below(25))
                                       : fmt::format("A-{}", 1 + below(25)));
    std::sort(made.ids.begin(), made.ids.end());
    return made;
  }
  Test updated() {
    Test made;
    made.kind = TestKind::kUpdatedBy;
    made.field = field(FieldId::kKey);
    made.ids = ids(5);
    if (below(2) == 0) made.instants = {9'900 + below(300), 10'000 + below(500)};
    return made;
  }
  Test constant() {
    Test made;
    made.kind = below(3) == 0 ? TestKind::kUndecided : TestKind::kNever;
    made.why = made.kind == TestKind::kUndecided ? "No such function." : "";
    return made;
  }

  PastValues past_values(const std::string& what, int most) {
    PastValues values;
    if (below(2) == 0) values.ids = ids(most);
    if (below(2) == 0) values.names = words(what, most);
    values.empty = below(5) == 0;
    return values;
  }
  Test past() {
    static constexpr const char* kWhat[] = {"status",   "user",       "user",
                                            "priority", "resolution", "version"};
    static constexpr int kMost[] = {6, 5, 5, 3, 2, 4};
    const int of = below(6);
    Test made;
    made.history = static_cast<HistoryField>(of);
    made.kind = below(2) == 0 ? TestKind::kWas : TestKind::kChanged;
    if (made.kind == TestKind::kWas)
      made.past = past_values(kWhat[of], kMost[of]);
    else if (below(2) == 0)
      made.rules.from.push_back(past_values(kWhat[of], kMost[of]));
    if (made.kind == TestKind::kChanged && below(2) == 0)
      made.rules.to.push_back(past_values(kWhat[of], kMost[of]));
    const auto instant = [&] { return int64_t{9'900} + below(600); };
    if (below(4) == 0) made.rules.after.push_back(instant());
    if (below(4) == 0) made.rules.before.push_back(instant());
    if (below(4) == 0) {
      const int64_t from = instant();
      made.rules.during.push_back({from, from + below(100)});
    }
    if (below(4) == 0) made.rules.by.push_back(ids(5));
    return made;
  }

  std::mt19937 random_;
  uint32_t clause_ = 0;
};

}  // namespace tl::jql::test
