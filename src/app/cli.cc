#include "app/cli.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "app/cli_commands.h"
#include "app/commands.h"
#include "base/log.h"
#include "base/version.h"

namespace tl::app {
namespace {

int dispatch_jql(const CLI::App& command, const Choice& choice) {
  if (command.got_subcommand("parse")) return run_jql_parse(choice.json);
  if (command.got_subcommand("explain")) return run_jql_explain(choice.settings, choice.jql);
  if (!choice.jql.issues_file.empty()) return run_jql_search_file(choice.jql);
  return run_jql_search(choice.settings, choice.jql);
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
  if (app.got_subcommand("sign-in")) {
    return run_sign_in(choice.settings, choice.connection, choice.sign_in);
  }
  if (app.got_subcommand("connections")) return run_connections(choice.settings, choice.json);
  if (app.got_subcommand("why")) return run_why(choice.settings, choice.why);
  if (app.got_subcommand("verify")) {
    return run_verify(choice.settings, choice.connection, choice.json);
  }
  if (app.got_subcommand("ledger")) {
    return run_ledger(choice.settings, choice.connection, choice.json);
  }
  if (app.got_subcommand("deliveries")) {
    const bool again = app.get_subcommand("deliveries")->got_subcommand("replay");
    return again ? run_replay(choice.settings, choice.replay)
                 : run_deliveries(choice.settings, choice.deliveries);
  }
  if (app.got_subcommand("import")) return run_import_jira(choice.settings, choice.import);
  if (app.got_subcommand("sync")) return run_sync(choice.settings, choice.sync);
  if (app.got_subcommand("jql")) return dispatch_jql(*app.get_subcommand("jql"), choice);
  if (app.got_subcommand("report")) return run_report(choice.settings, choice.report);
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
