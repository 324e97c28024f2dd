// Issue types by name: the golden table, and the tables behind it.
#include "mapping/category.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "mapping/category_names.h"
#include "mapping/fold.h"
#include "mapping/table_file_for_test.h"

namespace tl::mapping {
namespace {

using testing::HasSubstr;

TEST(Categories, GoldenTable) {
  const auto rows = test::read_table("type_names.txt");
  EXPECT_GE(rows.size(), 90u) << "the golden table is missing or cut";
  std::set<std::string> categories;
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 4u) << row.front();
    const CategoryGuess guess = decide_category(row[0]);
    EXPECT_EQ(to_text(guess.category), row[1]) << row[0];
    EXPECT_EQ(to_text(guess.origin), row[2]) << row[0];
    EXPECT_THAT(fold_name(guess.rule), HasSubstr(fold_name(row[3]))) << row[0];
    EXPECT_EQ(guess.rule.empty(), row[3].empty()) << row[0];
    categories.insert(row[1]);
  }
  EXPECT_EQ(categories.size(), kCategoryCount);
}

TEST(Categories, WhiteSpaceAndNothing) {
  EXPECT_EQ(decide_category(" \tBug\n").category, Category::kBug);
  EXPECT_EQ(decide_category("New\xC2\xA0"
                            "Feature")
                .origin,
            Origin::kExact);
  EXPECT_EQ(decide_category("").category, Category::kOther);
  EXPECT_EQ(decide_category("\xFF\xC3").category, Category::kOther) << "no UTF-8";
}

TEST(Categories, TextsAreReadBack) {
  for (const char* text : {"feature", "bug", "chore", "discovery", "incident", "other"}) {
    ASSERT_TRUE(parse_category(text)) << text;
    EXPECT_EQ(to_text(*parse_category(text)), text);
  }
  for (const char* text : {"", "Bug", "story", "none"}) EXPECT_FALSE(parse_category(text)) << text;
}

// The order incident, bug, discovery, feature, chore; and no name is in a table twice.
TEST(Categories, TablesAreInOrderAndFolded) {
  std::vector<Category> order;
  for (const NamePart& part : name_parts()) {
    EXPECT_EQ(fold_name(part.part), part.part);
    if (order.empty() || order.back() != part.category) order.push_back(part.category);
  }
  EXPECT_THAT(order, testing::ElementsAre(Category::kIncident, Category::kBug, Category::kDiscovery,
                                          Category::kFeature, Category::kChore));
  std::set<std::string_view> seen;
  for (const KnownName& known : known_names()) {
    EXPECT_EQ(fold_name(known.name), known.name);
    EXPECT_TRUE(seen.insert(known.name).second) << known.name;
  }
  for (const ForeignName& known : foreign_names()) {
    EXPECT_EQ(fold_name(known.name), known.name);
    EXPECT_TRUE(seen.insert(known.name).second) << known.name;
  }
}

// What a foreign name means is what its English name means, and the rules before it leave it alone.
TEST(Categories, ForeignNamesAgreeWithEnglish) {
  for (const ForeignName& known : foreign_names()) {
    EXPECT_EQ(decide_category(known.english).category, known.category) << known.name;
    EXPECT_EQ(decide_category(known.name).category, known.category) << known.name;
    EXPECT_EQ(decide_category(known.name).origin, Origin::kExact)
        << known.name << " has an English part";
  }
}

TEST(Fold, Names) {
  struct Row {
    const char* name;
    const char* folded;
  };
  for (const Row& row : {Row{"  A  B ", "a b"},
                         {"ÄÖÜß", "äöüss"},
                         {"ẞ", "ss"},
                         {"ÉÀÇŒ", "éàçœ"},
                         {"ŁÓDŹ ŽŠ", "łódź žš"},
                         {"Ÿ×÷", "ÿ×÷"},
                         {"ΑΣς", "ασσ"},
                         {"ЁЖЯЇ", "ёжяї"},
                         {"任务 タスク", "任务 タスク"},
                         {"a\xE3\x80\x80\x62", "a b"},
                         {"won’t", "won't"},
                         {"Ế", "ế"},
                         {"😀X", "😀x"},
                         {"\xC3", "\xC3"},
                         {"", ""}}) {
    EXPECT_EQ(fold_name(row.name), row.folded);
    EXPECT_EQ(fold_name(row.folded), row.folded) << "folding twice";
  }
}

TEST(Fold, Words) {
  EXPECT_TRUE(has_word("in review", "review"));
  EXPECT_TRUE(has_word("(review)", "review"));
  EXPECT_TRUE(has_word("preview or review", "review"));
  EXPECT_TRUE(has_word("レビューreview中", "review"));
  EXPECT_FALSE(has_word("preview", "review"));
  EXPECT_FALSE(has_word("reviewer", "review"));
  EXPECT_FALSE(has_word("review2", "review"));
  EXPECT_FALSE(has_word("éreview", "review"));
  EXPECT_FALSE(has_word("reviewя", "review"));
  EXPECT_FALSE(has_word("", "review"));
}

}  // namespace
}  // namespace tl::mapping
