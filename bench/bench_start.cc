// Start-up and memory: fills a database, closes it, then measures from opening the store to the
// first answer of a flow question, without a snapshot.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

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

Result<void> measure(const std::string& dir, TenantId tenant, int64_t issues) {
  const auto clock = make_system_clock();
  const auto begin = std::chrono::steady_clock::now();
  TL_TRY(const std::unique_ptr<store::Store> store,
         store::Store::open({dir, std::nullopt, 4}, *clock));
  const double opened = seconds_since(begin);
  lens::LensHouse house(
      [&](TenantId id) -> Result<std::unique_ptr<lens::LensSource>> {
        return lens::make_store_source(*store, id);
      },
      *clock);
  TL_TRY(const lens::VersionPtr version, house.pin(tenant));
  const double ready = seconds_since(begin);
  metrics::flow::CycleTimeQuery query;
  query.to = clock->now();
  const auto stages = metrics::flow::StageMap::make(*version);
  TL_TRY(const metrics::flow::CycleTimeAnswer answer,
         metrics::flow::decide_cycle_time(*version, stages, query));
  fmt::print("start: store open after {:.2f} s, n {} of {} issues\n", opened, answer.n, issues);
  print_row({.what = fmt::format("start to ready at {} issues, no snapshot", issues),
             .figure = ready,
             .unit = "s",
             .comparison = "store open alone",
             .compared = opened,
             .target = "<= 5 s",
             .met = ready <= 5});
  print_row({.what = fmt::format("resident memory with the lens of {} issues", issues),
             .figure = resident_mib(),
             .unit = "MiB",
             .comparison = "",
             .compared = 0,
             .target = "<= 512 MiB",
             .met = resident_mib() <= 512});
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
