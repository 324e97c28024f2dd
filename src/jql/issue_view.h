// One issue as the evaluator sees it. Implementations: lens_row.h (a row of the lens), fact_view.h
// (stored or just merged facts), issue_file.h (an issue of a file).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "jql/bound.h"
#include "jql/truth.h"

namespace tl::jql {

// Which members hold the value follows from the field's ValueKind.
struct Value {
  std::string_view id;
  std::string_view text;
  double number = 0;
  int64_t at = 0;
};

// What a question gave. Kept by the caller between questions, so that nothing is allocated.
struct Values {
  std::vector<Value> all;
  std::deque<std::string> made;  // texts that exist nowhere else
  void clear() { all.clear(), made.clear(); }
};

// A change of a field of one value; of many: a member added (from is empty) or taken away.
struct Step {
  struct Side {
    std::string_view id, text;  // text: as written at the change; both "" is empty
    [[nodiscard]] bool empty() const { return id.empty() && text.empty(); }
  };
  int64_t at = 0;  // milliseconds UTC
  Side from, to;
  std::string_view by;       // account id, "" unknown or the system
  std::string_view by_text;  // that person's name, for people; "" unknown
};

class IssueView {
 public:
  virtual ~IssueView() = default;
  [[nodiscard]] virtual std::string_view key() const = 0;
  [[nodiscard]] virtual int64_t id() const = 0;

  // What the field holds now; nothing in `out.all`: it is empty. False: not known of this issue.
  virtual bool values(const BoundField& field, Values& out) const = 0;
  // Oldest first. False: the history is not known completely.
  virtual bool steps(HistoryField field, std::vector<Step>& out) const = 0;
  // Milliseconds UTC, INT64_MIN unknown.
  [[nodiscard]] virtual int64_t created() const = 0;

  // The other issue (each "" where unknown), the phrase as seen from this issue and as seen from
  // the other one.
  struct LinkSeen {
    std::string_view key, id, phrase, back;
  };
  virtual bool links(std::vector<LinkSeen>& out, Values& scratch) const = 0;
  // Who did something to the issue and when: creation, changes, comments, worklogs. False: those
  // given are not all.
  struct Act {
    int64_t at;
    std::string_view by;
  };
  virtual bool acts(std::vector<Act>& out) const = 0;
};

}  // namespace tl::jql
