// `jql`: queries checked, asked and explained.
#include "app/cli_commands.h"

namespace tl::app {
namespace {

void add_parse(CLI::App& jql, Choice& choice) {
  CLI::App* parse = jql.add_subcommand("parse", "Say of each query whether Jira would read it");
  parse->add_flag("--json", choice.json, "Each line is a JSON string: a query of several lines");
  parse->footer(
      "One query a line on standard input, one JSON object a line on standard output, with its\n"
      "normal form or with what is wrong, where, and what to do. An empty line is a query, too:\n"
      "it asks for all issues.\n"
      "Example:\n"
      "  echo 'status = Doing Now' | throughline jql parse");
}

void add_file_options(CLI::App& search, JqlOptions& options) {
  CLI::Option* file =
      search.add_option("--issues", options.issues_file, "A file of issues instead of --data")
          ->check(CLI::ExistingFile);
  search.add_option("--user", options.user, "With --issues: who asks; default as the file says")
      ->needs(file);
  for (const char* name : {"--columns", "--limit", "--csv", "--accept-undecided", "--json"}) {
    search.get_option(name)->excludes(file);
  }
  search.callback([&options] {
    if (options.issues_file.empty()) return;
    const bool one = options.instances.size() == 1;
    if (!one && !(options.query == "-" && options.instances.empty()))
      throw CLI::ValidationError("--instance", "names the one instance of the file that is meant");
  });
}

void add_search(CLI::App& jql, Choice& choice) {
  JqlOptions& options = choice.jql;
  CLI::App* search = jql.add_subcommand("search", "List the issues that a query finds");
  add_data_options(*search, choice.settings);
  search->add_option("query", options.query, "JQL; - for standard input")->required();
  search->add_option("--instance", options.instances, "Id or name of a connection; repeatable")
      ->allow_extra_args(false);
  search->add_option("--columns", options.columns, "Fields to show, separated by commas")
      ->delimiter(',');
  search->add_option("--limit", options.limit, "Issues of the table")
      ->check(CLI::Range(1, 200'000))
      ->capture_default_str();
  CLI::Option* json =
      search->add_flag("--json", options.json, "As the API gives it, a page a line");
  CLI::Option* csv = search->add_flag("--csv", options.csv, "All issues as CSV");
  csv->excludes(json);
  search->get_option("--limit")->excludes(csv);
  search
      ->add_flag("--accept-undecided", options.accept_undecided,
                 "With --csv: leave out issues that cannot be decided here")
      ->needs(csv);
  add_file_options(*search, options);
  search->footer(
      "With --issues FILE the keys of one --instance of the file are printed, in order; with -,\n"
      "lines {\"id\",\"instance\",\"user\",\"jql\"} come in and {\"id\",\"keys\"} or "
      "{\"id\",\"error\"} go out.\n"
      "Examples:\n"
      "  throughline jql search 'status was \"In Review\" and cycleTime > 5d'\n"
      "  throughline jql search 'sprint in openSprints()' --columns status,cycleTime --csv\n"
      "  throughline jql search --issues issues.json --instance alpha 'assignee is empty'");
}

void add_explain(CLI::App& jql, Choice& choice) {
  JqlOptions& options = choice.jql;
  CLI::App* explain = jql.add_subcommand("explain", "Say why an issue is found, or is not");
  add_data_options(*explain, choice.settings);
  explain->add_option("key", options.issue, "Key of the issue")->required();
  explain->add_option("query", options.query, "JQL; - for standard input")->required();
  explain->add_option("--instance", options.instances, "Id or name of the issue's connection")
      ->expected(1);
  explain->add_flag("--json", options.json, "As the API gives it");
  explain->footer(
      "Clauses that decide are marked with *.\n"
      "Example:\n"
      "  throughline jql explain SHOP-12 'status = Done and resolved >= -7d'");
}

}  // namespace

void add_jql(CLI::App& app, Choice& choice) {
  CLI::App* jql = app.add_subcommand("jql", "Jira's query language, answered here");
  jql->require_subcommand(1);
  add_parse(*jql, choice);
  add_search(*jql, choice);
  add_explain(*jql, choice);
}

}  // namespace tl::app
