// The commands behind the command line; each gives the exit code.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/settings.h"

namespace tl::app {

int run_serve(const Settings& settings);

struct DemoOptions {
  int issues = 1200;
  int seed = 1;
  int live_per_minute = 6;
};
// Starts throughline-sim (found beside this program), a server, and connects the two.
int run_demo(const Settings& settings, const DemoOptions& options);

int run_setup_token(const Settings& settings, bool make_new);

struct SignInOptions {
  std::string url;
  std::string method;      // "" what the site usually wants
  std::string account;     // e-mail or user name
  std::string token_file;  // "-" standard input; "" the environment
  std::string expires;     // date; "" today + 365 days, none for a password
  std::string ca_file;
  std::string proxy;
};
struct ConnectOptions {
  SignInOptions sign_in;
  std::string name;
  std::vector<std::string> projects;
  int days = 90;
  bool no_webhooks = false;
  std::string filter;
  std::vector<std::string> custom_fields;
  bool descriptions = false;
  bool write_worklogs = false;
  bool write_rule_actions = false;
  bool write_remote_links = false;
  int requests_per_minute = 0;
  std::string quiet_hours;  // "22:00-06:30"; "" none
  bool check_only = false;
};
int run_connect_jira(const Settings& settings, const ConnectOptions& options);
// `wanted`: public id or name of a connection, here and below.
int run_sign_in(const Settings& settings, const std::string& wanted, const SignInOptions& options);
int run_connections(const Settings& settings, bool json);

struct WhyOptions {
  std::string connection;  // "" all
  bool offline = false;    // Jira is not asked
  bool json = false;
};
int run_why(const Settings& settings, const WhyOptions& options);
int run_verify(const Settings& settings, const std::string& wanted, bool json);

// What is proven to be here; `wanted` "" all connections. 1 when something differs or an alarm
// stands.
int run_ledger(const Settings& settings, const std::string& wanted, bool json);

struct DeliveriesOptions {
  std::string connection;  // public id or name
  std::string result;      // "" any
  std::string event;
  std::string issue;  // key or numeric id
  std::string from;   // instants
  std::string to;
  int limit = 50;
  bool json = false;
};
int run_deliveries(const Settings& settings, const DeliveriesOptions& options);

struct ReplayOptions {
  std::string id;  // of one delivery; "" with `failed`
  bool failed = false;
  std::string connection;  // with `failed`: public id or name; "" all
  std::string from;
  std::string to;
};
int run_replay(const Settings& settings, const ReplayOptions& options);

struct ImportOptions {
  std::string connection;  // public id or name; "" by `site`, else the only one
  std::string site;        // address that the files came from
  std::string name;        // of a site that is made
  std::vector<std::string> files;
};
int run_import_jira(const Settings& settings, const ImportOptions& options);

struct SyncOptions {
  std::string connection;  // public id or name; "" all
  int timeout_s = 3600;
};
int run_sync(const Settings& settings, const SyncOptions& options);

struct ReportOptions {
  std::string family;            // "flow", "sprint", "quality"
  std::string format = "table";  // json, csv, table
  std::string metric = "cycle-time";
  bool items = false;                   // the issues behind the number
  int limit = 50;                       // rows of items in a table, or of one page as JSON
  std::string connection;               // public id or name; "" all
  std::string sprint;                   // of `sprint`: name, id or CONNECTION:ID; "" the latest
  int last = 0;                         // sprints of the history; 0: one sprint's report
  std::vector<std::string> in_sprints;  // filter: issues that are or were in one of them
  // Other parameters of the API as they are: "project" -> {"SHOP", "OPS"}.
  std::map<std::string, std::vector<std::string>> parameters;
};
int run_report(const Settings& settings, const ReportOptions& options);

struct JqlOptions {
  std::string query;                   // "-": standard input
  std::string issue;                   // of `explain`: its key
  std::vector<std::string> instances;  // ids or names of connections; of a file: one name
  std::vector<std::string> columns;
  int limit = 100;  // of a table
  bool json = false;
  bool csv = false;
  bool accept_undecided = false;
  std::string issues_file;  // "": the data directory
  std::string user;         // who asks, of a file
  [[nodiscard]] std::string instance() const { return instances.empty() ? "" : instances.front(); }
};
int run_jql_parse(bool json);
int run_jql_search(const Settings& settings, const JqlOptions& options);
int run_jql_search_file(const JqlOptions& options);
int run_jql_explain(const Settings& settings, const JqlOptions& options);

int run_doctor(const Settings& settings);
int run_export(const Settings& settings);

int run_inspect(const std::string& vendor, const std::string& kind,
                const std::vector<std::string>& files, const std::string& fields_file);

}  // namespace tl::app
