// Issues and what hangs on them as Jira writes them.
#pragma once

#include "base/json.h"
#include "sim/accounts.h"
#include "sim/field_selection.h"
#include "sim/shapes.h"
#include "sim/world.h"

namespace tl::sim {

// fields.worklog holds at most this many; expand=changelog in a search the newest that many.
constexpr size_t kEmbeddedWorklogs = 20;
constexpr size_t kEmbeddedHistories = 40;
constexpr size_t kIssueHistories = 100;  // of expand=changelog on one issue

struct Renderer {
  const World& world;
  const Shapes& shapes;
  View view;
  // What the caller may see; nothing: all. Linked issues are filtered by it.
  std::optional<Sight> sight = std::nullopt;

  [[nodiscard]] std::string time(int64_t ms) const {
    return format_jira_time(ms, view.offset_minutes);
  }
  [[nodiscard]] bool sees(const Issue& issue) const { return !sight || sight->sees(issue); }
  [[nodiscard]] const Flavour& flavour() const { return *world.catalog.flavour; }
  // The whole issue object. `histories`: how many of the newest go into "changelog"; 0 none.
  // Servers write all of them, the oldest first, whatever the number.
  void issue(JsonWriter& w, const Issue& issue, const FieldSelection& fields,
             size_t histories) const;
  void fields(JsonWriter& w, const Issue& issue, const FieldSelection& fields) const;
  void history(JsonWriter& w, const Issue& issue, const History& history,
               bool epoch_created = false) const;
  void items(JsonWriter& w, const Issue& issue, const History& history) const;
  void item(JsonWriter& w, const ChangeItem& item) const;
  void worklog(JsonWriter& w, const Issue& issue, const Worklog& worklog,
               bool with_properties = false) const;
  void comment(JsonWriter& w, const Issue& issue, const Comment& comment) const;
  void remote_link(JsonWriter& w, const Issue& issue, const RemoteLink& link) const;
  void version(JsonWriter& w, const Project& project, const Version& version) const;
  void component(JsonWriter& w, const Project& project, const Component& component) const;
  void sprint(JsonWriter& w, const Sprint& sprint, bool agile) const;
  // A sprint as Servers write it into the sprint field.
  [[nodiscard]] std::string sprint_string(const Sprint& sprint) const;

 private:
  void field(JsonWriter& w, const Issue& issue, Out field) const;
  void time_field(JsonWriter& w, const Issue& issue, Out field) const;
  void custom_field(JsonWriter& w, const Issue& issue, Out field) const;
  void agile_field(JsonWriter& w, const Issue& issue, Out field) const;
  void typed_field(JsonWriter& w, const Issue& issue, Out field) const;
  void option(JsonWriter& w, int id, int child = 0) const;
  void request_type(JsonWriter& w, const Issue& issue) const;
  void team(JsonWriter& w, const Issue& issue) const;
  void sprints(JsonWriter& w, const Issue& issue) const;
  void changelog(JsonWriter& w, const Issue& issue, size_t histories) const;
  [[nodiscard]] bool has_parent(const Issue& issue) const;
  void list_field(JsonWriter& w, const Issue& issue, Out field) const;
  void page_field(JsonWriter& w, const Issue& issue, Out field) const;
  void thin_issue(JsonWriter& w, const Issue& issue) const;
  void time_or_null(JsonWriter& w, int64_t ms) const;
  void tracking(JsonWriter& w, const Issue& issue) const;
  void links(JsonWriter& w, const Issue& issue) const;
};

// Text of points: 250 -> "2.5"; "" for none.
[[nodiscard]] std::string points_text(int32_t points);
[[nodiscard]] std::string rank_text(int32_t rank);
// What a history calls a field, in English, and its id; nullptr: histories carry none.
[[nodiscard]] const char* history_field_name(const ChangeItem& item, const World& world);
[[nodiscard]] const char* history_field_id(Field field, const Flavour& flavour);
[[nodiscard]] Out typed_out(const ChangeItem& item, const World& world);  // of a kCustom item
[[nodiscard]] int64_t spent_seconds(const Issue& issue);

}  // namespace tl::sim
