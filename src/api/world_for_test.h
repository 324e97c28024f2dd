// A whole server without sockets and without a Jira: real store on SQLite in a temporary folder,
// real vault, sync and lens, a connector that answers from memory, a clock that tests move.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/api.h"
#include "base/json.h"
#include "connector/connector.h"
#include "net/http_client.h"
#include "net/router.h"

namespace tl::api {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start.ms) {}
  [[nodiscard]] Instant now() const override { return Instant(now_.load()); }
  // Real time does not count: only advance() ends a wait.
  bool wait_until(Instant until, const std::stop_token& stop) const override;
  void advance(Millis by);

 private:
  std::atomic<int64_t> now_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any moved_;
};

// A Jira that says yes: token "good" passes, all others are rejected. Sites named server.* are
// Servers, dc.* Data Centers, nojira.* are none at all, all others Cloud. It has one project,
// ACME; a filter with "wrong" in it is invalid. Saved answers look like
// {"issues":[{"id":7,"key":"ACME-7"}],"refused":["8"]}.
class FakeConnector final : public connector::Connector {
 public:
  [[nodiscard]] std::string_view vendor() const override { return "jira"; }
  [[nodiscard]] std::string_view title() const override { return "Jira"; }
  [[nodiscard]] int normaliser_version() const override { return 1; }
  [[nodiscard]] Result<connector::NormalisedUrl> normalise_url(
      std::string_view pasted) const override;
  [[nodiscard]] Result<connector::CheckReport> fetch_check(
      const connector::Session& session, const connector::CheckRequest& request) const override;
  [[nodiscard]] Result<connector::ProjectPage> fetch_projects(
      const connector::Session& session, const connector::ProjectQuery& query) const override;
  [[nodiscard]] Result<connector::SiteIdentity> fetch_site(
      const connector::Session& session) const override;
  [[nodiscard]] Result<std::vector<connector::KeyVerdict>> fetch_key_check(
      const connector::Session& session, std::span<const std::string> keys) const override;
  [[nodiscard]] Result<connector::FilterCheck> fetch_filter_check(
      const connector::Session& session, const connector::FilterQuery& query) const override;
  [[nodiscard]] Result<std::vector<connector::LiveIssue>> fetch_live(
      const connector::Session& session, std::span<const IssueId> ids) const override;
  [[nodiscard]] Result<std::vector<connector::RemoteHook>> fetch_hooks(
      const connector::Session& session) const override;
  [[nodiscard]] Result<connector::SavedAnswer> read_saved(
      std::string_view text, const connector::SavedContext& context) const override;
  [[nodiscard]] std::vector<connector::StreamInfo> backfill_streams() const override;
  [[nodiscard]] std::vector<connector::StreamInfo> poll_streams() const override { return {}; }
  [[nodiscard]] Result<connector::PulledPage> fetch_page(
      const connector::Session& session, std::string_view stream, std::string_view state,
      const connector::PullScope& scope) const override;
  [[nodiscard]] Result<connector::PulledPage> fetch_issues(
      const connector::Session& session, std::span<const IssueId> ids,
      const connector::PullScope& scope) const override;
  [[nodiscard]] Result<void> check_arrival(const connector::RawArrival& arrival) const override;
  [[nodiscard]] std::string delivery_key(const net::Headers& headers,
                                         std::string_view body) const override;
  [[nodiscard]] Result<std::string> cut_body(std::string_view body,
                                             const connector::CutRules& rules) const override;
  [[nodiscard]] connector::Normalised normalise_arrival(
      std::string_view body, const connector::NormaliseContext& context) const override;
  [[nodiscard]] Result<connector::EffectOutcome> apply_effect(
      const connector::Session& session, const domain::Effect& effect,
      const connector::EffectContext& context) const override;
  [[nodiscard]] std::vector<std::string_view> inspect_kinds() const override { return {}; }
  [[nodiscard]] int inspect(std::string_view kind, std::string_view text, std::string_view fields,
                            const Emit& emit) const override;
};

