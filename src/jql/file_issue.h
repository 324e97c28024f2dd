// One issue of a file: its values as the evaluator asks for them, kept as views into the file's
// pool of texts.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/json.h"
#include "jql/issue_view.h"

namespace tl::jql {

// Texts, each kept once. Views are valid as long as the pool.
class TextPool {
 public:
  std::string_view keep(std::string_view text);

 private:
  std::deque<std::string> texts_;
  std::unordered_set<std::string_view> known_;
};

struct FilePropertyValue {
  std::string_view key, path;  // path without the leading dot
  Value value;
};

struct FileIssueFacts {
  int64_t id = 0;
  std::string_view key;
  int64_t created = INT64_MIN;
  std::vector<std::pair<FieldId, Value>> system;           // sorted by field
  std::vector<std::pair<std::string_view, Value>> custom;  // sorted by the field's id
  std::vector<FilePropertyValue> properties;
  bool history_known = false;
  std::array<std::vector<Step>, kHistoryFieldCount> steps;
  std::vector<IssueView::LinkSeen> links;
  std::vector<IssueView::Act> acts;
  bool acts_known = false;
};

class FileIssue : public IssueView {
 public:
  FileIssue(std::shared_ptr<TextPool> pool, FileIssueFacts facts)
      : pool_(std::move(pool)), facts_(std::move(facts)) {}

  [[nodiscard]] std::string_view key() const override { return facts_.key; }
  [[nodiscard]] int64_t id() const override { return facts_.id; }
  [[nodiscard]] int64_t created() const override { return facts_.created; }
  bool values(const BoundField& field, Values& out) const override;
  bool steps(HistoryField field, std::vector<Step>& out) const override;
  bool links(std::vector<LinkSeen>& out, Values& scratch) const override;
  bool acts(std::vector<Act>& out) const override;

  // While the file is read: what needs all issues is added last.
  [[nodiscard]] FileIssueFacts& facts() { return facts_; }
  [[nodiscard]] const FileIssueFacts& facts() const { return facts_; }
  void add(FieldId field, Value value);

 private:
  std::shared_ptr<TextPool> pool_;
  FileIssueFacts facts_;
};

}  // namespace tl::jql
