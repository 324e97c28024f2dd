// Commands that look at connections: why, verify.
#include <fmt/format.h>

#include <cstdio>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"
#include "base/text.h"

namespace tl::app {
namespace {

// Prints why one connection brings less than expected; true when something blocks it.
Result<bool> explain(ApiClient& api, const SeenConnection& connection, const WhyOptions& options) {
  TL_TRY(const std::string body, api.get(connection_path(connection, "/diagnosis"),
                                         {{"ask", options.offline ? "false" : "true"}}));
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  bool blocked = false;
  for (const JsonElement finding : array_at(document.root(), "findings")) {
    blocked = blocked || text_at(finding, "severity") == "blocking";
  }
  if (options.json) {
    fmt::print("{}\n", body);
    return blocked;
  }
  const std::string text = text_at(document.root(), "text");
  fmt::print("{}\n", trim(text));
  return blocked;
}

void print_samples(JsonElement report) {
  int64_t equal = 0;
  int64_t looked_at = 0;
  for (const JsonElement sample : array_at(report, "samples")) {
    ++looked_at;
    if (json_bool(sample, "equal").value_or(false)) {
      ++equal;
      continue;
    }
    const std::string here = text_at(sample, "here");
    const std::string there = text_at(sample, "there");
    fmt::print("  {:<14} here: {}; in Jira: {}\n", text_at(sample, "key"),
               here.empty() ? "not stored" : here, there.empty() ? "not visible" : there);
  }
  if (looked_at > 0) fmt::print("{} of {} issues have the status of Jira\n", equal, looked_at);
}

int print_verify(const std::string& body) {
  const auto document = JsonDocument::parse(body);
  if (!document.ok()) return refuse(document.error());
  bool failed = false;
  for (const JsonElement row : array_at(document->root(), "rows")) {
    failed = failed || text_at(row, "state") == "failed";
    print_row(row);
  }
  print_samples(document->root());
  return failed ? 1 : 0;
}

}  // namespace

int run_why(const Settings& settings, const WhyOptions& options) {
  return with_server(settings, [&](ApiClient& api) {
    auto all = load_connections(api);
    if (!all.ok()) return refuse(all.error());
    if (!options.connection.empty()) {
      auto one = pick_connection(*all, options.connection);
      if (!one.ok()) return refuse(one.error());
      *all = {std::move(*one)};
    }
    if (all->empty()) return refuse(make_error(ErrorCode::kNotFound, "nothing is connected"));
    bool blocked = false;
    for (const SeenConnection& connection : *all) {
      const auto one = explain(api, connection, options);
      if (!one.ok()) return refuse(one.error());
      blocked = blocked || *one;
    }
    return blocked ? 1 : 0;
  });
}

int run_verify(const Settings& settings, const std::string& wanted, bool json) {
  return with_server(settings, [&](ApiClient& api) {
    const auto connection = find_connection(api, wanted);
    if (!connection.ok()) return refuse(connection.error());
    const auto body = api.get(connection_path(*connection, "/verify"));
    if (!body.ok()) return refuse(body.error());
    if (json) {
      fmt::print("{}\n", *body);
      return 0;
    }
    return print_verify(*body);
  });
}

}  // namespace tl::app
