// Builds the first version of a lens from everything that is stored.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lens/lens_source.h"
#include "lens/version.h"

namespace tl::lens {

// Makes the row of one issue. Histories count as domain::effective_histories says.
[[nodiscard]] IssueRow make_row(DictionaryBuilder& dictionary, const SourceIssue& from);
// The same without changes, for a source that reads those apart.
[[nodiscard]] IssueRow make_row(DictionaryBuilder& dictionary, InstanceId instance,
                                const domain::Issue& issue);

class LensBuilder {
 public:
  LensBuilder();
  LensBuilder(const LensBuilder&) = delete;
  LensBuilder& operator=(const LensBuilder&) = delete;

  void add_record(InstanceId instance, const domain::Record& record);

  // Issues in any order (quickest when sorted by instance and id); an issue that comes twice counts
  // as it came last.
  void add(const SourceIssue& issue);
  // For sources that read changes apart: those must be sorted by time. Codes are dictionary()'s.
  void add(IssueRow row);
  [[nodiscard]] DictionaryBuilder& dictionary() { return dictionary_; }

  // Ends the building; the builder is not used afterwards.
  [[nodiscard]] VersionPtr finish(int64_t position, Instant now);

 private:
  void close_chunk();
  DictionaryBuilder dictionary_;
  ChunkBuilder open_;                  // rows that came in order
  std::map<IssueRef, IssueRow> late_;  // rows that did not
  std::vector<std::shared_ptr<const Chunk>> chunks_;
  IssueRef last_;
};

}  // namespace tl::lens
