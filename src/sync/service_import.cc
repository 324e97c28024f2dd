// Sites that are known from files: saved answers of the vendor's API, or our own export.
#include <fmt/format.h>

#include <set>

#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "net/url.h"
#include "store/import.h"
#include "sync/admission.h"
#include "sync/round_log.h"
#include "sync/scope.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

constexpr size_t kMaxSites = 100;     // that are named when the file is of none of ours
constexpr size_t kLinesAtOnce = 500;  // of an export, in one transaction

void add(ImportReport& report, const store::ApplyReport& applied) {
  report.issues += applied.issues_changed;
  report.histories += applied.histories_changed;
  report.worklogs += applied.worklogs_changed;
  report.records += applied.records_changed - applied.worklogs_changed;
  report.unchanged +=
      applied.issues_unchanged + applied.histories_unchanged + applied.records_unchanged;
}

// Which site's lines of an export are meant: the connection's own, or the only one there is.
Result<std::string> choose_site(std::string_view text, const domain::Connection& connection) {
  const std::string own = connection.vendor + ":" +
                          (connection.site_id.empty() ? connection.base_url : connection.site_id);
  std::set<std::string> sites;
  for (const std::string_view line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    const auto document = JsonDocument::parse(line);
    if (!document.ok()) continue;  // refused by itself later
    if (const auto site = json_text(document->root(), "instance")) sites.emplace(*site);
    if (sites.size() > kMaxSites) break;
  }
  if (sites.contains(own)) return own;
  if (sites.size() == 1) return *sites.begin();
  std::string names;
  for (const std::string& site : sites) names += (names.empty() ? "" : ", ") + site;
  return make_error(ErrorCode::kInvalidArgument,
                    "the export is of several sites (" + names + ") and none of them is " + own);
}

class Importer {
 public:
  Importer(Runtime& runtime, TenantId tenant, const domain::Connection& connection)
      : runtime_(runtime),
        tenant_(tenant),
        store_(runtime.store.tenant(tenant)),
        connection_(connection) {}

  Result<ImportReport> read_export(std::string_view text) {
    report_.kind = "export of Throughline";
    TL_TRY(const std::string site, choose_site(text, connection_));
    domain::ChangeSet set;
    size_t lines = 0;
    size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
      ++number;
      if (trim(line).empty()) continue;
      auto read = store::parse_export_line(line);
      if (!read.ok()) {
        report_.refused.push_back(
            {"line", std::to_string(number), read.error().detail, std::string(line)});
        continue;
      }
      if (read->instance != site) continue;
      set.append(std::move(read->facts));
      if (++lines % kLinesAtOnce == 0) TL_CHECK_OK(apply(std::move(set), {}));
      if (lines % kLinesAtOnce == 0) set = {};
    }
    TL_CHECK_OK(apply(std::move(set), {}));
    return std::move(report_);
  }

  Result<ImportReport> read_answer(const connector::Connector& connector, std::string_view name,
                                   std::string_view text) {
    TL_TRY(const domain::FieldCatalogue fields, store_.load_field_catalogue(connection_.id));
    connector::SavedContext context;
    context.fields = &fields;
    // Nobody knows how old the file is. What names no instant of its own counts as known since the
    // site is known here: it fills gaps, the same file twice is one, and what was pulled wins.
    context.received = connection_.created;
    context.file_name = std::string(name);
    context.descriptions = connection_.options.descriptions;
    context.find_issue = [this](std::string_view key) -> std::optional<IssueId> {
      const auto found = store_.find_issue_by_key(key, connection_.id);
      return found.ok() ? std::optional(found->ref.issue) : std::nullopt;
    };
    TL_TRY(connector::SavedAnswer answer, connector.read_saved(text, context));
    report_.kind = answer.kind;
    report_.refused = answer.refused;
    // Nobody can be asked about a site of files; a connected one is.
    if (connection_.flavour == kImportFlavour) answer.changes.refetch.clear();
    TL_CHECK_OK(apply(std::move(answer.changes), std::move(answer.refused)));
    return std::move(report_);
  }

 private:
  Result<void> apply(domain::ChangeSet set, std::vector<domain::Refused> refused) {
    if (set.empty() && refused.empty()) return {};
    TL_TRY(const std::vector<IssueId> stored, store_.known_issues(connection_.id, issues_of(set)));
    const std::set<IssueId> known(stored.begin(), stored.end());
    // Histories and worklogs of issues that come in another file stay: order does not matter here.
    store::ApplyContext context;
    context.counts = true;
    context.tally.refused = count_refused_issues(refused);
    context.tally.read = static_cast<int64_t>(set.issues.size()) + context.tally.refused;
    if (!connection_.project_keys.empty()) {
      context.tally.left_out =
          admit(set, {.project_keys = connection_.project_keys, .known = known});
    }
    context.refused = std::move(refused);
    TL_TRY(const store::ApplyReport applied, store_.apply(connection_.id, set, context));
    add(report_, applied);
    if (changes_fields(set, applied)) runtime_.tell_fields_changed(tenant_, connection_.id);
    runtime_.events.publish({Event::Kind::kFeed, tenant_, connection_.id, applied.feed_position});
    return {};
  }

  Runtime& runtime_;
  TenantId tenant_;
  store::TenantStore store_;
  const domain::Connection& connection_;
  ImportReport report_;
};

}  // namespace

