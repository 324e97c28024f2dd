// A slow second opinion on cycle time, lead time, throughput and reopen rate over random histories,
// written from the definition alone; and a lens that follows against one built anew.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "lens/follower.h"
#include "lens/memory_source.h"
#include "measure/flow_columns.h"
#include "metrics/flow/reopen.h"
#include "metrics/flow/test_issue.h"
#include "metrics/flow/throughput.h"

namespace tl::metrics::flow::test {
namespace {

struct Move {
  int64_t at;
  int from, to;
};

struct Story {
  int64_t created = 0;
  std::vector<Move> moves;  // sorted
  int present = 1;
  bool duplicate = false;  // resolution
  std::optional<int64_t> deleted;
};

// Written from the definition without looking at passage.h: whole lists, plain loops.
struct Opinion {
  std::string verdict = "nothing";
  int64_t start = 0, end = 0;
};

struct Stay {
  int64_t at;
  int status;
};
using Stays = std::vector<Stay>;

// Where lines are drawn: each names its first status at or beyond it.
struct Lines {
  std::vector<int> order;  // empty: the usual one
  std::optional<int> start, finish;

  [[nodiscard]] bool beyond(int status, int line) const {
    static const std::vector<int> usual = {7, 1, 2, 3, 4, 5, 6};
    for (const int one : order.empty() ? usual : order) {
      if (one == line) return true;  // met first, or it is the line itself
      if (one == status) return false;
    }
    return false;
  }
};

// One way of looking at stays: without lines by stage, with them by place.
struct Look {
  Lines lines;
  bool is_done(const Stay& stay) const {
    if (stay.status >= 6) return false;
    if (lines.finish) return lines.beyond(stay.status, *lines.finish);
    return stay.status == 4 || stay.status == 5;
  }
  bool is_cancelled(const Stay& stay) const { return stay.status == 6; }
  bool is_started(const Stay& stay) const {
    if (stay.status >= 6 || is_done(stay)) return false;
    return lines.start ? lines.beyond(stay.status, *lines.start) : stay.status != 1;
  }
  bool is_queue(const Stay& stay) const {
    return stay.status < 6 && !is_done(stay) && !is_started(stay);
  }
};

Stays stays_of(const Story& story, std::optional<int64_t> as_of) {
  Stays stays;
  stays.push_back({story.created, story.moves.empty() ? story.present : story.moves[0].from});
  for (const Move& move : story.moves) {
    if (!as_of || move.at <= *as_of) stays.push_back({move.at, move.to});
  }
  return stays;
}

// Where the present stay beyond the finish line began, else where the last one did.
std::optional<int64_t> end_of(const Look& look, const Stays& stays) {
  for (size_t i = stays.size(); i-- > 0;) {
    const bool comes_done = look.is_done(stays[i]) && (i == 0 || !look.is_done(stays[i - 1]));
    const bool comes_cancelled =
        look.is_cancelled(stays[i]) && (i == 0 || !look.is_cancelled(stays[i - 1]));
    if (comes_done || comes_cancelled) return stays[i].at;
  }
  return std::nullopt;
}

// Going back from a crossing, a queue (or the beginning) is met before any started stage.
bool comes_from_queue(const Look& look, const Stays& stays, size_t at) {
  for (size_t i = at; i-- > 0;) {
    if (look.is_started(stays[i])) return false;
    if (look.is_queue(stays[i])) return true;
  }
  return true;
}

std::optional<int64_t> start_of(const Look& look, const Stays& stays, StartRule rule) {
  std::optional<int64_t> start;
  for (size_t i = 0; i < stays.size(); ++i) {
    if (!look.is_started(stays[i])) continue;
    if (rule == StartRule::kFirst) return stays[i].at;
    if (comes_from_queue(look, stays, i)) start = stays[i].at;
  }
  return start;
}

Opinion opine(const Look& look, const Story& story, StartRule rule, std::optional<int64_t> as_of) {
  Opinion opinion;
  if (as_of && story.created > *as_of) return opinion;
  const Stays stays = stays_of(story, as_of);
  const auto end = end_of(look, stays);
  if (!end) return opinion;
  const auto start = start_of(look, stays, rule);
  opinion.end = *end;
  opinion.start = start.value_or(0);
  const Stay& last = stays.back();
  if (story.deleted && (!as_of || *story.deleted <= *as_of))
    opinion.verdict = "deleted";
  else if (look.is_cancelled(last) || (look.is_done(last) && story.duplicate))
    opinion.verdict = "cancelled";
  else if (!look.is_done(last))
    opinion.verdict = "reopened";
  else if (!start)
    opinion.verdict = "n_no_start";
  else
    opinion.verdict = *start > *end ? "negative" : "counted";
  return opinion;
}

class RandomStories {
 public:
  explicit RandomStories(unsigned seed) : random_(seed) {}
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  Story make() {
    Story story;
    story.created = kStart + below(100) * kHour;
    int64_t at = story.created - (below(10) == 0 ? 50 * kHour : 0);
    story.present = 1 + below(7);
    int now = story.present;
    for (int i = below(9); i > 0; --i) {
      at += below(4) == 0 ? 0 : below(30) * kHour + below(5000);
      const int next = 1 + below(7);
      const int from = below(8) == 0 ? 1 + below(7) : now;  // does not always fit
      story.moves.push_back({at, from, next});
      now = next;
    }
    if (!story.moves.empty()) story.present = now;
    story.duplicate = below(6) == 0;
    if (below(12) == 0) story.deleted = at + below(40) * kHour;
    return story;
  }

