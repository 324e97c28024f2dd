#include "app/jql_text.h"

#include <gtest/gtest.h>

#include "app/jql_tables.h"

namespace tl::app {
namespace {

using Lines = std::vector<std::string_view>;

TEST(JqlLines, an_empty_line_is_a_query_but_the_end_is_none) {
  EXPECT_EQ(lines_of(""), Lines());
  EXPECT_EQ(lines_of("\n"), Lines{""});
  EXPECT_EQ(lines_of("a = b\n\nc = d\n"), (Lines{"a = b", "", "c = d"}));
  EXPECT_EQ(lines_of("a = b\r\nc = d"), (Lines{"a = b", "c = d"}));
  EXPECT_EQ(lines_of("a\r"), Lines{"a\r"});  // no end of line: the character is the query's
}

TEST(JqlProblem, is_shown_at_its_place) {
  EXPECT_EQ(describe_problem("No.", 1, 13, "status = In Progress"),
            "No. (line 1, column 13)\n  status = In Progress\n              ^");
  EXPECT_EQ(describe_problem("No.", 2, 1, "a = b\nfoo"), "No. (line 2, column 1)\n  foo\n  ^");
  EXPECT_EQ(describe_problem("No.", 1, 8, "\xc3\xa4\xf0\x9f\x90\x8e = b,"),  // 1 + 2 units
            "No. (line 1, column 8)\n  \xc3\xa4\xf0\x9f\x90\x8e = b,\n        ^");
  EXPECT_EQ(describe_problem("No.", 7, 1, "a"), "No. (line 7, column 1)");
  EXPECT_EQ(describe_problem("No.", 1, 9, "a"), "No. (line 1, column 9)\n  a\n   ^");
}

TEST(JqlProblem, is_written_with_what_is_set) {
  jql::Problem problem;
  problem.kind = jql::ProblemKind::kOperator;
  problem.message = "m";
  problem.remedy = "r";
  problem.field = "status";
  problem.name = "~";
  JsonWriter out;
  write_problem(out, problem);
  EXPECT_EQ(out.text(),
            R"({"kind":"operator","message":"m","line":1,"col":1,"remedy":"r","field":"status",)"
            R"("name":"~","operator":"~"})");
}

std::string cell(std::string_view json, std::string_view kind) {
  const auto document = JsonDocument::parse(json);
  return cell_text(document->root(), kind);
}

TEST(JqlCells, are_written_for_people) {
  EXPECT_EQ(cell("null", "name"), "");
  EXPECT_EQ(cell(R"({"id":"3","name":"Done","category":"done"})", "name"), "Done");
  EXPECT_EQ(cell(R"([{"id":"1","name":"a"},"b"])", "name"), "a, b");
  EXPECT_EQ(cell("5", "number"), "5");
  EXPECT_EQ(cell("0.5", "number"), "0.5");
  EXPECT_EQ(cell("19200", "duration"), "5 h 20 min");
  EXPECT_EQ(cell(R"("2026-11-20T10:12:00.000Z")", "instant"), "2026-11-20 10:12");
  EXPECT_EQ(cell(R"("2026-11-20")", "day"), "2026-11-20");
}

TEST(JqlTables, say_what_could_not_be_decided) {
  const auto page = JsonDocument::parse(R"({"columns":[{"name":"status","title":"Status",
      "kind":"name"}],"items":[{"key":"A-1","summary":"s","cells":[{"id":"1","name":"Open"}]}],
      "total":3,"undecided":2,"instances":[{"id":"x","name":"acme","warnings":[{"message":"w"}],
      "clauses":[{"text":"comment ~ a","why":"Not stored.","issues":2}]}]})");
  SearchTable table;
  table.add(page->root());
  EXPECT_EQ(table.render(), "  key  summary  Status\n  A-1  s        Open\n1 of 3 issues\n");
  EXPECT_EQ(table.notes(),
            "acme: w\nacme: 2 issues cannot be decided here, by comment ~ a: Not stored.\n");
}

TEST(JqlTables, show_which_clause_decides) {
  const auto answer = JsonDocument::parse(R"({"issue":{"key":"A-1","summary":"s"},"answer":"no",
      "tree":{"kind":"and","answer":"no","decides":true,"children":[
        {"kind":"test","answer":"matches","decides":false,"text":"type = Bug","seen":"Bug"},
        {"kind":"test","answer":"no","decides":true,"text":"status = Done","seen":"Open"}]}})");
  EXPECT_EQ(render_explained(answer->root()),
            "A-1 is not found: s\n"
            "* no        all of\n"
            "  yes         type = Bug   here: Bug\n"
            "* no          status = Done   here: Open\n");
}

}  // namespace
}  // namespace tl::app
