// A scripted Jira for tests: answers by method and path, remembers what was asked, on a clock that
// only moves when somebody waits.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "connector/session.h"
#include "net/url.h"

namespace tl::connectors::jira {

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return now_; }
  bool wait_until(Instant until, const std::stop_token& stop) const override {
    if (stop.stop_requested()) return false;
    if (until > now_) now_ = until;
    return true;
  }
  void set(Instant now) { now_ = now; }

 private:
  mutable Instant now_{1'772'712'000'000};  // 2026-03-05T12:00:00Z
};

class FakeSite final : public net::HttpTransport {
 public:
  using Handler = std::function<Result<net::HttpAnswer>(const net::HttpRequest&)>;

  // "GET /rest/api/3/field"; the query is not part of it.
  void on(const std::string& what, Handler handler) { handlers_[what] = std::move(handler); }
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
    const auto url = net::parse_url(request.url);
    const std::string what = request.method + " " + (url.ok() ? url->path : request.url);
    asked.push_back(what);
    requests.push_back(request);
    const auto found = handlers_.find(what);
    if (found == handlers_.end()) return answer(404, R"({"errorMessages":["no such path"]})");
    return found->second(request);
  }

  // Whether the query of the request holds "name=value".
  static bool asks(const net::HttpRequest& request, const std::string& pair) {
    return request.url.find(pair) != std::string::npos;
  }
  [[nodiscard]] int count(const std::string& what) const {
    int n = 0;
    for (const std::string& one : asked) n += one == what ? 1 : 0;
    return n;
  }

  std::vector<std::string> asked;
  std::vector<net::HttpRequest> requests;

 private:
  std::map<std::string, Handler> handlers_;
};

// A session on a fake site. The members must not move.
struct FakeSession {
  StandingClock clock;
  FakeSite site;
  net::RateBudget budget{clock};
  std::stop_source stop;
  connector::Session session{"https://acme.atlassian.net",
                             "bot@acme.example",
                             connector::SecretText("s3cret"),
                             site,
                             budget,
                             clock,
                             stop.get_token(),
                             "",
                             "",
                             {},
                             {}};
};

}  // namespace tl::connectors::jira
