// /_sim/: what tests do to the simulator behind Jira's back.
#include "base/text.h"
#include "base/time_text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

Response done() { return answer(R"({"ok":true})"); }

std::string account_of(JsonElement body) {
  for (const char* name : {"email", "account"})
    if (const auto text = json_text(body, name)) return std::string(*text);
  return {};
}

// The body of an order of faults. "" or what is wrong with it.
std::string read_fault(const Call& call, Fault& fault) {
  const auto body = call.json();
  const auto number = [&](const char* name, int otherwise) {
    return static_cast<int>(json_int(body, name).value_or(otherwise));
  };
  const std::string match(json_text(body, "match").value_or(""));
  const auto space = match.find(' ');
  fault.method = space == std::string::npos ? "" : match.substr(0, space);
  fault.path_prefix = space == std::string::npos ? match : match.substr(space + 1);
  if (fault.method == "*") fault.method.clear();
  fault.status = number("status", 0);
  fault.count = number("count", 1);
  fault.percent = number("percent", 100);
  fault.delay_ms = number("delay_ms", 0);
  fault.retry_after = number("retry_after", -1);
  fault.slow_bytes = number("slow_bytes", 0);
  fault.slow_interval_ms = number("slow_interval_ms", 100);
  fault.reason = json_text(body, "reason").value_or("");
  fault.content_type = json_text(body, "content_type").value_or("");
  fault.cut = json_bool(body, "truncate").value_or(false);
  fault.non_json = json_bool(body, "non_json").value_or(false);
  fault.reset = json_bool(body, "reset").value_or(false);
  fault.hang = json_bool(body, "hang").value_or(false);
  if (const auto kind = json_text(body, "limit"); kind && !make_limit_fault(fault, *kind, call.now))
    return "limit must be burst, quota-global, quota-tenant, per-issue or dc.";
  if (const auto text = json_get(body, "body")) {
    std::string_view plain;
    fault.body = text->get_string().get(plain) == simdjson::SUCCESS ? std::string(plain)
                                                                    : simdjson::minify(*text);
  }
  if (fault.status != 0 && (fault.status < 200 || fault.status > 599))
    return "status must be 200 to 599.";
  if (fault.percent < 0 || fault.percent > 100) return "percent must be 0 to 100.";
  return {};
}

}  // namespace

Response get_sim_stats(Call& call) { return answer(call.site.stats_json()); }

Response delete_sim_stats(Call& call) {
  call.site.forget_stats();
  return no_content();
}

// {email | account, token, kind?}: replaces what somebody signs in with; an empty one revokes.
Response post_sim_tokens(Call& call) {
  const auto who = account_of(call.json());
  if (who.empty()) return refuse(400, "email or account is required.");
  const std::string token(json_text(call.json(), "token").value_or(""));
  const auto kind = json_text(call.json(), "kind");
  auto& accounts = call.site.accounts;
  if (!kind) return accounts.set_token(who, token) ? done() : refuse(404, "Nobody has this name.");
  static constexpr std::pair<std::string_view, Secret> kKinds[] = {{"api", Secret::kApiToken},
                                                                   {"scoped", Secret::kScoped},
                                                                   {"narrow", Secret::kNarrow},
                                                                   {"pat", Secret::kPat},
                                                                   {"password", Secret::kPassword}};
  for (const auto& [name, secret] : kKinds)
    if (*kind == name)
      return accounts.set_secret(who, secret, token) ? done()
                                                     : refuse(404, "Nobody has this name.");
  return refuse(400, "kind must be api, scoped, narrow, pat or password.");
}

Response post_sim_unlock(Call& call) {
  const auto body = JsonDocument::parse(call.request.body);
  call.site.accounts.unlock(body.ok() ? account_of(body->root()) : std::string());
  return done();
}

// {account, project | level, visible}: what somebody sees from now on. `level` is a security level.
Response post_sim_access(Call& call) {
  const int user = call.catalog().find_user(account_of(call.json()));
  if (user < 0) return refuse(404, "Nobody has this name.");
  const bool visible = json_bool(call.json(), "visible").value_or(false);
  if (const auto value = json_get(call.json(), "level")) {
    const std::string name(json_text(call.json(), "level").value_or(""));
    for (const auto& level : security_levels()) {
      if (level.name != name && std::to_string(level.id) != json_id(call.json(), "level")) continue;
      call.site.accounts.set_level_access(user, level.id, visible);
      ++call.world.version;
      return done();
    }
    return refuse(404, "No such security level.");
  }
  const int project =
      call.catalog().project_by_key_or_id(json_text(call.json(), "project").value_or(""));
  if (project < 0) return refuse(404, "No such project.");
  call.site.accounts.set_access(user, project, visible);
  ++call.world.version;
  return done();
}

// {tokens, fill, interval_seconds}: Data Center's limit per user; tokens 0 switches it off.
Response post_sim_limits(Call& call) {
  if (!call.flavour().rate_limits)
    return refuse(400, "Only Data Center limits by a token bucket per user.");
  ServerLimit limit;
  limit.tokens = static_cast<int>(json_int(call.json(), "tokens").value_or(0));
  limit.fill = static_cast<int>(json_int(call.json(), "fill").value_or(limit.fill));
  limit.interval_seconds =
      static_cast<int>(json_int(call.json(), "interval_seconds").value_or(limit.interval_seconds));
  if (limit.tokens < 0 || limit.fill < 1 || limit.interval_seconds < 1)
    return refuse(400, "tokens must be 0 or more, fill and interval_seconds 1 or more.");
  call.site.limits.set_server(limit);
  return done();
}

Response post_sim_faults(Call& call) {
  Fault fault;
  if (const auto error = read_fault(call, fault); !error.empty()) return refuse(400, error);
  call.site.faults.add(std::move(fault));
  return done();
}

Response delete_sim_faults(Call& call) {
  call.site.faults.clear();
  return no_content();
}

Response post_sim_webhooks(Call& call) {
  const auto body = call.json();
  auto settings = call.site.webhooks.settings();
  const auto percent = [&](const char* name, int& out) {
    if (const auto value = json_int(body, name)) out = static_cast<int>(*value);
  };
  percent("drop_percent", settings.drop_percent);
  percent("duplicate_percent", settings.duplicate_percent);
  settings.paused = json_bool(body, "paused").value_or(settings.paused);
  settings.shuffle = json_bool(body, "shuffle").value_or(settings.shuffle);
  settings.delay_ms = json_int(body, "delay_ms").value_or(settings.delay_ms);
  call.site.webhooks.change_settings(settings);
  return done();
}

Response get_sim_webhooks_sent(Call& call) {
  return answer(
      call.site.webhooks.sent_json(call.query_int("since", 0), call.query("bodies") != "false"));
}

Response post_sim_live(Call& call) {
  const auto value = json_get(call.json(), "per_minute");
  double rate = 0;
  if (!value || value->get_double().get(rate) != simdjson::SUCCESS || rate < 0)
    return refuse(400, "per_minute must be a number, 0 or more.");
  call.site.live_per_minute = rate;
  return done();
}

}  // namespace tl::sim
