#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "measure/lens_for_test.h"
#include "metrics/quality/checks.h"
#include "metrics/quality/quality.h"

namespace tl::metrics::quality {
namespace {

using namespace measure::test;  // NOLINT
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kNow = day(60, 12);

Question asked() { return question(0, 60, kNow); }

const Finding* finding(const QualityAnswer& answer, const std::string& code) {
  for (const Finding& one : answer.findings) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

domain::Record sprint_record(const std::string& id, const std::string& state, int64_t end) {
  domain::Record record;
  record.kind = domain::RecordKind::kSprint;
  record.id = id;
  set_attribute(record.attributes, "name", "Sprint " + id, {});
  set_attribute(record.attributes, "state", state, {});
  set_attribute(record.attributes, "start", Instant(day(20)), {});
  set_attribute(record.attributes, "end", Instant(end), {});
  return record;
}

class QualityLens : public TestLens {
 public:
  QualityLens() {
    add_record(sprint_record("1", "active", day(50)));
    add_record(sprint_record("2", "active", day(70)));
    add_record(sprint_record("3", "closed", day(50)));
    alice_ = code(lens::LensField::kAccount, "a", "Alice");
    fixed_ = code(lens::LensField::kResolution, "1", "Fixed");
  }
  // A story without any fault, worked on in the window.
  lens::IssueRow good(int64_t id) {
    auto row = story(id, day(40));
    row.type = code(lens::LensField::kType, "3", "");  // a bug
    row.assignee = alice_;
    row.points = number("3");
    return row;
  }
  lens::IssueRow begun(int64_t id) {
    auto row = good(id);
    move(row, day(50), kDoing);
    return row;
  }
  lens::IssueRow finished(int64_t id) {
    auto row = begun(id);
    move(row, day(55), kDone);
    row.resolution = fixed_;
    return row;
  }
  void put_into(lens::IssueRow& row, const std::string& sprint) {
    row.members.push_back({lens::ChangeField::kSprint, code(lens::LensField::kSprint, sprint, "")});
  }

 private:
  lens::Code alice_ = lens::kNoCode;
  lens::Code fixed_ = lens::kNoCode;
};

// --- one issue for each check that makes it, and only it, speak ---

lens::IssueRow history_incomplete(QualityLens& lens, int64_t id) {
  auto row = lens.finished(id);
  row.flags = 0;
  return row;
}

lens::IssueRow history_mismatch(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  row.status = lens.status(kDone);
  return row;
}

lens::IssueRow no_start(QualityLens& lens, int64_t id) {
  auto row = lens.good(id);
  row.resolution = lens.code(lens::LensField::kResolution, "1", "Fixed");
  lens.move(row, day(55), kDone);
  return row;
}

lens::IssueRow reopened(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  lens.move(row, day(52), kDone);
  lens.move(row, day(55), kNowhere);
  lens.move(row, day(56), kStuck);
  return row;
}

lens::IssueRow negative(QualityLens& lens, int64_t id) {
  auto row = lens.finished(id);
  row.created = day(51);
  return row;
}

lens::IssueRow skipped_stages(QualityLens& lens, int64_t id) {
  auto row = lens.good(id);
  row.resolution = lens.code(lens::LensField::kResolution, "1", "Fixed");
  lens.move(row, day(55), kDoing);
  lens.move(row, day(55) + 60'000, kDone);
  return row;
}

lens::IssueRow backward_moves(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  lens.move(row, day(51), kInReview);
  lens.move(row, day(52), kDoing);
  return row;
}

lens::IssueRow unmapped_status(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  lens.move(row, day(51), kNowhere);
  return row;
}

lens::IssueRow no_category(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  lens.add_type("9", "Zzz", 0);
  row.type = lens.code(lens::LensField::kType, "9", "");
  return row;
}

lens::IssueRow stale_in_progress(QualityLens& lens, int64_t id) {
  auto row = lens.good(id);
  row.created = row.updated = day(10);
  lens.move(row, day(20), kDoing);
  return row;
}

lens::IssueRow stale_sprint(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  lens.put_into(row, "1");
  return row;
}

lens::IssueRow done_without_resolution(QualityLens& lens, int64_t id) {
  auto row = lens.finished(id);
  row.resolution = lens::kNoCode;
  return row;
}

lens::IssueRow no_estimate_in_sprint(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  lens.put_into(row, "2");
  row.points = lens::kNoCode;
  return row;
}

lens::IssueRow unassigned_in_progress(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  row.assignee = lens::kNoCode;
  return row;
}

lens::IssueRow flagged_long(QualityLens& lens, int64_t id) {
  auto row = lens.begun(id);
  lens.flag(row, day(44), true);
  return row;
}

struct Case {
  const char* code;
  lens::IssueRow (*make)(QualityLens& lens, int64_t id);
};

constexpr std::array kCases = {
    Case{"history_incomplete", history_incomplete},
    Case{"history_mismatch", history_mismatch},
    Case{"no_start", no_start},
    Case{"reopened", reopened},
    Case{"negative", negative},
    Case{"skipped_stages", skipped_stages},
    Case{"backward_moves", backward_moves},
    Case{"unmapped_status", unmapped_status},
    Case{"no_category", no_category},
    Case{"stale_in_progress", stale_in_progress},
    Case{"stale_sprint", stale_sprint},
    Case{"done_without_resolution", done_without_resolution},
    Case{"no_estimate_in_sprint", no_estimate_in_sprint},
    Case{"unassigned_in_progress", unassigned_in_progress},
    Case{"flagged_long", flagged_long},
};

TEST(Quality, EveryCheckHasACase) {
  std::vector<std::string> known, tried;
  for (const Check& check : all_checks()) known.emplace_back(check.code);
  for (const Case& one : kCases) tried.emplace_back(one.code);
  EXPECT_EQ(known, tried);
}

TEST(Quality, EachCheckSpeaksOfItsIssueAlone) {
  for (const Case& one : kCases) {
    QualityLens lens;
    lens.add(lens.begun(1));
    lens.add(lens.finished(2));
    lens.add(one.make(lens, 3));
    Pinned pinned(lens.build(kNow));
    const auto answer = decide_quality(pinned.facts(), asked()).value();
    ASSERT_THAT(answer.findings, SizeIs(1)) << one.code << ": " << answer.findings.back().code;
    const Finding& found = answer.findings[0];
    EXPECT_EQ(found.code, one.code);
    EXPECT_EQ(found.count, 1u) << one.code;
    EXPECT_GE(found.of, 1u) << one.code;
    EXPECT_LE(found.of, 3u) << one.code;
    EXPECT_THAT(found.examples, ElementsAre("T-3")) << one.code;
    EXPECT_EQ(found.instance, kSite) << one.code;
    EXPECT_THAT(answer.clean, SizeIs(all_checks().size() - 1));
    size_t weekly = 0;
    for (const size_t week : found.spark) weekly += week;
    EXPECT_EQ(weekly, 1u) << one.code;
    Mark mark;
    mark.finding = one.code;
    EXPECT_THAT(decide_quality_items(pinned.facts(), asked(), mark).value().items, SizeIs(1))
        << one.code;
  }
}

TEST(Quality, NothingToFind) {
  QualityLens lens;
  lens.add(lens.begun(1));
  lens.add(lens.finished(2));
  auto in_sprint = lens.begun(3);
  lens.put_into(in_sprint, "2");
  lens.put_into(in_sprint, "3");  // closed long ago: of no concern
  lens.add(in_sprint);
  Pinned pinned(lens.build(kNow));
  const auto answer = decide_quality(pinned.facts(), asked()).value();
  EXPECT_THAT(answer.findings, IsEmpty());
  EXPECT_THAT(answer.clean, SizeIs(all_checks().size()));
  EXPECT_EQ(answer.n, 3u);
}

TEST(Quality, EffectOnCycleTimeDecidesTheOrder) {
  QualityLens lens;
  for (int64_t id = 1; id <= 3; ++id) {
    auto row = lens.begun(id);
    row.assignee = lens::kNoCode;
    lens.add(row);
  }
  lens.add(no_start(lens, 4));            // no start
  lens.add(history_incomplete(lens, 5));  // history not read: finished in the window
  auto open_unread = lens.begun(6);       // and one that is open: no effect
  open_unread.flags = 0;
  lens.add(open_unread);
  Pinned pinned(lens.build(kNow));
  const auto answer = decide_quality(pinned.facts(), asked()).value();
  std::vector<std::string> codes;
  for (const Finding& one : answer.findings) codes.push_back(one.code);
  EXPECT_THAT(codes, ElementsAre("history_incomplete", "no_start", "unassigned_in_progress"));
  EXPECT_EQ(answer.findings[0].count, 2u);
  EXPECT_EQ(answer.findings[0].excluded_from_cycle_time, 1u);
  EXPECT_FALSE(answer.findings[2].excluded_from_cycle_time);
  EXPECT_EQ(answer.findings[2].of, 4u);  // in progress
}

TEST(Quality, SparkOfWeeks) {
  QualityLens lens;
  int64_t id = 1;
  for (const int64_t weeks_ago : {0, 1, 1, 11, 12}) {
    auto row = lens.good(id++);
    row.created = kNow - 200 * kDayMs;
    lens.move(row, kNow - (weeks_ago * 7 + 1) * kDayMs, kNowhere);
    lens.add(row);
  }
  Pinned pinned(lens.build(kNow));
  const auto answer = decide_quality(pinned.facts(), asked()).value();
  const Finding* found = finding(answer, "unmapped_status");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->count, 5u);
  EXPECT_THAT(found->spark, ElementsAre(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1));
}

TEST(Quality, AsOfBeforeTheFault) {
  QualityLens lens;
  lens.add(backward_moves(lens, 1));  // moved back on day 52
  auto gone = lens.begun(2);
  gone.assignee = lens::kNoCode;
  TestLens::erase(gone, day(58));
  lens.add(gone);
  Pinned pinned(lens.build(kNow));
  Question then = asked();
  then.as_of = Instant(day(51, 12));
  const auto answer = decide_quality(pinned.facts(), then).value();
  EXPECT_EQ(finding(answer, "backward_moves"), nullptr);
  EXPECT_NE(finding(answer, "unassigned_in_progress"), nullptr);
  EXPECT_THAT(answer.exclusions, IsEmpty());
  const auto today = decide_quality(pinned.facts(), asked()).value();
  EXPECT_EQ(finding(today, "unassigned_in_progress"), nullptr);
  ASSERT_THAT(today.exclusions, SizeIs(1));
  EXPECT_EQ(today.exclusions[0].count, 1u);
  Mark mark;
  mark.exclusion = "deleted";
  EXPECT_THAT(decide_quality_items(pinned.facts(), asked(), mark).value().items, SizeIs(1));
}

TEST(Quality, MarksThatMeanNothing) {
  QualityLens lens;
  Pinned pinned(lens.build(kNow));
  Mark mark;
  EXPECT_FALSE(decide_quality_items(pinned.facts(), asked(), mark).ok());
  mark.finding = "ugly";
  EXPECT_FALSE(decide_quality_items(pinned.facts(), asked(), mark).ok());
  mark.finding = "no_start";
  EXPECT_TRUE(decide_quality_items(pinned.facts(), asked(), mark).ok());
  mark.stage = measure::Stage::kActive;
  EXPECT_FALSE(decide_quality_items(pinned.facts(), asked(), mark).ok());
}

}  // namespace
}  // namespace tl::metrics::quality
