// The commands behind the command line; each gives the exit code.
#pragma once

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

struct ConnectOptions {
  std::string url;
  std::string email;
  std::string token_file;  // "-" standard input; "" the environment variable JIRA_API_TOKEN
  std::string expires;     // date; "" today + 365 days
  std::vector<std::string> projects;
  int days = 90;
  bool no_webhooks = false;
};
int run_connect_jira(const Settings& settings, const ConnectOptions& options);

struct SyncOptions {
  std::string connection;  // public id or name; "" all
  int timeout_s = 3600;
};
int run_sync(const Settings& settings, const SyncOptions& options);

struct ReportOptions {
  std::string format = "table";  // json, csv, table
  std::string from;
  std::string to;
  std::vector<std::string> projects;
  std::vector<std::string> types;
};
int run_report_flow(const Settings& settings, const ReportOptions& options);

int run_doctor(const Settings& settings);
int run_export(const Settings& settings);

int run_inspect(const std::string& vendor, const std::string& kind,
                const std::vector<std::string>& files, const std::string& fields_file);

}  // namespace tl::app
