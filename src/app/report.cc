// `report flow|sprint|quality`: the API's numbers as JSON, CSV or tables for a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"
#include "app/report_tables.h"
#include "base/text.h"

namespace tl::app {
namespace {

constexpr std::string_view kSprints = "/api/v1/sprints";
constexpr int kMaxPages = 100;  // of sprints looked through for an id

struct SeenSprint {
  std::string reference;  // CONNECTION:ID
  std::string id;
  std::string name;
};

SeenSprint read_sprint(JsonElement json) {
  SeenSprint seen;
  seen.id = text_at(json, "id");
  seen.name = text_at(json, "name");
  seen.reference = text_at(json, "connection") + ":" + seen.id;
  return seen;
}

// All sprints that a query gives, newest first.
Result<std::vector<SeenSprint>> load_sprints(ApiClient& api, QueryPairs query) {
  std::vector<SeenSprint> all;
  query.emplace_back("limit", "200");
  const QueryPairs first = query;
  for (int page = 0; page < kMaxPages; ++page) {
    TL_TRY(const std::string body, api.get(kSprints, query));
    TL_TRY(const JsonDocument document, JsonDocument::parse(body));
    for (const JsonElement item : array_at(document.root(), "items"))
      all.push_back(read_sprint(item));
    const std::string cursor = text_at(document.root(), "next_cursor");
    if (cursor.empty()) break;
    query = first;
    query.emplace_back("cursor", cursor);
  }
  return all;
}

// A sprint by name or id; CONNECTION:ID is taken as it is.
Result<std::string> find_sprint(ApiClient& api, const QueryPairs& where,
                                const std::string& wanted) {
  if (wanted.find(':') != std::string::npos && wanted.find(' ') == std::string::npos) return wanted;
  QueryPairs by_name = where;
  by_name.emplace_back("q", wanted);
  TL_TRY(std::vector<SeenSprint> found, load_sprints(api, by_name));
  std::erase_if(found, [&](const SeenSprint& one) { return !equals_no_case(one.name, wanted); });
  if (found.empty()) {
    TL_TRY(found, load_sprints(api, where));
    std::erase_if(found, [&](const SeenSprint& one) { return one.id != wanted; });
  }
  if (found.empty())
    return make_error(ErrorCode::kNotFound, "no sprint has the name or id " + wanted);
  if (found.size() == 1) return found.front().reference;
  std::string known;
  for (const SeenSprint& one : found) known += fmt::format("\n  {}  {}", one.reference, one.name);
  return make_error(ErrorCode::kConflict, "several sprints fit " + wanted + "; name one:" + known);
}

// The newest active sprint, else the newest that was closed.
Result<std::string> find_latest_sprint(ApiClient& api, const QueryPairs& where) {
  for (const char* state : {"active", "closed"}) {
    QueryPairs query = where;
    query.emplace_back("state", state);
    query.emplace_back("limit", "1");
    TL_TRY(const std::string body, api.get(kSprints, query));
    TL_TRY(const JsonDocument document, JsonDocument::parse(body));
    for (const JsonElement item : array_at(document.root(), "items"))
      return read_sprint(item).reference;
  }
  return make_error(ErrorCode::kNotFound, "no sprint is active or closed");
}

struct ReportCall {
  std::string path;
  QueryPairs query;
};

std::string path_of(const ReportOptions& options) {
  if (options.items) return "/api/v1/metrics/flow/items";
  if (options.family == "quality") return "/api/v1/metrics/quality";
  if (options.family == "sprint")
    return options.last > 0 ? "/api/v1/metrics/sprints" : "/api/v1/metrics/sprint";
  if (options.metric == "lead-time") return "/api/v1/metrics/flow/cycle-time";
  if (options.metric == "time-in-stage") return "/api/v1/metrics/flow/time-in-status";
  return "/api/v1/metrics/flow/" + options.metric;
}

void add_metric(const ReportOptions& options, QueryPairs& query) {
  if (options.items) {
    const bool flow = options.family == "flow";
    const bool stage = options.metric == "time-in-stage";
    query.emplace_back("metric", !flow   ? options.family
                                 : stage ? "time-in-status"
                                         : options.metric);
    if (options.format != "csv") query.emplace_back("limit", std::to_string(options.limit));
  } else if (options.family == "flow") {
    if (options.metric == "lead-time") query.emplace_back("measure", "lead");
    if (options.metric == "time-in-stage") query.emplace_back("by", "stage");
  } else if (options.last > 0) {
    query.emplace_back("last", std::to_string(options.last));
  }
}

Result<void> add_sprints(ApiClient& api, const ReportOptions& options, QueryPairs& query) {
  QueryPairs where;
  for (const auto& [name, value] : query) {
    if (name == "connection" || name == "board") where.emplace_back(name, value);
  }
  if (options.family == "sprint" && options.last == 0) {
    TL_TRY(const std::string sprint, options.sprint.empty()
                                         ? find_latest_sprint(api, where)
                                         : find_sprint(api, where, options.sprint));
    query.emplace_back("sprint", sprint);
  }
  for (const std::string& one : options.in_sprints) {
    TL_TRY(const std::string sprint, find_sprint(api, where, one));
    query.emplace_back("sprint", sprint);
  }
  return {};
}

Result<ReportCall> decide_call(ApiClient& api, const ReportOptions& options) {
  ReportCall call{path_of(options), {}};
  if (!options.connection.empty()) {
    TL_TRY(const SeenConnection connection, find_connection(api, options.connection));
    call.query.emplace_back("connection", connection.id);
  }
  for (const auto& [name, values] : options.parameters) {
    for (const std::string& value : values) call.query.emplace_back(name, value);
  }
  TL_CHECK_OK(add_sprints(api, options, call.query));
  add_metric(options, call.query);
  if (options.format == "csv") call.query.emplace_back("format", "csv");
  return call;
}

std::string_view table_of(const ReportOptions& options) {
  if (options.items) return "items";
  if (options.family == "sprint" && options.last > 0) return "sprints";
  return options.family == "flow" ? std::string_view(options.metric)
                                  : std::string_view(options.family);
}

}  // namespace

int run_report(const Settings& settings, const ReportOptions& options) {
  return with_server(settings, [&](ApiClient& api) {
    const auto call = decide_call(api, options);
    if (!call.ok()) return refuse(call.error());
    const auto body = api.get(call->path, call->query);
    if (!body.ok()) return refuse(body.error());
    if (options.format != "table") {
      std::fwrite(body->data(), 1, body->size(), stdout);
      if (!body->empty() && body->back() != '\n') std::fputc('\n', stdout);
      return 0;
    }
    const auto document = JsonDocument::parse(*body);
    if (!document.ok()) return refuse(document.error());
    const std::string text = render_report(table_of(options), document->root());
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
  });
}

}  // namespace tl::app
