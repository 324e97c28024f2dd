// For tests of numbers: issues put into a lens as rows.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "lens/lens_builder.h"
#include "measure/facts.h"
#include "measure/flow_columns.h"
#include "measure/question.h"

namespace tl::measure::test {

inline const InstanceId kSite{1};
inline constexpr int64_t kHourMs = 3'600'000;
inline constexpr int64_t kDayMs = 24 * kHourMs;
inline constexpr int64_t kMonday = 1'767'571'200'000;  // 2026-01-05T00:00Z

// Day `day` after the Monday, at `hour`.
constexpr int64_t day(int64_t day_number, int64_t hour = 0) {
  return kMonday + day_number * kDayMs + hour * kHourMs;
}

enum TestStatus : int64_t {
  kToDo = 1,
  kDoing,
  kInReview,
  kDone,
  kStuck,
  kDropped,
  kNowhere,  // in no catalogue
  kReleased,
};

class TestLens {
 public:
  TestLens() {
    add_status(kToDo, "To Do", "new");
    add_status(kDoing, "Doing", "indeterminate");
    add_status(kInReview, "In review", "indeterminate");
    add_status(kDone, "Done", "done");
    add_status(kStuck, "Blocked", "indeterminate");
    add_status(kDropped, "Cancelled", "done");
    add_status(kReleased, "Released", "done");
    add_type("1", "Story", 0);
    add_type("2", "Sub-task", -1);
    add_type("3", "Bug", 0);
    project_ = code(lens::LensField::kProject, "10", "T");
    story_ = code(lens::LensField::kType, "1", "Story");
    for (int64_t one = kToDo; one <= kReleased; ++one) status(one);
  }

  void add_record(const domain::Record& record) { builder_.add_record(kSite, record); }
  void add_status(int64_t id, const std::string& name, const std::string& category,
                  const std::string& project = "") {
    domain::Record record;
    record.kind = domain::RecordKind::kStatus;
    record.id = std::to_string(id);
    set_attribute(record.attributes, "name", name, {});
    set_attribute(record.attributes, "category", domain::Ref{category, category}, {});
    if (!project.empty())
      set_attribute(record.attributes, "project", domain::Ref{project, project}, {});
    add_record(record);
  }
  void add_type(const std::string& id, const std::string& name, double level) {
    domain::Record record;
    record.kind = domain::RecordKind::kIssueType;
    record.id = id;
    set_attribute(record.attributes, "name", name, {});
    set_attribute(record.attributes, "level", level, {});
    add_record(record);
  }
  lens::Code code(lens::LensField field, const std::string& id, const std::string& name) {
    return builder_.dictionary().code_of(field, kSite, {id, name});
  }
  lens::Code status(int64_t id) {
    return code(lens::LensField::kStatus, std::to_string(id), id == kNowhere ? "Nowhere" : "");
  }
  lens::Code number(const std::string& text) { return code(lens::LensField::kNumber, text, text); }

  // A story in To Do, all of its history read.
  lens::IssueRow story(int64_t id, int64_t created = kMonday) {
    lens::IssueRow row;
    row.ref = {kSite, IssueId(id)};
    row.key = "T-" + std::to_string(id);
    row.summary = "Story " + std::to_string(id);
    row.project = project_;
    row.type = story_;
    row.status = status(kToDo);
    row.created = created;
    row.updated = created;
    row.flags = lens::kRowHistoryComplete;
    return row;
  }
  void move(lens::IssueRow& row, int64_t at, int64_t to) {
    change(row, lens::ChangeField::kStatus, at, row.status, status(to));
    row.status = status(to);
  }
  static void change(lens::IssueRow& row, lens::ChangeField field, int64_t at, lens::Code from,
                     lens::Code to) {
    row.changes[field].push_back({at, from, to, lens::kNoCode});
    row.updated = std::max(row.updated, at);
  }
  void flag(lens::IssueRow& row, int64_t at, bool on) {
    change(row, lens::ChangeField::kFlag, at, on ? lens::kNoCode : lens::kFlagged,
           on ? lens::kFlagged : lens::kNoCode);
    row.flags = static_cast<uint8_t>(on ? row.flags | lens::kRowFlagged
                                        : row.flags & ~unsigned{lens::kRowFlagged});
  }
  static void erase(lens::IssueRow& row, int64_t at) {
    row.flags |= lens::kRowDeleted;
    row.deleted_at = at;
  }
  void add(const lens::IssueRow& row) { builder_.add(row); }
  lens::VersionPtr build(int64_t now) { return builder_.finish(1, Instant(now)); }

 private:
  lens::LensBuilder builder_;
  lens::Code project_ = lens::kNoCode;
  lens::Code story_ = lens::kNoCode;
};

// A version with what is needed to ask about it.
struct Pinned {
  explicit Pinned(lens::VersionPtr pinned)
      : version(std::move(pinned)), stages(StageMap::make(*version)) {}
  [[nodiscard]] Facts facts() { return {*version, stages, calendar}; }
  [[nodiscard]] std::string key(lens::RowAddress address) const {
    return std::string(version->parts()[address.part].chunk->key.at(address.row));
  }
  lens::VersionPtr version;
  StageMap stages;
  Calendar calendar;
};

// The window [day first, day last], seen from `now`.
inline Question question(int64_t first, int64_t last, int64_t now) {
  Question out;
  out.from = Instant(day(first));
  out.to = Instant(day(last + 1));
  out.now = Instant(now);
  return out;
}

}  // namespace tl::measure::test
