// The cases of testdata/language_*.txt: queries with what they are read as, and texts that are no
// query with what a person is told. A case needs no line of code.
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "jql/parser.h"
#include "jql/print.h"

namespace tl::jql {
namespace {

struct Case {
  std::string query;
  std::vector<std::string> expected;  // lines
  int line = 0;                       // of the file
};

void append_utf8(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

// <U+0001> becomes the character, <nothing> nothing.
std::string characters_of(const std::string& text) {
  if (text == "<nothing>") return {};
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (text.compare(i, 3, "<U+") == 0 && i + 7 < text.size() && text[i + 7] == '>') {
      append_utf8(out, static_cast<uint32_t>(std::stoul(text.substr(i + 3, 4), nullptr, 16)));
      i += 8;
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::vector<Case> read_cases(const std::string& file) {
  std::ifstream in(std::string(TL_SOURCE_DIR) + "/src/jql/testdata/" + file);
  EXPECT_TRUE(in.is_open()) << file;
  std::vector<Case> cases;
  Case current;
  bool in_query = false;
  bool in_expected = false;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (in_expected && line.empty()) {
      cases.push_back(std::move(current));
      current = {};
      in_query = in_expected = false;
    } else if (in_expected) {
      current.expected.push_back(characters_of(line));
    } else if (in_query && line == "----") {
      in_expected = true;
    } else if (in_query) {
      current.query += "\n" + characters_of(line);
    } else if (!line.empty() && line[0] != '#') {
      current.query = characters_of(line);
      current.line = number;
      in_query = true;
    }
  }
  if (in_expected) cases.push_back(std::move(current));
  EXPECT_FALSE(cases.empty()) << file;
  return cases;
}

TEST(Language, QueriesAreReadAndWrittenBack) {
  for (const Case& c : read_cases("language_queries.txt")) {
    SCOPED_TRACE("language_queries.txt:" + std::to_string(c.line) + " " + c.query);
    const ParseResult result = parse_query(c.query);
    if (!result.ok()) {
      ADD_FAILURE() << result.problem->message;
      continue;
    }
    ASSERT_EQ(c.expected.size(), 2U);
    EXPECT_EQ(render_canonical(*result.query), c.expected[0]);
    EXPECT_EQ(render_text(*result.query), c.expected[1]);
    EXPECT_EQ(result.query->text, c.query);
    const ParseResult again = parse_query(c.expected[1]);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(render_canonical(*again.query), c.expected[0]);
  }
}

TEST(Language, MistakesAreNamedWithTheirPlaceAndARemedy) {
  for (const Case& c : read_cases("language_errors.txt")) {
    SCOPED_TRACE("language_errors.txt:" + std::to_string(c.line) + " " + c.query);
    const ParseResult result = parse_query(c.query);
    ASSERT_FALSE(result.ok());
    ASSERT_EQ(c.expected.size(), 2U);
    const Problem& problem = *result.problem;
    EXPECT_EQ(problem.kind, ProblemKind::kParse);
    EXPECT_EQ(
        std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " + problem.message,
        c.expected[0]);
    EXPECT_EQ("> " + problem.remedy, c.expected[1]);
    EXPECT_LE(problem.span.begin, problem.span.end);
    EXPECT_LE(problem.span.end, c.query.size());
  }
}

// The blocks ```jql of docs/jql.md: one query a line.
TEST(Language, TheManualsExamplesAreQueries) {
  std::ifstream in(std::string(TL_SOURCE_DIR) + "/docs/jql.md");
  ASSERT_TRUE(in.is_open());
  bool inside = false;
  size_t queries = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      inside = line == "```jql";
    } else if (inside && !line.empty()) {
      ++queries;
      const ParseResult result = parse_query(line, Dialect::kThroughline);
      EXPECT_TRUE(result.ok()) << line << ": " << result.problem->message;
    }
  }
  EXPECT_GT(queries, 5U);
}

// Its table of mistakes: | `query` | column N: FIRST SENTENCE *REMEDY* |
TEST(Language, TheManualsMistakesAreAnsweredAsItSays) {
  std::ifstream in(std::string(TL_SOURCE_DIR) + "/docs/jql.md");
  size_t rows = 0;
  for (std::string line; std::getline(in, line);) {
    const size_t answer = line.find("` | column ");
    if (!line.starts_with("| `") || answer == std::string::npos) continue;
    ++rows;
    const ParseResult result = parse_query(line.substr(3, answer - 3));
    ASSERT_FALSE(result.ok()) << line;
    const Problem& problem = *result.problem;
    const std::string first = problem.message.substr(0, problem.message.find(" You must"));
    EXPECT_EQ(line.substr(answer + 4), "column " + std::to_string(problem.column) + ": " + first +
                                           " *" + problem.remedy + "* |");
  }
  EXPECT_EQ(rows, 6U);
}

}  // namespace
}  // namespace tl::jql
