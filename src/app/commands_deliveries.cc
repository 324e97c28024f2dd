// `deliveries`: what Jira delivered and what became of it; processing again.
#include <fmt/format.h>

#include <cstdio>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"
#include "app/table.h"
#include "base/text.h"

namespace tl::app {
namespace {

QueryPairs query_of(const DeliveriesOptions& options) {
  QueryPairs query = {{"limit", std::to_string(options.limit)}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query.emplace_back(name, value);
  };
  add("result", options.result);
  add("event", options.event);
  add("issue", options.issue);
  add("from", options.from);
  add("to", options.to);
  return query;
}

std::string took_text(JsonElement item) {
  const auto took = json_int(item, "took_ms");
  return took ? fmt::format("{} ms", *took) : std::string();
}

int print_deliveries(const std::string& body) {
  const auto document = JsonDocument::parse(body);
  if (!document.ok()) return refuse(document.error());
  constexpr auto kRight = Table::Align::kRight;
  Table table({{"id", kRight},
               {"received"},
               {"event", Table::Align::kLeft, 30},
               {"issue"},
               {"result"},
               {"took", kRight},
               {"again", kRight},
               {"detail", Table::Align::kLeft, 60}});
  size_t shown = 0;
  for (const JsonElement item : array_at(document->root(), "items")) {
    ++shown;
    const int64_t repeats = json_int(item, "repeats").value_or(0);
    table.add({text_at(item, "id"), text_at(item, "received"), text_at(item, "event"),
               text_at(item, "issue_key"), text_at(item, "result"), took_text(item),
               repeats == 0 ? "" : std::to_string(repeats), text_at(item, "detail")});
  }
  if (shown == 0) fmt::print("no deliveries\n");
  fmt::print("{}", table.render());
  if (!text_at(document->root(), "next_cursor").empty()) {
    fmt::print("  ... and older ones: --to, --limit\n");
  }
  return 0;
}

struct Replayed {
  int64_t count = 0;
  bool more = false;
};

Result<Replayed> read_replayed(const std::string& body) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  return Replayed{json_int(document.root(), "replayed").value_or(0),
                  json_bool(document.root(), "more").value_or(false)};
}

std::string replay_body(const ReplayOptions& options) {
  JsonWriter out;
  out.begin_object().member("result", "failed");
  if (!options.from.empty()) out.member("from", options.from);
  if (!options.to.empty()) out.member("to", options.to);
  out.end_object();
  return out.take();
}

Result<Replayed> replay_failed(ApiClient& api, const SeenConnection& connection,
                               const ReplayOptions& options) {
  TL_TRY(const std::string body,
         api.post(connection_path(connection, "/deliveries/replay"), replay_body(options)));
  return read_replayed(body);
}

Result<Replayed> replay_all(ApiClient& api, const ReplayOptions& options) {
  if (!options.failed) {
    TL_TRY(const std::string body,
           api.post("/api/v1/deliveries/" + url_encode(options.id) + "/replay", ""));
    return read_replayed(body);
  }
  TL_TRY(std::vector<SeenConnection> all, load_connections(api));
  if (!options.connection.empty()) {
    TL_TRY(auto one, pick_connection(all, options.connection));
    all = {std::move(one)};
  }
  Replayed sum;
  for (const SeenConnection& connection : all) {
    TL_TRY(const Replayed one, replay_failed(api, connection, options));
    sum.count += one.count;
    sum.more = sum.more || one.more;
  }
  return sum;
}

}  // namespace

int run_deliveries(const Settings& settings, const DeliveriesOptions& options) {
  return with_server(settings, [&](ApiClient& api) {
    const auto connection = find_connection(api, options.connection);
    if (!connection.ok()) return refuse(connection.error());
    const auto body = api.get(connection_path(*connection, "/deliveries"), query_of(options));
    if (!body.ok()) return refuse(body.error());
    if (!options.json) return print_deliveries(*body);
    fmt::print("{}\n", *body);
    return 0;
  });
}

int run_replay(const Settings& settings, const ReplayOptions& options) {
  return with_server(settings, [&](ApiClient& api) {
    const auto done = replay_all(api, options);
    if (!done.ok()) return refuse(done.error());
    fmt::print("{} {} processed again\n", done->count,
               done->count == 1 ? "delivery is" : "deliveries are");
    if (done->more) fmt::print("There are more: run this again when these are through.\n");
    return 0;
  });
}

}  // namespace tl::app
