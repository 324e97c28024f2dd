// Start-up and memory: fills a database, closes it, then measures from opening the store to the
// first answer of a flow question: without a snapshot of the lens, then with the one that is left.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "lens/lens_house.h"
#include "lens/store_source.h"
#include "metrics/flow/cycle_time.h"
#include "rows.h"
#include "synthetic.h"

namespace tl::bench {
namespace {

constexpr int64_t kBatch = 2000;
constexpr int kChanges = 8;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Result<TenantId> fill(const std::string& dir, int64_t issues) {
  TL_TRY(Bed bed, make_bed(dir));
  store::TenantStore tenant = bed.store->tenant(bed.tenant);
  domain::ChangeSet catalogue;
  const char* categories[] = {"new", "indeterminate", "indeterminate", "done"};
  for (int i = 0; i < 4; ++i) {
    domain::Record status;
    status.kind = domain::RecordKind::kStatus;
    status.id = std::to_string(i + 1);
    domain::set_attribute(status.attributes, "name", status.id, {});
    domain::set_attribute(status.attributes, "category", domain::Ref{categories[i], categories[i]},
                          {});
    catalogue.records.push_back(std::move(status));
  }
  TL_CHECK_OK(tenant.apply(bed.instance, catalogue, {}));
  for (int64_t first = 1; first <= issues; first += kBatch) {
    const int64_t count = std::min(kBatch, issues - first + 1);
    TL_CHECK_OK(tenant.apply(bed.instance, fact_page(first, count, kChanges), {}));
  }
  return bed.tenant;
}

struct Start {
  double opened = 0, ready = 0, memory_mib = 0;
};

Result<Start> start_once(const std::string& dir, TenantId tenant) {
  const auto clock = make_system_clock();
  const auto begin = std::chrono::steady_clock::now();
  TL_TRY(const std::unique_ptr<store::Store> store,
         store::Store::open({dir, std::nullopt, 4}, *clock));
  Start start;
  start.opened = seconds_since(begin);
  lens::LensHouse house(
      [&](TenantId id) -> Result<std::unique_ptr<lens::LensSource>> {
        return lens::make_store_source(*store, id);
      },
      *clock, lens::kDefaultLensMemory, dir + "/lens");
  TL_TRY(const lens::VersionPtr version, house.pin(tenant));
  start.ready = seconds_since(begin);
  metrics::flow::CycleTimeQuery query;
  query.to = query.now = Instant(version->data_to().value_or(clock->now()).ms + 1);
  query.from = Instant(query.to.ms - int64_t{90} * 86'400'000);
  const auto stages = metrics::flow::StageMap::make(*version);
  const measure::Calendar calendar;
  TL_TRY(const metrics::flow::CycleTimeAnswer answer,
         metrics::flow::decide_cycle_time({*version, stages, calendar}, query));
  start.memory_mib = resident_mib();
  fmt::print("start: open {:.2f} s, ready {:.2f} s, n {}\n", start.opened, start.ready, answer.n);
  house.stop();  // leaves the snapshot
  return start;
}

void start_row(std::string_view what, const Start& start, double target) {
  print_row({.what = std::string(what),
             .figure = start.ready,
             .unit = "s",
             .comparison = "store open alone",
             .compared = start.opened,
             .target = fmt::format("<= {:.1f} s", target),
             .met = start.ready <= target});
}

Result<void> measure(const std::string& dir, TenantId tenant, int64_t issues) {
  TL_TRY(const Start cold, start_once(dir, tenant));
  const double scale = static_cast<double>(issues) / 1e6;
  start_row(fmt::format("start to ready at {} issues, no snapshot", issues), cold, 5 * scale);
  std::vector<double> ready;
  Start warm;
  for (int run = 0; run < 5; ++run) {
    TL_TRY(warm, start_once(dir, tenant));
    ready.push_back(warm.ready);
  }
  warm.ready = median(ready);
  start_row(fmt::format("start to ready at {} issues, with a snapshot", issues), warm, scale);
  print_row({.what = fmt::format("resident memory with the lens of {} issues", issues),
             .figure = warm.memory_mib,
             .unit = "MiB",
             .comparison = "",
             .compared = 0,
             .target = fmt::format("<= {:.0f} MiB", 512 * scale),
             .met = warm.memory_mib <= 512 * scale});
  return {};
}

}  // namespace
}  // namespace tl::bench

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string dir = std::string(argv[1]) + "/start";
  const int64_t issues = std::atoll(argv[2]);
  const auto tenant = tl::bench::fill(dir, issues);
  auto done =
      tenant.ok() ? tl::bench::measure(dir, *tenant, issues) : tl::Result<void>(tenant.error());
  if (!done.ok()) {
    fmt::print(stderr, "{}\n", done.error().detail);
    return 1;
  }
  return 0;
}
