// Shapes of payloads that have broken somebody, one file each: testdata/shapes/NN-KIND-WHAT.json,
// the facts beside it in .ndjson, what is known of its fields in .fields.json. NN is the number in
// the shared list of shapes; the name of the test is ShapeNNWhat.
#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "base/text.h"
#include "connectors/jira/cut_body.h"
#include "connectors/jira/flavour.h"
#include "connectors/jira/payloads_for_test.h"

namespace tl::connectors::jira {
namespace {

namespace fs = std::filesystem;

const fs::path kShapes = fs::path(TL_SOURCE_DIR) / "src/connectors/jira/testdata/shapes";
constexpr int kLastShape = 83;  // those after it are of other vendors

// Shapes that say nothing about facts, with a test of their own below.
const std::set<int> kElsewhere = {78};

struct Shape {
  std::string file;  // without extension
  int number = 0;
  std::string kind;
  std::string words;
};

Shape parse_shape(const std::string& file) {
  Shape shape{file, 0, "", ""};
  const size_t first = file.find('-');
  const size_t second = file.find('-', first + 1);
  if (second == std::string::npos) return shape;
  shape.number = static_cast<int>(parse_int(file.substr(0, first)).value_or(0));
  shape.kind = file.substr(first + 1, second - first - 1);
  shape.words = file.substr(second + 1);
  return shape;
}

std::vector<Shape> shapes() {
  std::vector<Shape> found;
  for (const fs::path& path : files_of(kShapes, ".json")) {
    const std::string name = path.stem();
    if (!name.ends_with(".fields")) found.push_back(parse_shape(name));
  }
  return found;
}

// "sprint-items-are-lists" as "SprintItemsAreLists".
std::string camel_case(const std::string& words) {
  std::string out;
  bool upper = true;
  for (const char c : words) {
    if (c == '-') {
      upper = true;
    } else {
      out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
      upper = false;
    }
  }
  return out;
}

std::string test_name(const testing::TestParamInfo<Shape>& info) {
  return "Shape" + std::to_string(info.param.number) + camel_case(info.param.words);
}

class Shapes : public testing::TestWithParam<Shape> {
 protected:
  [[nodiscard]] static std::string text() {
    return read_file(kShapes / (GetParam().file + ".json"));
  }
  [[nodiscard]] static std::string fields() {
    return read_file(kShapes / (GetParam().file + ".fields.json"));
  }
  [[nodiscard]] static std::string expected() {
    return read_file(kShapes / (GetParam().file + ".ndjson"));
  }
};

TEST_P(Shapes, GivesTheFactsBesideIt) {
  ASSERT_FALSE(expected().empty());
  EXPECT_EQ(print(GetParam().kind, text(), fields()).lines, expected());
}

TEST_P(Shapes, KeepsNoTextOfPeople) {
  EXPECT_EQ(expected().find("SECRET"), std::string::npos);
  const auto cut = cut_body(text());
  if (!cut.ok()) return;  // lines of JSON
  // File names stand in attachments, which are dropped whole.
  EXPECT_EQ(cut->find("SECRET"), std::string::npos);
}

TEST_P(Shapes, SaysTheSameAfterCutting) {
  const auto cut = cut_body(text());
  if (!cut.ok()) return;
  EXPECT_EQ(print(GetParam().kind, *cut, fields()).lines, expected());
}

INSTANTIATE_TEST_SUITE_P(Jira, Shapes, testing::ValuesIn(shapes()), test_name);

TEST(ShapeList, Shape78DeploymentTypeInAnyCaseOrAbsent) {
  for (const std::string_view text :
       {R"({"deploymentType":"Cloud","version":"1001.0.0-SNAPSHOT","versionNumbers":[1001,0,0]})",
        R"({"deploymentType":"cloud","version":"1001.0.0-SNAPSHOT"})"}) {
    const auto info = parse_server_info(JsonDocument::parse(text)->root(), "https://x.example");
    ASSERT_TRUE(info) << text;
    EXPECT_EQ(info->title(), "Jira Cloud") << text;
  }
  const auto old = parse_server_info(JsonDocument::parse(R"({"version":"4.2"})")->root(), "");
  ASSERT_TRUE(old);
  EXPECT_FALSE(old->supported);
}

TEST(ShapeList, EveryNumberHasAFile) {
  std::set<int> covered = kElsewhere;
  for (const Shape& shape : shapes()) covered.insert(shape.number);
  for (int number = 1; number <= kLastShape; ++number) {
    EXPECT_TRUE(covered.contains(number)) << "no file for shape " << number;
  }
}

}  // namespace
}  // namespace tl::connectors::jira
