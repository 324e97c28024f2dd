// Reading a whole tenant out of one snapshot of the store. Used by store_source.cc alone.
#pragma once

#include <array>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/record.h"
#include "lens/lens_builder.h"
#include "store/facts.h"

namespace tl::lens {

// Records that the lens has a use for.
inline constexpr std::array kCatalogueKinds = {
    domain::RecordKind::kProject,  domain::RecordKind::kIssueType,  domain::RecordKind::kStatus,
    domain::RecordKind::kPriority, domain::RecordKind::kResolution, domain::RecordKind::kAccount};

// Thrown out of a scan to end it; the source turns it into an Error.
struct ScanStopped {
  Error error;
};

// Changes are read first (they come grouped and in the order of issues), then joined to issues.
class StoreScan {
 public:
  StoreScan(store::Snapshot& snapshot, LensBuilder& into, std::stop_token stop);
  void run();

 private:
  struct Found {  // one change of the issue being read
    Change change;
    int64_t history = 0;
    std::string history_text;
    int64_t ordinal = 0;
    bool status = false;
  };
  struct Group {  // the changes of one issue: [begin, statuses_end) and [statuses_end, end)
    IssueRef ref;
    size_t begin = 0, statuses_end = 0, end = 0;
  };

  void read_dictionary();
  void take(const store::ScannedChange& change);
  void close_group();
  void take(const store::ScannedIssue& issue);
  Code code_of(LensField field, InstanceId instance, DictId value);

  store::Snapshot& snapshot_;
  LensBuilder& into_;
  std::stop_token stop_;
  std::unordered_map<DictId, LensField> fields_;  // a field has an entry per name it was shown by
  std::unordered_map<DictId, domain::Ref> values_;
  InstanceId coded_instance_;  // whose codes codes_ holds
  std::unordered_map<DictId, Code> codes_;
  IssueRef open_ref_;
  std::vector<Found> open_;
  std::vector<Change> changes_;
  std::vector<Group> groups_;
  size_t next_group_ = 0;
};

}  // namespace tl::lens
