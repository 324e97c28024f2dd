// One event loop: its listening socket, its connections, its sweep. Internal to net/.
#pragma once

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "net/server_core.h"

namespace tl::net {

class Connection;

// All members but the ones marked thread-safe are used on the loop's own thread only.
// A responder may keep a loop alive after the server has gone; nothing runs on it then.
class IoLoop : public std::enable_shared_from_this<IoLoop> {
 public:
  explicit IoLoop(std::shared_ptr<ServerCore> core);
  ~IoLoop();

  // Before run(): takes over a bound and listening socket.
  void listen(int listening_socket, bool v6);
  void run();  // starts the thread
  void join();

  // Thread-safe. Stops accepting; idle connections and streams close.
  void begin_stop();
  // Thread-safe. Waits until no connection is left or `deadline` is reached.
  bool wait_drained(std::chrono::steady_clock::time_point deadline);
  // Thread-safe. Cuts every connection and lets run's thread end.
  void finish();

  // Thread-safe: runs `task` on the loop's thread, at once when called from it.
  template <typename Task>
  void dispatch(Task&& task) {
    boost::asio::dispatch(context_, std::forward<Task>(task));
  }
  // Thread-safe: the same, but never at once.
  template <typename Task>
  void post(Task&& task) {
    boost::asio::post(context_, std::forward<Task>(task));
  }

  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] ServerCore& core() { return *core_; }
  void forget(uint64_t serial);
  [[nodiscard]] std::string_view date();

 private:
  void accept();
  void on_accept(boost::system::error_code error, boost::asio::ip::tcp::socket socket);
  void pause_accept();
  void refuse(boost::asio::ip::tcp::socket socket);
  void sweep();
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> all_connections() const;

  const std::shared_ptr<ServerCore> core_;
  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  boost::asio::steady_timer sweep_timer_{context_};
  boost::asio::steady_timer accept_timer_{context_};
  std::chrono::milliseconds sweep_every_;
  std::unordered_map<uint64_t, std::shared_ptr<Connection>> connections_;
  uint64_t next_serial_ = 1;
  bool finished_ = false;  // a timer that fired before it was cancelled must not be set again
  int64_t date_second_ = -1;
  std::string date_;
  std::mutex drained_mutex_;
  std::condition_variable drained_;
  size_t open_ = 0;  // under drained_mutex_
  std::thread thread_;
};

}  // namespace tl::net
