// An issue of which maybe only a part is known, as the evaluator sees it.
#pragma once

#include "domain/issue.h"
#include "jql/issue_view.h"

namespace tl::sync {

// Of an issue that was never read in full an absent attribute is not empty but unknown. Both
// arguments must outlive the view.
class PartialView final : public jql::IssueView {
 public:
  PartialView(const jql::IssueView& whole, const domain::Issue& issue);

  [[nodiscard]] std::string_view key() const override { return whole_.key(); }
  [[nodiscard]] int64_t id() const override { return whole_.id(); }
  bool values(const jql::BoundField& field, jql::Values& out) const override;
  bool steps(jql::HistoryField field, std::vector<jql::Step>& out) const override {
    return whole_.steps(field, out);
  }
  [[nodiscard]] int64_t created() const override { return whole_.created(); }
  bool links(std::vector<LinkSeen>& out, jql::Values& scratch) const override;
  bool acts(std::vector<Act>& out) const override { return whole_.acts(out); }

 private:
  const jql::IssueView& whole_;
  const domain::Issue& issue_;
  bool complete_;
};

}  // namespace tl::sync
