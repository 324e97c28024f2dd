// What works and what does not, in the words of whoever has to mend it.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "api/origin.h"
#include "api/route.h"

namespace tl::api {
namespace {

constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
constexpr double kLowDiskGiB = 1.0;
constexpr double kFullDiskGiB = 0.1;
constexpr Millis kLateQueue = minutes(5);
constexpr Millis kStuckQueue = hours(1);
constexpr Instant kEarliestSaneClock{1'735'689'600'000};  // 2025-01-01

struct Row {
  std::string id;
  std::string title;
  std::string state = "passed";
  std::string detail;
  std::string remedy;
};

// "40 s", "12 min", "3 h"
std::string age_text(Millis age) {
  if (age < minutes(2)) return fmt::format("{} s", age.ms / 1000);
  if (age < hours(2)) return fmt::format("{} min", age.ms / minutes(1).ms);
  return fmt::format("{} h", age.ms / hours(1).ms);
}

Row database_row(ApiContext& api) {
  Row row{"database", "Database", "passed", std::string(api.store.backend()), ""};
  const auto tenants = api.store.list_tenants();
  if (!tenants.ok()) {
    row.state = "failed";
    row.detail += ": " + tenants.error().detail;
    row.remedy = std::string(traits(tenants.error().code).remedy);
  }
  return row;
}

Row disk_row(const std::string& data_dir) {
  Row row{"disk", "Disk space", "passed", "", ""};
  std::error_code failed;
  const auto space = std::filesystem::space(data_dir, failed);
  if (failed) return {"disk", "Disk space", "warning", "cannot be read: " + failed.message(), ""};
  const double free = static_cast<double>(space.available) / kGiB;
  row.detail = fmt::format("{:.1f} GiB free", free);
  if (free < kLowDiskGiB) {
    row.state = free < kFullDiskGiB ? "failed" : "warning";
    row.remedy = "Free some space; deliveries are refused when the disk is full.";
  }
  return row;
}

Row vault_row(const vault::Vault& vault) {
  const std::string reason = vault.sealed_reason();
  if (reason.empty()) return {"vault", "Stored secrets", "passed", "can be opened", ""};
  return {"vault", "Stored secrets", "failed", reason,
          std::string(traits(ErrorCode::kVaultSealed).remedy)};
}

Row public_url_row(const std::string& public_url) {
  const auto hint = unreachable_hint(public_url);
  if (!hint) return {"public_url", "Public address", "passed", public_url, ""};
  return {"public_url", "Public address", "warning", *hint,
          "Give this server an address that Jira can reach (--public-url)."};
}

Row clock_row(Instant now) {
  Row row{"clock", "Server clock", "passed", format_instant(now), ""};
  if (now < kEarliestSaneClock) {
    row.state = "failed";
    row.remedy = "Set the clock of the server; durations and signatures depend on it.";
  }
  return row;
}

// What Jira delivered and nobody looked at yet: it is on disk, but the numbers do not have it.
Row queue_row(const store::ArrivalQueue& queue, Instant now) {
  Row row{"deliveries", "Delivery queue", "passed", "nothing waits", ""};
  if (queue.waiting == 0 || !queue.oldest) return row;
  const Millis age(std::max<int64_t>(0, now.ms - queue.oldest->ms));
  row.detail = fmt::format("{} wait, the oldest for {}", queue.waiting, age_text(age));
  if (age < kLateQueue) return row;
  row.state = age < kStuckQueue ? "warning" : "failed";
  row.remedy =
      "Nothing is lost: they are on disk. If the queue does not get shorter, look at the "
      "log, and at the processor and the disk of the server.";
  return row;
}

// What the ledger claims of a connection, and each alarm as a row of its own.
void add_ledger_rows(const sync::ConnectionStatus& status, std::vector<Row>& rows) {
  const domain::Connection& connection = status.connection;
  const std::string id = "connection." + connection.public_id + ".ledger";
  Row claim{id, connection.name + ": completeness", "passed", status.ledger_text, ""};
  if (status.ledger_state == "differs") {
    claim.state = "warning";
    claim.remedy = "Differences are read again by themselves; the ledger lists them.";
  }
  rows.push_back(std::move(claim));
  for (size_t i = 0; i < status.alarms.size(); ++i) {
    rows.push_back({fmt::format("{}.alarm.{}", id, i + 1), connection.name + ": alarm", "failed",
                    status.alarms[i],
                    "The page of the connection says more under Completeness; a report of it "
                    "should have the server's log."});
  }
}

Row connection_row(const sync::ConnectionStatus& status) {
  Row row{"connection." + status.connection.public_id, status.connection.name, "passed", "", ""};
  row.detail = status.badge.text;
  if (!status.badge.line.empty()) row.detail += ": " + status.badge.line;
  if (status.badge.tone == "warn") row.state = "warning";
  if (status.badge.tone == "error") row.state = "failed";
  if (row.state != "passed" && status.last_error) row.remedy = *status.last_error;
  return row;
}

// Why this connection brings nothing, or less than expected, as far as it is known here.
Result<void> add_findings(ApiContext& api, TenantId tenant, const sync::ConnectionStatus& status,
                          std::vector<Row>& rows) {
  const domain::Connection& connection = status.connection;
  TL_TRY(const auto diagnosis, api.service.diagnose(tenant, connection.id, false));
  for (const sync::Finding& finding : diagnosis.findings) {
    Row row{"connection." + connection.public_id + "." + finding.code,
            connection.name + ": " + finding.title, "passed", finding.detail, finding.remedy};
    if (finding.severity == "blocking") row.state = "failed";
    if (finding.severity == "warning") row.state = "warning";
    rows.push_back(std::move(row));
  }
  return {};
}

void add_lens_rows(ApiContext& api, TenantId tenant, std::vector<Row>& rows) {
  for (const lens::LensStatus& lens : api.lenses.status()) {
    if (lens.tenant != tenant) continue;
    Row row{"numbers", "Numbers in memory", "passed",
            fmt::format("{} issues, {:.0f} MiB", lens.issues,
                        static_cast<double>(lens.memory_bytes) / (1024.0 * 1024.0)),
            ""};
    if (lens.trouble) {
      row.state = "failed";
      row.detail = "older than they look: " + lens.trouble->detail;
      row.remedy = std::string(traits(lens.trouble->code).remedy);
    }
    rows.push_back(std::move(row));
  }
}

Result<std::vector<Row>> examine(Call& call) {
  ApiContext& api = call.api;
  const Instant now = api.clock.now();
  std::vector<Row> rows = {database_row(api)};
  if (!api.options.data_dir.empty()) rows.push_back(disk_row(api.options.data_dir));
  rows.push_back(vault_row(api.vault));
  TL_TRY(const std::string public_url, load_public_url(api.store, api.options));
  rows.push_back(public_url_row(public_url));
  rows.push_back(clock_row(now));
  TL_TRY(const auto queue, api.store.inbox().queue(call.tenant(), std::nullopt));
  rows.push_back(queue_row(queue, now));
  add_lens_rows(api, call.tenant(), rows);
  TL_TRY(const auto connections, api.service.list(call.tenant()));
  for (const auto& status : connections) {
    rows.push_back(connection_row(status));
    add_ledger_rows(status, rows);
    TL_CHECK_OK(add_findings(api, call.tenant(), status, rows));
  }
  return rows;
}

Result<net::Response> get_doctor(Call& call) {
  TL_TRY(const auto rows, examine(call));
  bool ok = true;
  JsonWriter out;
  out.begin_object().key("rows").begin_array();
  for (const Row& row : rows) {
    ok = ok && row.state != "failed";
    out.begin_object().member("id", row.id).member("title", row.title);
    out.member("state", row.state).member("detail", row.detail).member("remedy", row.remedy);
    out.end_object();
  }
  out.end_array().member("ok", ok).end_object();
  return net::json_response(200, out.take());
}

}  // namespace

void add_doctor_routes(Routes& routes) {
  routes.add("GET", "/api/v1/doctor", {Access::kAdmin}, get_doctor);
}

}  // namespace tl::api
