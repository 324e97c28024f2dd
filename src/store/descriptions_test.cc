// Descriptions: stored only where the connection opted in, and gone when it changes its mind.
#include "store/descriptions.h"

#include <gtest/gtest.h>

#include "store/import.h"
#include "store/store_fixture.h"

namespace tl::store {
namespace {

using domain::kDescription;

class DescriptionsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    tenant_.emplace(make_tenant());
    instance_ = connect(*tenant_);
  }

  void keep(bool wanted) {
    auto connection = tenant_->load_connection(instance_);
    ASSERT_TRUE(connection.ok());
    connection->options.descriptions = wanted;
    ASSERT_TRUE(tenant_->update_connection(*connection).ok());
  }
  static domain::Issue described(int64_t id, const std::string& text) {
    domain::Issue issue = make_issue(id, "AB-" + std::to_string(id), "s");
    domain::set_attribute(issue.attributes, kDescription, text, version_at(1'000'000));
    return issue;
  }
  static domain::History rewritten(int64_t issue, std::optional<std::string> from,
                                   std::optional<std::string> to, const std::string& id = "501") {
    domain::HistoryItem item;
    item.field_id = item.field_name = kDescription;
    item.from_text = std::move(from);
    item.to_text = std::move(to);
    return make_history(issue, id, 700'000, {status_change("1", "2"), item});
  }
  ApplyReport apply(std::vector<domain::Issue> issues, std::vector<domain::History> histories) {
    domain::ChangeSet set;
    set.issues = std::move(issues);
    set.histories = std::move(histories);
    auto report = tenant_->apply(instance_, set, {});
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().detail);
    return report.ok() ? *report : ApplyReport{};
  }
  std::string stored_text(int64_t issue) {
    const auto row = tenant_->load_issue({instance_, IssueId(issue)});
    return row.ok() ? domain::text_of(row->attributes, kDescription) : "no issue";
  }
  domain::HistoryItem stored_item(int64_t issue) {
    const IssueRef ref{instance_, IssueId(issue)};
    auto histories = tenant_->load_histories(ref);
    EXPECT_TRUE(histories.ok() && tenant_->attach_descriptions(ref, *histories).ok());
    for (const domain::History& history : *histories) {
      if (const auto* item = find_description_item(history)) return *item;
    }
    ADD_FAILURE() << "no change of a description";
    return {};
  }
  bool export_has(std::string_view word) {
    for (const std::string& line : exported(*tenant_)) {
      if (line.find(word) != std::string::npos) return true;
    }
    return false;
  }
  int64_t texts() {
    return raw_session()->query_int("SELECT COUNT(*) FROM change_text", {}).value_or(-1);
  }

  std::optional<TenantStore> tenant_;
  InstanceId instance_;
};
TL_ON_BOTH_DATABASES(DescriptionsTest);

TEST_P(DescriptionsTest, NotOptedInNothingIsWrittenWhateverIsGiven) {
  apply({described(1, "PLANTED")}, {rewritten(1, "PLANTED", "PLANTED too")});
  EXPECT_EQ(stored_text(1), "");
  EXPECT_EQ(stored_item(1).to_text, std::nullopt);
  EXPECT_EQ(texts(), 0);
  EXPECT_FALSE(export_has("PLANTED"));
  EXPECT_EQ(raw_session()->query_int("SELECT COUNT(*) FROM dict WHERE name LIKE '%PLANTED%'", {}),
            0);
  // All else is as ever.
  EXPECT_TRUE(export_has("\"field\":\"description\"") && export_has("name of 2"));
}

TEST_P(DescriptionsTest, OptedInTextsComeBackAndAreExportedAndImported) {
  keep(true);
  apply({described(1, "what it is")}, {rewritten(1, std::nullopt, "what it is")});
  EXPECT_EQ(stored_text(1), "what it is");
  EXPECT_EQ(stored_item(1).from_text, std::nullopt);
  EXPECT_EQ(stored_item(1).to_text, "what it is");
  const auto lines = exported(*tenant_);
  EXPECT_TRUE(export_has("\"to_text\":\"what it is\""));
  // The lens reads histories without them, and its dictionary holds none.
  EXPECT_EQ(
      find_description_item(tenant_->load_histories({instance_, IssueId(1)})->front())->to_text,
      std::nullopt);
  TenantStore other = make_tenant("Other");
  const InstanceId there = connect(other);
  auto connection = *other.load_connection(there);
  connection.options.descriptions = true;
  ASSERT_TRUE(other.update_connection(connection).ok());
  for (const std::string& line : lines) {
    ASSERT_TRUE(other.apply(there, parse_export_line(line)->facts, {}).ok());
  }
  EXPECT_EQ(exported(other), lines);
}

