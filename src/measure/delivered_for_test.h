// For tests: issues as the connectors would deliver them, and a lens of them with all that numbers
// are computed from.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lens/lens_builder.h"
#include "measure/facts.h"
#include "measure/flow_columns.h"

namespace tl::measure::delivered {

inline const InstanceId kInstance{1};

struct TestStatus {
  std::string id, name, category;  // category "none": in no catalogue
};

inline domain::Record status_record(const TestStatus& status) {
  domain::Record record;
  record.kind = domain::RecordKind::kStatus;
  record.id = status.id;
  set_attribute(record.attributes, "name", status.name, {});
  set_attribute(record.attributes, "category", domain::Ref{status.category, status.category}, {});
  return record;
}

// Builds one issue with its histories, each with the next id.
class TestIssue {
 public:
  explicit TestIssue(int64_t id) {
    source_.instance = kInstance;
    source_.issue.id = IssueId(id);
    set("key", "T-" + std::to_string(id));
    set("project", domain::Ref{"10", "T"});
    set(domain::kHistoryTotal, 0.0);
  }
  void set(std::string_view name, domain::Value value, Instant at = {}) {
    set_attribute(source_.issue.attributes, name, std::move(value),
                  {at, 0, domain::SourceRank::kRest, 0});
  }
  void forget(std::string_view name) { source_.issue.attributes.erase(std::string(name)); }
  void change(const std::string& field, Instant at, const domain::Ref& from,
              const domain::Ref& to) {
    domain::History history;
    history.issue = source_.issue.id;
    history.id = std::to_string(source_.histories.size() + 1);
    history.version = {at, 0, domain::SourceRank::kRest, 0};
    history.items.push_back({field, field, from.id, from.name, to.id, to.name});
    source_.histories.push_back(std::move(history));
  }
  [[nodiscard]] const lens::SourceIssue& source() const { return source_; }

 private:
  lens::SourceIssue source_;
};

inline constexpr int64_t kHour = 3'600'000;
inline constexpr int64_t kStart = 1'767'225'600'000;  // 2026-01-01

inline const std::vector<TestStatus> kStatuses = {
    {"1", "To Do", "new"},     {"2", "Doing", "indeterminate"}, {"3", "Review", "indeterminate"},
    {"4", "Done", "done"},     {"5", "Released", "done"},       {"6", "Rejected", "done"},
    {"7", "Somewhere", "none"}};

inline domain::Ref status(int id) {
  return {std::to_string(id), kStatuses[static_cast<size_t>(id - 1)].name};
}

inline lens::VersionPtr build(const std::vector<TestIssue>& issues,
                              const std::vector<domain::Record>& more = {}) {
  lens::LensBuilder builder;
  for (const TestStatus& one : kStatuses) {
    if (one.category != "none") builder.add_record(kInstance, status_record(one));
  }
  for (const domain::Record& record : more) builder.add_record(kInstance, record);
  for (const TestIssue& issue : issues) builder.add(issue.source());
  return builder.finish(1, Instant(kStart));
}

inline const Calendar& default_hours() {
  static const Calendar calendar;
  return calendar;
}

// A version with its meaning and a calendar.
struct TestFacts {
  explicit TestFacts(lens::VersionPtr pinned, const Mappings& mappings = {},
                     Calendar working = default_hours())
      : version(std::move(pinned)),
        stages(StageMap::make(*version, mappings)),
        calendar(std::move(working)) {}
  // Valid while this lives.
  [[nodiscard]] Facts facts() const { return {*version, stages, calendar}; }
  lens::VersionPtr version;
  StageMap stages;
  Calendar calendar;
};

}  // namespace tl::measure::delivered
