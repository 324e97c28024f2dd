// Migrations: one numbered list, append-only once landed. Internal to store.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "store/sql.h"

namespace tl::store {

// With SQLite facts and inbox are two files; PostgreSQL holds both parts in one database.
enum class Part : uint8_t { kFacts = 1, kInbox = 2 };

struct Migration {
  Part part;
  int number;  // counted from 1 within the part
  std::string_view name;
  // Common dialect with @text, @blob and @clustered for what the two databases spell differently.
  std::string_view sql;
};

[[nodiscard]] std::span<const Migration> migrations();

// `sql` as `backend` wants it.
[[nodiscard]] std::string translated(std::string_view sql, Backend backend);

// Applies what is missing, in one transaction. Throws SqlFailure: kNewerSchema when
// the database has a migration that this program does not know.
void migrate(Session& session, Part part, int64_t now_ms);

}  // namespace tl::store
