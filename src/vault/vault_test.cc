#include "vault/vault.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "vault/password.h"

namespace tl::vault {
namespace {

class VaultTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("THROUGHLINE_MASTER_KEY");
    std::string pattern = "/tmp/tl-vault-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override {
    ::unsetenv("THROUGHLINE_MASTER_KEY");
    std::filesystem::remove_all(dir_);
  }
  std::unique_ptr<Vault> open(bool may_create = true) {
    auto vault = Vault::open(dir_, may_create);
    EXPECT_TRUE(vault.ok()) << (vault.ok() ? "" : vault.error().detail);
    return vault.ok() ? std::move(*vault) : nullptr;
  }
  [[nodiscard]] std::string key_file() const { return dir_ + "/master.key"; }
  void write_key_file(const std::string& text) {
    std::ofstream(key_file()) << text;
    ::chmod(key_file().c_str(), 0600);
  }
  std::string dir_;
};

TEST_F(VaultTest, OpensWhatItSealed) {
  const auto vault = open();
  for (const std::string& secret : {std::string("token"), std::string(), std::string("\0x", 2)}) {
    const auto sealed = vault->seal("1/2/token", secret);
    ASSERT_TRUE(sealed.ok());
    if (!secret.empty()) {
      EXPECT_EQ(sealed->find(secret), std::string::npos);
    }
    EXPECT_EQ(vault->open("1/2/token", *sealed)->reveal(), secret);
  }
  EXPECT_NE(*vault->seal("c", "x"), *vault->seal("c", "x"));
}

TEST_F(VaultTest, KeySurvivesReopening) {
  const auto sealed = open()->seal("c", "secret");
  EXPECT_EQ(open(false)->open("c", *sealed)->reveal(), "secret");
  struct stat info{};
  ASSERT_EQ(::stat(key_file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(VaultTest, OtherContextOrDamageDoesNotOpen) {
  const auto vault = open();
  const std::string sealed = *vault->seal("tenant 1", "secret");
  EXPECT_EQ(vault->open("tenant 2", sealed).error().code, ErrorCode::kVaultSealed);
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string damaged = sealed;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_FALSE(vault->open("tenant 1", damaged).ok()) << i;
    EXPECT_FALSE(vault->open("tenant 1", sealed.substr(0, i)).ok()) << i;
  }
}

TEST_F(VaultTest, MissingKeySealsButDoesNotFail) {
  const auto sealed = open()->seal("c", "secret");
  std::filesystem::remove(key_file());
  const auto vault = open(false);
  EXPECT_TRUE(vault->sealed());
  EXPECT_EQ(vault->open("c", *sealed).error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(vault->seal("c", "x").error().code, ErrorCode::kVaultSealed);
  EXPECT_EQ(vault->rotate().error().code, ErrorCode::kVaultSealed);
  EXPECT_FALSE(std::filesystem::exists(key_file()));
}

TEST_F(VaultTest, WrongKeyIsToldApart) {
  const auto sealed = open()->seal("c", "secret");
  std::filesystem::remove(key_file());
  const auto vault = open();
  EXPECT_FALSE(vault->sealed());
  EXPECT_EQ(vault->open("c", *sealed).error().code, ErrorCode::kVaultSealed);
}

TEST_F(VaultTest, DamagedKeyFileSeals) {
  for (const char* text : {"", "# nothing\n", "junk\n", "00 AAAA\n", "Zm9v\n"}) {
    write_key_file(text);
    EXPECT_TRUE(open()->sealed()) << text;
  }
  write_key_file(base64_encode(std::string(32, 'k')));  // the bare key is enough
  EXPECT_FALSE(open()->sealed());
  ::chmod(key_file().c_str(), 0644);
  EXPECT_NE(open()->sealed_reason().find("chmod 600"), std::string::npos);
}

TEST_F(VaultTest, EnvironmentGivesTheKey) {
  ::setenv("THROUGHLINE_MASTER_KEY", base64_encode(std::string(32, 'k')).c_str(), 1);
  const auto sealed = open()->seal("c", "secret");
  EXPECT_FALSE(std::filesystem::exists(key_file()));
  EXPECT_EQ(open()->open("c", *sealed)->reveal(), "secret");
  EXPECT_EQ(open()->rotate().error().code, ErrorCode::kForbidden);
  ::setenv("THROUGHLINE_MASTER_KEY", "short", 1);
  EXPECT_TRUE(open()->sealed());
}

TEST_F(VaultTest, RotationKeepsOldSecretsReadable) {
  const auto vault = open();
  const auto before = vault->seal("c", "old");
  ASSERT_TRUE(vault->rotate().ok());
  const auto after = vault->seal("c", "new");
  EXPECT_TRUE(vault->needs_reseal(*before));
  EXPECT_FALSE(vault->needs_reseal(*after));
  const auto again = open(false);
  EXPECT_EQ(again->open("c", *before)->reveal(), "old");
  EXPECT_EQ(again->open("c", *after)->reveal(), "new");
  EXPECT_TRUE(again->needs_reseal(*before));
}

TEST_F(VaultTest, UnwritableFolderIsSaid) {
  EXPECT_EQ(Vault::open(dir_ + "/absent").error().code, ErrorCode::kInvalidArgument);
}

TEST(SecretText, MovesAndLeavesNothingBehind) {
  SecretText a("secret");
  SecretText b(std::move(a));
  EXPECT_TRUE(a.empty());  // NOLINT: that is what is tested
  EXPECT_EQ(b.reveal(), "secret");
  a = b.copy();
  b = SecretText("x");
  EXPECT_EQ(a.reveal(), "secret");
}

TEST(Password, HashesAndVerifies) {
  const auto hash = hash_password("correct horse", kFastForTests);
  ASSERT_TRUE(hash.ok());
  EXPECT_TRUE(hash->starts_with("$argon2id$"));
  EXPECT_TRUE(verify_password("correct horse", *hash));
  EXPECT_FALSE(verify_password("correct horsf", *hash));
  EXPECT_FALSE(verify_password("", *hash));
  EXPECT_FALSE(verify_password("correct horse", "not a hash"));
  EXPECT_FALSE(verify_password("correct horse", std::string(1000, 'x')));
  EXPECT_NE(*hash, *hash_password("correct horse", kFastForTests));
  EXPECT_FALSE(needs_rehash(*hash, kFastForTests));
  EXPECT_TRUE(needs_rehash(*hash));
}

}  // namespace
}  // namespace tl::vault
