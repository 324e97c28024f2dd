// What the parts of a connection check share.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connector/check.h"
#include "connectors/jira/client.h"

namespace tl::connectors::jira {

class CheckRun {
 public:
  CheckRun(const connector::Session& session, const connector::CheckRequest& request)
      : request_(request), session_(std::make_unique<connector::Session>(session)) {
    client_.emplace(Client::interactive(*session_));
  }

  [[nodiscard]] const Client& client() const { return *client_; }
  [[nodiscard]] const connector::Session& session() const { return *session_; }
  void set_flavour(Flavour flavour) { client_->set_flavour(std::move(flavour)); }
  // Goes on at another address or with another method.
  void use(connector::Session session) {
    Flavour flavour = client_->flavour();
    client_.reset();
    session_ = std::make_unique<connector::Session>(std::move(session));
    client_.emplace(Client::interactive(*session_));
    client_->set_flavour(std::move(flavour));
  }
  [[nodiscard]] const connector::CheckRequest& request() const { return request_; }
  connector::CheckReport report;

  void passed(std::string_view id, std::string_view title, std::string detail);
  void not_needed(std::string_view id, std::string_view title, std::string detail);
  // The other states: with what it means and what to do.
  void row(connector::CheckState state, std::string_view id, std::string_view title,
           std::string detail, std::string effect, std::string remedy);
  void failed(std::string_view id, std::string_view title, std::string detail, std::string remedy);
  // For an answer that is an error: its text, and the remedy of its kind.
  void failed(std::string_view id, std::string_view title, const Error& error);
  // Notes that the run was stopped; true then.
  bool stopped(const Error& error);
  [[nodiscard]] bool is_stopped() const { return stop_.has_value(); }
  [[nodiscard]] const Error& stop_error() const { return *stop_; }

  // Filled by the rows for those below.
  std::set<std::string, std::less<>> permissions;  // held, anywhere
  std::vector<std::string> visible_keys;           // of the chosen projects
  std::vector<std::string> service_keys;           // visible ones of Jira Service Management
  std::string any_issue;                           // id of a visible issue; "" none
  bool serves = false;                             // the account may use Jira Service Management
  bool serves_known = false;
  net::Headers myself_headers;
  bool permissions_known = false;

 private:
  void add(connector::CheckRow row);
  const connector::CheckRequest& request_;
  std::unique_ptr<connector::Session> session_;
  std::optional<Client> client_;
  std::optional<Error> stop_;
};

// Rows about the site and who we are. False: no use going on.
bool check_site(CheckRun& run);
bool check_sign_in(CheckRun& run);
using Words = std::set<std::string, std::less<>>;
struct Permissions {
  Words held;
  Words known;  // that this site has at all
};
// The permissions held: in one project, or ("") anywhere. Nothing when Jira does not tell.
std::optional<Permissions> fetch_permissions(CheckRun& run, const std::string& project);
// "A, B and 3 more"
[[nodiscard]] std::string named(const std::vector<std::string>& words);
// Rows about what the account may do.
void check_permissions(CheckRun& run);
void check_projects(CheckRun& run);
void check_service_projects(CheckRun& run);
void check_filter(CheckRun& run);
void check_histories(CheckRun& run);
void check_comments(CheckRun& run);
void check_worklogs(CheckRun& run);
void check_emails(CheckRun& run);
void check_boards(CheckRun& run);
void check_rights(CheckRun& run);
// Clock and limits.
void check_surroundings(CheckRun& run);

}  // namespace tl::connectors::jira
