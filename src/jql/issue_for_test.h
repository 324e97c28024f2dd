// An issue written down by hand. For tests.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jql/issue_view.h"

namespace tl::jql {

struct IssueForTest : IssueView {
  std::string name = "ABC-1";
  int64_t number = 1;
  int64_t made = 0;
  // Not there: not known.
  std::map<FieldId, std::vector<Value>> fields;
  std::map<HistoryField, std::vector<Step>> past;
  std::optional<std::vector<LinkSeen>> linked;
  std::vector<Act> done;
  bool all_acts = true;

  [[nodiscard]] std::string_view key() const override { return name; }
  [[nodiscard]] int64_t id() const override { return number; }
  [[nodiscard]] int64_t created() const override { return made; }
  bool values(const BoundField& field, Values& out) const override {
    out.clear();
    const auto found = fields.find(field.id);
    if (found == fields.end()) return false;
    out.all = found->second;
    return true;
  }
  bool steps(HistoryField field, std::vector<Step>& out) const override {
    out.clear();
    const auto found = past.find(field);
    if (found == past.end()) return false;
    out = found->second;
    return true;
  }
  bool links(std::vector<LinkSeen>& out, Values& /*scratch*/) const override {
    out = linked.value_or(std::vector<LinkSeen>());
    return linked.has_value();
  }
  bool acts(std::vector<Act>& out) const override {
    out = done;
    return all_acts;
  }
};

}  // namespace tl::jql
