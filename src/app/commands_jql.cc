// `jql search` and `jql explain` on the data directory, over the API.
#include <fmt/format.h>

#include <algorithm>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"
#include "app/jql_tables.h"
#include "app/jql_text.h"

namespace tl::app {
namespace {

constexpr int kPage = 500;  // what the API gives at once

Result<std::vector<std::string>> find_instances(ApiClient& api,
                                                const std::vector<std::string>& wanted) {
  std::vector<std::string> ids;
  if (wanted.empty()) return ids;
  TL_TRY(const std::vector<SeenConnection> all, load_connections(api));
  for (const std::string& one : wanted) {
    TL_TRY(const SeenConnection found, pick_connection(all, one));
    ids.push_back(found.id);
  }
  return ids;
}

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(name).begin_array();
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

class Search {
 public:
  Search(ApiClient& api, const JqlOptions& options, std::string query)
      : api_(api), options_(options), query_(std::move(query)) {}

  Result<void> run() {
    TL_TRY(instances_, find_instances(api_, options_.instances));
    return options_.csv ? print_csv() : print_pages();
  }

 private:
  [[nodiscard]] std::string body(int limit, const std::string& cursor) const {
    JsonWriter out;
    out.begin_object().member("jql", query_);
    write_texts(out, "instances", instances_);
    write_texts(out, "columns", options_.columns);
    if (options_.csv) {
      out.member("format", "csv").member("accept_undecided", options_.accept_undecided);
    } else {
      out.member("limit", limit);
      if (!cursor.empty()) out.member("cursor", cursor);
    }
    return out.end_object().take();
  }

  Result<std::string> ask(int limit, const std::string& cursor) {
    return api_.post("/api/v1/jql/search", body(limit, cursor));
  }

  Result<void> print_csv() {
    TL_TRY(const std::string csv, ask(0, ""));
    std::fwrite(csv.data(), 1, csv.size(), stdout);
    return {};
  }

  Result<void> print_pages() {
    SearchTable table;
    std::string cursor;
    for (int left = options_.limit; left > 0;) {
      TL_TRY(const std::string page, ask(std::min(left, kPage), cursor));
      TL_TRY(const JsonDocument document, JsonDocument::parse(page));
      const auto items = array_at(document.root(), "items");
      left -= static_cast<int>(items.size());
      cursor = text_at(document.root(), "next");
      if (options_.json)
        print_line(stdout, page);
      else
        table.add(document.root());
      if (cursor.empty() || items.size() == 0) break;
    }
    if (options_.json) return {};
    fmt::print("{}", table.render());
    fmt::print(stderr, "{}", table.notes());
    return {};
  }

  ApiClient& api_;
  const JqlOptions& options_;
  std::string query_;
  std::vector<std::string> instances_;
};

Result<std::string> ask_explain(ApiClient& api, const JqlOptions& options,
                                const std::string& query) {
  TL_TRY(const auto instances, find_instances(api, options.instances));
  JsonWriter out;
  out.begin_object().member("jql", query).member("issue", options.issue);
  if (!instances.empty()) out.member("instance", instances.front());
  return api.post("/api/v1/jql/explain", out.end_object().take());
}

Result<void> print_explain(ApiClient& api, const JqlOptions& options, const std::string& query) {
  TL_TRY(const std::string answer, ask_explain(api, options, query));
  TL_TRY(const JsonDocument document, JsonDocument::parse(answer));
  const auto problem = json_get(document.root(), "problem");
  if (problem && problem->is_object() && !options.json) return problem_error(*problem, query);
  if (options.json)
    print_line(stdout, answer);
  else
    fmt::print("{}", render_explained(document.root()));
  return {};
}

template <typename Command>
int run_with_query(const Settings& settings, const JqlOptions& options, Command command) {
  const auto query = load_query(options.query);
  if (!query.ok()) return refuse(query.error());
  return with_server(settings, [&](ApiClient& api) {
    const Result<void> done = command(api, *query);
    return done.ok() ? 0 : refuse(done.error());
  });
}

}  // namespace

int run_jql_search(const Settings& settings, const JqlOptions& options) {
  return run_with_query(settings, options, [&](ApiClient& api, const std::string& query) {
    return Search(api, options, query).run();
  });
}

int run_jql_explain(const Settings& settings, const JqlOptions& options) {
  return run_with_query(settings, options, [&](ApiClient& api, const std::string& query) {
    return print_explain(api, options, query);
  });
}

}  // namespace tl::app
