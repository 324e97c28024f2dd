#include "base/text.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/random.h"

namespace tl {
namespace {

TEST(Text, TrimSplitAndCase) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("   "), "");
  EXPECT_EQ(to_lower("AbC Ä"), "abc Ä");
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ',').size(), 1u);
  EXPECT_TRUE(equals_no_case("Key", "kEY"));
  EXPECT_FALSE(equals_no_case("Key", "Keys"));
  EXPECT_TRUE(starts_with_no_case("Bearer x", "bearer "));
}

TEST(Text, IntegersAreWhole) {
  EXPECT_EQ(parse_int("-42"), -42);
  EXPECT_EQ(parse_int("9223372036854775807"), INT64_MAX);
  for (const char* text : {"", "9223372036854775808", "1 ", " 1", "1.0", "0x1", "-", "+1"}) {
    EXPECT_EQ(parse_int(text), std::nullopt) << text;
  }
}

TEST(Text, Base64AndHex) {
  for (size_t size = 0; size < 20; ++size) {
    const std::string bytes = random_bytes(size);
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
  }
  EXPECT_EQ(base64_encode("foob"), "Zm9vYg==");
  EXPECT_EQ(base64_decode("Zm9vYg"), "foob");
  EXPECT_EQ(base64_decode("Zm9v!"), std::nullopt);
  EXPECT_EQ(base64_decode(std::string_view("Z\0", 2)), std::nullopt);
  EXPECT_EQ(to_hex(std::string_view("\x00\xff", 2)), "00ff");
}

TEST(Text, UrlCoding) {
  EXPECT_EQ(url_encode("a b/ä~"), "a%20b%2F%C3%A4~");
  EXPECT_EQ(url_decode("a%20b+c", true), "a b c");
  EXPECT_EQ(url_decode("a+b", false), "a+b");
  for (const char* text : {"%", "%4", "%zz", "a%2"})
    EXPECT_EQ(url_decode(text, false), std::nullopt);
}

TEST(Text, StorableTextHoldsNoNullAndIsUtf8) {
  EXPECT_EQ(storable_text(std::string_view("a\0b", 3)),
            "a\xE2\x90\x80"
            "b");
  EXPECT_EQ(storable_text("ä🚀"), "ä🚀");
  EXPECT_EQ(storable_text("\xff"), "\xEF\xBF\xBD");
  EXPECT_EQ(storable_text("\xc0\xaf"), "\xEF\xBF\xBD\xEF\xBF\xBD");              // overlong
  EXPECT_EQ(storable_text("\xed\xa0\x80").find("\xed\xa0"), std::string::npos);  // surrogate
  EXPECT_EQ(storable_text("x\xe2\x82"), "x\xEF\xBF\xBD\xEF\xBF\xBD");            // cut off
  EXPECT_EQ(storable_text("\xf4\x90\x80\x80").find('\xf4'), std::string::npos);  // too large
}

TEST(Text, ShortenedEndsAtACharacter) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcdefgh", 6), "abc…");
  for (size_t size = 3; size < 12; ++size) {
    const std::string cut = shortened("ääääääää", size);
    EXPECT_LE(cut.size(), size);
    EXPECT_EQ(storable_text(cut), cut);
  }
}

// Test vectors of FIPS 180-2 and RFC 4231.
TEST(Hash, KnownVectors) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hash, StableHashMayBeStored) {
  EXPECT_EQ(stable_hash("abc"), stable_hash("abc"));
  EXPECT_NE(stable_hash("abc"), stable_hash("abd"));
  EXPECT_NE(stable_hash("abc", 1), stable_hash("abc", 2));
  EXPECT_NE(stable_hash(""), 0u);
}

TEST(Hash, ConstantTimeComparison) {
  EXPECT_TRUE(equal_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_constant_time("abc", "abcd"));
  EXPECT_TRUE(equal_constant_time("", ""));
}

TEST(Random, PublicIdsAreLongAndDifferent) {
  const std::string a = random_public_id(), b = random_public_id();
  EXPECT_EQ(a.size(), 26u);
  EXPECT_NE(a, b);
  EXPECT_EQ(a.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
}

TEST(Error, EveryCodeHasItsRow) {
  for (int n = 0; n <= static_cast<int>(ErrorCode::kInternal); ++n) {
    const ErrorTraits& row = traits(static_cast<ErrorCode>(n));
    EXPECT_FALSE(row.type.empty()) << n;
    EXPECT_FALSE(row.remedy.empty()) << n;
    EXPECT_GE(row.http_status, 400) << n;
    EXPECT_TRUE(row.exit_code == 1 || row.exit_code == 2) << n;
  }
  EXPECT_NE(make_error(ErrorCode::kNotFound, "").id, make_error(ErrorCode::kNotFound, "").id);
}

}  // namespace
}  // namespace tl
