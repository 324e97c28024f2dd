#include "app/import_plan.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tl::app {
namespace {

TEST(ImportPlan, ranks_by_content) {
  const struct {
    std::string_view name, text;
    ImportRank rank;
  } table[] = {
      {"a.json", R"([{"id":"customfield_1","name":"X","schema":{}}])", ImportRank::kCatalogue},
      {"a.json", R"([{"id":"1","name":"Open","statusCategory":{}}])", ImportRank::kCatalogue},
      {"a.json", R"({"values":[{"id":"1","key":"ABC","name":"x"}]})", ImportRank::kCatalogue},
      {"a.json", R"({"issues":[]})", ImportRank::kIssues},
      {"a.json", R"({"id":"1","key":"ABC-1","fields":{}})", ImportRank::kIssues},
      {"a.json", R"({"id":"1","fields":{},"worklogs":1})", ImportRank::kIssues},
      {"a.json", R"([{"id":"1","key":"ABC-1","fields":{}}])", ImportRank::kIssues},
      {"a.json", R"({"values":[{"id":"1","created":"x","items":[]}]})", ImportRank::kHistories},
      {"a.json", R"({"issueChangeLogs":[]})", ImportRank::kHistories},
      {"a.json", R"({"histories":[]})", ImportRank::kHistories},
      {"a.json", R"({"worklogs":[]})", ImportRank::kWorklogs},
      {"a.json", R"([{"id":"1","timeSpentSeconds":60}])", ImportRank::kWorklogs},
      {"a.json", R"({"values":[{"worklogId":1}]})", ImportRank::kDeletions},
  };
  for (const auto& row : table) EXPECT_EQ(rank_saved(row.name, row.text), row.rank) << row.text;
}

TEST(ImportPlan, ranks_by_name_where_the_content_says_nothing) {
  EXPECT_EQ(rank_saved("Fields.json", "{}"), ImportRank::kCatalogue);
  EXPECT_EQ(rank_saved("ABC-12.changelog.json", "{"), ImportRank::kHistories);
  EXPECT_EQ(rank_saved("worklogs-2.json", "{}"), ImportRank::kWorklogs);
  EXPECT_EQ(rank_saved("worklogs-deleted.json", "{}"), ImportRank::kDeletions);
  EXPECT_EQ(rank_saved("-", "nonsense"), ImportRank::kIssues);
}

TEST(ImportPlan, knows_our_own_export) {
  EXPECT_TRUE(is_ndjson("{\"kind\":\"issue\"}\n{\"kind\":\"history\"}\n"));
  EXPECT_FALSE(is_ndjson("{\"kind\":\"issue\"}\n"));
  EXPECT_FALSE(is_ndjson("{\n \"kind\":\"issue\"\n}"));
  EXPECT_FALSE(is_ndjson("[{}]\n{}"));
  EXPECT_EQ(rank_saved("fields.ndjson", "{\"kind\":\"issue\"}\n{}"), ImportRank::kIssues);
}

TEST(ImportPlan, names_the_sites_of_an_export) {
  EXPECT_EQ(sites_of_export("{\"instance\":\"b\"}\n{\"instance\":\"a\"}\n\n{\"instance\":\"b\"}"),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(sites_of_export("{}\nbroken"), (std::vector<std::string>{""}));
}

TEST(ImportPlan, splits_at_line_ends) {
  EXPECT_EQ(split_lines("aa\nbb\ncc\n", 6), (std::vector<std::string_view>{"aa\nbb\n", "cc\n"}));
  EXPECT_EQ(split_lines("aa\nbb\ncc", 5), (std::vector<std::string_view>{"aa\n", "bb\ncc"}));
  EXPECT_EQ(split_lines("toolong\nb\n", 4), (std::vector<std::string_view>{"toolong\n", "b\n"}));
  EXPECT_EQ(split_lines("toolong", 4), (std::vector<std::string_view>{"toolong"}));
  EXPECT_TRUE(split_lines("", 4).empty());
}

TEST(ImportPlan, puts_the_files_of_a_folder_in_its_place) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tl_import_plan";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "deeper.json");
  EXPECT_EQ(expand_folders({folder.string()}).error().code, ErrorCode::kInvalidArgument);
  for (const char* name : {"b.json", "a.NDJSON", "notes.txt"}) std::ofstream(folder / name) << "{}";
  const auto files = expand_folders({"-", folder.string(), "gone.json"});
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(*files, (std::vector<std::string>{"-", (folder / "a.NDJSON").string(),
                                              (folder / "b.json").string(), "gone.json"}));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tl::app
