#include "app/cli.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "app/commands.h"
#include "app/settings.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"

namespace tl::app {
namespace {

struct Choice {
  Settings settings;
  DemoOptions demo;
  ConnectOptions connect;
  SyncOptions sync;
  ReportOptions report;
  bool new_token = false;
  std::string vendor;
  std::string kind;
  std::string fields_file;
  std::vector<std::string> files;
};

void add_data_options(CLI::App& command, Settings& settings) {
  command.add_option("--data", settings.data, "Directory of databases and keys")
      ->envname("THROUGHLINE_DATA")
      ->capture_default_str();
  command
      .add_option("--database", settings.database, "postgresql://... instead of SQLite in --data")
      ->envname("THROUGHLINE_DATABASE");
  command.add_option("--test-clock", settings.test_clock, "Clock file, for tests")->group("");
  command.add_flag("--verbose", settings.verbose, "Log more");
}

void add_server_options(CLI::App& command, Settings& settings) {
  add_data_options(command, settings);
  command.add_option("--listen", settings.listen, "ADDRESS:PORT")
      ->envname("THROUGHLINE_LISTEN")
      ->capture_default_str();
  command
      .add_option("--public-url", settings.public_url, "How browsers and Jira reach this server")
      ->envname("THROUGHLINE_PUBLIC_URL");
  command.add_option("--tls-cert", settings.tls_cert, "PEM chain; plain HTTP without");
  command.add_option("--tls-key", settings.tls_key, "PEM key");
  command.add_option("--trusted-proxy", settings.trusted_proxies,
                     "Address or network whose X-Forwarded-* headers are believed; repeatable");
  command.add_option("--port-file", settings.port_file, "Write the port in use to this file");
}

void add_connect(CLI::App& app, Choice& choice) {
  CLI::App* connect = app.add_subcommand("connect", "Connect a system");
  connect->require_subcommand(1);
  CLI::App* jira = connect->add_subcommand("jira", "Connect a Jira Cloud site");
  add_data_options(*jira, choice.settings);
  jira->add_option("--url", choice.connect.url, "Any address of the site")->required();
  jira->add_option("--email", choice.connect.email, "E-mail of the account")->required();
  jira->add_option("--token-file", choice.connect.token_file,
                   "File with the API token, - for standard input; default: $JIRA_API_TOKEN");
  jira->add_option("--expires", choice.connect.expires, "Expiry date of the token, YYYY-MM-DD");
  jira->add_option("--projects", choice.connect.projects, "Keys, separated by commas; default all")
      ->delimiter(',');
  jira->add_option("--days", choice.connect.days, "Backfill: issues updated in the last N days")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  jira->add_flag("--no-webhooks", choice.connect.no_webhooks, "Poll only");
}

void add_report(CLI::App& app, Choice& choice) {
  CLI::App* report = app.add_subcommand("report", "Numbers on standard output");
  report->require_subcommand(1);
  CLI::App* flow = report->add_subcommand("flow", "Cycle time of what finished");
  add_data_options(*flow, choice.settings);
  flow->add_option("--format", choice.report.format, "json, csv or table")
      ->check(CLI::IsMember({"json", "csv", "table"}))
      ->capture_default_str();
  flow->add_option("--from", choice.report.from, "YYYY-MM-DD; default 12 weeks before --to");
  flow->add_option("--to", choice.report.to, "YYYY-MM-DD; default today");
  flow->add_option("--project", choice.report.projects, "Project key; repeatable");
  flow->add_option("--type", choice.report.types, "Issue type; repeatable");
}

void add_commands(CLI::App& app, Choice& choice) {
  add_server_options(*app.add_subcommand("serve", "Run the server"), choice.settings);

  CLI::App* demo = app.add_subcommand("demo", "Run the server with a simulated Jira connected");
  add_server_options(*demo, choice.settings);
  demo->add_option("--issues", choice.demo.issues, "Size of the simulated Jira")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  demo->add_option("--seed", choice.demo.seed, "Seed of the simulated Jira")->capture_default_str();
  demo->add_option("--live-per-minute", choice.demo.live_per_minute, "Simulated changes a minute")
      ->check(CLI::Range(0, 6000))
      ->capture_default_str();

  CLI::App* token = app.add_subcommand("setup-token", "Print the token of the first run");
  add_data_options(*token, choice.settings);
  token->add_flag("--new", choice.new_token, "Make a new one; the former is void");

  add_connect(app, choice);

  CLI::App* sync = app.add_subcommand("sync", "Ask all connected systems for news, and wait");
  add_data_options(*sync, choice.settings);
  sync->add_option("connection", choice.sync.connection, "Id or name; default all");
  sync->add_option("--timeout", choice.sync.timeout_s, "Seconds")->capture_default_str();

  CLI::App* inspect = app.add_subcommand("inspect", "Print what would be stored of saved payloads");
  inspect->add_option("vendor", choice.vendor, "jira")->required();
  inspect->add_option("kind", choice.kind, "issue, webhook, search, changelog, ...")->required();
  inspect->add_option("file", choice.files, "Files; - for standard input")->required();
  inspect->add_option("--fields", choice.fields_file, "Saved answer of GET /rest/api/3/field");

  add_report(app, choice);
  add_data_options(*app.add_subcommand("doctor", "Say what works and what does not"),
                   choice.settings);
  add_data_options(*app.add_subcommand("export", "Print all facts as NDJSON"), choice.settings);
}

int dispatch(const CLI::App& app, const Choice& choice) {
  if (choice.settings.verbose) set_log_level(LogLevel::kDebug);
  if (app.got_subcommand("serve")) return run_serve(choice.settings);
  if (app.got_subcommand("demo")) return run_demo(choice.settings, choice.demo);
  if (app.got_subcommand("setup-token")) return run_setup_token(choice.settings, choice.new_token);
  if (app.got_subcommand("inspect")) {
    return run_inspect(choice.vendor, choice.kind, choice.files, choice.fields_file);
  }
  if (!choice.settings.verbose) set_log_level(LogLevel::kWarning);
  if (app.got_subcommand("connect")) return run_connect_jira(choice.settings, choice.connect);
  if (app.got_subcommand("sync")) return run_sync(choice.settings, choice.sync);
  if (app.got_subcommand("report")) return run_report_flow(choice.settings, choice.report);
  if (app.got_subcommand("doctor")) return run_doctor(choice.settings);
  return run_export(choice.settings);
}

}  // namespace

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  umask(077);  // what we write (databases, keys, tokens) is for our user alone
  CLI::App app("Throughline: what your engineers do, along the line of each Jira issue.",
               "throughline");
  Choice choice;
  app.set_version_flag("--version", std::string("throughline ") + std::string(kVersion));
  app.require_subcommand(1);
  add_commands(app, choice);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    return dispatch(app, choice);
  } catch (const std::exception& bug) {
    fmt::print(stderr, "throughline: a bug: {}\n", bug.what());
    return 1;
  }
}

}  // namespace tl::app
