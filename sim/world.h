// The state of the simulated site and the one way to change an issue. Not thread-safe by itself:
// readers and writers hold Site's lock.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/catalog.h"
#include "sim/model.h"

namespace tl::sim {

enum class TextKind { kLine, kParagraphs, kRemark };

class World {
 public:
  Catalog catalog;
  std::vector<Issue> issues;    // position = id - kFirstIssueId
  std::vector<Sprint> sprints;  // position = id - 1
  std::vector<DeletedWorklog> deleted_worklogs;
  // What few issues have, by issue id.
  std::unordered_map<int32_t, std::map<std::string, std::string>> properties;  // raw JSON
  std::unordered_map<int32_t, std::vector<RemoteLink>> remote_links;  // instead of the seeded ones
  int32_t next_history_id = 10000;
  int32_t next_worklog_id = 10000;
  int32_t next_comment_id = 10000;
  int32_t next_link_id = 10000;
  int32_t next_remote_link_id = 10000;
  int32_t next_rank = 1;
  uint64_t version = 1;  // grows with every change
  int live_issues = 0;   // not deleted

  World();

  // By number or key; an old key of a moved issue leads to the issue. nullptr: none or deleted.
  [[nodiscard]] Issue* find_issue(std::string_view id_or_key);
  [[nodiscard]] Issue* issue_by_id(int64_t id);
  [[nodiscard]] const Issue* issue_by_id(int64_t id) const;
  [[nodiscard]] std::string key_of(const Issue& issue) const;
  [[nodiscard]] Sprint* sprint(int64_t id);
  [[nodiscard]] const Sprint* sprint(int64_t id) const;
  [[nodiscard]] const std::vector<int32_t>& children_of(int32_t parent) const;
  [[nodiscard]] int32_t issue_of_worklog(int32_t worklog) const;  // 0 none

  // Texts. A rich text that came as an ADF document is kept as "\x01" and its JSON.
  TextRef add_text(std::string text);       // 0 for an empty one
  TextRef intern(const std::string& text);  // the same place for the same text
  [[nodiscard]] TextRef find_interned(const std::string& text) const;  // -1 none
  [[nodiscard]] std::string text(TextRef ref, TextKind kind) const;

  // A typed custom field that somebody has set; nothing: the issue has its seeded value.
  [[nodiscard]] const std::string* typed(int32_t issue, int out) const;
  [[nodiscard]] std::vector<RemoteLink> remote_links_of(const Issue& issue) const;
  [[nodiscard]] Sprint& add_sprint(Sprint sprint);  // gives the id

  // "15, 16": the sprints of an issue as its history writes them.
  TextRef sprint_list(const std::vector<int32_t>& list);
  TextRef label_list(const std::vector<TextRef>& labels);

  // A new issue without histories; gives id and number. `issue.project` and `type` are set.
  Issue& add_issue(Issue issue);
  // What setting `field` to `to` would write. For kSprint and kLabels `to` is a list text.
  [[nodiscard]] ChangeItem change(const Issue& issue, Field field, int32_t to);
  // Sets the fields, appends one history and bumps `updated`. Items without a difference are
  // left out; with none left nothing happens and 0 is returned, else the id of the history.
  int32_t apply(Issue& issue, UserRef author, int64_t now, const std::vector<ChangeItem>& items);
  // Sets the fields without a history: the first values of a new issue.
  void set_fields(Issue& issue, const std::vector<ChangeItem>& items, int64_t now) {
    for (const auto& item : items) set_field(issue, item, now);
    ++version;
  }
  void move_issue(Issue& issue, int project, UserRef author, int64_t now);
  void remove_issue(Issue& issue);
  Worklog& add_worklog(Issue& issue, Worklog worklog);
  void remove_worklog(Issue& issue, size_t position, int64_t now);
  void index_worklog(int32_t worklog, int32_t issue) { worklog_issue_[worklog] = issue; }
  void set_parent(Issue& issue, int32_t parent);
  void set_labels(Issue& issue, int32_t line);

 private:
  void set_typed(const Issue& issue, const std::string& line);
  void set_field(Issue& issue, const ChangeItem& item, int64_t now);

  std::vector<std::string> texts_;
  std::unordered_map<std::string, TextRef> interned_;
  std::vector<std::vector<int32_t>> numbers_;  // per project: number - 1 -> issue id
  std::unordered_map<int32_t, int32_t> worklog_issue_;
  std::unordered_map<int32_t, std::vector<int32_t>> children_;
  std::unordered_map<int64_t, std::string> typed_;
};

}  // namespace tl::sim
