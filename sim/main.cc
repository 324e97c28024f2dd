// throughline-sim: a simulated Jira. See README.md.
#include <curl/curl.h>
#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "base/clock.h"
#include "base/log.h"
#include "sim/http_server.h"
#include "sim/live.h"
#include "sim/site.h"

namespace {

using namespace tl;
using namespace tl::sim;

struct Arguments {
  std::string listen = "127.0.0.1:0";
  std::string port_file;
  std::string clock_file;
  std::string base_url;
  std::string flavour = "cloud";
  std::string language;
  bool live = false;
  bool ready = false;
  SiteOptions site;
};

void declare(CLI::App& app, Arguments& a) {
  auto& o = a.site.organisation;
  app.add_option("--listen", a.listen, "ADDRESS:PORT; port 0 takes a free one")->required();
  app.add_option("--port-file", a.port_file, "write the real port into this file");
  app.add_option("--base-url", a.base_url, "how answers name this site (default: http://LISTEN)");
  app.add_option("--test-clock", a.clock_file, "take the time from this file");
  app.add_option("--seed", o.seed, "which organisation");
  app.add_option("--issues", o.issues, "how many issues")->check(CLI::Range(0, 2'000'000));
  app.add_option("--projects", o.projects, "how many projects")->check(CLI::Range(1, 500));
  app.add_option("--histories-per-issue", o.histories_per_issue, "each issue has at least so many")
      ->check(CLI::Range(0, 10'000));
  app.add_option("--flavour", a.flavour, "cloud, dc-10, dc-9, server-8 or server-7");
  app.add_option("--context-path", a.site.context_path, "everything lies below it, such as /jira");
  app.add_option("--localized", a.language, "names in another language: de");
  app.add_option("--search-cap", a.site.search_cap, "most issues on a page of a Server's search")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--page-cap", a.site.page_cap, "most issues on a page of Cloud's search; 0 none")
      ->check(CLI::Range(0, 100'000));
  app.add_option("--days", o.days, "how long they have worked")->check(CLI::Range(1, 10'000));
  app.add_flag("--live", a.live, "people go on working");
  app.add_option("--live-per-minute", a.site.live_per_minute, "changes per minute of the clock")
      ->check(CLI::Range(0.0, 100'000.0));
  app.add_option("--latency-ms", a.site.latency_ms, "before each answer")
      ->check(CLI::Range(0, 60'000));
  app.add_option("--search-lag-ms", a.site.search_lag_ms, "how late the search index is")
      ->check(CLI::Range(int64_t{0}, int64_t{86'400'000}));
  app.add_option("--webhook-drop-percent", a.site.webhooks.drop_percent)->check(CLI::Range(0, 100));
  app.add_option("--webhook-duplicate-percent", a.site.webhooks.duplicate_percent)
      ->check(CLI::Range(0, 100));
  app.add_option("--webhook-retry-seconds", a.site.webhooks.retry_seconds, "by the clock")
      ->check(CLI::Range(int64_t{0}, int64_t{86'400}));
  app.add_flag("--epoch-created", a.site.epoch_created,
               "bulk changelogs write `created` as epoch milliseconds");
  app.add_flag("--no-limits", a.site.no_limits, "no burst limits");
  app.add_flag("--ready", a.ready, "print one line when listening");
}

int refuse_start(const Error& error) {
  std::cerr << "throughline-sim: " << error.detail << "\n";
  return error.code == ErrorCode::kInvalidArgument ? 2 : 1;
}

// Blocks the signals in all threads, so that main can wait for them.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

// False: not known, and said so.
bool read_choices(Arguments& a) {
  auto& o = a.site.organisation;
  o.flavour = find_flavour(a.flavour);
  if (o.flavour == nullptr)
    std::cerr << "throughline-sim: --flavour must be cloud, dc-10, dc-9, server-8 or server-7\n";
  if (!a.language.empty() && a.language != "de" && a.language != "en") {
    std::cerr << "throughline-sim: --localized must be de\n";
    return false;
  }
  if (a.language == "de") o.language = Language::kGerman;
  auto& path = a.site.context_path;
  while (!path.empty() && path.back() == '/') path.pop_back();
  if (!path.empty() && path[0] != '/') path.insert(0, "/");
  return o.flavour != nullptr;
}

int run(Arguments& a) {
  const auto signals = block_signals();
  std::unique_ptr<Clock> clock = make_system_clock();
  if (!a.clock_file.empty()) {
    auto made = make_test_clock(a.clock_file);
    if (!made.ok()) return refuse_start(made.error());
    clock = std::move(made).value();
  }
  Site* target = nullptr;  // the port, and so the base URL, is known before the site is
  HttpServer server([&target](const Request& request) { return target->handle(request); }, *clock);
  const auto port = server.bind(a.listen);
  if (!port.ok()) return refuse_start(port.error());
  const auto url = fmt::format("http://{}:{}", a.listen.substr(0, a.listen.rfind(':')), *port);
  a.site.base_url = a.base_url.empty() ? url + a.site.context_path : a.base_url;
  Site site(a.site, *clock);
  target = &site;
  Live live(site);
  site.start();
  server.start();
  if (!a.port_file.empty()) {
    std::ofstream file(a.port_file);
    file << *port << "\n";
    if (!file.flush()) {
      server.stop();
      return refuse_start(make_error(ErrorCode::kForbidden, "cannot write " + a.port_file));
    }
  }
  fmt::print("throughline-sim listening on {}\n", url);
  std::fflush(stdout);
  if (a.live) live.start();
  int received = 0;
  sigwait(&signals, &received);
  live.stop();
  server.stop();
  site.stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A simulated Jira of any flavour for demonstrations and tests");
  Arguments arguments;
  declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (!read_choices(arguments)) return 2;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  try {
    return run(arguments);
  } catch (const std::exception& bug) {
    std::cerr << "throughline-sim: " << bug.what() << "\n";
    return 1;
  }
}
