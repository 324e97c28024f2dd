// Every statement about a tenant's rows names the tenant (decision 1). Reads the sources.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "store/migrate.h"

namespace tl::store {
namespace {

// Statements that are about all tenants on purpose: the crash recovery of the outbox, and the
// inbox's own queue, which is worked off over all tenants in order of arrival.
const std::set<std::string> kOnPurpose = {
    "UPDATE outbox SET state = $1 WHERE state = $2",
    "SELECT id FROM arrival WHERE state = 1 AND id > $1 ORDER BY id LIMIT 1",
    "UPDATE arrival SET state = $2, detail = $3, finished = $4 WHERE state = 1 AND id = $1",
    "UPDATE arrival SET state = $2, finished = $3 WHERE state = 1 AND ",
};

// Tables that have a tenant column, but are looked into by a secret or an e-mail address.
const std::set<std::string> kWithoutTenant = {"tenant",  "migration", "server_setting", "attempt",
                                              "session", "login",     "api_token"};

std::set<std::string> tenant_tables() {
  std::set<std::string> tables;
  const std::regex create("CREATE TABLE (\\w+)");
  for (const Migration& migration : migrations()) {
    const std::string sql(migration.sql);
    for (std::sregex_iterator at(sql.begin(), sql.end(), create), end; at != end; ++at) {
      if (!kWithoutTenant.contains((*at)[1])) tables.insert((*at)[1]);
    }
  }
  return tables;
}

// String literals of a source, neighbours joined as the compiler does.
std::vector<std::string> literals(const std::string& source) {
  std::vector<std::string> out;
  const std::regex literal(R"re("((?:[^"\\\n]|\\.)*)")re");
  size_t end_of_last = std::string::npos;
  for (std::sregex_iterator at(source.begin(), source.end(), literal), end; at != end; ++at) {
    const auto begin = static_cast<size_t>(at->position());
    const bool joined =
        end_of_last != std::string::npos && source.find_first_not_of(" \n", end_of_last) == begin;
    if (joined) {
      out.back() += (*at)[1];
    } else {
      out.push_back((*at)[1]);
    }
    end_of_last = begin + at->length();
  }
  return out;
}

TEST(SqlLint, EveryStatementNamesItsTenant) {
  const std::set<std::string> tables = tenant_tables();
  ASSERT_GT(tables.size(), 15u);
  const std::regex statement("^(SELECT|UPDATE|DELETE|INSERT)\\b");
  const std::regex table("(?:FROM|UPDATE|INTO|JOIN) (\\w+)");
  size_t seen = 0;
  for (const auto& file : std::filesystem::directory_iterator(TL_SOURCE_DIR "/src/store")) {
    const std::string name = file.path().filename();
    if (!name.ends_with(".cc") || name.ends_with("_test.cc") || name == "migrations.cc") continue;
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    for (const std::string& sql : literals(text.str())) {
      if (!std::regex_search(sql, statement) || kOnPurpose.contains(sql)) continue;
      for (std::sregex_iterator at(sql.begin(), sql.end(), table), end; at != end; ++at) {
        if (!tables.contains((*at)[1])) continue;
        ++seen;
        EXPECT_NE(sql.find("tenant"), std::string::npos) << name << ": " << sql;
      }
    }
  }
  EXPECT_GT(seen, 60u);
}

}  // namespace
}  // namespace tl::store
