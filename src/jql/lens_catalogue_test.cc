// What the lens knows by name, and issues by their keys.
#include "jql/lens_catalogue.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "jql/key_index.h"
#include "jql/lens_row.h"
#include "lens/lens_builder.h"

namespace tl::jql {
namespace {

using domain::Ref;

const InstanceId kAcme{1};
const InstanceId kBeta{2};

domain::Record record_of(domain::RecordKind kind, const std::string& id, const std::string& name) {
  domain::Record record;
  record.kind = kind;
  record.id = id;
  set_attribute(record.attributes, "name", name, {});
  return record;
}

lens::SourceIssue issue_of(InstanceId instance, int64_t id, const std::string& key) {
  lens::SourceIssue issue;
  issue.instance = instance;
  issue.issue.id = IssueId(id);
  const auto put = [&](std::string_view name, domain::Value value) {
    set_attribute(issue.issue.attributes, name, std::move(value), {});
  };
  put("key", key);
  put("status", Ref{"1", "Review"});
  put("labels", domain::Refs{{"red", "red"}});
  put("customfield_6", Ref{"31", "Large"});
  put("created", Instant(1));
  domain::History history;
  history.issue = issue.issue.id;
  history.id = std::to_string(id);
  history.version = {Instant(20), id, domain::SourceRank::kRest, 0};
  history.items.push_back({"status", "status", "2", "Open", "1", id == 1 ? "Check" : "QA"});
  issue.histories.push_back(std::move(history));
  return issue;
}

class LensCatalogueTest : public testing::Test {
 protected:
  void SetUp() override {
    lens::LensBuilder builder;
    domain::Record status = record_of(domain::RecordKind::kStatus, "1", "Review");
    set_attribute(status.attributes, "category", Ref{"indeterminate", ""}, {});
    builder.add_record(kAcme, status);
    domain::Record project = record_of(domain::RecordKind::kProject, "10", "Shop");
    set_attribute(project.attributes, "key", std::string("SHOP"), {});
    set_attribute(project.attributes, "category", Ref{"3", "Web"}, {});
    set_attribute(project.attributes, "type", std::string("software"), {});
    set_attribute(project.attributes, "lead", Ref{"u1", "Ann"}, {});
    builder.add_record(kAcme, project);
    for (const auto& [id, order] : {std::pair("4", 0.0), std::pair("3", 1.0)}) {
      domain::Record priority = record_of(domain::RecordKind::kPriority, id, id);
      set_attribute(priority.attributes, "order", order, {});
      builder.add_record(kAcme, priority);
    }
    domain::Record account = record_of(domain::RecordKind::kAccount, "u1", "Ann");
    set_attribute(account.attributes, "email", std::string("ann@example.invalid"), {});
    builder.add_record(kAcme, account);
    for (const auto& [id, key] : {std::pair(1, "SHOP-1"), std::pair(2, "SHOP-2")})
      builder.add(issue_of(kAcme, id, key));
    builder.add(issue_of(kBeta, 1, "SHOP-1"));
    version_ = builder.finish(1, Instant(1));
    catalogue_ = make_lens_catalogue(*version_, {kAcme});
  }
  [[nodiscard]] std::set<std::string> names(Noun noun) const {
    std::set<std::string> all;
    catalogue_->each(noun, [&](const Named& named) {
      all.insert(fmt::format("{}={}{}", named.id, named.name, named.gone ? " gone" : ""));
    });
    return all;
  }
  [[nodiscard]] Named one(Noun noun, std::string_view id) const {
    Named found;
    catalogue_->each(noun, [&](const Named& named) {
      if (named.id == id && !named.gone) found = named;
    });
    return found;
  }
  lens::VersionPtr version_;
  std::unique_ptr<Catalogue> catalogue_;
};

using Names = std::set<std::string>;

TEST_F(LensCatalogueTest, FormerNamesComeBesideThePresentOne) {
  EXPECT_EQ(names(Noun::kStatus), (Names{"1=Review", "1=Check gone", "1=QA gone", "2=Open"}));
}

TEST_F(LensCatalogueTest, OnlyTheInstanceIsAsked) {
  const auto beta = make_lens_catalogue(*version_, {kBeta});
  int projects = 0;
  beta->each(Noun::kProject, [&](const Named&) { ++projects; });
  EXPECT_EQ(projects, 0);
}

TEST_F(LensCatalogueTest, DetailsOfRecordsAreTold) {
  EXPECT_EQ(one(Noun::kProject, "10").key, "SHOP");
  EXPECT_EQ(one(Noun::kProject, "10").lead, "u1");
  EXPECT_EQ(one(Noun::kProject, "10").category, "3");
  EXPECT_EQ(one(Noun::kStatus, "1").category, "indeterminate");
  EXPECT_EQ(one(Noun::kUser, "u1").email, "ann@example.invalid");
  EXPECT_EQ(names(Noun::kProjectCategory), Names{"3=Web"});
  EXPECT_EQ(names(Noun::kProjectType), Names{"software=software"});
  EXPECT_EQ(names(Noun::kLabel), Names{"red=red"});
}

TEST_F(LensCatalogueTest, TheFirstPriorityOfTheListIsTheGreatest) {
  EXPECT_GT(one(Noun::kPriority, "4").rank, one(Noun::kPriority, "3").rank);
}

TEST_F(LensCatalogueTest, OptionsAreThoseOfTheirField) {
  Names all;
  catalogue_->each_option("customfield_6", [&](const Named& named) {
    all.insert(fmt::format("{}={}", named.id, named.name));
  });
  EXPECT_EQ(all, Names{"31=Large"});
  catalogue_->each_option("customfield_60", [&](const Named&) { FAIL(); });
  catalogue_->each_option("customfield_", [&](const Named&) { FAIL(); });
}

TEST_F(LensCatalogueTest, AKeyThatIsNotHereMayBeElsewhereInTheInstance) {
  EXPECT_EQ(catalogue_->has_issue("shop-2"), true);
  EXPECT_EQ(catalogue_->has_issue("2"), true);
  EXPECT_EQ(catalogue_->has_issue("SHOP-3"), std::nullopt);
  LensCatalogueFacts facts{kAcme};
  facts.whole = true;
  EXPECT_EQ(make_lens_catalogue(*version_, facts)->has_issue("SHOP-3"), false);
}

TEST_F(LensCatalogueTest, KeysAreFoundInTheirInstance) {
  const auto acme = find_key(*version_, kAcme, "SHOP-1");
  const auto beta = find_key(*version_, kBeta, "SHOP-1");
  ASSERT_EQ(acme.size(), 1u);
  ASSERT_EQ(beta.size(), 1u);
  EXPECT_NE(acme[0].row, beta[0].row);
  EXPECT_TRUE(find_key(*version_, kBeta, "SHOP-2").empty());
  EXPECT_TRUE(find_key(*version_, kAcme, "").empty());
}

TEST_F(LensCatalogueTest, WhatIsNotKeptSaysWhy) {
  EXPECT_TRUE(catalogue_->why_not_stored(FieldId::kComment, ""));
  EXPECT_FALSE(catalogue_->why_not_stored(FieldId::kSummary, ""));
}

}  // namespace
}  // namespace tl::jql
