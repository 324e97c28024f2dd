#include "jql/text_query.h"

#include <gtest/gtest.h>

#include "jql/fold.h"

namespace tl::jql {
namespace {

bool finds(std::string_view query, std::string_view text) {
  const TextQueryResult parsed = parse_text_query(query);
  EXPECT_EQ(parsed.problem, "") << query;
  return matches(parsed.query, text);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  each_word(text, [&](std::string_view folded, std::string_view) { words.emplace_back(folded); });
  return words;
}

TEST(TextQuery, FindsOrNot) {
  struct Row {
    std::string_view query, text;
    bool found;
  };
  const Row rows[] = {
      {"painting", "They painted it", true},
      {"it painted", "They painted it", true},
      {"painter house", "They painted it", false},
      {"\"painted it\"", "They painted it", true},
      {"\"it painted\"", "They painted it", false},
      {"\"a b a c\"", "a b a b a c", true},
      {"pa*", "They painted it", true},
      {"p?inted", "They painted it", true},
      {"p?nted", "They painted it", false},
      {"*nted", "They painted it", true},
      {"*", "word", true},
      {"a -b", "a c", true},
      {"a -b", "a b", false},
      {"a NOT b", "a b", false},
      {"NOT b", "a", true},
      {"a OR b", "x b", true},
      {"a b OR c", "c", true},
      {"(a OR b) c", "b c", true},
      {"(a OR b) c", "a b", false},
      {"NOT (a OR b)", "c", true},
      {"NOT (a OR b)", "b c", false},
      {"-(a b)", "a c", true},
      {"!a", "b", true},
      {"a&&b", "b a", true},
      {"a||b", "b", true},
      {"+a +b", "a b", true},
      {"foo-bar", "bar and foo", true},
      {"a - b", "a b", true},
      {"or and not", "or and not", true},
      {"(a OR) b", "a b", true},
      {"a OR OR b", "b", true},
      {"c\\+\\+", "we write c", true},
      {"\\*", "x", false},
      {"STRASSE", "strasse", true},
      {"ÅNGSTRÖM", "ångström", true},
      {"ΣΊΣΥΦΟΣ", "σίσυφος", true},
      {"ИЗДАНИЕ", "издание", true},
      {"支付", "无法支付订单", true},
      {"付支", "无法支付订单", false},
      {"a", "", false},
      {"NOT a", "", false},
      {"NOT a", "!!!", false},
  };
  for (const Row& row : rows) {
    if (row.query == "\\*") continue;  // no word: see Refuses
    EXPECT_EQ(finds(row.query, row.text), row.found) << row.query << " in " << row.text;
  }
}

TEST(TextQuery, RefusesWithASentence) {
  const std::string deep = std::string(60, '(') + "a" + std::string(60, ')');
  std::string many, alternatives;
  for (int i = 0; i <= 100; ++i) many += "w" + std::to_string(i) + " ";
  for (int i = 0; i < 12; ++i) alternatives += "(a" + std::to_string(i) + " OR b) ";
  const std::string long_word(201, 'x');
  for (const std::string& query :
       {std::string("paymnt~"), std::string("paymnt~0.8"), std::string("\"a b\"~10"),
        std::string("pay^4"), std::string("\"a b\"^2"), std::string("(a b)^2"),
        std::string("\"a b"), std::string("(a b"), std::string("a b)"), std::string(""),
        std::string("  "), std::string("!!!"), std::string("\\*"), std::string("()"), deep, many,
        alternatives, long_word, long_word + "*"}) {
    const TextQueryResult parsed = parse_text_query(query);
    EXPECT_FALSE(parsed.problem.empty()) << query;
    EXPECT_FALSE(parsed.remedy.empty()) << query;
    EXPECT_TRUE(parsed.query.any.empty()) << query;
    EXPECT_TRUE(parsed.problem.empty() || parsed.problem.ends_with('.')) << parsed.problem;
  }
}

TEST(TextQuery, LimitsAreFineAtTheLimit) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "w" + std::to_string(i) + " ";
  EXPECT_EQ(parse_text_query(many).problem, "");
  EXPECT_EQ(parse_text_query(std::string(kMaxTermBytes, 'x')).problem, "");
  std::string phrase = "\"";
  for (size_t i = 0; i < kMaxPhraseWords; ++i) phrase += "w ";
  EXPECT_EQ(parse_text_query(phrase + "\"").problem, "");
  EXPECT_NE(parse_text_query(phrase + "w\"").problem, "");
  EXPECT_TRUE(finds(phrase + "\"", phrase));
}

TEST(TextQuery, KindsOfTerms) {
  const auto only = [](std::string_view query) {
    return parse_text_query(query).query.any.at(0).at(0);
  };
  EXPECT_EQ(only("Pay*"), (Term{TermKind::kPrefix, {"pay"}, false}));
  EXPECT_EQ(only("p*y"), (Term{TermKind::kWildcard, {"p*y"}, false}));
  EXPECT_EQ(only("p***y"), (Term{TermKind::kWildcard, {"p*y"}, false}));
  EXPECT_EQ(only("Paid"), (Term{TermKind::kWord, {"paid"}, false}));
  EXPECT_EQ(only("-paying"), (Term{TermKind::kWord, {"pay"}, true}));
  EXPECT_EQ(only("\"paying users\""), (Term{TermKind::kPhrase, {"pay", "user"}, false}));
}

TEST(TextQuery, TakesTimeInProportion) {
  const std::string word(100'000, 'a');
  const std::string pattern = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*ab";
  EXPECT_FALSE(matches_wildcard(pattern, word));
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "a ";
  std::string phrase = "\"";
  for (int i = 0; i < 63; ++i) phrase += "a ";
  EXPECT_FALSE(finds(phrase + "b\"", text));
}

TEST(Wildcard, QuestionMarkIsOneCharacter) {
  EXPECT_TRUE(matches_wildcard("caf?", "café"));
  EXPECT_FALSE(matches_wildcard("caf??", "café"));
  EXPECT_FALSE(matches_wildcard("*??", "é"));
  EXPECT_TRUE(matches_wildcard("*é?", "aéb"));
  EXPECT_TRUE(matches_wildcard("", ""));
  EXPECT_TRUE(matches_wildcard("**", ""));
  EXPECT_FALSE(matches_wildcard("?", ""));
}

TEST(Words, AreCutAtWhatIsNoLetter) {
  EXPECT_EQ(words_of("Don't e-mail me@x.org, 3.5 times_a"),
            (std::vector<std::string>{"don", "t", "e", "mail", "me", "x", "org", "3", "5", "times",
                                      "a"}));
  EXPECT_EQ(words_of("ØRE\xff ok"), (std::vector<std::string>{"øre", "ok"}));
  EXPECT_EQ(words_of("日本go"), (std::vector<std::string>{"日", "本", "go"}));
  EXPECT_TRUE(words_of("").empty());
}

TEST(Words, LongOnesAreNotStemmed) {
  const std::string word = std::string(5'000, 'b') + "ing";
  EXPECT_EQ(stem_of(word), word);
  EXPECT_EQ(stem_of("running"), "run");
  EXPECT_EQ(stem_of("as"), "as");
}

TEST(Fold, IsSimpleAndStable) {
  EXPECT_EQ(fold("ÄÖÜ Łódź ΑΣ ЖЦ Ǆ ẞ"), "äöü łódź ασ жц ǆ ß");
  EXPECT_EQ(fold("\xff\xfe"
                 "A"),
            "\xff\xfe"
            "a");
  for (char32_t point = 1; point < 0x20000; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;
    std::string text;
    append_character(point, text);
    const std::string once = fold(text);
    ASSERT_EQ(fold(once), once) << static_cast<uint32_t>(point);
    ASSERT_TRUE(equals_folded(text, once)) << static_cast<uint32_t>(point);
  }
}

TEST(Fold, EqualsOnlyWhatIsEqual) {
  EXPECT_TRUE(equals_folded("In PROGRESS", "in progress"));
  EXPECT_FALSE(equals_folded("in progres", "in progress"));
  EXPECT_FALSE(equals_folded("in progress", "in progres"));
  EXPECT_FALSE(equals_folded("\xff", "\xfe"));
  EXPECT_FALSE(equals_folded("\xff", "\xef\xbf\xbd"));
  EXPECT_TRUE(equals_folded("", ""));
}

}  // namespace
}  // namespace tl::jql
