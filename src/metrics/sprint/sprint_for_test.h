// For the tests of this room: a lens with sprints.
//   1  closed, of board 7: days 0 to 14       2  closed, of board 7: days 14 to 28
//   3  closed, of board 8: days 0 to 12       4  future, of board 7    5  active, of board 7
#pragma once

#include "measure/lens_for_test.h"
#include "metrics/sprint/sprint_report.h"

namespace tl::metrics::sprint::test {

using namespace measure::test;  // NOLINT

struct SprintDates {
  std::string state = "closed";
  std::optional<int64_t> start = day(0, 9);
  std::optional<int64_t> end = day(11, 9);  // the planned end counts nowhere
  std::optional<int64_t> complete = day(14, 9);
  std::string board = "7";
};

inline domain::Record sprint_record(const std::string& id, const SprintDates& dates) {
  domain::Record record;
  record.kind = domain::RecordKind::kSprint;
  record.id = id;
  set_attribute(record.attributes, "name", "Sprint " + id, {});
  set_attribute(record.attributes, "state", dates.state, {});
  set_attribute(record.attributes, "board", domain::Ref{dates.board, "Board"}, {});
  const auto instant = [&](const char* name, const std::optional<int64_t>& ms) {
    if (ms) set_attribute(record.attributes, name, Instant(*ms), {});
  };
  instant("start", dates.start);
  instant("end", dates.end);
  instant("complete", dates.complete);
  return record;
}

class SprintLens : public TestLens {
 public:
  explicit SprintLens(const SprintDates& dates = {}) {
    add_record(sprint_record("1", dates));
    add_record(sprint_record("2", {"closed", day(14, 9), day(25), day(28, 9), "7"}));
    add_record(sprint_record("3", {"closed", day(0, 9), day(11), day(12, 9), "8"}));
    add_record(sprint_record("4", {"future", std::nullopt, std::nullopt, std::nullopt, "7"}));
    add_record(sprint_record("5", {"active", day(28, 9), day(40), std::nullopt, "7"}));
  }
  lens::Code sprint(const std::string& id) { return code(lens::LensField::kSprint, id, ""); }
  void come(lens::IssueRow& row, int64_t at, const std::string& id = "1") {
    change(row, lens::ChangeField::kSprint, at, lens::kNoCode, sprint(id));
    row.members.push_back({lens::ChangeField::kSprint, sprint(id)});
  }
  void leave(lens::IssueRow& row, int64_t at, const std::string& id = "1") {
    change(row, lens::ChangeField::kSprint, at, sprint(id), lens::kNoCode);
    std::erase(row.members, lens::Member{lens::ChangeField::kSprint, sprint(id)});
  }
  // Story points since the beginning, and changed at an instant.
  void worth(lens::IssueRow& row, const std::string& points) { row.points = number(points); }
  void worth(lens::IssueRow& row, int64_t at, const std::string& points) {
    change(row, lens::ChangeField::kPoints, at, row.points, number(points));
    row.points = number(points);
  }
};

inline const SprintRef kFirst{kSite, "1"};

inline Question seen(int64_t now = day(40)) { return question(0, 40, now); }

inline SprintAnswer report(Pinned& pinned, const Question& asked = seen()) {
  return decide_sprint(pinned.facts(), asked, kFirst).value();
}

}  // namespace tl::metrics::sprint::test
