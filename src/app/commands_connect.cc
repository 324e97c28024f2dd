// Commands that make and change connections: connect jira, sign-in, connections.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"
#include "app/files.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/time_text.h"

namespace tl::app {
namespace {

constexpr std::string_view kPassword = "password";

// What is kept out of arguments: the secret, from where its kind usually stands.
Result<std::string> load_sign_in_secret(const SignInOptions& options) {
  const bool password = options.method == kPassword;
  return load_secret(options.token_file, password ? "JIRA_PASSWORD" : "JIRA_API_TOKEN");
}

std::string expiry_or_default(const SignInOptions& options) {
  if (!options.expires.empty() || options.method == kPassword) return options.expires;
  return format_date(date_of(make_system_clock()->now() + days(365)));
}

// A text that was given; what was not stays out of the body.
void given(JsonWriter& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.member(name, value);
}

Result<void> sign_in_members(JsonWriter& out, const SignInOptions& options,
                             const std::string& secret) {
  given(out, "base_url", options.url);
  given(out, "method", options.method);
  given(out, "email", options.account);
  out.member("token", secret);
  if (!options.ca_file.empty()) {
    TL_TRY(const std::string pem, load_file(options.ca_file));
    out.member("ca_pem", pem);
  }
  given(out, "proxy", options.proxy);
  return {};
}

void texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) return;
  out.key(name).begin_array();
  for (const std::string& value : values) out.value(trim(value));
  out.end_array();
}

// "06:30" as minutes of the day.
std::optional<int64_t> minutes_of(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto hour = parse_int(text.substr(0, colon));
  const auto minute = parse_int(text.substr(colon + 1));
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) {
    return std::nullopt;
  }
  return *hour * 60 + *minute;
}

// "22:00-06:30"
Result<void> quiet_hours_member(JsonWriter& out, const std::string& text) {
  if (text.empty()) return {};
  const size_t dash = text.find('-');
  const auto from = minutes_of(std::string_view(text).substr(0, dash));
  const auto to = dash == std::string::npos ? std::nullopt
                                            : minutes_of(std::string_view(text).substr(dash + 1));
  if (!from || !to) {
    return make_error(ErrorCode::kInvalidArgument,
                      "--quiet-hours " + text + " is not HH:MM-HH:MM, such as 22:00-06:30");
  }
  out.key("quiet_hours").begin_object().member("from", *from).member("to", *to).end_object();
  return {};
}

Result<std::string> connect_body(const ConnectOptions& options, const std::string& secret) {
  JsonWriter out;
  out.begin_object().key("sign_in").begin_object();
  TL_CHECK_OK(sign_in_members(out, options.sign_in, secret));
  out.end_object();
  given(out, "name", options.name);
  given(out, "token_expires", expiry_or_default(options.sign_in));
  texts(out, "project_keys", options.projects);
  out.member("backfill_days", options.days).member("webhooks", !options.no_webhooks);
  given(out, "filter_jql", options.filter);
  texts(out, "custom_fields", options.custom_fields);
  out.member("descriptions", options.descriptions);
  out.key("writes").begin_object().member("worklogs", options.write_worklogs);
  out.member("rule_actions", options.write_rule_actions);
  out.member("remote_links", options.write_remote_links).end_object();
  out.member("requests_per_minute", options.requests_per_minute);
  TL_CHECK_OK(quiet_hours_member(out, options.quiet_hours));
  out.end_object();
  return out.take();
}

Result<std::string> check_body(const ConnectOptions& options, const std::string& secret) {
  JsonWriter out;
  out.begin_object();
  TL_CHECK_OK(sign_in_members(out, options.sign_in, secret));
  texts(out, "project_keys", options.projects);
  given(out, "filter_jql", options.filter);
  out.member("webhooks", !options.no_webhooks);
  out.member("writes_worklogs", options.write_worklogs).end_object();
  return out.take();
}

// What a row means and what to do is said only where it did not pass.
void print_check(JsonElement report) {
  for (const JsonElement note : array_at(report, "notes")) {
    std::string_view text;
    if (note.get(text) == simdjson::SUCCESS) fmt::print("note: {}\n", text);
  }
  for (const JsonElement row : array_at(report, "rows")) {
    fmt::print("{:<10} {}: {}\n", text_at(row, "state"), text_at(row, "title"),
               text_at(row, "detail"));
    for (const std::string& line : {text_at(row, "effect"), text_at(row, "remedy")}) {
      if (!line.empty()) fmt::print("{:<10} {}\n", "", line);
    }
  }
}

