// `import jira FILE...`: saved answers of Jira's REST API, or our own export, through the API.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"
#include "app/files.h"
#include "app/import_plan.h"
#include "net/url.h"

namespace tl::app {
namespace {

constexpr size_t kMaxPieceBytes = 32u << 20;  // of an export; the API takes 64 MiB at once

struct Source {
  std::string path;
  std::string name;  // for people, and for what it says of its content
  std::string text;  // of standard input only: that can be read but once
  ImportRank rank = ImportRank::kIssues;
  size_t place = 0;  // as given
};

struct Totals {
  int64_t files = 0;
  int64_t issues = 0;
  int64_t histories = 0;
  int64_t worklogs = 0;
  int64_t records = 0;
  int64_t unchanged = 0;
  std::vector<std::string> refused;  // lines for people
};

struct Counts {
  int64_t issues;
  int64_t histories;
  int64_t worklogs;
  int64_t records;
  int64_t unchanged;
  size_t refused;
};

std::string many(int64_t n, std::string_view thing) {
  return fmt::format("{} {}{}", n, thing, n == 1 ? "" : "s");
}

std::string counted(const Counts& counts) {
  return fmt::format("{}, {}, {}, {} other; {} known already; {} refused",
                     many(counts.issues, "issue"), many(counts.histories, "change"),
                     many(counts.worklogs, "worklog"), counts.records, counts.unchanged,
                     counts.refused);
}

Result<std::vector<Source>> plan(const std::vector<std::string>& paths) {
  TL_TRY(const auto files, expand_folders(paths));
  std::vector<Source> sources;
  for (const std::string& path : files) {
    Source source;
    source.path = path;
    if (path != "-") source.name = std::filesystem::path(path).filename().string();
    source.place = sources.size();
    TL_TRY(std::string text, load_file(path));
    source.rank = rank_saved(source.name, text);
    if (path == "-") source.text = std::move(text);
    sources.push_back(std::move(source));
  }
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) {
    return std::pair(a.rank, a.place) < std::pair(b.rank, b.place);
  });
  return sources;
}

// Whether `pasted` is an address of the site at `base_url`.
bool is_of_site(const std::string& base_url, const std::string& pasted) {
  const auto site = net::parse_url(base_url);
  const auto url = net::parse_pasted_url(pasted);
  if (!site.ok() || !url.ok() || site->origin() != url->origin()) return false;
  return site->path == "/" || url->path == site->path ||
         url->path.starts_with(site->path + (site->path.ends_with('/') ? "" : "/"));
}

Result<SeenConnection> make_site(ApiClient& api, const ImportOptions& options) {
  JsonWriter out;
  out.begin_object().member("base_url", options.site);
  if (!options.name.empty()) out.member("name", options.name);
  out.end_object();
  TL_TRY(const std::string body, api.post(std::string(kConnectionsPath) + "/import", out.text()));
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  SeenConnection made = read_connection(document.root());
  fmt::print(stderr, "made {} ({}) for the files of {}\n", made.name, made.id, made.base_url);
  return made;
}

// Where the facts go: the named connection, that of the site, or the only one.
Result<SeenConnection> choose_target(ApiClient& api, const ImportOptions& options) {
  TL_TRY(const auto all, load_connections(api));
  if (!options.connection.empty()) return pick_connection(all, options.connection);
  if (!options.site.empty()) {
    for (const SeenConnection& seen : all) {
      if (is_of_site(seen.base_url, options.site)) return seen;
    }
    return make_site(api, options);
  }
  if (all.size() == 1) return all.front();
  return make_error(ErrorCode::kInvalidArgument,
                    all.empty() ? "say which site the files came from: --site https://..."
                                : "several sites are known: give --connection or --site");
}

