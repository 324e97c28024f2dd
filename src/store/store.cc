#include "store/store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "base/log.h"
#include "store/core.h"
#include "store/migrate.h"

namespace tl::store {
namespace {

// Names this program among all users of advisory locks of a PostgreSQL database.
constexpr int64_t kAdvisoryLock = 0x74686c696e65;
// A server that was just killed may hold its lock for a moment.
constexpr auto kLockPatience = std::chrono::seconds(2);
// As our own lost connection may. Writes wait meanwhile, so it is short.
constexpr auto kReopenPatience = std::chrono::milliseconds(500);

bool try_advisory_lock(Session& session) {
  bool taken = false;
  session.query("SELECT pg_try_advisory_lock($1)::int", {kAdvisoryLock},
                [&](const Row& row) { taken = row.integer(0) == 1; });
  return taken;
}

std::unique_ptr<Session> open_locked_postgres(const std::string& url,
                                              std::chrono::milliseconds patience) {
  auto session = open_postgres(url);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!try_advisory_lock(*session)) {
    if (std::chrono::steady_clock::now() >= until) {
      fail_sql(ErrorCode::kLocked, "another server uses this PostgreSQL database");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return session;
}

// Attempts that a crash cut off may have happened at the vendor.
void mark_cut_off_effects(Session& session) {
  session.exec(
      "/* every tenant: after a crash of the server */ "
      "UPDATE outbox SET state = $1 WHERE state = $2",
      {static_cast<int64_t>(EffectState::kUnknown), static_cast<int64_t>(EffectState::kTrying)});
}

// SQLite would make it readable by others; its side files get the mode of the main one.
void make_private_file(const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
}

struct Opened {
  std::unique_ptr<Database> facts, inbox;
};

Opened open_databases(const StoreOptions& options, int64_t now_ms) {
  const size_t readers = std::clamp<size_t>(options.read_connections, 1, 64);
  Opener facts_writer, facts_reader, inbox_writer, inbox_reader;
  std::unique_ptr<Session> facts;
  if (options.postgres_url) {
    const std::string url = *options.postgres_url;
    facts_writer = [url] { return open_locked_postgres(url, kReopenPatience); };
    facts_reader = inbox_writer = inbox_reader = [url] { return open_postgres(url); };
    facts = open_locked_postgres(url, kLockPatience);
  } else {
    const std::string facts_file = options.data_dir + "/facts.db";
    const std::string inbox_file = options.data_dir + "/inbox.db";
    // Arrivals come one by one: a small page is a small write (measured: half of that of 16 KiB).
    const SqliteMode big{false, 64 << 10}, small{false, 16 << 10, 4 << 10}, reading{true, 16 << 10};
    facts_writer = [=] { return open_sqlite(facts_file, big); };
    facts_reader = [=] { return open_sqlite(facts_file, reading); };
    inbox_writer = [=] { return open_sqlite(inbox_file, small); };
    inbox_reader = [=] { return open_sqlite(inbox_file, reading); };
    make_private_file(facts_file);
    make_private_file(inbox_file);
    facts = facts_writer();
  }
  migrate(*facts, Part::kFacts, now_ms);
  mark_cut_off_effects(*facts);
  auto inbox = inbox_writer();
  migrate(*inbox, Part::kInbox, now_ms);
  return {std::make_unique<Database>(std::move(facts), facts_writer, facts_reader, readers),
          std::make_unique<Database>(std::move(inbox), inbox_writer, inbox_reader, 2)};
}

Result<void> make_directory(const std::string& dir) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(dir, error);
  if (!error && made) {
    std::filesystem::permissions(dir, std::filesystem::perms::owner_all, error);
  }
  if (!error) return {};
  return make_error(ErrorCode::kInvalidArgument,
                    "the data directory " + dir + " cannot be made: " + error.message());
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options, const Clock& clock) {
  TL_CHECK_OK(make_directory(options.data_dir));
  TL_TRY(FileLock lock, FileLock::take(options.data_dir + "/lock"));
  try {
    Opened opened = open_databases(options, clock.now().ms);
    const Backend backend = options.postgres_url ? Backend::kPostgres : Backend::kSqlite;
    auto core = std::make_unique<Core>(clock, std::move(lock), backend, std::move(opened.facts),
                                       std::move(opened.inbox));
    return std::unique_ptr<Store>(new Store(std::move(core)));
  } catch (const SqlFailure& failure) {
    return failure.error();
  }
}

Store::Store(std::unique_ptr<Core> core) : core_(std::move(core)) {}
Store::~Store() = default;
void Store::close() { core_->close(); }

TenantStore Store::tenant(TenantId id) { return TenantStore(*core_, id); }
Inbox& Store::inbox() { return core_->inbox(); }
std::string_view Store::backend() const {
  return core_->backend() == Backend::kSqlite ? "sqlite" : "postgresql";
}

}  // namespace tl::store
