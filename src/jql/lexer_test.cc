#include "jql/lexer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "jql/reserved.h"

namespace tl::jql {
namespace {

std::vector<TokenKind> kinds_of(std::string_view text) {
  std::vector<TokenKind> out;
  Lexer lexer(text);
  for (Token token = lexer.next(); token.kind != TokenKind::kEnd; token = lexer.next()) {
    out.push_back(token.kind);
  }
  return out;
}

TEST(Lexer, SignsNeedNoBlanks) {
  using enum TokenKind;
  EXPECT_EQ(kinds_of("a<=b>=c<d>e=f!=g~h!~i!j"),
            (std::vector{kWord, kLessEquals, kWord, kGreaterEquals, kWord, kLess, kWord, kGreater,
                         kWord, kEquals, kWord, kNotEquals, kWord, kLike, kWord, kNotLike, kWord,
                         kBang, kWord}));
  EXPECT_EQ(kinds_of("&|&&||&&&|||"), (std::vector{kAnd, kOr, kAnd, kOr, kAnd, kAnd, kOr, kOr}));
  EXPECT_EQ(kinds_of("\"a\"'b'in(c)"),
            (std::vector{kQuoted, kQuoted, kIn, kLeftParen, kWord, kRightParen}));
}

TEST(Lexer, AKeywordIsAWholeUnquotedWordInAnyCase) {
  using enum TokenKind;
  EXPECT_EQ(kinds_of("and AND aNd ands 'and' a\\nd \\u0061nd"),
            (std::vector{kAnd, kAnd, kAnd, kWord, kQuoted, kWord, kWord}));
  EXPECT_EQ(kinds_of("null EMPTY cf limit Limit limits"),
            (std::vector{kEmpty, kEmpty, kCustomField, kReservedWord, kReservedWord, kWord}));
}

TEST(Lexer, NumbersAreDigitsWithAtMostOneMinus) {
  using enum TokenKind;
  EXPECT_EQ(kinds_of("7 -7 007 --7 7- 7d 1.5 - -"),
            (std::vector{kNumber, kNumber, kNumber, kWord, kWord, kWord, kWord, kWord, kWord}));
}

TEST(Lexer, BytesThatBeginNothingAreTokensOfTheirOwn) {
  using enum TokenKind;
  EXPECT_EQ(kinds_of("a\x01"
                     "b"),
            (std::vector{kWord, kIllegalChar, kWord}));
  EXPECT_EQ(kinds_of("a\\qb"), (std::vector{kWord, kIllegalEscape, kWord}));
  EXPECT_EQ(kinds_of("a@b"), (std::vector{kWord, kReservedChar, kWord}));
  EXPECT_EQ(kinds_of("a\xFF"
                     "b"),
            (std::vector{kWord, kNotUtf8, kWord}));
  EXPECT_EQ(kinds_of("\"a\\"), (std::vector{kIllegalEscape}));
  EXPECT_EQ(kinds_of("'a"), (std::vector{kUnfinished}));
}

TEST(Lexer, TheEndIsReachedAgainAndAgain) {
  Lexer lexer("a  ");
  EXPECT_EQ(lexer.next().kind, TokenKind::kWord);
  for (int i = 0; i < 3; ++i) {
    const Token token = lexer.next();
    EXPECT_EQ(token.kind, TokenKind::kEnd);
    EXPECT_EQ(token.span, (Span{3, 3}));
  }
}

TEST(Reserved, WordsAreInOneTableOnly) {
  EXPECT_EQ(keywords().size() + reserved_words().size(), 179U);
  EXPECT_TRUE(std::ranges::is_sorted(keywords()));
  EXPECT_TRUE(std::ranges::is_sorted(reserved_words()));
  for (const std::string_view word : reserved_words()) {
    EXPECT_EQ(find_word(word), TokenKind::kReservedWord) << word;
    EXPECT_FALSE(std::ranges::binary_search(keywords(), word)) << word;
  }
  for (const std::string_view word : keywords()) {
    EXPECT_NE(find_word(word), TokenKind::kReservedWord) << word;
    EXPECT_NE(find_word(word), TokenKind::kWord) << word;
  }
  for (const char* word : {"", "a", "status", "ands", "intersections", "se\x01", "all"}) {
    EXPECT_EQ(find_word(word), TokenKind::kWord) << word;
  }
}

}  // namespace
}  // namespace tl::jql
