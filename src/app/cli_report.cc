// `report`: its options are the parameters of the API's numbers, under the same names.
#include <array>

#include "app/cli_commands.h"

namespace tl::app {
namespace {

struct Parameter {
  const char* option;
  const char* name;  // of the API
  const char* help;
};

constexpr std::array<Parameter, 8> kFilters = {{
    {"--project", "project", "Project key; repeatable"},
    {"--type", "type", "Issue type; repeatable"},
    {"--category", "category", "feature, bug, chore, discovery, incident, other; repeatable"},
    {"--level", "level", "standard (default), subtask, epic; repeatable"},
    {"--priority", "priority", "Priority; repeatable"},
    {"--label", "label", "Label; repeatable"},
    {"--component", "component", "Component; repeatable"},
    {"--epic", "epic", "Key of an epic; repeatable"},
}};
constexpr std::array<Parameter, 4> kWindow = {{
    {"--from", "from", "First day, YYYY-MM-DD; default 84 days up to --to"},
    {"--to", "to", "Last day, YYYY-MM-DD; default today"},
    {"--unit", "unit", "calendar (default) or working time"},
    {"--start", "start", "first (default) or last crossing of the start line"},
}};
constexpr std::array<Parameter, 8> kMarks = {{
    {"--exclusion", "exclusion", "With --items: those left out for this code"},
    {"--on", "on", "With --items: of the period that begins then, or of that day"},
    {"--stage", "stage", "With --items: in this stage"},
    {"--status", "status", "With --items: in the statuses of this name"},
    {"--longer-than", "longer_than", "With --items: seconds, included"},
    {"--shorter-than", "shorter_than", "With --items: seconds, not included"},
    {"--band", "band", "With --items: 0 at most p50, 1 p70, 2 p85, 3 p95, 4 above"},
    {"--cause", "cause", "With --items: blocked, because flagged, stage or link"},
}};

template <size_t N>
void add_parameters(CLI::App& command, ReportOptions& report,
                    const std::array<Parameter, N>& parameters, bool repeatable) {
  for (const Parameter& one : parameters) {
    CLI::Option* option = command.add_option(one.option, report.parameters[one.name], one.help)
                              ->allow_extra_args(false);
    if (!repeatable) option->expected(1);
  }
}

void add_scope(CLI::App& command, Choice& choice) {
  ReportOptions& report = choice.report;
  add_data_options(command, choice.settings);
  command.add_option("--format", report.format, "table, json or csv")
      ->check(CLI::IsMember({"json", "csv", "table"}))
      ->capture_default_str();
  command.add_option("--connection", report.connection, "Id or name; default all");
  add_parameters(command, report, kFilters, true);
  command.add_option("--jql", report.parameters["jql"], "Only issues that this query finds")
      ->expected(1);
  command
      .add_option("--as-of", report.parameters["as_of"],
                  "As it stood then: a day's end, YYYY-MM-DD, or an instant")
      ->expected(1);
}

void add_items(CLI::App& command, ReportOptions& report) {
  command.add_flag("--items", report.items, "The issues behind the number");
  command.add_option("--limit", report.limit, "Issues of a table, or of a page as JSON")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  command
      .add_option("--sort", report.parameters["sort"],
                  "With --items: -seconds, seconds, -at, at, key")
      ->check(CLI::IsMember({"-seconds", "seconds", "-at", "at", "key"}))
      ->expected(1);
}

CLI::App* add_family(CLI::App& report, Choice& choice, const char* name, const char* help) {
  CLI::App* command = report.add_subcommand(name, help);
  command->callback([&choice, name] { choice.report.family = name; });
  add_scope(*command, choice);
  add_items(*command, choice.report);
  return command;
}

void add_flow(CLI::App& report, Choice& choice) {
  ReportOptions& options = choice.report;
  CLI::App* flow = add_family(report, choice, "flow", "How work flows");
  flow->add_option("--metric", options.metric, "Which number")
      ->check(CLI::IsMember({"cycle-time", "lead-time", "throughput", "mix", "wip", "aging",
                             "cumulative", "time-in-status", "time-in-stage", "efficiency",
                             "reopen", "overview"}))
      ->capture_default_str();
  add_parameters(*flow, options, kWindow, false);
  flow->add_option("--period", options.parameters["period"], "day, week (default), month")
      ->expected(1);
  flow->add_option("--sprint", options.in_sprints,
                   "Issues that are or were in it: name, id or CONNECTION:ID; repeatable")
      ->allow_extra_args(false);
  add_parameters(*flow, options, kMarks, false);
  flow->footer(
      "Examples:\n"
      "  throughline report flow --project SHOP --unit working\n"
      "  throughline report flow --metric throughput --period month --from 2026-01-01\n"
      "  throughline report flow --metric aging --items --band 4 --format csv");
}

void add_sprint(CLI::App& report, Choice& choice) {
  ReportOptions& options = choice.report;
  CLI::App* sprint = add_family(report, choice, "sprint", "What a sprint committed and completed");
  sprint->add_option("--sprint", options.sprint,
                     "Name, id or CONNECTION:ID; default the active one, else the last closed");
  sprint->add_option("--last", options.last, "Instead: this many closed sprints, oldest first")
      ->check(CLI::Range(1, 50));
  sprint->add_option("--board", options.parameters["board"], "With --last: id of a board")
      ->expected(1);
  sprint
      ->add_option("--group", options.parameters["sprint_group"],
                   "With --items: committed, added, removed, completed, not_completed, "
                   "done_before, done_after")
      ->expected(1);
  sprint->footer(
      "Examples:\n"
      "  throughline report sprint --sprint 'Sprint 42'\n"
      "  throughline report sprint --last 10 --format csv");
}

void add_quality(CLI::App& report, Choice& choice) {
  ReportOptions& options = choice.report;
  CLI::App* quality = add_family(report, choice, "quality", "What makes the numbers doubtful");
  add_parameters(*quality, options, kWindow, false);
  quality->add_option("--finding", options.parameters["finding"], "With --items: code of a finding")
      ->expected(1);
  quality->footer(
      "Example:\n"
      "  throughline report quality --items --finding unmapped_status");
}

}  // namespace

void add_report(CLI::App& app, Choice& choice) {
  CLI::App* report = app.add_subcommand("report", "Numbers on standard output");
  report->require_subcommand(1);
  add_flow(*report, choice);
  add_sprint(*report, choice);
  add_quality(*report, choice);
}

}  // namespace tl::app
