#include "connector/check.h"

#include <gtest/gtest.h>

#include <set>

#include "connector/session.h"

namespace tl::connector {
namespace {

TEST(CheckReport, TextHoldsEffectAndRemedyOnlyWhereThereAreSome) {
  CheckReport report;
  report.rows.push_back({"a", "First", CheckState::kPassed, "fine", "", ""});
  report.rows.push_back({"b", "Second", CheckState::kMissing, "", "less is seen", "ask for it"});
  EXPECT_EQ(report.text(),
            "[passed] First: fine\n[missing] Second\n    Effect: less is seen\n"
            "    Remedy: ask for it\n");
}

TEST(CheckState, EveryOneHasItsOwnName) {
  std::set<std::string_view> names;
  for (const auto state : {CheckState::kPassed, CheckState::kMissing, CheckState::kNotNeeded,
                           CheckState::kWarning, CheckState::kFailed}) {
    names.insert(to_text(state));
  }
  EXPECT_EQ(names.size(), 5u);
}

// A secret must not slip into a log: no conversion to text, no comparison.
static_assert(!std::is_convertible_v<SecretText, std::string>);
static_assert(!std::is_convertible_v<SecretText, std::string_view>);
static_assert(!std::is_convertible_v<std::string, SecretText>);

SiteIdentity found_site(const std::string& id, const std::string& address) {
  SiteIdentity found;
  found.site_id = id;
  found.address = address;
  return found;
}

struct SameSite {
  const char* what;
  const char *known_id, *known_url;
  const char *found_id, *found_address;
  const char* asked_url;
  bool same;
};

TEST(Site, IsTheSameByItsIdElseByItsAddress) {
  const SameSite cases[] = {
      {"nothing changed", "id-1", "https://a.example", "id-1", "a.example", "https://a.example",
       true},
      {"moved to another host", "id-1", "https://a.example", "id-1", "b.example/jira",
       "https://b.example/jira", true},
      {"another server came to the address", "id-1", "https://a.example", "id-2", "a.example",
       "https://a.example", false},
      {"known by its address, tells its id now", "a.example/jira", "https://a.example/jira", "id-1",
       "a.example/jira", "https://a.example/jira", true},
      {"the same after its base URL was changed", "a.example", "https://a.example/", "id-1",
       "new.example", "https://a.example", true},
      {"known by its address, and another one is given", "a.example", "https://a.example", "id-1",
       "b.example", "https://b.example", false},
      {"tells its id no more", "id-1", "https://a.example", "a.example", "a.example",
       "https://a.example", true},
      {"tells its id no more, elsewhere", "id-1", "https://a.example", "b.example", "b.example",
       "https://b.example", false},
      {"nothing was known", "", "https://a.example", "id-1", "a.example", "https://a.example",
       false},
  };
  for (const SameSite& c : cases) {
    EXPECT_EQ(
        is_same_site(c.known_id, c.known_url, found_site(c.found_id, c.found_address), c.asked_url),
        c.same)
        << c.what;
  }
}

}  // namespace
}  // namespace tl::connector