class NoTransport final : public net::HttpTransport {
 public:
  [[nodiscard]] Result<net::HttpAnswer> fetch(const net::HttpRequest& request,
                                              const std::stop_token& stop) override;
};

// What a browser would do with one answer.
struct Answer {
  int status = 0;
  net::Headers headers;
  std::string body;

  [[nodiscard]] const JsonElement& json();
  [[nodiscard]] std::string text(std::string_view pointer);  // "/user/role"; "" when absent
  [[nodiscard]] std::string cookie() const;                  // value of tl_session, "" when none

 private:
  std::shared_ptr<JsonDocument> document_;
  JsonElement root_;
};

struct Ask {
  std::string method = "GET";
  std::string target = "/";
  std::string body = "";
  std::string cookie = "";  // value of tl_session
  net::Headers headers = {};
  std::string peer = "192.0.2.7";
  std::string scheme = "http";
};

// A stream as the test sees it.
class RecordedStream final : public net::StreamWriter {
 public:
  bool send(std::string_view bytes) override;
  void close() override;
  [[nodiscard]] bool closed() const override;
  [[nodiscard]] std::string taken();  // what was sent since the last call

 private:
  mutable std::mutex mutex_;
  std::string sent_;
  bool closed_ = false;
};

class World {
 public:
  World();
  ~World();

  // One request through the real routes. Answers of documented routes are checked against
  // the API document.
  Answer call(const Ask& ask);
  Answer get(const std::string& target, const std::string& cookie = "");
  // With Origin and content type as a page of ours sends them.
  Answer send(const std::string& method, const std::string& target, const std::string& body,
              const std::string& cookie = "");
  // nothing: accepted, `stream` is open.
  std::optional<Answer> open_events(const std::string& cookie,
                                    const std::shared_ptr<RecordedStream>& stream);

  // First run; gives the admin's cookie.
  std::string set_up();
  store::SignedIn add_tenant(const std::string& name);
  store::User add_user(TenantId tenant, const std::string& email, store::Role role,
                       bool disabled = false);
  std::string sign_in(const std::string& email);
  std::string connect(const std::string& cookie, const std::string& site = "acme");
  // A done issue of three changes with a worklog and a comment.
  void add_issue(TenantId tenant, InstanceId instance, int64_t id, const std::string& key,
                 const std::string& summary, Instant created, int64_t cycle_seconds);
  void add_catalogue(TenantId tenant, InstanceId instance);
  TenantId tenant_id();
  InstanceId instance_id(const std::string& public_id);

  static constexpr std::string_view kPassword = "correct horse battery";
  std::filesystem::path dir;
  ManualClock clock{Instant(1'795'219'200'000)};  // 2026-11-21T00:00:00Z
  std::unique_ptr<store::Store> store;
  std::unique_ptr<vault::Vault> vault;
  NoTransport transport;
  std::vector<std::unique_ptr<connector::Connector>> connectors;
  std::unique_ptr<sync::Service> service;
  std::unique_ptr<lens::LensHouse> lenses;
  std::unique_ptr<ApiContext> context;
  net::Router router;
  std::vector<std::string> setup_tokens;  // made after wrong tries
  std::string setup_token;
};

// Body of POST /api/v1/connections/jira that passes.
[[nodiscard]] std::string connect_body(const std::string& site);
[[nodiscard]] std::string setup_body(const std::string& token);

// Checks an answer against the document; gives what is wrong, "" when nothing is.
[[nodiscard]] std::string check_against_openapi(std::string_view method, std::string_view pattern,
                                                const Answer& answer);
// Does the document say that the operation may answer so?
[[nodiscard]] bool openapi_documents(const std::string& method, const std::string& pattern,
                                     int status);
// Method and pattern of every operation of the document.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> openapi_operations();

}  // namespace tl::api
