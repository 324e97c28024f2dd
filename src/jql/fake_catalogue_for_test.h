// Catalogues of two small sites for tests: "north" on Cloud, "south" on Data Center. What differs
// between them: users, priorities, some statuses and fields.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "jql/catalogue.h"
#include "jql/text_query.h"

namespace tl::jql {

class FakeCatalogue : public Catalogue {
 public:
  FakeCatalogue(int64_t instance, bool cloud) : instance_(instance), cloud_(cloud) {}

  // Texts must be literals, or live as long as the catalogue: keep().
  Named& add(Noun noun, std::string_view id, std::string_view name) {
    Named named;
    named.id = id;
    named.name = name;
    return nouns[noun].emplace_back(named);
  }
  void add_field(std::string id, std::string name, std::string type, std::optional<ValueKind> kind,
                 std::string custom = "", std::string items = "") {
    if (kind) kinds[id] = *kind;
    fields_.add(domain::FieldInfo{std::move(id), std::move(name), std::move(type), std::move(items),
                                  std::move(custom)});
  }
  std::string_view keep(std::string text) { return kept_.emplace_back(std::move(text)); }

  std::map<Noun, std::deque<Named>> nouns;
  std::map<std::string, std::vector<Named>, std::less<>> options;
  std::map<std::string, ValueKind, std::less<>> kinds;
  std::map<std::string, std::vector<std::string>, std::less<>> groups;
  std::map<std::string, std::string, std::less<>> filters;  // by name or id
  std::map<FieldId, std::string> not_stored;
  std::set<std::string, std::less<>> issues;  // empty: cannot tell
  bool groups_known = true;
  bool filters_known = true;

