// Every number of this room against the slow second opinion, over random histories, as of now and
// as of the past, for windows that cut. TL_AGREEMENT_WORLDS makes it try more worlds.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "metrics/flow/blocked.h"
#include "metrics/flow/cumulative.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/reopen.h"
#include "metrics/flow/slow_world_for_test.h"
#include "metrics/flow/throughput.h"
#include "metrics/flow/time_in_status.h"
#include "metrics/flow/wip.h"

namespace tl::metrics::flow {
namespace {

using slow::kBegin;
using slow::kDay;
using slow::kDays;
using Story = slow::Issue;

constexpr int kIssues = 120;

int worlds() {
  const char* wanted = std::getenv("TL_AGREEMENT_WORLDS");
  return wanted == nullptr ? 25 : std::max(1, std::atoi(wanted));
}

std::optional<int64_t> nearest_rank(std::vector<int64_t> values, size_t percent, size_t needed) {
  if (values.size() < needed) return std::nullopt;
  std::sort(values.begin(), values.end());
  size_t rank = 0;  // the smallest with at least percent % at or below it
  while ((rank + 1) * 100 < percent * values.size()) ++rank;
  return values[rank];
}

struct Asked {
  int64_t from, to, seen_from;
  bool past = false;  // as_of is set
};

class AgreementTest : public testing::TestWithParam<int> {
 protected:
  AgreementTest()
      : world_(static_cast<unsigned>(GetParam()), kIssues),
        lens_(world_.make_lens()),
        stages_(StageMap::make(*lens_, slow::World::make_mappings())) {}

  [[nodiscard]] Facts facts() const { return {*lens_, stages_, calendar_}; }

  // Several windows, with today's eyes and with those of a day within.
  [[nodiscard]] static std::vector<Asked> questions() {
    const int64_t end = kBegin + kDays * kDay;
    return {{kBegin, end, end},
            {kBegin + 30 * kDay, kBegin + 72 * kDay, end},
            {kBegin, kBegin + 60 * kDay, kBegin + 60 * kDay, true},
            {kBegin + 17 * kDay, kBegin + 90 * kDay, kBegin + 83 * kDay + 5 * 3'600'000, true}};
  }

  template <typename Query = Question>
  [[nodiscard]] static Query question(const Asked& asked) {
    Query query;
    query.from = Instant(asked.from);
    query.to = Instant(asked.to);
    query.now = Instant(kBegin + kDays * kDay);
    if (asked.past) query.as_of = Instant(asked.seen_from);
    return query;
  }

  // Stories that exist and are not deleted, seen from then.
  template <typename Visit>
  void each(const Asked& asked, Visit visit) const {
    for (const Story& story : world_.stories) {
      if (!slow::World::exists(story, asked.seen_from)) continue;
      if (!slow::World::is_deleted(story, asked.seen_from)) visit(story);
    }
  }

  // Those finished in the window, with their finish.
  template <typename Visit>
  void each_finished(const Asked& asked, Visit visit) const {
    each(asked, [&](const Story& story) {
      const auto finish = world_.finish(story, asked.seen_from);
      if (finish && *finish >= asked.from && *finish < asked.to) visit(story, *finish);
    });
  }

  // Ends of the days of the window, none beyond the instant it is seen from.
  [[nodiscard]] static std::vector<int64_t> day_ends(const Asked& asked) {
    std::vector<int64_t> ends;
    for (int64_t day = asked.from; day < std::min(asked.to, asked.seen_from); day += kDay)
      ends.push_back(std::min(day + kDay, asked.seen_from));
    return ends;
  }

