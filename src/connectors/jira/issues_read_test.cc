// Conservation: every issue of an answer that was read for a page is in its changes, among the
// refused, or not admitted; none vanishes between them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "base/text.h"
#include "base/time_text.h"
#include "connectors/jira/fake_site_for_test.h"
#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/streams.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

struct Item {
  std::string id;  // maybe no number: refused
  Instant updated;
  bool matches = true;
};

// Answers whatever is asked with items some of which cannot be read, or come twice.
class OddSite {
 public:
  OddSite(FakeSession& fake, bool offsets) : offsets_(offsets) {
    const std::string api = offsets ? "/jira/rest/api/2" : "/rest/api/3";
    fake.site.on("POST " + api + (offsets ? "/search" : "/search/jql"),
                 [this](const net::HttpRequest& request) { return search(request); });
    fake.site.on("POST /rest/api/3/issue/bulkfetch",
                 [this](const net::HttpRequest&) { return list(items, true); });
    fake.site.on("POST /rest/api/3/jql/match", [this](const net::HttpRequest&) {
      std::string ids;
      for (const Item& item : items) {
        if (item.matches && parse_int(item.id)) ids += (ids.empty() ? "" : ",") + item.id;
      }
      return FakeSite::answer(200,
                              R"({"matches":[{"matchedIssues":[)" + ids + R"(],"errors":[]}]})");
    });
  }

  std::vector<Item> items;

 private:
  Result<net::HttpAnswer> search(const net::HttpRequest& request) const {
    const auto body = JsonDocument::parse(request.body);
    const std::string_view jql = json_text(body->root(), "jql").value_or("");
    if (jql.find("chosen") == std::string_view::npos) return list(items, true);
    std::vector<Item> matching;
    for (const Item& item : items) {
      if (item.matches) matching.push_back(item);
    }
    return list(matching, true);
  }

  [[nodiscard]] Result<net::HttpAnswer> list(const std::vector<Item>& all, bool last) const {
    JsonWriter out;
    out.begin_object().key("issues").begin_array();
    for (const Item& item : all) {
      out.begin_object().member("id", item.id).member("key", "ABC-" + item.id);
      out.key("fields").begin_object().member("updated", format_instant(item.updated));
      out.end_object().end_object();
    }
    out.end_array().member("isLast", last);
    if (offsets_) out.member("total", static_cast<int64_t>(all.size())).member("startAt", 0);
    out.end_object();
    return FakeSite::answer(200, out.take());
  }

  bool offsets_;
};

class IssuesRead : public testing::TestWithParam<bool> {
 protected:
  IssuesRead() {
    if (GetParam()) fake_.become("data_center", "9.12.4");
  }

  const Instant start_{1'772'712'000'000};
  FakeSession fake_;
  OddSite site_{fake_, GetParam()};
  domain::FieldCatalogue fields_;
  PullScope scope_{.project_keys = {},
                   .since = start_ - days(90),
                   .started = start_,
                   .fields = &fields_,
                   .filter_jql = {},
                   .known = {},
                   .custom_fields = {}};

  void fill(std::mt19937& random) {
    site_.items.clear();
    const unsigned many = random() % 60;
    for (unsigned i = 0; i < many; ++i) {
      const unsigned dice = random() % 10;
      Item item{std::to_string(10'000 + random() % 80), start_ - minutes(i), random() % 3 != 0};
      if (dice == 0) item.id = "";
      if (dice == 1) item.id = "not-a-number";
      site_.items.push_back(item);
    }
  }

  static int64_t refused_issues(const PulledPage& page) {
    return std::count_if(page.refused.begin(), page.refused.end(),
                         [](const domain::Refused& one) { return one.kind == "issue"; });
  }
  static void expect_conserved(const PulledPage& page, unsigned seed) {
    EXPECT_EQ(page.issues_read, static_cast<int64_t>(page.changes.issues.size()) +
                                    refused_issues(page) +
                                    static_cast<int64_t>(page.not_admitted.size()))
        << "seed " << seed << ": " << page.changes.issues.size() << " issues, "
        << refused_issues(page) << " refused, " << page.not_admitted.size() << " not admitted";
  }
  // Every id of the site that is a number is somewhere.
  void expect_none_vanished(const PulledPage& page, unsigned seed) {
    std::set<int64_t> there;
    for (const auto& issue : page.changes.issues) there.insert(issue.id.value);
    for (const IssueId id : page.not_admitted) there.insert(id.value);
    for (const Item& item : site_.items) {
      const auto id = parse_int(item.id);
      if (id) EXPECT_TRUE(there.contains(*id)) << "seed " << seed << ": " << *id;
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Families, IssuesRead, testing::Bool(), [](const auto& info) {
  return std::string(info.param ? "Offsets" : "Tokens");
});

TEST_P(IssuesRead, IsConservedInTheBackfill) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    fill(random);
    const Client client(fake_.session);
    const auto page = read_issues(client, {}, scope_);
    ASSERT_TRUE(page.ok()) << page.error().detail;
    expect_conserved(*page, seed);
    expect_none_vanished(*page, seed);
    EXPECT_GE(page->issues_read, static_cast<int64_t>(site_.items.size()));
  }
}

TEST_P(IssuesRead, IsConservedInAPoll) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    fill(random);
    const Client client(fake_.session);
    const auto page = poll_issues(client, {}, scope_);
    ASSERT_TRUE(page.ok()) << page.error().detail;
    expect_conserved(*page, seed);
    expect_none_vanished(*page, seed);
    EXPECT_EQ(page->issues_read, static_cast<int64_t>(site_.items.size()));
  }
}

// By id: each once, however often it came; strangers are counted as not admitted.
TEST_P(IssuesRead, IsConservedByIdWithAFilter) {
  int strangers = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    fill(random);
    std::vector<IssueId> ids;
    for (const Item& item : site_.items) {
      const auto id = parse_int(item.id);
      if (id) ids.emplace_back(*id);
    }
    if (ids.empty()) continue;
    scope_.filter_jql = seed % 2 == 0 ? "" : "label = chosen";
    const Client client(fake_.session);
    const auto page = fetch_by_id(client, ids, scope_);
    ASSERT_TRUE(page.ok()) << page.error().detail;
    expect_conserved(*page, seed);
    expect_none_vanished(*page, seed);
    strangers += static_cast<int>(page->not_admitted.size());
    EXPECT_TRUE(page->lost_sight.empty());
  }
  EXPECT_GT(strangers, 0);
}

// A search for ids alone reads no issues; the filtered poll counts those that it then fetches.
TEST_P(IssuesRead, MarksAreNotCounted) {
  site_.items = {{"10001", start_, true}, {"10002", start_, false}};
  scope_.filter_jql = "label = chosen";
  const Client client(fake_.session);
  const auto page = poll_issues(client, {}, scope_);
  ASSERT_TRUE(page.ok()) << page.error().detail;
  expect_conserved(*page, 0);
}

}  // namespace
}  // namespace tl::connectors::jira
