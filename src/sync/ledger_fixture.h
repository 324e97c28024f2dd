// What the tests of the ledger share: a store on each database, a connection of the fake vendor
// whose past is read, and a loop that does what the worker does.
#pragma once

#include "net/rate_budget.h"
#include "store/store_fixture.h"
#include "sync/ledger.h"
#include "sync/ledger_report.h"
#include "sync/poller.h"
#include "sync/test_connector.h"
#include "sync/visit.h"

namespace tl::sync {

class LedgerTest : public store::StoreTest {
 protected:
  static constexpr int kManySteps = 20'000;

  void SetUp() override {
    store::StoreTest::SetUp();
    if (IsSkipped()) return;
    auto vault = vault::Vault::open(options_.data_dir);
    ASSERT_TRUE(vault.ok());
    vault_ = std::move(*vault);
    auto made = std::make_unique<TestConnector>();
    vendor_ = made.get();
    vendor_->world.on = true;
    connectors_.push_back(std::move(made));
    const auto tenant = store_->create_tenant({"Acme", "UTC", 1});
    ASSERT_TRUE(tenant.ok());
    tenant_ = tenant->id;
    start();
    domain::Connection connection;
    connection.vendor = "test";
    connection.flavour = "cloud";
    connection.name = "Site";
    connection.base_url = "https://site.example";
    connection.site_id = "site-1";
    connection.webhooks_wanted = false;
    auto created = facts().create_connection(connection);
    ASSERT_TRUE(created.ok()) << created.error().detail;
    connection_ = *created;
    add_project("SHOP");
  }
  void TearDown() override {
    runtime_.reset();
    vault_.reset();
    store::StoreTest::TearDown();
  }

  void start() {
    runtime_ =
        std::make_unique<Runtime>(*store_, *vault_, transport_, clock_, connectors_,
                                  ServiceOptions{"https://tl.example", minutes(5), minutes(15)});
    budget_ = std::make_unique<net::RateBudget>(clock_);
    ledger_ = std::make_unique<Ledger>();
  }
  // As after a crash: nothing but the store is left.
  void restart() {
    runtime_.reset();
    reopen();
    start();
  }
  void pass(Millis span) { clock_.set((clock_.now() + span).ms); }

  [[nodiscard]] store::TenantStore facts() { return store_->tenant(tenant_); }
  [[nodiscard]] InstanceId instance() const { return connection_.id; }
  [[nodiscard]] Instant ago(Millis span) const { return clock_.now() - span; }

  void apply(const domain::ChangeSet& set) {
    const auto applied = facts().apply(instance(), set, {});
    ASSERT_TRUE(applied.ok()) << applied.error().detail;
  }
  static domain::Record project(const std::string& key) {
    domain::Record made{domain::RecordKind::kProject, "p-" + key, {}, {}};
    domain::set_attribute(made.attributes, "key", key,
                          {Instant(1), 0, domain::SourceRank::kRest, 0});
    return made;
  }
  void add_project(const std::string& key) {
    domain::ChangeSet set;
    set.records.push_back(project(key));
    apply(set);
  }
  void there(int64_t id, const std::string& key, Instant updated) {
    FakeIssue issue;
    issue.key = key;
    issue.updated = updated;
    vendor_->world.issues[id] = std::move(issue);
  }
  void here(int64_t id, const std::string& key, Instant updated) {
    domain::ChangeSet set;
    set.issues.push_back(full_issue(id, key, updated.ms, "as in the world"));
    apply(set);
  }
  void both(int64_t id, const std::string& key, Instant updated) {
    there(id, key, updated);
    here(id, key, updated);
  }
  void many(int64_t first, int64_t count, const std::string& project, Instant newest,
            Millis apart) {
    domain::ChangeSet set;
    for (int64_t i = 0; i < count; ++i) {
      const Instant updated = newest - Millis(apart.ms * i);
      const std::string key = project + "-" + std::to_string(first + i);
      there(first + i, key, updated);
      set.issues.push_back(full_issue(first + i, key, updated.ms, "as in the world"));
      if (set.issues.size() < 1000 && i + 1 < count) continue;
      apply(set);
      set = {};
    }
  }
  void save_connection() {
    auto saved = facts().update_connection(connection_);
    ASSERT_TRUE(saved.ok()) << saved.error().detail;
    connection_ = *saved;
  }

  // One step as the worker takes it: what is to be read again goes first.
  Result<bool> step() {
    const connector::Session session =
        make_session(*runtime_, *budget_, transport_, connection_, Secrets{}, {});
    Poller poller(*runtime_, tenant_, instance());
    TL_TRY(const bool read, poller.refetch(*vendor_, session, connection_));
    if (read) return true;
    const LedgerSite site{.runtime = *runtime_,
                          .tenant = tenant_,
                          .instance = instance(),
                          .connector = *vendor_,
                          .connection = connection_,
                          .session = session,
                          .run = "run-1",
                          .since = since_,
                          .poll_every = minutes(15)};
    return ledger_->step(site);
  }
  // Until there is nothing to do. How many steps.
  int work() {
    for (int steps = 0; steps < kManySteps; ++steps) {
      const auto more = step();
      EXPECT_TRUE(more.ok()) << more.error().detail;
      if (!more.ok() || !*more) return steps;
    }
    ADD_FAILURE() << "it does not come to rest";
    return kManySteps;
  }

  store::LedgerAccount account(const std::string& id = "p-SHOP") {
    const auto accounts = facts().list_ledger_accounts(instance());
    EXPECT_TRUE(accounts.ok());
    for (const store::LedgerAccount& one : *accounts) {
      if (one.account == id) return one;
    }
    return {};
  }
  std::vector<store::LedgerDifference> differences(bool open_only = false) {
    store::DifferenceQuery query;
    query.instance = instance();
    query.open_only = open_only;
    query.limit = 500;
    auto found = facts().list_differences(query);
    EXPECT_TRUE(found.ok());
    return std::move(*found);
  }
  ConnectionLedger report() {
    Progress progress;
    progress.state = RunState::kCompleted;
    auto made = load_ledger(facts(), connection_, progress, clock_.now(), true);
    EXPECT_TRUE(made.ok()) << made.error().detail;
    return std::move(*made);
  }

  NoTransport transport_;
  std::vector<std::unique_ptr<connector::Connector>> connectors_;
  TestConnector* vendor_ = nullptr;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<Runtime> runtime_;
  std::unique_ptr<net::RateBudget> budget_;
  std::unique_ptr<Ledger> ledger_;
  TenantId tenant_;
  domain::Connection connection_;
  Instant since_ = Instant(1'600'000'000'000);
};

}  // namespace tl::sync
