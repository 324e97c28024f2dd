// Membership over time of recorded issues: sprints, links and flags of real histories.
#include <gtest/gtest.h>

#include "base/time_text.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/peer_rows_for_test.h"
#include "connectors/jira/saved.h"
#include "domain/membership.h"
#include "domain/merge.h"

namespace tl::connectors::jira {
namespace {

domain::FieldCatalogue site_fields() {
  domain::FieldCatalogue fields;
  fields.add(
      {"customfield_10020", "Sprint", "array", "json", "com.pyxis.greenhopper.jira:gh-sprint"});
  fields.add({"customfield_10021", "Flagged", "array", "option",
              "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"});
  return fields;
}

domain::Memberships memberships_of(const std::string& file, std::string_view key) {
  const domain::FieldCatalogue fields = site_fields();
  SavedContext context;
  context.fields = &fields;
  const auto answer = read_saved(read_file(shared_fixtures() / file), context);
  EXPECT_TRUE(answer.ok()) << file;
  for (const domain::Issue& issue : answer->changes.issues) {
    if (domain::text_of(issue.attributes, "key") != key) continue;
    std::vector<domain::History> own;
    for (const auto& history : answer->changes.histories) {
      if (history.issue == issue.id) own.push_back(history);
    }
    return domain::decide_memberships(issue, domain::effective_histories(std::move(own)), fields);
  }
  ADD_FAILURE() << file << " has no " << key;
  return {};
}

std::string shown(const std::vector<domain::Stay>& stays) {
  std::string out;
  for (const domain::Stay& stay : stays) {
    out += stay.id + " " + format_instant(stay.from) + " .. " +
           (stay.to ? format_instant(*stay.to) : "") + (stay.witnessed ? "\n" : " ?\n");
  }
  return out;
}

// The same parent under two names, one after the other.
TEST(RecordedStays, ParentUnderTwoNames) {
  SKIP_WITHOUT_FIXTURES();
  domain::FieldCatalogue fields = site_fields();
  fields.add(
      {"customfield_10014", "Epic Link", "any", "", "com.pyxis.greenhopper.jira:gh-epic-link"});
  int found = 0;
  for (const Row& row : read_csv(peer_folder() / "raw_tables/_raw_jira_api_issues.csv")) {
    const auto document = JsonDocument::parse(row.at("data"));
    ASSERT_TRUE(document.ok());
    if (json_text(document->root(), "key") != "K5-2") continue;
    Facts facts(&fields, domain::SourceRank::kRest, Instant());
    read_issue(document->root(), {}, facts);
    const auto parents =
        domain::decide_memberships(facts.changes.issues.at(0),
                                   domain::effective_histories(facts.changes.histories), fields)
            .parents;
    EXPECT_EQ(shown(parents), "20707 2022-07-15T22:30:23.321Z .. \n");
    ++found;
  }
  EXPECT_EQ(found, 1);
}

TEST(RecordedStays, FlagSetAndCleared) {
  SKIP_WITHOUT_FIXTURES();
  EXPECT_EQ(shown(memberships_of("jirametrics/testdata/SP-10.json", "SP-10").flags),
            "10019 2021-09-06T04:33:30.647Z .. 2021-09-06T04:33:55.539Z\n");
}

TEST(RecordedStays, SprintsOfAnIssue) {
  SKIP_WITHOUT_FIXTURES();
  EXPECT_EQ(shown(memberships_of("jirametrics/testdata/SP-13.json", "SP-13").sprints),
            "3 2022-04-15T00:52:08.258Z .. \n");
}

TEST(RecordedStays, LinkWithItsInstant) {
  SKIP_WITHOUT_FIXTURES();
  EXPECT_EQ(shown(memberships_of("jirametrics/testdata/SP-15.json", "SP-15").links),
            "out:10001:10020 2022-04-24T16:41:53.653Z .. \n"
            "in:10000:10021 2022-04-24T16:42:42.531Z .. \n");
}

// A list of seven sprints with one put into its middle.
TEST(RecordedStays, SprintPutIntoTheMiddleOfAList) {
  SKIP_WITHOUT_FIXTURES();
  const auto sprints =
      memberships_of("faros-airbyte-connectors/jira-source/issues/issues.json", "TEST-3").sprints;
  std::string expected;
  for (const char* id : {"15", "16", "18", "19", "20", "23", "66"}) {
    expected += std::string(id) + " 2021-09-16T22:42:13.869Z .. \n";
  }
  EXPECT_EQ(shown(sprints), expected + "55 2024-03-08T17:59:28.180Z .. \n");
}

}  // namespace
}  // namespace tl::connectors::jira
