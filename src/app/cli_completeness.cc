// `ledger` and `deliveries`: is everything here, and what came of each delivery.
#include "app/cli_commands.h"

namespace tl::app {
namespace {

void add_ledger(CLI::App& app, Choice& choice) {
  CLI::App* ledger = app.add_subcommand("ledger", "Say what is proven to be here, and up to when");
  add_data_options(*ledger, choice.settings);
  ledger->add_option("connection", choice.connection, "Id or name; default all");
  ledger->add_flag("--json", choice.json, "As the API gives it");
  ledger->footer("Exit code 1 when something differs from Jira or an alarm stands.");
}

void add_range(CLI::App& command, std::string& from, std::string& to) {
  command.add_option("--from", from, "Received then or later: 2026-11-20T14:00:00Z");
  command.add_option("--to", to, "Received before");
}

void add_replay(CLI::App& deliveries, Choice& choice) {
  ReplayOptions& options = choice.replay;
  CLI::App* replay = deliveries.add_subcommand("replay", "Process deliveries again");
  add_data_options(*replay, choice.settings);
  CLI::Option* id = replay->add_option("id", options.id, "Of one delivery");
  CLI::Option* failed = replay->add_flag("--failed", options.failed, "All that failed");
  CLI::Option* connection =
      replay->add_option("--connection", options.connection, "With --failed: id or name");
  connection->needs(failed);
  id->excludes(failed);
  add_range(*replay, options.from, options.to);
  replay->get_option("--from")->needs(failed);
  replay->get_option("--to")->needs(failed);
  replay->callback([&options] {
    if (options.id.empty() && !options.failed) throw CLI::RequiredError("id or --failed");
  });
  replay->footer(
      "What is known does not change by it: processing twice is harmless.\n"
      "Examples:\n"
      "  throughline deliveries replay 4711\n"
      "  throughline deliveries replay --failed --connection acme");
}

void add_deliveries(CLI::App& app, Choice& choice) {
  DeliveriesOptions& options = choice.deliveries;
  CLI::App* command = app.add_subcommand("deliveries", "List what Jira delivered, newest first");
  add_data_options(*command, choice.settings);
  command->add_option("connection", options.connection, "Id or name");
  command
      ->add_option("--result", options.result,
                   "waiting, accepted, ignored, failed, rejected, or duplicate")
      ->check(CLI::IsMember({"waiting", "accepted", "ignored", "failed", "rejected", "duplicate"}));
  command->add_option("--event", options.event, "As Jira names it: jira:issue_updated");
  command->add_option("--issue", options.issue, "Key or numeric id");
  add_range(*command, options.from, options.to);
  command->add_option("--limit", options.limit, "How many")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  command->add_flag("--json", options.json, "As the API gives it");
  add_replay(*command, choice);
  command->callback([command, &options] {
    const bool lists = command->get_subcommands().empty();
    if (lists && options.connection.empty()) throw CLI::RequiredError("connection");
  });
  command->footer(
      "Examples:\n"
      "  throughline deliveries acme --result failed\n"
      "  throughline deliveries replay --failed");
}

}  // namespace

void add_completeness(CLI::App& app, Choice& choice) {
  add_ledger(app, choice);
  add_deliveries(app, choice);
}

}  // namespace tl::app
