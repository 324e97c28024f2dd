// bench_load: load on one address of a server on this machine; prints requests a second and
// latencies. Stops by itself. Exit code 1 when the server is not there or an answer was not 2xx.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "load.h"

namespace {

// "http://127.0.0.1:8080/path"; false when it is anything else.
bool read_url(std::string_view url, tl::bench::LoadOptions& options) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return false;
  url.remove_prefix(kScheme.size());
  const size_t slash = std::min(url.find('/'), url.size());
  const std::string_view authority = url.substr(0, slash);
  const size_t colon = authority.find(':');
  if (colon == std::string_view::npos) return false;
  const auto port = tl::parse_int(authority.substr(colon + 1));
  if (!port || *port < 1 || *port > 65535) return false;
  options.host = authority.substr(0, colon);
  options.port = static_cast<uint16_t>(*port);
  if (slash < url.size()) options.target = url.substr(slash);
  return true;
}

bool read_file(const std::string& name, std::string& out) {
  std::ifstream file(name, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  out = bytes.str();
  return static_cast<bool>(file);
}

void print(const tl::bench::LoadResult& result, bool tabs) {
  if (tabs) {
    fmt::print("{:.1f}\t{:.0f}\t{:.0f}\t{}\t{}\t{}\t{}\n", result.per_second(), result.p50_us,
               result.p99_us, result.requests, result.total, result.not_2xx, result.broken);
  } else {
    fmt::print(
        "{:.0f} requests/s, p50 {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms; {} requests, "
        "{} not 2xx, {} connections lost\n",
        result.per_second(), result.p50_us / 1e3, result.p99_us / 1e3, result.max_us / 1e3,
        result.requests, result.not_2xx, result.broken);
  }
}

}  // namespace

int main(int argc, char** argv) {
  tl::bench::LoadOptions options;
  std::string url, body_file, secret_file;
  std::vector<std::string> headers;
  bool tabs = false;
  CLI::App app("Load on one address: keep-alive connections, one request in flight on each.");
  app.add_option("url", url, "http://ADDRESS:PORT/PATH")->required();
  app.add_option("-c,--connections", options.connections)->check(CLI::Range(1, 10'000));
  app.add_option("-X,--method", options.method);
  app.add_option("-H,--header", headers, "\"Name: value\"; {n} in it counts requests");
  app.add_option("-b,--body-file", body_file, "{n} in it counts requests");
  app.add_option("-s,--seconds", options.seconds)->check(CLI::Range(0.1, 600.0));
  app.add_option("--warm-up", options.warm_up_seconds)->check(CLI::Range(0.0, 60.0));
  app.add_option("--first-number", options.first_number, "where {n} begins");
  app.add_option("--sign-header", options.sign_header, "carries sha256=HMAC of the body");
  app.add_option("--sign-secret-file", secret_file);
  app.add_flag("--tabs", tabs, "per second, p50 us, p99 us, counted, total, not 2xx, lost");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  for (const std::string& header : headers) {
    const size_t colon = header.find(':');
    if (colon == std::string::npos) return fmt::print(stderr, "bad header: {}\n", header), 2;
    options.headers.emplace_back(header.substr(0, colon), tl::trim(header.substr(colon + 1)));
  }
  if (!read_url(url, options)) return fmt::print(stderr, "bad url: {}\n", url), 2;
  if ((!body_file.empty() && !read_file(body_file, options.body)) ||
      (!secret_file.empty() && !read_file(secret_file, options.sign_secret))) {
    return fmt::print(stderr, "a file cannot be read\n"), 2;
  }
  options.sign_secret = tl::trim(options.sign_secret);
  const auto result = tl::bench::run_load(options);
  if (!result.ok()) return fmt::print(stderr, "{}\n", result.error().detail), 1;
  print(*result, tabs);
  return result->not_2xx == 0 && result->requests > 0 ? 0 : 1;
}
