// One issue with its whole line of time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/lens_view.h"
#include "domain/history.h"
#include "domain/record.h"
#include "store/facts.h"

namespace tl::api {

constexpr size_t kMaxTimelineEntries = 10'000;  // the newest ones when there are more
constexpr size_t kMaxFieldText = 2'000;         // bytes of a custom field's text

// All that is stored about one issue.
struct IssueFacts {
  store::IssueRow issue;
  domain::Connection connection;
  std::vector<domain::History> histories;  // effective
  std::vector<domain::Record> worklogs;    // not deleted
  std::vector<domain::Record> comments;    // not deleted
  domain::FieldCatalogue fields;
};

// Names of accounts, sprints and so on as they are now: the vendor's catalogue, else as written.
class NameBook {
 public:
  NameBook(const store::TenantStore& store, InstanceId instance)
      : store_(store), instance_(instance) {}
  [[nodiscard]] std::string name(domain::RecordKind kind, const domain::Ref& ref);

 private:
  store::TenantStore store_;
  InstanceId instance_;
  std::map<std::pair<domain::RecordKind, std::string>, std::string> known_;
};

// Members from "reporter" to "story_points", "custom_fields" and "description" (issue_fields.cc).
void render_issue_fields(JsonWriter& out, const IssueFacts& facts, NameBook& names);
// "worklog_seconds", "comments" and "timeline"; false when older entries were left out
// (issue_timeline.cc).
bool render_timeline(JsonWriter& out, const IssueFacts& facts, NameBook& names);

// "lanes", "similar", "gaps", "children" and "children_total"; `fallback` stands for an issue that
// the lens does not have yet (issue_lanes.cc).
void render_surroundings(JsonWriter& out, const LensView& view, const IssueFacts& facts,
                         const lens::IssueRow& fallback, Instant now);

// GET /api/v1/issues/{key}
[[nodiscard]] Result<net::Response> get_issue(Call& call);

}  // namespace tl::api
