#include "sim/site.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/log.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sim/handlers.h"
#include "sim/search.h"
#include "sim/work.h"

namespace tl::sim {

namespace {

const char* const kLoginReason = "x-seraph-loginreason";

// True when `path` fits `pattern`; fills the parts and the version.
bool fits(std::string_view pattern, const std::vector<std::string_view>& path, bool cloud,
          std::vector<std::string>& parts, int& api) {
  size_t at = 0;
  parts.clear();
  for (const auto want : split(pattern, '/')) {
    if (at >= path.size()) return false;
    const auto have = path[at++];
    if (want == "{}") {
      const auto decoded = url_decode(have, false);
      if (!decoded || decoded->empty()) return false;
      parts.push_back(*decoded);
    } else if (want == "*") {
      if (have != "2" && have != "latest" && !(cloud && have == "3")) return false;
      api = have == "3" ? 3 : 2;
    } else if (want != have) {
      return false;
    }
  }
  return at == path.size();
}

Response html_page(int status, const char* title) {
  Response response;
  response.status = status;
  response.content_type = "text/html;charset=UTF-8";
  response.body = fmt::format(
      "<!DOCTYPE html><html><head><title>{}</title></head><body><h1>{}</h1></body></html>", title,
      title);
  return response;
}

Response not_routed(bool path_known, bool cloud) {
  if (path_known)
    return answer(R"({"message":"HTTP 405 Method Not Allowed","status-code":405})", 405);
  if (!cloud) return html_page(404, "Oops, you&#39;ve found a dead link.");
  return answer(R"({"message":"null for uri","status-code":404})", 404);
}

void add_limit_headers(Response& response, const LimitState& state, int64_t now) {
  auto& headers = response.headers;
  if (state.interval_seconds > 0) {  // Data Center's, on every answer
    headers.emplace_back("X-RateLimit-Limit", std::to_string(state.limit));
    headers.emplace_back("X-RateLimit-Remaining", std::to_string(state.remaining));
    headers.emplace_back("X-RateLimit-FillRate", std::to_string(state.fill));
    headers.emplace_back("X-RateLimit-Interval-Seconds", std::to_string(state.interval_seconds));
    headers.emplace_back("retry-after", std::to_string(state.allowed ? 0 : state.retry_after));
    return;
  }
  headers.emplace_back("X-RateLimit-Limit", std::to_string(state.limit));
  headers.emplace_back("X-RateLimit-Remaining", std::to_string(state.remaining));
  if (state.remaining * 5 < state.limit) headers.emplace_back("X-RateLimit-NearLimit", "true");
  if (state.allowed) return;
  headers.emplace_back("Retry-After", std::to_string(state.retry_after));
  headers.emplace_back("X-RateLimit-Reset",
                       format_instant(Instant(now + state.retry_after * 1000)));
  headers.emplace_back("RateLimit-Reason", state.reason);
}

Response login_refused(const Caller& caller, const Flavour& flavour) {
  const bool with_credentials = caller.kind != Caller::Kind::kAnonymous;
  if (caller.kind == Caller::Kind::kLocked) {
    auto response = html_page(403, "Forbidden (403)");
    response.headers.emplace_back("X-Seraph-LoginReason", "AUTHENTICATION_DENIED");
    response.headers.emplace_back("X-Authentication-Denied-Reason",
                                  "CAPTCHA_CHALLENGE; login-url=/login.jsp");
    return response;
  }
  if (!flavour.cloud()) {
    if (with_credentials) {
      auto response = html_page(401, "Unauthorized (401)");
      response.headers.emplace_back("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
      return response;
    }
    return refuse(401,
                  "You are not authenticated. Authentication required to perform this operation.");
  }
  auto response = answer(
      R"({"message":"Client must be authenticated to access this resource.","status-code":401})",
      401);
  if (with_credentials) response.headers.emplace_back(kLoginReason, "AUTHENTICATED_FAILED");
  response.headers.emplace_back("WWW-Authenticate", "OAuth realm=\"https%3A%2F%2Fsim.example\"");
  return response;
}

Response gateway_refused(const char* message) {
  return answer(fmt::format(R"({{"code":401,"message":"{}"}})", message), 401);
}

// Reads the JSON body if the route wants one. False: `refusal` is the answer.
bool read_body(const Route& route, const Request& request, Call& call, Response& refusal) {
  if (!route.has(kBody)) return true;
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
  // Since 10.0 events go their own ways, and come in any order.
  if (options.organisation.flavour->bit == kDc10) options.webhooks.shuffle = true;
  return options;
}

Site::Site(SiteOptions given, const Clock& the_clock)
    : options(with_now(std::move(given), the_clock)),
      clock(the_clock),
      world(generate_world(options.organisation)),
      accounts(world->catalog),
      shapes(world->catalog, options.base_url),
      faults(options.organisation.seed),
      webhooks(*world, shapes, clock, options.webhooks),
      searches(std::make_unique<SearchCache>()),
      live_per_minute(options.live_per_minute),
      work(std::make_unique<Work>(*this)) {}

Site::~Site() { stop(); }

void Site::start() { webhooks.start(); }
void Site::stop() { webhooks.stop(); }

void Site::count(const std::string& what) {
  const std::lock_guard lock(stats_mutex_);
  ++requests_[what];
}

void Site::forget_stats() {
  const std::lock_guard lock(stats_mutex_);
  requests_.clear();
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

const Flavour& Site::flavour() const {
  const std::shared_lock lock(mutex);
  return *world->catalog.flavour;
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

// What a request leads to. A match without a route is answered by `refusal`.
struct Site::Match {
  const Route* route = nullptr;
  std::vector<std::string> parts;
  int api = 3;
  bool gateway = false;
  Response refusal;
};

Site::Match Site::find_route(const Request& request, std::string path) const {
  const auto& kind = flavour();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const auto steps = split(path, '/');
  const auto method = request.method == "HEAD" ? std::string("GET") : request.method;
  Match match;
  bool path_known = false;
  for (const auto& route : routes(kind)) {
    if (!fits(route.path, steps, kind.cloud(), match.parts, match.api)) continue;
    // "/project/search" must not be taken for the project "search".
    path_known = true;
    if (method != route.method) continue;
    match.route = &route;
    return match;
  }
  match.refusal = not_routed(path_known, kind.cloud());
  return match;
}

// The path without the context path or the gateway's prefix; nothing: outside of both.
static std::optional<std::string> inner_path(const std::string& path, const std::string& prefix) {
  if (path.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
  if (path.size() == prefix.size()) return "/";
  if (path[prefix.size()] != '/') return std::nullopt;
  return path.substr(prefix.size());
}

Response Site::route(const Request& request) {
  const bool control = request.path.starts_with("/_sim/");
  const bool cloud = flavour().cloud();
  auto inner = control ? request.path : inner_path(request.path, options.context_path);
  bool gateway = false;
  if (!control && cloud && request.path.starts_with("/ex/jira/")) {
    inner = inner_path(request.path, std::string("/ex/jira/") + kCloudId);
    if (!inner) return answer(R"({"code":404,"message":"No message available"})", 404);
    gateway = true;
  }
  if (!inner) {
    count(request.method + " (outside)");
    return html_page(404, "HTTP Status 404 - Not Found");
  }
  auto match = find_route(request, *inner);
  match.gateway = gateway;
  count(request.method + " " + (match.route == nullptr ? "(unknown)" : match.route->path));
  if (control) return answer_route(match, request);
  return faults.apply(request.method, *inner, [&] { return answer_route(match, request); });
}

// People may be renamed meanwhile.
Caller Site::identify(const Request& request, bool gateway) {
  const std::shared_lock lock(mutex);
  return accounts.identify(request, gateway);
}

std::string Site::login_of(int user) {
  const std::shared_lock lock(mutex);
  return url_encode(world->catalog.users[static_cast<size_t>(user)].login);
}

std::optional<Response> Site::refuse_caller(const Match& match, const Caller& caller) {
  const auto& route = *match.route;
  const auto& kind = flavour();
  if (route.has(kControl)) return std::nullopt;
  const bool user = caller.kind == Caller::Kind::kUser;
  if (match.gateway && !user) return gateway_refused("Unauthorized");
  if (match.gateway && caller.scoped &&
      (route.has(kNoScopes) || (route.has(kAgile) && !caller.agile)))
    return gateway_refused("Unauthorized; scope does not match");
  if (user) return std::nullopt;
  // Cloud takes bad credentials for none where none are needed. Servers refuse them everywhere.
  const bool open = kind.cloud() ? route.has(kAnonymous)
                                 : route.has(kPublic) && caller.kind == Caller::Kind::kAnonymous;
  if (open) return std::nullopt;
  return login_refused(caller, kind);
}

Response Site::answer_route(const Match& match, const Request& request) {
  if (match.route == nullptr) return match.refusal;
  const auto& route = *match.route;
  const auto& kind = flavour();
  const auto caller = route.has(kControl) ? Caller() : identify(request, match.gateway);
  if (kind.cloud() && starts_with_no_case(request.header("authorization"), "bearer ") &&
      !route.has(kControl))
    return match.gateway ? gateway_refused("Unauthorized") : login_refused(caller, kind);
  if (auto refusal = refuse_caller(match, caller)) return *refusal;
  Call call{*this,     *world, request,      match.parts,  caller.user,
            match.api, now(),  std::nullopt, match.gateway};
  if (route.has(kControl)) return run(match, call);
  auto response = run_limited(match, call);
  if (caller.kind == Caller::Kind::kRefused)
    response.headers.emplace_back(kLoginReason, "AUTHENTICATED_FAILED");
  if (!kind.cloud() && call.user >= 0)
    response.headers.emplace_back("X-AUSERNAME", login_of(call.user));
  return response;
}

Response Site::run_limited(const Match& match, Call& call) {
  const bool cloud = flavour().cloud();
  const bool limited = cloud ? !options.no_limits : limits.server_on();
  if (!limited) return run(match, call);
  const auto state = cloud ? limits.take(call.request.method, match.route->path, now())
                           : limits.take_server(call.user, now());
  auto response = state.allowed ? run(match, call) : refuse(429, "Rate limit exceeded.");
  add_limit_headers(response, state, now());
  return response;
}

Response Site::run(const Match& match, Call& call) {
  const auto& route = *match.route;
  Response response;
  if (!read_body(route, call.request, call, response)) return response;
  if (route.has(kWrites)) {
    const std::unique_lock lock(mutex);
    return answer_write(route, call);
  }
  const std::shared_lock lock(mutex);
  return route.handler(call);
}

Response Site::answer_write(const Route& route, Call& call) {
  const bool of_issue = std::string_view(route.path).find("/issue/{}") != std::string_view::npos;
  const auto* issue = of_issue ? call.issue() : nullptr;
  if (issue != nullptr && call.cloud() && !options.no_limits) {
    const auto state = limits.take_issue_write(issue->id, call.now);
    if (!state.allowed) {
      auto response = refuse(429, "Rate limit exceeded.");
      add_limit_headers(response, state, call.now);
      return response;
    }
  }
  return route.handler(call);
}

}  // namespace tl::sim
