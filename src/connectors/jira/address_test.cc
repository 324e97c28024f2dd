#include "connectors/jira/address.h"

#include <gtest/gtest.h>

namespace tl::connectors::jira {
namespace {

struct Case {
  std::string_view pasted;
  std::string_view url;
  size_t changes;
};

TEST(Address, ReadsWhatPeoplePaste) {
  for (const Case& c : {
           Case{"https://acme.atlassian.net", "https://acme.atlassian.net", 0},
           Case{"https://acme.atlassian.net/", "https://acme.atlassian.net", 0},
           Case{"  https://ACME.atlassian.net  ", "https://acme.atlassian.net", 1},
           Case{"acme.atlassian.net", "https://acme.atlassian.net", 1},
           Case{"http://acme.atlassian.net", "https://acme.atlassian.net", 1},
           Case{"http://127.0.0.1:18500/", "http://127.0.0.1:18500", 0},
           Case{"http://localhost:18500/rest/", "http://localhost:18500", 1},
           Case{"https://acme.atlassian.net/browse/ABC-1", "https://acme.atlassian.net", 1},
           Case{"https://acme.atlassian.net/rest/api/3/", "https://acme.atlassian.net", 1},
           Case{"https://acme.atlassian.net/rest", "https://acme.atlassian.net", 1},
           Case{"https://acme.atlassian.net/jira/software/c/projects/AB/boards/1?x=1",
                "https://acme.atlassian.net", 1},
           Case{"https://acme.atlassian.net/jira/your-work", "https://acme.atlassian.net", 1},
           Case{"https://acme.atlassian.net/?continue=x", "https://acme.atlassian.net", 1},
           Case{"https://acme.example/jira/browse/ABC-1", "https://acme.example/jira", 1},
           Case{"http://jira.acme.example:8080/jira/", "http://jira.acme.example:8080/jira", 1},
           Case{"https://acme.example:8443/jira/", "https://acme.example:8443/jira", 0},
       }) {
    const auto read = normalise_address(c.pasted);
    ASSERT_TRUE(read.ok()) << c.pasted << ": " << read.error().detail;
    EXPECT_EQ(read->url, c.url) << c.pasted;
    EXPECT_EQ(read->changes.size(), c.changes) << c.pasted;
  }
}

TEST(Address, RefusesWhatIsNone) {
  for (const std::string_view pasted : {"", "   ", "ftp://acme.example", "https://",
                                        "https://user:pw@acme.example", "javascript:alert(1)"}) {
    const auto read = normalise_address(pasted);
    ASSERT_FALSE(read.ok()) << pasted;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument) << pasted;
  }
}

}  // namespace
}  // namespace tl::connectors::jira
