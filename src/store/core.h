// What Store and TenantStore share. Internal to store.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/database.h"
#include "store/facts.h"
#include "store/inbox.h"

namespace tl::store {

// Wakes those who wait for a number to rise: feed positions of tenants, arrivals.
class RisingSignal {
 public:
  void raise(int64_t key, int64_t value);
  // The greatest value raised; 0 when none was.
  [[nodiscard]] int64_t value(int64_t key);
  // Waits until the value is beyond `after`, `timeout_ms` (real time) or `stop`. The value.
  int64_t wait(int64_t key, int64_t after, int64_t timeout_ms, const std::stop_token& stop);

 private:
  std::mutex mutex_;
  std::condition_variable_any raised_;
  std::map<int64_t, int64_t> values_;
};

// Counts changes of the records that names are looked up in, so that what was made of them is made
// anew. In memory: nobody keeps such things beyond the process.
class CatalogueVersions {
 public:
  void note(TenantId tenant, InstanceId instance,
            const std::vector<std::pair<domain::RecordKind, std::string>>& changed);
  [[nodiscard]] CatalogueVersion of(TenantId tenant, InstanceId instance) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<TenantId, InstanceId>, CatalogueVersion> versions_;
};

// Known dictionary entries by (tenant, content). Used on the facts writer's thread only.
// Entries of a job that is undone must go: forget().
class DictCache {
 public:
  [[nodiscard]] std::optional<int64_t> find(TenantId tenant, const std::string& content) const;
  void add(TenantId tenant, std::string content, int64_t id);
  void forget(TenantId tenant) { entries_.erase(tenant); }
  void forget_all() { entries_.clear(); }

 private:
  static constexpr size_t kMaxEntries = 400'000;  // of one tenant; then it starts anew
  std::unordered_map<TenantId, std::unordered_map<std::string, int64_t>> entries_;
};

// An exclusive lock on a file; given back when destroyed.
class FileLock {
 public:
  // kLocked when another process (or Store) has it.
  [[nodiscard]] static Result<FileLock> take(const std::string& file);
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

class Core {
 public:
  Core(const Clock& clock, FileLock lock, Backend backend, std::unique_ptr<Database> facts,
       std::unique_ptr<Database> inbox_database);
  ~Core() { close(); }

  [[nodiscard]] Instant now() const { return clock_.now(); }
  [[nodiscard]] Backend backend() const { return backend_; }
  [[nodiscard]] Database& facts() { return *facts_; }
  [[nodiscard]] Database& inbox_database() { return *inbox_database_; }
  [[nodiscard]] Inbox& inbox() { return inbox_; }
  [[nodiscard]] RisingSignal& feed() { return feed_; }
  [[nodiscard]] DictCache& dict() { return dict_; }
  [[nodiscard]] CatalogueVersions& catalogues() { return catalogues_; }
  void close();

  // Tells that `rows` facts were written. On PostgreSQL the planner gets its statistics early in a
  // first backfill: autovacuum comes after a minute, and until then each look-up by a list of keys
  // would read its whole table (measured: 17 ms a page after 20,000 issues, and growing).
  void note_growth(int64_t rows);

 private:
  const Clock& clock_;
  FileLock lock_;
  Backend backend_;
  std::atomic<int64_t> written_ = 0;
  std::atomic<int64_t> next_analyze_ = 1000;
  RisingSignal feed_;  // key: tenant
  DictCache dict_;
  CatalogueVersions catalogues_;
  std::unique_ptr<Database> facts_;
  std::unique_ptr<Database> inbox_database_;
  Inbox inbox_;  // uses inbox_database_
};

// The last of `count` fresh numbers of a counter. Tenant 0: counters of the server.
[[nodiscard]] int64_t next_number(Session& session, TenantId tenant, std::string_view name,
                                  int64_t count = 1);

// Appends rows (positions are set here). The new head.
int64_t append_feed(Session& session, TenantId tenant, const std::vector<FeedRow>& rows);

[[nodiscard]] int64_t feed_head(Session& session, TenantId tenant);

inline Param maybe(const std::optional<Instant>& instant) {
  return instant ? Param(instant->ms) : Param(nullptr);
}
inline std::optional<Instant> maybe_instant(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant(row.integer(column));
}

}  // namespace tl::store
