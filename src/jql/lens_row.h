// A row of the lens as the evaluator sees it.
#pragma once

#include <memory>

#include "jql/issue_view.h"
#include "lens/version.h"

namespace tl::jql {

// What is kept of the past is complete when all histories were read. What it did (acts) is known in
// part: comments and changes of fields that the lens does not keep are missing.
class LensRow final : public IssueView {
 public:
  // `version` must outlive the view.
  explicit LensRow(const lens::LensVersion& version) : version_(version) {}
  LensRow(const lens::LensVersion& version, lens::RowAddress address) : LensRow(version) {
    move(address);
  }
  // Looks at another row from now on.
  void move(lens::RowAddress address) {
    chunk_ = version_.parts()[address.part].chunk.get();
    row_ = address.row;
  }

  [[nodiscard]] std::string_view key() const override { return chunk_->key.at(row_); }
  [[nodiscard]] int64_t id() const override { return chunk_->issue[row_]; }
  bool values(const BoundField& field, Values& out) const override;
  bool steps(HistoryField field, std::vector<Step>& out) const override;
  [[nodiscard]] int64_t created() const override { return chunk_->created[row_]; }
  bool links(std::vector<LinkSeen>& out, Values& scratch) const override;
  bool acts(std::vector<Act>& out) const override;

 private:
  struct Reader;
  [[nodiscard]] InstanceId instance() const { return InstanceId(chunk_->instance[row_]); }

  const lens::LensVersion& version_;
  const lens::Chunk* chunk_ = nullptr;
  uint32_t row_ = 0;
};

// `version` must outlive the view.
[[nodiscard]] std::unique_ptr<IssueView> make_lens_row(const lens::LensVersion& version,
                                                       lens::RowAddress address);

}  // namespace tl::jql
