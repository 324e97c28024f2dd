// `demo`: a simulated Jira as a child process, a server, and the two connected through the same API
// that a person would use.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "app/client.h"
#include "app/commands.h"
#include "app/server.h"
#include "base/clock.h"
#include "base/time_text.h"

extern char** environ;  // NOLINT: POSIX

namespace tl::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMarker = "demo";  // a file that says: this directory is ours to empty
constexpr std::string_view kAdminEmail = "demo@example.com";
constexpr std::string_view kAdminPassword = "throughline-demo";
constexpr std::string_view kBotEmail = "bot@sim.example";
constexpr std::string_view kBotToken = "sim-bot-token";

// The simulated Jira; ended with this object.
class SimProcess {
 public:
  SimProcess() = default;
  SimProcess(const SimProcess&) = delete;
  SimProcess& operator=(const SimProcess&) = delete;
  ~SimProcess() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }

  // Gives its URL once it listens.
  Result<std::string> start(const std::string& data, const DemoOptions& options) {
    const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "throughline-sim";
    if (!fs::exists(program)) {
      return make_error(ErrorCode::kNotFound, program.string() + " is missing; build it first");
    }
    const std::string port_file = data + "/sim-port";
    fs::remove(port_file);
    std::vector<std::string> arguments = {program.string(),
                                          "--listen",
                                          "127.0.0.1:0",
                                          "--port-file",
                                          port_file,
                                          "--seed",
                                          std::to_string(options.seed),
                                          "--issues",
                                          std::to_string(options.issues)};
    if (options.live_per_minute > 0) {
      arguments.insert(arguments.end(),
                       {"--live", "--live-per-minute", std::to_string(options.live_per_minute)});
    }
    TL_CHECK_OK(spawn(arguments, data + "/sim.log"));
    return wait_for_port(port_file, data);
  }

 private:
  Result<void> spawn(const std::vector<std::string>& arguments, const std::string& log) {
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    const int failed = posix_spawn(&pid_, argv[0], &files, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) {
      return make_error(ErrorCode::kInternal,
                        fmt::format("cannot start {}: {}", arguments[0], std::strerror(failed)));
    }
    return {};
  }

  Result<std::string> wait_for_port(const std::string& port_file, const std::string& data) {
    for (int tries = 0; tries < 1200; ++tries) {
      std::ifstream in(port_file);
      int port = 0;
      if (in >> port && port > 0) return fmt::format("http://127.0.0.1:{}", port);
      if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = 0;
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return make_error(ErrorCode::kInternal,
                      "the simulated Jira did not start; see " + data + "/sim.log");
  }

  pid_t pid_ = 0;
};

// The simulated Jira begins anew at each start, so the demo's data does too. A directory that holds
// something else is left alone.
Result<void> empty_demo_directory(const std::string& data) {
  std::error_code error;
  if (fs::exists(data) && !fs::is_empty(data, error)) {
    if (!fs::exists(fs::path(data) / kMarker)) {
      return make_error(ErrorCode::kConflict,
                        data + " holds something that is not a demo; give another --data DIR");
    }
    const auto note = load_server_note(data);
    if (note.ok() && note->pid > 0 && kill(static_cast<pid_t>(note->pid), 0) == 0) {
      return make_error(ErrorCode::kLocked,
                        fmt::format("a demo runs there already (process {})", note->pid));
    }
    fs::remove_all(data, error);
  }
  fs::create_directories(data, error);
  if (error)
    return make_error(ErrorCode::kInvalidArgument, "cannot make " + data + ": " + error.message());
  return write_private_file((fs::path(data) / kMarker).string(), "made by throughline demo\n");
}

Result<void> first_run(ApiClient& api, const std::string& token) {
  JsonWriter out;
  out.begin_object()
      .member("token", token)
      .member("organisation", "Demo")
      .member("name", "Demo Admin")
      .member("email", kAdminEmail)
      .member("password", kAdminPassword)
      .member("public_url", api.url())
      .member("time_zone", "UTC")
      .member("week_start", "monday")
      .end_object();
  TL_CHECK_OK(api.post("/api/v1/setup", out.text()));
  return {};
}

Result<void> connect_sim(ApiClient& api, const std::string& sim_url) {
  JsonWriter out;
  out.begin_object().member("name", "simulated").key("sign_in").begin_object();
  out.member("base_url", sim_url)
      .member("email", kBotEmail)
      .member("token", kBotToken)
      .end_object();
  out.member("token_expires", format_date(date_of(make_system_clock()->now() + days(365))))
      .member("backfill_days", 180)
      .member("webhooks", true)
      .end_object();
  TL_CHECK_OK(api.post("/api/v1/connections/jira", out.text()));
  return {};
}

Result<void> prepare(Server& server, const std::string& data, const std::string& sim_url) {
  std::string setup;
  std::ifstream(data + "/setup-token") >> setup;
  ApiClient nobody(server.local_url(), "");
  TL_CHECK_OK(first_run(nobody, setup));
  TL_TRY(const std::string token, server.local_token());
  ApiClient admin(server.local_url(), token);
  return connect_sim(admin, sim_url);
}

void print_welcome(const std::string& url, const std::string& sim_url) {
  fmt::print(
      "\n  Throughline demo   {}\n  Sign in with       {}  /  {}\n"
      "  Simulated Jira     {}   (user {}, token {})\n\n"
      "  Change an issue there and watch it here:\n"
      "    curl -u {}:{} -H 'Content-Type: application/json' \\\n"
      "      -X PUT -d '{{\"fields\":{{\"summary\":\"Changed in Jira\"}}}}' "
      "{}/rest/api/3/issue/SHOP-1\n\n"
      "  Ctrl-C ends it.\n\n",
      url, kAdminEmail, kAdminPassword, sim_url, kBotEmail, kBotToken, kBotEmail, kBotToken,
      sim_url);
  std::fflush(stdout);
}

}  // namespace

int run_demo(const Settings& settings, const DemoOptions& options) {
  block_signals();
  Settings demo = settings;
  if (demo.data == Settings{}.data) demo.data = "throughline-demo";
  if (auto emptied = empty_demo_directory(demo.data); !emptied.ok()) return refuse(emptied.error());
  SimProcess sim;
  const auto sim_url = sim.start(demo.data, options);
  if (!sim_url.ok()) return refuse(sim_url.error());
  auto server = Server::start(demo);
  if (!server.ok()) return refuse(server.error());
  if (auto prepared = prepare(**server, demo.data, *sim_url); !prepared.ok())
    return refuse(prepared.error());
  print_welcome((*server)->local_url(), *sim_url);
  return (*server)->run_until_signal();
}

}  // namespace tl::app