  [[nodiscard]] InstanceId instance() const override { return instance_; }
  [[nodiscard]] bool is_cloud() const override { return cloud_; }
  void each(Noun noun, const Visit& visit) const override {
    const auto found = nouns.find(noun);
    if (found == nouns.end()) return;
    for (const Named& named : found->second) visit(named);
  }
  void each_option(std::string_view field_id, const Visit& visit) const override {
    const auto found = options.find(field_id);
    if (found == options.end()) return;
    for (const Named& named : found->second) visit(named);
  }
  [[nodiscard]] const domain::FieldCatalogue& fields() const override { return fields_; }
  [[nodiscard]] std::optional<std::string> why_not_stored(FieldId field,
                                                          std::string_view) const override {
    const auto found = not_stored.find(field);
    return found == not_stored.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::optional<ValueKind> custom_kind(std::string_view field_id) const override {
    const auto found = kinds.find(field_id);
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
  }
  GroupAnswer members(std::string_view group, std::vector<std::string>& ids) const override {
    if (!groups_known) return GroupAnswer::kNotKnown;
    const auto found = groups.find(fold(group));
    if (found == groups.end()) return GroupAnswer::kNoSuchGroup;
    ids = found->second;
    return GroupAnswer::kKnown;
  }
  GroupAnswer saved_filter(std::string_view id_or_name, std::string& jql) const override {
    if (!filters_known) return GroupAnswer::kNotKnown;
    const auto found = filters.find(fold(id_or_name));
    if (found == filters.end()) return GroupAnswer::kNoSuchGroup;
    jql = found->second;
    return GroupAnswer::kKnown;
  }
  [[nodiscard]] std::optional<bool> has_issue(std::string_view key) const override {
    if (issues.empty()) return std::nullopt;
    return issues.contains(key);
  }

 private:
  InstanceId instance_;
  bool cloud_;
  domain::FieldCatalogue fields_;
  std::deque<std::string> kept_;
};

inline void add_project_for_test(FakeCatalogue& to, std::string_view id, std::string_view key,
                                 std::string_view name, std::string_view category,
                                 std::string_view lead) {
  Named& project = to.add(Noun::kProject, id, name);
  project.key = key;
  project.category = category;
  project.lead = lead;
  project.type = "software";
}

inline void add_user_for_test(FakeCatalogue& to, std::string_view id, std::string_view name,
                              std::string_view login, std::string_view email) {
  Named& user = to.add(Noun::kUser, id, name);
  user.key = login;
  user.email = email;
}

inline void add_version_for_test(FakeCatalogue& to, std::string_view id, std::string_view name,
                                 std::string_view project, double rank, bool released) {
  Named& version = to.add(Noun::kVersion, id, name);
  version.project = project;
  version.rank = rank;
  version.released = released;
}

inline void add_status_for_test(FakeCatalogue& to, std::string_view id, std::string_view name,
                                std::string_view category, bool gone = false) {
  Named& status = to.add(Noun::kStatus, id, name);
  status.category = category;
  status.gone = gone;
}

// What both sites have.
inline void add_common_for_test(FakeCatalogue& to) {
  add_status_for_test(to, "1", "Waiting", "new");
  add_status_for_test(to, "2", "Working", "indeterminate");
  add_status_for_test(to, "3", "Checking", "indeterminate");
  add_status_for_test(to, "4", "Finished", "done");
  add_status_for_test(to, "2", "Doing", "indeterminate", true);
  const std::pair<std::string_view, int> types[] = {{"Epic", 1}, {"Bug", 0}, {"Sub-task", -1}};
  for (int i = 0; i < 3; ++i) {
    to.add(Noun::kType, to.keep(std::to_string(20 + i)), types[i].first).level = types[i].second;
  }
  to.add(Noun::kResolution, "30", "Fixed").rank = 0;
  to.add(Noun::kResolution, "31", "Rejected").rank = 1;
  add_project_for_test(to, "100", "ABC", "Alphabet", "9", "u-1");
  to.add(Noun::kProjectCategory, "9", "Letters");
  to.add(Noun::kLabel, "Urgent", "Urgent");
  to.add(Noun::kLabel, "urgent", "urgent");
  to.add(Noun::kComponent, "300", "core").project = "100";
  to.add(Noun::kGroup, "crew", "crew");
  to.groups["crew"] = {"u-1", "u-2"};
  add_version_for_test(to, "400", "1.0", "100", 0, true);
  add_version_for_test(to, "401", "1.10", "100", 1, true);
  add_version_for_test(to, "402", "1.2", "100", 2, false);
  for (const auto& [id, state] : {std::pair{"50", "closed"}, {"51", "active"}, {"52", "future"}}) {
    to.add(Noun::kSprint, id, to.keep(std::string("Sprint ") + id)).state = state;
  }
}

inline std::unique_ptr<FakeCatalogue> make_north() {
  auto made = std::make_unique<FakeCatalogue>(1, true);
  add_common_for_test(*made);
  add_user_for_test(*made, "u-1", "Ann Example", "", "ann@example.invalid");
  add_user_for_test(*made, "u-2", "Ben Example", "", "ben@example.invalid");
  add_user_for_test(*made, "u-3", "Ben Example", "", "ben.two@example.invalid");
  int rank = 5;
  for (const auto* name : {"Highest", "High", "Medium", "Low", "Lowest"}) {
    made->add(Noun::kPriority, made->keep(std::to_string(6 - rank)), name).rank = rank;
    --rank;
  }
  add_project_for_test(*made, "101", "WEB", "Web Shop", "", "u-2");
  add_version_for_test(*made, "410", "1.0", "101", 0, false);
  made->add_field("customfield_10", "Story Points", "number", ValueKind::kNumber);
  made->add_field("customfield_11", "Severity", "option", ValueKind::kName);
  made->add_field("customfield_12", "Severity", "array", ValueKind::kName, "", "option");
  made->add_field("customfield_13", "Notes", "string", ValueKind::kText);
  made->add_field("customfield_14", "Sprint", "array", ValueKind::kName,
                  "com.pyxis.greenhopper.jira:gh-sprint", "json");
  made->add_field("customfield_15", "Target", "date", ValueKind::kDay);
  made->add_field("customfield_16", "Owner", "user", ValueKind::kName);
  made->add_field("customfield_17", "Mystery", "any", std::nullopt);
  Named option;
  option.id = "1";
  option.name = "Grave";
  made->options["customfield_11"] = {option};
  option.id = "7";
  made->options["customfield_12"] = {option};
  made->filters = {{"mine", "assignee = currentUser() AND created > -7d"},
                   {"77", "filter = mine OR labels = urgent"},
                   {"loop", "filter = loop"},
                   {"broken", "status = "},
                   {"stale", "status = Nowhere"},
                   {"all", "ORDER BY created"}};
  made->add(Noun::kFilter, "70", "mine");
  made->not_stored[FieldId::kLastViewed] = "When you looked at issues is not stored.";
  made->not_stored[FieldId::kComment] = "Texts of comments are not stored.";
  return made;
}

inline std::unique_ptr<FakeCatalogue> make_south() {
  auto made = std::make_unique<FakeCatalogue>(2, false);
  add_common_for_test(*made);
  add_user_for_test(*made, "u-1", "Ann Example", "ann", "ann@example.invalid");
  add_user_for_test(*made, "u-2", "Ben Example", "ben", "ben@example.invalid");
  made->add(Noun::kPriority, "1", "P1").rank = 2;
  made->add(Noun::kPriority, "2", "P2").rank = 1;
  add_status_for_test(*made, "5", "Parked", "indeterminate");
  made->add_field("customfield_20", "Story Points", "number", ValueKind::kNumber);
  made->add_field("customfield_21", "Epic Link", "any", ValueKind::kIssue,
                  "com.pyxis.greenhopper.jira:gh-epic-link");
  made->add_field("customfield_22", "Notes", "number", ValueKind::kNumber);
  made->issues = {"ABC-1", "ABC-2"};
  made->groups_known = false;
  made->filters_known = false;
  return made;
}

}  // namespace tl::jql
