// Words of summaries: the same rows as reading every summary.
#include "jql/postings.h"

#include <gtest/gtest.h>

#include <random>

#include "lens/chunk.h"

namespace tl::jql {
namespace {

std::shared_ptr<const lens::Chunk> chunk_of(const std::vector<std::string>& summaries) {
  lens::ChunkBuilder builder;
  int64_t id = 0;
  for (const std::string& summary : summaries) {
    lens::IssueRow row;
    row.ref = {InstanceId(1), IssueId(++id)};
    row.summary = summary;
    builder.add(row);
  }
  return builder.finish();
}

void expect_same(const lens::Chunk& chunk, const std::string& text) {
  const TextQueryResult query = parse_text_query(text);
  ASSERT_EQ(query.problem, "") << text;
  const lens::RowSet rows = postings_of(chunk)->find(query.query, chunk);
  for (uint32_t row = 0; row < chunk.rows(); ++row) {
    EXPECT_EQ(lens::has_row(rows, row), matches(query.query, chunk.summary.at(row)))
        << text << " in " << chunk.summary.at(row);
  }
}

constexpr const char* kQueries[] = {"pay",
                                    "payments",
                                    "paid",
                                    "PAYMENT fails",
                                    "\"payment fails\"",
                                    "\"fails payment\"",
                                    "pay*",
                                    "?ay*",
                                    "*ment",
                                    "-payment",
                                    "fails -payment",
                                    "login OR payment",
                                    "straße",
                                    "STRASSE",
                                    "привет",
                                    "\"the the\"",
                                    "123",
                                    "1?3",
                                    "nothing",
                                    "user"};

TEST(Postings, FindWhatReadingFinds) {
  const auto chunk = chunk_of({"Payment fails", "the the payments", "", "!!!", "fails: payment",
                               "Straße und STRASSE", "Привет, login", "user's paid 123", "the",
                               "payment fails, payment fails", "x123 123"});
  for (const char* query : kQueries) expect_same(*chunk, query);
}

TEST(Postings, FindWhatReadingFindsInManyRandomTexts) {
  std::mt19937 random(7);
  static constexpr const char* kWords[] = {"payment", "pays", "paying", "login", "the",   "fails",
                                           "failing", "123",  "user",   "users", "Straße"};
  std::vector<std::string> summaries;
  for (int i = 0; i < 700; ++i) {  // distances of one byte and of two
    std::string summary;
    for (unsigned n = random() % 5; n > 0; --n)
      summary += std::string(kWords[random() % std::size(kWords)]) + " ";
    summaries.push_back(i % 200 == 0 ? summary + "rare" : summary);
  }
  const auto chunk = chunk_of(summaries);
  for (const char* query : kQueries) expect_same(*chunk, query);
  expect_same(*chunk, "rare");
  expect_same(*chunk, "rar?");
}

TEST(Postings, AreMadeOnceAndCountAsMemoryOfTheLens) {
  const auto chunk = chunk_of({"payment", "login"});
  const auto first = postings_of(*chunk);
  EXPECT_EQ(first, postings_of(*chunk));
  EXPECT_EQ(chunk->kept.memory_bytes(), first->memory_bytes());
}

TEST(Postings, OfAnEmptyChunkFindNothing) {
  const auto chunk = chunk_of({});
  EXPECT_TRUE(postings_of(*chunk)->find(parse_text_query("x").query, *chunk).empty());
}

}  // namespace
}  // namespace tl::jql
