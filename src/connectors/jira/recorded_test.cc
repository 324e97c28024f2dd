// Recorded answers and deliveries of real sites, of Server 4 to Cloud. testdata/recorded holds what
// was read from them by other means: files.tsv (what each file is and how much is in it),
// issues.tsv and histories.tsv (ids, instants and values, without anything that people wrote).
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <set>

#include "base/text.h"
#include "base/time_text.h"
#include "connectors/jira/facts_for_test.h"
#include "connectors/jira/payloads_for_test.h"
#include "connectors/jira/saved.h"

namespace tl::connectors::jira {
namespace {

using domain::Attributes;
using domain::RecordKind;
using Line = std::vector<std::string>;

const std::filesystem::path kRecorded =
    std::filesystem::path(TL_SOURCE_DIR) / "src/connectors/jira/testdata/recorded";

std::vector<Line> read_lines(const std::string& file) {
  std::vector<Line> lines;
  const std::string text = read_file(kRecorded / file);
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    Line& parts = lines.emplace_back();
    for (const std::string_view part : split(line, '\t')) parts.emplace_back(part);
  }
  return lines;
}

Result<SavedAnswer> read_recorded(const std::string& file) {
  SavedContext context;
  context.file_name = file;
  context.received = Instant(1'772'712'000'000);
  context.find_issue = [](std::string_view) { return std::optional(IssueId(900'001)); };
  return read_saved(read_file(shared_fixtures() / file), context);
}

// "1 issues, 3 histories, 1 account".
std::string summary_of(const SavedAnswer& answer) {
  std::map<std::string, int> counts;
  for (const auto& record : answer.changes.records) {
    ++counts[std::string(domain::to_text(record.kind))];
  }
  std::string out = std::to_string(answer.changes.issues.size()) + " issues, " +
                    std::to_string(answer.changes.histories.size()) + " histories";
  for (const auto& [kind, count] : counts) out += ", " + std::to_string(count) + " " + kind;
  if (!answer.refused.empty()) out += ", " + std::to_string(answer.refused.size()) + " refused";
  return out;
}

struct Tally {
  int passed = 0;
  int useless = 0;  // none of the nouns that are kept
  int wrong = 0;
};

// Every file is understood as what it is, and gives as much as it holds.
TEST(Recorded, EveryFileIsWhatItIs) {
  SKIP_WITHOUT_FIXTURES();
  std::map<std::string, Tally> tallies;
  for (const Line& line : read_lines("files.tsv")) {
    ASSERT_EQ(line.size(), 3u) << line[0];
    Tally& tally = tallies[line[0].substr(0, line[0].find('/'))];
    const auto answer = read_recorded(line[0]);
    const bool useless = line[1] == "-";
    const bool right =
        useless ? !answer.ok() && answer.error().code == ErrorCode::kInvalidArgument
                : answer.ok() && answer->kind == line[1] && summary_of(*answer) == line[2];
    EXPECT_TRUE(right) << line[0] << ": "
                       << (answer.ok() ? answer->kind + ", " + summary_of(*answer)
                                       : answer.error().detail);
    ++(!right ? tally.wrong : useless ? tally.useless : tally.passed);
  }
  std::cout << "payloads by source: passed, without a fact, wrong\n";
  for (const auto& [source, tally] : tallies) {
    std::cout << "  " << source << ": " << tally.passed << ", " << tally.useless << ", "
              << tally.wrong << '\n';
    RecordProperty(source, tally.passed);
  }
}

TEST(Recorded, NoFileIsForgotten) {
  SKIP_WITHOUT_FIXTURES();
  std::set<std::string> listed;
  for (const Line& line : read_lines("files.tsv")) listed.insert(line[0]);
  for (const char* folder :
       {"faros-airbyte-connectors", "go-atlassian", "go-jira", "jira-cli", "jira-rest-java-client",
        "jira-ruby", "jira-to-matrix", "jirametrics", "tidev-jira-archive", "zulip/jira"}) {
    for (const auto& path : files_of(shared_fixtures() / folder, ".json")) {
      const std::string name = std::filesystem::relative(path, shared_fixtures());
      EXPECT_TRUE(listed.contains(name)) << name;
    }
  }
}

std::string instant_text(const Attributes& from, std::string_view name) {
  const auto instant = domain::instant_of(from, name);
  return instant ? format_instant(*instant) : "";
}

struct Parts {
  size_t comments = 0;
  double seconds = 0;
  size_t histories = 0;
};

Parts parts_of(const domain::ChangeSet& changes, IssueId issue) {
  Parts parts;
  std::set<std::string> histories;
  for (const auto& record : changes.records) {
    if (record.issue != issue || domain::flag_of(record.attributes, domain::kDeleted)) continue;
    if (record.kind == RecordKind::kComment) ++parts.comments;
    if (record.kind != RecordKind::kWorklog) continue;
    parts.seconds += domain::number_of(record.attributes, "seconds").value_or(0);
  }
  for (const auto& history : changes.histories) {
    if (history.issue == issue) histories.insert(history.id);
  }
  parts.histories = histories.size();
  return parts;
}

size_t count_of(const Attributes& from, std::string_view name) {
  const domain::Value* value = domain::find_value(from, name);
  const domain::Refs* refs = value == nullptr ? nullptr : domain::as_refs(*value);
  return refs == nullptr ? 0 : refs->size();
}

// file, id, key, created, updated, resolved, status, type, resolution, comments, seconds,
// histories, labels.
Line line_of(const std::string& file, const domain::Issue& issue,
             const domain::ChangeSet& changes) {
  const Attributes& a = issue.attributes;
  const Parts parts = parts_of(changes, issue.id);
  return {file,
          std::to_string(issue.id.value),
          domain::text_of(a, "key"),
          instant_text(a, "created"),
          instant_text(a, "updated"),
          instant_text(a, "resolutiondate"),
          domain::ref_of(a, "status").id,
          domain::ref_of(a, "issuetype").id,
          domain::ref_of(a, "resolution").id,
          std::to_string(parts.comments),
          std::to_string(static_cast<int64_t>(parts.seconds)),
          std::to_string(parts.histories),
          std::to_string(count_of(a, "labels"))};
}

TEST(Recorded, IssuesHaveTheirFacts) {
  SKIP_WITHOUT_FIXTURES();
  std::map<std::string, SavedAnswer> answers;
  size_t issues = 0;
  for (const Line& expected : read_lines("issues.tsv")) {
    const std::string& file = expected[0];
    if (!answers.contains(file)) {
      auto answer = read_recorded(file);
      ASSERT_TRUE(answer.ok()) << file;
      answers.emplace(file, std::move(*answer));
    }
    const domain::ChangeSet& changes = answers.at(file).changes;
    const auto found = std::find_if(
        changes.issues.begin(), changes.issues.end(),
        [&](const domain::Issue& i) { return std::to_string(i.id.value) == expected[1]; });
    ASSERT_NE(found, changes.issues.end()) << file << ' ' << expected[1];
    EXPECT_EQ(line_of(file, *found, changes), expected);
    ++issues;
  }
  EXPECT_GT(issues, 100u);
}

bool is_compared(const domain::HistoryItem& item) {
  static const std::set<std::string> ids = {"status",    "resolution",  "issuetype",  "priority",
                                            "versions",  "fixVersions", "components", "timespent",
                                            "WorklogId", "project"};
  static const std::set<std::string> names = {"Sprint", "Flagged", "IssueParentAssociation"};
  return ids.contains(item.field_id) || names.contains(item.field_name);
}

std::string items_text(const domain::History& history) {
  std::string out;
  for (const domain::HistoryItem& item : history.items) {
    if (!is_compared(item)) continue;
    out += (out.empty() ? "" : " | ") + item.field_id + ":" + item.from_id.value_or("") + ">" +
           item.to_id.value_or("");
  }
  return out;
}

// file, issue, id, instant, items as "status:1>3 | resolution:>5".
TEST(Recorded, HistoriesHaveTheirItems) {
  SKIP_WITHOUT_FIXTURES();
  std::string file;
  std::map<std::pair<std::string, std::string>, Line> ours;
  size_t checked = 0;
  for (const Line& expected : read_lines("histories.tsv")) {
    if (expected[0] != file) {
      file = expected[0];
      ours.clear();
      const auto answer = read_recorded(file);
      ASSERT_TRUE(answer.ok()) << file;
      for (const auto& history : answer->changes.histories) {
        const std::string issue = std::to_string(history.issue.value);
        ours[{issue, history.id}] = {file, issue, history.id, format_instant(history.at()),
                                     items_text(history)};
      }
    }
    EXPECT_EQ((ours[{expected[1], expected[2]}]), expected);
    ++checked;
  }
  EXPECT_GT(checked, 90u);
}

}  // namespace
}  // namespace tl::connectors::jira
