#include "app/report_tables.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/cli_commands.h"

namespace tl::app {
namespace {

constexpr std::string_view kAbout =
    R"("definition":{"id":"flow.x","version":1,"title":"A number","text":"","formula":""},
       "unit":"working","seconds_per_working_day":28800,"population":"standard-level issues",
       "window":{"from":"2026-10-31T23:00:00.000Z","to":"2026-11-21T23:00:00.000Z",
                 "time_zone":"Europe/Berlin"},
       "filters":["project is SHOP"],"n":3,"considered":5,"notes":["a note"],
       "exclusions":[{"code":"reopened","text":"was done","count":2,"keys":[]}],)";

std::string render(std::string_view which, const std::string& members) {
  const auto document = JsonDocument::parse("{" + std::string(kAbout) + members + "}");
  EXPECT_TRUE(document.ok()) << document.error().detail;
  return render_report(which, document->root());
}

TEST(ReportTables, a_number_says_what_it_is) {
  const std::string text = render("throughput",
                                  R"("total":3,"median_per_period":null,"periods":[
         {"from":"2026-11-09","to":"2026-11-15","complete":true,"count":2},
         {"from":"2026-11-16","to":"2026-11-21","complete":false,"count":1}])");
  EXPECT_EQ(text,
            "A number (working time)\n"
            "  2026-11-01 to 2026-11-21 (Europe/Berlin), standard-level issues\n"
            "  project is SHOP\n"
            "  n 3 of 5 considered\n"
            "  total 3, median of a complete period -\n"
            "\n"
            "  FROM        TO          FINISHED\n"
            "  2026-11-09  2026-11-15         2  ██████████████████████████████\n"
            "  2026-11-16  2026-11-21         1  ███████████████                 (not complete)\n"
            "\n"
            "  left out      2  was done (reopened)\n"
            "  note: a note\n");
}

TEST(ReportTables, durations_are_in_the_unit_of_the_answer) {
  const std::string text =
      render("time-in-status",
             R"("rows":[{"name":"Doing","stage":"active","n":5,"total_seconds":288000,
                  "p50_seconds":43200,"p85_seconds":null}])");
  EXPECT_NE(text.find("Doing  active  5  1.5 wd    -  10.0 wd"), std::string::npos) << text;
}

TEST(ReportTables, a_list_says_what_it_leaves_out) {
  const auto document = JsonDocument::parse(
      R"({"title":"Finished","columns":{"from":null,"at":"Finished at","seconds":"Cycle time"},
          "items":[{"key":"A-1","status":{"name":"Done"},"at":"2026-11-20T10:00:00.000Z",
                    "seconds":7200,"summary":"One","note":""}],"total":4})");
  const std::string text = render_report("items", document->root());
  EXPECT_NE(text.find("Finished: 4\n"), std::string::npos) << text;
  EXPECT_NE(text.find("A-1  Done    2026-11-20T10:00   2 h 0 min  One\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("3 more;"), std::string::npos) << text;
}

ReportOptions parse(std::vector<std::string> arguments) {
  CLI::App app("", "throughline");
  Choice choice;
  add_commands(app, choice);
  arguments.insert(arguments.begin(), "report");
  std::reverse(arguments.begin(), arguments.end());
  app.parse(std::move(arguments));
  return choice.report;
}

TEST(ReportOptions, every_filter_is_an_option) {
  auto read =
      parse({"flow", "--metric", "aging", "--project", "SHOP", "--project", "OPS", "--longer-than",
             "60", "--items", "--sprint", "Sprint 1", "--unit", "working"});
  EXPECT_EQ(read.family, "flow");
  EXPECT_EQ(read.metric, "aging");
  EXPECT_TRUE(read.items);
  EXPECT_EQ(read.parameters["project"], (std::vector<std::string>{"SHOP", "OPS"}));
  EXPECT_EQ(read.parameters["longer_than"], std::vector<std::string>{"60"});
  EXPECT_EQ(read.parameters["unit"], std::vector<std::string>{"working"});
  EXPECT_EQ(read.in_sprints, std::vector<std::string>{"Sprint 1"});
  EXPECT_EQ(parse({"sprint", "--last", "3"}).last, 3);
  EXPECT_EQ(parse({"quality", "--finding", "no_start", "--items"}).family, "quality");
  EXPECT_THROW((void)parse({"flow", "--metric", "speed"}), CLI::ParseError);
  EXPECT_THROW((void)parse({"sprint", "--from", "2026-01-01"}), CLI::ParseError)
      << "a sprint brings its own window";
}

}  // namespace
}  // namespace tl::app
