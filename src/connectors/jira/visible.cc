#include "connectors/jira/visible.h"

#include <algorithm>

#include "connectors/jira/jql_text.h"
#include "connectors/jira/parallel.h"

namespace tl::connectors::jira {
namespace {

constexpr Millis kLookAgain = hours(1);

bool is_hidden(const Error& error) {
  return error.code == ErrorCode::kVendorNotFound || error.code == ErrorCode::kVendorForbidden;
}

}  // namespace

std::vector<std::string> keys_to_ask(const PullState& state, const connector::PullScope& scope) {
  const std::vector<std::string> chosen = usable_keys(scope.project_keys);
  std::vector<std::string> visible = state.list("visible");
  std::erase_if(visible, [&](const std::string& key) {  // dropped meanwhile
    return std::find(chosen.begin(), chosen.end(), key) == chosen.end();
  });
  return visible.empty() ? chosen : visible;
}

bool names_project(const Error& error) {
  return error.code == ErrorCode::kVendorRefused &&
         error.detail.find("project") != std::string::npos;
}

Result<void> find_visible(const Client& client, const connector::PullScope& scope,
                          PullState& state) {
  const std::vector<std::string> keys = usable_keys(scope.project_keys);
  std::vector<std::optional<Error>> errors(keys.size());
  run_parallel(keys.size(), kMaxParallel, [&](size_t i) {
    auto answer = client.get("project/{key}", client.api("/project/" + keys[i]));
    if (!answer.ok()) errors[i] = std::move(answer).error();
  });
  std::vector<std::string> visible;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (errors[i] && !is_hidden(*errors[i])) return *errors[i];
    if (!errors[i]) visible.push_back(keys[i]);
  }
  if (visible.empty()) {
    return make_error(ErrorCode::kVendorForbidden,
                      "None of the chosen projects is visible to this account.");
  }
  state.set_list("visible", std::move(visible));
  return {};
}

void note_hidden(const PullState& state, const connector::PullScope& scope,
                 connector::PulledPage& page) {
  const std::vector<std::string> visible = state.list("visible");
  if (visible.empty()) return;
  for (const std::string& key : usable_keys(scope.project_keys)) {
    if (std::find(visible.begin(), visible.end(), key) == visible.end()) {
      page.notes.push_back("No right to browse " + key + ".");
    }
  }
}

void keep_visible(const PullState& state, Instant now, PullState& next) {
  if (state.list("visible").empty()) return;
  const Instant looked(state.number("looked").value_or(now.ms));
  if (now - looked >= kLookAgain) return;
  next.set_list("visible", state.list("visible"));
  next.set("looked", looked.ms);
}

}  // namespace tl::connectors::jira