Result<ConnectionStatus> Service::create_import_site(TenantId tenant, const ImportSite& site) {
  const connector::Connector* connector = impl_->runtime.connector(site.vendor);
  if (connector == nullptr) {
    return make_error(ErrorCode::kInvalidArgument, "unknown vendor " + site.vendor);
  }
  TL_TRY(const connector::NormalisedUrl url, connector->normalise_url(site.base_url));
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_TRY(const std::vector<domain::Connection> known, store.list_connections());
  for (const domain::Connection& connection : known) {
    if (connection.vendor != site.vendor || connection.base_url != url.url) continue;
    return make_error(ErrorCode::kConflict, "this site is known already as \"" + connection.name +
                                                "\" (" + connection.public_id + ")");
  }
  domain::Connection connection;
  connection.vendor = site.vendor;
  connection.flavour = kImportFlavour;
  connection.base_url = url.url;
  const auto parsed = net::parse_url(url.url);
  connection.name = !site.name.empty() ? site.name : parsed.ok() ? parsed->host : url.url;
  connection.webhooks_wanted = false;
  TL_TRY(connection, store.create_connection(std::move(connection)));
  impl_->publish(tenant, connection.id);
  return impl_->status_of(tenant, std::move(connection));
}

Result<ImportReport> Service::import_file(TenantId tenant, InstanceId instance,
                                          std::string_view file_name, std::string_view text) {
  Runtime& runtime = impl_->runtime;
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const domain::Connection connection, store.load_connection(instance));
  const connector::Connector* connector = runtime.connector(connection.vendor);
  if (connector == nullptr) return make_error(ErrorCode::kInternal, "unknown vendor");
  RoundEntry entry{random_public_id(), kImportKind, runtime.clock.now(), {}, 0, 0, 0, "", ""};
  Importer importer(runtime, tenant, connection);
  TL_TRY(ImportReport report, store::is_export(text)
                                  ? importer.read_export(text)
                                  : importer.read_answer(*connector, file_name, text));
  entry.finished = runtime.clock.now();
  entry.items = report.issues + report.histories + report.worklogs + report.records;
  entry.refused = static_cast<int64_t>(report.refused.size());
  if (entry.items > 0 || entry.refused > 0) TL_CHECK_OK(save_round(store, instance, entry));
  impl_->wake(instance);
  impl_->publish(tenant, instance);
  return report;
}

}  // namespace tl::sync
