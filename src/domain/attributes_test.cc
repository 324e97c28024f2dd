#include "domain/attributes.h"

#include <gtest/gtest.h>

#include <limits>

namespace tl::domain {
namespace {

Attributes every_type() {
  Attributes a;
  Version v;
  v.instant = Instant(1'700'000'000'123);
  v.history = -5;
  v.rank = SourceRank::kRest;
  set_attribute(a, "none", std::monostate{}, v);
  set_attribute(a, "flag", true, v);
  set_attribute(a, "number", -2.5, v);
  set_attribute(a, "huge", std::numeric_limits<double>::max(), v);
  set_attribute(a, "text", std::string("a\0b 🚀", 8), v);
  set_attribute(a, "empty", std::string(), v);
  set_attribute(a, "instant", Instant(std::numeric_limits<int64_t>::min()), v);
  set_attribute(a, "date", CivilDate{-719162}, v);
  set_attribute(a, "ref", Ref{"10001", "In Progress"}, v);
  set_attribute(a, "refs", Refs{{"a", "a"}, {"", ""}}, v);
  set_attribute(a, "no refs", Refs{}, v);
  return a;
}

TEST(Attributes, UnpackIsTheInverseOfPack) {
  const Attributes all = every_type();
  const auto back = unpack_attributes(pack_attributes(all));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, all);
  EXPECT_EQ(*unpack_attributes(pack_attributes({})), Attributes{});
}

TEST(Attributes, DamagedBytesAreRefused) {
  const std::string packed = pack_attributes(every_type());
  for (size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(unpack_attributes(std::string_view(packed).substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(unpack_attributes(packed + "x").ok());
  EXPECT_FALSE(unpack_attributes("\x02").ok());
  // Counts and sizes far beyond the text must not be believed.
  EXPECT_FALSE(unpack_attributes("\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f").ok());
}

TEST(Attributes, LookUpsAreLenient) {
  const Attributes all = every_type();
  EXPECT_EQ(text_of(all, "number"), "");
  EXPECT_EQ(text_of(all, "absent"), "");
  EXPECT_EQ(number_of(all, "number"), -2.5);
  EXPECT_EQ(number_of(all, "text"), std::nullopt);
  EXPECT_TRUE(flag_of(all, "flag"));
  EXPECT_FALSE(flag_of(all, "none"));
  EXPECT_EQ(ref_of(all, "ref").name, "In Progress");
  EXPECT_EQ(ref_of(all, "refs"), Ref{});
  EXPECT_EQ(instant_of(all, "flag"), std::nullopt);
  EXPECT_EQ(find_value(all, "absent"), nullptr);
  EXPECT_NE(find_value(all, "none"), nullptr);  // "empty" is not "unknown"
}

TEST(Attributes, HashTellsTypesApart) {
  Attributes a;
  set_attribute(a, "text", std::string("1"), {});
  set_attribute(a, "number", 1.0, {});
  set_attribute(a, "flag", true, {});
  set_attribute(a, "again", std::string("1"), {});
  EXPECT_NE(a["text"].version.hash, a["number"].version.hash);
  EXPECT_NE(a["number"].version.hash, a["flag"].version.hash);
  EXPECT_EQ(a["text"].version.hash, a["again"].version.hash);
}

TEST(Value, RendersAsJson) {
  const auto json = [](const Value& value) {
    JsonWriter out;
    render_value(out, value);
    return out.take();
  };
  EXPECT_EQ(json(std::monostate{}), "null");
  EXPECT_EQ(json(false), "false");
  EXPECT_EQ(json(2.5), "2.5");
  EXPECT_EQ(json(3.0), "3");
  EXPECT_EQ(json(std::string("a\"b\n")), R"("a\"b\n")");
  EXPECT_EQ(json(Instant(1'700'000'000'123)), R"("2023-11-14T22:13:20.123Z")");
  EXPECT_EQ(json(CivilDate{0}), R"("1970-01-01")");
  EXPECT_EQ(json(Ref{"1", "x"}), R"({"id":"1","name":"x"})");
  EXPECT_EQ(json(Refs{{"1", "x"}, {"2", "y"}}), R"([{"id":"1","name":"x"},{"id":"2","name":"y"}])");
}

}  // namespace
}  // namespace tl::domain
