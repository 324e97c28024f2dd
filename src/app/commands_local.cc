// Commands that run or prepare a server: serve, setup-token.
#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "app/client.h"
#include "app/commands.h"
#include "app/server.h"

namespace tl::app {
namespace {

std::string read_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

int print_token(const std::string& url, const std::string& token) {
  fmt::print("{}\n", token);
  fmt::print(stderr, "Open {}/setup#token={}\n", url, token);
  return 0;
}

// Asks a running server (by SIGUSR1) for a new token and waits until its file changes.
int ask_running(const ServerNote& note, const std::string& file, bool make_new) {
  const std::string former = read_line(file);
  if (!make_new && !former.empty()) return print_token(note.url, former);
  if (kill(static_cast<pid_t>(note.pid), SIGUSR1) != 0) {
    return refuse(make_error(ErrorCode::kForbidden, "the running server belongs to another user"));
  }
  for (int tries = 0; tries < 100; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const std::string token = read_line(file);
    if (!token.empty() && token != former) return print_token(note.url, token);
  }
  return refuse(make_error(ErrorCode::kTimedOut, "the running server made no new token"));
}

}  // namespace

int run_serve(const Settings& settings) {
  block_signals();
  auto server = Server::start(settings);
  if (!server.ok()) return refuse(server.error());
  fmt::print("throughline listening on {}\n", (*server)->local_url());
  std::fflush(stdout);
  return (*server)->run_until_signal();
}

int run_setup_token(const Settings& settings, bool make_new) {
  const std::string file = settings.data + "/setup-token";
  const auto note = load_server_note(settings.data);
  if (note.ok() && note->pid > 0 && kill(static_cast<pid_t>(note->pid), 0) == 0) {
    if (!note->token.empty()) {
      return refuse(make_error(ErrorCode::kConflict,
                               "the first run was done already; sign in at " + note->url));
    }
    return ask_running(*note, file, make_new);
  }
  Settings own = settings;
  own.listen = "127.0.0.1:0";
  auto server = Server::start(own);
  if (!server.ok()) return refuse(server.error());
  const auto token = (*server)->new_setup_token();
  if (!token.ok()) return refuse(token.error());
  fmt::print("{}\n", *token);
  fmt::print(stderr, "It is valid until a server starts on {} and makes its own.\n", settings.data);
  return 0;
}

}  // namespace tl::app
