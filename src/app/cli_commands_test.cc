#include "app/cli_commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

namespace tl::app {
namespace {

// What `throughline ARGUMENTS` means; throws CLI::ParseError as the program would see it.
Choice parse(std::vector<std::string> arguments) {
  CLI::App app("", "throughline");
  app.require_subcommand(1);
  Choice choice;
  add_commands(app, choice);
  std::reverse(arguments.begin(), arguments.end());
  app.parse(std::move(arguments));
  return choice;
}

void each_command(const CLI::App& app, const std::function<void(const CLI::App&)>& look) {
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    look(*command);
    each_command(*command, look);
  }
}

TEST(CommandLine, takes_no_secret_as_an_argument) {
  CLI::App app("", "throughline");
  Choice choice;
  add_commands(app, choice);
  int looked_at = 0;
  each_command(app, [&](const CLI::App& command) {
    for (const CLI::Option* option : command.get_options()) {
      ++looked_at;
      const std::string name = option->get_name();
      EXPECT_TRUE(name == "--token-file" || name.find("token") == std::string::npos) << name;
      EXPECT_EQ(name.find("password"), std::string::npos) << name;
      EXPECT_EQ(name.find("secret"), std::string::npos) << name;
    }
  });
  EXPECT_GT(looked_at, 100);
}

TEST(CommandLine, connect_reads_every_choice) {
  const Choice choice = parse({"connect",
                               "jira",
                               "--url",
                               "https://a.example",
                               "--user",
                               "robin",
                               "--method",
                               "password",
                               "--projects",
                               "A,B",
                               "--filter",
                               "type = Bug",
                               "--custom-fields",
                               "customfield_1,customfield_2",
                               "--quiet-hours",
                               "22:00-06:30",
                               "--requests-per-minute",
                               "60",
                               "--descriptions",
                               "--write-worklogs",
                               "--no-webhooks",
                               "--check",
                               "--proxy",
                               "proxy:3128",
                               "--days",
                               "7"});
  const ConnectOptions& options = choice.connect;
  EXPECT_EQ(options.sign_in.account, "robin");
  EXPECT_EQ(options.sign_in.method, "password");
  EXPECT_EQ(options.sign_in.proxy, "proxy:3128");
  EXPECT_EQ(options.projects, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(options.custom_fields.size(), 2u);
  EXPECT_EQ(options.filter, "type = Bug");
  EXPECT_EQ(options.quiet_hours, "22:00-06:30");
  EXPECT_EQ(options.requests_per_minute, 60);
  EXPECT_EQ(options.days, 7);
  EXPECT_TRUE(options.descriptions);
  EXPECT_TRUE(options.write_worklogs && options.no_webhooks && options.check_only);
  EXPECT_FALSE(options.write_rule_actions || options.write_remote_links);
}

TEST(CommandLine, refuses_what_makes_no_sense) {
  const std::vector<std::vector<std::string>> table = {
      {"connect", "jira"},
      {"connect", "jira", "--url", "x", "--method", "oauth"},
      {"connect", "jira", "--url", "x", "--days", "0"},
      {"connect", "jira", "--url", "x", "--ca-file", "/nowhere/ca.pem"},
      {"connect", "jira", "--url", "x", "--token", "secret"},
      {"import", "jira"},
      {"import", "files.json"},
      {"sign-in"},
      {"verify"},
      {"why", "a", "b"},
      {"ledger", "a", "b"},
      {"deliveries"},
      {"deliveries", "a", "--result", "lost"},
      {"deliveries", "a", "--limit", "201"},
      {"deliveries", "replay"},
      {"deliveries", "replay", "7", "--failed"},
      {"deliveries", "replay", "7", "--connection", "a"},
  };
  for (const auto& arguments : table) {
    EXPECT_THROW((void)parse(arguments), CLI::ParseError) << arguments.back();
  }
}

TEST(CommandLine, deliveries_are_listed_or_processed_again) {
  const Choice lists = parse({"deliveries", "acme", "--result", "failed", "--issue", "ABC-1",
                              "--from", "2026-11-20T00:00:00Z", "--limit", "7", "--json"});
  EXPECT_EQ(lists.deliveries.connection, "acme");
  EXPECT_EQ(lists.deliveries.result, "failed");
  EXPECT_EQ(lists.deliveries.issue, "ABC-1");
  EXPECT_EQ(lists.deliveries.from, "2026-11-20T00:00:00Z");
  EXPECT_EQ(lists.deliveries.limit, 7);
  EXPECT_TRUE(lists.deliveries.json);
  const Choice one = parse({"deliveries", "replay", "4711", "--data", "here"});
  EXPECT_EQ(one.replay.id, "4711");
  EXPECT_FALSE(one.replay.failed);
  EXPECT_EQ(one.settings.data, "here");
  const Choice failed = parse({"deliveries", "replay", "--failed", "--connection", "acme"});
  EXPECT_TRUE(failed.replay.failed);
  EXPECT_EQ(failed.replay.connection, "acme");
  EXPECT_EQ(parse({"ledger", "acme"}).connection, "acme");
  EXPECT_TRUE(parse({"ledger", "--json"}).json);
}

TEST(CommandLine, wins_over_the_environment) {
  EXPECT_EQ(parse({"serve"}).settings.atlassian_gateway, "");
  setenv("THROUGHLINE_ATLASSIAN_GATEWAY", "http://a", 1);
  setenv("THROUGHLINE_DATA", "from-environment", 1);
  EXPECT_EQ(parse({"serve"}).settings.atlassian_gateway, "http://a");
  EXPECT_EQ(parse({"why"}).settings.data, "from-environment");
  const Settings given =
      parse({"why", "--atlassian-gateway", "http://b", "--data", "here"}).settings;
  EXPECT_EQ(given.atlassian_gateway, "http://b");
  EXPECT_EQ(given.data, "here");
  unsetenv("THROUGHLINE_ATLASSIAN_GATEWAY");
  unsetenv("THROUGHLINE_DATA");
}

TEST(CommandLine, memory_of_the_numbers_has_bounds) {
  EXPECT_EQ(parse({"serve"}).settings.lens_memory_mib, 2048);
  EXPECT_EQ(parse({"serve", "--lens-memory", "64"}).settings.lens_memory_mib, 64);
  EXPECT_THROW((void)parse({"serve", "--lens-memory", "63"}), CLI::ParseError);
  setenv("THROUGHLINE_LENS_MEMORY", "512", 1);
  EXPECT_EQ(parse({"demo"}).settings.lens_memory_mib, 512);
  EXPECT_EQ(parse({"serve", "--lens-memory", "64"}).settings.lens_memory_mib, 64);
  for (const char* wrong : {"much", "63", "1048577"}) {
    setenv("THROUGHLINE_LENS_MEMORY", wrong, 1);
    EXPECT_THROW((void)parse({"serve"}), CLI::ParseError) << wrong;
    EXPECT_EQ(parse({"serve", "--lens-memory", "64"}).settings.lens_memory_mib, 64);
    EXPECT_NO_THROW((void)parse({"why"})) << "it concerns servers";
  }
  unsetenv("THROUGHLINE_LENS_MEMORY");
}

TEST(CommandLine, commands_with_many_options_show_examples) {
  CLI::App app("", "throughline");
  Choice choice;
  add_commands(app, choice);
  for (const char* name : {"connect", "import"}) {
    const CLI::App* jira = app.get_subcommand(name)->get_subcommand("jira");
    EXPECT_NE(jira->get_footer().find("throughline " + std::string(name) + " jira"),
              std::string::npos);
  }
  EXPECT_NE(app.get_subcommand("sign-in")->get_footer().find("Example"), std::string::npos);
}

TEST(CommandLine, queries_of_the_data_directory) {
  const Choice choice = parse({"jql", "search", "a = b", "--instance", "acme", "--instance", "2",
                               "--columns", "status,age", "--limit", "7", "--json"});
  EXPECT_EQ(choice.jql.query, "a = b");
  EXPECT_EQ(choice.jql.instances, (std::vector<std::string>{"acme", "2"}));
  EXPECT_EQ(choice.jql.columns, (std::vector<std::string>{"status", "age"}));
  EXPECT_EQ(choice.jql.limit, 7);
  EXPECT_TRUE(choice.jql.json);
  EXPECT_EQ(parse({"jql", "search", ""}).jql.query, "");  // all issues
  EXPECT_EQ(parse({"jql", "search", "-"}).jql.query, "-");
  const Choice explain = parse({"jql", "explain", "A-1", "a = b"});
  EXPECT_EQ(explain.jql.issue, "A-1");
  EXPECT_EQ(explain.jql.query, "a = b");
}

TEST(CommandLine, queries_of_a_file_name_one_instance) {
  const std::string file = std::string(TL_SOURCE_DIR) + "/CMakeLists.txt";
  EXPECT_EQ(parse({"jql", "search", "--issues", file, "--instance", "a", "x = y"}).jql.instance(),
            "a");
  EXPECT_EQ(parse({"jql", "search", "--issues", file, "-"}).jql.instance(), "");
  EXPECT_THROW(parse({"jql", "search", "--issues", file, "x = y"}), CLI::ParseError);
  EXPECT_THROW(
      parse({"jql", "search", "--issues", file, "--instance", "a", "--instance", "b", "-"}),
      CLI::ParseError);
  EXPECT_THROW(parse({"jql", "search", "--issues", "/nowhere", "--instance", "a", "x = y"}),
               CLI::ParseError);
  EXPECT_THROW(parse({"jql", "search", "--user", "a", "x = y"}), CLI::ParseError);
}

}  // namespace
}  // namespace tl::app
