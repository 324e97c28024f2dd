// The open corpus of ../shared/jql: thousand queries of the wild and of Jira's own tests, with the
// verdict of Jira's server, the canonical form, or the message and its place.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "jql/parser.h"
#include "jql/print.h"

namespace tl::jql {
namespace {

struct Row {
  std::string jql;
  std::string canonical;
  bool accepted = false;  // by the grammar and by the server
  std::string message;    // with its place; empty where the corpus says none
};

std::string placed(int64_t line, int64_t column, std::string_view message) {
  return std::to_string(line) + ":" + std::to_string(column) + " " + std::string(message);
}

Row read_row(const std::string& line) {
  const JsonDocument document = std::move(JsonDocument::parse(line)).value();
  const JsonElement root = document.root();
  Row row;
  row.jql = json_text(root, "jql").value();
  row.canonical = json_text(root, "canonical").value_or("");
  row.accepted = json_bool(root, "ok").value() && !json_get(root, "server");
  if (const auto error = json_get(root, "error")) {
    row.message = placed(json_int(*error, "line").value(), json_int(*error, "col").value(),
                         json_text(*error, "message").value());
  }
  return row;
}

void check_accepted(const Row& row, const ParseResult& result) {
  ASSERT_TRUE(result.ok()) << result.problem->message;
  EXPECT_EQ(render_canonical(*result.query), row.canonical);
  const ParseResult again = parse_query(render_text(*result.query));
  ASSERT_TRUE(again.ok()) << render_text(*result.query) << ": " << again.problem->message;
  EXPECT_EQ(render_canonical(*again.query), row.canonical) << render_text(*result.query);
}

void check_refused(const Row& row, const ParseResult& result) {
  ASSERT_FALSE(result.ok());
  const Problem& problem = *result.problem;
  EXPECT_EQ(problem.kind, ProblemKind::kParse);
  EXPECT_TRUE(problem.remedy.ends_with('.')) << problem.remedy;
  if (!row.message.empty()) {
    EXPECT_EQ(placed(problem.line, problem.column, problem.message), row.message);
  }
}

TEST(Corpus, EveryRowIsJudgedAsJiraJudgesIt) {
  const auto file = std::filesystem::path(TL_SHARED_DIR) / "jql/corpus-open.ndjson";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "without " << file;
  std::ifstream in(file);
  size_t rows = 0;
  for (std::string line; std::getline(in, line); ++rows) {
    const Row row = read_row(line);
    SCOPED_TRACE(row.jql);
    const ParseResult result = parse_query(row.jql);
    if (row.accepted) {
      check_accepted(row, result);
    } else {
      check_refused(row, result);
    }
  }
  EXPECT_GT(rows, 1000U);
}

}  // namespace
}  // namespace tl::jql
