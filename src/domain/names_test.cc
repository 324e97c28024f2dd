// Names of enumerations and the field catalogue.
#include <gtest/gtest.h>

#include "domain/change_set.h"
#include "domain/connection.h"
#include "domain/field_catalogue.h"

namespace tl::domain {
namespace {

TEST(RecordKind, NamesGoBothWays) {
  for (int n = 1; n <= 13; ++n) {
    const auto kind = static_cast<RecordKind>(n);
    EXPECT_EQ(parse_record_kind(to_text(kind)), kind);
  }
  EXPECT_EQ(parse_record_kind("unknown"), std::nullopt);
  EXPECT_EQ(parse_record_kind(""), std::nullopt);
}

TEST(ConnectionState, NamesGoBothWays) {
  for (int n = 1; n <= 4; ++n) {
    const auto state = static_cast<ConnectionState>(n);
    EXPECT_EQ(parse_connection_state(to_text(state)), state);
  }
  EXPECT_EQ(parse_connection_state("Active"), std::nullopt);
}

TEST(FieldCatalogue, LastWordCounts) {
  FieldCatalogue catalogue;
  catalogue.add(FieldInfo{"customfield_1", "Points", "number", "", "key"});
  Record record;
  record.kind = RecordKind::kField;
  record.id = "customfield_1";
  set_attribute(record.attributes, "name", std::string("Story Points"), {});
  set_attribute(record.attributes, "schema_custom", std::string("key:2"), {});
  catalogue.add(record);
  ASSERT_NE(catalogue.find("customfield_1"), nullptr);
  EXPECT_EQ(catalogue.find("customfield_1")->name, "Story Points");
  EXPECT_EQ(catalogue.find("customfield_1")->schema_custom, "key:2");
  EXPECT_EQ(catalogue.find("Story Points"), nullptr);
  EXPECT_EQ(catalogue.all().size(), 1u);
}

TEST(ChangeSet, AppendMovesEverything) {
  ChangeSet a, b;
  EXPECT_TRUE(a.empty());
  b.issues.emplace_back();
  b.histories.emplace_back();
  b.records.emplace_back();
  b.refetch.push_back(IssueId(1));
  a.append(std::move(b));
  EXPECT_EQ(a.issues.size() + a.histories.size() + a.records.size() + a.refetch.size(), 4u);
  EXPECT_FALSE(a.empty());
}

}  // namespace
}  // namespace tl::domain
