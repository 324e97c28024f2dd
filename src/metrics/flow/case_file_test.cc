// Reads testdata/*.txt (see README.md there) and holds the numbers to what they expect.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "measure/stays.h"
#include "metrics/flow/case_file_for_test.h"
#include "metrics/flow/reopen.h"
#include "metrics/flow/throughput.h"

namespace tl::metrics::flow::test {
namespace {

// A case as facts and the question it asks.
struct CaseWorld {
  TestFacts test;
  CycleTimeQuery question;
};

domain::Ref ref_of(const CaseFile& file, const std::string& name, bool resolution) {
  if (name == "-") return {};
  if (resolution) return {"r-" + name, name};
  for (const TestStatus& status : file.statuses) {
    if (status.name == name) return {status.id, status.name};
  }
  throw std::runtime_error("no such status: " + name);
}

TestIssue issue_of(const CaseFile& file, const CaseIssue& one, int64_t id) {
  TestIssue issue(id);
  issue.set("created", one.created);
  if (!one.type.empty()) issue.set("issuetype", domain::Ref{one.type, one.type});
  if (!one.complete) issue.forget(domain::kHistoryTotal);
  auto moves = one.moves;
  for (const CaseMove& move : moves)
    issue.change(move.resolution ? "resolution" : "status", move.at,
                 ref_of(file, move.from, move.resolution), ref_of(file, move.to, move.resolution));
  // Present values: where the last change leads, unless the case says otherwise.
  std::sort(moves.begin(), moves.end(),
            [](const CaseMove& a, const CaseMove& b) { return a.at < b.at; });
  for (const CaseMove& move : moves)
    issue.set(move.resolution ? "resolution" : "status", ref_of(file, move.to, move.resolution));
  if (!one.now.empty()) issue.set("status", ref_of(file, one.now, false));
  if (one.deleted) issue.set(domain::kDeleted, true, *one.deleted);
  return issue;
}

CaseWorld world_of(const CaseFile& file, const Case& one) {
  lens::LensBuilder builder;
  for (const TestStatus& status : file.statuses) {
    if (status.category != "none") builder.add_record(kInstance, status_record(status));
  }
  int64_t id = 6;
  for (const CaseIssue& issue : one.issues) builder.add(issue_of(file, issue, ++id).source());
  CycleTimeQuery question;
  question.from = one.from;
  question.to = one.to;
  question.now = one.now_is;
  question.start_rule = one.rule;
  question.as_of = one.as_of;
  question.zone = file.zone;
  question.period = PeriodLength::kMonth;
  return {TestFacts(builder.finish(1, one.now_is), {{kInstance, file.config}},
                    Calendar(file.calendar, file.zone)),
          question};
}

// --- sections: what a line "SECTION ASKED = WANTED" is held against ----------------------------

PeriodLength length_of(std::string_view asked) {
  if (!starts_with_no_case(asked, "by ")) throw std::runtime_error("say: by day, week or month");
  return parse_period_length(trim(asked.substr(3))).value();
}

void append(std::string& text, const std::string& part) {
  text += (text.empty() ? "" : ", ") + part;
}

// Of one issue: "2d 1h", "left out cancelled" or "nothing"; of several the durations in order of
// finishing.
std::string see_time(const CaseWorld& world, TimeUnit unit, FlowSpan span) {
  CycleTimeQuery query = world.question;
  query.unit = unit;
  query.span = span;
  const auto answer = ask(world.test, query);
  std::string text;
  for (const CycleTimePoint& point : answer.points) append(text, text_of_seconds(point.seconds));
  for (const Exclusion& one : answer.exclusions) append(text, "left out " + one.code);
  return text.empty() ? "nothing" : text;
}

std::string see_working(const CaseWorld& world, std::string_view) {
  return see_time(world, TimeUnit::kWorking, FlowSpan::kCycle);
}

std::string see_lead(const CaseWorld& world, std::string_view) {
  return see_time(world, TimeUnit::kCalendar, FlowSpan::kLead);
}

std::string see_throughput(const CaseWorld& world, std::string_view asked) {
  const auto answer =
      decide_throughput(world.test.facts(), world.question, length_of(asked)).value();
  std::string text;
  for (const ThroughputPeriod& one : answer.periods)
    append(text, fmt::format("{} {}{}", format_date(one.period.first), one.count,
                             one.period.complete ? "" : " so far"));
  return text;
}

std::string see_mix(const CaseWorld& world, std::string_view asked) {
  const auto answer = decide_mix(world.test.facts(), world.question, world.question.period).value();
  const bool finished = asked == "finished";
  if (!finished && asked != "in progress") throw std::runtime_error("say: finished, in progress");
  const ByCategory& counts = finished ? answer.finished : answer.in_progress;
  std::string text;
  for (size_t i = 0; i < kCategories; ++i) {
    if (counts[i] > 0)
      append(text, fmt::format("{} {}", to_text(static_cast<Category>(i)), counts[i]));
  }
  return text.empty() ? "nothing" : text;
}

std::string see_reopen(const CaseWorld& world, std::string_view) {
  const auto answer =
      decide_reopen(world.test.facts(), world.question, world.question.period).value();
  std::string text = fmt::format("{} of {}", answer.all.reopened, answer.all.n);
  for (const Exclusion& one : answer.exclusions)
    append(text, fmt::format("{} {}", one.count, one.code));
  return text;
}

struct Section {
  std::string name;
  std::string (*see)(const CaseWorld& world, std::string_view asked);
};

// A further number is a further row, and a paragraph in testdata/README.md.
const std::vector<Section> kSections = {
    {"working", see_working}, {"lead", see_lead},     {"throughput", see_throughput},
    {"mix", see_mix},         {"reopen", see_reopen},
};

// --- cycle time and stays of one issue -----------------------------------------------------------

std::string seen(const CycleTimeAnswer& answer) {
  if (answer.n == 1) {
    const CycleTimePoint& point = answer.points.at(0);
    return fmt::format("{} .. {} = {} s", format_instant(point.started),
                       format_instant(point.finished), point.seconds);
  }
  if (answer.exclusions.empty()) return "nothing";
  return "left out " + answer.exclusions.at(0).code;
}

std::string wanted(const std::string& expect) {
  if (expect.find(kDots) == std::string::npos) return expect;
  const auto [times, duration] = cut(expect, " = ");
  const auto [start, finish] = cut(times, kDots);
  return fmt::format("{} .. {} = {} s", format_instant(instant_of_text(start)),
                     format_instant(instant_of_text(finish)), seconds_of_text(duration));
}

std::string seen_stays(const CaseWorld& world) {
  const auto row = world.test.version->issue({kInstance, IssueId(7)});
  std::string all;
  for (const StatusStay& stay :
       status_stays(*row, world.test.version->dictionary(), world.test.stages, world.question.now))
    all += fmt::format("{} {} s\n", stay.status_name, stay.seconds);
  return all;
}

std::string wanted_stays(const std::string& stays) {
  std::string all;
  for (const std::string_view part : split(stays, ',')) {
    const std::string_view stay = trim(part);
    const size_t digit = stay.find_first_of("0123456789");
    all +=
        fmt::format("{} {} s\n", trim(stay.substr(0, digit)), seconds_of_text(stay.substr(digit)));
  }
  return all;
}

void check(const CaseFile& file, const Case& one) {
  const CaseWorld world = world_of(file, one);
  if (!one.expect.empty()) {
    const CycleTimeAnswer answer = ask(world.test, world.question);
    EXPECT_EQ(seen(answer), wanted(one.expect));
    EXPECT_EQ(answer.considered, answer.n + (answer.exclusions.empty() ? 0 : 1));
  }
  if (!one.stays.empty()) EXPECT_EQ(seen_stays(world), wanted_stays(one.stays));
  for (const CaseLine& line : one.lines) {
    SCOPED_TRACE(line.where);
    for (const Section& section : kSections) {
      if (section.name == line.section) EXPECT_EQ(section.see(world, line.asked), line.wanted);
    }
  }
}

TEST(CaseFiles, HoldAsWritten) {
  std::vector<std::string> names;
  for (const Section& section : kSections) names.push_back(section.name);
  size_t cases = 0;
  std::set<std::string> used;
  const std::filesystem::path folder =
      std::filesystem::path(TL_SOURCE_DIR) / "src/metrics/flow/testdata";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".txt") continue;
    const CaseFile file = CaseReader(names).read(entry.path());
    for (const Case& one : file.cases) {
      SCOPED_TRACE(one.where + " " + one.what);
      ASSERT_FALSE(one.expect.empty() && one.lines.empty()) << "the case expects nothing at all";
      check(file, one);
      ++cases;
      for (const CaseLine& line : one.lines) used.insert(line.section);
    }
  }
  EXPECT_GE(cases, 70u) << "case files are missing";
  EXPECT_EQ(used.size(), kSections.size()) << "a section without any case";
}

}  // namespace
}  // namespace tl::metrics::flow::test
