#include "store/core.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/log.h"

namespace tl::store {

void RisingSignal::raise(int64_t key, int64_t value) {
  std::lock_guard lock(mutex_);
  int64_t& known = values_[key];
  known = std::max(known, value);
  raised_.notify_all();
}

int64_t RisingSignal::value(int64_t key) {
  std::lock_guard lock(mutex_);
  return values_[key];
}

int64_t RisingSignal::wait(int64_t key, int64_t after, int64_t timeout_ms,
                           const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  raised_.wait_for(lock, stop, std::chrono::milliseconds(timeout_ms),
                   [&] { return values_[key] > after; });
  return values_[key];
}

std::optional<int64_t> DictCache::find(TenantId tenant, const std::string& content) const {
  const auto entries = entries_.find(tenant);
  if (entries == entries_.end()) return std::nullopt;
  const auto found = entries->second.find(content);
  return found == entries->second.end() ? std::nullopt : std::optional(found->second);
}

void DictCache::add(TenantId tenant, std::string content, int64_t id) {
  auto& entries = entries_[tenant];
  if (entries.size() >= kMaxEntries) entries.clear();
  entries.insert_or_assign(std::move(content), id);
}

Result<FileLock> FileLock::take(const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return make_error(ErrorCode::kInvalidArgument,
                      "cannot open " + file + ": " + std::strerror(errno));
  }
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return FileLock(fd);
  ::close(fd);
  return make_error(ErrorCode::kLocked, "another server uses this data directory (" + file + ")");
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

Core::Core(const Clock& clock, FileLock lock, Backend backend, std::unique_ptr<Database> facts,
           std::unique_ptr<Database> inbox_database)
    : clock_(clock),
      lock_(std::move(lock)),
      backend_(backend),
      facts_(std::move(facts)),
      inbox_database_(std::move(inbox_database)),
      inbox_(*inbox_database_, clock) {
  facts_->writer().on_group_failure([this] { dict_.forget_all(); });
}

// Facts first: what they hand over to the inbox can still be written.
void Core::close() {
  facts_->close();
  inbox_database_->close();
}

void Core::note_growth(int64_t rows) {
  const int64_t written = written_ += rows;
  int64_t due = next_analyze_;
  if (backend_ != Backend::kPostgres || written < due) return;
  if (!next_analyze_.compare_exchange_strong(due, written * 4)) return;
  facts_->writer().post(
      [](Session& session) -> Result<void> {
        session.script("ANALYZE issue, issue_doc, issue_alias, change, record, dict");
        return {};
      },
      [](const Result<void>& result) {
        if (!result.ok()) log_error("store, statistics", result.error());
      });
}

int64_t next_number(Session& session, TenantId tenant, std::string_view name, int64_t count) {
  return session
      .query_int(
          "INSERT INTO counter (tenant, name, value) VALUES ($1, $2, $3)"
          " ON CONFLICT (tenant, name) DO UPDATE SET value = counter.value + excluded.value"
          " RETURNING value",
          {raw(tenant), name, count})
      .value();
}

int64_t append_feed(Session& session, TenantId tenant, const std::vector<FeedRow>& rows) {
  if (rows.empty()) return feed_head(session, tenant);
  const auto count = static_cast<int64_t>(rows.size());
  const int64_t head = next_number(session, tenant, "feed", count);
  Batch batch("feed", {{"tenant"},
                       {"position"},
                       {"kind"},
                       {"instance"},
                       {"issue"},
                       {"record_kind"},
                       {"record_id", ColumnType::kText}});
  int64_t position = head - count;
  for (const FeedRow& row : rows) {
    const bool record = row.kind == FeedKind::kRecord;
    batch.add({raw(tenant), ++position, static_cast<int64_t>(row.kind), raw(row.instance),
               raw(row.issue), record ? static_cast<int64_t>(row.record_kind) : int64_t{0},
               row.record_id});
  }
  session.insert(batch);
  return head;
}

int64_t feed_head(Session& session, TenantId tenant) {
  return session
      .query_int("SELECT value FROM counter WHERE tenant = $1 AND name = 'feed'", {raw(tenant)})
      .value_or(0);
}

}  // namespace tl::store
