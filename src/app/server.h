// The whole server in one object: wiring, start and stop order.
#pragma once

#include <memory>
#include <string>

#include "app/settings.h"
#include "base/result.h"

namespace tl::app {

// Start: clock, vault, store (lock, migrations), HTTP client, connectors, sync, lens, router, edge.
// Stop is the reverse: the edge stops accepting, sync stops pulling and applying, lens followers
// stop, the store closes last.
class Server {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const Settings& settings);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // "http://127.0.0.1:PORT": where this machine reaches it.
  [[nodiscard]] std::string local_url() const;
  // A bearer token of the first admin for the local command line, made anew for each start.
  // kConflict before the first run.
  [[nodiscard]] Result<std::string> local_token();
  // Makes a new setup token, writes it to DATA/setup-token (0600) and gives it. kConflict when the
  // first run is done.
  [[nodiscard]] Result<std::string> new_setup_token();
  [[nodiscard]] bool is_set_up();

  // Serves until SIGINT or SIGTERM; SIGUSR1 makes a new setup token. REQUIRES: block_signals() was
  // called before any thread was started. Gives the exit code.
  int run_until_signal();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Blocks the signals that run_until_signal waits for, in this thread and all it will start.
void block_signals();

// Writes a file that only its owner may read (0600), replacing it in one step.
Result<void> write_private_file(const std::string& path, std::string_view text);

}  // namespace tl::app
