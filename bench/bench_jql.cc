// JQL over a lens of 1M issues and 8M changes: counting, the past, words, a page in order; beside
// the same questions asked of SQLite and, with TL_TEST_POSTGRES, of PostgreSQL. Parsing, binding,
// and one event against 100 saved queries. bench_jql [ISSUES] [CHANGES_PER_ISSUE]; medians of kRuns
// runs after one to warm up.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "jql/binder.h"
#include "jql/evaluate.h"
#include "jql/fact_view.h"
#include "jql/lens_catalogue.h"
#include "jql/parser.h"
#include "jql/search.h"
#include "lens_sql.h"
#include "lens_world.h"
#include "rows.h"

namespace tl::bench {
namespace {

constexpr int kRuns = 5;
constexpr double kMillion = 1e6;
constexpr int kSaved = 100;
constexpr size_t kPageRows = 50;

double us_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin)
      .count();
}

double median_us(int times, const std::function<void()>& work) {
  std::vector<double> runs;
  work();
  for (int i = 0; i < kRuns; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    for (int n = 0; n < times; ++n) work();
    runs.push_back(us_since(begin) / times);
  }
  return median(runs);
}

struct Asked {
  std::string what;
  std::string jql;
  std::string sql;    // "": it is not asked
  double budget = 0;  // milliseconds at a million issues
};

class Bench {
 public:
  Bench(int64_t issues, int per_issue) : issues_(issues), per_issue_(per_issue) {
    tables_.push_back(make_sqlite_tables());
    if (auto postgres = make_postgres_tables()) tables_.push_back(std::move(postgres));
    const World world = make_world(issues_, per_issue_, true, [&](const lens::IssueRow& row) {
      for (const auto& tables : tables_) tables->add(row);
    });
    for (const auto& tables : tables_) tables->finish();
    version_ = world.version;
    catalogue_ = jql::make_lens_catalogue(*version_, {kInstance, true, &fields_});
    asker_.now = Instant(kYearStart + 630 * kDay);
    fmt::print("{} issues, {} changes, {} parts, {:.0f} MiB\n", issues_, world.changes,
               version_->parts().size(), mebibytes());
  }

  void run() {
    measure_query();
    for (const Asked& asked : questions()) measure_question(asked);
    measure_page();
    measure_event();
    print_row({.what = about("memory with what these queries keep"),
               .figure = mebibytes(),
               .unit = "MiB",
               .comparison = "before them",
               .compared = before_,
               .target = fmt::format("<= {:.0f} MiB", 640 * scale()),
               .met = mebibytes() <= 640 * scale()});
  }

 private:
  [[nodiscard]] double scale() const { return static_cast<double>(issues_) / kMillion; }
  [[nodiscard]] double mebibytes() const {
    return static_cast<double>(version_->memory_bytes()) / (1 << 20);
  }
  [[nodiscard]] std::string about(std::string_view what) const {
    return fmt::format("JQL at {} issues: {}", issues_, what);
  }

  [[nodiscard]] jql::BoundQuery bound(const std::string& text) const {
    const jql::ParseResult parsed = jql::parse_query(text);
    if (!parsed.ok()) give_up(text, parsed.problem->message);
    jql::BindResult result = jql::bind(*parsed.query, *catalogue_, asker_);
    if (!result.bound) give_up(text, result.problems.front().message);
    return std::move(*result.bound);
  }
  [[noreturn]] static void give_up(std::string_view text, std::string_view why) {
    fmt::print(stderr, "{}: {}\n", text, why);
    std::exit(1);
  }

  void measure_query() {
    static const std::string kText = "project = \"P 7\" AND status = \"Status 5\"";  // 39
    const double parse = median_us(1000, [] { (void)jql::parse_query(kText); });
    const double bind = median_us(100, [this] { (void)bound(kText); });
    print_row({.what = "JQL: parse a query of 40 characters",
               .figure = parse,
               .unit = "µs",
               .comparison = "with binding",
               .compared = bind,
               .target = "<= 5 µs",
               .met = parse <= 5});
  }

