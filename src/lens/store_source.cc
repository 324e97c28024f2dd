#include "lens/store_source.h"

#include <map>
#include <set>

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
  StoreSource(store::Store& all, TenantId tenant) : all_(all), store_(all.tenant(tenant)) {}

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

  // However many rows: one query for the feed, one for all records that changed, and one for each
  // connection that did.
  Result<FeedNews> load_news(int64_t after, size_t limit) override {
    TL_TRY(const store::FeedPage page, store_.load_feed(after, limit));
    FeedNews news;
    news.position = page.rows.empty() ? after : page.rows.back().position;
    news.lost = page.gap || page.head < after;  // behind us: the database was restored from a copy
    Changed changed;
    for (const store::FeedRow& row : page.rows) take(row, news, changed);
    TL_CHECK_OK(load_records(changed, news));
    for (const InstanceId instance : changed.connections) {
      const auto connection = store_.load_connection(instance);
      if (!connection && connection.error().code != ErrorCode::kNotFound) return connection.error();
      if (!connection) news.removed.push_back(instance);
    }
    return news;
  }

  Result<RoleMap> load_roles() override {
    std::map<InstanceId, domain::FieldCatalogue> fields;
    TL_CHECK_OK(store_.read_snapshot([&](store::Snapshot& snapshot) {
      snapshot.scan_records(
          domain::RecordKind::kField,
          [&](InstanceId instance, const domain::Record& record) { fields[instance].add(record); });
    }));
    RoleMap roles;
    for (const auto& [instance, all] : fields) roles.emplace(instance, FieldRoles(all));
    return roles;
  }

  Result<std::vector<IssueRow>> load_rows(const std::vector<IssueRef>& refs,
                                          RowMaker& maker) override {
    std::vector<IssueRow> rows;
    if (refs.empty()) return rows;
    try {
      TL_CHECK_OK(store_.read_snapshot(
          [&](store::Snapshot& snapshot) { rows = read_rows(snapshot, refs, maker); }));
    } catch (ScanStopped& stopped) {
      return std::move(stopped.error);
    }
    return rows;
  }

  Result<std::string> load_seal() override {
    TL_TRY(auto seal, all_.load_setting(seal_name()));
    return seal.value_or("");
  }
  Result<void> save_seal(const std::string& seal) override {
    return all_.save_setting(seal_name(), seal);
  }

  void wait_news(int64_t after, Millis at_most, const std::stop_token& stop) override {
    store_.wait_feed(after, at_most, stop);
  }

 private:
  struct Changed {
    std::map<std::pair<InstanceId, domain::RecordKind>, std::set<std::string>> records;
    std::set<InstanceId> connections;
  };

  static void take(const store::FeedRow& row, FeedNews& news, Changed& changed) {
    if (row.kind == store::FeedKind::kConnection) changed.connections.insert(row.instance);
    if (row.kind == store::FeedKind::kIssue || (row.kind == store::FeedKind::kRecord && row.issue))
      news.issues.push_back({row.instance, row.issue});
    if (row.kind != store::FeedKind::kRecord || !is_catalogue(row.record_kind)) return;
    changed.records[{row.instance, row.record_kind}].insert(row.record_id);
    if (row.record_kind == domain::RecordKind::kField &&
        (news.fields.empty() || news.fields.back() != row.instance))
      news.fields.push_back(row.instance);
  }

  Result<void> load_records(const Changed& changed, FeedNews& news) {
    if (changed.records.empty()) return {};
    return store_.read_snapshot([&](store::Snapshot& snapshot) {
      for (const auto& [of, ids] : changed.records) {
        snapshot.load_records(of.first, of.second, {ids.begin(), ids.end()},
                              [&](InstanceId instance, const domain::Record& record) {
                                news.records.emplace_back(instance, record);
                              });
      }
    });
  }

  [[nodiscard]] std::string seal_name() const {
    return "lens.seal." + std::to_string(store_.id().value);
  }

  store::Store& all_;
  store::TenantStore store_;
};

}  // namespace

std::unique_ptr<LensSource> make_store_source(store::Store& store, TenantId tenant) {
  return std::make_unique<StoreSource>(store, tenant);
}

}  // namespace tl::lens
