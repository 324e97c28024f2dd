#include "sim/jql.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/generate.h"
#include "sim/test_site.h"

namespace tl::sim {
namespace {

constexpr int64_t kNow = 1'790'000'000'000;

const World& world() {
  static const auto made = [] {
    GenerateOptions options;
    options.issues = 300;
    options.now_ms = kNow;
    return generate_world(options);
  }();
  return *made;
}

JqlContext context(int offset_minutes = 0) {
  return {&world(), kNow, kBotUser, offset_minutes, std::vector<bool>(4, true)};
}

std::set<int32_t> find(const std::string& jql) {
  const auto query = parse_jql(jql, context());
  EXPECT_TRUE(query.errors.empty()) << jql << ": " << query.errors.front();
  std::set<int32_t> out;
  for (const auto& issue : world().issues)
    if (query.matches(issue, issue.updated)) out.insert(issue.id);
  return out;
}

template <typename Predicate>
std::set<int32_t> all(const Predicate& wanted) {
  std::set<int32_t> out;
  for (const auto& issue : world().issues)
    if (wanted(issue)) out.insert(issue.id);
  return out;
}

std::string error_of(const std::string& jql) {
  const auto query = parse_jql(jql, context());
  return query.errors.empty() ? "" : query.errors.front();
}

TEST(Jql, FindsByProjectWhateverTheSpelling) {
  const auto shop = all([](const Issue& i) { return i.project == 0; });
  ASSERT_FALSE(shop.empty());
  EXPECT_EQ(find("project = SHOP"), shop);
  EXPECT_EQ(find("project = shop"), shop);
  EXPECT_EQ(find("project = 10000"), shop);
  EXPECT_EQ(find("project = \"Storefront\""), shop);
  EXPECT_EQ(find("project in (SHOP, PAY)"),
            all([](const Issue& i) { return i.project == 0 || i.project == 1; }));
  EXPECT_EQ(find("project not in (SHOP)"), all([](const Issue& i) { return i.project != 0; }));
}

TEST(Jql, AStatusNameMeansAllStatusesOfThatName) {
  const auto done = find("status = Done");
  EXPECT_EQ(done, all([](const Issue& i) {
              return i.status == ids::kDone || i.status == ids::kTeamDone;
            }));
  EXPECT_EQ(find("status = 10023"), all([](const Issue& i) { return i.status == ids::kTeamDone; }));
  EXPECT_LT(find("status = 10023").size(), done.size());
  EXPECT_EQ(find("statusCategory = Done"), all([](const Issue& i) { return is_done(i.status); }));
  EXPECT_EQ(find("statusCategory != Done"), find("not statusCategory = Done"));
}

TEST(Jql, WordsAreLookedForInTheSummary) {
  const Issue& one = world().issues.front();
  const std::string summary = world().text(one.summary, TextKind::kLine);
  const std::string word = summary.substr(0, summary.find(' '));
  EXPECT_TRUE(find("summary ~ \"" + word + "\"").contains(one.id));
  EXPECT_FALSE(find("text !~ \"" + word + "\"").contains(one.id));
  EXPECT_TRUE(find("text ~ nothingofthekind").empty());
  EXPECT_EQ(error_of("status ~ Done"), "The operator '~' is not supported by the 'status' field.");
}

TEST(Jql, BindsAndTighterThanOr) {
  EXPECT_EQ(find("project = SHOP or project = PAY and type = Bug"),
            find("project = SHOP or (project = PAY and type = Bug)"));
  EXPECT_NE(find("project = SHOP or project = PAY and type = Bug"),
            find("(project = SHOP or project = PAY) and type = Bug"));
}

TEST(Jql, EmptyValuesMatchNeitherInNorNotIn) {
  const auto nobody = find("assignee is EMPTY");
  const auto somebody = find("assignee is not EMPTY");
  EXPECT_FALSE(nobody.empty());
  EXPECT_EQ(nobody.size() + somebody.size(), world().issues.size());
  const auto account = world().catalog.users[9].account_id;
  const auto others = find("assignee != \"" + account + "\"");
  for (const auto id : nobody) EXPECT_FALSE(others.contains(id));
  EXPECT_EQ(find("labels is empty"), all([](const Issue& i) { return i.labels.empty(); }));
  EXPECT_EQ(find("labels in (backend, EMPTY)").size(),
            find("labels = backend").size() + find("labels is empty").size());
}

TEST(Jql, ComparesDates) {
  const int64_t day = 86'400'000;
  EXPECT_EQ(find("created >= -30d"),
            all([&](const Issue& i) { return i.created >= kNow - 30 * day; }));
  EXPECT_EQ(find("updated < -2w"),
            all([&](const Issue& i) { return i.updated < kNow - 14 * day; }));
  EXPECT_EQ(find("updated >= " + std::to_string(kNow - day)),
            all([&](const Issue& i) { return i.updated >= kNow - day; }));
  EXPECT_EQ(find("resolved is not empty"), all([](const Issue& i) { return i.resolved != 0; }));
}

TEST(Jql, ReadsDateTextsInTheZoneOfTheAsker) {
  int64_t utc = 0, india = 0, day = 0;
  ASSERT_TRUE(parse_jql_date("2026-09-21 14:05", kNow, 0, utc));
  ASSERT_TRUE(parse_jql_date("2026/09/21 14:05", kNow, 330, india));
  ASSERT_TRUE(parse_jql_date("2026-09-21", kNow, 0, day));
  EXPECT_EQ(utc - india, 330 * 60'000);
  EXPECT_EQ(utc % 60'000, 0) << "minute-granular";
  EXPECT_EQ(utc - day, (14 * 60 + 5) * 60'000);
  for (const char* bad : {"2026-13-01", "2026-09-21 24:00", "2026-09-21 14:05:30", "soon", "-5x"})
    EXPECT_FALSE(parse_jql_date(bad, kNow, 0, day)) << bad;
}

TEST(Jql, FindsSprints) {
  EXPECT_EQ(find("sprint in openSprints()"), all([](const Issue& issue) {
              for (const auto id : issue.sprints)
                if (world().sprint(id)->state == SprintState::kActive) return true;
              return false;
            }));
  EXPECT_EQ(find("sprint = 1"), find("sprint = \"" + world().sprints[0].name + "\""));
}

TEST(Jql, KnowsWhatIsBounded) {
  EXPECT_FALSE(parse_jql("", context()).bounded);
  EXPECT_FALSE(parse_jql("order by key", context()).bounded);
  EXPECT_TRUE(parse_jql("project = SHOP order by key", context()).bounded);
}

TEST(Jql, SaysWhatIsWrong) {
  EXPECT_NE(error_of("project = NOPE").find("'NOPE' does not exist for the field 'project'"),
            std::string::npos);
  EXPECT_NE(error_of("colour = red").find("Field 'colour' does not exist"), std::string::npos);
  for (const char* bad :
       {"project", "project =", "project = SHOP and", "(project = SHOP", "project = SHOP)",
        "project = 'SHOP", "project in (SHOP", "updated >= never", "project > SHOP",
        "project = SHOP order key", "project = SHOP order by colour", "status = Dancing",
        "key = SHOP-999999", "project = SHOP PAY"})
    EXPECT_FALSE(error_of(bad).empty()) << bad;
  EXPECT_FALSE(error_of(std::string(5000, '(')).empty());
}

TEST(Jql, HidesProjectsTheCallerMayNotSee) {
  auto narrow = context();
  narrow.visible[2] = false;
  EXPECT_FALSE(parse_jql("project = OPS", narrow).errors.empty());
  EXPECT_FALSE(parse_jql("key = OPS-1", narrow).errors.empty());
}

std::set<int32_t> found_by(TestSite& t, const std::string& jql) {
  JqlContext context{t.site.world.get(), t.site.now(), kBotUser, 0,
                     std::vector<bool>(t.site.world->catalog.projects.size(), true)};
  const auto query = parse_jql(jql, context);
  EXPECT_TRUE(query.errors.empty()) << jql << ": " << (query.errors.empty() ? "" : query.errors[0]);
  std::set<int32_t> out;
  for (const auto& issue : t.site.world->issues)
    if (query.matches(issue, issue.updated)) out.insert(issue.id);
  return out;
}

TEST(JqlHistory, WasAndChangedReadHistories) {
  TestSite t;
  std::set<int32_t> blocked, unblocked;
  for (const auto& issue : t.site.world->issues)
    for (const auto& item : issue.items) {
      if (item.field != Field::kStatus) continue;
      if (item.to == ids::kBlocked) blocked.insert(issue.id);
      if (item.from == ids::kBlocked && item.to == ids::kInProgress) unblocked.insert(issue.id);
    }
  ASSERT_FALSE(blocked.empty());
  EXPECT_EQ(found_by(t, "status was Blocked"), blocked);
  EXPECT_EQ(found_by(t, "status was in (Blocked)"), blocked);
  EXPECT_EQ(found_by(t, "status changed from Blocked to 'In Progress'"), unblocked);
  EXPECT_EQ(found_by(t, "status was not Blocked").size(),
            t.site.world->issues.size() - blocked.size());
  EXPECT_TRUE(found_by(t, "status was Blocked before -3650d").empty());
  EXPECT_EQ(found_by(t, "status changed to Blocked after -3650d"), blocked);
  EXPECT_EQ(
      found_by(t, "status changed to Blocked during (-3650d, now()) and project is not EMPTY"),
      blocked);
  EXPECT_TRUE(found_by(t, "status changed to Blocked by admin@sim.example").empty());
  EXPECT_EQ(found_by(t, "resolution was EMPTY").size(), t.site.world->issues.size());
}

TEST(JqlHistory, RefusesFieldsWithoutOne) {
  TestSite t;
  EXPECT_EQ(t.ask("GET", "/rest/api/3/search/jql?jql=created%20was%20now()").status, 400);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/search/jql?jql=status%20changed%20from").status, 400);
  EXPECT_EQ(t.ask("GET", "/rest/api/3/search/jql?jql=status%20was%20Dreaming").status, 400);
}

}  // namespace
}  // namespace tl::sim
