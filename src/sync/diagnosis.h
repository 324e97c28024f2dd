// "Why nothing?": the reasons why a connection brings nothing, or less than expected, in words that
// page, API and command line share (product.md C16). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/service.h"

namespace tl::sync {

// What is known here, and what the vendor said when it was asked.
struct DiagnosisInput {
  Instant now;
  ConnectionStatus status;
  std::string public_url;
  std::vector<store::WebhookHook> hooks;
  int64_t arrivals_waiting = 0;
  int64_t refetch_waiting = 0;
  int64_t refused = 0;  // items and deliveries that cannot be read
  int64_t incomplete = 0;
  int64_t rejected = 0;   // deliveries with a bad signature since the start of the server
  int64_t elsewhere = 0;  // deliveries of another site since then
  // Only when the vendor was asked.
  std::optional<connector::CheckReport> check;
  std::optional<Error> check_error;
  std::optional<connector::FilterCheck> filter;
  std::optional<std::vector<connector::RemoteHook>> remote_hooks;
  // Projects with issues here, when all are chosen: what becomes of each (a check names chosen
  // ones).
  std::vector<connector::KeyVerdict> projects;
};

[[nodiscard]] std::vector<Finding> decide_findings(const DiagnosisInput& input);  // worst first
[[nodiscard]] std::string render_findings(const domain::Connection& connection,
                                          const std::vector<Finding>& findings);

}  // namespace tl::sync
