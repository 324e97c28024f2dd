// Builds the first version of a lens from everything that is stored.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lens/lens_source.h"
#include "lens/row_maker.h"
#include "lens/version.h"

namespace tl::lens {

// RowMaker::make for such an issue.
[[nodiscard]] MadeRow make_unsettled(RowMaker& maker, const SourceIssue& from);

// Makes the row of one issue. Histories count as domain::effective_histories says. Issues that it
// names by key alone are not looked up.
[[nodiscard]] IssueRow make_row(DictionaryBuilder& dictionary, const SourceIssue& from,
                                const RoleMap& roles = {});

class LensBuilder {
 public:
  LensBuilder();
  LensBuilder(const LensBuilder&) = delete;
  LensBuilder& operator=(const LensBuilder&) = delete;

  // Records of fields must come before issues: they say what the issues' values mean.
  void add_record(InstanceId instance, const domain::Record& record);

  // Issues in any order (quickest when sorted by instance and id); an issue that comes twice counts
  // as it came last. Of `keys` see RowMaker::settle.
  void add(const SourceIssue& issue, const KeyMap& keys = {});
  // For sources that make rows themselves, by maker().
  void add(IssueRow row);
  [[nodiscard]] RowMaker& maker();
  [[nodiscard]] DictionaryBuilder& dictionary() { return dictionary_; }
  // What the fields were taken for.
  [[nodiscard]] const RoleMap& roles();

  // Ends the building; the builder is not used afterwards.
  [[nodiscard]] VersionPtr finish(int64_t position, Instant now);

 private:
  void close_chunk();
  DictionaryBuilder dictionary_;
  std::map<InstanceId, domain::FieldCatalogue> fields_;
  RoleMap roles_;
  std::optional<RowMaker> maker_;      // once roles_ are known
  ChunkBuilder open_;                  // rows that came in order
  std::map<IssueRef, IssueRow> late_;  // rows that did not
  std::vector<std::shared_ptr<const Chunk>> chunks_;
  IssueRef last_;
};

}  // namespace tl::lens
