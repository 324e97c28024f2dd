// The evaluation rows that came with the language: every query gives exactly its keys, in order
// where the row says so, or its error.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "jql/file_search_for_test.h"

namespace tl::jql {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string describe(const Problem& problem) {
  return std::string(to_text(problem.kind)) + " " + problem.message + " field=" + problem.field +
         " value=" + problem.value + " name=" + problem.name +
         " line=" + std::to_string(problem.line) + " col=" + std::to_string(problem.column);
}

// "" when the problem is the row's.
std::string compare_problem(JsonElement wanted, const Problem& problem) {
  const auto differs = [&](std::string_view member, const std::string& have) {
    const auto want = json_get(wanted, member);
    return want && json_id(wanted, member) != have;
  };
  if (differs("kind", std::string(to_text(problem.kind))) || differs("field", problem.field) ||
      differs("value", problem.value) || differs("name", problem.name) ||
      differs("operator", problem.name) || differs("message", problem.message) ||
      differs("line", std::to_string(problem.line)) ||
      differs("col", std::to_string(problem.column)))
    return "got " + describe(problem);
  return "";
}

std::string join(const std::vector<std::string>& keys) {
  std::string out;
  for (const std::string& key : keys) out += key + " ";
  return out;
}

std::vector<std::string> wanted_keys(JsonElement row) {
  std::vector<std::string> keys;
  const auto list = json_get(row, "keys");
  if (!list) return keys;
  for (const JsonElement key : simdjson::dom::array(*list))
    keys.emplace_back(std::string_view(key));
  return keys;
}

std::string check_row(JsonElement row, const IssueFile& file) {
  const FileInstance* instance = file.find(json_id(row, "instance"));
  if (instance == nullptr) return "no such instance";
  FileAnswer answer = ask_file(file, *instance, json_id(row, "user"), json_id(row, "jql"));
  if (const auto error = json_get(row, "error")) {
    return answer.problem ? compare_problem(*error, *answer.problem) : "got no error";
  }
  if (answer.problem) return "got " + describe(*answer.problem);
  if (!answer.undecided.empty()) return "undecided: " + join(answer.undecided);
  std::vector<std::string> want = wanted_keys(row);
  if (!json_bool(row, "ordered").value_or(false)) {
    std::sort(want.begin(), want.end());
    std::sort(answer.keys.begin(), answer.keys.end());
  }
  return want == answer.keys ? "" : "got " + join(answer.keys) + "\n  want " + join(want);
}

TEST(EvaluationRows, EveryRowGivesItsKeysOrItsError) {
  const std::string folder = std::string(TL_SHARED_DIR) + "/jql";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const auto file = parse_issue_file(read_file(folder + "/issues.json"));
  ASSERT_TRUE(file.ok()) << file.error().detail;
  std::ifstream rows(folder + "/eval-open.ndjson");
  std::string line;
  int count = 0, right = 0;
  while (std::getline(rows, line)) {
    if (line.empty()) continue;
    const auto document = JsonDocument::parse(line);
    ASSERT_TRUE(document.ok()) << line;
    const std::string wrong = check_row(document->root(), *file);
    EXPECT_EQ(wrong, "") << json_id(document->root(), "instance") << ": "
                         << json_id(document->root(), "jql");
    ++count;
    right += wrong.empty() ? 1 : 0;
  }
  EXPECT_EQ(right, count);
  EXPECT_GE(count, 255);
}

}  // namespace
}  // namespace tl::jql
