#include "lens/store_source.h"

#include "lens/store_scan.h"
#include "store/store.h"

namespace tl::lens {
namespace {

bool is_catalogue(domain::RecordKind kind) {
  for (const domain::RecordKind known : kCatalogueKinds) {
    if (known == kind) return true;
  }
  return false;
}

class StoreSource : public LensSource {
 public:
  explicit StoreSource(store::TenantStore store) : store_(store) {}

  Result<int64_t> load_position() override {
    int64_t position = 0;
    TL_CHECK_OK(store_.read_snapshot(
        [&](store::Snapshot& snapshot) { position = snapshot.feed_position(); }));
    return position;
  }

  Result<void> scan(LensBuilder& into, const std::stop_token& stop) override {
    try {
      return store_.read_snapshot(
          [&](store::Snapshot& snapshot) { StoreScan(snapshot, into, stop).run(); });
    } catch (ScanStopped& stopped) {
      return std::move(stopped.error);
    }
  }

  Result<FeedNews> load_news(int64_t after, size_t limit) override {
    TL_TRY(const store::FeedPage page, store_.load_feed(after, limit));
    FeedNews news;
    news.position = page.rows.empty() ? after : page.rows.back().position;
    news.lost = page.gap || page.head < after;  // behind us: the database was restored from a copy
    for (const store::FeedRow& row : page.rows) TL_CHECK_OK(take(row, news));
    return news;
  }

  Result<std::optional<SourceIssue>> load_issue(IssueRef ref) override {
    auto row = store_.load_issue(ref);
    if (!row && row.error().code == ErrorCode::kNotFound) return std::optional<SourceIssue>();
    if (!row) return std::move(row).error();
    TL_TRY(auto histories, store_.load_histories(ref));
    SourceIssue issue{ref.instance, {ref.issue, std::move(row->attributes)}, std::move(histories)};
    return std::optional(std::move(issue));
  }

  void wait_news(int64_t after, Millis at_most, const std::stop_token& stop) override {
    store_.wait_feed(after, at_most, stop);
  }

 private:
  Result<void> take(const store::FeedRow& row, FeedNews& news) {
    if (row.kind == store::FeedKind::kIssue) news.issues.push_back({row.instance, row.issue});
    if (row.kind == store::FeedKind::kRecord && is_catalogue(row.record_kind)) {
      TL_TRY(auto record, store_.load_record(row.instance, row.record_kind, row.record_id));
      if (record) news.records.emplace_back(row.instance, std::move(*record));
    }
    if (row.kind == store::FeedKind::kConnection) {
      const auto connection = store_.load_connection(row.instance);
      if (!connection && connection.error().code != ErrorCode::kNotFound) return connection.error();
      if (!connection) news.removed.push_back(row.instance);
    }
    return {};
  }

  store::TenantStore store_;
};

}  // namespace

std::unique_ptr<LensSource> make_store_source(store::Store& store, TenantId tenant) {
  return std::make_unique<StoreSource>(store.tenant(tenant));
}

}  // namespace tl::lens
