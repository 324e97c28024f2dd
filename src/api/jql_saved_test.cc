// Saved queries and their counts.
#include <gmock/gmock.h>

#include <random>
#include <set>

#include "api/issue_set.h"
#include "api/jql_for_test.h"
#include "api/jql_saved.h"
#include "api/utf16.h"
#include "base/text.h"

namespace tl::api {
namespace {

using testing::HasSubstr;

class SavedWorld : public QueryWorld {
 public:
  std::string save(const std::string& name, std::string_view jql, const std::string& more = "",
                   const std::string& as = "") {
    const std::string body = R"({"name":")" + name + R"(","page":"jql","visibility":"tenant",)" +
                             "\"search\":" + json_quote("?jql=" + url_encode(jql) + more) + "}";
    auto made = send("POST", "/api/v1/views", body, as.empty() ? cookie : as);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("/id");
  }
  Answer saved(const std::string& as = "") {
    auto answer = get("/api/v1/jql/saved", as.empty() ? cookie : as);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer;
  }
  void finish(int64_t id, const std::string& key) {
    add_issue(tenant_id(), instance, id, key, "Done now", clock.now() - days(2), 3600);
  }
};

TEST(JqlSaved, are_counted_again_when_facts_change_and_say_what_left) {
  SavedWorld world;
  EXPECT_EQ(world.saved().body, R"({"items":[]})");
  const std::string view = world.save("Open", "project = ACME AND status != Done");
  auto first = world.saved();
  EXPECT_EQ(first.text("/items/0/view"), view);
  EXPECT_EQ(first.text("/items/0/name"), "Open");
  EXPECT_EQ(first.text("/items/0/jql"), "project = ACME AND status != Done");
  EXPECT_EQ(first.text("/items/0/left"), "0");
  EXPECT_EQ(first.text("/items/0/time"), "none");
  const int64_t open = NumbersWorld::count(first, "/items/0/total");
  ASSERT_GT(open, 2);
  auto page = world.search("project = ACME AND status != Done ORDER BY key");
  const std::string key = page.text("/items/0/key");
  world.clock.advance(minutes(10));
  EXPECT_EQ(world.saved().text("/items/0/evaluated"), first.text("/items/0/evaluated"))
      << "nothing changed, nothing was asked again";
  world.finish(*parse_int(page.text("/items/0/id")), key);
  auto second = world.saved();
  EXPECT_EQ(NumbersWorld::count(second, "/items/0/total"), open - 1);
  EXPECT_EQ(second.text("/items/0/left"), "1");
  EXPECT_NE(second.text("/items/0/evaluated"), first.text("/items/0/evaluated"));
  EXPECT_EQ(world.saved().text("/items/0/left"), "1") << "until it is evaluated again";
}

TEST(JqlSaved, are_counted_again_when_their_minute_or_day_is_over) {
  SavedWorld world;
  world.save("a day", "created > startOfDay(-30d)");
  world.save("a minute", "created > -30d");
  auto first = world.saved();
  EXPECT_EQ(first.text("/items/0/time"), "day");
  EXPECT_EQ(first.text("/items/1/time"), "minute");
  EXPECT_EQ(first.text("/items/1/total"), "12");
  world.clock.advance(minutes(1));
  auto minute = world.saved();
  EXPECT_EQ(minute.text("/items/0/evaluated"), first.text("/items/0/evaluated"));
  EXPECT_NE(minute.text("/items/1/evaluated"), first.text("/items/1/evaluated"));
  world.clock.advance(days(4));
  auto later = world.saved();
  EXPECT_NE(later.text("/items/0/evaluated"), first.text("/items/0/evaluated"));
  EXPECT_EQ(later.text("/items/1/total"), "10");
  EXPECT_EQ(later.text("/items/1/left"), "2") << "they grew older than that";
}

TEST(JqlSaved, refuse_a_count_that_is_not_decided_unless_told_otherwise) {
  SavedWorld world;
  world.save("a", "project = BETA AND comment ~ x");
  world.save("b", "project = BETA AND comment ~ x", "&accept_undecided=1");
  world.save("c", "status = ");
  world.save("d", "", "&columns=type");
  auto saved = world.saved();
  EXPECT_EQ(saved.text("/items/0/total"), "") << saved.body;
  EXPECT_EQ(saved.text("/items/0/undecided"), "19");
  EXPECT_EQ(saved.text("/items/0/problem/kind"), "undecided");
  EXPECT_EQ(saved.text("/items/0/problem/from"), "19");
  EXPECT_THAT(saved.text("/items/0/problem/message"), HasSubstr("comment ~ x"));
  EXPECT_EQ(saved.text("/items/1/total"), "0");
  EXPECT_EQ(saved.text("/items/2/problem/kind"), "parse");
  EXPECT_EQ(saved.text("/items/3/total"), "59");
}

TEST(JqlSaved, what_becomes_undecided_has_not_left) {
  SavedWorld world;
  world.save("a", "project = BETA AND (type = Bug OR comment ~ x)", "&accept_undecided=1");
  auto first = world.saved();
  const int64_t bugs = NumbersWorld::count(first, "/items/0/total");
  domain::ChangeSet set;
  domain::Attributes values;
  domain::set_attribute(values, "issuetype", domain::Ref{"10", "Story"},
                        {world.clock.now(), 0, domain::SourceRank::kRest, 0});
  set.issues.push_back({IssueId(1012), std::move(values)});
  ASSERT_TRUE(world.store->tenant(world.tenant_id()).apply(world.instance, set, {}).ok());
  auto second = world.saved();
  EXPECT_EQ(NumbersWorld::count(second, "/items/0/total"), bugs - 1);
  EXPECT_EQ(second.text("/items/0/left"), "0") << "its comments may still hold the word";
  world.finish(1024, "ACME-1024");
  EXPECT_EQ(world.saved().text("/items/0/left"), "1") << "another project decides it";
}

TEST(JqlSaved, belong_to_who_sees_the_view) {
  SavedWorld world;
  world.save("mine", "assignee = currentUser()");
  world.add_record(
      world.instance, domain::RecordKind::kAccount, "acc-1",
      {{"name", std::string("Robin Sample")}, {"email", std::string("robin@example.com")}});
  const std::string robin = world.person("robin@example.com", store::Role::kViewer);
  EXPECT_EQ(world.saved(robin).text("/items/0/total"), "47");
  EXPECT_EQ(world.saved().text("/items/0/problem/kind"), "undecided") << "each sees the own";
  EXPECT_EQ(world.saved(robin).text("/items/0/total"), "47");
  world.add_tenant("Other");
  EXPECT_EQ(world.saved(world.sign_in("admin@other.example")).body, R"({"items":[]})");
  EXPECT_EQ(world.get("/api/v1/jql/saved?x=1", world.cookie).status, 400);
}

TEST(JqlSaved, keep_to_their_instances_and_begin_anew_when_they_are_changed) {
  SavedWorld world;
  const std::string beta = world.connect(world.cookie, "beta");
  world.add_catalogue(world.tenant_id(), world.instance_id(beta));
  const std::string view = world.save("a", "status = Done", "&instances=" + beta);
  EXPECT_EQ(world.saved().text("/items/0/total"), "0");
  Ask ask{.method = "PATCH",
          .target = "/api/v1/views/" + view,
          .body = R"({"search":"?jql="})",
          .cookie = world.cookie};
  ask.headers = {{"Origin", "http://tl.example.com"},
                 {"Content-Type", "application/json"},
                 {"If-Match", "\"1\""}};
  EXPECT_EQ(world.call(ask).status, 200);
  auto changed = world.saved();
  EXPECT_EQ(changed.text("/items/0/total"), "59");
  EXPECT_EQ(changed.text("/items/0/left"), "0");
}

TEST(JqlMetrics, count_queries_by_outcome) {
  SavedWorld world;
  world.total("");
  world.search("comment ~ x");
  world.search("nope = 1");
  world.save("a", "");
  world.saved();
  const auto metrics = world.get("/metrics", world.cookie).body;
  EXPECT_THAT(metrics, HasSubstr("throughline_jql_queries_total{outcome=\"decided\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("throughline_jql_queries_total{outcome=\"undecided\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("throughline_jql_queries_total{outcome=\"wrong\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("throughline_jql_saved_evaluations_total 1\n"));
}

// --- parts ---

TEST(SavedCounts, rest_after_a_long_round) {
  SavedCounts counts;
  const TenantId tenant(1);
  counts.note_round(tenant, 1'000'000, 400'000);
  EXPECT_FALSE(counts.is_resting(tenant, 1'000'001)) << "it was short";
  counts.note_round(tenant, 1'000'000, 600'000);
  EXPECT_TRUE(counts.is_resting(tenant, 6'999'999));
  EXPECT_FALSE(counts.is_resting(tenant, 7'000'000));
  EXPECT_FALSE(counts.is_resting(TenantId(2), 1'000'001)) << "each tenant for itself";
}

TEST(SavedCounts, what_follows_the_person_is_kept_for_each) {
  SavedCounts counts;
  const auto count = [](int64_t total, bool follows_user) {
    auto made = std::make_shared<SavedCount>();
    made->total = total;
    made->follows_user = follows_user;
    return made;
  };
  const auto total = [&](int64_t user) {
    const auto found = counts.find(TenantId(1), "v", UserId(user));
    return found ? *found->total : -1;
  };
  counts.put(TenantId(1), "v", UserId(1), count(5, false));
  EXPECT_EQ(total(1), 5);
  EXPECT_EQ(total(2), 5) << "the same for all";
  counts.put(TenantId(1), "v", UserId(1), count(6, true));
  EXPECT_EQ(total(1), 6);
  EXPECT_EQ(total(2), -1);
  EXPECT_EQ(counts.find(TenantId(2), "v", UserId(1)), nullptr);
}

TEST(IssueSet, holds_what_it_was_given) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    std::set<IssueRef> a;
    std::set<IssueRef> b;
    for (int i = 0; i < 300; ++i) {
      const IssueRef ref{InstanceId(1 + static_cast<int64_t>(random() % 3)),
                         IssueId(static_cast<int64_t>(random() >> (1 + random() % 62)))};
      if (random() % 3 != 0) a.insert(ref);
      if (random() % 3 != 0) b.insert(ref);
    }
    const IssueSet first(std::vector<IssueRef>(a.begin(), a.end()));
    const IssueSet second(std::vector<IssueRef>(b.begin(), b.end()));
    EXPECT_EQ(first.all(), std::vector<IssueRef>(a.begin(), a.end()));
    std::vector<IssueRef> left;
    for (const IssueRef& ref : a) {
      if (!b.contains(ref)) left.push_back(ref);
    }
    EXPECT_EQ(first.without(second), left);
  }
  EXPECT_TRUE(IssueSet().all().empty());
}

TEST(Utf16, offsets_are_those_of_a_browser) {
  const std::string text = "a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80z";  // a ü € face z
  const Utf16Offsets offsets(text);
  EXPECT_EQ(offsets.at(0), 0u);
  EXPECT_EQ(offsets.at(1), 1u);
  EXPECT_EQ(offsets.at(3), 2u);
  EXPECT_EQ(offsets.at(6), 3u);
  EXPECT_EQ(offsets.at(8), 3u) << "inside of the face: where it begins";
  EXPECT_EQ(offsets.at(10), 5u);
  EXPECT_EQ(offsets.at(99), 6u);
  EXPECT_EQ(offsets.byte_of(3), 6u);
  EXPECT_EQ(offsets.byte_of(4), 6u) << "inside of the pair";
  EXPECT_EQ(offsets.byte_of(5), 10u);
  EXPECT_EQ(offsets.byte_of(99), 11u);
  EXPECT_EQ(Utf16Offsets("").at(5), 0u);
  EXPECT_EQ(Utf16Offsets("").byte_of(5), 0u);
}

TEST(Utf16, there_and_back_in_long_texts) {
  for (const std::string& piece :
       {std::string("x"), std::string("\xC3\xBC"), std::string("ab\xF0\x9F\x98\x80")}) {
    std::string text;
    while (text.size() < 1000) text += piece;
    const Utf16Offsets offsets(text);
    for (uint32_t byte = 0; byte <= text.size(); ++byte) {
      const uint32_t begin = offsets.byte_of(offsets.at(byte));
      EXPECT_LE(begin, byte);
      EXPECT_LT(byte - begin, 4u);
      if (byte % piece.size() == 0) EXPECT_EQ(begin, byte);
    }
  }
}

}  // namespace
}  // namespace tl::api
