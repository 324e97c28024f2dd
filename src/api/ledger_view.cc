#include "api/ledger_view.h"

#include <algorithm>

#include "api/json_out.h"

namespace tl::api {
namespace {

void render_row(JsonWriter& out, const sync::LedgerRow& row) {
  const store::LedgerAccount& account = row.account;
  out.begin_object().member("account", account.account).member("key", account.key);
  out.member("state", account.state).member("text", row.text);
  instant_member(out, "looked", account.looked);
  out.member("theirs", account.theirs).member("ours", account.ours);
  instant_member(out, "newest_theirs", account.newest_theirs);
  instant_member(out, "newest_ours", account.newest_ours);
  instant_member(out, "census", account.census);
  instant_member(out, "proven", account.proven);
  out.member("compared", account.compared).member("look_requests", account.look_requests);
  out.member("census_requests", account.census_requests).member("open", row.open);
  out.member("detail", account.detail).end_object();
}

void render_optional_row(JsonWriter& out, std::string_view name,
                         const std::optional<sync::LedgerRow>& row) {
  out.key(name);
  if (row) {
    render_row(out, *row);
  } else {
    out.null();
  }
}

void render_arrivals(JsonWriter& out, const store::ArrivalTally& tally) {
  out.key("arrivals").begin_object();
  out.member("stored", tally.stored).member("deleted", tally.deleted);
  out.member("waiting", tally.now.waiting).member("accepted", tally.now.done);
  out.member("ignored", tally.now.ignored).member("failed", tally.now.refused);
  out.member("rejected", tally.now.rejected).member("repeats", tally.now.repeats);
  out.member("balanced", tally.balanced()).end_object();
}

void render_pulls(JsonWriter& out, const store::PullTally& tally) {
  out.key("pulls").begin_object();
  out.member("read", tally.read).member("applied", tally.applied);
  out.member("refused", tally.refused).member("left_out", tally.left_out);
  out.member("balanced", tally.balanced()).end_object();
}

void render_members(JsonWriter& out, const sync::ConnectionLedger& ledger) {
  out.member("connection", ledger.connection).member("name", ledger.name);
  out.member("state", ledger.state).member("text", ledger.text);
  instant_member(out, "complete_as_of", ledger.complete_as_of);
  instant_member(out, "checked", ledger.checked);
  out.member("projects", ledger.projects).member("proven_projects", ledger.proven_projects);
  out.member("open", ledger.open).member("healed_7d", ledger.healed_7d);
  out.member("requests_24h", ledger.requests_24h).member("page_note", ledger.page_note);
  texts_member(out, "alarms", ledger.alarms);
  render_arrivals(out, ledger.arrivals);
  render_pulls(out, ledger.pulls);
  render_optional_row(out, "worklogs", ledger.worklogs);
  render_optional_row(out, "histories", ledger.histories);
}

void render_difference(JsonWriter& out, const store::LedgerDifference& difference,
                       std::string_view connection) {
  out.begin_object().member("id", std::to_string(difference.id));
  out.member("connection", connection).member("account", difference.account);
  out.member("subject", difference.subject);
  text_or_null(out, "issue", difference.issue ? std::to_string(difference.issue.value) : "");
  out.member("key", difference.key).member("kind", difference.kind);
  out.member("cause", difference.cause);
  instant_member(out, "since", difference.since);
  out.member("found", format_instant(difference.found));
  instant_member(out, "healed", difference.healed);
  out.member("how", difference.how).member("detail", difference.detail).end_object();
}

}  // namespace

void render_ledger_report(JsonWriter& out, const sync::LedgerReport& report) {
  out.begin_object().member("at", format_instant(report.at));
  instant_member(out, "complete_as_of", report.complete_as_of);
  out.key("connections").begin_array();
  for (const sync::ConnectionLedger& ledger : report.connections) {
    out.begin_object();
    render_members(out, ledger);
    out.end_object();
  }
  out.end_array().end_object();
}

void render_connection_ledger(JsonWriter& out, const sync::ConnectionLedger& ledger) {
  out.begin_object();
  render_members(out, ledger);
  out.key("rows").begin_array();
  for (const sync::LedgerRow& row : ledger.rows) render_row(out, row);
  out.end_array().end_object();
}

void render_differences(JsonWriter& out, const sync::DifferencePage& page,
                        const std::map<InstanceId, std::string>& connections,
                        std::string_view next_cursor) {
  out.begin_object().key("items").begin_array();
  for (const store::LedgerDifference& difference : page.items) {
    const auto known = connections.find(difference.instance);
    render_difference(out, difference, known == connections.end() ? "" : known->second);
  }
  out.end_array();
  text_or_null(out, "next_cursor", next_cursor);
  out.end_object();
}

const sync::ConnectionLedger* ledger_of(const sync::LedgerReport& report, InstanceId instance) {
  const auto found = std::find_if(report.connections.begin(), report.connections.end(),
                                  [&](const auto& one) { return one.instance == instance; });
  return found == report.connections.end() ? nullptr : &*found;
}

}  // namespace tl::api
