// A scripted Jira for tests: answers by method and path, remembers what was asked, on a clock that
// only moves when somebody waits. May be asked by many threads; handlers run one at a time.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "connector/session.h"
#include "net/url.h"

namespace tl::connectors::jira {

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant(now_.load()); }
  bool wait_until(Instant until, const std::stop_token& stop) const override {
    if (stop.stop_requested()) return false;
    int64_t now = now_.load();
    while (until.ms > now && !now_.compare_exchange_weak(now, until.ms)) {
    }
    return true;
  }
  void set(Instant now) { now_ = now.ms; }

 private:
  mutable std::atomic<int64_t> now_{1'772'712'000'000};  // 2026-03-05T12:00:00Z
};

class FakeSite final : public net::HttpTransport {
 public:
  using Handler = std::function<Result<net::HttpAnswer>(const net::HttpRequest&)>;

  // "GET /rest/api/3/field"; the query is not part of it. "GET https://host/path" for one host.
  void on(const std::string& what, Handler handler) {
    const std::lock_guard lock(mutex_);
    handlers_[what] = std::move(handler);
  }
  void on(const std::string& what, int status, const std::string& body) {
    on(what, [=](const net::HttpRequest&) { return answer(status, body); });
  }

  static net::HttpAnswer answer(int status, const std::string& body) {
    net::HttpAnswer out;
    out.status = status;
    out.body = body;
    out.headers.set("Content-Type", "application/json");
    out.headers.set("Date", "Thu, 05 Mar 2026 12:00:01 GMT");
    return out;
  }

  Result<net::HttpAnswer> fetch(const net::HttpRequest& request, const std::stop_token&) override {
    const std::lock_guard lock(mutex_);
    const auto url = net::parse_url(request.url);
    const std::string what = request.method + " " + (url.ok() ? url->path : request.url);
    const std::string whole =
        request.method + " " + (url.ok() ? url->origin() + url->path : request.url);
    asked.push_back(what);
    requests.push_back(request);
    auto found = handlers_.find(whole);
    if (found == handlers_.end()) found = handlers_.find(what);
    if (found == handlers_.end()) return answer(404, R"({"errorMessages":["no such path"]})");
    const Handler handler = found->second;  // it may replace itself
    return handler(request);
  }

  // Whether the query of the request holds "name=value".
  static bool asks(const net::HttpRequest& request, const std::string& pair) {
    return request.url.find(pair) != std::string::npos;
  }
  [[nodiscard]] int count(const std::string& what) const {
    const std::lock_guard lock(mutex_);
    int n = 0;
    for (const std::string& one : asked) n += one == what ? 1 : 0;
    return n;
  }

  // To be read when nobody fetches.
  std::vector<std::string> asked;
  std::vector<net::HttpRequest> requests;

 private:
  mutable std::recursive_mutex mutex_;
  std::map<std::string, Handler> handlers_;
};

// A session on a fake site. The members must not move.
struct FakeSession {
  StandingClock clock;
  FakeSite site;
  net::RateBudget budget{clock};
  std::stop_source stop;
  connector::Session session{.base_url = "https://acme.atlassian.net",
                             .email = "bot@acme.example",
                             .token = connector::SecretText("s3cret"),
                             .transport = site,
                             .budget = budget,
                             .clock = clock,
                             .stop = stop.get_token(),
                             .ca_bundle_pem = {},
                             .proxy = {},
                             .method = domain::SignInMethod::kApiToken,
                             .flavour = "cloud",
                             .version = {},
                             .site_url = {},
                             .gateway = {},
                             .on_retry = {},
                             .on_answer = {}};

  // Becomes a Jira of one's own, below a context path.
  void become(const std::string& flavour, const std::string& version) {
    session.base_url = "https://jira.acme.example/jira";
    session.flavour = flavour;
    session.version = version;
    session.method = version.starts_with("7.") ? domain::SignInMethod::kPassword
                                               : domain::SignInMethod::kPersonalToken;
  }
};

}  // namespace tl::connectors::jira
