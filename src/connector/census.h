// The census: what a vendor says is there, cheaply, so that it can be compared with what is here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace tl::connector {

struct IssueStamp {
  IssueId id;
  Instant updated;
};

// Which issues are counted: those of one project that the connection asks for, as the backfill
// does.
struct CensusScope {
  std::string project_id;
  std::string project_key;
  std::string filter_jql;  // "" all
  Instant since;           // closed issues that did not change since are left out
  Instant until;           // newer changes are left out; fixed over the pages of one census
};

// At most three requests, whatever the size of the project.
struct QuickLook {
  std::optional<int64_t> count;  // nothing: the vendor does not say
  bool exact = false;            // false: the vendor calls it approximate
  std::optional<IssueStamp> newest;
  int64_t requests = 0;
};

// One step of a census: every pair with from < updated <= to, and nothing else, in no order.
struct CensusPage {
  std::vector<IssueStamp> stamps;
  Instant from;
  Instant to;  // the first page begins at CensusScope::until, each next one at the last `from`
  std::string next_state;  // to be given to the next call; JSON of the connector's own
  bool done = false;       // `from` of the last page is Instant(INT64_MIN)
  int64_t requests = 0;
  int64_t page_size = 0;  // issues an answer may hold at this site; a low one costs more requests
};

// A worklog as the vendor lists it by the time of its last change.
struct WorklogStamp {
  std::string id;
  Instant updated;
  bool deleted = false;
};

struct WorklogStampPage {
  std::vector<WorklogStamp> stamps;  // from <= updated < to
  Instant from;                      // the asked instant
  Instant to;                        // where the next page begins; at most the asked end
  bool done = false;
  int64_t requests = 0;
};

// Where a worklog is. Those that the account may not see are left out.
struct WorklogPlace {
  std::string id;
  IssueId issue;
  Instant updated;
};

}  // namespace tl::connector
