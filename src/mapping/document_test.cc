// The versioned document: read, written, changed, refused.
#include "mapping/document.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tl::mapping {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kWhole =
    R"({"version":7,"types":{"1/10":"chore","10":"bug"},"statuses":{"7":"review","9":"cancelled"},)"
    R"("resolutions":{"2":true,"3":false},"order":["9","7"],"start_line":"9","finish_line":"7"})";

TEST(MappingDocument, IsReadAndWritten) {
  const Mapping mapping = parse_mapping(kWhole).value();
  EXPECT_EQ(mapping.version, 7);
  EXPECT_EQ(mapping.types.at("10"), Category::kBug);
  EXPECT_EQ(mapping.types.at(type_key("1", "10")), Category::kChore);
  EXPECT_EQ(mapping.statuses.at("7"), Stage::kReview);
  EXPECT_FALSE(mapping.resolutions.at("3"));
  EXPECT_THAT(mapping.order, ElementsAre("9", "7"));
  EXPECT_EQ(mapping.start_line, "9");
  EXPECT_EQ(mapping.finish_line, "7");
  EXPECT_EQ(render_mapping(mapping), kWhole);
  EXPECT_EQ(parse_mapping("{}").value(), Mapping());
}

// As they were written before there were types and lines.
TEST(MappingDocument, OldOnesAreStillRead) {
  const Mapping mapping =
      parse_mapping(R"({"version":3,"statuses":{"10001":"active"},"resolutions":{"10002":true}})")
          .value();
  EXPECT_EQ(mapping.version, 3);
  EXPECT_EQ(mapping.statuses.at("10001"), Stage::kActive);
  EXPECT_TRUE(mapping.resolutions.at("10002"));
  EXPECT_TRUE(mapping.types.empty());
  EXPECT_FALSE(mapping.start_line);
}

TEST(MappingDocument, UnknownMembersAreIgnoredWhenLoaded) {
  EXPECT_EQ(parse_mapping(R"({"x":1,"future":[{"a":"b"}]})").value(), Mapping());
}

TEST(MappingDocument, WhatIsNoDocument) {
  for (const char* text : {"", "[]", "{", "7", "null"})
    EXPECT_EQ(parse_mapping(text).error().code, ErrorCode::kUnreadable) << text;
}

TEST(MappingDocument, ProblemsNameTheMember) {
  struct Row {
    const char* text;
    const char* member;
  };
  for (const Row& row : {Row{R"({"statuses":{"7":"busy"}})", "statuses.7"},
                         {R"({"statuses":{"7":"unmapped"}})", "statuses.7"},
                         {R"({"statuses":{"7":1}})", "statuses.7"},
                         {R"({"statuses":[]})", "statuses"},
                         {R"({"statuses":{"":"done"}})", "statuses"},
                         {R"({"types":{"1/2":"story"}})", "types.1/2"},
                         {R"({"resolutions":{"7":"yes"}})", "resolutions.7"},
                         {R"({"order":["1",2]})", "order[1]"},
                         {R"({"order":["1","2","1"]})", "order[2]"},
                         {R"({"order":"1"})", "order"},
                         {R"({"start_line":3})", "start_line"},
                         {R"({"finish_line":""})", "finish_line"}}) {
    const auto read = parse_mapping(row.text);
    ASSERT_FALSE(read.ok()) << row.text;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument) << row.text;
    EXPECT_THAT(read.error().detail, HasSubstr(std::string(row.member) + " ")) << row.text;
  }
}

MappingChange change_of(std::string_view text, std::vector<std::string>* wrong = nullptr) {
  const auto document = JsonDocument::parse(text).value();
  std::vector<MemberProblem> problems;
  const auto change = read_mapping_change(document.root(), UnknownMembers::kRefuse, problems);
  for (const MemberProblem& one : problems) {
    if (wrong != nullptr) wrong->push_back(one.member);
  }
  EXPECT_TRUE(wrong != nullptr || problems.empty()) << text;
  return change;
}

TEST(MappingChange, AllProblemsAtOnceAndNothingUnknown) {
  std::vector<std::string> wrong;
  (void)change_of(R"({"types":{"1":"x"},"statuses":{"2":"y"},"version":3,"type_queries":[],"z":1})",
                  &wrong);
  EXPECT_THAT(wrong, ElementsAre("types.1", "statuses.2", "version", "z"));
  wrong.clear();
  (void)change_of("[]", &wrong);
  EXPECT_EQ(wrong.size(), 1u);
}

