#include "sim/site.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/log.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sim/handlers.h"
#include "sim/search.h"

namespace tl::sim {

namespace {

const char* const kLoginReason = "x-seraph-loginreason";

struct Match {
  const Route* route = nullptr;
  std::vector<std::string> parts;
  int api = 3;
  bool path_known = false;  // with another method
};

// True when `path` fits `pattern`; fills the parts and the version.
bool fits(std::string_view pattern, const std::vector<std::string_view>& path, Match& match) {
  size_t at = 0;
  match.parts.clear();
  for (const auto want : split(pattern, '/')) {
    if (at >= path.size()) return false;
    const auto have = path[at++];
    if (want == "{}") {
      const auto decoded = url_decode(have, false);
      if (!decoded || decoded->empty()) return false;
      match.parts.push_back(*decoded);
    } else if (want == "*") {
      if (have != "2" && have != "3" && have != "latest") return false;
      match.api = have == "3" ? 3 : 2;
    } else if (want != have) {
      return false;
    }
  }
  return at == path.size();
}

Match find_route(const Request& request) {
  std::string_view text = request.path;
  while (text.size() > 1 && text.back() == '/') text.remove_suffix(1);
  const auto path = split(text, '/');
  Match match;
  const auto method = request.method == "HEAD" ? std::string("GET") : request.method;
  for (const auto& route : routes()) {
    if (!fits(route.path, path, match)) continue;
    // "/project/search" must not be taken for the project "search".
    match.path_known = true;
    if (method != route.method) continue;
    match.route = &route;
    return match;
  }
  return match;
}

Response not_routed(const Match& match) {
  if (match.path_known)
    return answer(R"({"message":"HTTP 405 Method Not Allowed","status-code":405})", 405);
  return answer(R"({"message":"null for uri","status-code":404})", 404);
}

Response make_fault(const Fault& fault, Response real) {
  Response response = fault.status == 0 ? std::move(real) : Response();
  if (fault.status != 0) {
    response.status = fault.status;
    response.body =
        fault.body.empty()
            ? fmt::format(R"({{"errorMessages":["Simulated answer {}."],"errors":{{}}}})",
                          fault.status)
            : fault.body;
  }
  if (fault.non_json) {
    response.content_type = "text/html;charset=UTF-8";
    if (fault.body.empty())
      response.body =
          "<!DOCTYPE html><html><head><title>Oops</title></head><body>Sorry</body></html>";
  }
  if (fault.retry_after >= 0)
    response.headers.emplace_back("Retry-After", std::to_string(fault.retry_after));
  if (!fault.reason.empty()) response.headers.emplace_back("RateLimit-Reason", fault.reason);
  response.cut = fault.cut;
  return response;
}

void add_limit_headers(Response& response, const LimitState& state, int64_t now) {
  auto& headers = response.headers;
  headers.emplace_back("X-RateLimit-Limit", std::to_string(state.limit));
  headers.emplace_back("X-RateLimit-Remaining", std::to_string(state.remaining));
  if (state.remaining * 5 < state.limit) headers.emplace_back("X-RateLimit-NearLimit", "true");
  if (state.allowed) return;
  headers.emplace_back("Retry-After", std::to_string(state.retry_after));
  headers.emplace_back("X-RateLimit-Reset",
                       format_instant(Instant(now + state.retry_after * 1000)));
  headers.emplace_back("RateLimit-Reason", state.reason);
}

Response too_many(const LimitState& state, int64_t now) {
  auto response = refuse(429, "Rate limit exceeded.");
  add_limit_headers(response, state, now);
  return response;
}

Response login_refused(bool with_credentials) {
  auto response = answer(
      R"({"message":"Client must be authenticated to access this resource.","status-code":401})",
      401);
  if (with_credentials) response.headers.emplace_back(kLoginReason, "AUTHENTICATED_FAILED");
  response.headers.emplace_back("WWW-Authenticate", "OAuth realm=\"https%3A%2F%2Fsim.example\"");
  return response;
}

// Reads the JSON body if the route wants one. False: `refusal` is the answer.
bool read_body(const Route& route, const Request& request, Call& call, Response& refusal) {
  if (!route.body) return true;
  if (!starts_with_no_case(request.header("content-type"), "application/json")) {
    refusal = answer(R"({"message":"HTTP 415 Unsupported Media Type","status-code":415})", 415);
    return false;
  }
  auto parsed = JsonDocument::parse(request.body);
  if (!parsed.ok() || !(parsed->root().is_object() || parsed->root().is_array())) {
    refusal =
        refuse(400, "There was an error parsing JSON. Check that your request body is valid.");
    return false;
  }
  call.body.emplace(std::move(*parsed));
  return true;
}

}  // namespace

static SiteOptions with_now(SiteOptions options, const Clock& clock) {
  options.organisation.now_ms = clock.now().ms;
  return options;
}

Site::Site(SiteOptions given, const Clock& the_clock)
    : options(with_now(std::move(given), the_clock)),
      clock(the_clock),
      world(generate_world(options.organisation)),
      accounts(world->catalog),
      shapes(world->catalog, options.base_url),
      webhooks(*world, shapes, clock, options.webhooks),
      searches(std::make_unique<SearchCache>()),
      live_per_minute(options.live_per_minute) {}

Site::~Site() { stop(); }

void Site::start() { webhooks.start(); }
void Site::stop() { webhooks.stop(); }

void Site::count(const std::string& what) {
  const std::lock_guard lock(stats_mutex_);
  ++requests_[what];
}

std::string Site::stats_json() {
  JsonWriter w;
  w.begin_object().key("requests").begin_object();
  {
    const std::lock_guard lock(stats_mutex_);
    for (const auto& [what, times] : requests_) w.member(what, times);
  }
  const auto sent = webhooks.counts();
  w.end_object().key("webhooks").begin_object();
  w.member("sent", sent.sent).member("failed", sent.failed).member("dropped", sent.dropped);
  w.member("waiting", sent.waiting).member("attempts", sent.attempts).end_object();
  w.member("issues", world->live_issues);
  w.member("now", format_instant(clock.now()));
  return w.end_object().take();
}

Response Site::handle(const Request& request) {
  if (options.latency_ms > 0 && !request.path.starts_with("/_sim"))
    std::this_thread::sleep_for(std::chrono::milliseconds(options.latency_ms));
  try {
    return route(request);
  } catch (const std::exception& bug) {
    log_warning("{} {}: {}", request.method, request.path, bug.what());
    return refuse(500, "Internal server error");
  }
}

Response Site::route(const Request& request) {
  const auto match = find_route(request);
  count(request.method + " " + (match.route == nullptr ? "(unknown)" : match.route->path));
  std::optional<Fault> fault;
  if (!request.path.starts_with("/_sim")) fault = faults.take(request.method, request.path);
  if (fault && fault->delay_ms > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(fault->delay_ms));
  if (fault && fault->status != 0) return make_fault(*fault, {});
  if (match.route == nullptr) return not_routed(match);
  const auto& route = *match.route;
  auto response = answer_route(route, match.parts, match.api, request);
  return fault ? make_fault(*fault, std::move(response)) : response;
}

Response Site::answer_route(const Route& route, const std::vector<std::string>& parts, int api,
                            const Request& request) {
  const auto caller = route.control ? Caller() : accounts.identify(request);
  const bool bearer = starts_with_no_case(request.header("authorization"), "bearer ");
  if (!route.control && bearer) return login_refused(true);
  if (!route.anonymous && caller.user < 0)
    return login_refused(caller.kind == Caller::Kind::kRefused);
  LimitState state;
  if (!route.control && !options.no_limits) {
    state = limits.take(request.method, route.path, now());
    if (!state.allowed) return too_many(state, now());
  }
  Call call{*this, *world, request, parts, caller.user, api, now(), std::nullopt};
  Response response;
  if (read_body(route, request, call, response)) {
    if (route.write) {
      const std::unique_lock lock(mutex);
      response = answer_write(route, call);
    } else {
      const std::shared_lock lock(mutex);
      response = route.handler(call);
    }
  }
  if (caller.kind == Caller::Kind::kRefused)
    response.headers.emplace_back(kLoginReason, "AUTHENTICATED_FAILED");
  if (!route.control && !options.no_limits) add_limit_headers(response, state, now());
  return response;
}

Response Site::answer_write(const Route& route, Call& call) {
  const auto* issue = route.control ? nullptr : call.issue();
  if (issue != nullptr && !options.no_limits) {
    const auto state = limits.take_issue_write(issue->id, call.now);
    if (!state.allowed) return too_many(state, call.now);
  }
  return route.handler(call);
}

}  // namespace tl::sim
