// A whole server without sockets and without a Jira: real store on SQLite in a temporary folder,
// real vault, sync and lens, a connector that answers from memory, a clock that tests move.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/api.h"
#include "api/fake_connector_for_test.h"
#include "base/json.h"
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
  // Puts a delivery into the inbox as the edge does; gives its id. A waiting one is processed soon.
  std::string add_delivery(TenantId tenant, InstanceId instance, const std::string& key,
                           const std::string& body,
                           store::ArrivalState state = store::ArrivalState::kWaiting,
                           const std::string& detail = "");
  TenantId tenant_id();
  InstanceId instance_id(const std::string& public_id);

  static constexpr std::string_view kPassword = "correct horse battery";
  std::filesystem::path dir;
  ManualClock clock{Instant(1'795'219'200'000)};  // 2026-11-21T00:00:00Z
  std::unique_ptr<store::Store> store;
  std::unique_ptr<vault::Vault> vault;
  NoTransport transport;
  std::vector<std::unique_ptr<connector::Connector>> connectors;
  FakeConnector* jira = nullptr;  // of `connectors`
  std::unique_ptr<sync::Service> service;
  std::unique_ptr<lens::LensHouse> lenses;
  std::unique_ptr<ApiContext> context;
  net::Router router;
  std::vector<std::string> setup_tokens;  // made after wrong tries
  std::string setup_token;
};

// Asks again and again for what happens on another thread; false when it did not in 20 s.
[[nodiscard]] bool until(const std::function<bool()>& happened);

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