  static std::vector<Asked> questions() {
    const int64_t june = kYearStart + 151 * kDay;
    const int64_t july = kYearStart + 181 * kDay;
    const int64_t october = kYearStart + 273 * kDay;
    return {
        {"project, type, status, assignee, label",
         "project = \"P 7\" AND type = \"Type 2\" AND status = \"Status 11\" AND assignee in"
         " (\"Person 3\", \"Person 4\", \"Person 5\") AND labels in (\"Label 7\", \"Label 8\")",
         "SELECT id FROM bench_issue WHERE project = 7 AND type = 2 AND status = 11 AND assignee"
         " IN (3, 4, 5) AND label IN (7, 8)",
         10},
        {"a status", "status = \"Status 11\"", "SELECT id FROM bench_issue WHERE status = 11", 10},
        {"a label", "labels = \"Label 7\"", "SELECT id FROM bench_issue WHERE label = 7", 10},
        {"not that status, or created since",
         "status != \"Status 11\" OR created >= \"2025-10-01\"",
         fmt::format("SELECT id FROM bench_issue WHERE status <> 11 OR created >= {}", october),
         10},
        {"status was ... during a month",
         "status was \"Status 7\" during (\"2025-06-01\", \"2025-07-01\")",
         held_status_sql(7, june, july), 60},
        {"status changed from, to, after",
         "status changed from \"Status 5\" to \"Status 7\" after \"2025-10-01\"",
         changed_status_sql(5, 7, october), 60},
        {"assignee was ... by ...", "assignee was \"Person 3\" by \"Person 4\"", "", 60},
        {"a phrase of the summary", "summary ~ \"\\\"module 13\\\"\"",
         "SELECT id FROM bench_issue WHERE summary LIKE '%module 13'", 150},
        {"words of the summary", "summary ~ \"done modules\"",
         "SELECT id FROM bench_issue WHERE summary LIKE '%done%' AND summary LIKE '%module%'", 150},
        {"the beginning of a word", "summary ~ \"90*\"",
         "SELECT id FROM bench_issue WHERE summary LIKE '% 90%'", 150},
    };
  }

  void measure_question(const Asked& asked) {
    if (before_ == 0) before_ = mebibytes();
    const std::vector<jql::BoundQuery> queries = {bound(asked.jql)};
    int64_t matched = 0;
    const double took =
        median_us(1, [&] { matched = jql::count(*version_, queries).front().matched; }) / 1000;
    const double most = asked.budget * std::max(scale(), 0.1);
    const auto row = [&](std::string comparison, double compared) {
      print_row({.what = about(asked.what),
                 .figure = took,
                 .unit = "ms",
                 .comparison = std::move(comparison),
                 .compared = compared,
                 .target = fmt::format("<= {:.0f} ms", most),
                 .met = took <= most});
    };
    if (asked.sql.empty()) return row("", 0);
    for (const auto& tables : tables_) {
      int64_t found = 0;
      const double compared = median_us(1, [&] { found = tables->ask(asked.sql); }) / 1000;
      if (found != matched)
        give_up(asked.what, fmt::format("{} here, {} in {}", matched, found, tables->name()));
      row(tables->name(), compared);
    }
  }

  void measure_page() {
    const std::vector<jql::BoundQuery> queries = {
        bound("status != \"Status 11\" ORDER BY priority DESC, updated DESC")};
    const double took = median_us(1,
                                  [&] {
                                    const jql::Selection all = jql::select(*version_, queries);
                                    const auto page = jql::sort_page(*version_, queries,
                                                                     all.matched, "", kPageRows);
                                    if (page->rows.size() != kPageRows) std::exit(1);
                                  }) /
                        1000;
    const std::string sql = fmt::format(
        "SELECT id FROM bench_issue WHERE status <> 11 ORDER BY priority, updated DESC LIMIT {}",
        kPageRows);
    const double most = 100 * std::max(scale(), 0.1);
    for (const auto& tables : tables_)
      print_row({.what = about("the first 50 by priority and update"),
                 .figure = took,
                 .unit = "ms",
                 .comparison = tables->name(),
                 .compared = median_us(1, [&] { (void)tables->ask(sql); }) / 1000,
                 .target = fmt::format("<= {:.0f} ms", most),
                 .met = took <= most});
  }

