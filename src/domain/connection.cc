#include "domain/connection.h"

#include "base/json.h"

namespace tl::domain {

std::string_view to_text(ConnectionState state) {
  switch (state) {
    case ConnectionState::kActive:
      return "active";
    case ConnectionState::kPaused:
      return "paused";
    case ConnectionState::kNeedsSignIn:
      return "needs_sign_in";
    case ConnectionState::kDisconnected:
      return "disconnected";
  }
  return "unknown";
}

std::optional<ConnectionState> parse_connection_state(std::string_view text) {
  for (const auto state : {ConnectionState::kActive, ConnectionState::kPaused,
                           ConnectionState::kNeedsSignIn, ConnectionState::kDisconnected}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

std::string_view to_text(SignInMethod method) {
  switch (method) {
    case SignInMethod::kApiToken:
      return "api_token";
    case SignInMethod::kScopedToken:
      return "scoped_token";
    case SignInMethod::kPersonalToken:
      return "personal_token";
    case SignInMethod::kPassword:
      return "password";
  }
  return "unknown";
}

std::optional<SignInMethod> parse_sign_in_method(std::string_view text) {
  for (const auto method : {SignInMethod::kApiToken, SignInMethod::kScopedToken,
                            SignInMethod::kPersonalToken, SignInMethod::kPassword}) {
    if (to_text(method) == text) return method;
  }
  return std::nullopt;
}

std::string render_options(const ConnectionOptions& options) {
  JsonWriter out;
  out.begin_object();
  out.member("filter_jql", options.filter_jql).member("ca_pem", options.ca_pem);
  out.member("proxy", options.proxy);
  out.member("proxy_login", options.proxy_login);
  out.member("writes_worklogs", options.writes_worklogs);
  out.member("writes_rule_actions", options.writes_rule_actions);
  out.member("writes_remote_links", options.writes_remote_links);
  out.key("custom_fields").begin_array();
  for (const std::string& field : options.custom_fields) out.value(field);
  out.end_array();
  out.member("descriptions", options.descriptions);
  out.member("requests_per_minute", options.requests_per_minute);
  if (options.quiet_hours) {
    out.key("quiet_hours").begin_object().member("from", options.quiet_hours->from);
    out.member("to", options.quiet_hours->to).end_object();
  }
  out.end_object();
  return out.take();
}

namespace {

std::string text_or_empty(JsonElement object, std::string_view name) {
  return std::string(json_text(object, name).value_or(""));
}

std::vector<std::string> texts_of(JsonElement object, std::string_view name) {
  std::vector<std::string> texts;
  const auto list = json_get(object, name);
  simdjson::dom::array items;
  if (!list || list->get(items)) return texts;
  for (const JsonElement item : items) {
    std::string_view text;
    if (!item.get(text)) texts.emplace_back(text);
  }
  return texts;
}

}  // namespace

Result<ConnectionOptions> parse_options(std::string_view json) {
  ConnectionOptions options;
  if (json.empty()) return options;
  TL_TRY(const JsonDocument document, JsonDocument::parse(json));
  const JsonElement root = document.root();
  if (!root.is_object()) return make_error(ErrorCode::kUnreadable, "options are no JSON object");
  options.filter_jql = text_or_empty(root, "filter_jql");
  options.ca_pem = text_or_empty(root, "ca_pem");
  options.proxy = text_or_empty(root, "proxy");
  options.proxy_login = json_bool(root, "proxy_login").value_or(false);
  options.writes_worklogs = json_bool(root, "writes_worklogs").value_or(false);
  options.writes_rule_actions = json_bool(root, "writes_rule_actions").value_or(false);
  options.writes_remote_links = json_bool(root, "writes_remote_links").value_or(false);
  options.custom_fields = texts_of(root, "custom_fields");
  options.descriptions = json_bool(root, "descriptions").value_or(false);
  options.requests_per_minute =
      static_cast<int32_t>(json_int(root, "requests_per_minute").value_or(0));
  if (const auto quiet = json_get(root, "quiet_hours")) {
    options.quiet_hours = QuietHours{static_cast<int32_t>(json_int(*quiet, "from").value_or(0)),
                                     static_cast<int32_t>(json_int(*quiet, "to").value_or(0))};
  }
  return options;
}

}  // namespace tl::domain
