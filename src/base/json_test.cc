#include "base/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace tl {
namespace {

std::string text_at(const JsonDocument& document, std::string_view key) {
  return std::string(json_text(document.root(), key).value_or("<none>"));
}

TEST(Json, PlainTextIsNotRepaired) {
  const auto document = JsonDocument::parse(R"({"a":"x","b":12,"c":true,"d":null})");
  ASSERT_TRUE(document.ok());
  EXPECT_FALSE(document->repaired());
  EXPECT_EQ(text_at(*document, "a"), "x");
  EXPECT_EQ(json_int(document->root(), "b"), 12);
  EXPECT_EQ(json_bool(document->root(), "c"), true);
  EXPECT_EQ(json_get(document->root(), "d"), std::nullopt);
  EXPECT_EQ(json_text(document->root(), "b"), std::nullopt);
  EXPECT_EQ(json_id(document->root(), "b"), "12");
  EXPECT_EQ(json_id(document->root(), "a"), "x");
  EXPECT_EQ(json_id(document->root(), "d"), "");
}

TEST(Json, LoneSurrogateBecomesAReplacementCharacter) {
  for (const char* text : {R"({"a":"x\ud83dy"})", R"({"a":"x\ude80y"})"}) {
    const auto document = JsonDocument::parse(text);
    ASSERT_TRUE(document.ok()) << text;
    EXPECT_TRUE(document->repaired());
    EXPECT_EQ(text_at(*document, "a"), "x\xEF\xBF\xBDy");
  }
  const auto pair = JsonDocument::parse(R"({"a":"\ud83d\ude80","b":"\ud83d"})");
  EXPECT_EQ(text_at(*pair, "a"), "🚀");  // a whole pair is left alone
}

TEST(Json, HugeNumberBecomesText) {
  const auto document = JsonDocument::parse(R"({"a":123456789012345678901234567890,"b":1e999})");
  ASSERT_TRUE(document.ok());
  EXPECT_TRUE(document->repaired());
  EXPECT_EQ(text_at(*document, "a"), "123456789012345678901234567890");
}

TEST(Json, BrokenUtf8AndControlCharacters) {
  const auto bytes = JsonDocument::parse("{\"a\":\"x\xff\"}");
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(text_at(*bytes, "a"), "x\xEF\xBF\xBD");
  const auto control = JsonDocument::parse("{\"a\":\"x\ty\"}");
  ASSERT_TRUE(control.ok());
  EXPECT_TRUE(control->repaired());
}

TEST(Json, WhatIsNotJsonStaysRefused) {
  for (const char* text : {"", "{", "{\"a\":}", "{\"a\":\"x}", "nul", "{\"a\":1,}", "\xff"}) {
    EXPECT_EQ(JsonDocument::parse(text).error().code, ErrorCode::kUnreadable) << text;
  }
}

TEST(Json, DepthLimit) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(JsonDocument::parse(nested(kMaxJsonDepth - 1)).ok());
  EXPECT_FALSE(JsonDocument::parse(nested(kMaxJsonDepth + 1)).ok());
}

TEST(Json, SizeLimit) {
  std::string text(kMaxJsonBytes, ' ');
  text.replace(0, 2, "{}");
  EXPECT_TRUE(JsonDocument::parse(text).ok());
  EXPECT_EQ(JsonDocument::parse(text + " ").error().code, ErrorCode::kTooLarge);
}

TEST(JsonWriter, NestsAndEscapes) {
  JsonWriter out;
  out.begin_object().member("a", "x\"\\\n\x01").member("n", int64_t{-5});
  out.key("list").begin_array().value(1).value(true).null().begin_object().end_object().end_array();
  out.member("none", std::optional<std::string>()).member("d", 0.5).end_object();
  EXPECT_EQ(out.text(),
            R"({"a":"x\"\\\n\u0001","n":-5,"list":[1,true,null,{}],"none":null,"d":0.5})");
  EXPECT_TRUE(JsonDocument::parse(out.text()).ok());
}

TEST(JsonWriter, NumbersThatAreNone) {
  JsonWriter out;
  out.begin_array().value(std::numeric_limits<double>::quiet_NaN());
  out.value(std::numeric_limits<double>::infinity()).value(1e15).value(-0.25).end_array();
  EXPECT_EQ(out.text(), "[null,null,1000000000000000,-0.25]");
}

}  // namespace
}  // namespace tl
