// /_sim/: what tests do to the simulator behind Jira's back.
#include "base/text.h"
#include "base/time_text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

Response done() { return answer(R"({"ok":true})"); }

}  // namespace

Response get_sim_stats(Call& call) { return answer(call.site.stats_json()); }

Response post_sim_tokens(Call& call) {
  const auto email = json_text(call.json(), "email");
  if (!email) return refuse(400, "email is required.");
  const std::string token(json_text(call.json(), "token").value_or(""));
  if (!call.site.accounts.set_token(std::string(*email), token))
    return refuse(404, "Nobody has this e-mail.");
  return done();
}

Response post_sim_faults(Call& call) {
  const auto body = call.json();
  const std::string match(json_text(body, "match").value_or(""));
  const auto space = match.find(' ');
  Fault fault;
  fault.method = space == std::string::npos ? "" : match.substr(0, space);
  fault.path_prefix = space == std::string::npos ? match : match.substr(space + 1);
  if (fault.method == "*") fault.method.clear();
  fault.status = static_cast<int>(json_int(body, "status").value_or(0));
  fault.count = static_cast<int>(json_int(body, "count").value_or(1));
  fault.delay_ms = static_cast<int>(json_int(body, "delay_ms").value_or(0));
  fault.retry_after = static_cast<int>(json_int(body, "retry_after").value_or(-1));
  fault.reason = json_text(body, "reason").value_or("");
  if (const auto text = json_get(body, "body")) {
    std::string_view plain;
    fault.body = text->get_string().get(plain) == simdjson::SUCCESS ? std::string(plain)
                                                                    : simdjson::minify(*text);
  }
  fault.cut = json_bool(body, "truncate").value_or(false);
  fault.non_json = json_bool(body, "non_json").value_or(false);
  if (fault.status != 0 && (fault.status < 200 || fault.status > 599))
    return refuse(400, "status must be 200 to 599.");
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
  return answer(call.site.webhooks.sent_json(call.query_int("since", 0)));
}

Response post_sim_live(Call& call) {
  const auto value = json_get(call.json(), "per_minute");
  double rate = 0;
  if (!value || value->get_double().get(rate) != simdjson::SUCCESS || rate < 0)
    return refuse(400, "per_minute must be a number, 0 or more.");
  call.site.live_per_minute = rate;
  return done();
}

Response post_sim_move_issue(Call& call) {
  auto* issue = call.world.find_issue(json_text(call.json(), "key").value_or(""));
  const int project =
      call.world.catalog.project_by_key_or_id(json_text(call.json(), "project").value_or(""));
  if (issue == nullptr || project < 0) return refuse(404, "No such issue or project.");
  if (issue->project == project) return refuse(400, "The issue is there already.");
  const auto author = static_cast<UserRef>(kAdminUser + 1);
  call.world.move_issue(*issue, project, author, call.now);
  call.site.webhooks.issue_updated(*issue, author, issue->histories.back().id, "issue_moved");
  return answer(R"({"key":)" + json_quote(call.world.key_of(*issue)) + "}");
}

// One line per issue: what is true now, to compare a client's store with.
Response get_sim_truth_issues(Call& call) {
  std::string out;
  for (const auto& issue : call.world.issues) {
    if (issue.deleted) continue;
    JsonWriter w;
    w.begin_object().member("id", std::to_string(issue.id));
    w.member("key", call.world.key_of(issue));
    w.member("project", call.world.catalog.projects[static_cast<size_t>(issue.project)].key);
    w.member("created", issue.created).member("updated", issue.updated);
    w.member("typeId", std::to_string(issue.type));
    w.member("statusId", std::to_string(issue.status));
    w.member("histories", static_cast<int64_t>(issue.histories.size()));
    w.member("worklogs", static_cast<int64_t>(issue.worklogs.size()));
    w.member("timeSpentSeconds", spent_seconds(issue)).key("status").begin_array();
    for (const auto& history : issue.histories) {
      for (size_t i = 0; i < history.item_count; ++i) {
        const auto& item = issue.items[history.first_item + i];
        if (item.field != Field::kStatus) continue;
        w.begin_object().member("at", history.created).member("history", history.id);
        w.member("from", std::to_string(item.from)).member("to", std::to_string(item.to));
        w.end_object();
      }
    }
    out += w.end_array().end_object().take() + "\n";
  }
  auto response = answer(std::move(out));
  response.content_type = "application/x-ndjson";
  return response;
}

}  // namespace tl::sim