 private:
  std::mt19937 random_;
};

TestIssue issue_of(const Story& story, int64_t id) {
  TestIssue issue(id);
  issue.set("created", Instant(story.created));
  issue.set("status", status(story.present));
  if (story.duplicate) issue.set("resolution", domain::Ref{"2", "Duplicate"});
  for (const Move& move : story.moves)
    issue.change("status", Instant(move.at), status(move.from), status(move.to));
  if (story.deleted) issue.set(domain::kDeleted, true, Instant(*story.deleted));
  return issue;
}

struct Expected {
  std::map<std::string, size_t> excluded;
  std::map<std::string, std::pair<int64_t, int64_t>> counted;  // key: start, end
  std::vector<int64_t> seconds;
  size_t in_progress = 0;
};

bool is_in_progress(const Look& look, const Story& story, std::optional<int64_t> as_of) {
  if (as_of && story.created > *as_of) return false;
  if (story.deleted && (!as_of || *story.deleted <= *as_of)) return false;
  return look.is_started(stays_of(story, as_of).back());
}

Expected expect_of(const std::vector<Story>& stories, const CycleTimeQuery& query,
                   const Look& look = {}) {
  Expected expected;
  for (size_t i = 0; i < stories.size(); ++i) {
    const auto as_of = query.as_of ? std::optional(query.as_of->ms) : std::nullopt;
    if (is_in_progress(look, stories[i], as_of)) ++expected.in_progress;
    const Opinion opinion = opine(look, stories[i], query.start_rule, as_of);
    if (opinion.verdict == "nothing") continue;
    if (opinion.end < query.from.ms || opinion.end >= query.to.ms) continue;
    if (opinion.verdict != "counted") {
      ++expected.excluded[opinion.verdict];
      continue;
    }
    expected.counted[fmt::format("T-{}", i + 1)] = {opinion.start, opinion.end};
    expected.seconds.push_back((opinion.end - opinion.start) / 1000);
  }
  return expected;
}

// The definition of nearest rank, word by word.
int64_t slow_percentile(const std::vector<int64_t>& values, int percent) {
  std::optional<int64_t> best;
  for (const int64_t candidate : values) {
    size_t at_or_below = 0;
    for (const int64_t value : values) at_or_below += value <= candidate ? 1 : 0;
    if (at_or_below * 100 < values.size() * static_cast<size_t>(percent)) continue;
    if (!best || candidate < *best) best = candidate;
  }
  return *best;
}

void compare(const CycleTimeAnswer& answer, const Expected& expected) {
  std::map<std::string, size_t> excluded;
  for (const Exclusion& one : answer.exclusions) excluded[one.code] = one.count;
  EXPECT_EQ(excluded, expected.excluded);
  std::map<std::string, std::pair<int64_t, int64_t>> counted;
  for (const CycleTimePoint& point : answer.points)
    counted[point.key] = {point.started.ms, point.finished.ms};
  EXPECT_EQ(counted, expected.counted);
  EXPECT_EQ(answer.n, expected.seconds.size());
  EXPECT_EQ(answer.in_progress, expected.in_progress);
  for (const Percentile& one : answer.percentiles) {
    if (one.value) EXPECT_EQ(*one.value, slow_percentile(expected.seconds, one.percent));
    EXPECT_EQ(one.value.has_value(), expected.seconds.size() >= one.needed);
  }
}

// Throughput: what finished, with or without a start, by week of UTC; lead time of the same issues.
void compare_finished(const TestFacts& test, const std::vector<Story>& stories,
                      const CycleTimeQuery& query) {
  std::map<int64_t, size_t> by_week;  // Mondays as days since 1970
  std::vector<int64_t> lead;
  size_t early = 0;
  const auto as_of = query.as_of ? std::optional(query.as_of->ms) : std::nullopt;
  for (const Story& story : stories) {
    const Opinion opinion = opine({}, story, query.start_rule, as_of);
    const bool finished = opinion.verdict == "counted" || opinion.verdict == "n_no_start" ||
                          opinion.verdict == "negative";
    if (!finished || opinion.end < query.from.ms || opinion.end >= query.to.ms) continue;
    const int64_t day = opinion.end / (24 * kHour);
    ++by_week[day - (day + 3) % 7];
    if (opinion.end < story.created)
      ++early;
    else
      lead.push_back((opinion.end - story.created) / 1000);
  }
  const auto answer = decide_throughput(test.facts(), query, PeriodLength::kWeek).value();
  std::map<int64_t, size_t> counted;
  for (const ThroughputPeriod& one : answer.periods) {
    if (one.count > 0) counted[one.period.first.days - (one.period.first.days + 3) % 7] = one.count;
  }
  EXPECT_EQ(counted, by_week);
  CycleTimeQuery of_lead = query;
  of_lead.span = FlowSpan::kLead;
  const CycleTimeAnswer times = ask(test, of_lead);
  std::vector<int64_t> seconds;
  for (const CycleTimePoint& point : times.points) seconds.push_back(point.seconds);
  std::sort(seconds.begin(), seconds.end());
  std::sort(lead.begin(), lead.end());
  EXPECT_EQ(seconds, lead);
  EXPECT_EQ(times.finished, lead.size() + early);
}

// Reopen rate: the first stay in done statuses, and the first one after it that is open.
void compare_reopened(const TestFacts& test, const std::vector<Story>& stories,
                      const Question& question) {
  const auto as_of = question.as_of ? std::optional(question.as_of->ms) : std::nullopt;
  const int64_t seen = question.seen_from().ms;
  constexpr int64_t two_weeks = 14 * 24 * kHour;
  const Look look;
  ReopenValue expected;
  size_t deleted = 0;
  for (const Story& story : stories) {
    if (story.duplicate || (as_of && story.created > *as_of)) continue;
    const Stays stays = stays_of(story, as_of);
    size_t done = 0;
    while (done < stays.size() && !look.is_done(stays[done])) ++done;
    if (done == stays.size()) continue;
    const int64_t at = stays[done].at;
    if (at < question.from.ms || at >= question.to.ms) continue;
    size_t open = done;
    while (open < stays.size() && (look.is_done(stays[open]) || look.is_cancelled(stays[open])))
      ++open;
    if (story.deleted && (!as_of || *story.deleted <= *as_of)) {
      ++deleted;
    } else if (at > seen - two_weeks) {
      ++expected.immature;
    } else {
      ++expected.n;
      if (open < stays.size() && stays[open].at - at <= two_weeks) ++expected.reopened;
    }
  }
  const auto answer = decide_reopen(test.facts(), question, PeriodLength::kMonth).value();
  EXPECT_EQ(answer.all.n, expected.n);
  EXPECT_EQ(answer.all.reopened, expected.reopened);
  EXPECT_EQ(answer.all.immature, expected.immature);
  EXPECT_EQ(answer.considered, expected.n + expected.immature + deleted);
}

TEST(SecondOpinion, AgreesOverRandomHistories) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    RandomStories random(seed);
    std::vector<Story> stories;
    std::vector<TestIssue> issues;
    for (int64_t id = 1; id <= 150; ++id) {
      stories.push_back(random.make());
      issues.push_back(issue_of(stories.back(), id));
    }
    const auto version = build(issues);
    for (int question = 0; question < 8; ++question) {
      CycleTimeQuery query = everything();
      query.start_rule = question % 2 == 0 ? StartRule::kFirst : StartRule::kLast;
      if (question >= 2) {
        query.from = Instant(kStart + random.below(100) * kHour);
        query.to = query.from + hours(1 + random.below(150));
      }
      if (question >= 5) query.as_of = Instant(kStart + random.below(250) * kHour);
      compare(ask(version, query), expect_of(stories, query));
      const TestFacts test(version);
      if (question >= 2) {
        query.period = PeriodLength::kWeek;
        query.now = Instant(kStart + random.below(600) * kHour);
        compare_finished(test, stories, query);
        compare_reopened(test, stories, query);
      }
    }
    if (testing::Test::HasFailure()) return;
  }
}

