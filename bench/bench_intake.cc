// Durable webhook intake: the real route with all its checks (path, signature over the raw bytes,
// cut, queue, group commit) against a bare handler on the same kind of server, in turn.
#include <fmt/format.h>

#include <cstdio>

#include "rows.h"
#include "webhook_server.h"

namespace tl::bench {
namespace {

constexpr int kRounds = 5;
constexpr double kSeconds = 2;
constexpr int64_t kIssues = 1;  // the edge alone is measured; bench_sustained has the rest

struct Figures {
  std::vector<double> durable;
  std::vector<double> bare;
  std::vector<double> p99_ms;
};

Result<LoadResult> load(LoadOptions options, uint64_t first) {
  options.first_number = first;
  options.seconds = kSeconds;
  return run_load(options);
}

Result<Figures> run(const std::string& dir) {
  TL_TRY(const std::unique_ptr<WebhookServer> server, WebhookServer::start(dir));
  Figures figures;
  uint64_t next = 1;
  for (int round = 0; round < kRounds; ++round) {
    TL_TRY(const LoadResult bare, load(server->bare(kIssues), next));
    TL_TRY(const LoadResult durable, load(server->deliveries(kIssues), next));
    if (durable.not_2xx > 0) return make_error(ErrorCode::kInternal, "a delivery was refused");
    next += durable.total + 1000;
    figures.bare.push_back(bare.per_second());
    figures.durable.push_back(durable.per_second());
    figures.p99_ms.push_back(durable.p99_us / 1000);
  }
  return figures;
}

}  // namespace
}  // namespace tl::bench

int main(int argc, char** argv) {
  using namespace tl::bench;
  if (argc != 2) return 2;
  const auto figures = run(std::string(argv[1]) + "/intake");
  if (!figures.ok()) {
    fmt::print(stderr, "{}\n", figures.error().detail);
    return 1;
  }
  const double durable = median(figures->durable);
  const double bare = median(figures->bare);
  print_row({.what = "durable webhook intake, SQLite, 64 connections, 6 KB",
             .figure = durable,
             .unit = "events/s",
             .comparison = "bare handler",
             .compared = bare,
             .target = ">= 12 % of bare",
             .met = durable >= 0.12 * bare});
  print_row({.what = "durable webhook intake, p99",
             .figure = median(figures->p99_ms),
             .unit = "ms",
             .comparison = "",
             .compared = 0,
             .target = "<= 25 ms",
             .met = median(figures->p99_ms) <= 25});
  return 0;
}