  // An issue that was just merged, with its histories, against filters as people save them.
  void measure_event() const {
    const domain::Issue issue = event_issue();
    const std::vector<domain::History> histories = event_histories(issue);
    std::vector<jql::BoundQuery> saved;
    for (int i = 0; i < kSaved; ++i) saved.push_back(bound(saved_text(i)));
    int64_t matched = 0;
    const double took = median_us(20,
                                  [&] {
                                    const auto view = jql::make_fact_view(
                                        {kInstance, issue, histories, true, {}, false, fields_});
                                    for (const jql::BoundQuery& query : saved)
                                      matched +=
                                          jql::evaluate(query, *view) == jql::Truth::kYes ? 1 : 0;
                                  }) /
                        1000;
    if (matched == 0) give_up("one event", "no saved query matches");
    print_row({.what = "JQL: one event against 100 saved queries",
               .figure = took,
               .unit = "ms",
               .comparison = "",
               .compared = 0,
               .target = "<= 1 ms",
               .met = took <= 1});
  }

  static std::string saved_text(int i) {
    switch (i % 5) {
      case 0:
        return fmt::format("project = \"P {}\" AND status != \"Status 11\"", 1 + i % kProjects);
      case 1:
        return fmt::format("assignee in (\"Person {}\", \"Person {}\") AND labels = \"Label {}\"",
                           1 + i, 2 + i, 1 + i);
      case 2:
        return fmt::format("status was \"Status {}\" during (\"2025-01-01\", \"2026-01-01\")",
                           1 + i % kStatuses);
      case 3:
        return fmt::format("summary ~ \"module {}\" OR priority = \"Priority {}\"", i, 1 + i % 5);
      default:
        return fmt::format("status changed to \"Status {}\" after -{}d AND due is EMPTY",
                           1 + i % kStatuses, 300 + i);
    }
  }

  static domain::Issue event_issue() {
    domain::Issue issue;
    issue.id = IssueId(1);
    const auto put = [&](std::string_view name, domain::Value value) {
      set_attribute(issue.attributes, name, std::move(value), {});
    };
    put("key", std::string("P7-1"));
    put("summary", std::string("Something to be done about part 12 of module 13"));
    put("project", domain::Ref{"7", "P 7"});
    put("issuetype", domain::Ref{"2", "Type 2"});
    put("status", domain::Ref{"8", "Status 8"});
    put("priority", domain::Ref{"3", "Priority 3"});
    put("assignee", domain::Ref{"12", "Person 12"});
    put("labels", domain::Refs{{"7", "Label 7"}, {"9", "Label 9"}});
    put("created", Instant(kYearStart + 10 * kDay));
    put("updated", Instant(kYearStart + 600 * kDay));
    put(domain::kHistoryTotal, 8.0);
    return issue;
  }

  static std::vector<domain::History> event_histories(const domain::Issue& issue) {
    std::vector<domain::History> histories;
    for (int i = 0; i < 8; ++i) {
      domain::History& history = histories.emplace_back();
      history.issue = issue.id;
      history.id = std::to_string(100 + i);
      history.author = {"12", "Person 12"};
      history.version = {Instant(kYearStart + (20 + i * 70) * kDay), 0, domain::SourceRank::kRest,
                         0};
      history.items.push_back({"status", "status", std::to_string(1 + i),
                               fmt::format("Status {}", 1 + i), std::to_string(2 + i),
                               fmt::format("Status {}", 2 + i)});
    }
    return histories;
  }

  int64_t issues_;
  int per_issue_;
  lens::VersionPtr version_;
  domain::FieldCatalogue fields_;
  std::unique_ptr<jql::Catalogue> catalogue_;
  jql::Asker asker_;
  std::vector<std::unique_ptr<SqlTables>> tables_;
  double before_ = 0;
};

}  // namespace
}  // namespace tl::bench

int main(int argc, char** argv) {
  const int64_t issues = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const int per_issue = argc > 2 ? std::atoi(argv[2]) : 8;
  if (issues < 1 || per_issue < 1) {
    fmt::print(stderr, "usage: bench_jql [ISSUES] [CHANGES_PER_ISSUE]\n");
    return 2;
  }
  tl::bench::Bench(issues, per_issue).run();
  return 0;
}
