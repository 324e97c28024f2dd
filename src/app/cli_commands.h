// What the command line understands: every command with its options and help.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/settings.h"

namespace tl::app {

// Filled by parsing; only the members of the command that was given mean something.
struct Choice {
  Settings settings;
  DemoOptions demo;
  ConnectOptions connect;
  SignInOptions sign_in;
  ImportOptions import;
  WhyOptions why;
  DeliveriesOptions deliveries;
  ReplayOptions replay;
  SyncOptions sync;
  ReportOptions report;
  JqlOptions jql;
  std::string connection;  // verify, sign-in, ledger
  bool json = false;
  bool new_token = false;
  std::string vendor;
  std::string kind;
  std::string fields_file;
  std::vector<std::string> files;
};

void add_commands(CLI::App& app, Choice& choice);
void add_report(CLI::App& app, Choice& choice);
void add_jql(CLI::App& app, Choice& choice);
void add_completeness(CLI::App& app, Choice& choice);  // ledger, deliveries

// --data and what else says which server is meant.
void add_data_options(CLI::App& command, Settings& settings);

}  // namespace tl::app
