#include "store/core.h"
#include "store/store.h"

namespace tl::store {

Result<std::optional<std::string>> Store::load_setting(std::string_view key) {
  return core_->facts().read([&](Session& session) {
    std::optional<std::string> value;
    session.query("SELECT value FROM server_setting WHERE name = $1", {key},
                  [&](const Row& row) { value = row.string(0); });
    return value;
  });
}

Result<void> Store::save_setting(std::string_view key, std::string_view value) {
  return core_->facts().write([&](Session& session) {
    session.exec(
        "INSERT INTO server_setting (name, value, updated) VALUES ($1, $2, $3)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated = excluded.updated",
        {key, value, core_->now().ms});
  });
}

Result<void> Store::delete_setting(std::string_view key) {
  return core_->facts().write(
      [&](Session& session) { session.exec("DELETE FROM server_setting WHERE name = $1", {key}); });
}

Result<int64_t> Store::count_attempt(std::string_view key, Millis window) {
  return core_->facts().write([&](Session& session) {
    const int64_t now = core_->now().ms;
    return session
        .query_int(
            "INSERT INTO attempt (name, since, tries) VALUES ($1, $2, 1)"
            " ON CONFLICT (name) DO UPDATE SET"
            " tries = CASE WHEN attempt.since <= $3 THEN 1 ELSE attempt.tries + 1 END,"
            " since = CASE WHEN attempt.since <= $3 THEN excluded.since ELSE attempt.since END"
            " RETURNING tries",
            {key, now, now - window.ms})
        .value();
  });
}

Result<void> Store::clear_attempts(std::string_view key) {
  return core_->facts().write(
      [&](Session& session) { session.exec("DELETE FROM attempt WHERE name = $1", {key}); });
}

}  // namespace tl::store
