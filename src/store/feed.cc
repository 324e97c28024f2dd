#include <algorithm>

#include "store/core.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

constexpr int64_t kPollMillis = 1000;  // behind the wake-up
constexpr int64_t kTrimStep = 20'000;

FeedRow read_row(const Row& row) {
  FeedRow out;
  out.position = row.integer(0);
  out.kind = static_cast<FeedKind>(row.integer(1));
  out.instance = InstanceId(row.integer(2));
  out.issue = IssueId(row.integer(3));
  if (out.kind == FeedKind::kRecord) {
    out.record_kind = static_cast<domain::RecordKind>(row.integer(4));
    out.record_id = row.string(5);
  }
  return out;
}

}  // namespace

Result<FeedPage> TenantStore::load_feed(int64_t after, size_t limit) const {
  return core_->facts().read_snapshot([&](Session& session) {
    FeedPage page;
    page.head = feed_head(session, tenant_);
    session.query(
        "SELECT position, kind, instance, issue, record_kind, record_id FROM feed"
        " WHERE tenant = $1 AND position > $2 ORDER BY position LIMIT $3",
        {raw(tenant_), after, static_cast<int64_t>(limit)},
        [&](const Row& row) { page.rows.push_back(read_row(row)); });
    const int64_t first = page.rows.empty() ? page.head + 1 : page.rows.front().position;
    page.gap = limit > 0 && after < page.head && first != after + 1;
    return page;
  });
}

int64_t TenantStore::wait_feed(int64_t after, Millis timeout, const std::stop_token& stop) const {
  int64_t left = timeout.ms;
  int64_t head = core_->feed().value(raw(tenant_));
  while (head <= after) {
    const auto stored =
        core_->facts().read([&](Session& session) { return feed_head(session, tenant_); });
    if (stored.ok()) core_->feed().raise(raw(tenant_), *stored);
    head = core_->feed().value(raw(tenant_));
    if (head > after || left <= 0 || stop.stop_requested()) break;
    head = core_->feed().wait(raw(tenant_), after, std::min(left, kPollMillis), stop);
    left -= kPollMillis;
  }
  return head;
}

Result<void> TenantStore::save_feed_cursor(std::string_view name, int64_t position) {
  return core_->facts().write([&](Session& session) {
    session.exec(
        "INSERT INTO feed_cursor (tenant, name, position) VALUES ($1, $2, $3)"
        " ON CONFLICT (tenant, name) DO UPDATE SET position = excluded.position",
        {raw(tenant_), name, position});
  });
}

Result<int64_t> TenantStore::load_feed_cursor(std::string_view name) const {
  return core_->facts().read([&](Session& session) {
    return session
        .query_int("SELECT position FROM feed_cursor WHERE tenant = $1 AND name = $2",
                   {raw(tenant_), name})
        .value_or(0);
  });
}

Result<void> TenantStore::delete_feed_cursor(std::string_view name) {
  return core_->facts().write([&](Session& session) {
    session.exec("DELETE FROM feed_cursor WHERE tenant = $1 AND name = $2", {raw(tenant_), name});
  });
}

Result<int64_t> TenantStore::trim_feed(int64_t keep) {
  int64_t total = 0;
  while (true) {
    TL_TRY(const int64_t step, core_->facts().write([&](Session& session) -> int64_t {
      const int64_t head = feed_head(session, tenant_);
      const int64_t lowest =
          session
              .query_int("SELECT COALESCE(MIN(position), $2) FROM feed_cursor WHERE tenant = $1",
                         {raw(tenant_), head})
              .value_or(head);
      const auto first =
          session.query_int("SELECT MIN(position) FROM feed WHERE tenant = $1", {raw(tenant_)});
      const int64_t end = std::min({lowest, head - keep, first.value_or(0) + kTrimStep - 1});
      return session.exec("DELETE FROM feed WHERE tenant = $1 AND position <= $2",
                          {raw(tenant_), end});
    }));
    total += step;
    if (step < kTrimStep) return total;
  }
}

}  // namespace tl::store