TEST_P(DescriptionsTest, SwitchedOnLaterKnownHistoriesGetTheirTexts) {
  apply({make_issue(1, "AB-1", "s")}, {rewritten(1, std::nullopt, std::nullopt)});
  keep(true);
  const ApplyReport report = apply({described(1, "new")}, {rewritten(1, "old", "new")});
  EXPECT_EQ(report.histories_unchanged, 1);  // the same history, with or without them
  EXPECT_EQ(stored_item(1).from_text, "old");
  EXPECT_EQ(stored_text(1), "new");
  // A reading without them takes nothing away, and a second one with them changes nothing.
  apply({make_issue(1, "AB-1", "s")}, {rewritten(1, std::nullopt, std::nullopt)});
  EXPECT_EQ(stored_item(1).from_text, "old");
  EXPECT_EQ(stored_text(1), "new");
  const int64_t head = tenant_->load_feed(0, 100)->head;
  apply({described(1, "new")}, {rewritten(1, "old", "new")});
  EXPECT_EQ(tenant_->load_feed(0, 100)->head, head);
}

TEST_P(DescriptionsTest, PurgeTakesThemAwayInStepsAndCounts) {
  keep(true);
  std::vector<domain::Issue> issues;
  for (int64_t id = 1; id <= 7; ++id) {
    issues.push_back(id == 4 ? make_issue(4, "AB-4", "s") : described(id, "PLANTED"));
  }
  apply(issues, {rewritten(2, "PLANTED", "x"), rewritten(7, "x", "PLANTED")});
  EXPECT_TRUE(tenant_->purge_descriptions(instance_, {}, 3)->done) << "they are wanted";
  EXPECT_EQ(stored_text(1), "PLANTED");
  keep(false);
  EXPECT_FALSE(export_has("PLANTED")) << "what is still there is not given out";
  PurgedDescriptions step;
  int64_t described_issues = 0;
  int64_t changes = 0;
  int steps = 0;
  while (!step.done && steps < 10) {
    step = *tenant_->purge_descriptions(instance_, step.last, 3);
    described_issues += step.issues;
    changes += step.changes;
    ++steps;
  }
  EXPECT_EQ(described_issues, 6);
  EXPECT_EQ(changes, 2);
  EXPECT_EQ(steps, 3);
  EXPECT_EQ(texts(), 0);
  EXPECT_EQ(stored_item(2).from_text, std::nullopt);
  // Wanted again: a new reading brings the same texts once more.
  keep(true);
  apply(issues, {rewritten(2, "PLANTED", "x")});
  EXPECT_EQ(stored_text(1), "PLANTED");
  EXPECT_EQ(stored_item(2).from_text, "PLANTED");
}

TEST_P(DescriptionsTest, TheyGoWithIssueAndConnection) {
  keep(true);
  apply({described(1, "a"), described(2, "b")}, {rewritten(1, "a", "b"), rewritten(2, "a", "b")});
  ASSERT_TRUE(tenant_->remove_issues(instance_, {IssueId(1)}).ok());
  EXPECT_EQ(texts(), 1);
  // Of a history whose issue never came.
  apply({}, {rewritten(9, "a", "b")});
  EXPECT_EQ(texts(), 2);
  ASSERT_TRUE(tenant_->delete_connection(instance_).ok());
  EXPECT_EQ(texts(), 0);
}

TEST_P(DescriptionsTest, BodiesOfTheInboxAreRewritten) {
  Inbox& inbox = store_->inbox();
  for (int i = 0; i < 5; ++i) {
    Arrival arrival;
    arrival.tenant = tenant_->id();
    arrival.instance = i == 2 ? InstanceId(99) : instance_;
    arrival.key = std::to_string(i);
    arrival.kind = "webhook";
    arrival.received = Instant(1000 + i);
    arrival.headers = "{}";
    arrival.body = (i == 3 ? "plain " : "PLANTED ") + std::string(1000, 'x');
    ASSERT_TRUE(inbox.put_and_wait(arrival).ok());
  }
  const auto rewrite = [](std::string_view body) -> std::optional<std::string> {
    if (!body.starts_with("PLANTED")) return std::nullopt;
    return "cut" + std::string(500, 'y');
  };
  RewrittenBodies step;
  int64_t changed = 0;
  while (!step.done) {
    step = *inbox.rewrite_bodies(tenant_->id(), instance_, step.last, 2, rewrite);
    changed += step.changed;
  }
  EXPECT_EQ(changed, 3);
  ArrivalQuery all;
  all.tenant = tenant_->id();
  all.with_body = true;
  for (const StoredArrival& stored : *inbox.list(all)) {
    const bool other = stored.arrival.instance != instance_;
    EXPECT_EQ(stored.arrival.body.starts_with("PLANTED"), other);
  }
}

}  // namespace
}  // namespace tl::store
