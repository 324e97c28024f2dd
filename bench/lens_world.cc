#include "lens_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>

namespace tl::bench {
namespace {

using lens::ChangeField;
using lens::Code;
using lens::LensField;

domain::Record status_record(int id) {
  domain::Record record;
  record.kind = domain::RecordKind::kStatus;
  record.id = std::to_string(id);
  const char* category = id <= 3 ? "new" : id <= kStatuses - 2 ? "indeterminate" : "done";
  set_attribute(record.attributes, "name", fmt::format("Status {}", id), {});
  set_attribute(record.attributes, "category", domain::Ref{category, category}, {});
  return record;
}

class Maker {
 public:
  Maker(lens::LensBuilder& into, int per_issue, bool texts)
      : into_(into), per_issue_(per_issue), texts_(texts) {
    for (int i = 1; i <= kStatuses; ++i) into.add_record(kInstance, status_record(i));
    fill(LensField::kStatus, kStatuses, "Status");
    fill(LensField::kProject, kProjects, "P");
    fill(LensField::kAccount, kPeople, "Person");
    fill(LensField::kType, 5, "Type");
    fill(LensField::kPriority, 5, "Priority");
    fill(LensField::kResolution, 4, "Resolution");
    fill(LensField::kSprint, 500, "Sprint");
    fill(LensField::kVersion, 300, "Version");
    fill(LensField::kComponent, 60, "Component");
    fill(LensField::kLabel, 200, "Label");
    fill(LensField::kNumber, 8, "");
    fill(LensField::kLinkType, 6, "blocks");
  }

  lens::IssueRow make(int64_t id) {
    lens::IssueRow row;
    row.ref = {kInstance, IssueId(id)};
    row.project = code(kProjects);
    if (texts_) {
      row.key = fmt::format("P{}-{}", row.project, id);
      row.summary =
          fmt::format("Something to be done about part {} of module {}", id % 977, id % 131);
    }
    row.type = code(5);
    row.priority = code(5);
    row.assignee = code(kPeople);
    row.reporter = row.creator = code(kPeople);
    row.points = code(8);
    row.flags = lens::kRowHistoryComplete;
    row.created = kYearStart + below(600) * kDay + below(kDay);
    row.parent = IssueId(below(4) == 0 ? 0 : 1 + id / 10);
    row.comments = below(12);
    add_status_changes(row, per_issue_ * 3 / 4);
    add_other_changes(row, per_issue_ - per_issue_ * 3 / 4);
    row.members = {{ChangeField::kSprint, code(500)},
                   {ChangeField::kFixVersion, code(300)},
                   {ChangeField::kComponent, code(60)},
                   {ChangeField::kLabel, code(200)}};
    if (below(5) == 0)
      row.links.push_back({code(6), IssueId(1 + below(id)), row.created, lens::kNoInstant});
    for (int i = 0; i < 2; ++i)
      row.worklogs.push_back({row.created + i * kDay, 60 * (1 + below(480)), row.assignee});
    return row;
  }

 private:
  void fill(LensField field, int count, std::string_view name) {
    for (int i = 1; i <= count; ++i)
      (void)into_.dictionary().code_of(field, kInstance,
                                       {std::to_string(i), fmt::format("{} {}", name, i)});
  }
  int64_t below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  Code code(int n) { return static_cast<Code>(1 + below(n)); }

  // Forward through the statuses, with steps back.
  void add_status_changes(lens::IssueRow& row, int count) {
    int64_t at = row.created;
    int64_t status = 1;
    for (int i = 0; i < count; ++i) {
      const int64_t next = i + 1 == count && below(4) != 0
                               ? kStatuses - below(2)
                               : std::clamp<int64_t>(status + below(4) - 1, 1, kStatuses - 2);
      at += 60'000 + below(4 * kDay);
      row.changes[ChangeField::kStatus].push_back(
          {at, static_cast<Code>(status), static_cast<Code>(next), code(kPeople)});
      status = next;
    }
    row.status = static_cast<Code>(status);
    row.updated = at;
    if (status > kStatuses - 2) row.resolution = code(4), row.resolved = at;
  }

  void add_other_changes(lens::IssueRow& row, int count) {
    static constexpr std::array kFields = {ChangeField::kAssignee, ChangeField::kSprint,
                                           ChangeField::kFixVersion, ChangeField::kPoints};
    for (int i = 0; i < count; ++i) {
      const ChangeField field = kFields[static_cast<size_t>(below(4))];
      const Code from = is_many(field) ? lens::kNoCode : code(8);
      auto& changes = row.changes[field];
      const int64_t at = changes.empty() ? row.created : changes.back().at;
      changes.push_back({at + below(3 * kDay), from, code(8), code(kPeople)});
    }
  }

  lens::LensBuilder& into_;
  int per_issue_;
  bool texts_;
  std::mt19937_64 random_{20260101};
};

}  // namespace

World make_world(int64_t issues, int per_issue, bool texts,
                 const std::function<void(const lens::IssueRow&)>& see) {
  World world;
  lens::LensBuilder builder;
  Maker maker(builder, per_issue, texts);
  const auto begin = std::chrono::steady_clock::now();
  for (int64_t id = 1; id <= issues; ++id) {
    lens::IssueRow row = maker.make(id);
    for (const auto& changes : row.changes) world.changes += changes.size();
    if (see) see(row);
    builder.add(std::move(row));
  }
  world.version = builder.finish(1, Instant(kYearStart));
  world.fill_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return world;
}

}  // namespace tl::bench