Lines random_lines(RandomStories& random) {
  Lines lines;
  if (random.below(2) == 0) {
    lines.order = {1, 2, 3, 4, 5, 6, 7};
    for (size_t i = lines.order.size(); i > 1; --i)
      std::swap(lines.order[i - 1], lines.order[random.below(static_cast<int>(i))]);
  }
  if (random.below(3) != 0) lines.start = 1 + random.below(6);
  if (random.below(3) != 0) lines.finish = 1 + random.below(6);
  return lines;
}

Mapping mapping_of(const Lines& lines) {
  const auto id = [](int one) { return std::to_string(one); };
  Mapping mapping;
  mapping.version = 1;
  for (const int one : lines.order) mapping.order.push_back(id(one));
  if (lines.start) mapping.start_line = id(*lines.start);
  if (lines.finish) mapping.finish_line = id(*lines.finish);
  return mapping;
}

// The same with lines drawn anywhere in any order; one version for all of them.
TEST(SecondOpinion, AgreesWhereverLinesAreDrawn) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    RandomStories random(seed * 7919);
    std::vector<Story> stories;
    std::vector<TestIssue> issues;
    for (int64_t id = 1; id <= 120; ++id) {
      stories.push_back(random.make());
      issues.push_back(issue_of(stories.back(), id));
    }
    const auto version = build(issues);
    for (int question = 0; question < 12; ++question) {
      SCOPED_TRACE(fmt::format("seed {} question {}", seed, question));
      const Lines lines = random_lines(random);
      CycleTimeQuery query = everything();
      query.start_rule = question % 2 == 0 ? StartRule::kFirst : StartRule::kLast;
      if (question >= 9) query.as_of = Instant(kStart + random.below(250) * kHour);
      compare(ask(version, mapping_of(lines), query), expect_of(stories, query, Look{lines}));
    }
    if (testing::Test::HasFailure()) return;
  }
}

