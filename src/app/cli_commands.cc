#include "app/cli_commands.h"

#include <cstdlib>

#include "base/text.h"
#include "lens/lens_house.h"

namespace tl::app {
namespace {

// A setting that the environment may give as well. CLI11's own way lets the environment win over
// the command line where several commands share a variable, so it is read here, before parsing.
CLI::Option* add_setting(CLI::App& command, const std::string& name, std::string& value,
                         const std::string& help, const char* variable) {
  if (const char* given = std::getenv(variable); given != nullptr && *given != '\0') value = given;
  return command.add_option(name, value, help + " (Env:" + variable + ")");
}

}  // namespace

void add_data_options(CLI::App& command, Settings& settings) {
  add_setting(command, "--data", settings.data, "Directory of databases and keys",
              "THROUGHLINE_DATA")
      ->capture_default_str();
  add_setting(command, "--database", settings.database,
              "postgresql://... instead of SQLite in --data", "THROUGHLINE_DATABASE");
  add_setting(command, "--atlassian-gateway", settings.atlassian_gateway,
              "Where scoped tokens of Jira Cloud go; default https://api.atlassian.com",
              "THROUGHLINE_ATLASSIAN_GATEWAY");
  command.add_option("--test-clock", settings.test_clock, "Clock file, for tests")->group("");
  command.add_flag("--verbose", settings.verbose, "Log more");
}

namespace {

void add_lens_memory(CLI::App& command, Settings& settings) {
  constexpr int64_t kLeast = lens::kMinLensMemoryMib;
  constexpr int64_t kMost = lens::kMaxLensMemoryMib;
  static constexpr const char* kVariable = "THROUGHLINE_LENS_MEMORY";
  const char* given = std::getenv(kVariable);
  const bool has_given = given != nullptr && *given != '\0';
  const auto number = has_given ? parse_int(given) : std::nullopt;
  const bool usable = number && *number >= kLeast && *number <= kMost;
  if (usable) settings.lens_memory_mib = *number;
  CLI::Option* option =
      command
          .add_option(
              "--lens-memory", settings.lens_memory_mib,
              std::string("MiB for the numbers of all organisations (Env:") + kVariable + ")")
          ->check(CLI::Range(kLeast, kMost))
          ->capture_default_str();
  if (!has_given || usable) return;
  command.callback([option] {
    if (option->count() > 0) return;
    throw CLI::ValidationError(kVariable, "must be a number from " + std::to_string(kLeast) +
                                              " to " + std::to_string(kMost));
  });
}

void add_server_options(CLI::App& command, Settings& settings) {
  add_data_options(command, settings);
  add_setting(command, "--listen", settings.listen, "ADDRESS:PORT", "THROUGHLINE_LISTEN")
      ->capture_default_str();
  add_setting(command, "--public-url", settings.public_url,
              "How browsers and Jira reach this server", "THROUGHLINE_PUBLIC_URL");
  command.add_option("--tls-cert", settings.tls_cert, "PEM chain; plain HTTP without");
  command.add_option("--tls-key", settings.tls_key, "PEM key");
  command.add_option("--trusted-proxy", settings.trusted_proxies,
                     "Address or network whose X-Forwarded-* headers are believed; repeatable");
  add_lens_memory(command, settings);
  command.add_option("--port-file", settings.port_file, "Write the port in use to this file");
}

void add_sign_in_options(CLI::App& command, SignInOptions& sign_in) {
  command
      .add_option("--method", sign_in.method,
                  "api_token, scoped_token (Cloud), personal_token, password (Data Center, Server)")
      ->check(CLI::IsMember({"api_token", "scoped_token", "personal_token", "password"}));
  command.add_option("--email,--user", sign_in.account,
                     "E-mail of the account, or its user name with --method password");
  command.add_option("--token-file", sign_in.token_file,
                     "File with the token or password, - for standard input; default: "
                     "$JIRA_API_TOKEN, with --method password $JIRA_PASSWORD");
  command.add_option("--expires", sign_in.expires,
                     "Expiry date of the token, YYYY-MM-DD; default in a year");
  command
      .add_option("--ca-file", sign_in.ca_file,
                  "PEM file with the certificates that the site's own was signed by")
      ->check(CLI::ExistingFile);
  command.add_option("--proxy", sign_in.proxy, "http://HOST:PORT between here and the site");
}

void add_write_options(CLI::App& jira, ConnectOptions& connect) {
  jira.add_flag("--write-worklogs", connect.write_worklogs, "Allow writing worklogs to Jira");
  jira.add_flag("--write-rule-actions", connect.write_rule_actions,
                "Allow rules to change issues in Jira");
  jira.add_flag("--write-remote-links", connect.write_remote_links,
                "Allow adding links to issues in Jira");
}

void add_connect(CLI::App& app, Choice& choice) {
  CLI::App* connect = app.add_subcommand("connect", "Connect a system");
  connect->require_subcommand(1);
  CLI::App* jira =
      connect->add_subcommand("jira", "Connect a Jira site: Cloud, Data Center, Server");
  ConnectOptions& options = choice.connect;
  add_data_options(*jira, choice.settings);
  jira->add_option("--url", options.sign_in.url, "Any address of the site, as a browser shows it")
      ->required();
  add_sign_in_options(*jira, options.sign_in);
  jira->add_option("--name", options.name, "How it is called here; default its host");
  jira->add_option("--projects", options.projects, "Keys, separated by commas; default all")
      ->delimiter(',');
  jira->add_option("--filter", options.filter, "JQL that admits issues; default all");
  jira->add_option("--days", options.days, "Backfill: issues updated in the last N days")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  jira->add_option("--custom-fields", options.custom_fields,
                   "Ids of the custom fields to store, separated by commas; default all")
      ->delimiter(',');
  jira->add_flag("--descriptions", options.descriptions,
                 "Store description texts of issues as well; default: they reach no disk");
  jira->add_flag("--no-webhooks", options.no_webhooks, "Poll only; register nothing in Jira");
  add_write_options(*jira, options);
  jira->add_option("--requests-per-minute", options.requests_per_minute, "Own limit; 0 none")
      ->check(CLI::Range(0, 60'000))
      ->capture_default_str();
  jira->add_option("--quiet-hours", options.quiet_hours,
                   "No requests in these hours of the organisation's day: HH:MM-HH:MM");
  jira->add_flag("--check", options.check_only, "Say what works and what does not; save nothing");
  jira->footer(
      "Examples:\n"
      "  JIRA_API_TOKEN=... throughline connect jira --url https://acme.atlassian.net \\\n"
      "      --email bot@acme.example --projects SHOP,OPS\n"
      "  throughline connect jira --url https://jira.acme.example/jira --method personal_token \\\n"
      "      --token-file pat.txt --ca-file acme-ca.pem --filter 'type != Sub-task'\n"
      "  throughline connect jira --url http://jira.old.example:8080 --method password \\\n"
      "      --user robin --token-file - --check < password.txt");
}

void add_sign_in(CLI::App& app, Choice& choice) {
  CLI::App* command =
      app.add_subcommand("sign-in", "Give a connection a new token, password or method");
  add_data_options(*command, choice.settings);
  command->add_option("connection", choice.connection, "Id or name")->required();
  command->add_option("--url", choice.sign_in.url, "Another address of the same site");
  add_sign_in_options(*command, choice.sign_in);
  command->footer(
      "The former sign-in serves until the new one has passed the check.\n"
      "Example:\n"
      "  JIRA_API_TOKEN=... throughline sign-in acme --expires 2027-11-20");
}

void add_import(CLI::App& app, Choice& choice) {
  CLI::App* import = app.add_subcommand("import", "Read facts from files");
  import->require_subcommand(1);
  CLI::App* jira = import->add_subcommand("jira", "Saved answers of Jira's REST API, or an export");
  ImportOptions& options = choice.import;
  add_data_options(*jira, choice.settings);
  jira->add_option("--connection", options.connection,
                   "Id or name of the connection they belong to");
  jira->add_option("--site", options.site, "Address of the Jira they came from; known or new");
  jira->add_option("--name", options.name, "How a new site is called here; default its host");
  jira->add_option("files", options.files, "Files or folders; - for standard input")->required();
  jira->footer(
      "The order of the files does not matter; importing twice changes nothing.\n"
      "Exit code 1 when something was refused; the rest was imported.\n"
      "Examples:\n"
      "  throughline import jira --site https://acme.atlassian.net fields.json search-*.json\n"
      "  throughline import jira --connection acme ABC-12.changelog.json worklogs/\n"
      "  throughline export --data other | throughline import jira --connection acme -");
}

void add_care(CLI::App& app, Choice& choice) {
  CLI::App* list = app.add_subcommand("connections", "List what is connected");
  add_data_options(*list, choice.settings);
  list->add_flag("--json", choice.json, "As the API gives it");

  CLI::App* why = app.add_subcommand("why", "Say why nothing, or less than expected, arrives");
  add_data_options(*why, choice.settings);
  why->add_option("connection", choice.why.connection, "Id or name; default all");
  why->add_flag("--offline", choice.why.offline, "Do not ask Jira");
  why->add_flag("--json", choice.why.json, "As the API gives it");
  why->footer("Exit code 1 when something blocks a connection.");

  CLI::App* verify = app.add_subcommand("verify", "Compare what is stored with what Jira says");
  add_data_options(*verify, choice.settings);
  verify->add_option("connection", choice.connection, "Id or name")->required();
  verify->add_flag("--json", choice.json, "As the API gives it");
  verify->footer("Exit code 1 when a row failed.");
}

}  // namespace

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
  add_sign_in(app, choice);
  add_care(app, choice);
  add_completeness(app, choice);
  add_import(app, choice);

  CLI::App* sync = app.add_subcommand("sync", "Ask all connected systems for news, and wait");
  add_data_options(*sync, choice.settings);
  sync->add_option("connection", choice.sync.connection, "Id or name; default all");
  sync->add_option("--timeout", choice.sync.timeout_s, "Seconds")->capture_default_str();

  CLI::App* inspect = app.add_subcommand("inspect", "Print what would be stored of saved payloads");
  inspect->add_option("vendor", choice.vendor, "jira")->required();
  inspect->add_option("kind", choice.kind, "issue, webhook, search, changelog, ...")->required();
  inspect->add_option("file", choice.files, "Files; - for standard input")->required();
  inspect->add_option("--fields", choice.fields_file, "Saved answer of GET /rest/api/3/field");

  add_jql(app, choice);
  add_report(app, choice);
  add_data_options(*app.add_subcommand("doctor", "Say what works and what does not"),
                   choice.settings);
  add_data_options(*app.add_subcommand("export", "Print all facts as NDJSON"), choice.settings);
}

}  // namespace tl::app
