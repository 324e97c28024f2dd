#include "connectors/jira/check.h"

#include <algorithm>

#include "connectors/jira/check_run.h"

namespace tl::connectors::jira {

using connector::CheckReport;
using connector::CheckRow;
using connector::CheckState;

void CheckRun::add(CheckRow row) {
  if (request_.on_row) request_.on_row(row);
  report.rows.push_back(std::move(row));
}

void CheckRun::passed(std::string_view id, std::string_view title, std::string detail) {
  add(CheckRow{std::string(id), std::string(title), CheckState::kPassed, std::move(detail), "",
               ""});
}

void CheckRun::not_needed(std::string_view id, std::string_view title, std::string detail) {
  add(CheckRow{std::string(id), std::string(title), CheckState::kNotNeeded, std::move(detail), "",
               ""});
}

void CheckRun::row(CheckState state, std::string_view id, std::string_view title,
                   std::string detail, std::string effect, std::string remedy) {
  add(CheckRow{std::string(id), std::string(title), state, std::move(detail), std::move(effect),
               std::move(remedy)});
}

void CheckRun::failed(std::string_view id, std::string_view title, std::string detail,
                      std::string remedy) {
  row(CheckState::kFailed, id, title, std::move(detail), "The connection cannot be made.",
      std::move(remedy));
}

void CheckRun::failed(std::string_view id, std::string_view title, const Error& error) {
  failed(id, title, error.detail, std::string(traits(error.code).remedy));
}

bool CheckRun::stopped(const Error& error) {
  if (error.code != ErrorCode::kCancelled && error.code != ErrorCode::kStopping) return false;
  stop_ = error;
  return true;
}

Result<CheckReport> fetch_check(const connector::Session& session,
                                const connector::CheckRequest& request) {
  CheckRun run(session, request);
  using Step = void (*)(CheckRun&);
  static constexpr Step kSteps[] = {check_permissions, check_projects,    check_service_projects,
                                    check_filter,      check_histories,   check_comments,
                                    check_worklogs,    check_emails,      check_boards,
                                    check_rights,      check_surroundings};
  if (check_site(run) && check_sign_in(run)) {
    for (const Step step : kSteps) {
      if (!run.is_stopped()) step(run);
    }
  }
  if (run.is_stopped()) return run.stop_error();
  run.report.can_proceed =
      std::none_of(run.report.rows.begin(), run.report.rows.end(),
                   [](const CheckRow& row) { return row.state == CheckState::kFailed; });
  return std::move(run.report);
}

}  // namespace tl::connectors::jira
