// An export read back gives the same export.
#include "store/import.h"

#include <gtest/gtest.h>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

class ImportTest : public StoreTest {
 protected:
  static domain::ChangeSet rich_facts() {
    domain::ChangeSet set;
    domain::Issue issue =
        make_issue(1, "AB-1", "2026-11-20", 1'700'000'000'000);  // looks like a date
    auto& a = issue.attributes;
    const domain::Version v = version_at(1'700'000'000'000);
    domain::set_attribute(a, "duedate", CivilDate{20'000}, v);
    domain::set_attribute(a, "resolution", domain::Value(), v);
    domain::set_attribute(a, "labels", domain::Refs{{"a", "a"}, {"b", "b"}}, v);
    domain::set_attribute(a, "components", domain::Refs{}, v);
    domain::set_attribute(a, "customfield_1", 2.5, v);
    domain::set_attribute(a, "customfield_2", std::string("2026-01-05T10:00:00.000+0100"), v);
    domain::set_attribute(a, "customfield_3", Instant(1'600'000'000'123), v);
    domain::set_attribute(a, "flagged", true, v);
    set.issues = {issue, make_issue(2, "AB-2", "ünïcode \"quoted\" \\ 🚀", 1'700'000'100'000)};
    set.histories = {
        make_history(1, "11", 1'650'000'000'000,
                     {status_change("1", "2"), {"labels", "Labels", {}, {}, {}, "a b"}}),
        make_history(1, "12", 1'650'000'001'000, {}),
        make_history(2, "~00ff", 1'650'000'002'000, {status_change("2", "3")})};
    set.records = {make_worklog("5", 1, 5400), make_worklog("6", 2, 60)};
    domain::Record account;
    account.kind = domain::RecordKind::kAccount;
    account.id = "acc-1";
    domain::set_attribute(account.attributes, "name", std::string("Robin Example"), v);
    domain::set_attribute(account.attributes, "active", true, v);
    set.records.push_back(account);
    return set;
  }

  static domain::ChangeSet parsed(const std::vector<std::string>& lines) {
    domain::ChangeSet set;
    for (const std::string& line : lines) {
      auto read = parse_export_line(line);
      EXPECT_TRUE(read.ok()) << line;
      if (read.ok()) set.append(std::move(read->facts));
    }
    return set;
  }
};

TEST_P(ImportTest, AnImportIntoAnEmptyTenantExportsTheSame) {
  TenantStore from = make_tenant();
  const InstanceId source = connect(from);
  ASSERT_TRUE(from.apply(source, rich_facts(), {}).ok());
  const auto lines = exported(from);
  ASSERT_GE(lines.size(), 7u);
  TenantStore to = make_tenant("Copy");
  const InstanceId target = connect(to);
  ASSERT_TRUE(to.apply(target, parsed(lines), {}).ok());
  EXPECT_EQ(exported(to), lines);
  const auto again = to.apply(target, parsed(lines), {});
  EXPECT_EQ(again->issues_changed + again->histories_changed + again->records_changed, 0);
  const auto row = to.load_issue({target, IssueId(1)});
  EXPECT_EQ(domain::text_of(row->attributes, "summary"), "2026-11-20");
  EXPECT_EQ(domain::instant_of(row->attributes, "updated"), Instant(1'700'000'000'000));
}

TEST_P(ImportTest, WhatTheVendorSaysLaterOfTheSameMomentWins) {
  TenantStore from = make_tenant();
  ASSERT_TRUE(from.apply(connect(from), rich_facts(), {}).ok());
  const auto lines = exported(from);
  TenantStore to = make_tenant("Copy");
  const InstanceId target = connect(to);
  ASSERT_TRUE(to.apply(target, parsed(lines), {}).ok());
  ASSERT_TRUE(to.apply(target, rich_facts(), {}).ok());
  EXPECT_EQ(exported(to), lines) << "a sync after an import changes nothing";
  domain::ChangeSet other;
  other.issues = {make_issue(1, "AB-1", "renamed", 1'700'000'000'001)};
  ASSERT_TRUE(to.apply(target, other, {}).ok());
  ASSERT_TRUE(to.apply(target, parsed(lines), {}).ok());
  const auto row = to.load_issue({target, IssueId(1)});
  EXPECT_EQ(domain::text_of(row->attributes, "summary"), "renamed")
      << "old files bring nothing back";
}

TL_ON_BOTH_DATABASES(ImportTest);

TEST(ExportLine, WhatIsNoneIsRefused) {
  for (const char* line : {"", "{}", "[1]", "not json", R"({"instance":"jira:x"})",
                           R"({"instance":"jira:x","kind":"issue"})",
                           R"({"instance":"jira:x","kind":"moon","id":"1"})",
                           R"({"instance":"jira:x","kind":"history","issue":1,"id":"2"})",
                           R"({"instance":"jira:x","kind":"issue","id":"x","attributes":{}})"}) {
    EXPECT_FALSE(parse_export_line(line).ok()) << line;
  }
}

TEST(ExportLine, AnExportIsKnownByItsFirstLine) {
  EXPECT_TRUE(is_export(R"({"instance":"jira:x","kind":"issue","id":1,"attributes":{}})"
                        "\nanything"));
  EXPECT_FALSE(is_export(R"({"issues":[]})"));
  EXPECT_FALSE(is_export(""));
}

}  // namespace
}  // namespace tl::store
