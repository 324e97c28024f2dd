// What people do to a Jira on a bad day: ordinary changes, and those that a copy loses most easily.
#pragma once

#include <string>

#include "sim/live.h"

namespace tl::sim {

// The sequence depends on the seed and on what was asked for, not on the clock.
class Work {
 public:
  explicit Work(Site& site);  // the site outlives it

  // One change, now. REQUIRES: the world's lock is held for writing.
  // `rough`: deletions (some of them without an event) and moves between projects too.
  void step(bool rough);

 private:
  Issue* pick();
  Issue* pick_with(bool (*fits)(const Issue&));
  UserRef someone();
  void apply(Issue& issue, ChangeItem item, const char* type_name = "issue_updated");
  void edit_labels(Issue& issue);
  void link(Issue& issue);
  void unlink(Issue& issue);
  void change_worklog(Issue& issue);
  void delete_worklog(Issue& issue);
  void tell_worklog(Issue& issue, int32_t spent_before, const Worklog& worklog, bool deleted);
  void edit_comment(Issue& issue);
  void delete_comment(Issue& issue);
  void touch_sprint();
  void remove(Issue& issue);
  void move(Issue& issue);
  void rough_step(Issue& issue, int roll);
  void ordinary_step(Issue& issue, int roll);

  Site& site_;
  World& world_;
  Rng rng_;
  Live live_;
};

// Toggles the label `label` on the first `count` issues (of `project`; -1: all), each with a
// history and an event of its own, as a bulk edit does. How many were changed.
// REQUIRES: the world's lock is held for writing.
int edit_in_bulk(Site& site, int project, int count, const std::string& label);

}  // namespace tl::sim