Result<void> send_piece(ApiClient& api, const SeenConnection& target, const Source& source,
                        std::string text, Totals& totals) {
  QueryPairs query;
  if (!source.name.empty()) query.emplace_back("file", source.name);
  TL_TRY(const std::string body,
         api.post_bytes(connection_path(target, "/import"), query, std::move(text)));
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  const JsonElement report = document.root();
  const auto count = [&](std::string_view name, int64_t& total) {
    const int64_t n = json_int(report, name).value_or(0);
    total += n;
    return n;
  };
  const int64_t issues = count("issues", totals.issues);
  const int64_t histories = count("histories", totals.histories);
  const int64_t worklogs = count("worklogs", totals.worklogs);
  const int64_t records = count("records", totals.records);
  const int64_t unchanged = count("unchanged", totals.unchanged);
  const auto refused = array_at(report, "refused");
  for (const JsonElement thing : refused) {
    totals.refused.push_back(fmt::format("{}: {} {}: {}", source.path, text_at(thing, "kind"),
                                         text_at(thing, "id"), text_at(thing, "reason")));
  }
  fmt::print(stderr, "  {}: {}\n", text_at(report, "kind"),
             counted({issues, histories, worklogs, records, unchanged, refused.size()}));
  return {};
}

Result<void> send_file(ApiClient& api, const SeenConnection& target, Source& source,
                       Totals& totals) {
  std::string text = std::move(source.text);
  if (source.path != "-") {
    TL_TRY(text, load_file(source.path));
  }
  if (text.size() <= kMaxPieceBytes || !is_ndjson(text)) {
    return send_piece(api, target, source, std::move(text), totals);
  }
  // The server looks for lines of its own site in what it gets; a piece must not mislead it.
  if (const auto sites = sites_of_export(text); sites.size() > 1) {
    std::string names;
    for (const std::string& site : sites) names += "\n    " + site;
    return make_error(ErrorCode::kTooLarge,
                      "it is too large to be sent at once and has facts of several sites; make a "
                      "file of the lines of one \"instance\":" +
                          names);
  }
  for (const std::string_view piece : split_lines(text, kMaxPieceBytes)) {
    TL_CHECK_OK(send_piece(api, target, source, std::string(piece), totals));
  }
  return {};
}

// What is wrong with one file says nothing about the next.
bool is_of_the_file(ErrorCode code) {
  return code == ErrorCode::kUnreadable || code == ErrorCode::kInvalidArgument ||
         code == ErrorCode::kTooLarge;
}

int print_totals(const Totals& totals, const SeenConnection& target) {
  for (const std::string& line : totals.refused) fmt::print("refused  {}\n", line);
  fmt::print("{}: {}: {}\n", target.name, many(totals.files, "file"),
             counted({totals.issues, totals.histories, totals.worklogs, totals.records,
                      totals.unchanged, totals.refused.size()}));
  return totals.refused.empty() ? 0 : 1;
}

int import_all(ApiClient& api, const ImportOptions& options, std::vector<Source>& sources) {
  const auto target = choose_target(api, options);
  if (!target.ok()) return refuse(target.error());
  Totals totals;
  for (Source& source : sources) {
    ++totals.files;
    fmt::print(stderr, "[{}/{}] {}\n", totals.files, sources.size(),
               source.path == "-" ? "standard input" : source.path);
    const auto sent = send_file(api, *target, source, totals);
    if (sent.ok()) continue;
    if (!is_of_the_file(sent.error().code)) {
      print_totals(totals, *target);
      return refuse(sent.error());
    }
    fmt::print(stderr, "  refused: {} ({})\n", sent.error().detail, sent.error().id);
    totals.refused.push_back(source.path + ": " + sent.error().detail);
  }
  return print_totals(totals, *target);
}

}  // namespace

int run_import_jira(const Settings& settings, const ImportOptions& options) {
  auto sources = plan(options.files);
  if (!sources.ok()) return refuse(sources.error());
  return with_server(settings, [&](ApiClient& api) { return import_all(api, options, *sources); });
}

}  // namespace tl::app