TEST(MappingChange, NullGoesBackAndAbsentStays) {
  const Mapping before = parse_mapping(kWhole).value();
  EXPECT_EQ(apply_change(before, change_of("{}")), before);
  const Mapping after = apply_change(
      before, change_of(R"({"types":{"10":null,"11":"incident","12":null},"statuses":{"7":"done"},)"
                        R"("resolutions":{"2":null},"order":[],"start_line":null})"));
  EXPECT_EQ(after.types.size(), 2u);
  EXPECT_EQ(after.types.at("11"), Category::kIncident);
  EXPECT_EQ(after.types.at("1/10"), Category::kChore) << "a word of its own stays";
  EXPECT_EQ(after.statuses.at("7"), Stage::kDone);
  EXPECT_EQ(after.statuses.at("9"), Stage::kCancelled);
  EXPECT_FALSE(after.resolutions.contains("2"));
  EXPECT_TRUE(after.order.empty());
  EXPECT_FALSE(after.start_line);
  EXPECT_EQ(after.finish_line, "7");
}

TEST(MappingChange, LimitsAndOneAbove) {
  const auto body = [](size_t count) {
    std::string text = R"({"order":[)";
    for (size_t i = 0; i < count; ++i) text += fmt::format("{}\"{}\"", i == 0 ? "" : ",", i);
    return text + "]}";
  };
  EXPECT_EQ(change_of(body(kMaxMappingEntries)).order->size(), kMaxMappingEntries);
  std::vector<std::string> wrong;
  (void)change_of(body(kMaxMappingEntries + 1), &wrong);
  EXPECT_THAT(wrong, ElementsAre("order"));
  const auto line = [](size_t size) {
    return fmt::format(R"({{"start_line":"{}"}})", std::string(size, 'x'));
  };
  EXPECT_TRUE(change_of(line(kMaxMappingIdBytes)).start_line);
  wrong.clear();
  (void)change_of(line(kMaxMappingIdBytes + 1), &wrong);
  EXPECT_THAT(wrong, ElementsAre("start_line"));
}

// --- queries -------------------------------------------------------------------------------------

std::vector<std::string> members_of_problems(std::string_view json) {
  const auto document = JsonDocument::parse(json);
  std::vector<MemberProblem> problems;
  (void)read_mapping_change(document->root(), UnknownMembers::kRefuse, problems);
  std::vector<std::string> members;
  for (const MemberProblem& one : problems) members.push_back(one.member);
  return members;
}

TEST(MappingQueries, are_kept_in_their_order) {
  Mapping mapping;
  mapping.type_queries = {{"labels = debt", Category::kChore},
                          {"summary ~ \"a b\"", Category::kBug}};
  const auto read = parse_mapping(render_mapping(mapping));
  ASSERT_TRUE(read.ok()) << read.error().detail;
  EXPECT_EQ(read->type_queries, mapping.type_queries);
}

TEST(MappingQueries, a_change_gives_the_whole_list_or_leaves_it) {
  Mapping before;
  before.type_queries = {{"labels = debt", Category::kChore}};
  EXPECT_EQ(apply_change(before, {}).type_queries, before.type_queries);
  MappingChange change;
  change.type_queries.emplace();
  EXPECT_TRUE(apply_change(before, change).type_queries.empty());
}

TEST(MappingQueries, problems_name_the_query_and_the_place) {
  using testing::ElementsAre;
  EXPECT_THAT(members_of_problems(R"({"type_queries":[{"query":"labels = a","category":"bug"}]})"),
              ElementsAre());
  EXPECT_THAT(members_of_problems(R"({"type_queries":{}})"), ElementsAre("type_queries"));
  EXPECT_THAT(
      members_of_problems(R"({"type_queries":[{"query":"labels = a","category":"x"},
                                      {"query":"labels =","category":"bug"},
                                      {"query":" ","category":"bug"},
                                      {"category":"bug"},
                                      {"query":"labels = a order by key","category":"bug"}]})"),
      ElementsAre("type_queries[0].category", "type_queries[1].query", "type_queries[2].query",
                  "type_queries[3].query", "type_queries[4].query"));
}

TEST(MappingQueries, there_is_a_limit) {
  const auto with = [](size_t count) {
    std::string json = R"({"type_queries":[)";
    for (size_t i = 0; i < count; ++i)
      json += std::string(i > 0 ? "," : "") + R"({"query":"key = A-1","category":"bug"})";
    return members_of_problems(json + "]}");
  };
  EXPECT_THAT(with(kMaxTypeQueries), testing::ElementsAre());
  EXPECT_THAT(with(kMaxTypeQueries + 1), testing::ElementsAre("type_queries"));
  const auto long_query = [](size_t bytes) {
    return members_of_problems(R"({"type_queries":[{"query":"summary ~ ')" +
                               std::string(bytes - 12, 'a') + R"('","category":"bug"}]})");
  };
  EXPECT_THAT(long_query(kMaxTypeQueryBytes + 1), testing::ElementsAre("type_queries[0].query"));
}

// What is stored is not thrown away because the language was more lenient once.
TEST(MappingQueries, a_stored_one_that_is_no_query_is_kept) {
  const auto read = parse_mapping(R"({"type_queries":[{"query":"labels =","category":"bug"}]})");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->type_queries.size(), 1u);
}

}  // namespace
}  // namespace tl::mapping
