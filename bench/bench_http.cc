// bench_http [SECONDS]: what the HTTP edge costs. CPU of this process per request, load from
// bench_load in a process of its own on the same cores. Beside it, in the same run and alternating:
// a bare epoll loop that neither parses nor routes, the least that the kernel's share allows.
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include "net/http_server.h"
#include "rows.h"

namespace tl::bench {
namespace {

constexpr int kRuns = 5;
constexpr int kConnections = 64;
constexpr int kRoutes = 60;
constexpr size_t kBodyBytes = 6000;
constexpr double kTargetMicros = 12;

// Answers every read that ends a request with the same bytes.
class BareServer {
 public:
  explicit BareServer(size_t request_bytes) : request_bytes_(request_bytes) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 512) != 0) {
      std::abort();
    }
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~BareServer() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }
  BareServer(const BareServer&) = delete;
  BareServer& operator=(const BareServer&) = delete;
  [[nodiscard]] uint16_t port() const { return port_; }

 private:
  void run(const std::stop_token& stop) {
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    std::vector<size_t> got(65536);
    add(epoll, listener_);
    epoll_event events[256];
    while (!stop.stop_requested()) {
      const int count = epoll_wait(epoll, events, 256, 50);
      for (int i = 0; i < count; ++i) {
        const int fd = events[i].data.fd;
        if (fd == listener_) {
          add(epoll, ::accept(listener_, nullptr, nullptr));
        } else {
          serve(fd, got[static_cast<size_t>(fd)]);
        }
      }
    }
    ::close(epoll);
  }
  static void add(int epoll, int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
  void serve(int fd, size_t& got) const {
    static constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    char bytes[16384];
    const ssize_t count = ::recv(fd, bytes, sizeof bytes, 0);
    if (count <= 0) {
      got = 0;
      ::close(fd);
      return;
    }
    got += static_cast<size_t>(count);
    // The body and most of a header, or for a GET the end of the header: enough on loopback.
    if (request_bytes_ != 0 ? got < request_bytes_ : bytes[count - 1] != '\n') return;
    got = 0;
    (void)!::send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
  }

  const size_t request_bytes_;  // 0: a request ends with its header
  int listener_ = -1;
  uint16_t port_ = 0;
  std::jthread thread_;
};

net::Router make_router() {
  net::Router router;
  for (int i = 0; i < kRoutes; ++i) {
    router.add("GET", fmt::format("/api/v1/nouns{}/{{key}}/parts", i),
               [](const net::Request&) { return net::empty_response(204); });
  }
  router.add_io("GET", "/api/v1/io/{key}", [](net::Request r, net::Responder responder) {
    responder.respond(net::json_response(200, r.param("key").empty() ? "{}" : "ok"));
  });
  router.add_io("POST", "/api/v1/io/{key}", [](net::Request r, net::Responder responder) {
    responder.respond(net::json_response(200, r.body.size() == kBodyBytes ? "ok" : "{}"));
  });
  router.add("GET", "/api/v1/pool/{key}",
             [](const net::Request&) { return net::json_response(200, "ok"); });
  return router;
}

struct Measured {
  double cpu_us = 0;
  double per_second = 0;
  double p99_us = 0;
};

// Runs bench_load against `port`; CPU is this process's own.
Measured measure(const std::string& load, uint16_t port, const std::string& arguments,
                 double seconds) {
  const std::string command =
      fmt::format("{} http://127.0.0.1:{}{} --tabs --warm-up 0.2 -c {} -s {}", load, port,
                  arguments, kConnections, seconds);
  const double before = process_cpu_seconds();
  FILE* pipe = ::popen(command.c_str(), "r");
  char line[256] = {};
  const bool read = pipe != nullptr && std::fgets(line, sizeof line, pipe) != nullptr;
  if (pipe == nullptr || ::pclose(pipe) != 0 || !read) {
    fmt::print(stderr, "failed: {}\n", command);
    std::exit(1);
  }
  const double spent = process_cpu_seconds() - before;
  double per_second = 0, p50 = 0, p99 = 0, counted = 0, total = 1;
  std::sscanf(line, "%lf\t%lf\t%lf\t%lf\t%lf", &per_second, &p50, &p99, &counted, &total);
  return {spent / total * 1e6, per_second, p99};
}

struct Series {
  std::vector<double> cpu_us, per_second, p99_us;
  void add(const Measured& m) {
    cpu_us.push_back(m.cpu_us);
    per_second.push_back(m.per_second);
    p99_us.push_back(m.p99_us);
  }
};

void report(const std::string& what, const Series& ours, const Series& bare, bool with_target) {
  const double cpu = median(ours.cpu_us);
  print_row({.what = what,
             .figure = cpu,
             .unit = "µs CPU",
             .comparison = "bare epoll loop",
             .compared = median(bare.cpu_us),
             .target = with_target ? fmt::format("<= {} µs CPU", kTargetMicros) : "",
             .met = cpu <= kTargetMicros});
  print_row({.what = what + ", throughput",
             .figure = median(ours.per_second),
             .unit = "/s",
             .comparison = "bare epoll loop",
             .compared = median(bare.per_second),
             .target = "",
             .met = true});
}

int run(const std::string& program, double seconds) {
  const std::string load = std::filesystem::path(program).replace_filename("bench_load").string();
  const std::string body_file = std::filesystem::temp_directory_path() / "bench-http-body";
  FILE* file = std::fopen(body_file.c_str(), "wb");
  std::fputs(std::string(kBodyBytes, 'b').c_str(), file);
  std::fclose(file);
  const std::string post = " -X POST -b " + body_file;

  net::ServerOptions options;
  options.port = 0;
  options.workers = 2;
  std::atomic<int64_t> timed = 0;  // requests are timed, as the access log does
  options.access_log = [&](const net::AccessRecord& r) { timed += r.micros; };
  auto server = net::HttpServer::start(options, make_router());
  if (!server.ok()) return fmt::print(stderr, "{}\n", server.error().detail), 1;
  BareServer bare(0), bare_post(kBodyBytes + 40);
  const uint16_t port = (*server)->port();

  Series io, io_post, pool, floor, floor_post;
  for (int i = 0; i < kRuns; ++i) {
    floor.add(measure(load, bare.port(), "/api/v1/io/A-1", seconds));
    io.add(measure(load, port, "/api/v1/io/A-1", seconds));
    pool.add(measure(load, port, "/api/v1/pool/A-1", seconds));
    floor_post.add(measure(load, bare_post.port(), "/api/v1/io/A-1" + post, seconds));
    io_post.add(measure(load, port, "/api/v1/io/A-1" + post, seconds));
  }
  report("HTTP routed GET on the io thread", io, floor, true);
  report("HTTP routed POST 6 KB on the io thread", io_post, floor_post, true);
  report("HTTP routed GET on the worker pool", pool, floor, false);
  std::filesystem::remove(body_file);
  return 0;
}

}  // namespace
}  // namespace tl::bench

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 1;
  if (argc > 2 || seconds < 0.1 || seconds > 60) {
    fmt::print(stderr, "usage: bench_http [SECONDS]\n");
    return 2;
  }
  return tl::bench::run(argv[0], seconds);
}