// A lens that follows, with what is kept beside its chunks, answers as one built anew.
TEST(SecondOpinion, FollowingWithWhatIsKeptChangesNothing) {
  struct NoClock : Clock {
    [[nodiscard]] Instant now() const override { return Instant(kStart); }
    bool wait_until(Instant, const std::stop_token& stop) const override {
      return !stop.stop_requested();
    }
  } clock;
  RandomStories random(5);
  const auto facts = std::make_shared<lens::MemoryFacts>();
  for (const TestStatus& one : kStatuses) facts->put_record(kInstance, status_record(one));
  std::map<int64_t, Story> stories;
  const auto put = [&](int64_t id) {
    stories[id] = random.make();
    facts->put(issue_of(stories[id], id).source());
  };
  for (int64_t id = 1; id <= 400; ++id) put(id);
  const auto load = [&] {
    return lens::Lens::load(TenantId(1), std::make_unique<lens::MemorySource>(facts), clock, {})
        .value();
  };
  const auto lens = load();
  for (int round = 0; round < 60; ++round) {
    for (int edits = random.below(6); edits >= 0; --edits) put(1 + random.below(450));
    if (round % 7 == 0) {
      TestStatus renamed = kStatuses[1];
      renamed.category = round % 2 == 0 ? "indeterminate" : "new";
      facts->put_record(kInstance, status_record(renamed));
    }
    (void)lens->follow_once({}).value();
    const auto kept = ask(lens->pin(), everything());
    const auto fresh = ask(load()->pin(), everything());
    ASSERT_EQ(kept.n, fresh.n) << "round " << round;
    ASSERT_EQ(kept.considered, fresh.considered);
    for (size_t i = 0; i < kept.points.size(); ++i) {
      ASSERT_EQ(kept.points[i].key, fresh.points[i].key);
      ASSERT_EQ(kept.points[i].seconds, fresh.points[i].seconds);
    }
  }
}

}  // namespace
}  // namespace tl::metrics::flow::test
