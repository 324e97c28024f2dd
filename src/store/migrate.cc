#include "store/migrate.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tl::store {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS migration (part bigint NOT NULL, number bigint NOT NULL,"
    " name @text NOT NULL, applied bigint NOT NULL, PRIMARY KEY (part, number)) @clustered";

int64_t applied_number(Session& session, Part part) {
  return session
      .query_int("SELECT COALESCE(MAX(number), 0) FROM migration WHERE part = $1",
                 {static_cast<int64_t>(part)})
      .value_or(0);
}

void apply_one(Session& session, const Migration& migration, int64_t now_ms) {
  session.script(translated(migration.sql, session.backend()));
  session.exec("INSERT INTO migration (part, number, name, applied) VALUES ($1, $2, $3, $4)",
               {static_cast<int64_t>(migration.part), migration.number, migration.name, now_ms});
}

// All or nothing, so that a failing upgrade leaves the former version usable.
void apply_after(Session& session, Part part, int64_t applied, int64_t now_ms) {
  session.begin_write();
  try {
    for (const Migration& migration : migrations()) {
      if (migration.part == part && migration.number > applied) {
        apply_one(session, migration, now_ms);
      }
    }
    session.commit();
  } catch (...) {
    session.rollback();
    throw;
  }
}

}  // namespace

std::string translated(std::string_view sql, Backend backend) {
  const bool sqlite = backend == Backend::kSqlite;
  const std::array<std::pair<std::string_view, std::string_view>, 3> words = {{
      {"@text", sqlite ? "text COLLATE BINARY" : "text COLLATE \"C\""},
      {"@blob", sqlite ? "blob" : "bytea"},
      {"@clustered", sqlite ? "WITHOUT ROWID" : ""},
  }};
  std::string out(sql);
  for (const auto& [token, text] : words) {
    for (size_t at = out.find(token); at != std::string::npos; at = out.find(token, at)) {
      out.replace(at, token.size(), text);
      at += text.size();
    }
  }
  return out;
}

void migrate(Session& session, Part part, int64_t now_ms) {
  session.script(translated(kTable, session.backend()));
  const int64_t applied = applied_number(session, part);
  int64_t known = 0;
  for (const Migration& migration : migrations()) {
    if (migration.part == part) known = std::max<int64_t>(known, migration.number);
  }
  if (applied > known) {
    fail_sql(
        ErrorCode::kNewerSchema,
        fmt::format("the database has schema {}, this program knows up to {}", applied, known));
  }
  if (applied < known) apply_after(session, part, applied, now_ms);
}

}  // namespace tl::store
