#include "net/router.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/text.h"

namespace tl::net {

// A tree of segments. A parameter's name belongs to the route, not to the node, so that patterns
// may name the same place differently.
struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
  std::unique_ptr<Node> parameter;
  std::vector<const Route*> here;  // patterns that end here, one a method
  std::vector<const Route*> rest;  // patterns that end in {name...} here
};

namespace {

using Segments = std::vector<std::string>;

bool is_parameter(std::string_view part) { return !part.empty() && part.front() == '{'; }
bool is_rest(std::string_view part) { return is_parameter(part) && part.ends_with("...}"); }

std::string_view parameter_name(std::string_view part) {
  part = part.substr(1, part.size() - 2);
  return part.ends_with("...") ? part.substr(0, part.size() - 3) : part;
}

std::vector<std::string_view> pattern_parts(std::string_view pattern) {
  auto parts = split(pattern.substr(1), '/');
  if (parts.size() == 1 && parts.front().empty()) parts.clear();
  return parts;
}

void check_pattern(std::string_view pattern) {
  auto fail = [&] { throw std::logic_error("malformed route pattern " + std::string(pattern)); };
  if (pattern.empty() || pattern.front() != '/') fail();
  const auto parts = pattern_parts(pattern);
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool has_brace = parts[i].find_first_of("{}") != std::string_view::npos;
    if (!has_brace) continue;
    if (!is_parameter(parts[i]) || parts[i].back() != '}') fail();
    const std::string_view name = parameter_name(parts[i]);
    if (name.empty() || name.find_first_of("{}.") != std::string_view::npos) fail();
    if (is_rest(parts[i]) && i + 1 != parts.size()) fail();
  }
}

// The route of `method`; HEAD falls back to GET, but not to a stream.
const Router::Route* pick(const std::vector<const Router::Route*>& routes,
                          std::string_view method) {
  const Router::Route* get = nullptr;
  for (const Router::Route* route : routes) {
    if (route->method == method) return route;
    if (route->method == "GET" && !route->stream) get = route;
  }
  return method == "HEAD" ? get : nullptr;
}

void note_methods(const std::vector<const Router::Route*>& routes, std::vector<std::string>& out) {
  auto add = [&](std::string_view method) {
    if (std::find(out.begin(), out.end(), method) == out.end()) out.emplace_back(method);
  };
  for (const Router::Route* route : routes) {
    add(route->method);
    if (route->method == "GET" && !route->stream) add("HEAD");
    add("OPTIONS");
  }
}

NameValues bind_params(const Router::Route& route, const Segments& segments) {
  NameValues params;
  const auto parts = pattern_parts(route.pattern);
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!is_parameter(parts[i])) continue;
    std::string value = i < segments.size() ? segments[i] : std::string();
    for (size_t k = i + 1; is_rest(parts[i]) && k < segments.size(); ++k) {
      value += '/';
      value += segments[k];
    }
    params.emplace_back(parameter_name(parts[i]), std::move(value));
  }
  return params;
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(std::string_view method, std::string_view pattern, PoolHandler handler,
                 RouteOptions options) {
  insert({std::string(method), std::string(pattern), options, std::move(handler), {}, {}});
}

void Router::add_io(std::string_view method, std::string_view pattern, IoHandler handler,
                    RouteOptions options) {
  insert({std::string(method), std::string(pattern), options, {}, std::move(handler), {}});
}

void Router::add_stream(std::string_view pattern, StreamHandler handler) {
  insert({"GET", std::string(pattern), {}, {}, {}, std::move(handler)});
}

void Router::insert(Route route) {
  check_pattern(route.pattern);
  Node* node = root_.get();
  std::vector<const Route*>* place = nullptr;
  for (std::string_view part : pattern_parts(route.pattern)) {
    if (is_rest(part)) {
      place = &node->rest;
      break;
    }
    auto& next = is_parameter(part) ? node->parameter : node->literal[std::string(part)];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  if (place == nullptr) place = &node->here;
  for (const Route* other : *place) {
    if (other->method == route.method) {
      throw std::logic_error("route registered twice: " + route.method + " " + route.pattern);
    }
  }
  routes_.push_back(std::make_unique<Route>(std::move(route)));
  place->push_back(routes_.back().get());
}

namespace {

// Walks the tree: literal before parameter, going back where a branch has no such method.
template <typename Node>
struct Walk {
  const Segments& segments;
  std::string_view method;
  std::vector<std::string> allow;
  std::vector<const Node*> passed;  // places where a rest parameter may begin, deepest last

  const Router::Route* find(const Node& node, size_t index) {
    passed.push_back(&node);
    if (index == segments.size()) {
      note_methods(node.here, allow);
      return pick(node.here, method);
    }
    const auto literal = node.literal.find(segments[index]);
    if (literal != node.literal.end()) {
      if (const auto* route = find(*literal->second, index + 1)) return route;
    }
    if (node.parameter && !segments[index].empty()) return find(*node.parameter, index + 1);
    return nullptr;
  }

  const Router::Route* find_rest() {
    for (auto node = passed.rbegin(); node != passed.rend(); ++node) {
      if ((*node)->rest.empty()) continue;
      note_methods((*node)->rest, allow);
      return pick((*node)->rest, method);
    }
    return nullptr;
  }
};

}  // namespace

Router::Match Router::match(std::string_view method, const Segments& segments) const {
  Walk<Node> walk{segments, method, {}, {}};
  Match match;
  match.route = walk.find(*root_, 0);
  if (match.route == nullptr && walk.allow.empty()) match.route = walk.find_rest();
  match.allow = std::move(walk.allow);
  if (match.route != nullptr) match.params = bind_params(*match.route, segments);
  return match;
}

std::vector<const Router::Route*> Router::routes() const {
  std::vector<const Route*> out;
  for (const auto& route : routes_) out.push_back(route.get());
  return out;
}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) {
    drop();
    sink_ = std::move(other.sink_);
  }
  return *this;
}

void Responder::respond(Response response) {
  if (auto sink = std::exchange(sink_, nullptr)) sink->answer(std::move(response));
}

void Responder::drop() {
  if (auto sink = std::exchange(sink_, nullptr)) sink->dropped();
}

}  // namespace tl::net
