// A query with all names looked up in one instance: what the evaluators run. NOT is gone: it was
// pushed down to the clauses. Operands became ids, numbers and instants.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "jql/ast.h"
#include "jql/computed_field.h"
#include "jql/field.h"
#include "jql/text_query.h"

namespace tl::jql {

struct BoundField {
  FieldId id = FieldId::kProject;
  ValueKind kind = ValueKind::kName;
  // kCustom: ids of the vendor's fields that bear the name ("customfield_10016"): an issue has the
  // values of all of them.
  std::vector<std::string> custom;
  std::shared_ptr<const ComputedColumn> computed;  // kComputed
  std::string name;                                // as shown
};

enum class Compare : uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

// One value that a past value is compared with: by id, or by name as it was written (folded).
struct PastValues {
  std::vector<std::string> ids;    // sorted
  std::vector<std::string> names;  // folded (fold.h), sorted
  bool empty = false;              // EMPTY is among them
};

// What WAS and CHANGED ask of one period or change. All that is set must hold for one and the same.
struct PastRules {
  // Instants in milliseconds UTC, both inclusive.
  struct Window {
    int64_t from = INT64_MIN;
    int64_t to = INT64_MAX;
  };
  std::vector<int64_t> after;                // exclusive
  std::vector<int64_t> before;               // exclusive
  std::vector<Window> during;                // ON and DURING
  std::vector<std::vector<std::string>> by;  // BY: account ids, one list each; sorted
  std::vector<PastValues> from, to;          // CHANGED only
};

enum class TestKind : uint8_t {
  kNever,      // no issue: the instance does not know the field
  kUndecided,  // `why`
  kEmpty,      // the field has no value; negated: it has one
  kNames,      // one of the values is in `ids`, or its text folded in `names`; negated: it has
               // values and none is
  kNumbers,    // kEqual: any of `numbers`; else compared with numbers[0]
  kInstants,   // the same with `instants`: milliseconds or days, by the field's kind
  kText,       // `text` is found; negated: it is not (and there is text)
  kKeys,       // kEqual: the key in capitals or the numeric id is in `ids`; else the number is
               // compared with numbers[0] within `key_project`, or the id where that is ""
  kWas,        // negated: no period is so
  kChanged,    // negated: no change is so
  kLinked,     // linked to one of `ids` by one of link phrases `names` (empty: any)
  kUpdatedBy,  // changed, created or commented by one of `ids` within `instants` [from, to]
};

struct Test {
  TestKind kind = TestKind::kNever;
  BoundField field;
  bool negated = false;   // !=, NOT IN, IS NOT, !~, WAS NOT; or what NOT made of it
  bool or_empty = false;  // kNames, kNumbers, kInstants, kKeys: EMPTY is in the list. Negated: nor
                          // empty
  // != and NOT IN are `negated` with kEqual; kNotEqual is not made.
  Compare compare = Compare::kEqual;
  int64_t width = 0;             // kInstants with kEqual: each instant stands for [at, at + width]
  std::vector<std::string> ids;  // sorted
  std::vector<std::string> names;    // sorted
  std::vector<double> numbers;       // sorted
  std::vector<int64_t> instants;     // sorted
  std::string key_project;           // kKeys with an order: project part in capitals
  TextQuery text;                    // kText
  std::vector<FieldId> text_fields;  // kText of `text`: where it is looked for, of those stored
  HistoryField history = HistoryField::kStatus;  // kWas, kChanged
  PastValues past;                               // kWas
  PastRules rules;                               // kWas, kChanged
  std::string why;  // kUndecided; kText of `text`: what is not searched, "" all is
  Span span;        // of the clause in the query's text
};

struct BoundNode {
  enum class Kind : uint8_t { kAll, kAnd, kOr, kTest } kind = Kind::kAll;
  std::vector<BoundNode> children;
  std::optional<Test> test;
  Span span;
};

struct BoundSort {
  BoundField field;
  bool descending = false;
  // kName: place of each id, smaller first; ids that are not here come after them, by name.
  std::vector<std::pair<std::string, double>> places;  // sorted by id
};

struct Notice {
  std::string message;
  Span span;
};

struct BoundQuery {
  InstanceId instance;
  BoundNode where;
  std::vector<BoundSort> order;
  TimeNeed time = TimeNeed::kNone;
  bool follows_catalogue = false;  // openSprints(), releasedVersions(): changes with the catalogue
  bool follows_user = false;       // currentUser()
  std::vector<Notice> warnings;    // names this instance does not know, ...
  std::vector<Notice> notes;       // how something was read: "category = bug" as the work category
  std::vector<Notice> undecided;   // clauses that cannot be decided here, with the reason
};

}  // namespace tl::jql