int run_check(ApiClient& api, const ConnectOptions& options, const std::string& secret) {
  const auto body = check_body(options, secret);
  if (!body.ok()) return refuse(body.error());
  const auto answer = api.post(std::string(kConnectionsPath) + "/jira/check", *body);
  if (!answer.ok()) return refuse(answer.error());
  const auto document = JsonDocument::parse(*answer);
  if (!document.ok()) return refuse(document.error());
  print_check(document->root());
  const bool passes = json_bool(document->root(), "can_proceed").value_or(false);
  fmt::print("{}\n", passes ? "It can be connected; nothing was saved."
                            : "It cannot be connected like this; nothing was saved.");
  return passes ? 0 : 1;
}

int run_connect(ApiClient& api, const ConnectOptions& options, const std::string& secret) {
  const auto body = connect_body(options, secret);
  if (!body.ok()) return refuse(body.error());
  const auto answer = api.post(std::string(kConnectionsPath) + "/jira", *body);
  if (!answer.ok()) return refuse(answer.error());
  const auto document = JsonDocument::parse(*answer);
  if (!document.ok()) return refuse(document.error());
  const SeenConnection seen = read_connection(document->root());
  fmt::print(
      "connected {} as {}; the backfill goes on while a server runs, or use `throughline sync`\n",
      seen.name, seen.id);
  return 0;
}

Result<std::string> sign_in_body(const SignInOptions& options, const std::string& secret) {
  JsonWriter out;
  out.begin_object();
  TL_CHECK_OK(sign_in_members(out, options, secret));
  given(out, "token_expires", expiry_or_default(options));
  out.end_object();
  return out.take();
}

int print_sign_in(const std::string& answer, const SeenConnection& connection) {
  const auto document = JsonDocument::parse(answer);
  if (!document.ok()) return refuse(document.error());
  if (json_bool(document->root(), "accepted").value_or(false)) {
    fmt::print("{} signs in anew; it goes on where it stopped\n", connection.name);
    return 0;
  }
  if (const auto check = json_get(document->root(), "check")) print_check(*check);
  fmt::print(stderr, "throughline: the sign-in did not pass; the former one stays\n");
  return 1;
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string site_of(const SeenConnection& seen) {
  return or_dash(seen.flavour + (seen.version.empty() ? "" : " " + seen.version));
}

void print_connections(const std::vector<SeenConnection>& all) {
  size_t wide = 4;
  size_t site = 4;
  for (const SeenConnection& seen : all) {
    wide = std::max(wide, seen.name.size());
    site = std::max(site, site_of(seen).size());
  }
  const auto line = [&](auto... cells) {
    fmt::print("{:<26}  {:<{}}  {:<{}}  {:>9}  {:<24}  {}\n", cells...);
  };
  line("ID", "NAME", wide, "SITE", site, "ISSUES", "LAST SYNC", "STATE");
  for (const SeenConnection& seen : all) {
    line(seen.id, seen.name, wide, site_of(seen), site, seen.issues, or_dash(seen.last_sync),
         seen.badge);
  }
}

}  // namespace

int run_connect_jira(const Settings& settings, const ConnectOptions& options) {
  const auto secret = load_sign_in_secret(options.sign_in);
  if (!secret.ok()) return refuse(secret.error());
  return with_server(settings, [&](ApiClient& api) {
    return options.check_only ? run_check(api, options, *secret)
                              : run_connect(api, options, *secret);
  });
}

int run_sign_in(const Settings& settings, const std::string& wanted, const SignInOptions& options) {
  const auto secret = load_sign_in_secret(options);
  if (!secret.ok()) return refuse(secret.error());
  const auto body = sign_in_body(options, *secret);
  if (!body.ok()) return refuse(body.error());
  return with_server(settings, [&](ApiClient& api) {
    const auto connection = find_connection(api, wanted);
    if (!connection.ok()) return refuse(connection.error());
    const auto answer = api.put(connection_path(*connection, "/sign-in"), *body);
    return answer.ok() ? print_sign_in(*answer, *connection) : refuse(answer.error());
  });
}

int run_connections(const Settings& settings, bool json) {
  return with_server(settings, [json](ApiClient& api) {
    if (json) {
      const auto body = api.get(kConnectionsPath);
      if (!body.ok()) return refuse(body.error());
      fmt::print("{}\n", *body);
      return 0;
    }
    const auto all = load_connections(api);
    if (!all.ok()) return refuse(all.error());
    if (all->empty()) {
      fmt::print("nothing is connected; see `throughline connect jira --help`\n");
      return 0;
    }
    print_connections(*all);
    return 0;
  });
}

}  // namespace tl::app
