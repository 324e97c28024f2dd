#include "sync/ledger_words.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <stdexcept>

#include "sync/ledger_compare.h"

namespace tl::sync {
namespace {

constexpr int64_t kFullPage = 1000;

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name.empty() ? "UTC" : name);
  } catch (const std::runtime_error&) {
    return date::locate_zone("UTC");
  }
}

auto local_time(const date::time_zone* zone, Instant instant) {
  return zone->to_local(
      date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds(instant.ms)});
}

std::string lag_text() { return fmt::format("{} min", kProofLag.ms / 60'000); }

std::string plural(int64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", counted(n), n == 1 ? one : many);
}

std::string counts(const store::LedgerAccount& account) {
  if (!account.looked && !account.census) return "";
  if (!account.theirs) return fmt::format("{} here; ", counted(account.ours));
  return fmt::format("{} here, {} in Jira; ", counted(account.ours), counted(*account.theirs));
}

std::string proof(const LedgerRow& row, const WallClock& clock) {
  const store::LedgerAccount& account = row.account;
  if (!account.proven) return "not proven yet";
  return fmt::format("ids and change stamps proven equal at {} minus {}",
                     clock.show(*account.proven + kProofLag), lag_text());
}

std::string project_text(const LedgerRow& row, const WallClock& clock) {
  const store::LedgerAccount& account = row.account;
  std::string text = counts(account) + proof(row, clock);
  if (account.state == "nothing_new" && account.looked) {
    text += fmt::format("; nothing new seen at {}", clock.show(*account.looked));
  }
  if (row.open > 0) {
    text += "; " + plural(row.open, "difference is being healed", "differences are being healed");
  }
  if (!account.detail.empty()) text += ". " + account.detail;
  return text + ".";
}

std::string worklog_text(const LedgerRow& row, const WallClock& clock) {
  const store::LedgerAccount& account = row.account;
  if (account.state == "cannot") return "Jira gives no list of changed worklogs: " + account.detail;
  if (!account.census) return "Worklogs were not compared yet.";
  std::string text =
      fmt::format("Worklogs changed in the 24 hours before {}: ", clock.show(*account.census));
  text += row.open > 0
              ? plural(row.open, "difference is being healed", "differences are being healed")
              : "ids and change stamps equal";
  return text + fmt::format(". {} were compared, older ones in turn.", counted(account.compared));
}

std::string sample_text(const LedgerRow& row, const WallClock& clock) {
  const store::LedgerAccount& account = row.account;
  if (!account.census) return "No whole history was compared yet.";
  return fmt::format("Whole histories, sampled in turn, last at {}: {}.",
                     clock.show(*account.census), account.detail);
}

}  // namespace

std::string WallClock::show(Instant instant) const {
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const date::time_zone* where = find_zone(zone);
  const auto local = local_time(where, instant);
  const auto day = date::floor<date::days>(local);
  const auto today = date::floor<date::days>(local_time(where, now));
  const auto minute = std::chrono::duration_cast<std::chrono::minutes>(local - day).count();
  const std::string time = fmt::format("{:02}:{:02}", minute / 60, minute % 60);
  if (day == today) return time;
  const date::year_month_day civil{day};
  const std::string date = fmt::format("{} {}", static_cast<unsigned>(civil.day()),
                                       kMonths.at(static_cast<unsigned>(civil.month()) - 1));
  const bool same_year = civil.year() == date::year_month_day{today}.year();
  if (same_year) return date + " " + time;
  return fmt::format("{} {} {}", date, static_cast<int>(civil.year()), time);
}

std::string counted(int64_t n) {
  std::string text = std::to_string(n);
  const int first = n < 0 ? 1 : 0;
  for (int at = static_cast<int>(text.size()) - 3; at > first; at -= 3) {
    text.insert(static_cast<size_t>(at), ",");
  }
  return text;
}

std::optional<Instant> complete_of(const store::LedgerAccount& account,
                                   std::optional<Instant> open_since) {
  if (!account.proven) return std::nullopt;
  Instant complete = *account.proven;
  const bool nothing_new = account.state == "nothing_new" && account.looked;
  if (nothing_new) complete = std::max(complete, *account.looked - kProofLag);
  if (open_since) complete = std::min(complete, *open_since - Millis(1));
  return complete;
}

std::string render_row(const LedgerRow& row, const WallClock& clock) {
  if (row.account.account == store::kWorklogAccount) return worklog_text(row, clock);
  if (row.account.account == store::kSampleAccount) return sample_text(row, clock);
  return project_text(row, clock);
}

std::string render_connection(const ConnectionLedger& ledger, const WallClock& clock) {
  const std::string complete =
      ledger.complete_as_of ? "Complete as of " + clock.show(*ledger.complete_as_of) : "";
  if (ledger.state == "files_only") return "Known from files only; nothing can be compared";
  if (ledger.state == "reading") return "The past is being read; then it is compared";
  if (ledger.state == "stopped") {
    return complete.empty() ? "Stopped before it was proven" : "Stopped. " + complete;
  }
  if (ledger.state == "differs") {
    const std::string open =
        plural(ledger.open, "difference is being healed", "differences are being healed");
    return complete.empty() ? open : complete + "; " + open;
  }
  if (ledger.state == "unproven" && ledger.projects == 0) return "No project to compare yet";
  if (ledger.state == "unproven") {
    return fmt::format("{} of {} proven equal so far", counted(ledger.proven_projects),
                       plural(ledger.projects, "project", "projects"));
  }
  if (ledger.state == "nothing_new") return complete + ", as far as counts and newest changes say";
  return complete;
}

std::vector<std::string> render_alarms(const store::ArrivalTally& arrivals,
                                       const store::PullTally& pulls) {
  std::vector<std::string> alarms;
  if (!arrivals.balanced()) {
    alarms.push_back(
        fmt::format("{} deliveries were stored, and {} are accounted for. Please report it",
                    counted(arrivals.stored), counted(arrivals.deleted + arrivals.now.all())));
  }
  if (!pulls.balanced()) {
    alarms.push_back(fmt::format(
        "{} issues were read from Jira, and {} are accounted for: {} stored, {} refused, {} left "
        "out. Please report it",
        counted(pulls.read), counted(pulls.applied + pulls.refused + pulls.left_out),
        counted(pulls.applied), counted(pulls.refused), counted(pulls.left_out)));
  }
  return alarms;
}

std::string render_page_note(int64_t page_size, int64_t issues, std::string_view flavour) {
  if (page_size <= 0 || page_size >= kFullPage) return "";
  std::string note = fmt::format(
      "This Jira gives at most {} issues an answer, so comparing all {} takes about {} requests a "
      "day.",
      counted(page_size), counted(issues), counted(issues / page_size + 1));
  if (flavour != "cloud") {
    note += " An admin of Jira can raise jira.search.views.default.max to 1,000.";
  }
  return note;
}

}  // namespace tl::sync