  slow::World world_;
  lens::VersionPtr lens_;
  StageMap stages_;
  Calendar calendar_;
};

TEST_P(AgreementTest, CycleAndLeadTime) {
  for (const Asked& asked : questions()) {
    for (const StartRule rule : {StartRule::kFirst, StartRule::kLast}) {
      std::vector<int64_t> cycles, leads;
      size_t finished = 0, no_start = 0, in_progress = 0;
      each_finished(asked, [&](const Story& story, int64_t finish) {
        const auto start = rule == StartRule::kFirst ? world_.start(story, asked.seen_from)
                                                     : world_.last_start(story, asked.seen_from);
        ++finished;
        leads.push_back((finish - story.created) / 1000);
        if (!start) ++no_start;
        if (start && *start <= finish) cycles.push_back((finish - *start) / 1000);
      });
      each(asked, [&](const Story& story) {
        in_progress += slow::World::in_progress(story, asked.seen_from) ? 1 : 0;
      });
      auto query = question<CycleTimeQuery>(asked);
      query.start_rule = rule;
      const auto answer = decide_cycle_time(facts(), query).value();
      EXPECT_EQ(answer.n, cycles.size());
      EXPECT_EQ(answer.finished, finished);
      EXPECT_EQ(answer.in_progress, in_progress);
      for (const Exclusion& exclusion : answer.exclusions) {
        if (exclusion.code == "n_no_start") EXPECT_EQ(exclusion.count, no_start);
      }
      for (const Percentile& one : answer.percentiles) {
        EXPECT_EQ(one.value, nearest_rank(cycles, static_cast<size_t>(one.percent), one.needed));
      }
      query.span = FlowSpan::kLead;
      const auto lead = decide_cycle_time(facts(), query).value();
      EXPECT_EQ(lead.n, leads.size());
      EXPECT_EQ(lead.percentiles[0].value, nearest_rank(leads, 50, 5));
    }
  }
}

TEST_P(AgreementTest, ThroughputAndMix) {
  for (const Asked& asked : questions()) {
    std::map<int64_t, size_t> by_day;
    ByCategory finished{}, in_progress{}, seconds{};
    const auto at = [](const Story& story) {
      return static_cast<size_t>(story.type == 0 ? Category::kFeature : Category::kBug);
    };
    each_finished(asked, [&](const Story& story, int64_t finish) {
      ++by_day[finish / kDay];
      ++finished[at(story)];
    });
    each(asked, [&](const Story& story) {
      if (slow::World::in_progress(story, asked.seen_from)) ++in_progress[at(story)];
      for (const slow::Log& log : story.logs) {
        const bool seen = log.started <= asked.seen_from;
        if (seen && log.started >= asked.from && log.started < asked.to)
          seconds[at(story)] += log.seconds;
      }
    });
    const auto answer = decide_throughput(facts(), question(asked), PeriodLength::kDay).value();
    size_t total = 0;
    for (const ThroughputPeriod& period : answer.periods) {
      EXPECT_EQ(period.count, by_day[period.period.from.ms / kDay]);
      total += period.count;
    }
    EXPECT_EQ(answer.total, total);
    const auto mix = decide_mix(facts(), question(asked), PeriodLength::kWeek).value();
    EXPECT_EQ(mix.finished, finished);
    EXPECT_EQ(mix.in_progress, in_progress);
    EXPECT_EQ(mix.seconds, seconds);
  }
}

TEST_P(AgreementTest, WipAndCumulativeFlow) {
  for (const Asked& asked : questions()) {
    const auto wip = decide_wip(facts(), question(asked)).value();
    const auto cumulative = decide_cumulative(facts(), question(asked)).value();
    const std::vector<int64_t> ends = day_ends(asked);
    ASSERT_EQ(wip.days.size(), ends.size());
    ASSERT_EQ(cumulative.dates.size(), ends.size());
    for (size_t i = 0; i < ends.size(); ++i) {
      // The end of a day is the last instant that belongs to it; now is now.
      const int64_t t = ends[i] == asked.seen_from ? ends[i] : ends[i] - 1;
      size_t started = 0;
      std::map<Stage, int64_t> by_stage;
      for (const Story& story : world_.stories) {
        // Seen from after its deletion an issue is in no period at all.
        if (!slow::World::exists(story, t) || slow::World::is_deleted(story, asked.seen_from))
          continue;
        started += slow::World::in_progress(story, t) ? 1 : 0;
        ++by_stage[slow::World::stage(story, t)];
      }
      EXPECT_EQ(wip.days[i].count, started) << "day " << i;
      for (const CumulativeStage& stage : cumulative.stages)
        EXPECT_EQ(stage.counts[i], by_stage[stage.stage]) << to_text(stage.stage) << " day " << i;
    }
  }
}

TEST_P(AgreementTest, AgeOfWork) {
  for (const Asked& asked : questions()) {
    std::map<int64_t, int64_t> ages;
    each(asked, [&](const Story& story) {
      if (!slow::World::in_progress(story, asked.seen_from)) return;
      ages[story.id] = (asked.seen_from - *world_.start(story, asked.seen_from)) / 1000;
    });
    const auto answer = decide_aging(facts(), question(asked)).value();
    EXPECT_EQ(answer.items_total, ages.size());
    for (const AgingItem& item : answer.items) {
      const lens::Chunk& chunk = *lens_->parts()[item.address.part].chunk;
      const int64_t id = chunk.issue[item.address.row];
      EXPECT_EQ(item.age_seconds, ages[id]) << id;
      EXPECT_EQ(item.stage, slow::World::stage(world_.story(id), asked.seen_from));
      EXPECT_EQ(item.flagged, slow::World::flagged(world_.story(id), asked.seen_from));
      EXPECT_EQ(item.blocked, world_.blocked(world_.story(id), asked.seen_from)) << id;
    }
  }
}

// Lines of the cumulative chart: how many more are past the start line, and done, than when the
// window began. Done work whose resolution cancels it in the end was never finished.
TEST_P(AgreementTest, ArrivalsAndDepartures) {
  for (const Asked& asked : questions()) {
    const auto done = [&](const Story& story, int64_t t) {
      const bool last = std::none_of(story.moves.begin(), story.moves.end(), [&](const auto& m) {
        return m.at > t && m.at <= asked.seen_from;
      });
      return slow::World::in_done(story, t) &&
             !(last && slow::World::resolution_cancels(story, asked.seen_from));
    };
    const auto count = [&](int64_t t, bool past_start) {
      int64_t sum = 0;
      each(asked, [&](const Story& story) {
        if (!slow::World::exists(story, t)) return;
        const bool finished = done(story, t);
        sum += finished || (past_start && slow::World::in_progress(story, t)) ? 1 : 0;
      });
      return sum;
    };
    const auto answer = decide_cumulative(facts(), question(asked)).value();
    const std::vector<int64_t> ends = day_ends(asked);
    for (size_t i = 0; i < ends.size(); ++i) {
      const int64_t t = ends[i] == asked.seen_from ? ends[i] : ends[i] - 1;
      EXPECT_EQ(answer.arrivals[i], count(t, true) - count(asked.from - 1, true)) << "day " << i;
      EXPECT_EQ(answer.departures[i], count(t, false) - count(asked.from - 1, false))
          << "day " << i;
    }
  }
}

// The pace of a stage: how old issues that finished in the window were when they left it for the
// last time before they finished.
TEST_P(AgreementTest, PaceOfStages) {
  for (const Asked& asked : questions()) {
    std::map<Stage, std::vector<int64_t>> ages;
    each_finished(asked, [&](const Story& story, int64_t finish) {
      const auto start = world_.start(story, asked.seen_from);
      if (!start || *start > finish) return;
      std::map<Stage, int64_t> left;
      const std::vector<int64_t> all = world_.instants(story, finish);
      for (size_t i = 0; i + 1 < all.size(); ++i) {
        const Stage was = slow::World::stage(story, all[i]);
        const Stage is = slow::World::stage(story, all[i + 1]);
        if (was != is && all[i + 1] > *start && slow::World::in_progress(story, all[i]))
          left[was] = all[i + 1];
      }
      for (const auto& [stage, at] : left) ages[stage].push_back((at - *start) / 1000);
    });
    const auto answer = decide_aging(facts(), question(asked)).value();
    for (const AgingColumn& column : answer.columns) {
      for (const Percentile& one : column.pace) {
        EXPECT_EQ(one.value,
                  nearest_rank(ages[column.stage], static_cast<size_t>(one.percent), one.needed))
            << to_text(column.stage) << " p" << one.percent;
      }
    }
  }
}

TEST_P(AgreementTest, TimeInStatusAndStage) {
  for (const Asked& asked : questions()) {
    std::map<std::string, std::vector<int64_t>> statuses, stages;
    each_finished(asked, [&](const Story& story, int64_t finish) {
      for (const slow::Status& status : slow::kStatuses) {
        const auto holds = [&](int64_t t) {
          return &slow::kStatuses[static_cast<size_t>(
                     slow::value_at(story.moves, story.first, t))] == &status;
        };
        if (status.stage == Stage::kDone || status.stage == Stage::kCancelled) continue;
        if (!world_.first_when(story, finish, holds)) continue;
        statuses[status.name].push_back(world_.seconds_while(story, story.created, finish, holds));
      }
      for (const Stage stage : {Stage::kQueue, Stage::kActive, Stage::kReview, Stage::kBlocked}) {
        const auto holds = [&](int64_t t) { return slow::World::stage(story, t) == stage; };
        if (!world_.first_when(story, finish, holds)) continue;
        stages[std::string(to_text(stage))].push_back(
            world_.seconds_while(story, story.created, finish, holds));
      }
    });
    const auto check = [&](StayUnit by, std::map<std::string, std::vector<int64_t>>& expected) {
      const auto answer =
          decide_time_in_status(facts(), question(asked), by, PeriodLength::kWeek).value();
      std::set<std::string> shown;
      for (const TimeRow& row : answer.rows) {
        const std::string name(by == StayUnit::kStage ? to_text(row.stage) : row.name);
        shown.insert(name);
        const std::vector<int64_t>& values = expected[name];
        EXPECT_EQ(row.n, values.size()) << name;
        int64_t sum = 0;
        for (const int64_t value : values) sum += value;
        EXPECT_EQ(row.total_seconds, sum) << name;
        EXPECT_EQ(row.p50, nearest_rank(values, 50, 5)) << name;
        EXPECT_EQ(row.p85, nearest_rank(values, 85, 20)) << name;
      }
      for (const auto& [name, values] : expected) EXPECT_TRUE(shown.contains(name)) << name;
    };
    check(StayUnit::kStatus, statuses);
    check(StayUnit::kStage, stages);
  }
}

TEST_P(AgreementTest, EfficiencyAndBlockedTime) {
  for (const Asked& asked : questions()) {
    EfficiencyValue all;
    size_t blocked_issues = 0;
    std::map<BlockCause, int64_t> causes;
    each_finished(asked, [&](const Story& story, int64_t finish) {
      const auto start = world_.start(story, asked.seen_from);
      if (!start || *start >= finish) return;
      const auto seconds = [&](const std::function<bool(int64_t)>& holds) {
        return world_.seconds_while(story, *start, finish, holds);
      };
      ++all.n;
      all.cycle_seconds += (finish - *start) / 1000;
      all.active_seconds += seconds([&](int64_t t) {
        return slow::World::stage(story, t) == Stage::kActive && !world_.blocked(story, t);
      });
      const int64_t blocked = seconds([&](int64_t t) { return world_.blocked(story, t); });
      all.blocked_seconds += blocked;
      blocked_issues += blocked > 0 ? 1 : 0;
      causes[BlockCause::kFlagged] +=
          seconds([&](int64_t t) { return slow::World::flagged(story, t); });
      causes[BlockCause::kStage] +=
          seconds([&](int64_t t) { return slow::World::stage(story, t) == Stage::kBlocked; });
      causes[BlockCause::kLink] +=
          seconds([&](int64_t t) { return world_.link_blocked(story, t); });
    });
    const auto answer = decide_efficiency(facts(), question(asked), PeriodLength::kWeek).value();
    EXPECT_EQ(answer.all.n, all.n);
    EXPECT_EQ(answer.all.cycle_seconds, all.cycle_seconds);
    EXPECT_EQ(answer.all.active_seconds, all.active_seconds);
    EXPECT_EQ(answer.all.blocked_seconds, all.blocked_seconds);
    EXPECT_EQ(answer.blocked_issues, blocked_issues);
    for (const BlockedCause& one : answer.causes)
      EXPECT_EQ(one.seconds, causes[one.cause]) << to_text(one.cause);
  }
}

// Finished for the first time in the window; open again within 14 days of that.
TEST_P(AgreementTest, ReopenRate) {
  constexpr int64_t kWithin = 14 * kDay;
  for (const Asked& asked : questions()) {
    ReopenValue all;
    each(asked, [&](const Story& story) {
      const auto done = world_.first_finish(story, asked.seen_from);
      if (!done || *done < asked.from || *done >= asked.to) return;
      if (*done > asked.seen_from - kWithin) {
        ++all.immature;
        return;
      }
      ++all.n;
      for (const int64_t at : world_.instants(story, std::min(asked.seen_from, *done + kWithin))) {
        if (at <= *done) continue;
        if (slow::World::in_done(story, at) || slow::World::in_cancelled(story, at)) continue;
        ++all.reopened;
        break;
      }
    });
    const auto answer = decide_reopen(facts(), question(asked), PeriodLength::kWeek).value();
    EXPECT_EQ(answer.all.n, all.n);
    EXPECT_EQ(answer.all.reopened, all.reopened);
    EXPECT_EQ(answer.all.immature, all.immature);
  }
}

INSTANTIATE_TEST_SUITE_P(Worlds, AgreementTest, testing::Range(1, worlds() + 1));

}  // namespace
}  // namespace tl::metrics::flow
