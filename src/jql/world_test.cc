// testdata/world.txt: queries over the small world of world.json and what they find.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "jql/file_search_for_test.h"

namespace tl::jql {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!trim(word).empty()) words.emplace_back(trim(word));
  }
  return words;
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += " " + word;
  return out;
}

// What an answer is, as a line of the file writes it; "" when `wanted` says just that.
std::string compare_answer(FileAnswer answer, std::string_view wanted, bool ordered) {
  const std::vector<std::string> want = words_of(wanted);
  if (answer.problem) {
    const std::string got = std::string(to_text(answer.problem->kind)) + " " +
                            answer.problem->field + " " + answer.problem->value + " " +
                            answer.problem->name + ": " + answer.problem->message;
    if (want.size() < 2 || want[0] != "!" || want[1] != to_text(answer.problem->kind)) return got;
    for (size_t i = 2; i < want.size(); ++i) {
      if (got.find(want[i]) == std::string::npos) return got;
    }
    return "";
  }
  if (want.size() == 1 && want[0] == "?") return answer.undecided.empty() ? "decided" : "";
  if (!answer.undecided.empty()) return "undecided:" + join(answer.undecided);
  std::vector<std::string> sorted = want;
  if (!ordered) {
    std::sort(sorted.begin(), sorted.end());
    std::sort(answer.keys.begin(), answer.keys.end());
  }
  return sorted == answer.keys ? "" : "found" + join(answer.keys);
}

struct World {
  const IssueFile& file;
  const FileInstance* instance = nullptr;
  std::string user;

  // "" when the line is right.
  std::string check(std::string_view line) {
    if (line.starts_with("in ")) {
      instance = file.find(trim(line.substr(3)));
      return instance == nullptr ? "no such instance" : "";
    }
    if (line == "as" || line.starts_with("as ")) {
      user = trim(line.substr(2));
      return "";
    }
    const size_t keys = line.rfind("->"), order = line.rfind("=>");
    const bool ordered = order != std::string_view::npos && keys == std::string_view::npos;
    const size_t arrow = ordered ? order : keys;
    if (arrow == std::string_view::npos || instance == nullptr) return "no query and no arrow";
    return compare_answer(ask_file(file, *instance, user, trim(line.substr(0, arrow))),
                          line.substr(arrow + 2), ordered);
  }
};

TEST(World, EveryLineIsTrue) {
  const std::string folder = std::string(TL_SOURCE_DIR) + "/src/jql/testdata/";
  const auto file = parse_issue_file(read_file(folder + "world.json"));
  ASSERT_TRUE(file.ok()) << file.error().detail;
  World world{*file, nullptr, ""};
  std::ifstream lines(folder + "world.txt");
  std::string line;
  int number = 0, queries = 0;
  while (std::getline(lines, line)) {
    ++number;
    const std::string_view text = trim(line);
    if (text.empty() || text.starts_with('#')) continue;
    ++queries;
    EXPECT_EQ(world.check(text), "") << "world.txt:" << number << ": " << text;
  }
  EXPECT_GT(queries, 100);
}

}  // namespace
}  // namespace tl::jql
